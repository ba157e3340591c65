"""Caching a function that computes next to nothing. Leave it plain.

`functools.lru_cache` makes a key of the arguments, hashes it and looks it up, for every call. Where the body is one
arithmetic expression over the arguments, that takes longer than the expression: a call that finds its result in the
cache is slower than a plain one (since Python 3.11), and one that does not pays for both. Besides, the cache keeps
arguments and results alive.

**When not to bother**: the arguments are of a type whose arithmetic is slow (large matrices, fractions of many digits,
a class of one's own), or code relies on getting the same object again.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rule, Triggers

_CACHES = ("functools.lru_cache", "functools.cache")
_CHEAP = (
    ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Name, ast.Constant,
    ast.expr_context, ast.unaryop, ast.cmpop, ast.boolop,
)  # fmt: skip
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.BitAnd, ast.BitOr, ast.BitXor, ast.RShift)
_FEW_STEPS = 6


def check(node: ast.FunctionDef, at: Site) -> Match | None:
    cache = next(
        (d for d in node.decorator_list if at.refers_to(d.func if isinstance(d, ast.Call) else d, *_CACHES)), None
    )
    if cache is None:
        return None
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    arguments = node.args
    if arguments.vararg or arguments.kwarg:
        return None
    own = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if (
        not own
        or not all(_is_number(a.annotation, at) for a in own)
        or not _is_cheap(body[0].value, {a.arg for a in own})
    ):
        return None
    return Match(cache, "leave it plain: looking up the arguments in the cache takes longer than this expression")


def _is_number(annotation: ast.expr | None, at: Site) -> bool:
    """Is the parameter one of the builtin numbers, as far as the function says?"""
    return annotation is None or at.qualified(annotation) in ("builtins.int", "builtins.float", "builtins.bool")


def _is_cheap(value: ast.expr, names: set[str]) -> bool:
    steps = 0
    for node in ast.walk(value):
        if isinstance(node, ast.operator):
            if not isinstance(node, _OPERATORS):
                return False  # a power or shift can make a huge number
        elif not isinstance(node, _CHEAP) or (isinstance(node, ast.Name) and node.id not in names):
            return False
        steps += isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp))
    return 0 < steps <= _FEW_STEPS


RULE = Rule(
    slug="cache-trivial",
    code="SLP902",
    family="folklore",
    since=(3, 11),
    stage="stable",
    severity="info",
    triggers=Triggers(nodes=(ast.FunctionDef,)),
    check=check,
    examples=[
        AntiExample(
            before="""\
from functools import lru_cache


@«lru_cache(maxsize=None)»
def cell(row: int, column: int) -> int:
    \"\"\"Number of a cell, counted by rows.\"\"\"
    return row * 64 + column


def cells(count):
    return [cell(number % 8, number % 4) for number in range(count)]
""",
            after="""\
def cell(row: int, column: int) -> int:
    \"\"\"Number of a cell, counted by rows.\"\"\"
    return row * 64 + column


def cells(count):
    return [cell(number % 8, number % 4) for number in range(count)]
""",
            workload=lambda n: (n,),
            same=[(10,), (0,)],
        ),
        AntiExample(
            before="""\
import functools


@«functools.cache»
def clamp(value, low, high):
    return low if value < low else high if value > high else value


def clamped(values):
    return [clamp(value, 0, 100) for value in values]
""",
            after="""\
def clamp(value, low, high):
    return low if value < low else high if value > high else value


def clamped(values):
    return [clamp(value, 0, 100) for value in values]
""",
            workload=lambda n: ([i % 200 for i in range(n)],),
            same=[([-1, 5, 101, 5.5],), ([],)],
        ),
    ],
    clean=[
        """\
# The recursion is what the cache is for.
from functools import cache

@cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
""",
        """\
# A call may take long.
from functools import lru_cache

@lru_cache
def setting(name):
    return load(name) + 1
""",
        """\
# A power can be a huge number.
from functools import lru_cache

@lru_cache
def power(base, exponent):
    return base ** exponent
""",
        """\
# A global may have changed: the cache keeps the first answer.
from functools import lru_cache

RATE = 3

@lru_cache
def price(cents):
    return cents * RATE
""",
        """\
# An attribute may be computed.
from functools import lru_cache

@lru_cache
def area(box):
    return box.width * box.height
""",
        """\
# Without arguments it is a lazy constant.
from functools import cache

@cache
def limit():
    return 64 * 1024
""",
        """\
# Products of matrices are slow.
from functools import lru_cache

import numpy as np

@lru_cache
def product(a: np.ndarray, b: np.ndarray):
    return a * b
""",
        """\
# Several statements.
from functools import lru_cache

@lru_cache
def checked(n):
    assert n
    return n * 2

@lru_cache
def logged(n):
    print(n)

@lru_cache
def nothing(n):
    return
""",
        """\
# Some other cache.
from store import cache

@cache
def double(n):
    return n * 2
""",
        """\
# Nothing is computed: the cache is for the identity of the result.
from functools import lru_cache

@lru_cache
def intern(value):
    return value
""",
        """\
# Not cached.
def double(n):
    return n * 2
""",
        """\
# Any number of arguments.
from functools import lru_cache

@lru_cache
def either(a, *more):
    return a or a

@lru_cache
def neither(a, **more):
    return not a
""",
    ],
)
