"""Diagnostics that the client asks for: those that are pushed to others, never both, and never those of an old text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .measured import SHOP, keep_run
from .session import Session, rules, session, until

SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"
QUICK = "def cheapest(prices):\n    return min(prices)\n"
OFF = '[tool.slowspot]\nignore = ["sorted-first"]\n'

Full = types.RelatedFullDocumentDiagnosticReport
Unchanged = types.RelatedUnchangedDocumentDiagnosticReport


@asynccontextmanager
async def asking(folder: Path, *, dynamic: bool = True, push: bool = True, **options: Any) -> AsyncGenerator[Session]:
    """A client that asks: VS Code's capabilities, and those of pulling."""

    def pulls(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.text_document is not None
        assert capabilities.workspace is not None
        capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=dynamic)
        capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        if not push:
            capabilities.text_document.publish_diagnostics = None

    chosen = {"diagnostics": "pull"} if push else {}
    async with session(folder, options={**chosen, **options}, change=pulls) as s:
        yield s


def show(s: Session, name: str, text: str) -> None:
    """Open a file without waiting for anything."""
    s.texts[s.uri(name)], s.versions[s.uri(name)] = text, 1
    item = types.TextDocumentItem(uri=s.uri(name), language_id="python", version=1, text=text)
    s.client.text_document_did_open(types.DidOpenTextDocumentParams(item))


def ask(s: Session, name: str, previous: str | None = None) -> asyncio.Future[Any]:
    params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(s.uri(name)), previous_result_id=previous)
    return asyncio.ensure_future(s.client.text_document_diagnostic_async(params))


async def asked(s: Session, name: str) -> list[types.Diagnostic]:
    report = await ask(s, name)
    assert isinstance(report, Full)
    return list(report.items)


@pytest.mark.parametrize("push", [True, False])
async def test_who_asks_is_answered_and_told_nothing(push: bool, tmp_path: Path) -> None:
    async with asking(tmp_path, push=push) as s:
        show(s, "shop.py", SLOW)
        [diagnostic] = await asked(s, "shop.py")
        assert diagnostic.range == types.Range(types.Position(1, 11), types.Position(1, 28))
        s.send_edits("shop.py", ((0, 0), (0, 0), "\n"))
        [diagnostic] = await asked(s, "shop.py")
        assert diagnostic.range.start.line == 2
        assert s.client.published == []


async def test_a_client_that_can_do_both_is_told(tmp_path: Path) -> None:
    async with session(tmp_path, "neovim") as s:
        assert s.result.capabilities.diagnostic_provider is None
        assert rules(await s.open("shop.py", SLOW)) == ["sorted-first"]


async def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    async with asking(tmp_path) as s:
        show(s, "shop.py", SLOW)
        first = await ask(s, "shop.py")
        again = await ask(s, "shop.py", first.result_id)
        assert isinstance(again, Unchanged)
        s.send_edits("shop.py", ((0, 0), (0, 0), "\n"))
        assert isinstance(await ask(s, "shop.py", first.result_id), Full)
        s.send_edits("shop.py", ((0, 0), (1, 0), ""))
        back = await ask(s, "shop.py", first.result_id)
        assert (type(back), back.result_id) == (Unchanged, first.result_id)


async def test_a_burst_is_answered_once_for_the_last_text(tmp_path: Path) -> None:
    async with asking(tmp_path) as s:
        show(s, "shop.py", SLOW)
        answers: list[asyncio.Future[Any]] = []
        for _ in range(50):
            s.send_edits("shop.py", ((0, 0), (0, 0), "#\n"))
            answers.append(ask(s, "shop.py"))
            await asyncio.sleep(0)
        results: list[Any] = await asyncio.gather(*answers, return_exceptions=True)
        assert results[-1].items[0].range.start.line == 51
        for result in results[:-1]:
            # Either it was in time, or the client knows that the next answer counts. VS Code takes ContentModified
            # for "no diagnostics", which would have them flicker.
            code = result.code if isinstance(result, JsonRpcException) else None
            assert code in (None, types.LSPErrorCodes.ServerCancelled)


async def test_a_request_can_be_called_off(tmp_path: Path) -> None:
    async with asking(tmp_path) as s:
        show(s, "shop.py", SLOW)
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(s.uri("shop.py")))
        request = s.client.protocol.send_request(types.TEXT_DOCUMENT_DIAGNOSTIC, params, msg_id="first")
        s.client.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(id="first"))
        assert rules(await asked(s, "shop.py")) == ["sorted-first"]
        await until(request.done, "an answer to the request that was called off")


@pytest.mark.parametrize("name", ["shop.md", "closed.py"])
async def test_what_is_not_open_or_not_python_has_none(name: str, tmp_path: Path) -> None:
    async with asking(tmp_path) as s:
        if name == "shop.md":
            item = types.TextDocumentItem(s.uri(name), "markdown", 1, SLOW)
            s.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        assert await asked(s, name) == []


async def test_changed_settings_have_the_client_ask_again(tmp_path: Path) -> None:
    async with asking(tmp_path) as s:
        show(s, "shop.py", SLOW)
        assert rules(await asked(s, "shop.py")) == ["sorted-first"]
        assert "diagnostic" not in s.client.refreshed
        s.client.set_configuration({"slowspot": {"ignore": ["sorted-first"]}})
        s.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        await until(lambda: "diagnostic" in s.client.refreshed, "a request to ask again")
        assert await asked(s, "shop.py") == []


