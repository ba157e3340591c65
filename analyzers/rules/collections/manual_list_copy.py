"""Copying into a list one element at a time.

`for x in xs: out.append(x)` runs several instructions and a method call for each element. `out.extend(xs)` and
`list(xs)` do the same in one call, in C, and know beforehand how much room they need. The same holds of a deque.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: who else holds the list sees it grow at another moment; and the class of what grows is
known only from an annotation, or from elsewhere. An object of a class of your own may be asked for its length.
"""

from __future__ import annotations

import ast

from ...semantics.questions.assurances import is_hidden_from_others, walks_plainly
from ...semantics.questions.filling import added, empty_start, is_apart, is_plain_loop
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..at_once import fill_at_once
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.For, at: Site) -> Match | None:
    found = added(node, "append")
    if found is None or not isinstance(node.target, ast.Name):
        return None
    grows, item = found
    if not isinstance(item, ast.Name) or item.id != node.target.id or not is_apart(node, grows, at):
        return None
    kind = at.type(grows)
    if not kind.is_("list", "collections.deque") or not is_plain_loop(node, at) or in_test(at):
        return None
    start = empty_start(node, grows, at, "[]", "list()")
    safe = at.is_private(grows) and is_hidden_from_others(at, grows) and walks_plainly(at, node.iter)
    return Match(
        node,
        "copies element by element: the list can take all of them at once",
        "safe" if safe else "review",
        "" if safe else "nothing may depend on when the list gets each element, nor a `__len__` of what is copied",
        {"grows": grows, "start": start},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    fill_at_once(match, edit, "extend", "list")


RULE = Rule(
    slug="manual-list-copy",
    code="SLP115",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.For,)),
    check=check,
    rewrite=rewrite,
    title="Copy all elements at once",
    also=("PERF402", "W8402"),
    examples=[
        Example(
            before="""\
def words(lines):
    found = []
    for line in lines:
        «for word in line.split():
            found.append(word)»
    return found
""",
            after="""\
def words(lines):
    found = []
    for line in lines:
        found.extend(line.split())
    return found
""",
            workload=lambda n: ([" ".join(f"w{i}" for i in range(50))] * n,),
            same=[(["a b", "", "c"],), ([],), (["a", 1],)],
        ),
        Example(
            before="""\
def snapshot(rows):
    kept = []
    «for row in rows:
        kept.append(row)»
    return kept
""",
            after="""\
def snapshot(rows):
    kept = list(rows)
    return kept
""",
            workload=lambda n: (range(n),),
            same=[((1, 2),), ("ab",), ([],), (5,)],
        ),
        Example(
            before="""\
def queue(out: list, items):
    «for item in items:
        out.append(item)»
""",
            after="""\
def queue(out: list, items):
    out.extend(items)
""",
            workload=lambda n: ([], range(n)),
            same=[([1], (2, 3)), ([], [])],
        ),
    ],
    clean=[
        """\
# In a test it costs nobody anything.
def test_f(xs):
    out = []
    for x in xs:
        out.append(x)
    return out
""",
        """\
# The element says where to.
def f(xs, d: dict[str, list[str]]):
    for x in xs:
        d[x.kind].append(x)
""",
        "# One of two.\ndef f(xs, a: list, b: list):\n    for x in xs:\n        (a if x else b).append(x)\n",
        """\
# Something else is added.
def f(xs):
    out = []
    for x in xs:
        out.append(x + 1)
    return out
""",
        """\
# Another name is added.
def f(xs, y):
    out = []
    for x in xs:
        out.append(y)
    return out
""",
        "# Pairs come apart.\ndef f(xs):\n    out = []\n    for x, y in xs:\n        out.append(x)\n    return out\n",
        "# What grows is not known.\ndef f(out, xs):\n    for x in xs:\n        out.append(x)\n",
        "# The list is read while it grows.\ndef f(out: list):\n    for x in out[1:]:\n        out.append(x)\n",
        """\
# The last element is used.
def f(xs):
    out = []
    for x in xs:
        out.append(x)
    return out, x
""",
        """\
# Each pass does more.
def f(xs):
    out = []
    for x in xs:
        out.append(x)
        print(x)
    return out
""",
        """\
# Three elements.
def f(a, b, c):
    out = []
    for x in (a, b, c):
        out.append(x)
    return out
""",
        """\
# With an else.
def f(xs):
    out = []
    for x in xs:
        out.append(x)
    else:
        print(out)
    return out
""",
    ],
    unsafe=[
        """\
# The list is one that others hold.
def f(held, text):
    out = []
    held.append(out)
    for word in str(text).split():
        out.append(word)
    return out
""",
        """\
# Others hold it.
def f(o, xs):
    out = []
    o.out = out
    for x in xs:
        out.append(x)
""",
    ],
)
