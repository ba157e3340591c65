"""`ls.linking`: hands open documents to the process that links, and tells them what it found out."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from ..analyzers.semantics.outside import NOTHING
from .known_files import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .documents import OpenDocument
    from .language_server import SlowspotServer

__all__ = ["Linking"]

logger = logging.getLogger(__name__)

SETTLED_AFTER_SECONDS = 0.03
"""Since the last edit: in a burst of them only the last text is linked."""
MANY_EDITS = 200
"""More than these at once are told as a new text."""


class Linking:
    """Which documents the process has not seen as they are. All of it belongs to the event loop."""

    def __init__(self, ls: SlowspotServer) -> None:
        self._ls = ls
        self._behind: dict[str, OpenDocument] = {}
        """By name: the path, or the URI of what is no file."""
        self._known: dict[str, OpenDocument] = {}
        """What the process has."""
        self._timer: asyncio.TimerHandle | None = None

    @property
    def wanted(self) -> bool:
        """Whether there is a document to link, though no folder is indexed."""
        return bool(self._behind or self._known)

    def edited(self, uri: str) -> None:
        """A document of the client's was opened or has changed."""
        document = self._ls.present_document(uri)
        if document is None or document.uri.endswith(".pyi"):
            return
        name, whole = _name(document), document.whole
        if self._ls.index.skips(name):
            return
        if self._known.get(name, whole) is not whole:
            # Opened again without having been closed.
            del self._known[name]
            whole.untold = None
        self._behind[name] = whole
        self._settle()

    def analyzed(self, document: OpenDocument) -> None:
        """The findings of a document are up to date."""
        if self._behind and self._timer is None and _name(document) in self._behind:
            self._settle()

    def closed(self, uri: str) -> None:
        """A document of the client's, or a notebook, is closed: its file counts again."""
        name = path_of(uri) or uri
        self._behind.pop(name, None)
        if self._known.pop(name, None) is not None:
            self._ls.index.send({"do": "close", "path": name})

    def anew(self) -> None:
        """A new process knows no text."""
        self._behind.update(self._known)
        self._known.clear()
        for document in self._ls.open_documents():
            self.edited(document.uri)
        for document in self._behind.values():
            document.untold = None

    def take(self, name: str, table: bytes) -> None:
        """Tell a document what the process found out."""
        document = self._known.get(name)
        if document is None or table == document.table:
            return
        # Late: as the rules.
        from ..analyzers.linking.codec import decoded

        document.tell(table, decoded(table))
        for shown in self._ls.open_documents():
            if shown.whole is document:
                self._ls.diagnose(shown.uri)
        self._ls.wake()

    def up_to_date(self, document: OpenDocument) -> str | None:
        """Have the process know a document as it is now; returns its name there, None where that cannot be."""
        if self._behind:
            self._hand_over()
        name = _name(document)
        known = document.whole is document and name not in self._behind and self._known.get(name) is document
        return name if known else None

    def lines_of(self, path: str) -> Sequence[str] | None:
        """The lines of another file that a finding names a place in; None where they are not at hand."""
        document = self._known.get(path)
        return None if document is None else document.lines

    # -- later

    def _settle(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(SETTLED_AFTER_SECONDS, self._hand_over)

    def _hand_over(self) -> None:
        """Tell the process of the documents that are analyzed: what the user waits for goes first."""
        self._timer = None
        for name, document in list(self._behind.items()):
            if document.analysis is None or document.stale:
                continue  # until `analyzed`
            if document.analysis.analyzer is None or not document.analysis.links:
                del self._behind[name]
                self._leave(name, document)
            elif self._ls.index.send(_order(name, document)):
                del self._behind[name]
                self._known[name] = document
                document.untold = []
            else:
                return  # `anew` is called when there is a process

    def _leave(self, name: str, document: OpenDocument) -> None:
        """Settings exclude the document, or do not want it linked."""
        document.untold = None
        if self._known.pop(name, None) is not None:
            self._ls.index.send({"do": "close", "path": name})
        if document.table:
            document.tell(b"", NOTHING)


def _name(document: OpenDocument) -> str:
    return path_of(document.linked_as) or document.linked_as


def _order(name: str, document: OpenDocument) -> dict[str, Any]:
    edits = document.untold
    if edits is None or len(edits) > MANY_EDITS:
        return {"do": "text", "path": name, "text": document.source}
    return {"do": "edit", "path": name, "edits": edits}
