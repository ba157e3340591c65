"""Open notebooks: each cell is a document of the client's, and all cells of Python together are analyzed as one module.

Imported late: most sessions open no notebook.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lsprotocol import types
from pygls.workspace import PositionCodec

from ..analyzers.findings import Finding, Note, Related, Safety, Score, Severity, Span, TextEdit
from ..analyzers.source.cells import CellModule
from .documents import OpenDocument

if TYPE_CHECKING:
    from ..analyzers.rewriting.cell_edits import CellEdits
    from ..analyzers.source import Document

__all__ = ["CellDocument", "ModuleDocument", "OpenNotebook", "lone_cell"]

logger = logging.getLogger(__name__)

Looks = tuple[int, Span, Safety | None, Severity, Score | None, tuple[Related, ...]]


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

    def __init__(self, uri: str, codec: PositionCodec) -> None:
        super().__init__(uri, "", None, "python", codec)
        self.module = CellModule(())

    def put(self, first: int, after: int, texts: Iterable[str]) -> None:
        """Put other texts in the place of some cells."""
        edits = self.module.replace(first, after, texts)
        if self.analysis is None:
            # Nothing was made of it yet, so nothing can be kept.
            self.set_text(self.module.text)
        else:
            for span, text in edits:
                self.edit(span, text)

    def relevant(self, findings: list[Finding]) -> list[Finding]:
        return [finding for finding in findings if self.module.concerns(finding)]


class CellDocument(OpenDocument):
    """A cell. Its findings are those of its notebook's module that lie in it, with the lines counted from its own."""

    def __init__(self, notebook: OpenNotebook, item: types.TextDocumentItem, codec: PositionCodec) -> None:
        super().__init__(item.uri, item.text, item.version, item.language_id, codec)
        self.notebook = notebook
        self.path = notebook.text.path
        self._originals: dict[int, Finding] = {}
        self._looks: list[Looks] = []

    @property
    def is_python(self) -> bool:
        return self.language_id == "python"

    @property
    def whole(self) -> OpenDocument:
        return self.notebook.text

    @property
    def index(self) -> int:
        """Which of the notebook's cells of Python it is."""
        return self.notebook.order.index(self)

    def apply_changes(self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int | None) -> None:
        super().apply_changes(changes, version)
        self.notebook.edited(self)

    def take_findings(self) -> None:
        self.notebook.share()

    def also_changed(self) -> Collection[OpenDocument]:
        changed, self.notebook.changed = self.notebook.changed - {self}, set()
        return changed

    def show(
        self, findings: Sequence[Finding], shown: Sequence[Finding], notes: Sequence[Note], originals: Sequence[Finding]
    ) -> bool:
        """Have these findings from now on; returns whether what is shown of them has changed."""
        looks: list[Looks] = [(id(it.match), it.span, it.safety, it.severity, it.score, it.related) for it in shown]
        changed = looks != self._looks or list(notes) != self.notes
        self._looks = looks
        self._originals = {id(finding.match): finding for finding in originals}
        self.findings, self.shown, self.notes = list(findings), list(shown), list(notes)
        self.stale = False
        return changed

    def original(self, finding: Finding) -> Finding:
        return self._originals.get(id(finding.match), finding)

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
        self.text = ModuleDocument(uri, codec)
        self.cells: dict[str, CellDocument] = {}
        """By URI, as `SlowspotServer.key` spells it."""
        self.order: list[CellDocument] = []
        self.changed: set[CellDocument] = set()
        """Cells with other findings than were last published, but for an edit of their own."""
        self._listed: list[types.NotebookCell] = []
        self._shared: object = None

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
        if head < max(len(old), len(new)):
            self.text.put(head, len(old) - tail, [cell.source for cell in new[head : len(new) - tail]])

    def edited(self, cell: CellDocument) -> None:
        """Have the module follow an edit of a cell."""
        if cell in self.order:
            self.text.put(cell.index, cell.index + 1, [cell.source])

    # -- what was found

    def share(self) -> None:
        """Give each cell its findings, once the module's are up to date."""
        if self._shared is self.text.findings:
            return
        self._shared = self.text.findings
        originals = self._by_cell(self.text.findings)
        shown = self._by_cell(self.text.shown)
        notes: list[list[Note]] = [[] for _ in self.order]
        for note in self.text.notes:
            at = self.text.module.line_in_cell(note.line) if note.line is not None else None
            if at is not None:
                notes[at[0]].append(replace(note, line=at[1]))
        for index, cell in enumerate(self.order):
            own = [self._in_cell(index, finding) for finding in originals[index]]
            if cell.show(own, [self._in_cell(index, it) for it in shown[index]], notes[index], originals[index]):
                self.changed.add(cell)

    def _by_cell(self, findings: Iterable[Finding]) -> list[list[Finding]]:
        by_cell: list[list[Finding]] = [[] for _ in self.order]
        for finding in findings:
            place = self.text.module.to_cell(finding.span)
            if place is not None:
                by_cell[place[0]].append(finding)
        return by_cell

    def _in_cell(self, index: int, finding: Finding) -> Finding:
        """A finding with its lines counted from its cell's first; what is related to it in other cells is left out."""
        module = self.text.module
        start = module.cells[index].start
        related = tuple(
            replace(it, span=place[1])
            for it in finding.related
            if (place := module.to_cell(it.span)) is not None and place[0] == index
        )
        return replace(finding, span=finding.span.shifted(-start), related=related)

    def placed(self, edits: Sequence[TextEdit]) -> list[tuple[OpenDocument, Sequence[TextEdit]]] | None:
        """Edits of the module as edits of its cells."""
        found = self.text.module.edits_in_cells(edits)
        if found is None:
            return None
        by_cell: dict[int, list[TextEdit]] = {}
        for index, edit in found:
            by_cell.setdefault(index, []).append(edit)
        return [(self.order[index], edits) for index, edits in by_cell.items()]
