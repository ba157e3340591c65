"""`with objmode():` in a loop of compiled code: each pass goes through the interpreter.

An object mode block takes the interpreter's lock, makes Python objects of the numbers, runs as slow as Python, and
makes numbers of the results: most of a microsecond, for a line that compiled takes nanoseconds. Collect what the block
needs in an array, and enter it once after the loop, or once in so many passes.

**When not to bother**: a pass does far more than the block, or the block stands under a condition that is seldom true.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import is_in_every_pass
from ...semantics.questions.jitted import around
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.With, at: Site) -> Match | None:
    if at.repeated_in is None or not is_in_every_pass(at, node):
        return None
    for item in node.items:
        call = item.context_expr
        target = call.func if isinstance(call, ast.Call) else call
        if at.refers_to(target, "numba.objmode", "numba.core.withcontexts.objmode_context"):
            if around(at) is None:
                return None
            return Match(call, "goes through the interpreter in every pass: collect what it needs, and enter it once")
    return None


RULE = Rule(
    slug="numba-objmode-in-loop",
    code="SLP533",
    family="numba",
    stage="preview",
    triggers=Triggers(nodes=(ast.With,), in_loop=True, packages=frozenset({"numba"})),
    check=check,
    examples=[
        Example(
            before="""\
import math

import numpy as np
from numba import njit, objmode


@njit
def gammas(values):
    total = 0.0
    for value in values:
        with «objmode(y="float64")»:
            y = math.gamma(value)
        total += y
    return total


def work(n):
    return gammas(np.full(n, 2.5))
""",
            after="""\
import math

import numpy as np
from numba import njit, objmode


@njit
def gammas(values):
    total = 0.0
    with objmode(found="float64[:]"):
        found = np.array([math.gamma(value) for value in values])
    for y in found:
        total += y
    return total


def work(n):
    return gammas(np.full(n, 2.5))
""",
            workload=lambda n: (n,),
            same=[(5,), (1,)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numba


@numba.jit(nopython=True)
def walk(n):
    while n > 0:
        n -= 1
        with «numba.objmode()»:
            print("left", n)
""",
        ),
    ],
    clean=[
        """\
# After the loop.
from numba import njit, objmode

@njit
def work(values):
    total = 0.0
    for value in values:
        total += value
    with objmode():
        print(total)
""",
        """\
# Once in a thousand passes.
from numba import njit, objmode

@njit
def work(values):
    for i in range(len(values)):
        if i % 1000 == 0:
            with objmode():
                print(i)
""",
        """\
# Three passes; another manager.
from numba import njit, objmode
from mine import guard

@njit
def work(values):
    for i in range(3):
        with objmode():
            print(i)
    for value in values:
        with guard():
            print(value)
""",
        """\
# Python runs it.
from numba import objmode

def work(values):
    for value in values:
        with objmode():
            print(value)
""",
    ],
)
