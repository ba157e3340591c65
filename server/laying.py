"""A run as it lies over the text of one open document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..analyzers.profiling.overlay import Overlay, overlay

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import Run
    from ..analyzers.source import Document

__all__ = ["Laid"]


class Laid:
    """A run as it lies over one text: kept until either changes."""

    __slots__ = ("document", "overlay", "revision", "run")

    def __init__(self, run: Run, document: Document, relative: str) -> None:
        self.run = run
        self.document = document
        self.revision = document.revision
        self.overlay: Overlay | None = overlay(run, relative, document)

    def holds(self, run: Run, document: Document) -> bool:
        return self.run is run and self.document is document and self.revision == document.revision
