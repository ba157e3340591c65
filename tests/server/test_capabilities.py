"""What clients lack they get less of, and no error: each recorded client, whole and without any one capability."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pygls.capabilities as capabilities_of
import pytest
from lsprotocol import types
from slowspot.server import client

from .measured import SHOP, keep_run
from .wire import Wire, wire

CLIENTS = sorted((Path(__file__).parent / "capabilities").glob("*.json"))
TEXT = (
    SHOP
    + """

def places(wanted, known: list):
    for item in wanted:
        if item in known:
            yield known.index(item)  # slowspot: ignore[str-concat-loop]
"""
)

ASKED: dict[str, tuple[str, ...]] = {
    "workspace/configuration": ("workspace", "configuration"),
    "workspace/applyEdit": ("workspace", "applyEdit"),
    "workspace/codeLens/refresh": ("workspace", "codeLens", "refreshSupport"),
    "workspace/inlayHint/refresh": ("workspace", "inlayHint", "refreshSupport"),
    "workspace/diagnostic/refresh": ("workspace", "diagnostics", "refreshSupport"),
    "window/workDoneProgress/create": ("window", "workDoneProgress"),
    "window/showDocument": ("window", "showDocument", "support"),
}
"""What the server may ask of a client, and the capability that says so."""

REGISTERED: dict[str, tuple[str, ...]] = {
    "workspace/didChangeConfiguration": ("workspace", "didChangeConfiguration", "dynamicRegistration"),
    "workspace/didChangeWatchedFiles": ("workspace", "didChangeWatchedFiles", "dynamicRegistration"),
    "textDocument/diagnostic": ("textDocument", "diagnostic", "dynamicRegistration"),
}


def recorded(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))["capabilities"]


def paths(tree: Any, *above: str) -> Iterator[tuple[str, ...]]:
    """The capabilities of a client: all keys of its tree of tables."""
    if isinstance(tree, dict):
        for key, below in tree.items():
            yield (*above, key)
            yield from paths(below, *above, key)


def without(tree: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    copy = deepcopy(tree)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return copy


def has(tree: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of which a run was recorded: lenses and hints have something to say."""
    folder = tmp_path_factory.mktemp("project")
    keep_run(folder)
    (folder / "shop.py").write_text(TEXT, "utf-8")
    return folder


async def use(folder: Path, capabilities: dict[str, Any], options: dict[str, Any] | None = None) -> Wire:
    """Use every feature once, as a client with these capabilities does, and hold the answers against them."""
    async with wire(folder, capabilities, options) as (it, result):
        await go_through(it, result["capabilities"], capabilities, (folder / "shop.py").as_uri())
    for message in it.received:
        method = message["method"]
        assert method not in ASKED or has(capabilities, ASKED[method]), method
        assert method != "window/logMessage", message
        for registration in message["params"].get("registrations", ()) if method == "client/registerCapability" else ():
            assert has(capabilities, REGISTERED[registration["method"]]), registration
    return it


async def go_through(client: Wire, server: dict[str, Any], capabilities: dict[str, Any], uri: str) -> None:
    document = {"uri": uri}
    opened = {**document, "languageId": "python", "version": 1, "text": TEXT}
    client.tell("textDocument/didOpen", {"textDocument": opened})
    diagnostics = await pulled(client, server, capabilities, uri)
    told = has(capabilities, ("textDocument", "publishDiagnostics"))
    for each in diagnostics:
        assert "relatedInformation" not in each or either(capabilities, "relatedInformation")
        assert "codeDescription" not in each or either(capabilities, "codeDescriptionSupport")
        assert "tags" not in each or either(capabilities, "tagSupport")
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 30, "character": 0}}
    place = {"textDocument": document, "position": {"line": 4, "character": 14}}
    hover = await answered(client, "textDocument/hover", place)
    assert hover["contents"]["kind"] in (has(capabilities, ("textDocument", "hover", "contentFormat")) or ["markdown"])
    await answered(client, "textDocument/codeLens", {"textDocument": document})
    hints = await answered(client, "textDocument/inlayHint", {"textDocument": document, "range": whole})
    assert hints
    context = {"diagnostics": diagnostics}
    asked = {"textDocument": document, "range": whole, "context": context}
    for action in await answered(client, "textDocument/codeAction", asked) or ():
        assert has(capabilities, ("textDocument", "codeAction", "codeActionLiteralSupport"))
        assert "disabled" not in action or has(capabilities, ("textDocument", "codeAction", "disabledSupport"))
        if "edit" not in action and "command" not in action:
            action = await answered(client, "codeAction/resolve", action)
        edit = action.get("edit") or {}
        assert "documentChanges" not in edit or has(capabilities, ("workspace", "workspaceEdit", "documentChanges"))
    for command, arguments in (("slowspot.heat", [uri]), ("slowspot.hotspots", [])):
        await answered(client, "workspace/executeCommand", {"command": command, "arguments": arguments})
    change = {"range": {**whole, "end": whole["start"]}, "text": "\n"}
    client.tell("textDocument/didChange", {"textDocument": {**document, "version": 2}, "contentChanges": [change]})
    client.tell("textDocument/didSave", {"textDocument": document})
    settings = {"slowspot": {"preview": True, "index": "off", "link": False, "ignore": ["sorted-first"]}}
    client.tell("workspace/didChangeConfiguration", {"settings": settings})
    client.tell("workspace/didChangeWatchedFiles", {"changes": [{"uri": f"{uri}/../pyproject.toml", "type": 2}]})
    await pulled(client, server, capabilities, uri, version=2)
    client.tell("textDocument/didClose", {"textDocument": document})
    assert (told is None) or client.server.client.pulled or client.sent("textDocument/publishDiagnostics")


