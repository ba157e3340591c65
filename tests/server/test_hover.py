"""Hover over a finding shows its rule's page."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from .session import Session, session

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
        assert await s.hover("shop.py", 0, 1) is None
        assert await s.hover("ghost.py", 0, 5) is None


INDEX = """class Index:
    def __init__(self, items: list):
        self.items = items

    def find(self, name: str):
        for item in self.items:
            if item.name == name:
                return item
"""
MATCH = """from shop.items import Index


def match(orders: list, index: Index):
    found = []
    for order in orders:
        found.append(index.find(order))
    return found
"""


async def cost(s: Session, line: int, column: int, wanted: str) -> str:
    """The hover, once its cost is known: the process that links starts after the first diagnostics."""
    told = ""
    for _ in range(100):
        hover = await s.hover("shop/orders.py", line, column)
        told = hover.contents.value if hover and isinstance(hover.contents, types.MarkupContent) else ""
        if wanted in told:
            break
        await asyncio.sleep(0.1)
    return told


async def test_hover_over_a_functions_name_shows_its_cost_through_other_files(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "items.py").write_text(INDEX)
    async with session(tmp_path, options={"settings": {"link": True, "index": "on"}}) as s:
        await s.open("shop/orders.py", MATCH)
        told = await cost(s, 3, 6, "index.items")
        assert told == (
            "cost: O(len(orders) · len(index.items)), "
            "from the loop at 6 and `Index.find` (for item in self.items, items.py:6)"
        )
        assert await s.hover("shop/orders.py", 3, 20) is None
        s.send_edits("shop/orders.py", ((5, 17), (5, 23), "orders[:3]"))
        assert await cost(s, 3, 6, "O(len(index.items))") == (
            "cost: O(len(index.items)), from the loop at 6 and `Index.find` (for item in self.items, items.py:6)"
        )
