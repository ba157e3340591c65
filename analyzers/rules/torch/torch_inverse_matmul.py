"""Inverting a matrix to multiply with it.

`torch.linalg.inv(a) @ b` works out all of the inverse, of which only its product with `b` is wanted.
`torch.linalg.solve(a, b)` solves the equations: less work, and a smaller error.

**When not to bother**: the same inverse is multiplied with many things (then factor it once: `torch.linalg.lu_factor`);
or the matrix is 3 by 3.

**Why the fix needs review**: the last digits differ; and of several matrices at once, a `b` of one dimension is taken
otherwise.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_INVERSES = ("torch.inverse", "torch.linalg.inv")


def check(node: ast.BinOp | ast.Call, at: Site) -> Match | None:
    if isinstance(node, ast.BinOp):
        if not isinstance(node.op, ast.MatMult):
            return None
        left, right = node.left, node.right
    elif len(node.args) == 2 and not node.keywords and at.is_call(node, "torch.matmul", "torch.mm"):
        left, right = node.args
    else:
        return None
    matrix = _inverted(left, at)
    if matrix is None:
        return None
    return Match(
        node,
        "works out all of the inverse to multiply with it: torch.linalg.solve() solves the equations",
        "review",
        "the last digits differ, and a single vector is taken otherwise for several matrices",
        {"matrix": matrix, "right": right},
    )


def _inverted(node: ast.expr, at: Site) -> ast.expr | None:
    """a of `torch.linalg.inv(a)` and `a.inverse()`"""
    if not isinstance(node, ast.Call) or node.keywords:
        return None
    if len(node.args) == 1 and at.is_call(node, *_INVERSES):
        return node.args[0]
    if isinstance(node.func, ast.Attribute) and node.func.attr == "inverse" and not node.args:
        return node.func.value if at.type(node.func.value).is_("torch.Tensor") else None
    return None


def rewrite(match: Match, edit: Rewrite) -> None:
    function = edit.imported("torch.linalg", match.node) + ".solve"
    edit.replace(
        match.node, "{function}({matrix}, {right})", function=function, matrix=match.nodes["matrix"],
        right=match.nodes["right"],
    )  # fmt: skip


RULE = Rule(
    slug="torch-inverse-matmul",
    code="SLP425",
    family="torch",
    stage="preview",
    triggers=Triggers(nodes=(ast.BinOp,), calls=frozenset({"matmul", "mm"}), packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Solve the equations",
    examples=[
        Example(
            before="""\
import torch


def weights(n):
    torch.manual_seed(0)
    a = torch.eye(n, dtype=torch.float64) * 2
    b = torch.ones(n, 1, dtype=torch.float64)
    return round(float((«torch.linalg.inv(a) @ b»).sum()), 6)
""",
            after="""\
import torch


def weights(n):
    torch.manual_seed(0)
    a = torch.eye(n, dtype=torch.float64) * 2
    b = torch.ones(n, 1, dtype=torch.float64)
    return round(float((torch.linalg.solve(a, b)).sum()), 6)
""",
            workload=lambda n: (n,),
            same=[(1,), (3,)],
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


def solved(rows, right):
    a = torch.tensor(rows)
    return «torch.matmul(torch.inverse(a), right)», «a.inverse() @ right»
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# The equations are solved.
import torch

def solved(a, b):
    return torch.linalg.solve(a, b)
""",
        """\
# The inverse is what is wanted, or used again.
import torch

def inverse(a, b, c):
    inverse = torch.linalg.inv(a)
    return inverse, inverse @ b, inverse @ c, b @ torch.linalg.inv(a)
""",
        """\
# An inverse of something else.
import torch

def moved(camera, points):
    return camera.inverse() @ points
""",
    ],
)
