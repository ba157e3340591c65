"""A CUDA kernel for a grid of many blocks, launched with one.

`kernel[1, threads](…)` runs on one multiprocessor of the device; all others stand idle.
A kernel that asks `cuda.grid(1)` for its place is made for many blocks: launch it with as many as cover the data,
`kernel[(n + 255) // 256, 256](…)`.

What it gains has not been measured: it takes a GPU.

**When not to bother**: there are a few hundred elements.
"""

from __future__ import annotations

import ast

from ...semantics.questions.jitted import Jitted, called, rely_on
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_ASKS = frozenset({"grid", "gridsize", "blockIdx", "gridDim"})


def check(node: ast.Call, at: Site) -> Match | None:
    launched = node.func
    if not isinstance(launched, ast.Subscript) or not isinstance(launched.slice, ast.Tuple) or in_test(at):
        return None
    blocks, threads = launched.slice.elts[0], launched.slice.elts[1:]
    if at.constant(blocks) != 1 or not threads or at.constant(threads[0]) == 1:
        return None
    function = called(at, launched.value)
    if function is None or function.kind != "cuda" or not _is_for_a_grid(at, function):
        return None
    return Match(blocks, "one block keeps one multiprocessor busy: launch as many as cover the data")


def _is_for_a_grid(at: Site, found: Jitted) -> bool:
    rely_on(at, found)
    return any(isinstance(part, ast.Attribute) and part.attr in _ASKS for part in ast.walk(found.function))


RULE = Rule(
    slug="numba-cuda-one-block",
    code="SLP543",
    family="numba",
    stage="preview",
    triggers=Triggers(nodes=(ast.Call,), packages=frozenset({"numba"})),
    check=check,
    examples=[
        Example(
            before="""\
from numba import cuda


@cuda.jit
def double(values):
    i = cuda.grid(1)
    if i < values.size:
        values[i] *= 2


def work(values):
    double[«1», 1024](values)
""",
            needs=("numba",),
        ),
        Example(
            before="""\
import numba.cuda

BLOCKS = 1


@numba.cuda.jit
def double(values):
    i = numba.cuda.threadIdx.x + numba.cuda.blockIdx.x * numba.cuda.blockDim.x
    values[i] *= 2


def work(values, threads, stream):
    double[«BLOCKS», threads, stream](values)
""",
            needs=("numba",),
        ),
    ],
    clean=[
        """\
# As many as it takes; one thread, for what must run alone.
from numba import cuda

@cuda.jit
def double(values):
    i = cuda.grid(1)
    values[i] *= 2

def work(values, blocks):
    double[(len(values) + 255) // 256, 256](values)
    double[blocks, 256](values)
    double[1, 1](values)
    double[2, 256](values)
""",
        """\
# A kernel for one block.
from numba import cuda

@cuda.jit
def total(values):
    i = cuda.threadIdx.x
    values[i] *= 2

def work(values):
    total[1, 256](values)
""",
        """\
# No kernel; a test.
from numba import cuda

def table(i):
    return i.grid

@cuda.jit
def double(values):
    values[cuda.grid(1)] *= 2

def work(tables, values):
    tables[1, 256](values)
    table[1, 256](values)
    tables[1](values)

def test_double(values):
    double[1, 256](values)
""",
    ],
)
