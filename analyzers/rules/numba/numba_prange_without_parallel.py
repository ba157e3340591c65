"""`prange` in a function that is not compiled with `parallel=True`: it is `range`.

Numba spreads the passes of a `prange` over the cores only where the decorator says `parallel=True`. Without it the loop
runs on one core, and nothing tells. The gain is at most the number of cores, for passes that take long enough: starting
the threads takes some tens of microseconds.

**When not to bother**: the loop is short, or all cores are busy with other calls of the function. Then `range` says it.

**Why the fix needs review**: a sum of floats is added up in another order, and passes of which one needs what another
wrote give wrong results in parallel.
"""

from __future__ import annotations

import ast

from ...semantics.questions.jitted import around
from ...semantics.site import Site
from ..compiling import tell_compiler
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_REASON = "sums of floats are added in another order, and passes that need each other give wrong results"


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "numba.prange"):
        return None
    found = around(at)
    if found is None or found.kind not in ("njit", "jit") or not found.complete:
        return None
    if "inline" in found.options or ("parallel" in found.options and not found.says("parallel", False)):
        return None
    if "parallel" in found.options or found.says("forceobj", True):
        return Match(node, "without parallel=True prange is range: the loop runs on one core")
    return Match(
        node,
        "without parallel=True prange is range: the loop runs on one core",
        "review",
        _REASON,
        {"decorator": found.decorator},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    tell_compiler(edit, match.nodes["decorator"], "parallel=True")


RULE = Rule(
    slug="numba-prange-without-parallel",
    code="SLP534",
    family="numba",
    stage="preview",
    triggers=Triggers(calls=frozenset({"prange"}), packages=frozenset({"numba"})),
    check=check,
    rewrite=rewrite,
    title="Compile with parallel=True",
    examples=[
        Example(
            before="""\
import math

import numpy as np
from numba import njit, prange


@njit
def filled(size):
    found = np.empty(size)
    for i in «prange(size)»:
        x = i * 0.001
        for _ in range(200):
            x = math.cos(x) + 0.1
        found[i] = x
    return found


def work(size):
    return filled(size)
""",
            after="""\
import math

import numpy as np
from numba import njit, prange


@njit(parallel=True)
def filled(size):
    found = np.empty(size)
    for i in prange(size):
        x = i * 0.001
        for _ in range(200):
            x = math.cos(x) + 0.1
        found[i] = x
    return found


def work(size):
    return filled(size)
""",
            workload=lambda n: (n,),
            same=[(4,), (0,)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numba as nb
import numpy as np


@nb.njit(fastmath=True, nogil=True)
def marked(size):
    found = np.zeros(size)
    for i in «nb.prange(size)»:
        found[i] = i % 3
    return found


def work(size):
    return marked(size)
""",
            after="""\
import numba as nb
import numpy as np


@nb.njit(fastmath=True, nogil=True, parallel=True)
def marked(size):
    found = np.zeros(size)
    for i in nb.prange(size):
        found[i] = i % 3
    return found


def work(size):
    return marked(size)
""",
            workload=lambda n: (n,),
            same=[(4,), (0,)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
from numba import jit, prange


@jit(parallel=False)
def total(values):
    found = 0
    for i in «prange(len(values))»:
        found += values[i]
    return found
""",
        ),
    ],
    clean=[
        """\
# In parallel; by what is not known here.
from numba import njit, prange

@njit(parallel=True)
def one(n):
    for i in prange(n):
        print(i)

def make(options, parallel):
    @njit(**options)
    def two(n):
        for i in prange(n):
            print(i)

    @njit(parallel=parallel)
    def three(n):
        for i in prange(n):
            print(i)

    return two, three
""",
        """\
# Put into the function that calls it, which may run in parallel.
from numba import njit, prange

@njit(inline="always")
def total(values):
    found = 0
    for i in prange(len(values)):
        found += values[i]
    return found
""",
        """\
# Not compiled here: by a call elsewhere, perhaps.
from numba import prange

def total(values):
    for i in prange(len(values)):
        print(i)
""",
        """\
# Another prange, another compiler.
import numba
from mine import prange

@numba.njit
def total(values):
    for i in prange(len(values)):
        print(i)
""",
        """\
# A kernel for elements.
from numba import vectorize, prange

@vectorize
def total(n):
    for i in prange(n):
        print(i)
    return n
""",
    ],
)
