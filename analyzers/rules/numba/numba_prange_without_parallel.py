"""`prange` in a function that is not compiled with `parallel=True`: it is `range`.

Numba spreads the passes of a `prange` over the cores only where the decorator says `parallel=True`. Without it the loop
runs on one core, and nothing tells. The gain is at most the number of cores, for loops that take long enough: measured
on two busy cores, 10,000 passes of 200 cosines each gained 1.8 times, and 100 passes took ten times as long.

**When not to bother**: the loop is short, or all cores are busy with other calls of the function. Then `range` says it.

Passes of which one needs what another wrote give wrong results in parallel: there is no fix where each pass does not
certainly write to places of its own.

**Why the fix needs review**: starting the threads takes longer than a short loop does, and a sum of floats is added up
in another order.
"""

from __future__ import annotations

import ast

from ...semantics.questions.jitted import around
from ...semantics.site import Site
from ..compiling import tell_compiler
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MESSAGE = "without parallel=True prange is range: the loop runs on one core"
_REASON = "short loops get slower, and a sum of floats is added up in another order"


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.parent(node)
    if not isinstance(loop, ast.For) or loop.iter is not node or not at.is_call(node, "numba.prange"):
        return None
    found = around(at)
    if found is None or found.kind not in ("njit", "jit") or not found.complete:
        return None
    if "inline" in found.options or "parallel" in found.options or found.says("forceobj", True):
        return None
    if any(_is_prange(parent, at) for parent in at.parents(node) if parent is not loop):
        return None  # only the outermost one is ever spread over the cores
    loops = [part for part in ast.walk(found.function) if _is_prange(part, at)]
    if not all(_is_independent(each, found.function, at) for each in loops):
        return Match(node, _MESSAGE)
    return Match(node, _MESSAGE, "review", _REASON, {"decorator": found.decorator})


def _is_prange(node: ast.AST, at: Site) -> bool:
    return isinstance(node, ast.For) and at.is_call(node.iter, "numba.prange")


def _is_independent(loop: ast.AST, function: ast.FunctionDef, at: Site) -> bool:
    """Does each pass write only to variables of its own, to its own place of an array, and to sums?"""
    assert isinstance(loop, ast.For)
    if not isinstance(loop.target, ast.Name):
        return False
    own = loop.target.id
    within = [part for statement in loop.body for part in ast.walk(statement)]
    loads = [part for part in within if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)]
    outside = {part.id for part in ast.walk(function) if isinstance(part, ast.Name)} - {own}
    outside &= {part.id for part in ast.walk(function) if isinstance(part, ast.Name) and not at.inside(part, loop)}
    summed = [part.target for part in within if isinstance(part, ast.AugAssign) and isinstance(part.op, _SUMS)]
    sums = {target.id for target in summed if isinstance(target, ast.Name)} & outside
    if any(load.id in sums for load in loads):
        return False
    written: set[str] = set()
    for part in within:
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            if part.id in outside and not (part.id in sums and part in summed):
                return False
        elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
            if not isinstance(part.value, ast.Name) or not _is_own_place(part, own):
                return False
            written.add(part.value.id)
        elif isinstance(part, ast.Call):
            if not (at.qualified(part.func) or "").startswith(("numpy.", "math.", "builtins.", "numba.")):
                return False
        elif isinstance(part, (ast.Attribute, ast.Delete)) and not isinstance(getattr(part, "ctx", None), ast.Load):
            return False
    return all(_is_own_place(at.parent(load), own) for load in loads if load.id in written)


def _is_own_place(node: ast.AST, own: str) -> bool:
    """Is it `found[i]` or `found[i, …]`, of the pass i?"""
    if not isinstance(node, ast.Subscript):
        return False
    places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return any(isinstance(place, ast.Name) and place.id == own for place in places)


_SUMS = (ast.Add, ast.Sub, ast.Mult)


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
    total = 0
    for i in «nb.prange(size)»:
        third = i % 3
        found[i] = third
        total += third
    return found, total


def work(size):
    return marked(size)
""",
            after="""\
import numba as nb
import numpy as np


@nb.njit(fastmath=True, nogil=True, parallel=True)
def marked(size):
    found = np.zeros(size)
    total = 0
    for i in nb.prange(size):
        third = i % 3
        found[i] = third
        total += third
    return found, total


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


@jit(nopython=True)
def nearest(values, wanted):
    best = 1e9
    place = -1
    for i in «prange(len(values))»:
        for _ in prange(1):
            away = abs(values[i] - wanted)
        if away < best:
            best = away
            place = i
    return place


@jit
def spread(values, found, use):
    for i in «prange(len(values))»:
        found[values[i]] = i
    for i in «prange(len(values))»:
        use(found)
    total = 0
    for i in «prange(len(values))»:
        total += i
        found[i] = total
    for i, in «prange(3)»:
        found.x = i


@jit
def steps(values, found):
    for i in «prange(1, len(values))»:
        found[i] = found[i - 1] + values[i]
""",
        ),
    ],
    clean=[
        """\
# In parallel; by what is not known here; on purpose.
from numba import njit, prange

@njit(parallel=False)
def none(n):
    for i in prange(n):
        print(i)

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
