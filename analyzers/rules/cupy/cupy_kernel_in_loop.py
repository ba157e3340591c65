"""A kernel of CuPy's made anew in each pass of a loop, or by a function decorated with `cp.fuse` at each call.

`cp.ElementwiseKernel(…)`, `cp.RawKernel(…)` and `cp.RawModule(…)` read, check and look up their source when they are
made and first called, and compile it where the cache on the disk does not have it. What `cp.fuse` makes keeps the
kernels that it has made: for a nested function that is decorated anew at each call they are gone. Make them at module
level.

**When not to bother**: the loop makes a few passes, with another source in each.
"""

from __future__ import annotations

import ast

from ...semantics.questions.device_arrays import busy_loop
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_KERNELS = ("ElementwiseKernel", "RawKernel", "RawModule", "ReductionKernel")
_MADE = (*(f"cupy.{name}" for name in _KERNELS), "cupy.fuse", "cupyx.jit.rawkernel")


def check(node: ast.Call | ast.FunctionDef, at: Site) -> Match | None:
    if isinstance(node, ast.Call):
        if not at.is_call(node, *_MADE) or busy_loop(at) is None:
            return None
        return Match(node, "makes the kernel anew in every pass: make it once, before the loop")
    outer = at.function
    if not isinstance(outer, ast.FunctionDef) or outer.decorator_list or in_test(at):
        return None
    for decorator in node.decorator_list:
        made = decorator.func if isinstance(decorator, ast.Call) else decorator
        if at.refers_to(made, "cupy.fuse", "cupyx.jit.rawkernel") and _is_only_called(node, at):
            return Match(decorator, f"makes the kernel anew at each call of {outer.name}(): make it at module level")
    return None


def _is_only_called(made: ast.FunctionDef, at: Site) -> bool:
    scope = at.facts.scopes.scope_of.get(at.function) if at.function is not None else None
    loads = scope.loads_of(made.name) if scope is not None else []
    return bool(loads) and all(getattr(at.parent(load), "func", None) is load for load in loads)


RULE = Rule(
    slug="cupy-kernel-in-loop",
    code="SLP509",
    family="cupy",
    stage="stable",
    triggers=Triggers(
        nodes=(ast.FunctionDef,), calls=frozenset({*_KERNELS, "fuse", "rawkernel"}), packages=frozenset({"cupy"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def squared(batches):
    for batch in batches:
        kernel = «cp.ElementwiseKernel("float32 x", "float32 y", "y = x * x", "square")»
        yield kernel(batch)
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
import cupy


def smooth(a, b):
    @«cupy.fuse()»
    def blend(x, y):
        return x * 0.5 + y * 0.5

    return blend(a, b)
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# At module level, before the loop, in a function that returns it.
import cupy as cp

square = cp.ElementwiseKernel("float32 x", "float32 y", "y = x * x", "square")

@cp.fuse()
def blend(x, y):
    return x * 0.5 + y * 0.5

def make(source):
    @cp.fuse
    def blend(x, y):
        return x + y
    return blend, cp.RawKernel(source, "f")

def work(batches, source):
    kernel = cp.RawKernel(source, "f")
    for batch in batches:
        kernel(batch)
""",
        """\
# The function around is kept; a test.
import functools
import cupy as cp

@functools.cache
def work(n):
    @cp.fuse
    def blend(x, y):
        return x + y
    return blend(cp.zeros(n), 1)

def test_blend():
    @cp.fuse
    def blend(x, y):
        return x + y
    assert blend(1, 2)
    for i in range(100):
        cp.RawKernel("", "f")
""",
        """\
# Something else of that name; three kernels.
import cupy as cp
from mine import fuse, RawKernel

def work(n):
    for i in range(n):
        RawKernel("", "f")
    for name in ("f", "g", "h"):
        cp.RawKernel("", name)

    @fuse
    def blend(x, y):
        return x + y
    return blend(1, 2)
""",
    ],
)
