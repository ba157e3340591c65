"""Making an array of CuPy's longer by one piece in each pass of a loop.

`a = cp.concatenate([a, piece])` gets new memory on the device and copies all of the old array into it, in each pass:
n² elements for n passes. Collect the pieces in a list and join them once after the loop, or write them into an array
that was made in its full length.

**When not to bother**: the loop makes a few passes.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...semantics.questions.joining import joining
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_JOINS = tuple(f"cupy.{name}" for name in ("concatenate", "vstack", "hstack", "dstack", "column_stack"))


def check(node: ast.Call, at: Site) -> Match | None:
    found = joining(at, node, lambda other: _operands(other, at))
    if found is None or at.waits(found.growth.loop):
        return None
    return Match(
        node, "copies the whole array in each pass: collect the pieces in a list and join them once after the loop"
    )


def _operands(node: ast.AST, at: Site) -> Sequence[ast.expr] | None:
    if not isinstance(node, ast.Call):
        return None
    if at.is_call(node, "cupy.append"):
        return node.args[:2]
    if node.args and at.is_call(node, *_JOINS) and isinstance(node.args[0], (ast.List, ast.Tuple)):
        return node.args[0].elts
    return None


RULE = Rule(
    slug="cupy-append-loop",
    code="SLP511",
    family="cupy",
    stage="stable",
    triggers=Triggers(
        calls=frozenset({"append", *(name[5:] for name in _JOINS)}), in_loop=True, packages=frozenset({"cupy"})
    ),
    check=check,
    examples=[
        Example(
            before="""\
import cupy as cp


def gathered(batches):
    found = cp.zeros(0)
    for batch in batches:
        found = «cp.concatenate([found, cp.asarray(batch)])»
    return found
""",
            needs=("cupy",),
        ),
        Example(
            before="""\
import cupy


def gathered(batches):
    found = cupy.zeros((0, 3))
    sums = cupy.zeros(0)
    for batch in batches:
        rows = cupy.asarray(batch)
        found = «cupy.vstack((found, rows))»
        sums = «cupy.append(sums, rows.sum())»
    return found, sums
""",
            needs=("cupy",),
        ),
    ],
    clean=[
        """\
# Joined once.
import cupy as cp

def gathered(batches):
    pieces = []
    for batch in batches:
        pieces.append(cp.asarray(batch))
    return cp.concatenate(pieces)
""",
        """\
# Another pair in each pass.
import cupy as cp

def pairs(left, right):
    for a, b in zip(left, right):
        yield cp.concatenate([a, b])
""",
        """\
# Four passes; NumPy's own rule; a list.
import cupy as cp
from mine import concatenate

def gathered(batches):
    found = cp.zeros(0)
    for i in range(4):
        found = cp.concatenate([found, cp.asarray(batches[i])])
    other = cp.zeros(0)
    for batch in batches:
        other = concatenate([other, batch])
    return found, other
""",
    ],
)
