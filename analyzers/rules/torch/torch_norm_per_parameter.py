"""Reading a number out of each parameter of a model.

`for p in model.parameters(): total += p.grad.norm().item() ** 2` starts an operation for each parameter, and waits for
its result before the next one begins: hundreds of times in a step. `torch.nn.utils.get_total_norm()`, and the norm that
`clip_grad_norm_()` returns, work on all of them together, and one number is read at the end.

**When not to bother**: it is done once, or every thousand steps.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_PARAMETERS = ("parameters", "named_parameters")


def check(node: ast.Call, at: Site) -> Match | None:
    if node.args or not isinstance(node.func, ast.Attribute) or in_test(at):
        return None
    loop = at.loop
    if loop is None or loop.target is None or loop.iterable is None or not _over_parameters(loop.iterable):
        return None
    own = {name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)}
    roots = {name.id for name in ast.walk(node.func.value) if isinstance(name, ast.Name)}
    if own.isdisjoint(roots) or not any(isinstance(child, ast.Call) for child in ast.walk(node.func.value)):
        return None
    if not _adds_up(at, node):
        return None  # each number is wanted
    return Match(
        node,
        "reads a number for each parameter, and waits for the device each time: work on all of them together",
        related=[(loop.node if not loop.is_comprehension else loop.iterable, "goes over the parameters")],
    )


def _adds_up(at: Site, node: ast.Call) -> bool:
    """Is it a part of `total += …`, or of what `sum()` goes over?"""
    for parent in at.parents(node):
        if isinstance(parent, ast.AugAssign):
            return True
        if isinstance(parent, ast.GeneratorExp | ast.ListComp):
            around = at.parent(parent)
            return isinstance(around, ast.Call) and at.is_call(around, "builtins.sum", "builtins.max", "builtins.min")
        if isinstance(parent, ast.stmt):
            break
    return False


def _over_parameters(node: ast.expr) -> bool:
    """`model.parameters()`, or a filter of it"""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _PARAMETERS


RULE = Rule(
    slug="torch-norm-per-parameter",
    code="SLP424",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset({"item"}), in_loop=True, packages=frozenset({"torch"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
import torch
from torch import nn


def norm(count):
    model = nn.ParameterList([nn.Parameter(torch.ones(16)) for _ in range(count)])
    total = 0.0
    for p in model.parameters():
        total += «p.detach().norm(2).item()» ** 2
    return round(total**0.5, 2)
""",
            after="""\
import torch
from torch import nn


def norm(count):
    model = nn.ParameterList([nn.Parameter(torch.ones(16)) for _ in range(count)])
    total = torch.nn.utils.get_total_norm([p.detach() for p in model.parameters()]).item()
    return round(total, 2)
""",
            workload=lambda n: (n,),
            same=[(1,), (4,), (0,)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# The norm of each is what is wanted.
import torch

def lines(model):
    return ["%s %.6g" % (name, torch.norm(p).item()) for name, p in model.named_parameters()]
""",
        """\
# How many there are is no work of the device's.
import torch

def count(model):
    return sum(p.numel() for p in model.parameters())
""",
        """\
# All of them together.
import torch

def norm(model):
    return torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).item()
""",
        """\
# Other things than parameters; a number that is there.
import torch

def values(losses, model):
    for p in model.parameters():
        print(losses.mean().item(), p.item())
    return [loss.mean().item() for loss in losses]
""",
        """\
# No parameters of PyTorch's.
def values(model):
    return [p.norm().item() for p in model.parameters()]
""",
    ],
)
