"""An array fetched from the device to make one number of it.

`np.sum(cp.asnumpy(a))` and `a.get().max()` copy the whole array over the bus, and then add it up on the processor.
`float(a.sum())` adds it up where it lies, and copies eight bytes.

**When not to bother**: the array is needed on the host in any case; fetch it into a variable, then.
"""

from __future__ import annotations

import ast

from ...semantics.questions.device_arrays import on_device
from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_REDUCTIONS = frozenset({"sum", "mean", "max", "min", "std", "var", "prod", "any", "all", "argmax", "argmin", "median"})
_FUNCTIONS = tuple(f"numpy.{name}" for name in (*_REDUCTIONS, "linalg.norm", "count_nonzero", "nansum", "nanmean"))


def check(node: ast.Call, at: Site) -> Match | None:
    func = node.func
    if at.is_call(node, *_FUNCTIONS, "builtins.sum", "builtins.max", "builtins.min") and len(node.args) == 1:
        fetched = node.args[0]
    elif isinstance(func, ast.Attribute) and not node.args:
        fetched = func.value
    else:
        return None
    if node.keywords or in_test(at) or not _is_fetched(fetched, at):
        return None
    return Match(node, "copies the whole array from the device to make one number of it: reduce it there")


def _is_fetched(node: ast.expr, at: Site) -> bool:
    if at.is_call(node, "cupy.asnumpy"):
        return True
    return (
        isinstance(node, ast.Call)
        and not node.args
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and on_device(at, node.func.value)
    )


RULE = Rule(
    slug="cupy-reduce-on-host",
    code="SLP502",
    family="cupy",
    stage="stable",
    triggers=Triggers(calls=_REDUCTIONS | {"norm", "count_nonzero", "nansum", "nanmean"}, packages=frozenset({"cupy"})),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp
import numpy as np


def distance(a, b):
    difference = cp.asarray(a) - cp.asarray(b)
    return np.sqrt(«np.sum(cp.asnumpy(difference**2))»)
""",
            needs=("cupy", "numpy"),
        ),
        Example(
            before="""\
import cupy


def extremes(values):
    array = cupy.asarray(values)
    return «array.get().max()», «min(array.get())», «cupy.asnumpy(array).argmin()»
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# On the device; of a variable, which may be needed.
import cupy as cp
import numpy as np

def distance(a, b):
    difference = cp.asarray(a) - cp.asarray(b)
    fetched = cp.asnumpy(difference)
    return float(cp.sum(difference**2)), np.sum(fetched), fetched
""",
        """\
# Per row: a smaller array is left, not a number.
import cupy as cp
import numpy as np

def sums(a: cp.ndarray):
    return np.sum(a.get(), axis=0), a.get().sum(0), np.sum(a.get(), 0), a.get().sum(axis=0)
""",
        """\
# A dict; a queue; a test.
import cupy as cp

def best(table, queue, f):
    return max(table.get("a")), table.get().max(), sum(queue.get()), max(f(), 1)

def test_sum():
    assert cp.arange(3).get().sum() == 3
""",
    ],
)
