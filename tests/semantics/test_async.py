"""What runs on the event loop."""

from __future__ import annotations

import pytest

from .probing import ask


def check(source: str, *expected: bool) -> None:
    assert ask(source, lambda node, at: at.in_async) == list(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("async def f(): probe(1)", True),
        ("def f(): probe(1)", False),
        ("probe(1)", False),
        ("async def f():\n    for x in y: probe(x)", True),
        ("async def f(): [probe(x) for x in y]", True),
        ("async def f(): (probe(x) async for x in y)", True),
        ("async def f():\n    def g(): probe(1)", False),
        ("def f():\n    async def g(): probe(1)", True),
        ("async def f(): lambda: probe(1)", False),
        ("async def f(): lambda x=probe(1): 1", True),
        ("async def f():\n    @probe(1)\n    def g(): pass", True),
        ("async def f():\n    def g(x=probe(1)): pass", True),
        ("async def f():\n    class C: probe(1)", False),
        ("async def f(): await asyncio.to_thread(lambda: probe(1))", False),
        ("async def f(): await loop.run_in_executor(None, lambda: probe(1))", False),
        ("async def f(): await asyncio.to_thread(probe(1))", True),
        ("async def f(x=probe(1)): pass", False),
        ("class C:\n    async def m(self): probe(1)", True),
    ],
)
def test_where_code_runs(source: str, expected: bool) -> None:
    check(source, expected)
