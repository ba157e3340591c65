"""The same array copied to the device in each pass of a loop.

What does not change need be copied once. In a loop `cp.asarray(weights)` copies it over the bus again and again, and
gets new memory on the device for it each time.

**When not to bother**: the loop makes a few passes.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.cupy import SENDS
from ...semantics.questions.device_arrays import busy_loop, on_host
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *SENDS):
        return None
    given = node.args[0]
    loop = busy_loop(at)
    if loop is None or not isinstance(given, (ast.Name, ast.Attribute)) or not on_host(at, given):
        return None
    if loop.keeps(given) == "no" or any(loop.keeps(keyword.value) == "no" for keyword in node.keywords):
        return None
    return Match(node, "copies the same array to the device in every pass: copy it once, before the loop")


RULE = Rule(
    slug="cupy-same-transfer-in-loop",
    code="SLP504",
    family="cupy",
    stage="stable",
    triggers=Triggers(calls=frozenset(name[5:] for name in SENDS), in_loop=True, packages=frozenset({"cupy"})),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp
import numpy as np


def convolved(batches):
    window = np.ones(64)
    return [cp.convolve(batch, «cp.asarray(window)») for batch in batches]
""",
            needs=("cupy", "numpy"),
        ),
        Example(
            before="""\
import cupy


def scaled(batches, factors: list[float]):
    found = []
    for batch in batches:
        found.append(cupy.asarray(batch) * «cupy.array(factors, dtype="f4")»)
    return found
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# Once.
import cupy as cp
import numpy as np

def convolved(batches):
    window = cp.asarray(np.ones(64))
    return [cp.convolve(batch, window) for batch in batches]
""",
        """\
# On the device already, or perhaps.
import cupy as cp

def convolved(batches, window, other: cp.ndarray):
    return [cp.convolve(batch, cp.asarray(window)) + cp.asarray(other) for batch in batches]
""",
        """\
# It changes.
import cupy as cp
import numpy as np

def walk(n):
    state = np.ones(64)
    kinds = ["f4"]
    for i in range(n):
        print(cp.asarray(state))
        state[i] = 0
    for i in range(n):
        print(cp.asarray(np.ones(64)), cp.asarray(batch) if i == 5 else 0)
""",
        """\
# Four passes; a copy in another type each time.
import cupy as cp
import numpy as np

def work(n, kinds):
    state = np.ones(64)
    for i in range(4):
        print(cp.asarray(state))
    for kind in kinds:
        print(cp.asarray(state, dtype=kind), cp.asarray())
""",
    ],
)
