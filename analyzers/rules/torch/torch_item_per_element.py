"""Taking the numbers out of a tensor one at a time.

Going over a tensor makes a tensor for each element, and `.item()` reads it; on a GPU each `.item()` waits for the
device and copies four bytes. `t.tolist()` copies all of it once, and makes the list in compiled code.

**When not to bother**: the tensor has a few elements, on the processor.

**Why the fix needs review**: of a tensor of shape (n, 1), `tolist()` makes lists of one number each.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tensors import is_tensor
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.ListComp, at: Site) -> Match | None:
    if len(node.generators) != 1 or node.generators[0].ifs or node.generators[0].is_async:
        return None
    loop = node.generators[0]
    read, element = node.elt, node.elt
    if isinstance(read, ast.Call) and isinstance(read.func, ast.Attribute) and read.func.attr == "item":
        element = read.func.value
        fixable = not read.args
    elif isinstance(read, ast.Call) and len(read.args) == 1 and at.is_call(read, "builtins.float", "builtins.int"):
        element, fixable = read.args[0], False
    else:
        return None
    tensor = _tensor(element, loop, at)
    if (
        tensor is None
        or (isinstance(at.function, ast.FunctionDef) and at.function.name == "__init__")
        or not is_tensor(at, tensor)
        or at.is_small(loop.iter)
    ):
        return None
    return Match(
        node,
        "reads one number at a time, and waits for the device each time: .tolist() copies all of them once",
        "review" if fixable else None,
        "of a tensor of shape (n, 1) it makes lists of one number each",
        {"tensor": tensor},
    )


def _tensor(element: ast.expr, loop: ast.comprehension, at: Site) -> ast.expr | None:
    """What `x` of `for x in t`, or `t[i]` of `for i in range(len(t))`, is an element of: t."""
    target = loop.target
    if not isinstance(target, ast.Name):
        return None
    if isinstance(element, ast.Name):
        return loop.iter if element.id == target.id else None
    if not isinstance(element, ast.Subscript) or not isinstance(element.slice, ast.Name):
        return None
    if element.slice.id != target.id or not at.is_call(loop.iter, "builtins.range"):
        return None
    match loop.iter:
        case ast.Call(args=[ast.Call(args=[whole], keywords=[]) as length]) if at.is_call(length, "builtins.len"):
            return whole if at.same(whole, element.value) else None
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{tensor}.tolist()", tensor=match.nodes["tensor"])


RULE = Rule(
    slug="torch-item-per-element",
    code="SLP413",
    family="torch",
    stage="preview",
    triggers=Triggers(nodes=(ast.ListComp,), packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Use tolist()",
    examples=[
        Example(
            before="""\
import torch


def halves(numbers):
    scores = torch.tensor(numbers) / 2
    return «[score.item() for score in scores]»
""",
            after="""\
import torch


def halves(numbers):
    scores = torch.tensor(numbers) / 2
    return scores.tolist()
""",
            workload=lambda n: ([1.0] * n,),
            same=[([1.0, 3.0],), ([],), ([1, 2],)],
            differs=[([[1.0], [2.0]],)],
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


def chosen(scores: torch.Tensor):
    order = torch.argsort(scores)
    return «[order[i].item() for i in range(len(order))]», «[int(i) for i in order]»
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# All at once.
import torch

def chosen(scores: torch.Tensor):
    return scores.tolist()
""",
        """\
# Once for each model that is made.
import torch

class Stack:
    def __init__(self, rate, depth):
        self.rates = [x.item() for x in torch.linspace(0, rate, depth, device="cpu")]
""",
        """\
# A list of tensors, each of its own.
import torch

def values(losses: list[torch.Tensor]):
    return [loss.item() for loss in losses]
""",
        """\
# Some of them; sums of rows.
import torch

def values(scores: torch.Tensor):
    return [x.item() for x in scores if x > 0], [row.sum().item() for row in scores]
""",
        """\
# What it goes over is not known.
import torch

def values(scores):
    return [x.item() for x in scores], [float(x) for x in scores]
""",
    ],
)
