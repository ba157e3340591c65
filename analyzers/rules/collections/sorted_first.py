"""Sorting a whole list to take its first or last element.

`sorted(xs)[0]` sorts n elements, which takes n·log n comparisons and a new list, to use one of them. `min(xs)` looks at
each element once and makes no list; `sorted(xs)[-1]` is `max(xs)` in the same way, and a `key=` goes along.

**When not to bother**: the sorted list is used for more than that one element, or never has more than a few.

**Why the fix needs review**: on an empty input `sorted(xs)[0]` raises `IndexError` and `min(xs)` `ValueError`. Of
several equal largest elements `sorted(xs)[-1]` gives the last and `max(xs)` the first, which shows where equal elements
can be told apart (with `key=`).
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import seldom_run
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Subscript, at: Site) -> Match | None:
    call = node.value  # sorted(…)[0], sorted(…)[-1]
    if not (isinstance(call, ast.Call) and len(call.args) == 1 and isinstance(node.ctx, ast.Load)):
        return None
    index = at.constant(node.slice)
    if type(index) is not int or index not in (0, -1) or not at.is_call(call, "builtins.sorted"):
        return None
    if isinstance(call.args[0], ast.Starred) or any(keyword.arg not in ("key", "reverse") for keyword in call.keywords):
        return None
    reverse = next((keyword.value for keyword in call.keywords if keyword.arg == "reverse"), None)
    if reverse is not None and not (isinstance(reverse, ast.Constant) and isinstance(reverse.value, bool)):
        return None
    if seldom_run(at) or any(isinstance(k.value, ast.Attribute) and k.value.attr == "count" for k in call.keywords):
        return None  # by a count the order of equal ones matters, and is what takes long
    descending = reverse is not None and reverse.value
    picks = "min" if (index == 0) != descending else "max"
    return Match(
        node,
        f"sorts everything to take one element: {picks}() looks at each element once",
        "review",
        "an empty input raises ValueError instead of IndexError, and of equal elements another one may be picked",
        {"call": call, "picks": picks},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    call, picks = match.nodes["call"], match.nodes["picks"]
    key = next((keyword.value for keyword in call.keywords if keyword.arg == "key"), None)
    if key is None:
        edit.replace(match.node, picks + "({items})", items=call.args[0])
    else:
        edit.replace(match.node, picks + "({items}, key={key})", items=call.args[0], key=key)


RULE = Rule(
    slug="sorted-first",
    code="SLP113",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Subscript,)),
    check=check,
    rewrite=rewrite,
    title="Use min() or max()",
    also=("FURB192",),
    examples=[
        Example(
            before="""\
def cheapest(prices):
    return «sorted(prices)[0]»
""",
            after="""\
def cheapest(prices):
    return min(prices)
""",
            workload=lambda n: ([(i * 7919) % n for i in range(n)],),
            same=[([3, 1, 2],), ([5],), (["b", "a"],), ({2, 1},)],
            differs=[([],)],
        ),
        Example(
            before="""\
def longest(words):
    return «sorted(words, key=len, reverse=True)[0]»
""",
            after="""\
def longest(words):
    return max(words, key=len)
""",
            workload=lambda n: (["x" * (i % 50) for i in range(n)],),
            same=[(["a", "bbb", "cc"],), (["x"],), (["ab", "cd"],)],
            differs=[([],)],
        ),
        Example(
            before="""\
def last(words):
    return «sorted(words, key=len)[-1]»
""",
            after="""\
def last(words):
    return max(words, key=len)
""",
            workload=lambda n: (["x" * (i % 50) for i in range(n)],),
            same=[(["a", "bbb", "cc"],)],
            differs=[([],), (["ab", "cd"],)],
        ),
    ],
    clean=[
        "# A test.\ndef test_first(xs):\n    assert sorted(xs)[0] == 1\n",
        '# People read it.\nclass Plate:\n    def __repr__(self):\n        return f"of {sorted(self.wells)[-1]}"\n',
        """\
# Run once in the life of a database.
down_revision = "bebcf3fed1fe"

def newest(columns):
    return sorted(columns)[-1]
""",
        """\
# The most frequent one: of equally frequent ones another would be picked.
def mode(xs):
    return sorted(xs, key=xs.count)[-1]
""",
        "# A shadowed name is not the builtin.\ndef first(sorted, xs):\n    return sorted(xs)[0]\n",
        "# The second smallest is not min().\ndef second(xs):\n    return sorted(xs)[1]\n",
        "# A slice is a list.\ndef head(xs):\n    return sorted(xs)[:1]\n",
        "# Whether it is reversed is not known.\ndef pick(xs, flip):\n    return sorted(xs, reverse=flip)[0]\n",
        """\
# It is put there, not taken.
def f(xs):
    sorted(xs)[0] = 1
""",
        """\
# Its elements are looked at by their truth.
def f(xs):
    return sorted(xs)[False]
""",
        """\
# What is sorted is given as a whole.
def f(args):
    return sorted(*args)[0]
""",
        """\
# Options that are not known.
def f(xs, options):
    return sorted(xs, **options)[0]
""",
        """\
# Whether it is reversed is a number.
def f(xs):
    return sorted(xs, reverse=1)[0]
""",
        """\
# A row of a table.
def f(table):
    return table.rows[0]
""",
    ],
)
