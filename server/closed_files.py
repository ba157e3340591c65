"""Diagnostics of files that are not open, pushed after `slowspot.analyzeWorkspace` and kept up to date from then on."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from lsprotocol.types import TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS as PUBLISH

from .convert import finding_to_json, note_to_json
from .index import own_uri

if TYPE_CHECKING:
    from .index import FileFindings
    from .language_server import SlowspotServer

__all__ = ["ClosedFiles"]

logger = logging.getLogger(__name__)

MOST_FILES = 2_000
"""Editors grow slow with more, and nobody reads them."""


class ClosedFiles:
    """What was pushed for files that are not open. Where a client asks for them by itself, nothing is."""

    def __init__(self, ls: SlowspotServer) -> None:
        self._ls = ls
        self._shown: dict[str, str] = {}
        """The digest of what was sent last, by URI."""
        self._on = False
        self._due: dict[str, None] = {}
        self._work: asyncio.Task[None] | None = None

    def show(self) -> None:
        """Send what the index knows, now and whenever it changes."""
        if not self._on:
            self._on = True
            self._ls.index.listen(self._changed)
        self._changed(self._ls.index.digests())

    def opened(self, uri: str) -> None:
        """Make way for a document of the editor: what is pushed takes the place of this, what is pulled stands beside it.

        Its client is told then that there is nothing else to show.
        """
        shown = self._shown.pop(own_uri(uri), None)
        if shown is not None and self._ls.client.pulled:
            self._publish(own_uri(uri), None)

    def _changed(self, uris: Collection[str]) -> None:
        self._due.update(dict.fromkeys(uris))
        if self._due and (self._work is None or self._work.done()):
            self._work = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        while self._due:
            uri = next(iter(self._due))
            del self._due[uri]
            try:
                self._send_one(uri)
            except Exception:
                logger.exception("the diagnostics of %s could not be sent", uri)
            await asyncio.sleep(0)  # a keystroke does not wait for 1,000 files

    def _send_one(self, uri: str) -> None:
        found = self._ls.index.of(uri)
        if found is not None and (uri in self._shown or len(self._shown) < MOST_FILES):
            if self._shown.get(uri) != found.digest:
                self._shown[uri] = found.digest
                self._publish(uri, found)
        elif self._shown.pop(uri, None) is not None:
            self._publish(uri, None)

    def _publish(self, uri: str, found: FileFindings | None) -> None:
        """As text, as it is done for open documents."""
        looks, items = self._ls.client.looks, list[str]()
        if found is not None:
            items += [finding_to_json(finding, found.lines, looks, uri) for finding in found.findings]
            items += [note_to_json(note, found.lines, looks) for note in found.notes]
        params = f'{{"uri":{json.dumps(uri)},"diagnostics":[{",".join(items)}]}}'
        self._ls.send_json(f'{{"jsonrpc":"2.0","method":"{PUBLISH}","params":{params}}}')
