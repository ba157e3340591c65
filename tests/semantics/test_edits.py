"""After an edit, what is known in other blocks is what a fresh analysis would know."""

from __future__ import annotations

from typing import Any

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.rules.declaration import Match, Rule, Triggers
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.source import Document

from .probing import written


def says_the_type(node: Any, at: Site) -> Match:
    return Match(node, written(at.type(node.args[0])))


TRIGGERS = Triggers(calls=frozenset({"probe"}))
RULES = RuleSet(
    [Rule(slug="probe", code="SLP999", family="folklore", stage="stable", triggers=TRIGGERS, check=says_the_type)]
)


def check(source: str, old: str, new: str, before: str, after: str) -> None:
    """Replace `old` by `new`, and hold what the probe's type is before and after, and back again."""
    document = Document(source)
    analyzer = Analyzer(document, RULES)
    expected = [before, after, before]
    for step, (out, into) in enumerate([("", ""), (old, new), (new, old)]):
        if out or into:
            text = document.text
            at = text.index(out)
            start = Position(text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1))
            end_at = at + len(out)
            end = Position(text.count("\n", 0, end_at), end_at - (text.rfind("\n", 0, end_at) + 1))
            analyzer.update(document.edit(Span(start, end), into))
        assert [finding.message for finding in analyzer.findings()] == [expected[step]]
        assert [finding.message for finding in Analyzer(Document(document.text), RULES).findings()] == [expected[step]]


CLASS = """\
class C:
    def __init__(self):
        self.x = []
    def other(self):
        pass
    def ask(self):
        probe(self.x)
"""
CHAIN = "def h():\n    return 1\ndef g():\n    return [h()]\ndef k():\n    return g()\ndef f():\n    probe(k())\n"
METHOD = "class C:\n    def size(self):\n        return ()\n    def ask(self):\n        probe(self.size())\n"
DERIVED = CLASS.replace("class C:", "class C(B):")


@pytest.mark.parametrize(
    ("source", "old", "new", "before", "after"),
    [
        ("x = []\ndef f():\n    probe(x)\n", "x = []", "x = ()", "list", "tuple"),
        ("x = []\ndef f():\n    probe(x)\ndef g():\n    pass\n", "pass", "global x; x = 1", "list", "unknown"),
        ("x = 0\nx += 1\ndef f():\n    probe(x)\n", "+=", "/=", "int", "unknown"),
        ("def g() -> int: ...\ndef f():\n    probe(g())\n", "int", "str", "~int", "~str"),
        ("def g() -> int: ...\ndef f():\n    probe(g())\n", "def g", "@d\ndef g", "~int", "unknown"),
        ("import os\ndef f(a):\n    probe(os.sep)\n", "import os", "from m import *", "str", "unknown"),
        ("a = 1\nb = a\nc = b\ndef f():\n    probe(c)\n", "a = 1", "a = ''", "int", "str"),
        (CLASS, "self.x = []", "self.x = ()", "list", "tuple"), (CLASS, "pass", "self.x = 1", "list", "unknown"),
        (CLASS, "pass", "setattr(self, 'a', 1)", "list", "unknown"),
        (CLASS, "pass", "self.__dict__ = {}", "list", "unknown"),
        (CLASS, "def other(self)", "def __setattr__(self, a, b)", "list", "unknown"),
        (CLASS, "def other(self)", "def x(self)", "list", "unknown"),
        (CLASS + "def g(c):\n    pass  # x\n", "pass  # x", "c.x = 1", "list", "unknown"),
        (CLASS + "class D:\n    def m(self):\n        self.x = 1\n", "class D:", "class D(C):", "list", "unknown"),
        ("class B:\n    pass  # here\n" + DERIVED, "pass  # here", "x = 1", "list", "unknown"),
        ("class B:\n    x = 1\n" + CLASS, "class C:", "class C(B):", "list", "unknown"),
        ("class B:\n    x = 1\n" + DERIVED, "class B:", "class A:", "unknown", "list"),
        ("def g():\n    return 1\ndef f():\n    probe(g())\n", "return 1", "return ''", "int", "str"),
        ("def g():\n    return 1\ndef f():\n    probe(g())\n", "return 1", "yield 1", "int", "iterator[int]"),
        ("def g():\n    pass\ndef f():\n    probe(g())\n", "pass", "return 1", "unknown", "int"),
        (CHAIN, "return 1", "return ''", "list[int]", "list[str]"),
        (CHAIN, "return [h()]", "return (h(),)", "list[int]", "tuple[int]"),
        (CHAIN, "return 1", "return f()", "list[int]", "list"),
        (CHAIN.replace("1", "X") + "X = 1\n", "X = 1", "X = ''", "list[int]", "list[str]"),
        (METHOD, "return ()", "return []", "~tuple", "~list"), (METHOD, "return ()", "return 1", "~tuple", "~int"),
        (METHOD.replace("def", "@property\n    def").replace("size()", "size"), "()", "[]", "~tuple", "~list"),
        (METHOD + "class D(C):\n    def size(self):\n        return 1\n", "D(C)", "D(E)", "unknown", "~tuple"),
        (CLASS.replace("[]", "0") + "def g(c):\n    c.x += 1\n", "c.x += 1", "c.x /= 2", "int", "unknown"),
    ],
)  # fmt: skip
def test_an_edit_elsewhere(source: str, old: str, new: str, before: str, after: str) -> None:
    check(source, old, new, before, after)
