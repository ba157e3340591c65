"""Waiting for the device in each pass of a loop.

Operations on the device run in the order in which they were given, and whatever reads a result waits for it by itself.
`synchronize()` in each pass only takes away what makes them quick: that Python hands over the next one while the
device works on the last.

Where the function reads a clock it is needed, and the rule is silent.

**When not to bother**: something outside of CuPy reads the memory in each pass.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.cupy import WAITS
from ...semantics.questions.device_arrays import busy_loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MEASURES = ("perf_counter", "time.time", "monotonic", "elapsed", "default_timer", "benchmark", "time()")
_WAITERS = ("cupy.cuda.Device", "cupy.cuda.Stream")


def check(node: ast.Call, at: Site) -> Match | None:
    loop = busy_loop(at)
    if loop is None or not isinstance(at.parent(node), ast.Expr):
        return None
    func = node.func
    waits = at.qualified(func) in WAITS or (
        isinstance(func, ast.Attribute) and func.attr == "synchronize" and at.type(func.value).is_(*_WAITERS)
    )
    if not waits or at.facts.says(*_MEASURES):
        return None
    return Match(node, "waits for the device in every pass: what reads a result waits by itself, and nothing else need")


RULE = Rule(
    slug="cupy-synchronize-in-loop",
    code="SLP510",
    family="cupy",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"synchronize", "deviceSynchronize", "streamSynchronize"}),
        in_loop=True,
        packages=frozenset({"cupy"}),
    ),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def walk(field, steps):
    for _ in range(steps):
        field = cp.roll(field, 1) * 0.5
        «cp.cuda.Stream.null.synchronize()»
    return field
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
import cupy


def walk(field, batches):
    device = cupy.cuda.Device(0)
    for batch in batches:
        field += cupy.asarray(batch)
        «device.synchronize()»
    while len(batches):
        «cupy.cuda.runtime.deviceSynchronize()»
    return field
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# A clock is read; once after the loop.
import time
import cupy as cp

def measure(field, steps):
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        field = cp.roll(field, 1)
        cp.cuda.Device().synchronize()
        times.append(time.perf_counter() - start)
    cp.cuda.Device().synchronize()
    return times
""",
        """\
# Every hundred passes; three; a test.
import cupy as cp

def walk(field, steps):
    for i in range(steps):
        if i % 100 == 0:
            cp.cuda.Device().synchronize()
    for i in range(3):
        cp.cuda.Device().synchronize()

def test_walk(steps):
    for i in range(steps):
        cp.cuda.Device().synchronize()
""",
        """\
# Something else that synchronizes; an answer that is used.
import cupy as cp

def walk(folders, barrier):
    for folder in folders:
        folder.synchronize()
        barrier.synchronize()
        print(cp.cuda.Stream.null.synchronize())
""",
    ],
)
