"""The server object that handlers get as `ls`: the client, the open documents, and what is due for publication."""

# pyright: reportImportCycles=false
# The cycles are of types only.

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from ..analyzers.version import VERSION
from .client import Client
from .closed_files import ClosedFiles
from .costs import Costs
from .documents import Due, OpenDocument
from .index import Index
from .linking import Linking
from .memory import begin_opening, collect_exempt, end_opening
from .pulls import Pulls
from .settings import EditorSettings
from .warmup import WarmUp
from .workspace import OpenDocuments

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from ..analyzers.profiling.overlay import Overlay
    from ..analyzers.proving.proofs.store import Stored
    from ..models.profiled import Hot
    from .hotspots import Hotspots
    from .notebooks import OpenNotebook
    from .profiles import Profiles
    from .proofs import Proofs

__all__ = ["SlowspotServer"]

logger = logging.getLogger(__name__)

CHANGED = "slowspot/changed"
"""Our own notification; sent to clients that name it in `notifies`, one of the options of `initialize`."""

NOTEBOOKS = types.NotebookDocumentSyncOptions(
    notebook_selector=[types.NotebookDocumentFilterWithCells(cells=[types.NotebookCellLanguage(language="python")])],
    save=False,
)
"""Of any kind of notebook the cells of Python."""

LOOKED_AT_EVERY_SECONDS = 1.0
"""How often a store of profiles is looked at: while somebody types, and where the client cannot watch it for us."""


TURN_SECONDS = 0.003
"""So long idle work may keep the loop from all else."""

_BUILDS_FIXES = frozenset({types.TEXT_DOCUMENT_CODE_ACTION, types.CODE_ACTION_RESOLVE})


