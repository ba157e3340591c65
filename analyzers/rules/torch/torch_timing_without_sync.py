"""Timing work of a GPU without waiting for it.

A call that works on a GPU comes back as soon as the work is queued. `time.perf_counter() - start` right behind it is
the time that it took to ask, not the time that it takes: `torch.cuda.synchronize()` before both readings of the clock
waits for what is queued. `torch.utils.benchmark.Timer` does so by itself.

**When not to bother**: what is timed ends by reading a result back.
"""

from __future__ import annotations

import ast
import re

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_CLOCKS = ("time.time", "time.perf_counter", "time.monotonic", "time.time_ns", "time.perf_counter_ns")
_WAITS = frozenset({
    "cpu", "elapsed_time", "empty_cache", "float", "item", "max_memory_allocated", "numpy", "print", "synchronize",
    "tolist", "int", "bool", "backward", "step", "decode", "batch_decode",
})  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, *_CLOCKS):
        return None
    statement = at.parent(node)
    if not isinstance(statement, ast.Assign) or statement.value is not node or len(statement.targets) != 1:
        return None
    start = statement.targets[0]
    if not isinstance(start, ast.Name):
        return None
    body, index = at.siblings(statement)
    between: list[ast.stmt] = []
    for later in body[index + 1 :]:
        end = _reading(later, start.id, at)
        if end is not None:
            break
        between.append(later)
    else:
        return None
    if not 1 <= len(between) <= 3:
        return None
    calls = [call for part in between for call in ast.walk(part) if isinstance(call, ast.Call)]
    if any(_last(call) in _WAITS or "sync" in _last(call) for call in calls):
        return None
    if not any(_works_on_device(call, node, at) for call in calls):
        return None
    return Match(
        end,
        "the time that it takes to ask the device, not to do it: torch.cuda.synchronize() before both readings",
        related=[(node, "the clock is read here first")],
    )


def _reading(statement: ast.stmt, start: str, at: Site) -> ast.BinOp | None:
    """`time.time() - start` in the statement."""
    for node in ast.walk(statement):
        match node:
            case ast.BinOp(left=ast.Call() as clock, op=ast.Sub(), right=ast.Name(id=name)) if name == start:
                if at.is_call(clock, *_CLOCKS):
                    return node
    return None


def _last(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def _works_on_device(call: ast.Call, start: ast.Call, at: Site) -> bool:
    """Is it the call of an object that the same block has moved to CUDA before: `model.cuda()`, `model.to("cuda")`?"""
    name = at.dotted(call.func)
    if name is None or not at.facts.says("cuda"):
        return False
    path = re.escape(name)
    moved = re.compile(
        rf"(?<![\w.]){path}\.cuda\(|(?<![\w.]){path}\.to\([\"']cuda"
        rf"|(?<![\w.]){path} *= *[^\n]*(?:\.cuda\(\)|\.to\([\"']cuda)"
    )
    lines = at.facts.text.splitlines()[: start.lineno - at.facts.block.base]
    return any(map(moved.search, lines))


RULE = Rule(
    slug="torch-timing-without-sync",
    code="SLP415",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset(name.removeprefix("time.") for name in _CLOCKS), packages=frozenset({"torch"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
import time

import torch


def seconds(model, inputs):
    model = model.cuda()
    start = time.perf_counter()
    model(inputs)
    return «time.perf_counter() - start»
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# It waits.
import time
import torch

def seconds(model, inputs):
    model.cuda()
    torch.cuda.synchronize()
    start = time.perf_counter()
    model(inputs)
    torch.cuda.synchronize()
    return time.perf_counter() - start
""",
        """\
# It reads the result.
import time
import torch

def seconds(model, inputs):
    model.cuda()
    start = time.perf_counter()
    print(model(inputs).sum().item())
    return time.perf_counter() - start
""",
        """\
# Nothing on a GPU.
import time
import torch

def seconds(model, inputs, load):
    start = time.perf_counter()
    model(inputs)
    took = time.perf_counter() - start
    model.cuda()
    start = time.perf_counter()
    load()
    return took, time.perf_counter() - start
""",
    ],
)
