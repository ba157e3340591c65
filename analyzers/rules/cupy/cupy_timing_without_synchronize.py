"""A clock read before the device is done.

CuPy's functions return as soon as the device has been told what to do. `time.perf_counter()` behind them measures how
long telling it takes, which is nearly the same for all sizes, and what was measured so leads to the wrong conclusions.
Call `cp.cuda.Device().synchronize()` before the clock is read, at the start as well, or measure with
`cupyx.profiler.benchmark`, which asks the device.

**When not to bother**: the time to hand the work over is what was to be measured.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.cupy import ARRAY, SENDS, WAITS
from ...semantics.questions.clocks import CLOCKS, timed
from ...semantics.questions.device_arrays import on_device
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_WAITING = frozenset({"synchronize", "get", "item", "tolist", "asnumpy", "block", "result", "join"})


def check(node: ast.Call, at: Site) -> Match | None:
    between = timed(at, node)
    if not between:
        return None
    calls = [part for statement in between for part in ast.walk(statement) if isinstance(part, ast.Call)]
    work = [call for call in calls if _is_work(call, at)]
    if not work or any(_may_wait(call, at) for call in calls):
        return None
    return Match(
        node,
        "stops the clock when the work was handed over, not when it was done: synchronize before",
        related=[(work[-1], "returns before the device has computed anything")],
    )


def _is_work(call: ast.Call, at: Site) -> bool:
    qualified = at.qualified(call.func) or ""
    return qualified.startswith("cupy.") and qualified not in SENDS and at.type(call).name == ARRAY


def _may_wait(call: ast.Call, at: Site) -> bool:
    """Does it wait for the device, or may it, for nothing is known of it?"""
    func = call.func
    if isinstance(func, ast.Attribute) and func.attr in _WAITING:
        return True
    qualified = at.qualified(func) or ""
    if qualified in WAITS:
        return True
    if qualified.startswith(("cupy.", "builtins.range", "builtins.len")):
        return False
    return not (isinstance(func, ast.Attribute) and on_device(at, func.value))


RULE = Rule(
    slug="cupy-timing-without-synchronize",
    code="SLP506",
    family="cupy",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in CLOCKS), packages=frozenset({"cupy"})),
    check=check,
    examples=[
        Example(
            before="""\
import time

import cupy as cp


def measure(a: cp.ndarray, b: cp.ndarray):
    start = time.perf_counter()
    for _ in range(100):
        c = cp.matmul(a, b)
    return «time.perf_counter()» - start, c
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
from time import time

import cupy


def main():
    x = cupy.random.rand(1000, 1000)
    began = time()
    y = cupy.fft.fft2(x).astype("c8")
    print(«time()» - began, len(y))
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# The device is waited for: by asking it, by reading a number, by a copy to the host.
import time
import cupy as cp

def measure(a: cp.ndarray):
    start = time.time()
    b = cp.matmul(a, a)
    cp.cuda.Device().synchronize()
    print(time.time() - start)
    start = time.time()
    b = cp.matmul(a, a).item()
    print(time.time() - start)
    start = time.time()
    b = cp.asnumpy(cp.matmul(a, a))
    print(time.time() - start)
    start = time.time()
    b = cp.matmul(a, a)
    cp.cuda.runtime.deviceSynchronize()
    print(time.time() - start)
""",
        """\
# What else is called may wait.
import time
import cupy as cp

def measure(a: cp.ndarray, use):
    start = time.time()
    use(cp.matmul(a, a))
    print(time.time() - start)
    start = time.time()
    print(cp.matmul(a, a))
    print(time.time() - start)
""",
        """\
# Nothing for the device to do; another clock; another start.
import time
import cupy as cp

def measure(a: cp.ndarray, began):
    start = time.time()
    b = cp.asarray([1, 2])
    print(time.time() - start)
    c = cp.matmul(a, a)
    print(time.time() - began, time.time() + start, b, c)
""",
    ],
)
