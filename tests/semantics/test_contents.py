"""What containers hold that are filled: known where all that is put into them is."""

from __future__ import annotations

import pytest

from .probing import types


def check(source: str, *expected: str) -> None:
    assert types(source) == list(expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = []\nx.append('a')", "list[str]"), ("x = list()\nfor z in 'ab': x.append(z)", "list[str]"),
        ("x = []\nx.append(y)", "list"), ("x = []\nx.append('a')\nx.append(1)", "list"),
        ("x = []\nx.append('a')\nx.append(y)", "list"), ("x = [1]\nx.append('a')", "list"),
        ("x = [1]\nx.append(2)", "list[int]"), ("x = [y]\nx.append(2)", "list"), ("x = list(y)\nx.append(2)", "list"),
        ("x = g()\nx.append('a')", "list"), ("x = []\nx.append(('a', 1))", "list[tuple[str, int]]"),
        ("x = []\nx.append([1])", "list[list]"), ("x = []\nx.extend('ab')", "list[str]"),
        ("x = []\nx.extend(y)", "list"),
        ("x = []\nx += [1]", "list[int]"), ("x = []\nx.insert(0, 'a')", "list[str]"), ("x = []\nx.insert('a')", "list"),
        ("x = []\nx.append(*y)", "list"), ("x = []\nx[0] = 1", "list[int]"), ("x = []\nx[y] = 1", "list"),
        ("x = []\nx[:] = 'ab'", "list"), ("x = []\nx[0], z = 1, 2", "list"), ("x = []\nfor x[0] in y: pass", "list"),
        ("x = []\nx.append(1)\nx.pop()\nx.sort()\ndel x[0]", "list[int]"), ("x = []\nx.append(1)\ny(x)", "list[int]"),
        ("x = []\nx.append(1)\nz = x", "list[int]"), ("x = []\nx.append(1)\ndef h(): x.append(2)", "list[int]"),
        ("x = []\nx.append(x)", "list[list]"), ("x = []\nx.append(x[0])", "list"), ("x = []\nx.clear()", "list"),
        ("x = []\nx.append(1)\nx = []", "list[int]"), ("x = []\nif y: x = ['a']\nx.append(1)", "list"),
        ("x = []\nx.append(1)\nx.update(y)", "list"), ("x = []\nx.append(1)\nx[0] += 2", "list[int]"),
        ("x = []\nx.append(1)\nx[0] /= 2", "list"), ("x = []\nx.append(1)\nx[0] += 2.5", "list"),
        ("x = set()\nx.add('a')", "set[str]"), ("x = set()\nx.update('ab')", "set[str]"),
        ("x = set()\nx |= {1}", "set[int]"),
        ("x = {}\nx['a'] = 1", "dict[str, int]"), ("x = {}\nx[y] = 1", "dict[unknown, int]"),
        ("x = {}\nx['a'] = y", "dict[str, unknown]"), ("x = {}\nx[y] = y", "dict"),
        ("x = {}\nx['a'] = 1\nx[2] = 1", "dict[unknown, int]"), ("x = {}\nx['a'] = 1\nx.update(y)", "dict"),
        ("x = {}\nx.update({'a': 1})", "dict[str, int]"),
        ("x = {}\nx.setdefault('a', []).append(1)", "dict[str, list]"),
        ("x = {}\nx['a'] = 1\nx.update(b=y)", "dict"), ("x = {}\nx['a'] = 0\nx['a'] += 1", "dict[str, int]"),
        ("x = {}\nx['a'] = 1\ndel x['a']", "dict[str, int]"), ("x = {}\nx['a'] = 1\nx |= {'b': 2}", "dict[str, int]"),
        ("x = collections.deque()\nx.append(1)\nx.appendleft(2)", "collections.deque[int]"),
        ("x = collections.defaultdict(list)\nx['a'].append(1)", "collections.defaultdict[str, list]"),
        ("x = collections.defaultdict(int)\nx['a'] += 1", "collections.defaultdict[str, int]"),
        ("x = collections.defaultdict(int)\nx['a'] = 1\nx[y]", "collections.defaultdict[unknown, int]"),
        ("x = collections.defaultdict(int)\nx['a'] = 'a'", "collections.defaultdict[str, unknown]"),
        ("x = collections.defaultdict(y)\nx['a'] = 'a'", "collections.defaultdict[str, unknown]"),
        ("x: list = []\nx.append(1)", "list"), ("x = None\nx = []\nx.append(1)", "list?"),
    ],
)  # fmt: skip
def test_filled(body: str, expected: str) -> None:
    inner = body.replace("\n", "\n        ")
    source = f"import collections\ndef g(): return [1]\ndef f(y):\n    if y:\n        {inner}\n    probe(x)"
    assert types(source)[0].replace("~", "") == expected


def test_what_is_handed_on_may_be_filled_elsewhere() -> None:
    check("def f():\n    x = []\n    x.append(1)\n    probe(x[:])", "list[int]")
    check("def f():\n    x = []\n    x.append(1)\n    probe(x[:])\n    g(x)", "list[~int]")
    check("def f(y: int):\n    x = []\n    x.append(y)\n    probe(x[:])", "list[~int]")
    check("def f():\n    x = [1]\n    x.append('a')\n    probe(x[:])", "list")


def test_containers_that_fill_each_other() -> None:
    check("def f():\n    a, b = [], []\n    probe(a)\n", "list")
    check(
        "def f():\n    a = []\n    b = []\n    a.append(b[0])\n    b.append(a[0])\n    probe(a), probe(b)",
        "list",
        "list",
    )
    check("def f():\n    a = []\n    b = ['x']\n    a.append(b[0])\n    probe(a[0]), probe(b)", "~str", "list[~str]")


OWN = """\
class C:
    def __init__(self, names: list[str]):
        self.names = names
        self.kept = []
    def few(self): return ['a']
    @property
    def size(self): return 1
def f(c: C, d: 'C'):
    e = C([])
    probe(c.names), probe(e.kept), probe(e.few()), probe(d.size), probe(e.missing), probe(e.missing())
"""


def test_objects_of_own_classes() -> None:
    check(OWN, "~list[~str]", "~list", "~list[~str]", "~int", "unknown", "unknown")
    check(OWN + "def g(x): x.kept = ()\n", "~list[~str]", "unknown", "~list[~str]", "~int", "unknown", "unknown")
    check(
        "def f():\n    class C:\n        x = 1\n    probe(C()), probe(C().x)\nclass C:\n    x = ''\n",
        "unknown",
        "unknown",
    )
