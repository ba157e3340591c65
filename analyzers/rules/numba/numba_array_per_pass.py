"""A small array made in each pass of a compiled loop.

Compiled arithmetic takes a nanosecond; memory for an array of three numbers takes some twenty to get and give back.
`np.array([a, b, c])` in a loop makes a list first, and an array of it. Plain variables cost nothing; where an array is
needed, make it once before the loop, and set its elements in each pass.

**When not to bother**: a pass works on large arrays.
"""

from __future__ import annotations

import ast

from ...semantics.questions.invariants import is_in_every_pass
from ...semantics.questions.jitted import around
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_SMALL = 64
_MAKERS = ("numpy.zeros", "numpy.empty", "numpy.ones", "numpy.full")


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.repeated_in
    if loop is None or not node.args or not _is_small(node, at) or not is_in_every_pass(at, node):
        return None
    if at.is_call(loop.iterable, "numba.prange"):
        return None  # each thread needs its own
    statement = at.statement(node)
    if not isinstance(statement, ast.Assign) or statement.value is not node or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    if not isinstance(target, ast.Name) or not all(_stays(usage.kind) for usage in at.usages(target)):
        return None
    found = around(at)
    if found is None or found.kind not in ("njit", "jit", "guvectorize"):
        return None
    return Match(node, "gets and gives back memory in every pass: make the array once, or use plain variables")


def _is_small(node: ast.Call, at: Site) -> bool:
    first = node.args[0]
    if at.is_call(node, "numpy.array"):
        return isinstance(first, (ast.List, ast.Tuple)) and not any(
            isinstance(element, (ast.List, ast.Tuple, ast.Starred)) for element in first.elts
        )
    size = at.constant(first)
    return type(size) is int and size <= _SMALL and at.is_call(node, *_MAKERS)


def _stays(kind: str) -> bool:
    """Is only this array's content used, so that the next pass may have it?"""
    return kind in ("subscript", "store-subscript", "iterate")


RULE = Rule(
    slug="numba-array-per-pass",
    code="SLP540",
    family="numba",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"array", "zeros", "empty", "ones", "full"}), in_loop=True, packages=frozenset({"numba"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
import numpy as np
from numba import njit


@njit
def lengths(values):
    total = 0.0
    for value in values:
        vector = «np.array([value, 1.0, 2.0])»
        total += vector[0] * vector[0] + vector[1] * vector[2]
    return total


def work(n):
    return lengths(np.ones(n))
""",
            after="""\
import numpy as np
from numba import njit


@njit
def lengths(values):
    total = 0.0
    for value in values:
        total += value * value + 1.0 * 2.0
    return total


def work(n):
    return lengths(np.ones(n))
""",
            workload=lambda n: (n,),
            same=[(4,), (0,)],
            needs=("numba", "numpy"),
        ),
        Example(
            before="""\
import numba
import numpy as np


@numba.jit(nopython=True)
def histograms(rows, found):
    for i in range(len(rows)):
        counts = «np.zeros(16)»
        pair = «np.empty(2, dtype=np.int64)»
        for value in rows[i]:
            counts[value] += 1
            pair[0] = value
        found[i] = counts[pair[0]]
""",
        ),
    ],
    clean=[
        """\
# Each pass keeps its own.
import numpy as np
from numba import njit

@njit
def rows(n):
    found = []
    for i in range(n):
        row = np.zeros(3)
        row[0] = i
        found.append(row)
    return found
""",
        """\
# Of a size that is not known, or large; of two dimensions; once in a while.
import numpy as np
from numba import njit

@njit
def work(n, k, rows):
    for i in range(n):
        a = np.zeros(k)
        a[0] = 1
        b = np.zeros(1000)
        b[0] = 1
        c = np.array([[1, 2], [3, 4]])
        c[0] = 1
        if i == 5:
            d = np.zeros(3)
            d[0] = 1
        e = np.array(rows[i])
        e[0] = 1
""",
        """\
# Python runs it; before the loop; in four passes.
import numba
import numpy as np

def work(n):
    for i in range(n):
        a = np.zeros(3)
        a[0] = i

@numba.njit
def other(n):
    a = np.zeros(3)
    for i in range(n):
        a[0] = i
    for i in range(4):
        b = np.zeros(3)
        b[0] = i
""",
        """\
# Some other function, and a part of an expression.
import numba
from mine import zeros

@numba.njit
def work(n):
    for i in range(n):
        a = zeros(3)
        a[0] = i
        a[1] = len(numba.zeros(3))
""",
        """\
# Passes that run at the same time need one each.
import numpy as np
from numba import njit, prange

@njit(parallel=True)
def work(n, found):
    for i in prange(n):
        a = np.zeros(3)
        a[0] = i
        found[i] = a[0]
""",
        """\
# A kernel for one element.
import numpy as np
from numba import vectorize

@vectorize
def work(n):
    for i in range(n):
        a = np.zeros(3)
        a[0] = i
    return n
""",
    ],
)
