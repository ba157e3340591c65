"""A function compiled in numba's object mode, which does what the interpreter would do.

With `forceobj=True` numba works on Python objects through the interpreter's own functions: no faster than Python. Only
loops that need no objects are taken out and compiled ("loop lifting"); where one does need them, all of it stays slow,
and nothing tells. `nopython=False` falls back to object mode silently where something is not supported. `@njit` says
what is in the way. Where all loops are lifted it gains little: a quicker call.

**When not to bother**: the work is in loops that are lifted, and the rest cannot do without objects.
"""

from __future__ import annotations

import ast

from ...semantics.questions.jitted import jitted
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.FunctionDef, at: Site) -> Match | None:
    if not node.decorator_list:  # cheap
        return None
    found = jitted(at.facts, node)
    if found is None or found.kind not in ("jit", "njit"):
        return None
    if found.says("forceobj", True):
        return Match(
            found.options["forceobj"],
            "in object mode numba does what the interpreter does: @njit compiles it, or says what is in the way",
        )
    if found.says("nopython", False):
        return Match(
            found.options["nopython"],
            "falls back to the interpreter without a word where numba cannot compile: @njit says what is in the way",
        )
    return None


RULE = Rule(
    slug="numba-object-mode",
    code="SLP532",
    family="numba",
    stage="preview",
    severity="info",
    triggers=Triggers(nodes=(ast.FunctionDef,), packages=frozenset({"numba"})),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np
from numba import jit


@jit(forceobj=«True»)
def first_above(values, limit):
    for i in range(len(values)):
        if values[i] * values[i] > limit:
            return i
    return -1


def place(n):
    return first_above(np.arange(n), n * n)
""",
            after="""\
import numpy as np
from numba import njit


@njit
def first_above(values, limit):
    for i in range(len(values)):
        if values[i] * values[i] > limit:
            return i
    return -1


def place(n):
    return first_above(np.arange(n), n * n)
""",
            workload=lambda n: (n,),
            same=[(5,), (0,)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numba


@numba.jit(nopython=«False», cache=True)
def total(values):
    found = 0
    for value in values:
        found += value
    return found
""",
        ),
    ],
    clean=[
        """\
# Compiled.
from numba import jit, njit

@njit
def one(x):
    return x

@jit(nopython=True)
def two(x):
    return x

@jit
def three(x):
    return x
""",
        """\
# It is not said which.
from numba import jit

def make(options, debug):
    @jit(**options)
    def one(x):
        return x

    @jit(nopython=not debug, forceobj=debug)
    def two(x):
        return x

    return one, two
""",
        """\
# Another jit.
from jax import jit
import numba

@jit(forceobj=True)
def one(x):
    return x
""",
        """\
# A kernel for elements.
from numba import vectorize

@vectorize(forceobj=True)
def one(x):
    return x

def plain(x):
    return x
""",
    ],
)
