"""Gradients set to zero, where they could be left out.

`zero_grad(set_to_none=False)` writes zeros over every gradient, and `backward()` then reads them and adds to them.
By default (since PyTorch 2.0) `zero_grad()` drops the gradients, and `backward()` only writes.

**When not to bother**: the model is small.

**Why the fix needs review**: code that reads `p.grad` before the next `backward()` finds None there; and a parameter
that takes no part in a step is passed over by the optimizer, which would have moved it by its momentum.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute):
        return None
    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "set_to_none")]
    if len(given) != 1 or len(node.args) + len(node.keywords) != 1:
        return None
    if not isinstance(given[0], ast.Constant) or given[0].value is not False:
        return None
    return Match(
        node,
        "writes zeros over each gradient, for backward() to add to: zero_grad() drops them",
        "review",
        "gradients are None until the next backward()",
        {"function": node.func},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "{function}()", function=match.nodes["function"])


RULE = Rule(
    slug="torch-zero-grad-fills",
    code="SLP422",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset({"zero_grad"}), packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Drop the gradients",
    examples=[
        Example(
            before="""\
import torch
from torch import nn


def gradients(width):
    model = nn.Linear(256, width)
    inputs = torch.ones(4, 256)
    for _ in range(9):
        «model.zero_grad(set_to_none=False)»
        model(inputs).sum().backward()
    return model.weight.grad.sum().item()
""",
            after="""\
import torch
from torch import nn


def gradients(width):
    model = nn.Linear(256, width)
    inputs = torch.ones(4, 256)
    for _ in range(9):
        model.zero_grad()
        model(inputs).sum().backward()
    return model.weight.grad.sum().item()
""",
            workload=lambda n: (n,),
            same=[(1,), (4,)],
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


def descent(width, steps):
    weight = torch.ones(width, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    for _ in range(steps):
        «optimizer.zero_grad(False)»
        weight.square().sum().backward()
        optimizer.step()
    return round(float(weight.sum()), 3)
""",
            after="""\
import torch


def descent(width, steps):
    weight = torch.ones(width, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        weight.square().sum().backward()
        optimizer.step()
    return round(float(weight.sum()), 3)
""",
            workload=lambda n: (n, 3),
            same=[(3, 2), (1, 0)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# The default drops them.
import torch

def step(optimizer, loss):
    optimizer.zero_grad()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
""",
        """\
# As somebody says.
import torch

def step(optimizer, loss, keep):
    optimizer.zero_grad(set_to_none=keep)
    loss.backward()
""",
        """\
# No gradients of PyTorch's.
def step(optimizer):
    optimizer.zero_grad(set_to_none=False)
""",
    ],
)
