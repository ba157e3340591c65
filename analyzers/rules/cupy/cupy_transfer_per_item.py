"""Arrays copied to the device one by one, in a loop.

Each `cp.asarray(row)` of an array in the processor's memory is a copy over the bus that takes its time to
begin, whatever its size, and waits for the device where the memory is not pinned. One copy of all rows before the loop
takes as long as the bytes do; `stack[i]` on the device is a view that costs no copy.

**When not to bother**: the rows are megabytes each, or together do not fit into the device's memory: then copy them in
batches, from pinned memory (`cupyx.zeros_pinned`) and on a stream of their own.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.cupy import SENDS
from ...semantics.questions.device_arrays import busy_loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *SENDS):
        return None
    loop = busy_loop(at)
    if loop is None or loop.iterable is None:
        return None
    items = loop.iterable
    given = node.args[0]
    if isinstance(given, ast.Name):  # for row in rows: cp.asarray(row)
        taken = isinstance(loop.target, ast.Name) and loop.target.id == given.id
        whole = items
    elif isinstance(given, ast.Subscript):  # for i in range(len(rows)): cp.asarray(rows[i])
        index = given.slice
        taken = isinstance(index, ast.Name) and isinstance(loop.target, ast.Name) and loop.target.id == index.id
        whole = given.value
    else:
        return None
    if not taken or not at.type(whole).is_("numpy.ndarray"):
        return None
    return Match(node, "begins a copy to the device in every pass: copy the whole array once, before the loop")


RULE = Rule(
    slug="cupy-transfer-per-item",
    code="SLP503",
    family="cupy",
    stage="preview",
    triggers=Triggers(calls=frozenset(name[5:] for name in SENDS), in_loop=True, packages=frozenset({"cupy"})),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp
import numpy as np


def spectra(path):
    signals = np.loadtxt(path)
    found = []
    for signal in signals:
        found.append(cp.fft.rfft(«cp.asarray(signal)»))
    return found
""",
            needs=("cupy", "numpy"),
        ),
        Example(
            before="""\
import cupy
import numpy


def totals(frames: numpy.ndarray):
    return [cupy.sqrt(«cupy.array(frames[i], dtype="f4")»).sum() for i in range(len(frames))]
""",
            needs=("cupy", "numpy"),
        ),
    ],
    clean=[
        """\
# All at once.
import cupy as cp
import numpy as np

def spectra(path):
    signals = cp.asarray(np.loadtxt(path))
    return [cp.fft.rfft(signal) for signal in signals]
""",
        """\
# Batches of many rows.
import cupy as cp
import numpy as np

def spectra(path):
    signals = np.loadtxt(path)
    for start in range(0, len(signals), 1000):
        yield cp.asarray(signals[start : start + 1000])
""",
        """\
# On the device already; a list of arrays, which may not fit together; what is not known.
import cupy as cp

def work(a: cp.ndarray, arrays: list, others):
    for row in a:
        print(cp.asarray(row))
    for row in arrays:
        print(cp.asarray(row))
    for i in range(len(others)):
        print(cp.asarray(others[i]))
""",
        """\
# The same one in each pass; once in a while; of a file.
import cupy as cp
import numpy as np

def work(rows: np.ndarray, k, names):
    for i in range(len(rows)):
        print(cp.asarray(rows[k]))
        if i == 5:
            print(cp.asarray(rows[i]))
    for name in names:
        print(cp.asarray(np.load(name)))
    while k:
        print(cp.asarray(rows[k]))
""",
    ],
)
