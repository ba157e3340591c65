"""A Python loop over the elements of an array on the device.

Each element of a CuPy array is an array of its own, of no dimensions: taking it starts a kernel, and so does each
operation with it; in the time of one start the device could have worked on thousands of elements. Write the operation
on the whole array; where passes depend on each other, `cupyx.jit.rawkernel` or `cp.ElementwiseKernel` puts the loop on
the device, and a copy by `cp.asnumpy(a)` puts the array where Python's loops are quicker.

Only arrays that certainly have one dimension are reported: rows of a matrix may be large.

**When not to bother**: the array has a few elements. Then NumPy is quicker, too.
"""

from __future__ import annotations

import ast

from ...semantics.questions.device_arrays import is_flat, on_device
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.For | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, at: Site) -> Match | None:
    iterable = node.iter if isinstance(node, ast.For) else node.generators[0].iter
    if isinstance(iterable, ast.Call) and len(iterable.args) == 1 and at.is_call(iterable, "builtins.enumerate"):
        iterable = iterable.args[0]
    if not on_device(at, iterable) or not is_flat(at, iterable) or in_test(at) or at.is_small(iterable):
        return None
    return Match(iterable, "starts a kernel for every element: write it for the whole array, or fetch the array first")


RULE = Rule(
    slug="cupy-element-loop",
    code="SLP501",
    family="cupy",
    stage="stable",
    triggers=Triggers(
        nodes=(ast.For, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), packages=frozenset({"cupy"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def total(n: int):
    found = 0
    for x in «cp.arange(n)»:
        found += x * x
    return found
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
import cupy


def signs(table: cupy.ndarray, count: int, numbers: list[float]):
    flat = table.ravel()
    ones = cupy.ones(count)
    given = cupy.array(numbers)
    return [1 if x > 0 else -1 for x in «flat»], {x for i, x in enumerate(«ones»)}, list(x for x in «given»)
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# Rows, which may be large; what is not known.
import cupy as cp

def rows(table: cp.ndarray, shape, values):
    for row in table:
        print(row.sum())
    for row in cp.zeros(shape):
        print(row.sum())
    for row in cp.array(values):
        print(row.sum())
    for row in cp.asarray([values, values]):
        print(row.sum())
""",
        """\
# Fetched before; Python's own.
import cupy as cp

def total(n: int):
    found = 0
    for x in cp.arange(n).get():
        found += x
    for x in cp.asnumpy(cp.arange(n)):
        found += x
    for x in range(n):
        found += x
    return found
""",
        """\
# A test; something else of that name.
import cupy
from mine import arange

def test_arange():
    for x in cupy.arange(10):
        assert x >= 0

def work(n, other):
    for x in arange(n):
        print(x)
    for x in other.ravel():
        print(x)
""",
    ],
)
