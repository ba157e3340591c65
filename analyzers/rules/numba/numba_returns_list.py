"""A compiled function whose list comes back to Python: each element becomes an object.

In compiled code a list of floats is an array that grows. Returned to Python, it is made a Python list:
one object for each element, which takes tens of times as long as filling an array. Return an array: `np.empty(n)` where
the length is known before, otherwise `np.array(found)` at the end, which copies the numbers only.

The rule looks at calls of such functions in Python code of the same file: between compiled functions nothing is
converted.

**When not to bother**: the list has a few elements, or Python needs a list of them in any case.
"""

from __future__ import annotations

import ast

from ...semantics.questions.compiled import is_compiled
from ...semantics.questions.jitted import Jitted, called, rely_on
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    function = called(at, node.func)
    if function is None or function.kind not in ("njit", "jit") or function.says("forceobj", True):
        return None
    if is_compiled(at) or in_test(at):
        return None
    returned = _returned_list(at, function)
    if returned is None:
        return None
    return Match(
        node,
        "makes a Python object of every element of the list that it returns: return an array",
        related=[(returned, "the list is returned here", function.facts)],
    )


def _returned_list(at: Site, found: Jitted) -> ast.Return | None:
    """The `return` of a list that the function has filled in a loop."""
    rely_on(at, found)
    made: set[str] = set()
    filled: set[str] = set()
    returns: list[ast.Return] = []
    for node in ast.walk(found.function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[])):
                made.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.ListComp()):
                made.add(name)
                filled.add(name)
            case ast.For() | ast.While():
                filled.update(_appended(node))
            case ast.Return():
                returns.append(node)
            case _:
                pass
    if len(returns) != 1:
        return None
    value = returns[0].value
    is_list = isinstance(value, ast.ListComp) or (isinstance(value, ast.Name) and value.id in made & filled)
    return returns[0] if is_list else None


def _appended(loop: ast.For | ast.While) -> list[str]:
    return [
        call.func.value.id
        for call in ast.walk(loop)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "append"
        and isinstance(call.func.value, ast.Name)
    ]


RULE = Rule(
    slug="numba-returns-list",
    code="SLP541",
    family="numba",
    stage="preview",
    triggers=Triggers(nodes=(ast.Call,), packages=frozenset({"numba"})),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np
from numba import njit


@njit
def peaks(values):
    found = []
    for i in range(1, len(values) - 1):
        if values[i - 1] < values[i] > values[i + 1]:
            found.append(values[i])
    return found


def highest(n):
    return max(«peaks(np.sin(np.arange(n) * 2.0))»)
""",
            after="""\
import numpy as np
from numba import njit


@njit
def peaks(values):
    found = []
    for i in range(1, len(values) - 1):
        if values[i - 1] < values[i] > values[i + 1]:
            found.append(values[i])
    return np.array(found)


def highest(n):
    return peaks(np.sin(np.arange(n) * 2.0)).max().item()
""",
            workload=lambda n: (n,),
            needs=("numba", "numpy"),
            same=[(0,)],
        ),
        Example(
            before="""\
from numba import jit


@jit(nopython=True)
def squares(n):
    return [i * i for i in range(n)]


@jit(nopython=True)
def cubes(n):
    found = [i * i * i for i in range(n)]
    return found


def work(n):
    return «squares(n)» + «cubes(n)»
""",
        ),
    ],
    clean=[
        """\
# An array is returned; a number; the list of the caller.
import numpy as np
from numba import njit

@njit
def one(n):
    found = []
    for i in range(n):
        found.append(i)
    return np.array(found)

@njit
def two(n):
    found = []
    for i in range(n):
        found.append(i)
    return len(found)

@njit
def three(found, n):
    for i in range(n):
        found.append(i)
    return found

def work(n):
    return one(n), two(n), three(n, n)
""",
        """\
# Compiled code calls it, and a test.
from numba import njit

@njit
def squares(n):
    return [i * i for i in range(n)]

@njit
def total(n):
    return sum(squares(n))

def test_squares():
    assert squares(2) == [0, 1]
""",
        """\
# Two elements; two ways out; not compiled.
from numba import njit, jit

@njit
def two(n):
    found = []
    found.append(n)
    found.append(n)
    return found

@njit
def either(n):
    if n < 0:
        return [0]
    return [i for i in range(n)]

def plain(n):
    return [i for i in range(n)]

@jit(forceobj=True)
def slow(n):
    return [i for i in range(n)]

def work(n):
    return two(n), either(n), plain(n), slow(n)
""",
    ],
)
