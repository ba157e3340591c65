"""A formula of many elementwise operations on arrays of CuPy: a kernel and an array for each.

`cp.sqrt(a**2 + b**2) * c` starts five kernels, and each reads and writes all of its elements in the device's memory,
which is what such kernels wait for. A function decorated with `@cp.fuse()` does the whole formula in one kernel, and
reads and writes each element once; `cp.ElementwiseKernel` does the same for a formula written in C.

**When not to bother**: the arrays are small, or the formula is worked out seldom.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.cupy import ELEMENTWISE
from ...semantics.questions.device_arrays import on_device
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MANY = 5
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.FloorDiv, ast.Mod)


def check(node: ast.BinOp | ast.Call, at: Site) -> Match | None:
    if not _is_elementwise(node, at) or _is_elementwise(at.parent(node), at):
        return None  # the whole formula is marked
    if in_test(at) or _operations(node, at) < _MANY or _is_fused(at):
        return None
    return Match(
        node,
        "starts a kernel for each operation, and each goes over all elements: cp.fuse() makes one of them all",
    )


def _is_elementwise(node: ast.AST, at: Site) -> bool:
    """Is it an operation on an array of the device that gives one of the same shape?"""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, _OPERATORS) and on_device(at, node)
    return isinstance(node, ast.Call) and not node.keywords and at.qualified(node.func) in ELEMENTWISE


def _operations(node: ast.AST, at: Site) -> int:
    """So many kernels the formula starts; operations on numbers alone start none."""
    if not _is_elementwise(node, at):
        return 0
    if isinstance(node, ast.BinOp):
        return 1 + _operations(node.left, at) + _operations(node.right, at)
    assert isinstance(node, ast.Call)
    return 1 + sum(_operations(argument, at) for argument in node.args)


def _is_fused(at: Site) -> bool:
    for parent in at.parents(at.node):
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
            decorators = (d.func if isinstance(d, ast.Call) else d for d in parent.decorator_list)
            if any((at.qualified(d) or "").startswith(("cupy.", "cupyx.")) for d in decorators):
                return True
    return False


RULE = Rule(
    slug="cupy-elementwise-chain",
    code="SLP505",
    family="cupy",
    stage="preview",
    severity="info",
    triggers=Triggers(
        nodes=(ast.BinOp,),
        calls=frozenset(name[5:] for name in ELEMENTWISE),
        packages=frozenset({"cupy"}),
    ),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def norm(a: cp.ndarray, b: cp.ndarray, c):
    return «cp.sqrt(a**2 + b**2) * c»
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
import cupy


def blackscholes(n, rate: float, price):
    strikes = cupy.linspace(50, 150, n)
    d = «cupy.exp(cupy.log(price / strikes) + rate * strikes / 2 - 1)»
    return d.sum()
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# Fused.
import cupy as cp

@cp.fuse()
def norm(a: cp.ndarray, b: cp.ndarray, c):
    return cp.sqrt(a**2 + b**2) * c
""",
        """\
# Two operations; numbers; a product of matrices between.
import cupy as cp

def work(a: cp.ndarray, b: cp.ndarray, x: float, y: float):
    c = a * 2 + b
    d = (x * y + 2) * x / y - 3 + x
    return a * 2 @ (b + 1), c, d, cp.sum(a * b + 1, axis=0) * 2
""",
        """\
# Arrays of NumPy's, and what is not known.
import cupy as cp
import numpy as np

def work(a, b, n):
    c = np.zeros(n)
    return np.sqrt(c**2 + c**2) * c + 1, (a**2 + b**2) * a + b - 1
""",
        """\
# A test.
import cupy as cp

def test_norm():
    a = cp.zeros(3)
    assert (cp.sqrt(a**2 + a**2) * a + 1).all()
""",
    ],
)
