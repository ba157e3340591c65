"""Counting in a loop.

`for x in xs: counts[x] += 1` looks each element up and stores it again, in the interpreter. `Counter(xs)` counts all
of them in C.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: a `Counter` is a dict, but has another `repr()`, and gives 0 for what it does not hold,
without a `KeyError` and without entering it.
"""

from __future__ import annotations

import ast

from ...semantics.questions.filling import empty_start, is_plain_loop
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_STARTS = ("{}", "dict()", "defaultdict(int)", "collections.defaultdict(int)", "Counter()", "collections.Counter()")


def check(node: ast.For, at: Site) -> Match | None:
    found = _counted(node, at)
    if found is None:
        return None
    counts, item = found
    if not at.same(item, node.target):
        return None
    start = empty_start(node, counts, at, *_STARTS)
    if start is None or not is_plain_loop(node, at) or in_test(at):
        return None
    return Match(
        node,
        "counts one element after the other: Counter() counts all of them in C",
        "review",
        "a Counter gives 0 for what it does not hold, and has another repr()",
        {"start": start, "counts": counts},
    )


def _counted(node: ast.For, at: Site) -> tuple[ast.expr, ast.expr] | None:
    """What holds the counts, and what is counted, where the loop does nothing else."""
    match node.body:
        case [ast.AugAssign(target=ast.Subscript(value=counts, slice=item), op=ast.Add(), value=ast.Constant(value=1))]:
            return counts, item  # counts[x] += 1
        case [
            ast.Assign(
                targets=[ast.Subscript(value=counts, slice=item)],
                value=ast.BinOp(
                    left=ast.Call(
                        func=ast.Attribute(value=other, attr="get"), args=[key, ast.Constant(value=0)], keywords=[]
                    ),
                    op=ast.Add(),
                    right=ast.Constant(value=1),
                ),
            )
        ]:  # counts[x] = counts.get(x, 0) + 1
            return (counts, item) if at.same(counts, other) and at.same(item, key) else None
        case [ast.If(test=ast.Compare(left=key, ops=[op], comparators=[other]), body=[yes], orelse=[no])]:
            first, again = (yes, no) if isinstance(op, ast.NotIn) else (no, yes)
            match first, again:  # if x in counts: counts[x] += 1 else: counts[x] = 1
                case (
                    ast.Assign(targets=[ast.Subscript() as a], value=ast.Constant(value=1)),
                    ast.AugAssign(target=ast.Subscript() as b, op=ast.Add(), value=ast.Constant(value=1)),
                ) if isinstance(op, (ast.In, ast.NotIn)) and at.same(a, b):
                    return (a.value, a.slice) if at.same(a.value, other) and at.same(a.slice, key) else None
                case _:
                    return None
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.For)
    counter = edit.imported("collections.Counter", match.node)
    edit.delete(match.nodes["start"])
    edit.replace(
        match.node,
        "{counts} = {counter}({items})",
        counts=match.nodes["counts"],
        counter=counter,
        items=match.node.iter,
    )


RULE = Rule(
    slug="manual-counter",
    code="SLP138",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.For,)),
    check=check,
    rewrite=rewrite,
    title="Count with Counter",
    severity="info",
    examples=[
        Example(
            before="""\
def votes(names):
    counts = {}
    «for name in names:
        counts[name] = counts.get(name, 0) + 1»
    return max(counts.values())
""",
            after="""\
from collections import Counter


def votes(names):
    counts = Counter(names)
    return max(counts.values())
""",
            workload=lambda n: ([f"w{i % 50}" for i in range(n)],),
            same=[(["a", "b", "a"],), ("aab",), ([],), ([[]],)],
        ),
        Example(
            before="""\
import collections


def tally(names, wanted):
    counts = collections.defaultdict(int)
    «for name in names:
        counts[name] += 1»
    return [counts[name] for name in wanted], len(counts)
""",
            after="""\
import collections


def tally(names, wanted):
    counts = collections.Counter(names)
    return [counts[name] for name in wanted], len(counts)
""",
            workload=lambda n: ([f"w{i % 50}" for i in range(n)], ["w1"]),
            same=[(["a", "b", "a"], ["a"]), ([], [])],
            differs=[(["a"], ["b"])],
        ),
        Example(
            before="""\
def repeated(names):
    seen = {}
    «for name in names:
        if name in seen:
            seen[name] += 1
        else:
            seen[name] = 1»
    return [name for name, times in seen.items() if times > 1]
""",
            after="""\
from collections import Counter


def repeated(names):
    seen = Counter(names)
    return [name for name, times in seen.items() if times > 1]
""",
            workload=lambda n: ([f"w{i % 50}" for i in range(n)],),
            same=[(["a", "b", "a"],), ([],)],
        ),
    ],
    clean=[
        """\
# In a test it costs nobody anything.
def test_f(xs):
    d = {}
    for x in xs:
        d[x] = d.get(x, 0) + 1
    return d
""",
        "# Sums, not counts.\ndef f(xs):\n    d = {}\n    for x in xs:\n        d[x] = d.get(x, 0) + x\n    return d\n",
        "# It counts on.\ndef f(xs, d):\n    for x in xs:\n        d[x] = d.get(x, 0) + 1\n    return d\n",
        "# Another dict.\ndef f(xs, e):\n    d = {}\n    for x in xs:\n        d[x] = e.get(x, 0) + 1\n    return d\n",
        "# Another key.\ndef f(xs, y):\n    d = {}\n    for x in xs:\n        d[x] = d.get(y, 0) + 1\n    return d\n",
        """\
# Some of them.
from collections import defaultdict


def f(xs):
    d = defaultdict(int)
    for x in xs:
        if x in d:
            d[x] += 1
    return d
""",
        """\
# A part of each.
from collections import defaultdict


def f(xs):
    d = defaultdict(int)
    for x in xs:
        d[x[0]] += 1
    return d
""",
        """\
# The last one is used.
from collections import defaultdict


def f(xs):
    d = defaultdict(int)
    for x in xs:
        d[x] += 1
    return d, x
""",
        "# Places in a list.\ndef f(xs):\n    d = [0] * 9\n    for x in xs:\n        d[x] += 1\n    return d\n",
        "# Down.\ndef f(xs):\n    d = {}\n    for x in xs:\n        d[x] -= 1\n    return d\n",
        """\
# Another test.
def f(xs, e):
    d = {}
    for x in xs:
        if x in e:
            d[x] += 1
        else:
            d[x] = 1
    return d
""",
        """\
# Another key.
def f(xs, y):
    d = {}
    for x in xs:
        if y in d:
            d[x] += 1
        else:
            d[x] = 1
    return d
""",
        """\
# Two dicts.
def f(xs, e):
    d = {}
    for x in xs:
        if x in d:
            e[x] += 1
        else:
            d[x] = 1
    return d
""",
        """\
# The wrong way round.
def f(xs):
    d = {}
    for x in xs:
        if x not in d:
            d[x] += 1
        else:
            d[x] = 1
    return d
""",
        """\
# Compared otherwise.
def f(xs):
    d = {}
    for x in xs:
        if x == d:
            d[x] += 1
        else:
            d[x] = 1
    return d
""",
    ],
)
