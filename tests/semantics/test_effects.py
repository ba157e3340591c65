"""What a call of a function of the module changes, by its body."""

from __future__ import annotations

from typing import Any

import pytest
from slowspot.analyzers.semantics.site import Site

from .probing import ask

SOURCE = """\
class C:
    def run(self, xs: list, ys: list, out: list):
        known = [1]
        for x in xs:
            {call}
            {asked}
        probe(0)
{method}
def helper(a, b=None):
    {body}
"""


def keeps(asked: str, call: str, body: str = "pass", method: str = "") -> str:
    method = "\n".join(f"    {line}" for line in method.splitlines())
    source = SOURCE.format(call=call, asked=asked, body=body.replace("\n", "\n    "), method=method)
    return ask(source, kept)[0]


def kept(node: Any, at: Site) -> str:
    """Of the last expression in the loop before."""
    loop: Any = at.previous(at.statement(node))
    return at.loop_of(loop).keeps(loop.body[-1].value)


@pytest.mark.parametrize(
    ("call", "body", "expected"),
    [
        ("helper(ys)", "return len(a)", "certainly"), ("helper(ys)", "a.append(1)", "no"),
        ("helper(ys)", "a[0] = 1", "no"), ("helper(ys)", "del a[0]", "no"), ("helper(ys)", "a += [1]", "no"),
        ("helper(x, ys)", "b.clear()", "no"), ("helper(x, b=ys)", "b.clear()", "no"),
        ("helper(ys, x)", "return sorted(a)", "certainly"), ("helper(ys)", "unknown(a)", "no"),
        ("helper(ys)", "unknown(b)", "likely"), ("helper(*ys)", "pass", "no"), ("helper(ys)", "...", "no"),
        ("helper(ys)", "raise NotImplementedError", "no"), ("helper(ys)", "yield a", "no"),
        ("helper(ys)", "c = a\nc.append(1)", "no"), ("helper(ys)", "c = []\nc.append(a)\nreturn 1", "certainly"),
        ("helper(ys)", "c = [a]\nc[0].append(1)", "likely"), ("helper(ys).append(1)", "return a", "likely"),
        ("helper(ys)", "a = []\na.append(1)", "no"), ("helper(ys)", "return helper(b, a)", "no"),
        ("helper(ys)", "def g(): a.append(1)\ng()", "no"), ("helper(ys)", "a.name = 1", "no"),
    ],
)  # fmt: skip
def test_what_is_handed_to_a_function(call: str, body: str, expected: str) -> None:
    stops = body in ("...", "raise NotImplementedError") or "yield" in body
    assert keeps("ys", call, body if stops else f"{body}\nreturn 1") == expected


DEEP = """\
def a(self, x): self.b(x)
def b(self, x): self.c(x)
def c(self, x): self.d(x)
def d(self, x): return 1
"""


@pytest.mark.parametrize(
    ("call", "method", "expected"),
    [
        ("self.look()", "def look(self): return len(self.ys)", "likely"),
        ("self.add(x)", "def add(self, x): self.ys.append(x)", "no"),
        ("self.add(x)", "def add(self, x): self.ys = []", "no"),
        ("self.add(x)", "def add(self, x): self.zs = []", "likely"),
        ("self.add(x)", "def add(self, x): self.more(x)\ndef more(self, x): self.ys.append(x)", "no"),
        ("self.add(x)", "def add(self, x): self.more(x)\ndef more(self, x): self.zs.append(x)", "likely"),
        ("self.add(x)", "def add(self, x): unknown(self)", "no"),
        ("self.add(x)", "def add(self, x): unknown(x)", "likely"),
        ("self.add(x)", "def add(self, x): helper(self.ys)", "likely"), ("self.add(x)", "add = unknown", "no"),
        ("self.add(x)", "@staticmethod\ndef add(x): x.append(1)", "likely"),
        ("self.add(self.ys)", "@staticmethod\ndef add(x): x.append(1)", "no"),
        ("self.add(x)", "@classmethod\ndef add(cls, x): cls.ys.append(1)", "no"),
        ("self.a(x)", DEEP, "no"),
    ],
)  # fmt: skip
def test_what_a_method_does_to_its_object(call: str, method: str, expected: str) -> None:
    assert keeps("self.ys", call, "return 1", method) == expected


def test_names_around() -> None:
    source = """
    def run(xs):
        known = [1]
        def add(x): {body}
        for x in xs:
            add(x)
            known
        probe(0)
    """
    assert ask(source.format(body="known.append(x)"), kept) == ["no"]
    assert ask(source.format(body="return len(xs)"), kept) == ["certainly"]
