"""Calling `torch.compile()` again for each call of what it compiles.

`torch.compile(f)(x)` makes a new wrapper around the function and enters it for the first time, each time: it looks for
compiled code, checks every condition under which that holds, and sets up the compiler. The code itself is found again;
what is around it takes longer than a small function does. Compiled once, at the top of the module or before the loop,
the function is called directly.

**When not to bother**: a call computes for milliseconds.
"""

from __future__ import annotations

import ast

from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, "torch.compile"):
        return None
    loop = at.repeated_in
    target = node.args[0]
    if loop is not None and loop.kind != "while":
        names = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
        if loop.bound.isdisjoint(names) and not _compiles_on_purpose(loop):
            return Match(node, "wraps and enters the same function anew in every pass: compile it once before the loop")
        return None
    called = at.parent(node)
    if at.function is None or not isinstance(called, ast.Call) or called.func is not node:
        return None
    if not isinstance(target, (ast.Name, ast.Attribute)) or _is_given(at, target):
        return None
    return Match(node, "wraps and enters the function anew for each call: compile it once, at the top of the module")


def _compiles_on_purpose(loop: Loop) -> bool:
    """Does a pass throw away what was compiled, to compile again?"""
    return any(
        isinstance(child, ast.Attribute) and child.attr in ("reset", "reset_code_caches") for child in loop.walk()
    )


def _is_given(at: Site, target: ast.expr) -> bool:
    """Is it an argument of the function, another one for each caller?"""
    root = target
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and at.is_local(root)


RULE = Rule(
    slug="torch-compile-per-call",
    code="SLP409",
    family="torch",
    stage="stable",
    triggers=Triggers(calls=frozenset({"compile"}), packages=frozenset({"torch"})),
    check=check,
    examples=[
        Example(
            before="""\
import torch._dynamo


def wave(x):
    return (x * 2).sin() + 1


def total(steps):
    torch._dynamo.reset()
    x = torch.ones(10)
    for _ in range(steps):
        x = «torch.compile(wave, backend="eager")»(x)
    return round(float(x.sum()), 3)
""",
            after="""\
import torch._dynamo


def wave(x):
    return (x * 2).sin() + 1


def total(steps):
    torch._dynamo.reset()
    x = torch.ones(10)
    compiled = torch.compile(wave, backend="eager")
    for _ in range(steps):
        x = compiled(x)
    return round(float(x.sum()), 3)
""",
            workload=lambda n: (n,),
            same=[(0,), (3,)],
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


def wave(x):
    return (x * 2).sin() + 1


def answer(x):
    return «torch.compile(wave)»(x)
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Once.
import torch

def wave(x):
    return x.sin()

fast = torch.compile(wave)

@torch.compile
def other(x):
    return fast(x)
""",
        """\
# Each pass compiles another.
import torch

def compiled(models):
    return [torch.compile(model) for model in models]
""",
        """\
# Each pass compiles it in another way, or from the beginning.
import torch

def seconds(f, x, modes):
    for mode in modes:
        torch.compile(f, mode=mode)(x)
    for _ in range(10):
        torch.compiler.reset()
        torch.compile(f)(x)
""",
        """\
# A factory: it is kept and called by others.
import torch

def ready(model, x):
    model = torch.compile(model)
    model(x)
    return model
""",
        """\
# Another compile.
import re
import torch

def found(lines):
    return [re.compile("a").search(line) for line in lines]
""",
    ],
)
