"""Notebooks that are not open: what is found in their cells is told of the lines of the file.

A client has names for cells only while the notebook is open; a list of problems leads to the file until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...analyzers.findings import Finding, Note, Position, Related, Span
from ...analyzers.source.notebook import Notebook, is_notebook
from ...analyzers.source.positions import split_lines

__all__ = ["InFile", "notebook_of"]


def notebook_of(path: str, data: bytes) -> Notebook | None:
    """The notebook in a file's bytes; None where its name is not one's. Raises SourceError."""
    return Notebook.from_bytes(data) if is_notebook(path) else None


class InFile:
    """Puts what is told of a notebook's module onto the lines of its file."""

    def __init__(self, notebook: Notebook, data: bytes) -> None:
        self._notebook = notebook
        self.lines: Sequence[str] = split_lines(data.decode())

    def findings(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that lie in cells; their message names the cell and the line in it, as `analyze` counts them."""
        placed: list[Finding] = []
        for finding in findings:
            place = self._place(finding.span)
            if place is not None:
                where, span = place
                related = tuple(filter(None, map(self._related, finding.related)))
                placed.append(replace(finding, span=span, message=f"{where}: {finding.message}", related=related))
        return placed

    def notes(self, notes: Iterable[Note]) -> list[Note]:
        """The notes that have a line in a cell."""
        placed: list[Note] = []
        for note in notes:
            span = None if note.line is None else Span(Position(note.line, 0), Position(note.line, 0))
            place = None if span is None else self._place(span)
            if place is not None:
                placed.append(Note(note.kind, f"{place[0]}: {note.message}", place[1].start.line))
        return placed

    def _related(self, related: Related) -> Related | None:
        if related.path:
            return related
        place = self._place(related.span)
        return None if place is None else Related(place[1], related.message)

    def _place(self, span: Span) -> tuple[str, Span] | None:
        found = self._notebook.module.to_cell(span)
        if found is None:
            return None
        index, (start, end) = found
        first = self._notebook.line_in_file(index, start.line)
        last = self._notebook.line_in_file(index, end.line)
        begin = len(self.lines[first]) - len(self.lines[first].lstrip())
        where = f"cell {self._notebook.numbers[index]}, line {start.line + 1}"
        return where, Span(Position(first, begin), Position(last, len(self.lines[last].rstrip())))
