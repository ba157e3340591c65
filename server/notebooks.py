"""Open notebooks: each cell is a document of the client's, and all cells of Python together are analyzed as one module.

Imported late: most sessions open no notebook.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.workspace import PositionCodec

from ..analyzers.findings import Finding, Note, Position, Related, Span, TextEdit
from ..analyzers.source.cells import Cell, CellModule
from .documents import OpenDocument

if TYPE_CHECKING:
    from ..analyzers.rewriting.cell_edits import CellEdits
    from ..analyzers.source import Document

__all__ = ["CellDocument", "ModuleDocument", "OpenNotebook", "lone_cell"]

logger = logging.getLogger(__name__)

Looks = tuple[Any, ...]
"""What of a finding is shown, but for its place: that changes only with its cell's text."""


def lone_cell(
    uri: str, source: str, version: int | None, language_id: str | None, codec: PositionCodec
) -> CellDocument:
    """A cell of a client that tells of cells, but not of notebooks: it is analyzed by itself."""
    path = uri.partition(":")[2].partition("#")[0]
    notebook = OpenNotebook(f"file://{path}" if path.startswith("/") else uri, codec)
    item = types.TextDocumentItem(uri=uri, language_id=language_id or "", version=version or 0, text=source)
    return notebook.only(item)


class ModuleDocument(OpenDocument):
    """The cells of a notebook as one text, which no client has."""

    def __init__(self, uri: str, codec: PositionCodec, cells: Callable[[], Sequence[CellDocument]]) -> None:
        super().__init__(uri, "", None, "python", codec)
        self._cells = cells
        self._module: CellModule | None = None

    @property
    def module(self) -> CellModule:
        if self._module is None:
            self.parse()
            assert self._module is not None
        return self._module

    def parse(self, enough: Callable[[], bool] | None = None) -> bool:
        if self._module is None:
            made: list[Cell] = []
            for cell in self._cells():
                if enough is not None and enough():
                    return False
                made.append(cell.as_cell())
            self._module = CellModule(made)
            self.set_text(self._module.text)
        return super().parse(enough)

    def put(self, first: int, after: int, cells: Sequence[CellDocument]) -> None:
        """Put other cells, as they are now, in the place of some."""
        if self.analysis is None or self._module is None:
            # Nothing was made of it yet, so nothing can be kept.
            self._module = None
            self.set_text("")
            return
        self.stale = True  # also where the text is the same: the cells are others, or lie elsewhere
        for span, text in self._module.replace(first, after, [cell.as_cell() for cell in cells]):
            self.edit(span, text)

    def relevant(self, findings: list[Finding]) -> list[Finding]:
        return [finding for finding in findings if self.module.concerns(finding)]