class SlowspotServer(LanguageServer):
    """One client's session."""

    client: Client
    """Set when `initialize` is handled."""

    def __init__(
        self,
        protocol_cls: type[LanguageServerProtocol],
        publish: Callable[[SlowspotServer, OpenDocument, Due], None],
    ) -> None:
        self.settings = EditorSettings()
        self.late = WarmUp(self.settings, on_ready=self.wake)
        self.exit_status = 1
        self._due: dict[str, Due] = {}
        self.pulls = Pulls()
        self._leaving: list[Iterator[None]] = []
        """What frees the memory of closed documents, step by step."""
        self._shown_problems: set[str] = set()
        self._wake: Callable[[], None] | None = None
        self._stopped: asyncio.Future[None] | None = None
        self._looked_at = 0.0
        self.doing = ""
        """What long work a command has begun, such as "main.py is being profiled"; "" while none runs."""
        self.explanations: dict[tuple[str, ...], str] = {}
        """What a language model answered about findings, by what it was asked."""
        self.hotspots: Hotspots | None = None
        """Made when the client first asks for hot spots."""
        self._publish = publish
        self.index = Index(self)
        self.closed_files = ClosedFiles(self)
        self.linking = Linking(self)
        self.costs = Costs(self)
        self.index.link(self.linking)
        self.index.listen(lambda _: self.tell_changed("index"))
        super().__init__("slowspot", VERSION, protocol_cls=protocol_cls, notebook_document_sync=NOTEBOOKS)

    # -- life

    @property
    def stopped(self) -> asyncio.Future[None]:
        """Done when the process shall end."""
        if self._stopped is None:
            self._stopped = asyncio.get_running_loop().create_future()
        return self._stopped

    @property
    def is_running(self) -> bool:
        """Whether `initialize` was handled, and not yet `shutdown`."""
        return self.protocol._workspace is not None and not self.protocol._shutdown

    @property
    def takes_content_modified(self) -> bool:
        """Whether the client knows what to make of "the text has changed since" as an answer."""
        return self.is_running and self.client.takes_content_modified

    def stop(self) -> None:
        if not self.stopped.done():
            self.stopped.set_result(None)

    def on_wake(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def wake(self) -> None:
        """Have `work_when_idle` called soon. From any thread."""
        if self._wake is not None:
            self._wake()

    def present_request(self) -> Future[Any] | None:
        """The request that is being handled; it is cancelled by `$/cancelRequest`."""
        number = self.protocol.msg_id
        return None if number is None else self.protocol._request_futures.get(number)

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message made of plain dicts, past lsprotocol's classes."""
        self.send_json(json.dumps(message, separators=(",", ":")))

    def send_json(self, body: str) -> None:
        """Send a finished message, in ASCII."""
        writer = self.protocol.writer
        if writer is not None:
            writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii"))

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong outside of requests; pygls has logged the others, and would show each in a popup."""
        if source is not FeatureRequestError:
            logger.error("an error in a handler: %s", error, exc_info=error)

    # -- documents

    @staticmethod
    def key(uri: str) -> str:
        """The key of a document in the workspace: clients do not agree on what they escape."""
        return unquote(uri)

    def present_document(self, uri: str) -> OpenDocument | None:
        """An open document as far as it is analyzed; None where it is not open or not Python."""
        document = self.protocol.workspace.text_documents.get(self.key(uri))
        return document if isinstance(document, OpenDocument) and document.is_python else None

    def open_document(self, uri: str) -> OpenDocument | None:
        """An open document with its findings up to date; None where it is not open or not Python."""
        document = self.present_document(uri)
        if document is not None:
            self.late.inspector.refresh(document)
        return document

    def open_documents(self) -> list[OpenDocument]:
        workspace = self.protocol.workspace
        return workspace.open_documents() if isinstance(workspace, OpenDocuments) else []

    def notebook(self, uri: str) -> OpenNotebook | None:
        workspace = self.protocol.workspace
        return workspace.notebooks.get(self.key(uri)) if isinstance(workspace, OpenDocuments) else None

    # -- profiles

    @property
    def profiles(self) -> Profiles:
        return self.late.inspector.profiles

    def overlay_of(self, document: OpenDocument) -> Overlay | None:
        """How the latest run of a document's project lies over its text. Looks whether there is another by now."""
        self.look_at_profiles()
        before = document.laid
        overlay = self.profiles.overlay_of(document)
        if before is not None and before.touched and document.laid is not before:
            self.diagnose(document.uri)
            self.wake()
        return overlay

    def hot_functions(self, document: OpenDocument) -> Sequence[Hot]:
        """Functions that took much of the run by themselves, and that no finding explains; () where not wanted."""
        found = self.late.inspector.hot_functions(document)
        return found if found and self.settings.shows("hot-functions", document.path) else ()

    def look_at_profiles(self, *, moved: bool = False) -> None:
        """Where a project has another latest run: show it in open documents. `moved`: as in `Profiles.changed`."""
        if not self.late.ready:
            return  # None has been read yet.
        self._looked_at = time.monotonic()
        before = self.profiles.revision
        concerned = self.profiles.changed(self.open_documents(), moved=moved)
        for document in concerned:
            document.forget_scores()
            self.diagnose(document.uri)
        if concerned:
            self._refresh()
        if concerned or self.profiles.revision != before:
            self.tell_changed("profile")
        self.look_at_proofs()
        self._show_problems()

    # -- proofs

    @property
    def proofs(self) -> Proofs:
        return self.late.inspector.proofs

    def look_at_proofs(self) -> None:
        """Where a project has other proofs than before: show them in open documents."""
        if not self.late.ready:
            return  # None has been read yet.
        for document in self.proofs.changed(self.open_documents()):
            document.forget_scores()
            self.diagnose(document.uri)
            self.wake()

    def check_proofs(self, document: OpenDocument, findings: Iterable[Finding]) -> bool:
        """Forget proofs of findings whose function mentions what has changed since; returns whether there were any.

        An edit takes the proofs of the functions that it touches; what others mention is looked at here, when somebody
        asks. Costs nothing for findings without proofs.
        """
        for finding in findings:
            known = document.scored.get(id(finding.match))
            if known is None or known.proof is None:
                continue
            if not known.proof.holds_in(document.document, finding.span.start.line):
                document.forget_scores()
                self.late.inspector.refresh(document)
                self.diagnose(document.uri)
                self.wake()
                return True
        return False

    def proof_of(self, document: OpenDocument, finding: Finding) -> Stored | None:
        """The proof of a finding's fix: of this very fix, or the one that withdrew it. Builds the fix if need be."""
        if self.proofs.store_of(document) is None:
            return None
        if finding.safety is None:
            known = document.scored.get(id(finding.match))
            return known.proof if known is not None else None
        fix = self.late.fixer.fix(document, finding)
        return self.proofs.of_fix(document, finding, fix) if fix is not None else None

    def redisplay(self) -> None:
        """Show what profiles tell by the present settings of the editor."""
        measured = [document for document in self.open_documents() if document.laid is not None]
        for document in measured:
            self.diagnose(document.uri)
        if measured:
            self._refresh()

    def _refresh(self) -> None:
        """Have the client ask anew for lenses and hints, and publish diagnostics."""
        if self.client.refreshes_lenses:
            self.workspace_code_lens_refresh(None)
        if self.client.refreshes_hints:
            self.workspace_inlay_hint_refresh(None)
        self.wake()

    def tell_changed(self, what: str) -> None:
        """Have a client that shows heat or hot spots ask for them anew: another "profile", or another "index"."""
        if CHANGED in self.settings.notifies:
            self.notify(CHANGED, {"what": what})

    def keep_looking_at_profiles(self) -> None:
        """Look now and then, from now on: for a client that cannot watch files."""
        if not self.stopped.done():
            try:
                # Nobody tells such a server of a new store either.
                self.look_at_profiles(moved=True)
            except Exception:
                # A disk that fails for a moment: the next look may find it well.
                logger.exception("the profiles cannot be looked at")
            asyncio.get_running_loop().call_later(LOOKED_AT_EVERY_SECONDS, self.keep_looking_at_profiles)

    def show(self, kind: types.MessageType, message: str) -> None:
        """Show the user a message."""
        self.window_show_message(types.ShowMessageParams(type=kind, message=f"Slowspot: {message}"))

    # -- publication

    def diagnose(self, uri: str, *, edited: bool = False, asked: bool = False) -> None:
        """Have a document's diagnostics sent as soon as no message waits. See `Due` for the reasons."""
        key = self.key(uri)
        why = Due.EDITED if edited else Due.ASKED if asked else Due.OTHER
        self._due[key] = self._due.get(key, why) | why

    def forget_diagnostics(self, uri: str) -> None:
        self._due.pop(self.key(uri), None)
        self.pulls.forget(self.key(uri))

    def leave(self, document: OpenDocument) -> None:
        """Free a closed document's memory, later."""
        self._leaving.append(document.release_in_parts())
        self.wake()

    def rescope(self) -> bool:
        """Read the settings anew and analyze the open documents for which they changed; whether there are any."""
        if not self.late.ready:
            return False  # Nothing has been read yet.
        inspector = self.late.inspector
        inspector.forget_settings()
        # All first: of a notebook's cells each would find the analysis gone with the first one's.
        concerned = [document for document in self.open_documents() if inspector.settings_changed(document)]
        for document in concerned:
            document.whole.forget_analysis()
            self.diagnose(document.uri)
            self.linking.edited(document.uri)
        self._show_problems()
        return bool(concerned)

    def holds_back(self, method: str, uri: str) -> bool:
        """Whether a request about a document had better be answered later, lest all others wait for it.

        So long as its document is being analyzed, or what it needs is being imported. That goes on with
        `work_when_idle`; where a thread does it, the thread wakes us.
        """
        late = self.late
        if not self.is_running:
            return False
        if not late.ready:
            return True
        if method in _BUILDS_FIXES and not late.builds_fixes:
            return True
        document = self.present_document(uri)
        if document is None or not document.stale:
            return False
        self.diagnose(uri, asked=True)
        return True

    def work_when_idle(self, interrupted: Callable[[], bool]) -> bool:
        """Analyze and publish what is due, for some milliseconds; returns whether there is more to do.

        Stops where messages wait: they may make the result stale, and their answers come first in any case.
        """
        if not self.late.ready:
            return False
        until = time.monotonic() + TURN_SECONDS

        def enough() -> bool:
            return interrupted() or time.monotonic() >= until

        if self._due:
            if time.monotonic() - self._looked_at >= LOOKED_AT_EVERY_SECONDS:
                self.look_at_profiles()
            if not self._bring_up_to_date(enough, interrupted):
                return True
            end_opening()
            if self.client.refreshes_diagnostics:
                self.pulls.refresh(lambda: self.workspace_diagnostic_refresh(None), self.wake)
            self._show_problems()
            self.late.calm.set()
        while self._leaving:
            if next(self._leaving[-1], self) is self:
                self._leaving.pop()
            if enough():
                return True
        if not interrupted():
            collect_exempt()
        return False

    def _bring_up_to_date(self, enough: Callable[[], bool], interrupted: Callable[[], bool]) -> bool:
        """Analyze documents and publish what was found; returns whether all is done."""
        inspector = self.late.inspector
        documents = self.protocol.workspace.text_documents
        # Those being edited first: what was just opened may take its time.
        for key in sorted(self._due, key=lambda key: _is_new(documents.get(key))):
            document = documents.get(key)
            if isinstance(document, OpenDocument) and document.is_python:
                if _is_new(document):
                    begin_opening()
                if not inspector.refresh(document, enough):
                    return False
                for other in document.also_changed():
                    self.diagnose(other.uri)
                if interrupted():
                    return False
                try:
                    self._publish(self, document, self._due[key])
                except Exception:
                    logger.exception("the diagnostics of %s could not be sent", document.uri)
                    self.pulls.forget(key)
                self.linking.analyzed(document)
            self._due.pop(key, None)
            if enough():
                break
        return not self._due

    def _show_problems(self) -> None:
        """Tell of settings and profiles that cannot be used: once each."""
        inspector = self.late.inspector
        for head, problems in (
            ("settings", inspector.problems),
            ("profiles", inspector.profiles.problems),
            ("proofs", inspector.proofs.problems),
        ):
            fresh = [problem for problem in dict.fromkeys(problems) if problem not in self._shown_problems]
            problems.clear()
            if fresh:
                self._shown_problems.update(fresh)
                message = f"Slowspot {head}: " + "; ".join(fresh)
                self.window_show_message(types.ShowMessageParams(type=types.MessageType.Warning, message=message))


def _is_new(document: object) -> bool:
    return isinstance(document, OpenDocument) and document.whole.analysis is None
