"""Hover over a finding shows its rule's page."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from .session import session

SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"


async def test_hover_shows_the_rules_page(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        hover = await s.hover("shop.py", 1, 20)
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert hover.contents.kind == types.MarkupKind.Markdown
        assert hover.contents.value.startswith("**sorted-first** (SLP113)\n\n*this function about ")
        assert "predicted" in hover.contents.value.splitlines()[2]
        assert hover.contents.value.splitlines()[4].startswith("Sorting a whole list")
        assert "measured: " in hover.contents.value.splitlines()[-1]
        assert hover.range == types.Range(types.Position(1, 11), types.Position(1, 28))


async def test_hover_beside_a_finding_is_empty(tmp_path: Path) -> None:
    async with session(tmp_path) as s:
        await s.open("shop.py", SLOW)
        assert await s.hover("shop.py", 0, 5) is None
        assert await s.hover("ghost.py", 0, 5) is None
