"""What a name holds at one place: tests and assignments that dominate it count, until the name may be bound anew."""

from __future__ import annotations

import pytest

from .probing import types


def check(source: str, *expected: str) -> None:
    assert types(source) == list(expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if isinstance(x, str): probe(x)", "~str"), ("if isinstance(x, str): pass\n    else: probe(x)", "unknown"),
        ("if not isinstance(x, str): probe(x)", "unknown"), ("if isinstance(x, str): pass\n    probe(x)", "unknown"),
        ("if not isinstance(x, str): return\n    probe(x)", "~str"),
        ("if not isinstance(x, str): raise KeyError\n    y()\n    probe(x)", "~str"),
        ("if not isinstance(x, str): pass\n    else: probe(x)", "~str"),
        ("if isinstance(x, str): y()\n    else: return\n    probe(x)", "~str"),
        ("assert isinstance(x, list)\n    probe(x)", "~list"), ("assert isinstance(x, list), y\n    probe(x)", "~list"),
        ("probe(x)\n    assert isinstance(x, list)", "unknown"),
        ("return isinstance(x, str) and probe(x)", "~str"), ("return isinstance(x, str) or probe(x)", "unknown"),
        ("return not isinstance(x, str) or probe(x)", "~str"), ("return probe(x) and isinstance(x, str)", "unknown"),
        ("return probe(x) if isinstance(x, str) else 1", "~str"),
        ("return 1 if isinstance(x, str) else probe(x)", "unknown"),
        ("return 1 if not isinstance(x, str) else probe(x)", "~str"),
        ("if y and isinstance(x, str): probe(x)", "~str"), ("if y or isinstance(x, str): probe(x)", "unknown"),
        ("if not y or not isinstance(x, str): return\n    probe(x)", "~str"),
        ("if isinstance(x, (list, tuple)): probe(x)", "unknown"), ("if isinstance(x, (list,)): probe(x)", "~list"),
        ("if isinstance(x, y): probe(x)", "unknown"), ("if isinstance(y, str): probe(x)", "unknown"),
        ("if type(x) is list: probe(x)", "list"), ("if type(x) == dict: probe(x)", "dict"),
        ("if type(x) is not list: probe(x)", "unknown"), ("if type(x) is y: probe(x)", "unknown"),
        ("while isinstance(x, list): probe(x)", "~list"), ("while isinstance(x, list): pass\n    probe(x)", "unknown"),
        ("while isinstance(x, list):\n        probe(x)\n        x = y", "~list"),
        ("while isinstance(x, list):\n        x = y\n        probe(x)", "unknown"),
        ("if isinstance(x, list):\n        x = y\n        probe(x)", "unknown"),
        ("if isinstance(x, list):\n        probe(x)\n        x = y", "~list"),
        ("if isinstance(x, list):\n        x = probe(x)", "~list"),
        ("if isinstance(x, list):\n        x += probe(x)", "~list"),
        ("if isinstance(x, list):\n        for z in y: x = probe(x)", "unknown"),
        ("if isinstance(x, list):\n        for z in y:\n            probe(x)\n            x = z", "unknown"),
        ("if isinstance(x, list):\n        for z in probe(x): x = z", "~list"),
        ("if isinstance(x, list):\n        while y:\n            probe(x)\n            del x", "unknown"),
        ("for z in y:\n        if isinstance(x, list): probe(x)\n        x = z", "~list"),
        ("for z in y:\n        if not isinstance(x, list): continue\n        probe(x)", "~list"),
        ("for z in y:\n        if not isinstance(x, list): break\n        probe(x)", "~list"),
        ("for x in y:\n        if not isinstance(x, str): continue\n        probe(x)", "~str"),
        ("[probe(z) for z in y if isinstance(z, str)]", "~str"), ("[probe(z) for z in y]", "unknown"),
        ("[1 for z in y if isinstance(z, str) and probe(z)]", "~str"),
        ("[1 for z in y if isinstance(z, str) if probe(z)]", "~str"),
        ("[1 for z in y if probe(z) if isinstance(z, str)]", "unknown"),
        ("[1 for z in y if isinstance(z, str) for w in probe(z)]", "~str"),
        ("{z: probe(z) for z in y if isinstance(z, str)}", "~str"),
        ("if isinstance(x, str): return [probe(x) for z in y]", "~str"),
        ("if isinstance(x, str): return [probe(x) for z in y if (x := z)]", "unknown"),
        ("if isinstance(x, str):\n        g = (probe(x) for z in y)\n        x = 1", "unknown"),
        ("if isinstance(x, str):\n        g = (z for z in probe(x))\n        x = 1", "~str"),
        ("if isinstance(x, str):\n        def g(): probe(x)\n        x = 1", "unknown"),
        ("def g():\n        nonlocal x\n        x = 1\n    if isinstance(x, str): probe(x)", "unknown"),
        ("if isinstance(x, str):\n        g = lambda: probe(x)", "unknown"),
        ("if isinstance(x := y(), str): probe(x)", "~str"),
        ("try:\n        assert isinstance(x, str)\n    except y:\n        probe(x)", "unknown"),
        ("try:\n        assert isinstance(x, str)\n        probe(x)\n    except y: pass", "~str"),
        ("if isinstance(x, str):\n        try: x = y()\n        except z: probe(x)", "unknown"),
    ],
)  # fmt: skip
def test_isinstance(body: str, expected: str) -> None:
    check(f"def f(x, y):\n    {body}", expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("probe(x)", "~list?"), ("if x: probe(x)", "~list"), ("if not x: return\n    probe(x)", "~list"),
        ("if x is None: return\n    probe(x)", "~list"), ("if x is not None: probe(x)", "~list"),
        ("if x is None: probe(x)", "~list?"), ("if x is not None: return\n    probe(x)", "~list?"),
        ("if x is None: pass\n    probe(x)", "~list?"), ("assert x is not None\n    probe(x)", "~list"),
        ("if x is None:\n        x = []\n    probe(x)", "~list"), ("if not x: x = []\n    probe(x)", "~list"),
        ("if x is None:\n        y()\n        x = []\n        y()\n    probe(x)", "~list"),
        ("if x is None:\n        x = y\n    probe(x)", "unknown"), ("if y: x = []\n    probe(x)", "~list?"),
        ("if x is None:\n        x = []\n        x = None\n    probe(x)", "~list?"),
        ("if x is None:\n        x = []\n    else:\n        x = None\n    probe(x)", "~list?"),
        ("if x is None:\n        x = []\n    for z in y:\n        probe(x)\n        x = None", "~list?"),
        ("x = x or []\n    probe(x)", "~list"), ("x = None if y else x\n    probe(x)", "~list?"),
        ("x = None\n    probe(x)", "~list?"), ("if isinstance(x, list): probe(x)", "~list"),
        ("if isinstance(x, dict): probe(x)", "~dict"), ("return x and probe(x)", "~list"),
        ("return [] if x is None else probe(x)", "~list"),
    ],
)  # fmt: skip
def test_none(body: str, expected: str) -> None:
    check(f"def f(y, x: list = None):\n    {body}", expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = list(x)\n    probe(x)", "list"), ("x = list(x)\n    x.append(y)\n    probe(x)", "list"),
        ("x = x.split()\n    probe(x)", "unknown"), ("x = 'a'.split()\n    probe(x)", "list[~str]"),
        ("x = 'a'.split()\n    x.append(y)\n    probe(x)", "list"), ("x = list(x)\n    if y: probe(x)", "list"),
        ("if y:\n        x = list(x)\n        probe(x)", "list"), ("if y: x = list(x)\n    probe(x)", "unknown"),
        ("x = list(x)\n    for z in y: probe(x)", "list"),
        ("x = list(x)\n    for x in y: pass\n    probe(x)", "unknown"),
        ("x = list(x)\n    if y: x = y\n    probe(x)", "unknown"),
        ("x = list(x)\n    for z in y:\n        probe(x)\n        x = z", "unknown"),
        ("x = list(x)\n    x, z = y\n    probe(x)", "unknown"), ("x = list(x)\n    x += y\n    probe(x)", "unknown"),
        ("x = list(x)\n    x = 'a'\n    probe(x)", "str"), ("x = list(x)\n    x = y\n    probe(x)", "unknown"),
        ("for z in y:\n        x = list(z)\n        probe(x)", "list"),
        ("x = list(x)\n    def g(): probe(x)", "unknown"), ("x = x1 = list(x)\n    probe(x)", "list"),
        ("with y:\n        x = list(x)\n        probe(x)", "list"),
        ("try: x = list(x)\n    except y: probe(x)", "unknown"),
        ("x = list(x)\n    with y as x: pass\n    probe(x)", "unknown"),
        ("x = list(x)\n    (x := y)\n    probe(x)", "unknown"), ("x = list(x)\n    import x\n    probe(x)", "unknown"),
        ("x = list(x)\n    try: pass\n    except y as x: pass\n    probe(x)", "unknown"),
        ("x = list(x)\n    match y:\n        case {'a': x}: pass\n    probe(x)", "unknown"),
    ],
)  # fmt: skip
def test_assignments_in_straight_line(body: str, expected: str) -> None:
    check(f"def f(x, y):\n    {body}", expected)


def test_names_of_the_module_may_change_behind_ones_back() -> None:
    check("x = y\nassert isinstance(x, str)\nprobe(x)", "unknown")
    check("x = None\ndef f():\n    global x\n    x = 'a'\n    probe(x)", "unknown")


def test_a_name_bound_anew_in_the_same_test() -> None:
    check("def f(x):\n    if type(x) is int and (x := g()):\n        probe(x)", "unknown")
