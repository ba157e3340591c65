"""A condition on an array of the device, in each pass of a loop.

`while cp.abs(step).max() > 1e-6:` and `if (x > 0).any():` need the answer at once: Python waits until the device has
done all that it was given, and only then goes on and gives it more. Ask every tenth pass; or let `cp.where` choose
on the device.

**When not to bother**: a pass keeps the device busy for milliseconds.
"""

from __future__ import annotations

import ast

from ...semantics.questions.device_arrays import busy_loop, on_device
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.If | ast.While | ast.IfExp, at: Site) -> Match | None:
    asked = next((part for part in _parts(node.test) if on_device(at, part)), None)
    if asked is None:
        return None
    if isinstance(node, ast.While):
        # Each pass asks, unless only the first one comes to it.
        if not any(isinstance(part, ast.Call) for statement in node.body for part in ast.walk(statement)):
            return None
    elif busy_loop(at) is None:
        return None
    return Match(asked, "waits for the device in every pass to know the answer: ask every so many passes")


def _parts(test: ast.expr) -> list[ast.expr]:
    """What the truth of a condition hangs on, in the order in which it is asked."""
    if isinstance(test, ast.BoolOp):
        return [part for value in test.values for part in _parts(value)]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _parts(test.operand)
    return [test]


RULE = Rule(
    slug="cupy-branch-in-loop",
    code="SLP507",
    family="cupy",
    stage="preview",
    severity="info",
    triggers=Triggers(nodes=(ast.If, ast.While, ast.IfExp), packages=frozenset({"cupy"})),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def solve(matrix: cp.ndarray, rhs: cp.ndarray, tolerance):
    x = cp.zeros_like(rhs)
    step = rhs
    while «cp.abs(step).max() > tolerance»:
        step = rhs - cp.dot(matrix, x)
        x = x + 0.1 * step
    return x
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
import cupy


def walk(field: cupy.ndarray, steps):
    for _ in range(steps):
        field = cupy.roll(field, 1) * 1.01
        if not «cupy.isfinite(field).all()»:
            break
        steps = 1 if «(field > 1).any()» else 2
    return field
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# Every hundred passes; after the loop.
import cupy as cp

def walk(field: cp.ndarray, steps):
    for i in range(steps):
        field = cp.roll(field, 1)
        if i % 100 == 0:
            if cp.isnan(field).any():
                break
    if cp.isnan(field).any():
        print("lost")
""",
        """\
# What the array is, not what is in it; None; numbers; arrays of NumPy's.
import cupy as cp
import numpy as np

def walk(field: cp.ndarray, steps, other):
    host = np.zeros(10)
    for i in range(steps):
        field = cp.roll(field, 1)
        if field.shape[0] > 3 or field is None or field.size or other.any() or host.any():
            break
    while steps:
        steps -= 1
""",
        """\
# Three passes, a test, and a loop that only waits.
import cupy as cp

def walk(flag: cp.ndarray):
    for i in range(3):
        if flag.any():
            print(i)
    while flag:
        pass

def test_any(n):
    for i in range(n):
        if cp.zeros(3).any():
            assert i
""",
    ],
)
