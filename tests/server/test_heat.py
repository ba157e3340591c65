"""What an editor colours lines by and lists as hot spots: live, by gain, gone where the text changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .measured import SHOP, keep_run
from .session import Session, session, until
from .test_commands import command

STOCK = """\
# -- stock: 😀


def count(items):
    return len([item for item in items])
"""


async def heat(s: Session, name: str = "shop.py") -> dict[str, Any]:
    return await command(s, "slowspot.heat", s.uri(name))


async def hotspots(s: Session, *arguments: Any) -> list[dict[str, Any]]:
    return (await command(s, "slowspot.hotspots", *arguments))["spots"]


def lines(answer: dict[str, Any]) -> dict[int, str]:
    return {line["line"]: line["shown"] for line in answer["lines"]}


def told(spots: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [(spot["basis"], spot["rule"] or spot["title"], spot["shown"], Path(spot["uri"]).name) for spot in spots]


async def test_heat_tells_what_lines_and_functions_took(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        answer = await heat(s)
        assert (answer["uri"], answer["version"], answer["run"]["of"]) == (s.uri("shop.py"), 1, "of run")
        assert answer["lines"] == [
            {"line": 4, "share": 0.3, "own": 0.3, "shown": "30 %"},
            {"line": 9, "share": 0.6, "own": 0.6, "shown": "60 %"},
            {"line": 13, "share": 0.7, "own": pytest.approx(0.1), "shown": "70 %"},
            {"line": 14, "share": 0.3, "own": 0.0, "shown": "30 %"},
        ]
        functions = {it["function"]: it for it in answer["functions"]}
        assert {name: it["shown"] for name, it in functions.items()} == {
            "cheapest": "30 %", "load": "60 %", "serve": "100 %",
        }  # fmt: skip
        load = {"function": "load", "line": 7, "first": 7, "last": 9, "share": 0.6, "own": 0.6}
        assert functions["load"] == {**load, "shown": "60 %", "stale": False}


async def test_heat_goes_where_the_text_changed_and_moves_elsewhere(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        await s.edit("shop.py", ((0, 0), (0, 0), "# one more\n"), ((10, 19), (10, 19), ', "rb"'))
        await s.edit("shop.py", ((9, 19), (9, 19), ', "rb"'))
        answer = await heat(s)
        assert answer["version"] == 3
        assert lines(answer) == {5: "30 %", 14: "70 %", 15: "30 %"}
        assert [it["function"] for it in answer["functions"] if it["stale"]] == ["load"]


async def test_no_heat_without_a_profile_or_of_what_is_not_open(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        assert await heat(s) is None
        assert await heat(s, "other.py") is None
        assert told(await hotspots(s)) == [("predicted", "sorted-first", "saves less than 0.1 %", "shop.py")]
        for name, arguments in (("heat", []), ("heat", [{}]), ("hotspots", [{"most": 0}])):
            with pytest.raises(JsonRpcException):
                await command(s, f"slowspot.{name}", *arguments)


async def test_hotspots_are_measured_ones_first_and_those_with_most_to_gain(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        await s.open("shop.py", SHOP)
        await s.open("stock.py", STOCK)
        spots = await hotspots(s)
        assert [spot["title"] for spot in spots if spot["kind"] == "function"] == ["load", "serve"]
        function, finding = spots[0], next(spot for spot in spots if spot["kind"] == "finding")
        assert (function["title"], function["shown"], function["gain"]) == ("load", "60 % of run", None)
        assert function["range"] == {"start": {"line": 7, "character": 4}, "end": {"line": 7, "character": 8}}
        assert function["detail"].startswith("load took 60 % of the recorded run by itself: 100 % in json.load")
        assert (finding["rule"], finding["function"], finding["basis"]) == ("sorted-first", "cheapest", "profiled")
        assert finding["share"] == 0.3
        assert 0 < finding["gain"] <= 0.3
        assert finding["shown"] == f"saves {finding['figure']}"
        assert [spot["basis"] for spot in spots] == sorted((spot["basis"] for spot in spots), reverse=True)
        assert await command(s, "slowspot.hotspots", {"most": 1}) == {"spots": spots[:1], "left": len(spots) - 1}


async def test_hot_functions_of_files_that_are_not_open_are_where_they_are_now(tmp_path: Path) -> None:
    keep_run(tmp_path)
    async with session(tmp_path) as s:
        spots = await hotspots(s)
        assert told(spots) == [
            ("profiled", "load", "60 % of run", "shop.py"),
            ("profiled", "cheapest", "30 % of run", "shop.py"),
            ("profiled", "serve", "10 % of run", "shop.py"),
        ]
        (tmp_path / "shop.py").write_text("# 😀\n" + SHOP, "utf-8")
        assert (await hotspots(s))[0]["range"]["start"] == {"line": 8, "character": 4}
        (tmp_path / "shop.py").unlink()
        assert await hotspots(s) == []


async def test_hotspots_of_the_index_are_those_of_an_open_file(tmp_path: Path) -> None:
    keep_run(tmp_path)
    (tmp_path / "stock.py").write_text(STOCK, "utf-8")
    changes: list[str] = []
    options = {"notifies": ["slowspot/changed"], "settings": {"index": "on"}}
    async with session(tmp_path, options=options) as s:
        s.client.feature("slowspot/changed")(lambda params: changes.append(params.what))
        await until(lambda: "index" in changes, "the notification")
        closed = await hotspots(s)
        assert {Path(spot["uri"]).name for spot in closed} == {"shop.py", "stock.py"}
        await s.open("shop.py", SHOP)
        await s.open("stock.py", STOCK)
        assert await hotspots(s) == closed


@pytest.mark.parametrize("wanted", [True, False])
async def test_a_client_that_wants_to_know_is_told_of_another_profile(wanted: bool, tmp_path: Path) -> None:
    changes: list[str] = []
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    async with session(tmp_path, options={"notifies": ["slowspot/changed"]} if wanted else None) as s:
        s.client.feature("slowspot/changed")(lambda params: changes.append(params.what))
        assert await hotspots(s) == []
        keep_run(tmp_path)
        event = types.FileEvent((tmp_path / ".slowspot" / "latest").as_uri(), types.FileChangeType.Created)
        s.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        if wanted:
            await until(lambda: changes == ["profile"], "the notification")
        assert len(await hotspots(s)) == 3
        await command(s, "slowspot.clearProfile")
        assert await hotspots(s) == []
        assert changes == (["profile"] * 2 if wanted else [])
