"""What differs from pygls's own protocol: the text is held by our documents, and its states are enforced."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from cattrs import transform_error
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
    LanguageServerProtocol,
    lsp_method,
)

from .answers import Answer, Deferred
from .client import Client, leave_out
from .documents import OpenDocument
from .workspace import OpenDocuments

if TYPE_CHECKING:
    from .language_server import SlowspotServer

__all__ = ["SlowspotProtocol"]

logger = logging.getLogger(__name__)


class SlowspotProtocol(LanguageServerProtocol):
    """pygls's protocol on documents that are not copied at each keystroke."""

    @property
    def server(self) -> SlowspotServer:
        return cast("SlowspotServer", self._server)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Make lsprotocol's objects; says in one line what is wrong where pygls logs pages."""
        method = data.get("method")
        kind: type[Any]
        if method is None:
            known = self._result_types.pop(data.get("id", ""), None)
            kind = types.ResponseErrorMessage if "error" in data else known or JsonRPCResponseMessage
        else:
            fallback = JsonRPCRequestMessage if "id" in data else JsonRPCNotification
            kind = self.get_message_type(method) or fallback
            if kind is fallback:
                data.setdefault("params", None)
        while True:
            try:
                return self._converter.structure(data, kind)
            except Exception as error:
                problems = transform_error(error, path="message")
                if method != types.INITIALIZE or not leave_out(data, problems):
                    raise JsonRpcInvalidParams("; ".join(problems)) from error
                logger.warning("some capabilities of the client are not understood: %s", "; ".join(problems))

    def handle_message(self, message: Any) -> None:
        """Refuse requests before `initialize` and after `shutdown`, as the protocol asks; pygls lets them wait."""
        method: str | None = getattr(message, "method", None)
        refused: Any = None
        if self._shutdown and method != types.EXIT:
            refused = JsonRpcInvalidRequest("the server has been shut down")
        elif self._workspace is None and method not in (None, types.INITIALIZE, types.EXIT):
            refused = JsonRpcServerNotInitialized("the server has not been initialized")
        elif self._workspace is not None and method == types.INITIALIZE:
            refused = JsonRpcInvalidRequest("the server has been initialized already")
        if refused is None and method == types.TEXT_DOCUMENT_DID_CHANGE:
            self._take_edits(message.params)
        elif refused is None:
            super().handle_message(message)
            self._forget_what_is_done()
        elif method is not None and hasattr(message, "id"):
            self._send_response(message.id, error=refused.to_response_error())

    def _forget_what_is_done(self) -> None:
        """Drop the futures of handlers that are done: pygls keeps one for each notification, 2 kB a keystroke."""
        futures = self._request_futures
        for number in [number for number, future in futures.items() if future.done()]:
            del futures[number]

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        result = yield from super().lsp_initialize(params)
        encoding = result.capabilities.position_encoding or "utf-16"
        folders = params.workspace_folders or []
        root = self.workspace.root_uri
        if not folders and root:
            folders = [types.WorkspaceFolder(uri=root, name="")]
        self._workspace = OpenDocuments(root, folders, encoding)
        self.server.settings.start(params.initialization_options, self._workspace)
        name, asks = str(getattr(encoding, "value", encoding)), self.server.settings.asks_for_diagnostics
        self.server.client = Client(params.capabilities, name, prefers_pull=asks)
        if not self.server.client.pulled or self.server.client.registers_pull:
            # It is told, or `initialized` registers with what the settings say by then.
            result.capabilities.diagnostic_provider = None
        elif isinstance(provider := result.capabilities.diagnostic_provider, types.DiagnosticOptions):
            provider.workspace_diagnostics = self.server.settings.of_workspace()
        return result

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """Call off what waits first: each answer takes its request from the table that pygls goes through."""
        for future in [it for it in self._request_futures.values() if isinstance(it, Deferred)]:
            future.cancel()
        return (yield from super().lsp_shutdown(*args))

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        """Let a handler return a future, whose result is the answer, when it comes; and refuse without a traceback."""
        refusal = None if future.cancelled() else future.exception()
        if isinstance(refusal, JsonRpcException) and not isinstance(refusal, JsonRpcInternalError):
            self._request_futures.pop(msg_id, None)
            logger.warning("a request was refused: %s", refusal)
            self._send_response(msg_id, error=refusal.to_response_error())
            return
        if not future.cancelled() and refusal is None:
            result = future.result()
            if isinstance(result, Deferred):
                self._request_futures[msg_id] = result
                result.add_done_callback(partial(super()._send_handler_result, msg_id=msg_id))
                return
        super()._send_handler_result(future, msg_id=msg_id)

    def _run_generator(
        self, future: Future[Any] | None, *, gen: Generator[Any, Any, Any], result_future: Future[Any]
    ) -> None:
        if future is not None and result_future.cancelled() and not future.cancelled():
            future.exception()  # nobody asks for it any longer, which asyncio would log as an oversight
        super()._run_generator(future, gen=gen, result_future=result_future)

    def _handle_response(self, msg_id: int | str, result: Any = None, error: Any = None) -> None:
        """Drop an answer that comes when nobody waits any longer; pygls would log an exception."""
        future = self._request_futures.get(msg_id)
        if future is not None and future.cancelled():
            del self._request_futures[msg_id]
        else:
            super()._handle_response(msg_id, result, error)

    def _send_response(self, msg_id: int | str, result: Any = None, error: Any = None) -> None:
        if isinstance(result, Answer):
            self.server.send_json(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},{result.json}}}')
        else:
            super()._send_response(msg_id, result, error)

    def _take_edits(self, params: types.DidChangeTextDocumentParams) -> None:
        """Each keystroke comes here, past pygls's futures and generators: a seventh of its time in a short file."""
        document = self.workspace.text_documents.get(self.server.key(params.text_document.uri))
        if not isinstance(document, OpenDocument):
            logger.warning("an edit of a file that is not open was ignored: %s", params.text_document.uri)
            return
        document.apply_changes(params.content_changes, params.text_document.version)
        self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE](params)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        before = self.workspace.text_documents.get(self.server.key(params.text_document.uri))
        yield from super().lsp_text_document__did_open(params)
        # A client's error: it was open. A notebook's cell stays the document that it was.
        if isinstance(before, OpenDocument) and before is not self.server.present_document(params.text_document.uri):
            self.server.leave(before)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        document = self.workspace.text_documents.get(self.server.key(params.text_document.uri))
        yield from super().lsp_text_document__did_close(params)
        if isinstance(document, OpenDocument):
            self.server.leave(document)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(
        self, params: types.DidChangeNotebookDocumentParams
    ) -> Generator[Any, Any, None]:
        cells = params.change.cells
        removed = cells.structure.did_close if cells is not None and cells.structure is not None else None
        documents = [self.workspace.text_documents.get(self.server.key(cell.uri)) for cell in removed or ()]
        yield from super().lsp_notebook_document__did_change(params)
        for document in documents:
            if isinstance(document, OpenDocument):
                self.server.leave(document)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(
        self, params: types.DidCloseNotebookDocumentParams
    ) -> Generator[Any, Any, None]:
        notebook = self.server.notebook(params.notebook_document.uri)
        yield from super().lsp_notebook_document__did_close(params)
        if notebook is not None:
            for document in (*notebook.cells.values(), notebook.text):
                self.server.leave(document)

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> Generator[Any, Any, Any]:
        """Hand the command's handler the whole request: pygls would pass on the arguments alone, not the token."""
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(f"there is no command {params.command!r}")
        return (yield handler, (params,), None)

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> Generator[Any, Any, None]:
        """End the process, with 0 only after a `shutdown`."""
        yield from ()
        self.server.exit_status = 0 if self._shutdown else 1
        self.server.stop()
