"""`slowspot mcp` over standard input and output, spoken to by the package's own client."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

SLOW = """\
def squares(numbers):
    result = []
    for number in numbers:
        result = result + [number * number]
    return result


def longest(rows: list[list[int]]):
    return sorted(rows, key=lambda row: -len(row))[0]
"""
WAYS = """\
def ways(n: int) -> int:
    n = min(n, 16)
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)
"""
CACHED = "from functools import lru_cache\n\n\n@lru_cache(maxsize=None)\n" + WAYS
START = "import sys; from slowspot.cli.main import main; sys.exit(main(sys.argv[1:]))"


@asynccontextmanager
async def serving(root: Path, *flags: str) -> AsyncGenerator[Client]:
    server = StdioServerParameters(
        command=sys.executable, args=["-c", START, "mcp", str(root), *flags], env=dict(os.environ), cwd=root
    )
    async with Client(server, read_timeout_seconds=120) as client:
        yield client


async def answered(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return result.content[0].text  # pyright: ignore[reportAttributeAccessIssue]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.py").write_text(SLOW, encoding="utf-8")
    (tmp_path / "ways.py").write_text(WAYS, encoding="utf-8")
    (tmp_path / "slow.py").write_text(WAYS, encoding="utf-8")
    (tmp_path / "other.py").write_text("def f():\n    return 1\n", encoding="utf-8")
    return tmp_path


async def test_it_only_reads_unless_it_is_allowed_more(shop: Path) -> None:
    async with serving(shop) as client:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == ["analyze", "hotspots", "explain"]
        assert all(tool.annotations and tool.annotations.read_only_hint and tool.output_schema for tool in tools)
        found = await answered(client, "analyze", limit=1, preview=True)
        assert (len(found["findings"]), found["more"], found["files"]) == (1, 3, 4)
        finding = found["findings"][0]
        assert finding["place"].startswith("shop.py:")
        assert finding["id"]
        hot = await answered(client, "hotspots")
        assert {each["function"] for each in hot["functions"]} >= {"squares", "longest"}
        assert "min()" in (await answered(client, "explain", rule="sorted-first"))["page"]
        assert "unknown rule" in await refused(client, "explain", rule="sorted-frist")
        assert "outside" in await refused(client, "analyze", path="..")
        assert "does not exist" in await refused(client, "analyze", path="gone.py")
        assert "unknown" in (await refused(client, "analyze", rules="nonsense")).lower()


async def test_a_safe_fix_is_applied_by_its_id(shop: Path) -> None:
    async with serving(shop, "--allow-write") as client:
        assert [tool.name for tool in (await client.list_tools()).tools][-1] == "apply"
        found = (await answered(client, "analyze", path="shop.py", preview=True))["findings"]
        by_fix = {each["fix"]: each["id"] for each in found}
        assert "no finding" in await refused(client, "apply", id="0" * 20)
        done = await answered(client, "apply", id=by_fix["safe"])
        assert done["path"] == "shop.py"
        assert "+        result.append(number * number)" in done["diff"]
        after = SLOW.replace("result = result + [number * number]", "result.append(number * number)")
        assert (shop / "shop.py").read_text(encoding="utf-8") == after
        assert "prove it, then apply" in await refused(client, "apply", id=by_fix["review"])
        assert "gone" in await refused(client, "apply", id=by_fix["safe"])


async def test_a_rewrite_is_proved_and_then_applied(shop: Path) -> None:
    async with serving(shop, "--allow-run", "--allow-write") as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        assert tools == ["analyze", "hotspots", "explain", "bench", "prove", "apply"]
        steps: list[str] = []

        async def on_progress(progress: float, total: float | None, message: str | None) -> None:
            steps.append(message or "")

        asked = {"path": "ways.py", "function": "ways", "seconds": 25, "rewrite": CACHED}
        result = await client.call_tool("prove", asked, progress_callback=on_progress)
        proved = result.structured_content
        assert proved is not None, result.content
        assert (proved["verdict"], proved["counterexample"]) == ("proved", None), proved
        assert proved["low"] > 1.05
        assert steps
        wrong = await answered(client, "prove", **{**asked, "rewrite": CACHED.replace("n < 2", "n < 3")})
        assert wrong["verdict"] == "refuted"
        assert wrong["counterexample"]["call"].startswith("ways(")
        assert "gone" in await refused(client, "apply", id=wrong["id"], path="ways.py")
        done = await answered(client, "apply", id=proved["id"])
        assert "+@lru_cache" in done["diff"]
        assert (shop / "ways.py").read_text(encoding="utf-8").count("@lru_cache(maxsize=None)\ndef ways") == 1
        assert "changed since" in await refused(client, "apply", id=proved["id"])
        assert "give either" in await refused(client, "prove", path="ways.py")
        benched = await answered(
            client, "bench", before="ways.py", after=["slow.py"], function="ways", arguments="10", seconds=20
        )
        assert benched["others"][0]["verdict"] == "slower"


def test_without_the_package_it_says_how_to_get_it(shop: Path) -> None:
    # Late: as the command itself.
    from slowspot.cli.main import main

    hidden = dict.fromkeys([name for name in sys.modules if name.partition(".")[0] == "mcp"])
    kept = {name: sys.modules.pop(name) for name in [*hidden, "slowspot.cli.mcp_tools"] if name in sys.modules}
    sys.modules["mcp"] = None  # pyright: ignore[reportArgumentType]
    try:
        assert main(["mcp", str(shop)]) == 2
    finally:
        del sys.modules["mcp"]
        sys.modules.update(kept)