async def test_another_profile_has_the_client_ask_again(tmp_path: Path) -> None:
    async with asking(tmp_path) as s:
        show(s, "shop.py", SHOP)
        [before] = [it for it in await asked(s, "shop.py") if it.code == "sorted-first"]
        assert before.severity == types.DiagnosticSeverity.Hint
        keep_run(tmp_path)
        event = types.FileEvent(s.uri(".slowspot/profiles"), types.FileChangeType.Changed)
        s.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        await until(lambda: "diagnostic" in s.client.refreshed, "a request to ask again")
        [after] = [it for it in await asked(s, "shop.py") if it.code == "sorted-first"]
        assert after.severity == types.DiagnosticSeverity.Warning


async def test_it_is_registered_where_the_client_takes_that(tmp_path: Path) -> None:
    async with asking(tmp_path) as s:
        assert s.result.capabilities.diagnostic_provider is None
        [options] = await until(lambda: registered(s), "a registration")
        assert (options["interFileDependencies"], options["workspaceDiagnostics"]) == (False, False)


async def test_it_is_declared_where_the_client_registers_nothing(tmp_path: Path) -> None:
    async with asking(tmp_path, dynamic=False) as s:
        provider = s.result.capabilities.diagnostic_provider
        assert isinstance(provider, types.DiagnosticOptions)
        assert not provider.workspace_diagnostics
        show(s, "shop.py", SLOW)
        assert rules(await asked(s, "shop.py")) == ["sorted-first"]
        assert registered(s) == []


def registered(s: Session) -> list[Any]:
    given = [it for it in s.client.registrations if it.method == types.TEXT_DOCUMENT_DIAGNOSTIC]
    return [getattr(it.register_options, "_asdict", lambda it=it: it.register_options)() for it in given]


# -- files that are not open

WHOLE = {"workspaceDiagnostics": True, "index": "on"}


async def begin(s: Session) -> None:
    """Open a file: the index lets what is open go first."""
    show(s, "other.py", QUICK)
    assert await asked(s, "other.py") == []


async def workspace(s: Session, known: dict[str, str] | None = None, token: str | None = None) -> dict[str, Any]:
    """The reports by name of the file, once there is something to report."""
    previous = [types.PreviousResultId(s.uri(name), value) for name, value in (known or {}).items()]
    params = types.WorkspaceDiagnosticParams(previous, partial_result_token=token)
    answer = await s.client.workspace_diagnostic_async(params)
    return {report.uri.rpartition("/")[2]: report for report in answer.items}


async def test_files_that_are_not_open_are_reported_when_something_is_known(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SLOW, "utf-8")
    (tmp_path / "fine.py").write_text(QUICK, "utf-8")
    async with asking(tmp_path, settings=WHOLE) as s:
        await begin(s)
        [options] = await until(lambda: registered(s), "a registration")
        assert options["workspaceDiagnostics"]
        found = await workspace(s)
        assert list(found) == ["shop.py"]
        assert rules(found["shop.py"].items) == ["sorted-first"]

        # A request with nothing to tell waits until something has changed.
        known = {"shop.py": found["shop.py"].result_id}
        later = asyncio.ensure_future(workspace(s, known))
        show(s, "shop.py", SLOW)
        assert rules(await asked(s, "shop.py")) == ["sorted-first"]
        assert not later.done()
        (tmp_path / "fine.py").write_text(SLOW, "utf-8")
        event = types.FileEvent(s.uri("fine.py"), types.FileChangeType.Changed)
        s.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        found = await later
        assert list(found) == ["fine.py"]

        # What no longer holds is taken back.
        s.client.set_configuration({"slowspot": {**WHOLE, "preview": True, "exclude": ["fine.py"]}})
        s.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        found = await workspace(s, {**known, "fine.py": found["fine.py"].result_id})
        assert [(name, list(report.items)) for name, report in found.items()] == [("fine.py", [])]


async def test_results_come_in_parts_where_the_client_takes_them(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SLOW, "utf-8")
    async with asking(tmp_path, settings=WHOLE) as s:
        await begin(s)
        assert await workspace(s, token="parts") == {}
        [part] = s.client.parts
        assert [report["kind"] for report in part["items"]] == ["full"]


async def test_a_client_that_is_told_is_told_of_closed_files_too(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SLOW, "utf-8")
    async with session(tmp_path, options={"settings": WHOLE}) as s:
        await s.open("other.py", QUICK)
        await until(lambda: s.reports("shop.py"), "the report of a file that is not open")
        assert rules(s.reports("shop.py")[-1].diagnostics) == ["sorted-first"]
        await s.open("shop.py", QUICK)
        document = types.TextDocumentIdentifier(s.uri("shop.py"))
        s.client.text_document_did_close(types.DidCloseTextDocumentParams(document))
        # The file on disk counts again, and what is shown does not flicker.
        assert rules(await s.diagnostics_after("shop.py", 2)) == ["sorted-first"]
        assert len(s.reports("shop.py")) == 3
        s.client.set_configuration({"slowspot": {"preview": True, "index": "on"}})
        s.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        assert await s.diagnostics_after("shop.py", 3) == []
