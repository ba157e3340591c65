"""The editor's side, over a real server process: asked on request alone, shown in hover until the code changes."""

from __future__ import annotations

from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.server.session import Session, session

from .conftest import KEY, MODULE, Workspace
from .model_server import Step, serving

LINE = 12  # from 0: "if item not in seen"


async def run(s: Session, name: str, *arguments: Any) -> Any:
    s.client.progress_reports["ours"] = []
    params = types.ExecuteCommandParams(name, list(arguments), work_done_token="ours")
    return await s.client.workspace_execute_command_async(params)


async def hovered(s: Session, line: int = LINE) -> str:
    hover = await s.hover("orders.py", line, 13)
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    return hover.contents.value


async def test_a_finding_is_explained_on_request(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLOWSPOT_AI_KEY")
    with serving(Step("Each `in` walks the whole list, so twice the items take four times as long.")) as server:
        workspace.consent(server.base_url)
        async with session(workspace.root) as s:
            await s.open("orders.py", MODULE)
            [offer] = [it for it in await s.actions("orders.py", (LINE, 13)) if it.title.startswith("Ask ")]
            assert offer.title == "Ask scripted to explain dedupe-quadratic here"
            assert "walks the whole list" not in await hovered(s)
            assert server.requests == []
            assert offer.command is not None
            await run(s, "slowspot.aiKey", {"uri": s.uri("orders.py"), "key": KEY})
            answer = await run(s, offer.command.command, *(offer.command.arguments or ()))
            assert answer["explanation"].startswith("Each `in`")
            assert server.requests[0]["headers"]["authorization"] == f"Bearer {KEY}"
            assert "In the words of scripted, which may be wrong" in await hovered(s)
            await s.edit("orders.py", ((0, 0), (0, 0), "# moved\n"))
            assert "In the words of scripted" in await hovered(s, LINE + 1)
            await s.edit("orders.py", MODULE.replace("seen", "known"))
            assert "In the words of" not in await hovered(s)
    assert KEY not in workspace.written()


async def test_what_cannot_be_explained_is_told(workspace: Workspace) -> None:
    async with session(workspace.root) as s:
        await s.open("orders.py", MODULE)
        assert [it for it in await s.actions("orders.py", (LINE, 13)) if it.title.startswith("Ask ")] == []
        uri = s.uri("orders.py")
        for name, asked in (
            ("explain", {"uri": uri, "line": LINE}), ("explain", {"uri": uri, "line": 0}), ("explain", {"line": 1}),
            ("explain", {"uri": uri}), ("aiKey", {"uri": uri, "key": KEY}), ("aiKey", {"key": KEY}), ("aiKey", [KEY]),
        ):  # fmt: skip
            with pytest.raises(JsonRpcException) as caught:
                await run(s, f"slowspot.{name}", asked)
            assert KEY not in str(caught.value)
        with serving(Step(status=500, error=f"no {KEY}", headers={"Retry-After": "900"})) as server:
            workspace.consent(server.base_url)
            with pytest.raises(JsonRpcException, match="HTTP 500") as caught:
                await run(s, "slowspot.explain", {"uri": uri, "line": LINE})
        assert KEY not in str(caught.value)
        assert [message.type for message in s.client.messages] == [types.MessageType.Error]
