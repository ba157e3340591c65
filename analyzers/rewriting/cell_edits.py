"""Keeps fixes of a notebook's module to the text of its cells."""

from __future__ import annotations

from collections.abc import Sequence

from ..findings import Finding, TextEdit
from ..source import Document
from ..source.cells import CellModule
from .edits import apply_edits

__all__ = ["CellEdits"]


class CellEdits:
    """Follows a module through `fix_all`, and says which fixes can be made in cells. `only`: in this one alone."""

    def __init__(self, document: Document, texts: Sequence[str], only: int | None = None) -> None:
        self._document = document
        self._only = only
        self._before = list(texts)
        self._texts, self._module = self._before, CellModule(texts)
        self._next: tuple[list[str], CellModule] | None = None

    def allows(self, edits: Sequence[TextEdit]) -> bool:
        """Whether edits of the module as it is now touch cells' own text alone, and leave magics what they are."""
        module = self._present()
        placed = module.edits_in_cells(edits)
        if placed is None or (self._only is not None and any(index != self._only for index, _ in placed)):
            return False
        texts = list(self._texts)
        changed = {index for index, _ in placed}
        for index in changed:
            texts[index] = apply_edits(texts[index], [edit for at, edit in placed if at == index])
        cells = enumerate(module.cells)
        after = CellModule(texts[index] if index in changed else cell.copy() for index, cell in cells)
        if after.text != apply_edits(self._document, edits):
            return False
        self._next = texts, after
        return True

    def concerns(self, finding: Finding) -> bool:
        """Whether a finding, of the module as it is now, is one in the notebook, and in the cell that is meant."""
        module = self._present()
        return module.concerns(finding) and self._only in (None, module.at(finding.span.start.line))

    def changed(self) -> dict[int, str]:
        """The cells that have another text now."""
        self._present()
        pairs = enumerate(zip(self._before, self._texts, strict=True))
        return {index: after for index, (before, after) in pairs if before != after}

    def _present(self) -> CellModule:
        """The module as it is now: the last edits that were allowed have been made, or not."""
        if self._next is not None and self._document.text == self._next[1].text:
            self._texts, self._module = self._next
        self._next = None
        return self._module
