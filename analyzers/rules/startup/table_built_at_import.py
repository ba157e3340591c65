"""Computing a large table while a module is imported.

A loop or comprehension of thousands of passes at module level runs at each start of each program that imports the
module, whether the table is needed or not. A function that makes it when it is first asked for (with
`functools.cache`) costs the start nothing; so does a table that is read from a file when needed.

**When not to bother**: the module is a script, or its only purpose is that table and every start needs it.
"""

from __future__ import annotations

import ast

from ...semantics.questions.whole_file import defines_something
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rule, Triggers

MANY = Option("passes", 20_000, "Passes from which on it is reported; so many take a millisecond or more.", least=1)


def check(node: ast.For | ast.ListComp | ast.SetComp | ast.DictComp, at: Site) -> Match | None:
    if at.frame.kind != "module" or any(isinstance(parent, ast.If) for parent in at.parents(node)):
        return None
    passes = _passes(node, at)
    if passes < MANY.at(at) or not defines_something(at):
        return None
    return Match(
        node.iter if isinstance(node, ast.For) else node,
        f"{passes:,} passes at each import of this module: make the table when it is first asked for",
    )


def _passes(node: ast.AST, at: Site) -> int:
    """How often the innermost part runs, as far as the source says; 1 for a loop of unknown length."""
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp)):
        count = 1
        for generator in node.generators:
            count *= _length(generator.iter, at) or 1
        return count
    if isinstance(node, ast.For):
        inner = max((_passes(child, at) for child in node.body), default=1)
        return (_length(node.iter, at) or 1) * inner
    if isinstance(node, (ast.Assign, ast.Expr, ast.AnnAssign)) and node.value is not None:
        return _passes(node.value, at)
    return 1


def _length(items: ast.expr, at: Site) -> int | None:
    """Of a `range` of constants, or of what the source shows."""
    if isinstance(items, ast.Call) and at.is_call(items, "builtins.range") and items.args and not items.keywords:
        numbers = [at.constant(argument) for argument in items.args]
        if all(type(number) is int for number in numbers) and (len(numbers) < 3 or numbers[2]):
            return len(range(*numbers))
    return at.size(items)


RULE = Rule(
    slug="table-built-at-import",
    code="SLP862",
    family="startup",
    stage="stable",
    gains="latency",
    severity="info",
    triggers=Triggers(nodes=(ast.For, ast.ListComp, ast.SetComp, ast.DictComp)),
    check=check,
    options=(MANY,),
    examples=[
        Example(
            before="""\
LIMIT = 100_000
PRIMES = «[n for n in range(2, LIMIT) if all(n % d for d in range(2, int(n**0.5) + 1))]»


def is_prime(n):
    return n in PRIMES
"""
        ),
        Example(
            before="""\
DISTANCES = {}
for a in «range(200)»:
    for b in range(200):
        DISTANCES[a, b] = abs(a - b)


def distance(a, b):
    return DISTANCES[a, b]
"""
        ),
    ],
    clean=[
        """\
# A few.
SQUARES = [n * n for n in range(100)]
for n in range(100):
    for m in range(100):
        SQUARES.append(n * m)


def f(n):
    return SQUARES[n]
""",
        """\
# When it is asked for.
def primes():
    return [n for n in range(2, 100_000)]


class Table:
    def f(self):
        for n in range(100_000):
            print(n)
""",
        """\
# A script.
for n in range(100_000):
    print(n)
""",
        """\
# How many is not known.
from shop import LIMIT, rows

TABLE = [n for n in range(LIMIT)] + [n for row in rows for n in row] + [n for n in range(0, 100_000, 0.5)]


def f(n):
    return TABLE[n]
""",
        """\
# Only when it is run.
def f():
    pass


if __name__ == "__main__":
    for n in range(100_000):
        f()
""",
        """\
# Not the range of Python, or not one of numbers.
from shop import range

TABLE = [n for n in range(100_000)]


def f(n):
    return TABLE[n]
""",
        """\
# No step.
TABLE = [n for n in range(0, 100_000, 0)]


def f(n):
    return TABLE[n]
""",
        """\
# Not a range of numbers.
for n in "range".center(100_000).rows(100_000):
    pass
x: int


def f(n):
    return n
""",
    ],
)