class CellDocument(OpenDocument):
    """A cell. Its findings are those of its notebook's module that lie in it, with the lines counted from its own."""

    def __init__(self, notebook: OpenNotebook, item: types.TextDocumentItem, codec: PositionCodec) -> None:
        self.notebook = notebook
        super().__init__(item.uri, item.text, item.version, item.language_id, codec)
        self.path = notebook.text.path
        self._cell: Cell | None = None
        self._looks: list[Looks] | None = None

    @property
    def stale(self) -> bool:
        # One that is no code, or not in the notebook any longer, has nothing to wait for.
        return (self._stale or self.notebook.text.stale) and self in self.notebook.order

    @stale.setter
    def stale(self, stale: bool) -> None:
        self._stale = stale

    @property
    def is_python(self) -> bool:
        return self.language_id == "python"

    @property
    def whole(self) -> OpenDocument:
        return self.notebook.text

    @property
    def linked_as(self) -> str:
        return self.uri if self.notebook.is_lone else self.whole.uri

    @property
    def index(self) -> int:
        """Which of the notebook's cells of Python it is."""
        return self.notebook.order.index(self)

    def as_cell(self) -> Cell:
        """Its present text as a cell of a module. Costs a parse once for each text."""
        if self._cell is None:
            self._cell = Cell(self.source)
        return self._cell

    def apply_changes(self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int | None) -> None:
        super().apply_changes(changes, version)
        self._cell = self._looks = None
        self.notebook.edited(self)

    def release_in_parts(self) -> Iterator[None]:
        yield from super().release_in_parts()
        if self.notebook.is_lone:
            yield from self.whole.release_in_parts()

    def take_findings(self) -> None:
        self.notebook.share()

    def also_changed(self) -> Collection[OpenDocument]:
        changed, self.notebook.changed = self.notebook.changed - {self}, set()
        return changed

    def show(self, findings: Sequence[Finding], shown: Sequence[Finding], notes: Sequence[Note], start: int) -> bool:
        """Have these findings of the module, in which the cell begins at `start`; returns whether that changes any."""
        looks = [_looks(finding, self.notebook.text.module) for finding in (*findings, *shown)]
        notes = [replace(note, line=note.line - start) for note in notes if note.line is not None]
        self.stale = False
        if looks == self._looks and notes == self.notes:
            return False
        edited, self._looks = self._looks is None, looks
        self.findings = [self._moved(finding, start) for finding in findings]
        self.shown = [self._moved(finding, start) for finding in shown]
        self.notes = notes
        return not edited or bool(looks or notes)

    def _moved(self, finding: Finding, start: int) -> Finding:
        """A finding with its lines counted from the cell's first; what is related to it in other cells is left out."""
        inside = Span(Position(0, 0), Position(self.as_cell().count, 0))
        related = [it if it.path else replace(it, span=it.span.shifted(-start)) for it in finding.related]
        kept = tuple(it for it in related if it.path or (inside.start <= it.span.start and it.span.end <= inside.end))
        return replace(finding, span=finding.span.shifted(-start), related=kept)

    def original(self, finding: Finding) -> Finding:
        # Those that are shown first: they tell of others that have the same cause, too.
        found = (it for it in (*self.whole.shown, *self.whole.findings) if it.match is finding.match)
        return next(found, finding)

    def related_elsewhere(self, finding: Finding) -> Sequence[tuple[OpenDocument, Related]]:
        module, order = self.notebook.text.module, self.notebook.order
        placed = ((module.to_cell(it.span), it) for it in self.original(finding).related if not it.path)
        found = [(order[place[0]], replace(it, span=place[1])) for place, it in placed if place is not None]
        return [(cell, it) for cell, it in found if cell is not self]

    def placed(self, edits: Sequence[TextEdit]) -> list[tuple[OpenDocument, Sequence[TextEdit]]] | None:
        return self.notebook.placed(edits)

    def neighbours(self) -> Sequence[OpenDocument]:
        return self.notebook.order

    def cell_edits(self, copy: Document, *, everywhere: bool) -> CellEdits | None:
        # Late: only where all is fixed at once, and then it is here already.
        from ..analyzers.rewriting.cell_edits import CellEdits

        return CellEdits(copy, [cell.source for cell in self.notebook.order], None if everywhere else self.index)


