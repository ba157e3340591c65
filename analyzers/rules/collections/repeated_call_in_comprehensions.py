"""Making the same call for each element in one comprehension after the other.

`low = min(size(x).low for x in xs)` and then `high = max(size(x).high for x in xs)` measures each element twice. Kept
in a list (`sizes = [size(x) for x in xs]`), the answers of one round serve for both.

**When not to bother**: there are only a few elements, and the call is cheap.

**Why there is no automatic fix**: it takes a list of all answers at once, and the call must give the same one each
time.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import is_cold, only_answers
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_COMPREHENSIONS = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)


def check(node: ast.GeneratorExp | ast.ListComp | ast.SetComp, at: Site) -> Match | None:
    target, source = node.generators[0].target, node.generators[0].iter
    if not isinstance(target, ast.Name) or at.function is None:  # cheap
        return None
    if at.facts.text.count(f"for {target.id} in") < 2:  # cheap
        return None
    statement = at.statement(node)
    if not isinstance(statement, _PLAIN):
        return None
    if at.dotted(source) is None or at.is_small(source) or at.type(source).name == "iterator" or is_cold(at):
        return None
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call) and _asks(at, part, target.id)]
    for before in (statement, at.previous(statement)):
        for other in ast.walk(before) if isinstance(before, _PLAIN) else ():
            if not isinstance(other, _COMPREHENSIONS) or _is_later(other, node):
                continue
            first = other.generators[0]
            if not at.same(first.iter, source) or not at.same(first.target, target):
                continue
            asked = [part for part in ast.walk(other) if isinstance(part, ast.Call)]
            again = next((call for call in calls if any(at.same(call, part) for part in asked)), None)
            if again is not None:
                return Match(
                    again,
                    f"calls {ast.unparse(again)} a second time for each element: keep the answers of the first round",
                )
    return None


_PLAIN = (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr, ast.AugAssign)


def _is_later(a: ast.expr, b: ast.expr) -> bool:
    return (a.lineno, a.col_offset) >= (b.lineno, b.col_offset)


def _asks(at: Site, call: ast.Call, element: str) -> bool:
    """Is it a call of some function of the module's or an import, with the element among its arguments?"""
    if not isinstance(at.parent(call), (ast.Attribute, ast.Subscript, ast.Compare)):
        return False  # it may be there to make an object for each
    given = {part.id for argument in call.args for part in ast.walk(argument) if isinstance(part, ast.Name)}
    return element in given and only_answers(call)


RULE = Rule(
    slug="repeated-call-in-comprehensions",
    code="SLP150",
    family="collections",
    stage="preview",
    triggers=Triggers(nodes=(ast.GeneratorExp, ast.ListComp, ast.SetComp)),
    check=check,
    examples=[
        Example(
            before="""\
import re


def measure(word):
    return re.findall("[a-z]+|[0-9]+", word)


def spread(words):
    low = min(measure(word)[0] for word in words)
    high = max(«measure(word)»[0] for word in words)
    return high + low
""",
            after="""\
import re


def measure(word):
    return re.findall("[a-z]+|[0-9]+", word)


def spread(words):
    firsts = [measure(word)[0] for word in words]
    return max(firsts) + min(firsts)
""",
            workload=lambda n: ([f"w{i}x{i}" for i in range(n)],),
            same=[(["a1b", "c"],), (["x"],)],
        ),
        Example(
            before="""\
class Table:
    def __init__(self, columns):
        self.columns = columns

    def width(self, measure):
        return sum(measure(c).least for c in self.columns), sum(«measure(c)».most for c in self.columns)
""",
        ),
    ],
    clean=[
        """\
# Made anew for each.
def f(g, h):
    return [g(x).a for x in h()], [g(x).a for x in h()]
""",
        """\
# Each list has arrays of its own.
def f(copy_of, xs):
    return [copy_of(x) for x in xs], [copy_of(x) for x in xs]
""",
        """\
# Another call.
def f(g, h, xs):
    return sum(g(x) for x in xs), sum(h(x) for x in xs)
""",
        """\
# Other elements.
def f(g, xs, ys):
    return sum(g(x).a for x in xs), sum(g(x).a for x in ys)
""",
        """\
# Another name for the element.
def f(g, xs, y):
    return [g(y).a for y in xs if g(x)], [g(x).a for x in xs]
""",
        """\
# Not of the element.
def f(g, xs):
    return [g().a for x in xs], [g().a for x in xs]
""",
        """\
# Another answer each time.
def f(rng, xs):
    return [rng.random(x).a for x in xs], [rng.random(x).a for x in xs]
""",
        """\
# Three elements.
def f(g):
    few = [1, 2, 3]
    return [g(x).a for x in few], [g(x).a for x in few]
""",
        """\
# Something happens in between.
def f(g, xs):
    a = [g(x).a for x in xs]
    xs.pop()
    b = {g(x).a for x in xs}
    return a, b
""",
        """\
# In a test nobody waits for it.
def test_f(g, xs):
    return [g(x).a for x in xs], {g(x).a for x in xs}
""",
        """\
# On import.
from sys import path, intern
A = [intern(x).a for x in path], {intern(x).a for x in path}
""",
        """\
# The second takes what is left.
def f(g, xs):
    left = iter(xs)
    return [g(x).a for x in left], [g(x).a for x in left]
""",
    ],
)
