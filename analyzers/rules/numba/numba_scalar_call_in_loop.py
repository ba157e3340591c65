"""A compiled function called for single numbers in a loop of Python's.

Each call from Python to a function that numba compiled checks the types of the arguments, unpacks them, and packs the
result: about a tenth of a microsecond, more than the plain Python function would take for a formula. Compile the loop
as well, and hand over the array: then a pass takes nanoseconds.

**When not to bother**: the function works much longer than a microsecond.
"""

from __future__ import annotations

import ast

from ...semantics.questions.compiled import is_compiled
from ...semantics.questions.jitted import Jitted, called, rely_on
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_NUMBERS = ("int", "float", "bool")


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Name) or not node.args or node.keywords:  # cheap
        return None
    function = called(at, node.func)
    if function is None or function.kind not in ("njit", "jit", "vectorize") or at.repeated_in is None:
        return None
    if is_compiled(at) or in_test(at) or not all(_is_number(argument, at) for argument in node.args):
        return None
    if at.waits(at.repeated_in) or not _is_formula(at, function):
        return None
    return Match(
        node,
        "packs and unpacks single numbers in every pass, which takes longer than the formula: compile the loop, too",
        related=[(function.function, "this is all that it computes", function.facts)],
    )


def _is_number(node: ast.expr, at: Site) -> bool:
    return at.type(node).is_(*_NUMBERS) or (isinstance(node, ast.Subscript) and at.dimensions(node) == 0)


def _is_formula(at: Site, found: Jitted) -> bool:
    """Does the function only compute: no loops, no arrays?"""
    rely_on(at, found)
    return all(
        isinstance(part, (ast.Return, ast.Assign, ast.AugAssign, ast.If, ast.Expr)) and _has_no_loop(part)
        for part in found.function.body
    )


def _has_no_loop(statement: ast.stmt) -> bool:
    return not any(
        isinstance(part, (ast.For, ast.While, ast.comprehension, ast.Subscript, ast.Call))
        and not (isinstance(part, ast.Call) and _is_cheap(part.func))
        for part in ast.walk(statement)
    )


def _is_cheap(func: ast.expr) -> bool:
    """One of the functions of `math`, or a builtin for numbers."""
    if isinstance(func, ast.Attribute):
        return isinstance(func.value, ast.Name) and func.value.id in ("math", "np", "numpy")
    return isinstance(func, ast.Name) and func.id in ("abs", "min", "max", "int", "float", "round", "sqrt", "exp")


RULE = Rule(
    slug="numba-scalar-call-in-loop",
    code="SLP538",
    family="numba",
    stage="stable",
    triggers=Triggers(nodes=(ast.Call,), in_loop=True, packages=frozenset({"numba"})),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np
from numba import njit


@njit
def squashed(x):
    return x / (1.0 + abs(x))


def total(n):
    values = np.linspace(-4.0, 4.0, n)
    found = 0.0
    for i in range(n):
        found += «squashed(values[i])»
    return found
""",
            after="""\
import numpy as np
from numba import njit


@njit
def squashed(x):
    return x / (1.0 + abs(x))


@njit
def all_squashed(values):
    found = 0.0
    for i in range(len(values)):
        found += squashed(values[i])
    return found


def total(n):
    values = np.linspace(-4.0, 4.0, n)
    return all_squashed(values)
""",
            workload=lambda n: (n,),
            same=[(5,), (1,)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import math

from numba import jit, vectorize


@jit(nopython=True)
def length(x, y):
    if x < 0:
        x = -x
    return math.sqrt(x * x + y * y)


@vectorize
def twice(x):
    return x * 2


def lengths(numbers: list[float]):
    return [«length(x, 2.0)» for x in numbers] + [«twice(x)» for x in numbers]
""",
        ),
    ],
    clean=[
        """\
# Of arrays, of what is not known.
import numpy as np
from numba import njit

@njit
def twice(x):
    return x * 2

def work(tables, values):
    for i in range(len(tables)):
        print(twice(np.zeros(10)), twice(values[i]))
""",
        """\
# The loop is compiled; there is none; three passes.
from numba import njit

@njit
def twice(x):
    return x * 2

@njit
def work(n):
    found = 0
    for i in range(n):
        found += twice(i)
    return found

def other(n: int):
    for i in range(3):
        print(twice(i))
    return twice(n)
""",
        """\
# It has a loop of its own; it works on an array that it makes; it calls another one.
import numpy as np
from numba import njit

@njit
def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps

@njit
def table(n):
    found = zeros(n)
    return found

@njit
def sums(n):
    return sum([i for i in range(n)])

def work(n: int):
    return [collatz(i) + table(i) + sums(i) for i in range(n)]
""",
        """\
# A test, a request in each pass.
import requests
from numba import njit

@njit
def twice(x):
    return x * 2

def test_twice():
    for i in range(1000):
        assert twice(i) == i + i

def work(n: int):
    for i in range(n):
        requests.get("http://x", params={"x": twice(i)})
""",
        """\
# A plain function.
import numba

def twice(x):
    return x * 2

def work(n: int):
    return [twice(i) for i in range(n)]
""",
    ],
)