class OpenNotebook:
    """A notebook. `cells` are all documents that the client told of, `order` those of Python as they stand in it."""

    def __init__(self, uri: str, codec: PositionCodec) -> None:
        self._codec = codec
        self.text = ModuleDocument(uri, codec, lambda: self.order)
        self.cells: dict[str, CellDocument] = {}
        """By URI, as `SlowspotServer.key` spells it."""
        self.order: list[CellDocument] = []
        self.changed: set[CellDocument] = set()
        """Cells with other findings than were last published, but for an edit of their own."""
        self._listed: list[types.NotebookCell] = []
        self._shared: object = None
        self.is_lone = False
        """Whether it stands for one cell, whose notebook the client has not told of."""

    # -- what the client tells

    def open(
        self, notebook: types.NotebookDocument, items: Sequence[types.TextDocumentItem]
    ) -> dict[str, CellDocument]:
        """Take the cells; returns their documents by URI."""
        self._listed = list(notebook.cells)
        self._add(items)
        self._arrange()
        return dict(self.cells)

    def only(self, item: types.TextDocumentItem) -> CellDocument:
        """Have one cell."""
        self.is_lone = True
        self._listed = [types.NotebookCell(kind=types.NotebookCellKind.Code, document=item.uri)]
        self._add([item])
        self._arrange()
        return self.cells[unquote(item.uri)]

    def change(self, change: types.NotebookDocumentChangeEvent) -> tuple[dict[str, CellDocument], list[str]]:
        """Take what became of the cells; returns the documents that are new, and the URIs of those that are gone."""
        opened: dict[str, CellDocument] = {}
        closed: list[str] = []
        cells = change.cells
        if cells is None:
            return opened, closed
        if cells.structure is not None:
            array = cells.structure.array
            self._listed[array.start : array.start + array.delete_count] = array.cells or []
            for item in cells.structure.did_close or ():
                closed.append(unquote(item.uri))
                self.cells.pop(closed[-1], None)
            opened = self._add(cells.structure.did_open or ())
            self._arrange()
        if cells.data:
            told = {unquote(cell.document): cell for cell in cells.data}
            self._listed = [told.get(unquote(cell.document), cell) for cell in self._listed]
            self._arrange()
        for text in cells.text_content or ():
            cell = self.cells.get(unquote(text.document.uri))
            if cell is not None:
                cell.apply_changes(text.changes, text.document.version)
        return opened, closed

    def _add(self, items: Iterable[types.TextDocumentItem]) -> dict[str, CellDocument]:
        new = {unquote(item.uri): CellDocument(self, item, self._codec) for item in items}
        self.cells.update(new)
        return new

    def _arrange(self) -> None:
        """Have the module follow which cells there are, and in which order."""
        code = [unquote(cell.document) for cell in self._listed if cell.kind == types.NotebookCellKind.Code]
        found = [self.cells[key] for key in dict.fromkeys(code) if key in self.cells]
        old, new = self.order, [cell for cell in found if cell.is_python]
        limit = min(len(old), len(new))
        head = next((at for at in range(limit) if old[at] is not new[at]), limit)
        tail = next((at for at in range(limit - head) if old[-1 - at] is not new[-1 - at]), limit - head)
        self.order = new
        for cell in old:
            if cell not in new and cell.show((), (), (), 0):
                self.changed.add(cell)
        if head < max(len(old), len(new)):
            self.text.put(head, len(old) - tail, new[head : len(new) - tail])

    def edited(self, cell: CellDocument) -> None:
        """Have the module follow an edit of a cell."""
        if cell in self.order:
            self.text.put(cell.index, cell.index + 1, [cell])

    # -- what was found

    def share(self) -> None:
        """Give each cell its findings, once the module's are up to date."""
        if self._shared is self.text.findings:
            return
        self._shared = self.text.findings
        module = self.text.module
        findings, shown = self._by_cell(self.text.findings), self._by_cell(self.text.shown)
        notes: dict[int, list[Note]] = {}
        for note in self.text.notes:
            at = module.at(note.line) if note.line is not None else None
            if at is not None:
                notes.setdefault(at, []).append(note)
        for index, cell in enumerate(self.order):
            start = module.cells[index].start
            if cell.show(findings.get(index, ()), shown.get(index, ()), notes.get(index, ()), start):
                self.changed.add(cell)

    def _by_cell(self, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
        at = self.text.module.at
        by_cell: dict[int, list[Finding]] = {}
        for finding in findings:
            by_cell.setdefault(at(finding.span.start.line) or 0, []).append(finding)
        return by_cell

    def placed(self, edits: Sequence[TextEdit]) -> list[tuple[OpenDocument, Sequence[TextEdit]]] | None:
        """Edits of the module as edits of its cells."""
        found = self.text.module.edits_in_cells(edits)
        if found is None:
            return None
        by_cell: dict[int, list[TextEdit]] = {}
        for index, edit in found:
            by_cell.setdefault(index, []).append(edit)
        return [(self.order[index], edits) for index, edits in by_cell.items()]


def _looks(finding: Finding, module: CellModule) -> Looks:
    related = tuple(
        (it.message, it.path, it.span.start.line if it.path else module.line_in_cell(it.span.start.line))
        for it in finding.related
    )
    return id(finding.match), finding.safety, finding.severity, finding.score, related
