"""Building a set of two or three variables in each pass of a loop, to look up one element.

`i in {0, len(rows) - 1}` computes its elements, hashes them and builds a set in each pass, and then asks once.
Comparing with them one after the other (`i in (0, last)`, with `last` computed before the loop) does not hash anything.
Sets of constants are not reported: the compiler builds those once.

**When not to bother**: the loop makes only a few passes.

**Why the fix needs review**: a set takes hashable elements only, and compares those of equal hash.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Set, at: Site) -> Match | None:
    if not 2 <= len(node.elts) <= 3 or any(isinstance(element, ast.Starred) for element in node.elts):
        return None
    compare = at.parent(node)
    if not isinstance(compare, ast.Compare) or compare.left is node:
        return None
    if not isinstance(compare.ops[-1], (ast.In, ast.NotIn)) or not at.repeating or at.function is None:
        return None
    if not any(isinstance(element, (ast.BinOp, ast.Call)) or at.is_local(element) for element in node.elts):
        return None  # of constants, or members of an enumeration: they seldom matter
    return Match(
        node,
        "builds a set in each pass to look up one element: compare with the values themselves",
        "review",
        "elements that have no hash raise TypeError in a set, and are compared otherwise",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    elements: list[ast.expr] = match.node.elts  # pyright: ignore[reportAttributeAccessIssue]
    edit.replace(match.node, "({elements})", elements=", ".join(edit.text(element) for element in elements))


RULE = Rule(
    slug="membership-in-display",
    code="SLP146",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.Set,), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Compare with a tuple",
    severity="info",
    examples=[
        Example(
            before="""\
def framed(rows):
    return [row if i in «{0, len(rows) - 1}» else row[1:-1] for i, row in enumerate(rows)]
""",
            after="""\
def framed(rows):
    return [row if i in (0, len(rows) - 1) else row[1:-1] for i, row in enumerate(rows)]
""",
            workload=lambda n: ([f"row {i}" for i in range(n)],),
            same=[(["abc", "def", "ghi"],), ([],)],
        ),
        Example(
            before="""\
def others(words, first, second):
    found = []
    for word in words:
        if word not in «{first, second}»:
            found.append(word)
    return found
""",
            after="""\
def others(words, first, second):
    found = []
    for word in words:
        if word not in (first, second):
            found.append(word)
    return found
""",
            workload=lambda n: ([f"w{i}" for i in range(n)], "w1", "w2"),
            same=[(["a", "b", "c"], "a", "b"), ([], 1, 2)],
            differs=[([[1]], "a", "b")],
        ),
    ],
    clean=[
        """\
# Constants: the compiler builds the set once.
def f(xs):
    return [x for x in xs if x in {1, 2}]
""",
        """\
# Once.
def f(x, a, b):
    return x in {a, b}
""",
        """\
# Many.
def f(xs, a, b, c, d):
    return [x for x in xs if x in {a, b, c, d}]
""",
        """\
# Of unknown number.
def f(xs, ys, a):
    return [x for x in xs if x in {a, *ys}]
""",
        """\
# Compared with a set.
def f(xs, a, b):
    return [x for x in xs if x == {a, b}]
""",
        """\
# The set is what is looked for.
def f(xs, a, b):
    return [x for x in xs if {a, b} in x]
""",
        """\
# Kept.
def f(xs, a, b):
    return [{a, b} for x in xs]
""",
        """\
# On import.
import sys
x = [p for p in sys.path if p in {sys.prefix + 'a', 'b'}]
""",
        """\
# Members of an enumeration.
import enum
class Kind(enum.Enum):
    A = 1
    B = 2
def f(xs):
    return [x for x in xs if x in {Kind.A, Kind.B}]
""",
        """\
# A few passes.
def f(a, b):
    return [x for x in (1, 2, 3) if x in {a, b}]
""",
        """\
# One.
def f(xs, a):
    return [x for x in xs if x in {a}]
""",
    ],
)
