"""A compiled function called with a whole number here, and with a float elsewhere: it is compiled for both.

Numba compiles a function once for each combination of argument types. `scaled(values, 2)` and `scaled(values, 0.5)` are
two compilations of the same code, each some tenths of a second or more at the first such call, and two copies in
memory. Write `2.0`, or give the function a signature.

The rule compares the literals of calls in the same file.

**When not to bother**: the function is cached on disk, and the program is started often.

**Why the fix needs review**: what the function returns for this call may become a float.
"""

from __future__ import annotations

import ast

from ...semantics.questions.jitted import called
from ...semantics.questions.places import in_test
from ...semantics.questions.whole_file import document_of
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    whole = {place: given for place, given in enumerate(node.args) if _is(given, int)}
    if not whole or not isinstance(node.func, ast.Name) or in_test(at):
        return None
    function = called(at, node.func)
    if function is None or function.kind not in ("njit", "jit") or function.typed:
        return None
    for block in document_of(at).leaves():
        for statement in block.nodes:
            for other in ast.walk(statement):
                if not isinstance(other, ast.Call) or not isinstance(other.func, ast.Name):
                    continue
                if other.func.id != node.func.id or len(other.args) != len(node.args):
                    continue
                for place, given in whole.items():
                    if _is(other.args[place], float):
                        return _found(given, at)
    return None


def _found(given: ast.expr, at: Site) -> Match:
    return Match(
        given,
        "is compiled once more for a whole number: another call hands over a float",
        "review",
        "what the function returns for this call may become a float",
    )


def _is(node: ast.expr, kind: type) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is kind


def rewrite(match: Match, edit: Rewrite) -> None:
    number = match.node.operand if isinstance(match.node, ast.UnaryOp) else match.node
    assert isinstance(number, ast.Constant)
    assert isinstance(number.value, int)
    edit.replace(number, repr(float(number.value)))


RULE = Rule(
    slug="numba-dtype-churn",
    code="SLP537",
    family="numba",
    stage="preview",
    severity="info",
    gains="latency",
    triggers=Triggers(nodes=(ast.Call,), packages=frozenset({"numba"})),
    check=check,
    rewrite=rewrite,
    title="Write a float",
    examples=[
        Example(
            before="""\
import numpy as np
from numba import njit


@njit
def scaled(values, factor):
    total = 0.0
    for value in values:
        total += value * factor
    return total


def work(n):
    values = np.ones(n)
    return scaled(values, 0.5) + scaled(values, «2»)
""",
            after="""\
import numpy as np
from numba import njit


@njit
def scaled(values, factor):
    total = 0.0
    for value in values:
        total += value * factor
    return total


def work(n):
    values = np.ones(n)
    return scaled(values, 0.5) + scaled(values, 2.0)
""",
            workload=lambda n: (n,),
            same=[(3,), (0,)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numba


def shift(x):
    return moved(x, «-1»)


@numba.jit(nopython=True)
def moved(x, by):
    return x + by


def drift(x):
    return moved(x, -0.25)
""",
        ),
    ],
    clean=[
        """\
# The same type everywhere.
from numba import njit

@njit
def moved(x, by):
    return x + by

def work(x):
    return moved(x, 1) + moved(x, 2) + moved(x, True)
""",
        """\
# It has a signature, and is compiled once.
from numba import njit, float64

@njit(float64(float64, float64))
def moved(x, by):
    return x + by

def work(x):
    return moved(x, 1) + moved(x, 0.5)
""",
        """\
# Another number of arguments, another place; not compiled; a test.
from numba import njit

@njit
def moved(x, by=0.5, more=1):
    return x + by + more

def plain(x):
    return x

def work(x):
    return moved(x, 0.5) + moved(1, x) + moved(x, x, x) + plain(1) + plain(0.5)

def test_moved():
    assert moved(1, 1, 1)
""",
    ],
)
