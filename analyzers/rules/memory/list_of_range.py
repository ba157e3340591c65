"""Making a list of a range that would serve as it is.

`list(range(n))` makes n numbers, where the range itself can be iterated, indexed, sliced, searched and drawn from
(`random.sample`, `random.choice`) without making any of them.

**When not to bother**: the range has a few numbers.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_DRAWING = ("random.choice", "random.sample", "random.choices", "builtins.max", "builtins.min", "builtins.sum")


def check(node: ast.Call, at: Site) -> Match | None:
    if len(node.args) != 1 or node.keywords:
        return None
    made = node.args[0]
    if not isinstance(made, ast.Call) or made.keywords or not at.is_call(made, "builtins.range"):
        return None
    around = at.parent(node)
    if at.size(node) is not None and at.is_small(node):
        return None
    if isinstance(around, (ast.For, ast.comprehension)):
        enough = around.iter is node
    elif isinstance(around, ast.Compare):
        enough = len(around.ops) == 1 and around.left is not node and isinstance(around.ops[0], (ast.In, ast.NotIn))
    else:
        enough = isinstance(around, ast.Call) and around.args[:1] == [node] and at.is_call(around, *_DRAWING)
        if isinstance(around, ast.Call) and len(around.args) > 1 and at.is_call(around, "builtins.max", "builtins.min"):
            return None  # compares lists
    if not enough or not at.is_call(node, "builtins.list", "builtins.tuple"):
        return None
    return Match(node, "makes all the numbers: the range itself does", "safe", nodes={"range": made})


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{range}", range=match.nodes["range"])


RULE = Rule(
    slug="list-of-range",
    code="SLP844",
    family="memory",
    stage="preview",
    severity="info",
    triggers=Triggers(calls=frozenset({"list", "tuple"})),
    check=check,
    rewrite=rewrite,
    title="Use the range itself",
    also=("PERF101",),
    examples=[
        Example(
            before="""\
import random


def drawn(count):
    random.seed(1)
    return random.sample(«list(range(count))», k=min(count, 3))
""",
            after="""\
import random


def drawn(count):
    random.seed(1)
    return random.sample(range(count), k=min(count, 3))
""",
            workload=lambda n: (n,),
            same=[(0,), (1,), (100,)],
        ),
        Example(
            before="""\
def between(values, low, high):
    return [value for value in values if value in «tuple(range(low, high))»]
""",
            after="""\
def between(values, low, high):
    return [value for value in values if value in range(low, high)]
""",
            workload=lambda n: (list(range(n)), 0, n),
            same=[([1, 2, 7.0, "x"], 2, 9), ([], 0, 0)],
        ),
        Example(
            before="""\
def squares(count):
    found = []
    for i in «list(range(count))»:
        found.append(i * i)
    return found
""",
            after="""\
def squares(count):
    found = []
    for i in range(count):
        found.append(i * i)
    return found
""",
            workload=lambda n: (n,),
            same=[(0,), (4,)],
        ),
    ],
    clean=[
        """\
# The list is kept, added to, compared, unpacked, given to code that may want a list.
def f(n, g):
    xs = list(range(n))
    return xs, list(range(n)) + [1], [*list(range(n))], g(list(range(n))), list(range(n)) == xs
""",
        """\
# A few numbers.
def f(x):
    return x in list(range(5))
""",
        """\
# Something else than a range, and other lists.
from shop import list as shopping


def f(xs, x, n, options):
    return x in list(xs), x in list(), x in shopping(range(n)), x in list(range(n, **options))
""",
        """\
# Not the sequence that is drawn from; a chain of comparisons; what is looked for.
import random


def f(n, xs):
    return random.sample(xs, list(range(n))), 1 in list(range(n)) in xs, list(range(n)) in xs, list(range(n)) < xs
""",
        """\
# The body of the loop, not what it runs over; a condition.
def f(n, xs):
    for list(range(n))[0] in xs:
        pass
    return [x for x in xs if list(range(n))]
""",
        """\
# Lists are compared, and a range is not one.
def largest(count):
    return max(list(range(count)), [5]), list(range(count)) in [[]], list(range(count)) < [5], [5] < list(range(count))
""",
        """\
# Six numbers; another function; an argument that list() does not take.
def some(count, other):
    return [i for i in list(range(6))], [i for i in list(other(count))], [i for i in list(range(count), key=1)]
""",
        """\
# One of two lists, and fewer than a few.
def asked(count, value):
    return value is list(range(count)), max([value], list(range(count))), [i for i in tuple(range(2))]
""",
        """\
# Made by a lambda.
def maker(count):
    return lambda: list(range(count))
""",
    ],
)
