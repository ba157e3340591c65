"""Sorting a whole collection to keep its first few elements.

`sorted(xs)[:3]` sorts n elements, which takes n·log n comparisons, to keep three. `heapq.nsmallest(3, xs)` goes over
them once and remembers the three best; its result is the same, order of equal elements included.
`sorted(xs, reverse=True)[:3]` is `heapq.nlargest(3, xs)` in the same way.

**When not to bother**: up to a few hundred elements the sort, which is written in C throughout, is the faster one. The
rule speaks only where the number that is kept is small and written in the code; how many there are to choose from it
cannot see.

**Why the fix needs review**: it pays for large inputs only.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rewrite, Rule, Triggers

FEW = Option("few", 10, "Up to so many of many elements are found faster by a heap than by a sort.", least=1)


def check(node: ast.Subscript, at: Site) -> Match | None:
    call, part = node.value, node.slice  # sorted(…)[:3]
    if not (isinstance(call, ast.Call) and isinstance(part, ast.Slice) and len(call.args) == 1):
        return None
    if not isinstance(node.ctx, ast.Load) or part.step is not None or not at.is_call(call, "builtins.sorted"):
        return None
    if isinstance(call.args[0], ast.Starred) or any(keyword.arg not in ("key", "reverse") for keyword in call.keywords):
        return None
    count = at.constant(part.upper)
    if (
        type(count) is not int
        or not 1 <= count <= FEW.at(at)
        or part.lower is not None
        or at.size(call.args[0]) is not None
    ):
        return None
    reverse = next((keyword.value for keyword in call.keywords if keyword.arg == "reverse"), None)
    if reverse is not None and not (isinstance(reverse, ast.Constant) and isinstance(reverse.value, bool)):
        return None
    picks = "nlargest" if reverse is not None and reverse.value else "nsmallest"
    return Match(
        node,
        f"sorts everything to keep {count}: heapq.{picks}() goes over a large collection once",
        "review",
        "of a small collection the sort is faster",
        {"call": call, "count": part.upper, "picks": picks},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.nodes["call"]
    picks = edit.imported("heapq." + match.nodes["picks"], match.node)
    key = next((keyword.value for keyword in call.keywords if keyword.arg == "key"), None)
    template = "{picks}({count}, {items})" if key is None else "{picks}({count}, {items}, key={key})"
    holes = {} if key is None else {"key": key}
    edit.replace(match.node, template, picks=picks, count=match.nodes["count"], items=call.args[0], **holes)


RULE = Rule(
    slug="sorted-topk",
    code="SLP114",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,)),
    check=check,
    options=(FEW,),
    rewrite=rewrite,
    title="Use heapq",
    examples=[
        Example(
            before="""\
def best_offers(prices: list[int]) -> list[int]:
    return «sorted(prices)[:3]»
""",
            after="""\
import heapq


def best_offers(prices: list[int]) -> list[int]:
    return heapq.nsmallest(3, prices)
""",
            workload=lambda n: ([(i * 7919) % n for i in range(n)],),
            same=[([3, 1, 2, 0],), ([1],), ([],)],
        ),
        Example(
            before="""\
def longest(words):
    return «sorted(words, key=len, reverse=True)[:2]»
""",
            after="""\
import heapq


def longest(words):
    return heapq.nlargest(2, words, key=len)
""",
            workload=lambda n: (["x" * (i % 50) for i in range(n)],),
            same=[(["a", "bbb", "cc"],), (["ab", "cd", "ef"],), ([],)],
        ),
    ],
    clean=[
        "# A shadowed name is not the builtin.\ndef top(sorted, xs):\n    return sorted(xs)[:3]\n",
        "# How many are kept is not known: a sort may be the best way.\ndef top(xs, k):\n    return sorted(xs)[:k]\n",
        "# Many are kept.\ndef page(xs):\n    return sorted(xs)[:500]\n",
        "# Most are kept: all but the last three.\ndef rest(xs):\n    return sorted(xs)[:-3]\n",
        "# Not the first ones.\ndef second(xs):\n    return sorted(xs)[1:3]\n",
        "# Every other one.\ndef some(xs):\n    return sorted(xs)[:9:2]\n",
        "# Whether it is reversed is not known.\ndef pick(xs, flip):\n    return sorted(xs, reverse=flip)[:3]\n",
        "# Only four to choose from.\ndef pick(a, b, c, d):\n    return sorted([a, b, c, d])[:2]\n",
        """\
# Nothing is taken: the elements are put there.
def f(xs):
    sorted(xs)[:3] = [1]
""",
        """\
# What is sorted is given as a whole.
def f(args):
    return sorted(*args)[:3]
""",
        """\
# Options that are not known.
def f(xs, options):
    return sorted(xs, **options)[:3]
""",
        """\
# Whether it is reversed is a number.
def f(xs):
    return sorted(xs, reverse=1)[:3]
""",
        """\
# Part of something else.
def f(table):
    return table.rows[:3]
""",
    ],
)
