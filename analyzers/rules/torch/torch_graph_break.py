"""A step in a compiled function that takes the compiler out of it: a graph break.

At `.item()`, `.tolist()`, `.numpy()` and `print(…)` the compiled part ends: the device is waited for, Python does this
one step, and another compiled part begins. What stands on both sides is no longer fused, and everything alive is
handed over in memory.

**When not to bother**: it breaks once, at the end of the function; or it is a debugging aid that goes again.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tensors import is_tensor
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_READS = ("item", "tolist", "numpy")


def check(node: ast.Call, at: Site) -> Match | None:
    function = at.function
    if not isinstance(function, ast.FunctionDef) or not any(_compiles(at, d) for d in function.decorator_list):
        return None
    if _is_last(node, function, at):
        return None
    func = node.func
    if isinstance(func, ast.Attribute) and func.attr in _READS and not node.args:
        if not is_tensor(at, func.value):
            return None
        said = f".{func.attr}()"
    elif at.is_call(node, "builtins.print"):
        said = "print()"
    else:
        return None
    return Match(node, f"{said} ends the compiled part: Python does this step, and another part is compiled behind it")


def _compiles(at: Site, decorator: ast.expr) -> bool:
    if isinstance(decorator, ast.Call):
        return at.is_call(decorator, "torch.compile")
    return at.refers_to(decorator, "torch.compile")


def _is_last(node: ast.AST, function: ast.FunctionDef, at: Site) -> bool:
    """Does nothing come behind it but the return of what it gives?"""
    return at.statement(node) is function.body[-1] and isinstance(function.body[-1], ast.Return)


RULE = Rule(
    slug="torch-graph-break",
    code="SLP411",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset({*_READS, "print"}), packages=frozenset({"torch"})),
    check=check,
    examples=[
        Example(
            before="""\
import torch._dynamo


@torch.compile(backend="eager")
def clipped(x: torch.Tensor):
    limit = «x.mean().item()»
    return x.clamp(max=limit) * 2


def total(steps):
    torch._dynamo.reset()
    x = torch.arange(64.0).reshape(8, 8)
    for _ in range(steps):
        x = clipped(x) / 2
    return round(float(x.sum()), 2)
""",
            after="""\
import torch._dynamo


@torch.compile(backend="eager")
def clipped(x: torch.Tensor):
    limit = x.mean()
    return x.clamp(max=limit) * 2


def total(steps):
    torch._dynamo.reset()
    x = torch.arange(64.0).reshape(8, 8)
    for _ in range(steps):
        x = clipped(x) / 2
    return round(float(x.sum()), 2)
""",
            workload=lambda n: (n,),
            same=[(0,), (3,)],
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


@torch.compile
def wave(x):
    «print("shape", x.shape)»
    return x.sin() + 1
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Not compiled.
import torch

def clipped(x: torch.Tensor):
    print(x.mean().item())
    return x
""",
        """\
# At the very end: the whole is one part.
import torch

@torch.compile
def total(x: torch.Tensor):
    return (x * 2).sum().item()
""",
        """\
# No tensor's item.
import torch

@torch.compile
def total(x, settings):
    return x * settings.item()
""",
        """\
# Another compiler.
import torch
from tools import compile

@compile
def wave(x):
    print(x)
    return x.sin()
""",
    ],
)
