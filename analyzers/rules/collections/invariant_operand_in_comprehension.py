"""Computing anew for each element what all elements are compared with.

`[d for d in dists if d.key == normalize(name)]` calls `normalize(name)` once for each element, and gets the same answer
each time. Computed before the comprehension, it costs one call. The smaller the work of the rest, the more it is worth:
a comparison takes far less time than a call.

**When not to bother**: there are never more than a few elements.

**Why the fix needs review**: the call is made even where there are no elements or another condition comes first; and it
must give the same answer each time, as one that computes something from its arguments does.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import bound_within, is_cold, is_costly_question, place_before, shown
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Compare, at: Site) -> Match | None:
    if len(node.ops) != 1 or isinstance(node.ops[0], (ast.Is, ast.IsNot)):
        return None
    left, right = node.left, node.comparators[0]
    if not _has_call(left) and not _has_call(right):  # cheap
        return None
    loop = at.loop
    if loop is None:  # cheap
        return None
    if not loop.is_comprehension or loop not in at.repeating:
        return None
    bound = bound_within(loop.container)
    for question, other in ((right, left), (left, right)):
        names = {part.id for part in ast.walk(other) if isinstance(part, ast.Name)}
        if names.isdisjoint(bound) or _has_call(other):
            continue
        if not is_costly_question(at, question, bound) or is_cold(at):
            continue
        asked = isinstance(node.ops[0], (ast.In, ast.NotIn))
        anchor = (
            place_before(at, question, loop) if not asked or at.type(question).is_(*_LASTING) else None
        )  # not of a generator
        return Match(
            question,
            f"computes {shown(question)} anew for each element: compute it once, before",
            "review" if anchor is not None else None,
            ""
            if anchor is None
            else "it is computed once, also where no element comes to it, and not for each element",
            {"anchor": anchor, "name": _NAMES.get(type(node.ops[0]), "wanted")},
        )
    return None


_LASTING = ("str", "bytes", "list", "tuple", "set", "frozenset", "dict", "range")
_NAMES = {ast.In: "known", ast.NotIn: "known", ast.Lt: "limit", ast.LtE: "limit", ast.Gt: "limit", ast.GtE: "limit"}


def _has_call(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call) for part in ast.walk(node))


def rewrite(match: Match, edit: Rewrite) -> None:
    anchor = match.nodes["anchor"]
    name = edit.name(match.nodes["name"], anchor)
    edit.insert_before(anchor, "{name} = {value}", name=name, value=edit.text(match.node))
    edit.replace(match.node, "{name}", name=name)


RULE = Rule(
    slug="invariant-operand-in-comprehension",
    code="SLP143",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Compare,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Compute it once, before the comprehension",
    examples=[
        Example(
            before="""\
def normalize(name):
    return name.strip().lower().replace("-", "_")


def find(names, name):
    return [key for key in names if key == «normalize(name)»]
""",
            after="""\
def normalize(name):
    return name.strip().lower().replace("-", "_")


def find(names, name):
    wanted = normalize(name)
    return [key for key in names if key == wanted]
""",
            workload=lambda n: ([f"a_{i % 7}" for i in range(n)], " A-3"),
            same=[(["a", "b"], "B"), ([], "x"), (["a"], 1)],
            differs=[([], 1)],
        ),
        Example(
            before="""\
def touched(text, lines):
    page = str(text)
    return any(line in «page.splitlines()» for line in lines)
""",
            after="""\
def touched(text, lines):
    page = str(text)
    known = page.splitlines()
    return any(line in known for line in lines)
""",
            workload=lambda n: ("\n".join(str(i) for i in range(n)), [str(-i - 1) for i in range(n)]),
            same=[("a\nb", ["b"]), ("", [])],
        ),
        Example(
            before="""\
def outside(tables, schema):
    return [table for table in tables if table.name not in «schema.table_names()»]
""",
        ),
    ],
    clean=[
        """\
# It depends on the element.
def f(xs, g):
    return [x for x in xs if x.a == g(x)]
""",
        """\
# A look at the length costs little.
def f(xs, ys):
    return [x for x in xs if x == len(ys)]
""",
        """\
# Another answer each time.
def f(xs, lines):
    return [x for x in xs if x == lines.readline()]
""",
        """\
# Or here.
def f(xs, rng, n):
    return [x for x in xs if x < rng.random(n)]
""",
        """\
# What it compares may change something.
def f(xs, g, y):
    return [x for x in xs if x.run() == g(y)]
""",
        """\
# The same object, or not.
def f(xs, g, y):
    return [x for x in xs if x is not g(y)]
""",
        """\
# Three elements.
def f(g, y):
    return [x for x in (1, 2, 3) if x == g(y)]
""",
        """\
# Two comparisons in one.
def f(xs, g, y):
    return [x for x in xs if x.a < g(y) < 9]
""",
        """\
# At the top of a module it runs once.
import sys
x = [p for p in sys.path if p == repr(sys.argv)]
""",
        """\
# A loop, whose body may change much.
def f(xs, g, y):
    for x in xs:
        if x == g(y):
            print(x)
""",
        """\
# Nothing varies.
def f(xs, g, y, z):
    return [x for x in xs if z == g(y)]
""",
        """\
# A view of a dict is no copy.
def f(xs, d):
    return [x for x in xs if x in d.values()]
""",
        """\
# A constant.
def f(xs):
    return [x for x in xs if x != float('inf')]
""",
        """\
# Not slow enough for a test to care.
def test(xs, g, y):
    assert [x for x in xs if x == g(y)]
""",
        """\
# One of the outer elements.
def f(xss, g):
    return [x for xs in xss for x in xs if x == g(xs)]
""",
    ],
)
