"""A client over a real server process, with what tests ask of it: open, edit, wait for a version, act, apply."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import cattrs
import pytest_lsp.client
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities

SERVER = [sys.executable, "-m", "slowspot.server"]
SECONDS = 30


def converter() -> cattrs.Converter:
    """pygls's, which takes an action that has a command for a bare command."""

    def read(value: Any, _: Any) -> types.Command | types.CodeAction:
        kind = types.Command if isinstance(value.get("command"), str) else types.CodeAction
        return made.structure(value, kind)

    made = default_converter()

    def read_filter(value: Any, _: Any) -> Any:
        """lsprotocol knows how to write it only."""
        cells = [types.NotebookCellLanguage(cell["language"]) for cell in value.get("cells", ())]
        return types.NotebookDocumentFilterWithCells(cells, value.get("notebook"))

    made.register_structure_hook(types.Command | types.CodeAction, read)
    made.register_structure_hook(
        types.NotebookDocumentFilterWithNotebook | types.NotebookDocumentFilterWithCells, read_filter
    )
    return made


class Client(LanguageClient):
    """Keeps everything that the server publishes, in order."""

    def __init__(self) -> None:
        super().__init__(converter_factory=converter)
        self.edits: list[types.ApplyWorkspaceEditParams] = []
        self.applies = True
        self.published: list[types.PublishDiagnosticsParams] = []
        self.registrations: list[types.Registration] = []
        self.refreshed: set[str] = set()
        self.parts: list[dict[str, Any]] = []
        """Partial results, of whatever request."""
        self.questions: list[types.ShowMessageRequestParams] = []
        self.answer: Callable[[types.ShowMessageRequestParams], types.MessageActionItem | None] = lambda question: None

        def publish(ls: Client, params: types.PublishDiagnosticsParams) -> None:
            self.published.append(params)

        def register(ls: Client, params: types.RegistrationParams) -> None:
            self.registrations += params.registrations

        def show(ls: Client, params: types.ShowMessageParams) -> None:
            self.messages.append(params)

        def ask(ls: Client, params: types.ShowMessageRequestParams) -> types.MessageActionItem | None:
            self.questions.append(params)
            return self.answer(params)

        def edit(ls: Client, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self.edits.append(params)
            return types.ApplyWorkspaceEditResult(applied=self.applies)

        def progress(ls: Client, params: types.ProgressParams) -> None:
            if isinstance(params.value, dict) and "items" in params.value:
                self.parts.append(params.value)
            else:
                pytest_lsp.client.progress(ls, params)

        handlers = {
            types.PROGRESS: progress,
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
            types.CLIENT_REGISTER_CAPABILITY: register,
            types.WINDOW_SHOW_MESSAGE: show,
            types.WINDOW_SHOW_MESSAGE_REQUEST: ask,
            types.WORKSPACE_APPLY_EDIT: edit,
            types.WORKSPACE_CODE_LENS_REFRESH: lambda *_: self.refreshed.add("codeLens"),
            types.WORKSPACE_DIAGNOSTIC_REFRESH: lambda *_: self.refreshed.add("diagnostic"),
            types.WORKSPACE_INLAY_HINT_REFRESH: lambda *_: self.refreshed.add("inlayHint"),
        }
        pytest_lsp.client.register_lsp_features(self, {**pytest_lsp.client.DEFAULT_CLIENT_FEATURES, **handlers})


class Session:
    def __init__(self, client: Client, folder: Path, result: types.InitializeResult) -> None:
        self.client = client
        self.folder = folder
        self.result = result
        self.encoding = str(result.capabilities.position_encoding or "utf-16").rpartition(".")[2].lower()
        self.encoding = {"utf8": "utf-8", "utf16": "utf-16", "utf32": "utf-32"}.get(self.encoding, self.encoding)
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}

    # -- documents

    async def open(self, name: str, text: str, language: str = "python") -> list[types.Diagnostic]:
        """Open a file and wait for its diagnostics. `name` is relative to the workspace, or a URI."""
        uri = self.uri(name)
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics(name)

    def send_edits(self, name: str, *edits: tuple[tuple[int, int], tuple[int, int], str] | str) -> None:
        """Send edits in one notification: (start, end, text) in client columns, or a whole text."""
        uri = self.uri(name)
        self.versions[uri] += 1
        changes: list[types.TextDocumentContentChangeEvent] = []
        for edit in edits:
            if isinstance(edit, str):
                changes.append(types.TextDocumentContentChangeWholeDocument(edit))
                self.texts[uri] = edit
            else:
                start, end, text = edit
                area = types.Range(types.Position(*start), types.Position(*end))
                changes.append(types.TextDocumentContentChangePartial(area, text))
                self.texts[uri] = applied(self.texts[uri], [types.TextEdit(area, text)], self.encoding)
        identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, changes))

    async def edit(
        self, name: str, *edits: tuple[tuple[int, int], tuple[int, int], str] | str
    ) -> list[types.Diagnostic]:
        self.send_edits(name, *edits)
        return await self.diagnostics(name)

    async def diagnostics(self, name: str) -> list[types.Diagnostic]:
        """The diagnostics of the version that was sent last."""
        uri = self.uri(name)
        report = await until(lambda: self.report(uri, self.versions[uri]), f"diagnostics of {name}")
        return list(report.diagnostics)

    async def diagnostics_after(self, name: str, count: int) -> list[types.Diagnostic]:
        """The last diagnostics, once more than `count` reports have arrived in all."""
        await until(lambda: len(self.reports(name)) > count, f"another report for {name}")
        return list(self.reports(name)[-1].diagnostics)

    def report(self, uri: str, version: int) -> types.PublishDiagnosticsParams | None:
        return next((it for it in self.client.published if it.uri == uri and it.version == version), None)

    def reports(self, name: str) -> list[types.PublishDiagnosticsParams]:
        return [report for report in self.client.published if report.uri == self.uri(name)]

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.folder / name).as_uri()

    # -- actions

    async def actions(
        self, name: str, area: types.Range | tuple[int, int], only: Sequence[str] | None = None
    ) -> list[types.CodeAction]:
        if isinstance(area, tuple):
            area = types.Range(types.Position(*area), types.Position(*area))
        reports = self.reports(name)
        context = types.CodeActionContext(
            diagnostics=list(reports[-1].diagnostics) if reports else [],
            only=list(only) if only is not None else None,
        )
        identifier = types.TextDocumentIdentifier(self.uri(name))
        found = await self.client.text_document_code_action_async(types.CodeActionParams(identifier, area, context))
        assert all(isinstance(action, types.CodeAction) for action in found or ())
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def result_of(self, name: str, action: types.CodeAction) -> str:
        """The document's text with the action's edit applied."""
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        assert action.edit is not None, action
        uri = self.uri(name)
        if action.edit.document_changes is not None:
            [change] = action.edit.document_changes
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(uri, self.versions[uri])
            edits: Sequence[Any] = change.edits
        else:
            assert action.edit.changes is not None
            assert set(action.edit.changes) == {uri}
            edits = action.edit.changes[uri]
        return applied(self.texts[uri], edits, self.encoding)

    async def hover(self, name: str, line: int, column: int) -> types.Hover | None:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        return await self.client.text_document_hover_async(types.HoverParams(identifier, types.Position(line, column)))


