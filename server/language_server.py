"""The server object that handlers get as `ls`: the client, the open documents, and what is due for publication."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from ..analyzers.version import VERSION
from .client import Client
from .documents import OpenDocument, OpenDocuments
from .memory import collect_closed, settle
from .settings import EditorSettings
from .warmup import WarmUp

__all__ = ["SlowspotServer"]

logger = logging.getLogger(__name__)


class SlowspotServer(LanguageServer):
    """One client's session."""

    client: Client
    """Set when `initialize` is handled."""

    def __init__(
        self,
        protocol_cls: type[LanguageServerProtocol],
        publish: Callable[[SlowspotServer, OpenDocument], None],
    ) -> None:
        self.settings = EditorSettings()
        self.late = WarmUp(self.settings, on_ready=self.wake)
        self.exit_status = 1
        self._due: dict[str, None] = {}
        self._closed = False
        self._shown_problems: set[str] = set()
        self._wake: Callable[[], None] | None = None
        self._stopped: asyncio.Future[None] | None = None
        self._publish = publish
        super().__init__("slowspot", VERSION, protocol_cls=protocol_cls)

    # -- life

    @property
    def stopped(self) -> asyncio.Future[None]:
        """Done when the process shall end."""
        if self._stopped is None:
            self._stopped = asyncio.get_running_loop().create_future()
        return self._stopped

    def stop(self) -> None:
        if not self.stopped.done():
            self.stopped.set_result(None)

    def on_wake(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def wake(self) -> None:
        """Have `work_when_idle` called soon. From any thread."""
        if self._wake is not None:
            self._wake()

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

    def open_document(self, uri: str) -> OpenDocument | None:
        """An open document with its findings up to date; None where it is not open or not Python."""
        document = self.protocol.workspace.text_documents.get(self.key(uri))
        if not isinstance(document, OpenDocument) or not document.is_python:
            return None
        self.late.inspector.refresh(document)
        return document

    def open_documents(self) -> list[OpenDocument]:
        workspace = self.protocol.workspace
        return workspace.open_documents() if isinstance(workspace, OpenDocuments) else []

    # -- publication

    def diagnose(self, uri: str) -> None:
        """Have a document's diagnostics sent as soon as no message waits."""
        self._due[self.key(uri)] = None

    def forget_diagnostics(self, uri: str) -> None:
        self._due.pop(self.key(uri), None)
        self._closed = True

    def rescope(self) -> None:
        """Read the settings anew and analyze the open documents for which they changed."""
        if not self.late.ready:
            return  # Nothing has been read yet.
        inspector = self.late.inspector
        inspector.forget_settings()
        for document in self.open_documents():
            if inspector.settings_changed(document):
                document.forget_analysis()
                self.diagnose(document.uri)
        self._show_problems()

    def work_when_idle(self, interrupted: Callable[[], bool]) -> None:
        """Analyze and publish what is due. Stops where messages wait: they may make the result stale."""
        if not self.late.ready:
            return
        if self._closed:
            self._closed = False
            collect_closed()
        if not self._due:
            return
        inspector = self.late.inspector
        for key in list(self._due):
            document = self.protocol.workspace.text_documents.get(key)
            if isinstance(document, OpenDocument) and document.is_python:
                whole = document.analysis is None
                inspector.refresh(document)
                if interrupted():
                    return
                try:
                    self._publish(self, document)
                except Exception:
                    logger.exception("the diagnostics of %s could not be sent", document.uri)
                if whole:
                    settle()
            self._due.pop(key, None)
            if interrupted():
                return
        self._show_problems()
        self.late.calm.set()

    def _show_problems(self) -> None:
        """Tell of settings that cannot be used: once each."""
        problems = self.late.inspector.problems
        fresh = [problem for problem in dict.fromkeys(problems) if problem not in self._shown_problems]
        problems.clear()
        if fresh:
            self._shown_problems.update(fresh)
            message = "Slowspot settings: " + "; ".join(fresh)
            self.window_show_message(types.ShowMessageParams(type=types.MessageType.Warning, message=message))
