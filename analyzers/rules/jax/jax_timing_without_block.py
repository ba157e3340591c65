"""Timing a jitted function without waiting for its result.

A call of a compiled function returns as soon as the work is handed to the device. `time.perf_counter()` right behind
it measures how long that took, and not the computation: `step(x).block_until_ready()` (or
`jax.block_until_ready(result)`) waits for it. What was measured without that is wrong, and decisions based on it are.

**When not to bother**: how long the hand-over takes is what was to be measured. The first call compiles, too: time
another one.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.jax import COMPILERS
from ...semantics.questions.tracing import compiled_callee
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_CLOCKS = ("time.perf_counter", "time.time", "time.monotonic", "time.perf_counter_ns", "timeit.default_timer")
_WAITS = ("block_until_ready", "item", "tolist", "device_get", "effects_barrier")
_CONVERTS = ("builtins.float", "builtins.int", "builtins.print", "numpy.asarray", "numpy.array", "builtins.bool")


def check(node: ast.Call, at: Site) -> Match | None:
    difference = at.parent(node)
    if not (isinstance(difference, ast.BinOp) and isinstance(difference.op, ast.Sub) and difference.left is node):
        return None
    start = difference.right
    if not isinstance(start, ast.Name) or not at.is_call(node, *_CLOCKS):
        return None
    between: list[ast.stmt] = []
    statement = at.previous(at.statement(node))
    while statement is not None and not _starts(at, statement, start.id):
        between.append(statement)
        statement = at.previous(statement)
    if statement is None:
        return None
    calls = [n for part in between for n in ast.walk(part) if isinstance(n, ast.Call)]
    compiled = [call for call in calls if compiled_callee(at, call.func, COMPILERS) is not None]
    if not compiled or any(_waits(at, call) for call in calls):
        return None
    return Match(
        node,
        "stops the clock when the work was handed over, not when it was done: wait with `block_until_ready()` before",
        related=[(compiled[-1], "returns before the device has computed anything")],
    )


def _starts(at: Site, statement: ast.stmt, name: str) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id == name
        and at.is_call(statement.value, *_CLOCKS)
    )


def _waits(at: Site, call: ast.Call) -> bool:
    """May the call wait for the device: one that converts, or one of which nothing is known?"""
    if isinstance(call.func, ast.Attribute) and call.func.attr in _WAITS:
        return True
    if at.is_call(call, *_CONVERTS):
        return True
    qualified = at.qualified(call.func) or ""
    return not (
        qualified.startswith(("jax.", "builtins.range")) or compiled_callee(at, call.func, COMPILERS) is not None
    )


RULE = Rule(
    slug="jax-timing-without-block",
    code="SLP475",
    family="jax",
    stage="stable",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in _CLOCKS), packages=frozenset({"jax"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
import time

import jax


@jax.jit
def step(x):
    return x @ x


def measure(x):
    step(x)
    start = time.perf_counter()
    for _ in range(100):
        y = step(x)
    return «time.perf_counter()» - start
""",
        ),
        Example(
            before="""\
from time import time

import jax

run = jax.jit(lambda x: x * 2)


def main():
    began = time()
    run(3)
    print(«time()» - began)
""",
        ),
    ],
    clean=[
        """\
# It waits.
import time

import jax
import numpy as np

@jax.jit
def step(x):
    return x @ x

def measure(x):
    start = time.time()
    step(x).block_until_ready()
    first = time.time() - start
    start = time.time()
    y = step(x)
    jax.block_until_ready(y)
    second = time.time() - start
    start = time.time()
    total = float(step(x).sum())
    third = time.time() - start
    start = time.time()
    np.asarray(step(x))
    return first, second, third, time.time() - start
""",
        """\
# Nothing compiled between the two; what else is called may wait.
import time

import jax

@jax.jit
def step(x):
    return x @ x

def measure(x, f):
    start = time.time()
    y = x + 1
    print(time.time() - start)
    start = time.time()
    y = f(step(x))
    print(time.time() - start)
""",
        """\
# Where the clock was started is not known.
import time

import jax

@jax.jit
def step(x):
    return x @ x

def measure(x, start):
    y = step(x)
    return time.time() - start
""",
    ],
)