async def answered(client: Wire, method: str, params: Any) -> Any:
    answer = await client.ask(method, params)
    assert "error" not in answer, (method, answer)
    return answer["result"]


async def pulled(
    client: Wire, server: dict[str, Any], capabilities: dict[str, Any], uri: str, version: int = 1
) -> list[dict[str, Any]]:
    """The diagnostics of a document, asked for or waited for, by what the server chose; never both."""
    report = await answered(client, "textDocument/diagnostic", {"textDocument": {"uri": uri}})
    registered = [each["method"] for it in client.sent("client/registerCapability") for each in it["registrations"]]
    asks = "diagnosticProvider" in server or "textDocument/diagnostic" in registered
    assert not asks or has(capabilities, ("textDocument", "diagnostic")) is not None
    published = [it for it in client.sent("textDocument/publishDiagnostics") if it.get("version") == version]
    assert bool(published) != asks
    assert not published or published[-1]["diagnostics"] == report["items"]
    return report["items"]


def either(capabilities: dict[str, Any], name: str) -> Any:
    return any(has(capabilities, ("textDocument", way, name)) for way in ("publishDiagnostics", "diagnostic"))


@pytest.mark.parametrize("path", CLIENTS, ids=lambda path: path.stem)
async def test_a_client_as_it_is(path: Path, project: Path) -> None:
    await use(project, recorded(path))


@pytest.mark.parametrize("path", CLIENTS, ids=lambda path: path.stem)
async def test_a_client_that_asks(path: Path, project: Path) -> None:
    await use(project, recorded(path), {"diagnostics": "pull"})


@pytest.mark.parametrize("path", CLIENTS, ids=lambda path: path.stem)
async def test_a_client_without_any_one_capability(path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capabilities, read = recorded(path), reading(monkeypatch)
    await use(project, capabilities)
    # What nobody reads can be missing. There are hundreds.
    removed = [it for it in paths(capabilities) if any(it == each[: len(it)] for each in read)]
    assert len(removed) >= 10  # Kate says the least
    for each in removed:
        try:
            await use(project, without(capabilities, each))
        except AssertionError as error:
            raise AssertionError(f"without {'.'.join(each)}: {error}") from error


def reading(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, ...]]:
    """Note which capabilities are read from now on, by pygls and by us."""
    found: set[tuple[str, ...]] = set()
    get = capabilities_of.get_capability

    def spy(capabilities: types.ClientCapabilities, path: str, default: Any = None) -> Any:
        found.add(tuple(re.sub("_([a-z])", lambda letter: letter[1].upper(), part) for part in path.split(".")))
        return get(capabilities, path, default)

    for module in (capabilities_of, client):
        monkeypatch.setattr(module, "get_capability", spy)
    return found


async def test_a_capability_in_another_form_counts_as_missing(project: Path) -> None:
    capabilities = recorded(CLIENTS[-1])
    del capabilities["general"]["markdown"]["parser"]
    capabilities["textDocument"]["hover"] = 5
    capabilities["textDocument"]["codeAction"]["resolveSupport"] = {"properties": "edit"}
    await use(project, capabilities)


async def test_a_client_without_capabilities(project: Path) -> None:
    await use(project, {})
