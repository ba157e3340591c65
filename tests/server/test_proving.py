"""The command that proves a fix, on real processes: proved and applied, refuted and withdrawn, called off."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .session import Session, applied, session, until
from .test_commands import command
from .test_proofs import titles

SHOP = """\
def cheapest(prices: list[int]) -> int:
    return sorted(prices)[0]


def cheapest_or_free(prices: list[int]) -> int:
    return sorted(prices)[0] if prices else 0
"""
FIXED = SHOP.replace("sorted(prices)[0] if", "min(prices) if")
QUICK = {"inputs": 40, "seconds": 120}
"""Less evidence than usual, and more time: the machine may have others to serve."""
HOLDS, DIFFERS = (5, 15), (1, 15)
NAME = "Use min() or max()"


async def offered(s: Session, at: tuple[int, int]) -> dict[str, Any]:
    """What "Prove, then apply" at a place asks for, with less evidence than usual."""
    [action] = [action for action in await s.actions("shop.py", at) if action.title.startswith("Prove")]
    assert action.command is not None
    [asked] = action.command.arguments or [None]
    assert isinstance(asked, dict)
    return {**asked, **QUICK}


async def test_prove_then_apply(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    async with session(tmp_path) as s:
        assert len(await s.open("shop.py", SHOP)) == 2
        asked = await offered(s, HOLDS)
        running = asyncio.ensure_future(command(s, "slowspot.prove", asked, token="mine", seconds=150))
        reports: dict[Any, Any] = s.client.progress_reports
        await until(lambda: len(reports.get("mine", ())) > 1, "progress")
        # Meanwhile the server answers, takes edits, and proves nothing else.
        await s.edit("shop.py", ((0, 0), (0, 0), "# all in cents\n"))
        assert await s.hover("shop.py", 2, 15) is not None
        with pytest.raises(JsonRpcException, match="is being proved"):
            await command(s, "slowspot.prove", {**asked, "span": None, "line": 6}, token="another")
        answer = await running
        assert (answer["verdict"], answer["applied"]) == ("proved", True), answer
        [edit] = s.client.edits
        assert edit.label is not None
        assert edit.label.startswith(f"{NAME} (proved on ")
        [change] = edit.edit.document_changes or [None]
        assert isinstance(change, types.TextDocumentEdit)
        after = applied(s.texts[s.uri("shop.py")], change.edits, s.encoding)
        assert after == "# all in cents\n" + FIXED
        begin, *_, end = reports["mine"]
        assert begin.title == f"Proving: {NAME} in cheapest_or_free"
        assert begin.cancellable
        assert end.message == answer["title"]
        assert any(it.message.startswith("comparing") for it in reports["mine"][1:-1])
        # The editor of this test did not apply it: now the fix is offered with its numbers.
        [title] = await titles(s, (HOLDS[0] + 1, HOLDS[1]))
        assert title == f"{NAME} ({answer['title']})"


async def test_refuted_fix_is_told_and_withdrawn(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        assert await command(s, "slowspot.prove", await offered(s, DIFFERS)) == {
            "started": "Use min() or max() in cheapest"
        }
        [message] = await until(lambda: s.client.messages, "the end")
        assert message.type == types.MessageType.Warning
        assert "Use min() or max() in cheapest: refuted: " in message.message
        diagnostics = await s.diagnostics_after("shop.py", 1)
        assert any("withdrawn here: refuted by cheapest(" in it.message for it in diagnostics)
        assert s.client.edits == []


async def test_proof_is_called_off(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        asked = await offered(s, HOLDS)
        running = asyncio.ensure_future(command(s, "slowspot.prove", asked, token="mine", seconds=150))
        await until(lambda: len(s.client.progress_reports.get("mine", ())) > 1, "progress")
        s.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("mine"))
        assert await running == {
            "verdict": "unproved", "reason": "called off", "title": "called off", "applied": False,
        }  # fmt: skip
        assert not (tmp_path / ".slowspot").exists()
        assert len(await titles(s, HOLDS)) == 2


async def test_wrong_arguments_are_told(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        good = {"uri": s.uri("shop.py"), "rule": "sorted-first", "span": [1, 11, 1, 28]}
        with pytest.raises(JsonRpcException, match="save it first"):
            await command(s, "slowspot.prove", good)
        (tmp_path / "shop.py").write_text(SHOP, "utf-8")
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"span": [0, 0, 0, 1]}, "no longer there"),
            ({"span": "here"}, "four numbers"),
            ({"span": None}, "line must be a number"),
            ({"span": None, "line": 3}, "no finding with a fix"),
            ({"seconds": -1}, "seconds must be"),
            ({"inputs": True}, "inputs must be"),
            ({"uri": "file:///nowhere/shop.py"}, "is not open"),
            ({"uri": 3}, "needs a table"),
        ]
        for change, told in wrong:
            with pytest.raises(JsonRpcException, match=told):
                await command(s, "slowspot.prove", {**good, **change})
