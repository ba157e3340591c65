"""Diagnostics of files that are not open, from the index: told to the client, or kept until it asks for them."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Collection, Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol.types import (
    TEXT_DOCUMENT_DIAGNOSTIC,
    DiagnosticRegistrationOptions,
    Registration,
    RegistrationParams,
    Unregistration,
    UnregistrationParams,
)
from lsprotocol.types import TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS as PUBLISH
from pygls.uris import to_fs_path

from .answers import Answer, Deferred
from .convert import finding_to_json, note_to_json
from .index import own_uri
from .pulls import EMPTY, NAME, full_report

if TYPE_CHECKING:
    from .index import FileFindings
    from .language_server import SlowspotServer

__all__ = ["ClosedFiles"]

logger = logging.getLogger(__name__)

REGISTRATION = f"slowspot/{TEXT_DOCUMENT_DIAGNOSTIC}"

MOST_FILES = 2_000
"""That are told of: editors grow slow with more, and nobody reads them. Who asks gets all."""

SECONDS_AT_ONCE = 0.003
"""Keystrokes are handled between: a workspace may have a hundred thousand findings."""


class _Request(NamedTuple):
    """A request for the diagnostics of the workspace that has not been answered."""

    future: Deferred
    known: dict[str, tuple[str, str]]
    """What the client shows: by the file's URI as the index spells it, its own URI and the id of the report."""
    token: int | str | None
    """Of partial results."""


