"""A number read out of an array on the device, in each pass of a loop.

`float(x)`, `int(x)`, `x.item()` and `x.tolist()` of a CuPy array wait until the device has done all that it was given,
and copy a few bytes; meanwhile it is given nothing new to do. Without them Python hands over one operation after the
other and stays ahead. Keep the values on the device, in an array with a place for each pass, and fetch them together
after the loop.

**When not to bother**: each pass keeps the device busy for milliseconds, or the number decides what the next pass does.
"""

from __future__ import annotations

import ast

from ...semantics.questions.device_arrays import busy_loop, on_device
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_METHODS = frozenset({"item", "tolist"})


def check(node: ast.Call, at: Site) -> Match | None:
    func = node.func
    if isinstance(func, ast.Attribute) and func.attr in _METHODS:
        array = func.value
    elif len(node.args) == 1 and at.is_call(node, "builtins.float", "builtins.int", "builtins.bool"):
        array = node.args[0]
    else:
        return None
    if busy_loop(at) is None or not on_device(at, array):
        return None
    return Match(
        node,
        "waits for the device in every pass to read a number: collect there, and fetch once after the loop",
    )


RULE = Rule(
    slug="cupy-value-in-loop",
    code="SLP500",
    family="cupy",
    stage="preview",
    triggers=Triggers(calls=_METHODS | {"float", "int", "bool"}, in_loop=True, packages=frozenset({"cupy"})),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def errors(pairs):
    found = []
    for a, b in pairs:
        error = cp.abs(cp.asarray(a) - cp.asarray(b)).max()
        found.append(«float(error)»)
    return found
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
import cupy


def walk(field: cupy.ndarray, steps):
    energy = 0.0
    for _ in range(steps):
        field = field * 0.5 + cupy.roll(field, 1)
        energy += «(field**2).sum().item()»
        last = «field[0].tolist()»
    return energy, last, [«int(row.argmax())» for row in field]
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# Once, after the loop; every hundred passes.
import cupy as cp

def walk(steps):
    x = cp.zeros(1000)
    for i in range(steps):
        x = x + 1
        if i % 100 == 0:
            print(float(x.sum()))
    return float(x.sum())
""",
        """\
# Arrays of NumPy's, numbers, and what is not known.
import cupy as cp
import numpy as np

def walk(values, n: int):
    a = np.zeros(1000)
    for i in range(n):
        print(float(a[i]), int(values[i]), a.sum().item(), float(i), float())
""",
        """\
# NumPy stands in where there is no CuPy.
try:
    import cupy as xp
except ImportError:
    import numpy as xp

def walk(n):
    a = xp.zeros(n)
    return [float(a[i]) for i in range(n)]
""",
        """\
# A test; four passes; a request takes longer.
import cupy as cp
import requests

def test_zeros():
    a = cp.zeros(100)
    for i in range(100):
        assert float(a[i]) == 0

def walk(n):
    a = cp.zeros(n)
    for i in range(4):
        print(float(a[i]))
    for i in range(n):
        requests.get("http://x", params={"x": float(a[i])})
""",
    ],
)
