"""A comprehension that copies.

`[x for x in xs]` moves each element through the interpreter; `list(xs)` copies all of them in C, and so does
`set(xs)`. A dict is copied best as a whole: `dict(d)` takes over its table of hashes, where `{k: v for k, v in
d.items()}` and `dict(d.items())` enter each key again.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: what is copied as a dict must be one; for other mappings `dict()` asks for each key. And
`list()` first asks an object for its length, which may cost something.
"""

from __future__ import annotations

import ast
from typing import Any

from ...semantics.questions.assurances import holds_hashables, walks_plainly
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_REASONS = {
    "list": "list() may first ask the object for its length",
    "set": "set() passes over `__iter__` of a subclass of set, and takes over hashes that a set holds",
}
_NEVER_HASHED = ("list", "tuple", "str", "bytes", "range", "iterator", "file", "collections.deque", "dict_values")
_DICTS = ("dict", "collections.defaultdict", "collections.OrderedDict", "collections.Counter")


def check(node: Any, at: Site) -> Match | None:
    if isinstance(node, ast.Call):
        if len(node.args) != 1 or node.keywords:
            return None
        return _of_items(node, node.args[0], at) if at.is_call(node, "builtins.dict") else None
    generator = node.generators[0]
    if len(node.generators) > 1 or generator.ifs or generator.is_async:
        return None
    if isinstance(node, ast.DictComp):
        match generator.target:
            case ast.Tuple(elts=[key, value]) if at.same(key, node.key) and at.same(value, node.value):
                return _of_items(node, generator.iter, at)
            case _:
                return None
    if not isinstance(generator.target, ast.Name) or not at.same(node.elt, generator.target):
        return None
    if at.is_small(generator.iter) or in_test(at) or at.own_class(generator.iter) is not None:
        return None  # `__len__`, which list() asks, may be made of just this
    name = "list" if isinstance(node, ast.ListComp) else "set"
    safe = walks_plainly(at, generator.iter)
    if name == "set" and at.type(generator.iter).name not in _NEVER_HASHED:
        safe = safe and holds_hashables(at, generator.iter)
    return Match(
        node,
        f"copies one element after the other: {name}() copies all at once",
        "safe" if safe else "review",
        "" if safe else _REASONS[name],
        {"name": name, "items": generator.iter},
    )


def _of_items(node: ast.expr, items: ast.expr, at: Site) -> Match | None:
    match items:
        case ast.Call(func=ast.Attribute(value=ast.expr() as table, attr="items"), args=[], keywords=[]):
            pass
        case _:
            return None
    kind = at.type(table)
    if not kind.is_(*_DICTS) or at.is_small(table) or in_test(at):
        return None
    safe = holds_hashables(at, table)
    return Match(
        node,
        "enters each key again: dict() copies a dict as a whole",
        "safe" if safe else "review",
        "" if safe else "what is copied must be a plain dict, whose keys are what they were when they were entered",
        {"name": "dict", "items": table},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, match.nodes["name"] + "({items})", items=match.nodes["items"])


RULE = Rule(
    slug="identity-comp",
    code="SLP133",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.ListComp, ast.SetComp, ast.DictComp), calls=frozenset({"dict"})),
    check=check,
    rewrite=rewrite,
    title="Copy all at once",
    severity="info",
    also=("C416", "R1721"),
    examples=[
        Example(
            before="""\
def snapshot(rows):
    return «[row for row in rows]», «{row for row in rows}»
""",
            after="""\
def snapshot(rows):
    return list(rows), set(rows)
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ("ab",), ([],), (5,)],
        ),
        Example(
            before="""\
def copies(words, sizes: dict[str, int]):
    found = {word: len(word) for word in words}
    return «{word: size for word, size in found.items()}», «dict(sizes.items())»
""",
            after="""\
def copies(words, sizes: dict[str, int]):
    found = {word: len(word) for word in words}
    return dict(found), dict(sizes)
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], {f"w{i}": i for i in range(n)}),
            same=[(["a"], {"b": 1}), ([], {})],
            differs=[([], [("a", 1)])],
        ),
        Example(
            before="""\
def words(text):
    lines = str(text).splitlines()
    return «[line for line in lines]»
""",
            after="""\
def words(text):
    lines = str(text).splitlines()
    return list(lines)
""",
            workload=lambda n: ("ab\n" * n,),
            same=[("a\nb",), ("",)],
        ),
    ],
    clean=[
        """\
# The class may be made of this.
class C:
    def __len__(self):
        return len([x for x in self])
""",
        """\
# The values twice.
def f(d: dict):
    return {v: v for k, v in d.items()}
""",
        "# In a test it costs nobody anything.\ndef test_f(d: dict):\n    return dict(d.items())\n",
        "# In a test it costs nobody anything.\ndef test_f(xs):\n    return [x for x in xs]\n",
        "# Some of them.\ndef f(xs):\n    return [x for x in xs if x]\n",
        "# Something else.\ndef f(xs):\n    return [x + 1 for x in xs]\n",
        "# Pairs may be lists.\ndef f(xs):\n    return [(a, b) for a, b in xs]\n",
        "# Turned round.\ndef f(d: dict):\n    return {v: k for k, v in d.items()}\n",
        "# Turned round.\ndef f(d: dict):\n    return {k: k for k, v in d.items()}\n",
        "# Not known to be a dict.\ndef f(d):\n    return {k: v for k, v in d.items()}, dict(d.items())\n",
        "# Pairs from elsewhere.\ndef f(xs):\n    return {k: v for k, v in xs}\n",
        "# More entries.\ndef f(d: dict):\n    return dict(d.items(), a=1)\n",
        "# It waits.\nasync def f(xs):\n    return [x async for x in xs]\n",
        "# Nested.\ndef f(xs):\n    return [x for x in xs for x in x]\n",
        "# Three elements.\ndef f(a, b, c):\n    return {x for x in (a, b, c)}\n",
        "# Two entries.\ndef f(x):\n    d = {1: x, 2: x}\n    return dict(d.items())\n",
        "# A function, not a method.\ndef f(items):\n    return dict(items())\n",
        "# Not the builtin.\ndef f(d: dict, dict):\n    return dict(d.items())\n",
        "# One target.\ndef f(d: dict):\n    return {k: k for k in d.items()}\n",
    ],
    unsafe=[
        """\
# The set keeps hashes that may have changed.
def f(xs):
    s = set(xs)
    return {x for x in s}
""",
        """\
# The dict keeps hashes that may have changed.
def f(xs):
    d = dict(xs)
    return {k: v for k, v in d.items()}
""",
        """\
# It may be a dict of another class.
def f(d: dict[str, int]):
    return {k: v for k, v in d.items()}
""",
        """\
# Its length may cost something.
def f(xs):
    return [x for x in xs]
""",
    ],
)
