"""Joining lists with `sum()`.

`sum(lists, [])` adds one list after the other to the result so far, and each addition copies that result. With n lists
of equal length the copies move about n²/2 times that length. `itertools.chain.from_iterable(lists)` hands out the
elements one after the other, so that `list()` of it copies each once; tuples are joined in the same way.

**When not to bother**: there are never more than a few lists.

**Why the fix needs review**: `sum()` joins only what can be added to a list, and raises `TypeError` for the rest.
`chain.from_iterable()` takes any iterables: a string among them comes apart into characters.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "builtins.sum") or not node.args or isinstance(node.args[0], ast.Starred):
        return None
    start = node.args[1] if len(node.args) == 2 else None
    if start is None and len(node.args) == 1 and len(node.keywords) == 1 and node.keywords[0].arg == "start":
        start = node.keywords[0].value
    if not isinstance(start, (ast.List, ast.Tuple)) or start.elts:
        return None
    kind = "list" if isinstance(start, ast.List) else "tuple"
    lists = node.args[0]
    if at.is_small(lists):
        return None
    if isinstance(lists, ast.GeneratorExp) and all(at.is_small(generator.iter) for generator in lists.generators):
        return None
    element = at.type(lists).element
    if element.known and not element.is_(kind):
        return None  # `[] + array` is an array
    safe = element.is_(kind) and not element.declared
    return Match(
        node,
        f"copies the result so far for each {kind}: chain.from_iterable() goes through all of them once",
        "safe" if safe else "review",
        "" if safe else f"iterables that are no {kind}s are joined too, where sum() raises TypeError",
        {"lists": lists, "kind": kind},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    chain = edit.imported("itertools.chain", match.node)
    kind, lists = match.nodes["kind"], match.nodes["lists"]
    edit.replace(match.node, "{kind}({chain}.from_iterable({lists}))", kind=kind, chain=chain, lists=lists)


RULE = Rule(
    slug="sum-of-lists",
    code="SLP110",
    family="collections",
    stage="preview",
    triggers=Triggers(calls=frozenset({"sum"})),
    check=check,
    rewrite=rewrite,
    title="Use chain.from_iterable()",
    also=("RUF017",),
    examples=[
        Example(
            before="""\
def words(lines):
    parts = [str(line).split() for line in lines]
    return «sum(parts, [])»
""",
            after="""\
import itertools


def words(lines):
    parts = [str(line).split() for line in lines]
    return list(itertools.chain.from_iterable(parts))
""",
            workload=lambda n: (["a b"] * n,),
            same=[(["a b", "c"],), ([],)],
        ),
        Example(
            before="""\
def words(lines):
    return «sum((line.split(",") for line in lines), [])»
""",
            after="""\
import itertools


def words(lines):
    return list(itertools.chain.from_iterable(line.split(",") for line in lines))
""",
            workload=lambda n: (["one,two,three"] * n,),
            same=[(["a,b", "c"],), ([],)],
        ),
        Example(
            before="""\
def padded(widths):
    return «sum([["-"] * width for width in widths], [])»
""",
            after="""\
import itertools


def padded(widths):
    return list(itertools.chain.from_iterable([["-"] * width for width in widths]))
""",
            workload=lambda n: ([3] * n,),
            same=[([1, 2, 0],), ([],)],
        ),
        Example(
            before="""\
from itertools import chain


def all_of(groups: list[tuple]):
    return len(«sum(groups, start=())»)
""",
            after="""\
from itertools import chain


def all_of(groups: list[tuple]):
    return len(tuple(chain.from_iterable(groups)))
""",
            workload=lambda n: ([(1, 2)] * n,),
            same=[([(1,), (2, 3)],), ([],)],
            differs=[(["ab"],), ([[1]],)],
        ),
    ],
    clean=[
        """\
# Numbers are summed in one go.
def total(prices):
    return sum(prices, 0)
""",
        """\
# Two lists: one copy.
def both(first, second):
    return sum([first, second], [])
""",
        """\
# A few passes.
def three(make):
    return sum((make(number) for number in range(3)), [])
""",
        """\
# The start is copied too, and is more than an empty list.
def more(first, lists):
    return sum(lists, [first])
""",
        """\
# Adding an array to a list makes an array.
import numpy as np

def added(count):
    return sum([np.zeros(count) for number in range(count)], [])
""",
        """\
# Another function of that name.
def sum(items, start):
    return start

def joined(lists):
    return sum(lists, [])
""",
        """\
# One argument.
def total(*lists):
    return sum(*lists, [])
""",
    ],
)
