"""Listing the places of what is true, only to count them.

`len(torch.nonzero(mask))` makes a table of the places, of eight bytes for each dimension of each, and asks the device
how long it has become. `torch.count_nonzero(mask)` counts, and makes a single number.

**When not to bother**: the mask is small; or the places are used as well.

**Why some fixes need review**: that it is a tensor may be known from an annotation alone.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if node.keywords:
        return None
    mask: ast.expr | None = None
    if at.is_call(node, "torch.nonzero", "torch.argwhere") and len(node.args) == 1:
        mask = node.args[0]
    elif isinstance(node.func, ast.Attribute) and node.func.attr in ("nonzero", "argwhere") and not node.args:
        mask = node.func.value if at.type(node.func.value).is_("torch.Tensor") else None
    counted = _counted(node, at)
    if mask is None or counted is None:
        return None
    certain = not isinstance(node.func, ast.Attribute) or bool(node.args) or at.type(mask).proven
    return Match(
        counted,
        "makes a table of the places, only to count them: torch.count_nonzero() counts",
        "safe" if certain else "review",
        "" if certain else "by an annotation alone it is a tensor",
        {"mask": mask},
    )


def _counted(node: ast.Call, at: Site) -> ast.expr | None:
    """`len(…)`, `….shape[0]` or `….size(0)` around the places."""
    around = at.parent(node)
    if isinstance(around, ast.Call):
        return around if around.args == [node] and at.is_call(around, "builtins.len") else None
    if not isinstance(around, ast.Attribute):
        return None
    match around.attr, at.parent(around):
        case "shape", ast.Subscript(value=value, slice=ast.Constant(value=0)) as whole if value is around:
            return whole
        case "size", ast.Call(func=func, args=[ast.Constant(value=0)], keywords=[]) as whole if func is around:
            return whole
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    function = edit.imported("torch.count_nonzero", match.node)
    edit.replace(match.node, "int({function}({mask}))", function=function, mask=match.nodes["mask"])


RULE = Rule(
    slug="torch-count-by-nonzero",
    code="SLP426",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset({"nonzero", "argwhere"}), packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Count them",
    examples=[
        Example(
            before="""\
import torch


def hits(scores, limit):
    scores = torch.tensor(scores)
    return «len(torch.nonzero(scores > limit))», «(scores < limit).nonzero().size(0)»
""",
            after="""\
import torch


def hits(scores, limit):
    scores = torch.tensor(scores)
    return int(torch.count_nonzero(scores > limit)), int(torch.count_nonzero(scores < limit))
""",
            workload=lambda n: ([1.0] * n, 0.5),
            same=[([1.0, 0.0, 2.0], 0.5), ([], 1.0), ([[1.0, 3.0], [0.0, 3.0]], 2.0)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# The places are used.
import torch

def hits(mask: torch.Tensor):
    places = torch.nonzero(mask)
    return places, len(places), mask.nonzero().shape[1]
""",
        """\
# Counted.
import torch

def hits(mask: torch.Tensor):
    return int(torch.count_nonzero(mask))
""",
        """\
# NumPy's.
import torch
import numpy as np

def hits(mask):
    return len(np.nonzero(mask)), mask.nonzero().size(0)
""",
    ],
)
