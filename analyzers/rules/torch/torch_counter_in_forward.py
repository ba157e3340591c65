"""A counter in the `forward()` of a compiled module.

A compiled module takes the integers that it holds for fixed: `self.step += 1` makes each call find another number than
the one that was compiled in, and compile again, for seconds. After eight times PyTorch gives up, and runs the
module uncompiled. A counter outside of `forward()`, or in a buffer (`register_buffer`), is no such number.

**When not to bother**: `torch._dynamo.config.allow_unspec_int_on_nn_module` is set.
"""

from __future__ import annotations

import ast
import re

from ...semantics.questions.whole_file import document_of
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_NUMBERS = ("int", "bool")


def check(node: ast.AugAssign, at: Site) -> Match | None:
    target, function = node.target, at.function
    if not isinstance(target, ast.Attribute) or not isinstance(function, ast.FunctionDef):
        return None
    if function.name != "forward" or at.frame.kind != "function" or not isinstance(node.value, ast.Constant):
        return None
    owner = at.own_class(target.value)
    if owner is None or type(node.value.value) is not int or at.type(target).name not in _NUMBERS:
        return None
    # The module may be compiled anywhere in the file.
    text = document_of(at).text
    if not re.search(
        rf"\bcompile\(\s*{owner.name}\(|@torch\.compile\b[^\n]*\n(?:    def forward|class {owner.name})", text
    ):
        made = re.search(rf"(\w+)\s*=\s*{owner.name}\(", text)
        if made is None or not re.search(rf"torch\.compile\(\s*{made[1]}\b|\b{made[1]}\.compile\(", text):
            return None
    return Match(
        node,
        "is another number in each call of a compiled module, which is compiled anew for each, eight times, and then"
        " not at all",
    )


RULE = Rule(
    slug="torch-counter-in-forward",
    code="SLP427",
    family="torch",
    stage="stable",
    triggers=Triggers(nodes=(ast.AugAssign,), packages=frozenset({"torch"})),
    check=check,
    examples=[
        Example(
            before="""\
import torch._dynamo
from torch import nn


class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.step = 0

    def forward(self, x):
        «self.step += 1»
        return x / self.step


def total(steps):
    torch._dynamo.reset()
    model = Scaled()
    fast = torch.compile(model, backend="eager")
    x = torch.ones(4)
    for _ in range(steps):
        x = fast(x)
    return round(float(x.sum()), 3)
""",
            after="""\
import torch._dynamo
from torch import nn


class Scaled(nn.Module):
    def forward(self, x, step):
        return x / step


def total(steps):
    torch._dynamo.reset()
    model = Scaled()
    fast = torch.compile(model, backend="eager")
    x = torch.ones(4)
    for step in range(steps):
        x = fast(x, step + 1)
    return round(float(x.sum()), 3)
""",
            workload=lambda n: (n,),
            same=[(0,), (12,)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Not compiled.
import torch
from torch import nn

class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.step = 0
    def forward(self, x):
        self.step += 1
        return x / self.step
""",
        """\
# A buffer is a tensor.
import torch
from torch import nn

class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("step", torch.zeros(()))
    def forward(self, x):
        self.step += 1
        return x / self.step

fast = torch.compile(Scaled())
""",
        """\
# Another method; another class is compiled.
import torch
from torch import nn

class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.step = 0
    def forward(self, x):
        return x
    def count(self):
        self.step += 1

fast = torch.compile(Scaled())
""",
    ],
)
