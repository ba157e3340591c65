"""Qualified names through imports, and what hides them."""

from __future__ import annotations

import pytest

from .probing import ask, names


def check(source: str, *expected: str | None) -> None:
    assert names(source) == list(expected)


def test_a_builtin() -> None:
    check("probe(sorted)", "builtins.sorted")


def test_a_name_that_nothing_binds() -> None:
    check("probe(sortiert)", None)


@pytest.mark.parametrize(
    ("statement", "expression", "expected"),
    [
        ("import numpy", "numpy.append", "numpy.append"),
        ("import numpy as np", "np.append", "numpy.append"),
        ("import a.b.c", "a.b.c.d", "a.b.c.d"),
        ("import a.b.c", "a.x", "a.x"),
        ("import a.b.c as d", "d.e", "a.b.c.e"),
        ("import os, os.path", "os.path.join", "os.path.join"),
        ("from a.b import c", "c.d", "a.b.c.d"),
        ("from a import b as c", "c", "a.b"),
        ("from . import a", "a.b", ".a.b"),
        ("from .. import a", "a", "..a"),
        ("from .a import b", "b", ".a.b"),
        ("from ..a.b import c", "c", "..a.b.c"),
        ("if x:\n    import a", "a.b", "a.b"),
        ("try:\n    import ujson as json\nexcept ImportError:\n    json = None", "json.dumps", "ujson.dumps"),
        ("try:\n    import ujson as json\nexcept ImportError:\n    import json", "json.dumps", None),
        ("try:\n    from a import b\nexcept ImportError:\n    b = fallback", "b", None),
        ("import a\na = wrap(a)", "a.b", None),
        ("import a\ndel a", "a.b", None),
    ],
)
def test_imports(statement: str, expression: str, expected: str | None) -> None:
    check(f"{statement}\nprobe({expression})", expected)
    inner = statement.replace("\n", "\n    ")
    check(f"def f():\n    {inner}\n    probe({expression})", expected)


@pytest.mark.parametrize(
    "hiding",
    [
        "sorted = mine",
        "def sorted(x): pass",
        "class sorted: pass",
        "for sorted in x: pass",
        "with x as sorted: pass",
        "try: pass\nexcept E as sorted: pass",
        "sorted: object = mine",
        "(sorted := mine)",
        "[0 for x in y if (sorted := x)]",
        "a, (b, *sorted) = x",
        "match x:\n    case [sorted]: pass",
        "def f():\n    global sorted\n    sorted = 1",
        "class C:\n    def f(self):\n        global sorted\n        sorted = 1",
        "if x:\n    def sorted(): pass",
        "from mine import *",
        "try:\n    from mine import *\nexcept ImportError: pass",
    ],
)
def test_a_module_can_hide_a_builtin(hiding: str) -> None:
    check(f"{hiding}\nprobe(sorted)\ndef g():\n    probe(sorted)", *[None] * 2)


@pytest.mark.parametrize(
    "source",
    [
        "def f(sorted): probe(sorted)",
        "def f():\n    probe(sorted)\n    sorted = 1",
        "def f(sorted):\n    def g():\n        probe(sorted)",
        "lambda sorted: probe(sorted)",
        "[probe(sorted) for sorted in x]",
        "def f():\n    for sorted in x: probe(sorted)",
    ],
)
def test_a_function_can_hide_a_builtin(source: str) -> None:
    check(source, None)


def test_an_import_hides_a_builtin() -> None:
    check("from mine import sorted\nprobe(sorted)", "mine.sorted")


def test_a_class_hides_nothing_from_its_methods() -> None:
    check("class C:\n    def sorted(self):\n        probe(sorted)", "builtins.sorted")


def test_an_import_in_a_function_is_seen_there_only() -> None:
    check("def f():\n    import a as b\n    probe(b)\ndef g():\n    probe(b)", "a", None)


def test_a_functions_own_name_hides_an_import() -> None:
    check("import a\ndef f(a):\n    probe(a.b)", None)


def test_a_method_of_an_object_has_no_qualified_name() -> None:
    check("xs = []\nprobe(xs.append)\ndef f(y):\n    probe(y.append)", None, None)


def test_a_name_changed_by_global_elsewhere_is_not_known() -> None:
    check("import json\ndef f():\n    global json\n    json = other\nprobe(json.dumps)", None)


def test_constants() -> None:
    source = """
    LIMIT = 3
    changed = 4
    def g():
        global changed
        changed = 5
    def f(p=6):
        x = -7
        y = 8
        y += 1
        probe(LIMIT), probe(changed), probe(p), probe(x), probe(y), probe(9), probe(-10)
    """
    constants = ask(source, lambda node, at: at.constant(node))
    assert [value if isinstance(value, int) else None for value in constants] == [3, None, None, None, None, 9, -10]


def test_the_only_value_of_a_name() -> None:
    source = """
    def f(p):
        a = p[0]
        b = 1
        b += 1
        c, d = p
        e = 1
        del e
        g: int = 2
        if (h := p): pass
        probe(a), probe(b), probe(c), probe(e), probe(g), probe(h), probe(p)
    """
    found = ask(source, lambda node, at: at.only_value(node) is not None)
    assert found == [True, False, False, False, True, True, False]
