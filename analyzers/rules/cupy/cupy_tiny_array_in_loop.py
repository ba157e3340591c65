"""A few numbers made an array on the device in each pass of a loop.

`cp.array([x, y, z])` gets memory on the device, begins a copy of a few bytes and waits for it; each operation with it
starts a kernel for three elements. NumPy, or plain numbers, do that in a fraction of the time; numbers may be handed to
CuPy's functions and kernels as they are.

**When not to bother**: the loop makes a few passes.
"""

from __future__ import annotations

import ast

from ...semantics.questions.device_arrays import busy_loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, "cupy.array", "cupy.asarray"):
        return None
    given = node.args[0]
    if not isinstance(given, (ast.List, ast.Tuple)) or not at.is_small(given) or busy_loop(at) is None:
        return None
    if any(isinstance(part, (ast.List, ast.Tuple, ast.Starred, ast.ListComp)) for part in given.elts):
        return None
    if not all(_is_number(part, at) for part in given.elts):
        return None
    return Match(node, "copies a few numbers to the device in every pass: hand them over as they are, or use NumPy")


def _is_number(node: ast.expr, at: Site) -> bool:
    return at.type(node).is_("int", "float")


RULE = Rule(
    slug="cupy-tiny-array-in-loop",
    code="SLP512",
    family="cupy",
    stage="preview",
    triggers=Triggers(calls=frozenset({"array", "asarray"}), in_loop=True, packages=frozenset({"cupy"})),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def distances(points: cp.ndarray, n: int):
    found = cp.empty(n)
    for i in range(n):
        centre = «cp.array([i, 0.5 * i, 1.0])»
        found[i] = cp.abs(points - centre).sum()
    return found
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
import cupy


def moved(field: cupy.ndarray, steps: list[int]):
    for step in steps:
        field = field + «cupy.asarray((step, -step), dtype="f4")»
    return field
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# Once; with NumPy.
import cupy as cp
import numpy as np

def distances(points: cp.ndarray, n: int):
    centre = cp.array([0.5, 1.0])
    for i in range(n):
        print(points - centre, np.array([i, i]))
""",
        """\
# Of arrays, of what is not known, of many.
import cupy as cp

def work(rows, n: int, xs):
    for row in rows:
        print(cp.array([row, row]), cp.array([[1, 2], [3, 4]]), cp.array(row), cp.array([*xs]))
        print(cp.array([1, 2, 3, 4, 5, 6, 7, 8, 9]), cp.array())
""",
        """\
# Three passes; once in a while; a test; another array.
import cupy as cp
from mine import array

def work(n: int):
    for i in range(3):
        print(cp.array([i, i]))
    for i in range(n):
        print(array([i, i]))
        if i == 5:
            print(cp.array([i, i]))

def test_array(n: int):
    for i in range(n):
        assert cp.array([i, i]).any()
""",
    ],
)
