"""The command slowspot.optimize: it runs real proofs, and has the editor apply the best text."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .session import session
from .test_commands import command

WAYS = """\
def ways(n: int) -> int:
    n = min(n, 16)
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)


def fine(x: int) -> int:
    return x
"""


async def test_the_best_proved_text_is_applied(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WAYS, "utf-8")
    async with session(tmp_path) as s:
        await s.open("a.py", WAYS)
        [offer] = [it for it in await s.actions("a.py", (0, 5), only=["refactor.rewrite"]) if "faster" in it.title]
        assert offer.title == "Look for a faster ways, prove it, then apply it"
        assert offer.command is not None
        assert await s.actions("a.py", (1, 5), only=["refactor.rewrite"]) == []
        assert offer.command.arguments
        [asked] = offer.command.arguments
        assert isinstance(asked, dict)
        arguments = [{**asked, "inputs": 40, "most": 1}]
        answer: Any = await asyncio.wait_for(command(s, offer.command.command, *arguments, token="ours"), 90)
        assert answer["schema"] == "slowspot.optimize/1"
        assert answer["applied"], answer
        assert answer["accepted"][0]["origin"] == "recursion-cache"
        assert answer["title"].startswith("recursion-cache: proved")
        [edit] = s.client.edits
        assert "lru_cache" in str(edit.edit)
        assert (tmp_path / ".slowspot" / "proofs").is_dir()


ASKS = """\
import asyncio


async def ask(name: str) -> int:
    await asyncio.sleep(0.002)
    return len(name)


async def every(names: list[str]) -> list[int]:
    return [await ask(name) for name in names]


def total(count: int) -> int:
    found = 0
    for number in range(count):
        found += number % 7
    return found
"""


async def test_another_engine_is_offered_where_it_has_room_and_applied_once_proved(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(ASKS, "utf-8")
    packages = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages" / "numba"
    async with session(tmp_path) as s:
        await s.open("a.py", ASKS)

        async def offers(line: int) -> list[types.CodeAction]:
            return [
                it for it in await s.actions("a.py", (line, 8), only=["refactor.rewrite"]) if "faster" not in it.title
            ]

        assert [it.title for line in (3, 12) for it in await offers(line)] == []  # no numba there
        for path in (packages / "__init__.py", tmp_path / ".venv" / "bin" / "python"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        assert [it.title for it in await offers(12)] == ["Compile total with numba, prove it, then apply it"]
        (tmp_path / ".venv" / "bin" / "python").unlink()
        [offer] = await offers(8)
        assert offer.title == "Await the calls of every together (asyncio.gather), prove it, then apply it"
        assert offer.command is not None
        assert offer.command.arguments
        [asked] = offer.command.arguments
        assert isinstance(asked, dict)
        assert asked == {"uri": s.uri("a.py"), "function": "every", "apply": True, "only": ["gather"]}


async def test_nothing_but_the_change_that_was_asked_for_is_tried(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WAYS, "utf-8")
    async with session(tmp_path) as s:
        await s.open("a.py", WAYS)
        asked = {"uri": s.uri("a.py"), "function": "ways", "only": ["gather"]}
        answer: Any = await asyncio.wait_for(command(s, "slowspot.optimize", asked, token="ours"), 60)
        assert (answer["accepted"], answer["rejected"]) == ([], [])


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "needs a table with the uri"),
    ({"uri": "a.py"}, "line must be a number"),
    ({"uri": "a.py", "line": 3}, "no function on this line"),
    ({"uri": "a.py", "function": "gone"}, "no function gone"),
    ({"uri": "a.py", "function": "fine", "seconds": -1}, "seconds must be"),
    ({"uri": "a.py", "function": "fine", "only": "numba"}, "only must be a list"),
    ({"uri": "a.py", "function": "fine", "ai": True}, "no language model is turned on"),
    ({"uri": "b.py", "function": "fine"}, "is not open"),
]


async def test_what_cannot_be_optimized(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(WAYS, "utf-8")
    async with session(tmp_path) as s:
        await s.open("a.py", WAYS)
        for given, told in WRONG:
            asked = {**given, "uri": s.uri(given["uri"])} if given else given
            with pytest.raises(JsonRpcException, match=told):
                await s.client.workspace_execute_command_async(types.ExecuteCommandParams("slowspot.optimize", [asked]))