PREVIEW = {"preview": True, "index": "off", "link": False}
"""The rules that the tests use are there whatever stage their verdicts give them; few tests want a second process."""


@asynccontextmanager
async def session(
    folder: Path,
    editor: str = "visual-studio-code",
    *,
    encodings: Sequence[str] | None = None,
    options: Any = None,
    configuration: dict[str, Any] | None = None,
    folders: Sequence[Path] | None = None,
    command: Sequence[str] = SERVER,
    cwd: Path | None = None,
    change: Callable[[types.ClientCapabilities], object] | None = None,
) -> AsyncGenerator[Session]:
    """Start a server, initialize it as an editor does, and shut it down; its exit status must be 0.

    `change` is given the editor's capabilities, to have others in their place.
    """
    client = Client()
    for scope, table in (configuration or {}).items():
        client.set_configuration({"slowspot": {**PREVIEW, **table}}, scope_uri=scope)
    await client.start_io(*command, cwd=cwd or folder)
    capabilities = client_capabilities(editor)
    if encodings is not None:
        general = capabilities.general or types.GeneralClientCapabilities()
        general.position_encodings = [types.PositionEncodingKind(encoding) for encoding in encodings]
        capabilities.general = general
    if change is not None:
        change(capabilities)
    result = await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            root_uri=folder.as_uri(),
            workspace_folders=[types.WorkspaceFolder(it.as_uri(), it.name) for it in folders or [folder]],
            initialization_options={**(options or {}), "settings": {**PREVIEW, **(options or {}).get("settings", {})}},
        )
    )
    try:
        yield Session(client, folder, result)
    finally:
        # Closes the process also where the test has failed.
        await asyncio.wait_for(client.shutdown_session(), SECONDS)
        status = client._server.returncode if client._server else None
        await client.stop()
    assert status == 0


async def until(probe: Any, what: str) -> Any:
    """Wait until `probe()` gives something true, and return that."""
    for _ in range(SECONDS * 100):
        found = probe()
        if found:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"waited {SECONDS} s in vain for {what}")


def applied(text: str, edits: Sequence[Any], encoding: str) -> str:
    """Apply the protocol's edits to a text; columns in the units of an encoding."""
    codec, width = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[encoding]
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)

    def offset(position: types.Position) -> int:
        before = "".join(lines[: position.line])
        line = lines[position.line].rstrip("\r\n") if position.line < len(lines) else ""
        return len(before) + len(line.encode(codec)[: position.character * width].decode(codec, "ignore"))

    places = sorted((offset(edit.range.start), offset(edit.range.end), edit.new_text) for edit in edits)
    for start, end, new in reversed(places):
        text = text[:start] + new + text[end:]
    return text


def rules(diagnostics: Sequence[types.Diagnostic]) -> list[str]:
    return [str(diagnostic.code) for diagnostic in diagnostics]