class ClosedFiles:
    """What is shown of the files of the workspace besides the open ones. All of it belongs to the event loop."""

    def __init__(self, ls: SlowspotServer) -> None:
        self._ls = ls
        self._asked_for = False
        self._registered: bool | None = None
        """Whether a client that asks was told to ask for these, too; None: it was told nothing."""
        self._shown: dict[str, str] = {}
        """By URI, as the index spells it, the digest of what the client was told."""
        self._due: dict[str, None] = {}
        self._waiting: list[_Request] = []
        self._tasks: set[asyncio.Task[None]] = set()
        ls.index.listen(self._changed)

    def wanted(self, uri: str | None = None) -> bool:
        """Whether a file's diagnostics are shown though it is not open; None: those of any file."""
        path = None if uri is None else to_fs_path(uri) or ""
        return self._asked_for or self._ls.settings.of_workspace(path)

    def show(self) -> None:
        """Show all that is known from now on, whatever the settings say: a command asked for it.

        A client that asks for diagnostics is told to ask for these as well, where it takes registrations; else it shows
        what it asked for, and no more.
        """
        self._asked_for = True
        self.follow_settings()

    def follow_settings(self) -> None:
        """Show or take back what other settings want."""
        self._changed([*self._shown, *self._ls.index.digests()])
        if self._ls.client.registers_pull and self._registered not in (None, self.wanted()):
            old = Unregistration(id=REGISTRATION, method=TEXT_DOCUMENT_DIAGNOSTIC)
            self._ls.client_unregister_capability(UnregistrationParams([old]))
            self._ls.client_register_capability(RegistrationParams([self.registration()]))

    def registration(self) -> Registration:
        """What a client that takes registrations, and asks for diagnostics, is told to ask for."""
        self._registered = self.wanted()
        options = DiagnosticRegistrationOptions(
            identifier=NAME,
            inter_file_dependencies=False,
            workspace_diagnostics=self._registered,
            document_selector=None,
        )
        return Registration(REGISTRATION, TEXT_DOCUMENT_DIAGNOSTIC, options)

    def opened(self, uri: str) -> None:
        """Make way for a document of the editor: what is pushed for it takes the place of this."""
        self._shown.pop(own_uri(uri), None)

    def closed(self, uri: str) -> bool:
        """Tell of a file whose document was just closed; returns whether there is anything to tell."""
        uri = own_uri(uri)
        self._shown.pop(uri, None)
        self._tell(uri)
        return uri in self._shown

    def request(self, known: Iterable[tuple[str, str]], token: int | str | None) -> Deferred:
        """Note a request for all reports but those that the client knows, given by URI and id.

        It is answered when there is something to say: at once, or when the index has found something else.
        """
        request = _Request(Deferred(), {own_uri(uri): (uri, value) for uri, value in known}, token)
        self._waiting.append(request)
        self._attend()
        return request.future

    # -- what happens

    def _changed(self, uris: Collection[str]) -> None:
        if self._ls.client.pulled:
            self._attend()
            return
        idle = not self._due
        self._due.update(dict.fromkeys(uris))
        if idle and self._due:
            self._spawn(self._tell_all())

    async def _tell_all(self) -> None:
        began = time.perf_counter()
        while self._due:
            uri = next(iter(self._due))
            del self._due[uri]
            try:
                self._tell(uri)
            except Exception:
                # One file never keeps the others from being shown.
                logger.exception("the diagnostics of %s could not be sent", uri)
            if time.perf_counter() - began > SECONDS_AT_ONCE:
                await asyncio.sleep(0)
                began = time.perf_counter()

    def _tell(self, uri: str) -> None:
        """Publish what the index knows of a file, where the client shows something else."""
        if self._ls.client.pulled or uri in self._open():
            self._shown.pop(uri, None)
            return
        if not self._ls.late.ready:
            return  # To read what the index knows takes the rules. Nothing has been shown yet.
        found = self._ls.index.of(uri) if self.wanted(uri) else None
        items = self._items(found)
        before = self._shown.pop(uri, None)
        if found is not None and items and len(self._shown) < MOST_FILES:
            self._shown[uri] = found.digest
        if self._shown.get(uri) == before:
            return
        self._ls.send_json(
            f'{{"jsonrpc":"2.0","method":"{PUBLISH}","params":{{"uri":{json.dumps(uri)},"diagnostics":[{items}]}}}}'
        )

    def _attend(self) -> None:
        """Answer the requests that there is something to say to."""
        requests, self._waiting = self._waiting, []
        for request in requests:
            if request.future.cancelled():
                continue
            if changes := self._changes(request):
                self._spawn(self._answer(request, changes))
            else:
                self._waiting.append(request)

    def _changes(self, request: _Request) -> list[tuple[str, str | None]]:
        """Files of which the client shows something else, with the digest of what holds; None: nothing any longer.

        Documents that are open are asked for one by one.
        """
        present = {uri: digest for uri, digest in self._ls.index.digests().items() if self.wanted(uri)}
        documents, known = self._open(), request.known
        found: list[tuple[str, str | None]] = [
            (given, None)
            for uri, (given, value) in known.items()
            if uri not in present and uri not in documents and value != EMPTY
        ]
        found += [(uri, value) for uri, value in present.items() if uri not in known or known[uri][1] != value]
        return found

    async def _answer(self, request: _Request, changes: Sequence[tuple[str, str | None]]) -> None:
        try:
            await self._report(request, changes)
        except Exception as error:  # noqa: BLE001 - logged where the answer is made of it; no request is left without one
            if not request.future.done():
                request.future.set_exception(error)

    async def _report(self, request: _Request, changes: Sequence[tuple[str, str | None]]) -> None:
        """Send the reports of files, bit by bit where the client takes them so."""
        reports: list[str] = []
        began = time.perf_counter()
        for uri, digest in changes:
            head = f'"uri":{json.dumps(uri)},"version":null,'
            items = self._items(self._ls.index.of(uri)) if digest is not None else ""
            reports.append(full_report(items, digest if digest is not None and items else EMPTY, head))
            if time.perf_counter() - began > SECONDS_AT_ONCE:
                if request.token is not None:
                    self._send_part(request.token, reports)
                    reports = []
                await asyncio.sleep(0)
                if request.future.cancelled():
                    return
                began = time.perf_counter()
        if request.token is not None and reports:
            self._send_part(request.token, reports)
            reports = []
        if not request.future.cancelled():
            request.future.set_result(Answer(f'"result":{{"items":[{",".join(reports)}]}}'))

    def _send_part(self, token: int | str, reports: Sequence[str]) -> None:
        part = f'{{"token":{json.dumps(token)},"value":{{"items":[{",".join(reports)}]}}}}'
        self._ls.send_json(f'{{"jsonrpc":"2.0","method":"$/progress","params":{part}}}')

    def _open(self) -> set[str]:
        return {own_uri(document.uri) for document in self._ls.open_documents()}

    def _items(self, found: FileFindings | None) -> str:
        """A file's diagnostics, as the items of a JSON array."""
        if found is None:
            return ""
        looks = self._ls.client.looks
        items = [finding_to_json(finding, found.lines, looks, found.uri) for finding in found.findings]
        items += [note_to_json(note, found.lines, looks) for note in found.notes if note.line is not None]
        return ",".join(items)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        """Run something beside the messages; what it raises is logged."""

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                logger.error("the workspace's diagnostics could not be sent: %s", error, exc_info=error)

        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(ended)
