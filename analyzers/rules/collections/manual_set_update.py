"""Filling a set one element at a time.

`for x in xs: seen.add(x)` runs several instructions and a method call for each element. `seen.update(xs)` and
`set(xs)` do the same in one call, in C.

**When not to bother**: there are only ever a few elements.

**Why the fix needs review**: who else holds the set sees it grow at another moment; and the class of what grows is
known only from an annotation, or from elsewhere. Of a subclass of `set`, `update()` passes over its `__iter__`.
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
    found = added(node, "add")
    if found is None or not isinstance(node.target, ast.Name):
        return None
    grows, item = found
    if not isinstance(item, ast.Name) or item.id != node.target.id or not is_apart(node, grows, at):
        return None
    kind = at.type(grows)
    if not kind.is_("set") or not is_plain_loop(node, at) or in_test(at):
        return None
    start = empty_start(node, grows, at, "set()")
    safe = at.is_private(grows) and is_hidden_from_others(at, grows) and walks_plainly(at, node.iter)
    return Match(
        node,
        "adds element by element: the set can take all of them at once",
        "safe" if safe else "review",
        "" if safe else "nothing may depend on when the set gets each element, nor on `__iter__` of a subclass of set",
        {"grows": grows, "start": start},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    fill_at_once(match, edit, "update", "set")


RULE = Rule(
    slug="manual-set-update",
    code="SLP116",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.For,)),
    check=check,
    rewrite=rewrite,
    title="Add all elements at once",
    also=("FURB142",),
    examples=[
        Example(
            before="""\
def words(lines):
    found = set()
    for line in lines:
        «for word in line.split():
            found.add(word)»
    return found
""",
            after="""\
def words(lines):
    found = set()
    for line in lines:
        found.update(line.split())
    return found
""",
            workload=lambda n: ([" ".join(f"w{i}" for i in range(50))] * n,),
            same=[(["a b", "", "a c"],), ([],), (["a", 1],)],
        ),
        Example(
            before="""\
def known(rows):
    names = set()
    «for row in rows:
        names.add(row)»
    return names
""",
            after="""\
def known(rows):
    names = set(rows)
    return names
""",
            workload=lambda n: (range(n),),
            same=[((1, 2, 1),), ("ab",), ([],), (5,), ([[]],)],
        ),
        Example(
            before="""\
def mark(done: set, items):
    «for item in items:
        done.add(item)»
""",
            after="""\
def mark(done: set, items):
    done.update(items)
""",
            workload=lambda n: (set(), range(n)),
            same=[({1}, (2, 3)), (set(), [])],
        ),
    ],
    clean=[
        """\
# In a test it costs nobody anything.
def test_f(xs):
    out = set()
    for x in xs:
        out.add(x)
    return out
""",
        """\
# The element says where to.
def f(xs, d: dict[str, set[str]]):
    for x in xs:
        d[x.kind].add(x)
""",
        "# One of two.\ndef f(xs, a: set, b: set):\n    for x in xs:\n        (a if x else b).add(x)\n",
        """\
# Something else is added.
def f(xs):
    out = set()
    for x in xs:
        out.add(x + 1)
    return out
""",
        """\
# Another name is added.
def f(xs, y):
    out = set()
    for x in xs:
        out.add(y)
    return out
""",
        "# Pairs come apart.\ndef f(xs):\n    out = set()\n    for x, y in xs:\n        out.add(x)\n    return out\n",
        "# What grows is not known.\ndef f(out, xs):\n    for x in xs:\n        out.add(x)\n",
        "# It would change while it is run through.\ndef f(out: set):\n    for x in out:\n        out.add(x)\n",
        """\
# The last element is used.
def f(xs):
    out = set()
    for x in xs:
        out.add(x)
    return out, x
""",
        """\
# Each pass does more.
def f(xs):
    out = set()
    for x in xs:
        out.add(x)
        print(x)
    return out
""",
        """\
# Three elements.
def f(a, b, c):
    out = set()
    for x in (a, b, c):
        out.add(x)
    return out
""",
        """\
# With an else.
def f(xs):
    out = set()
    for x in xs:
        out.add(x)
    else:
        print(out)
    return out
""",
    ],
    unsafe=[
        """\
# The set is one that others hold.
def f(held, text):
    out = set()
    held.append(out)
    for word in str(text).split():
        out.add(word)
    return out
""",
        """\
# Others hold it.
def f(o, xs):
    out = set()
    o.out = out
    for x in xs:
        out.add(x)
""",
    ],
)
