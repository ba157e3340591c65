"""A run as it lies over the text of one open document, and what of that can follow a keystroke."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ..analyzers.profiling.overlay import Overlay, overlay
from ..analyzers.source.functions import functions_in

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from ..analyzers.profiling.measured import Run
    from ..analyzers.source import Change, Document
    from ..models.profiled import Hot

__all__ = ["Laid"]

FEW = 20
"""Up to so many findings that are new after an edit, the run is laid over their functions only."""


class _Shown(NamedTuple):
    """A hot function and the lines that it takes."""

    hot: Hot
    first: int
    last: int

    def moved(self, by: int) -> _Shown:
        lines = tuple((line + by, part) for line, part in self.hot.lines)
        return _Shown(replace(self.hot, line=self.hot.line + by, lines=lines), self.first + by, self.last + by)


class Laid:
    """Laying a run over 10,000 lines takes as long as ten keystrokes: it is done when somebody asks for figures.

    In between the hot functions that are shown as diagnostics move with the lines, and those that are edited go.
    """

    __slots__ = ("_document", "_hot", "_revision", "overlay", "relative", "run", "touched")

    def __init__(self, run: Run, document: Document, relative: str) -> None:
        self.run = run
        self.relative = relative
        self._document = document
        self._revision = document.revision
        self._hot: list[_Shown] | None = None
        self.overlay: Overlay | None = overlay(run, relative, document)
        self.touched = False
        """Whether an edit fell into a hot function: which are shown may be another matter now."""

    def is_over(self, document: Document) -> bool:
        """Whether this is the document, if perhaps edited since."""
        return self._document is document

    def is_present(self) -> bool:
        """Whether the text is still the one that `overlay` was made for."""
        return self._revision == self._document.revision

    def over(self, findings: Sequence[Finding]) -> Overlay | None:
        """The run over the functions of some findings in the present text, or over more of it."""
        if self.overlay is None or self.is_present():
            return self.overlay
        document = self._document
        if len(findings) > FEW or not all(finding.function for finding in findings):
            return overlay(self.run, self.relative, document)
        blocks = {id(block): block for block in (document.block_at(it.span.start.line) for it in findings)}
        return overlay(self.run, self.relative, document, functions_in(document, list(blocks.values())))

    def hot(self, find: Callable[[Overlay], Sequence[Hot]]) -> list[Hot]:
        """Hot functions as they were found when the run was laid, where they are by now."""
        if self.overlay is None:
            return []
        if self._hot is None:
            if not self.is_present():
                self.overlay = overlay(self.run, self.relative, self._document)
                self._revision = self._document.revision
            found = find(self.overlay) if self.overlay is not None else ()
            self._hot = [_Shown(hot, *self._lines(hot)) for hot in found]
        return [shown.hot for shown in self._hot]

    def _lines(self, hot: Hot) -> tuple[int, int]:
        placed = self.overlay.of(hot.function) if self.overlay is not None else None
        return (hot.line, hot.line) if placed is None else (placed.first, placed.last)

    def follow(self, change: Change) -> None:
        """Take an edit of the document."""
        if not self._hot:
            return
        kept: list[_Shown] = []
        for shown in self._hot:
            if change.first_line <= shown.last and shown.first <= change.old_end_line:
                self.touched = True
            elif shown.first > change.old_end_line and change.shift:
                kept.append(shown.moved(change.shift))
            else:
                kept.append(shown)
        self._hot = kept
