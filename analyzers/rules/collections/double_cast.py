"""Copying a container for a function that goes through it anyway.

`sorted(list(xs))`, `set(list(xs))`, `"".join(list(xs))` and `sum(list(xs))` copy everything first, for nothing: the
outer call takes any iterable, and goes through it once. `list(sorted(xs))` copies a list that was just made.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: sorting before a set is made fails where elements cannot be compared, and no longer does.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import walks_plainly
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_TAKES = ("sorted", "list", "tuple", "set", "frozenset", "sum", "min", "max")
_REASON = "what fails or stops half-way leaves an iterator elsewhere, and of a tuple tuple() makes no copy"
_OUTER = tuple(f"builtins.{name}" for name in _TAKES)


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or not isinstance(inner := node.args[0], ast.Call) or len(inner.args) != 1:
        return None
    copy = at.qualified(inner.func)
    if copy not in ("builtins.list", "builtins.tuple", "builtins.sorted") or isinstance(inner.args[0], ast.Starred):
        return None
    items = inner.args[0]
    if isinstance(node.func, ast.Attribute):
        if node.keywords or not at.type(node.func.value).is_("str", "bytes"):
            return None
        outer = "join"
    else:
        outer = (at.qualified(node.func) or "").removeprefix("builtins.")
        if not at.is_call(node, *_OUTER) or any(keyword.arg != "reverse" for keyword in node.keywords):
            return None
    if at.is_small(items) or in_test(at):
        return None
    if copy == "builtins.sorted":
        return _of_sorted(node, inner, outer)
    if isinstance(items, ast.GeneratorExp) and outer in ("join", "sum", "tuple", "min", "max"):
        return None  # a list is faster to go through than a generator
    message = f"copies everything for {outer}(), which takes any iterable"
    safe = _goes_through_alike(node, items, outer, at) and not inner.keywords
    return Match(node, message, "safe" if safe else "review", "" if safe else _REASON, {"inner": inner, "by": items})


def _goes_through_alike(node: ast.Call, items: ast.expr, outer: str, at: Site) -> bool:
    """Is everything taken before anything is done with it, or does taking it do nothing else?"""
    if outer == "join":
        assert isinstance(node.func, ast.Attribute)
        return not at.type(node.func.value).declared
    if outer in ("sorted", "list"):
        return True
    return walks_plainly(at, items, streams=outer == "tuple") and at.type(items).name != outer


def _of_sorted(node: ast.Call, inner: ast.Call, outer: str) -> Match | None:
    if outer == "list":
        return Match(node, "copies a list that sorted() has just made", "safe", nodes={"inner": node, "by": inner})
    if outer not in ("set", "frozenset") or inner.keywords:
        return None
    return Match(
        node,
        "sorts what a set forgets the order of",
        "review",
        "sorting fails where elements cannot be compared, and no longer does",
        {"inner": inner, "by": inner.args[0]},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.nodes["inner"], "{by}", by=match.nodes["by"])


RULE = Rule(
    slug="double-cast",
    code="SLP132",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({*_TAKES, "join"})),
    check=check,
    rewrite=rewrite,
    title="Leave the copy out",
    severity="info",
    also=("C414",),
    examples=[
        Example(
            before="""\
def ordered(names):
    return «sorted(list(names))», «list(sorted(names, key=len))», «sorted(list(n[0] for n in names))»
""",
            after="""\
def ordered(names):
    return sorted(names), sorted(names, key=len), sorted(n[0] for n in names)
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["b", "a"],), ([],), (("a",),), ([1, "a"],)],
        ),
        Example(
            before="""\
def joined(table):
    return «", ".join(list(table.values()))», «sum(tuple(map(len, table)))»
""",
            after="""\
def joined(table):
    return ", ".join(table.values()), sum(map(len, table))
""",
            workload=lambda n: ({f"w{i}": "x" for i in range(n)},),
            same=[({"b": "a"},), ({},), ({"a": 1},)],
        ),
        Example(
            before="""\
def distinct(names):
    return «set(sorted(names))»
""",
            after="""\
def distinct(names):
    return set(names)
""",
            workload=lambda n: ([f"w{i}" for i in range(n)],),
            same=[(["b", "a"],), ([],)],
            differs=[([1, "a"],)],
        ),
    ],
    clean=[
        "# In a test it costs nobody anything.\ndef test_f(xs):\n    return sorted(list(xs))\n",
        "# No copy.\ndef f(xs):\n    return sorted(xs), sorted(reversed(xs)), sorted(tuple())\n",
        "# A tuple of a sorted list.\ndef f(xs):\n    return tuple(sorted(xs))\n",
        "# The key may change what is sorted.\ndef f(xs, g):\n    return sorted(list(xs), key=g)\n",
        "# A list is faster to join than a generator.\ndef f(xs):\n    return ''.join(list(x[0] for x in xs))\n",
        "# A path's parts.\ndef f(path, xs):\n    return path.join(list(xs))\n",
        "# Not the builtin.\ndef f(xs, list):\n    return sorted(list(xs))\n",
        "# Not the builtin.\ndef f(xs, sorted):\n    return sorted(list(xs))\n",
        "# Three letters.\ndef f():\n    return set(list('abc'))\n",
        "# Of all arguments.\ndef f(xs):\n    return set(list(*xs))\n",
        "# Which of equal ones the set keeps.\ndef f(xs, g):\n    return set(sorted(xs, key=g))\n",
        "# The list has a second name.\ndef f(xs):\n    return max(list(xs), 1)\n",
        "# Keywords of another join.\ndef f(xs):\n    return ''.join(list(xs), a=1)\n",
        "# It is no function that takes an iterable.\ndef f(xs):\n    return len(list(xs))\n",
    ],
)
