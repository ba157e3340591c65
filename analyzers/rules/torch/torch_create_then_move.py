"""A tensor made in memory and copied to the device, where it could have been made on the device.

`torch.zeros(n).to(device)` fills memory of the processor, copies it over the bus and waits for the copy.
`torch.zeros(n, device=device)` fills the memory of the device itself.

**When not to bother**: the tensor has a few elements and is made once.

**Why some fixes need review**: the device draws other random numbers from the same seed; and what is called `device`
may be something else.
"""

from __future__ import annotations

import ast
from types import SimpleNamespace

from ...semantics.questions.places import in_test
from ...semantics.questions.tensors import copies_to_device
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_FILLED = ("zeros", "ones", "full", "empty", "arange", "linspace", "logspace", "eye")
_RANDOM = ("rand", "randn", "randint", "randperm")
_MAKERS = {f"torch.{name}" for name in (*_FILLED, *_RANDOM)}

_ELSEWHERE = (None, "device", "generator", "out", "pin_memory", "requires_grad")
"""Arguments that tie a tensor to the memory in which it is made: a generator draws numbers on its own device alone."""
_ONCE = frozenset({"__init__", "_init_weights", "init_weights", "reset_parameters"})
"""Methods that run once for a model."""


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(node.func, ast.Attribute) or getattr(at.function, "name", "") in _ONCE:
        return None
    made = node.func.value
    if not isinstance(made, ast.Call) or not made.args or any(isinstance(part, ast.Starred) for part in made.args[1:]):
        return None
    function = at.qualified(made.func)
    if function not in _MAKERS or any(keyword.arg in _ELSEWHERE for keyword in made.keywords) or in_test(at):
        return None
    device = copies_to_device(at, node)
    if _tries_out(node, at) or device is None or (isinstance(device, ast.Constant) and device.value == "cpu"):
        return None
    fixable = len(node.args) + len(node.keywords) <= 1
    is_random = function.removeprefix("torch.") in _RANDOM
    reason = (
        "a device draws other random numbers from the same seed"
        if is_random
        else ""
        if device is node or _is_certain(device, at)
        else "by its name alone it is a device"
    )
    return Match(
        node,
        f"is made in memory and then copied to the device: {function}() makes it there, given a device",
        None if not fixable else "review" if reason else "safe",
        reason if fixable else "",
        {"made": made, "device": None if device is node else device},
    )


def _tries_out(node: ast.Call, at: Site) -> bool:
    """Is nothing done with it: `_ = torch.zeros(1).to(device)` finds out whether the device is there?"""
    match at.parent(node):
        case ast.Expr() | ast.Assign(targets=[ast.Name(id="_")]):
            return True
        case _:
            return False


def _is_certain(device: ast.expr, at: Site) -> bool:
    """`"cuda:0"`, `x.device`, what `torch.device()` made"""
    if isinstance(device, ast.Attribute):
        return device.attr == "device" and at.own_class(device.value) is None
    return isinstance(device, ast.Constant) or at.type(device).name == "torch.device"


def rewrite(match: Match, edit: Rewrite) -> None:
    made, device = match.nodes["made"], match.nodes["device"]
    arguments = [edit.text(part) for part in (*made.args, *made.keywords)]
    arguments.append(f"device={edit.text(device)}" if device is not None else 'device="cuda"')
    edit.replace(match.node, "{function}({given})", function=made.func, given=", ".join(arguments))


RULE = Rule(
    slug="torch-create-then-move",
    code="SLP403",
    family="torch",
    stage="stable",
    triggers=Triggers(calls=frozenset({"to", "cuda"}), packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Make it on the device",
    gains="latency",
    examples=[
        Example(
            before="""\
import torch


def mask(size, device):
    return len(«torch.zeros(size, dtype=torch.bool).to(device)»)
""",
            after="""\
import torch


def mask(size, device):
    return len(torch.zeros(size, dtype=torch.bool, device=device))
""",
            workload=lambda n: (n, "cpu"),
            same=[(3, "cpu"), ((2, 2), "cpu"), (0, "cpu")],
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


def steps(x):
    noise = «torch.randn(x.shape[0], 3).to(x.device)»
    return len(«torch.arange(len(noise)).to(device=x.device)»)
""",
            after="""\
import torch


def steps(x):
    noise = torch.randn(x.shape[0], 3, device=x.device)
    return len(torch.arange(len(noise), device=x.device))
""",
            workload=lambda n: (SimpleNamespace(shape=(n,), device="cpu"),),
            same=[lambda: (SimpleNamespace(shape=(4,), device="cpu"),)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Once for a model.
import torch

class Mask(torch.nn.Module):
    def __init__(self, size, device):
        super().__init__()
        self.mask = torch.ones(size).to(device)
""",
        """\
# Made on the device.
import torch

def mask(size, device):
    return torch.zeros(size, device=device)
""",
        """\
# Another type, not another device; back to memory.
import torch

def mask(size, other):
    return torch.zeros(size).to(torch.float16), torch.ones(size).to(other), torch.ones(size).to("cpu")
""",
        """\
# Drawn by a generator of the processor's, to be the same everywhere; a test.
import torch

def noise(n, device, generator):
    return torch.randn(n, generator=generator).to(device)

def test_zeros(device):
    assert torch.zeros(3).to(device).sum() == 0
""",
        """\
# It finds out whether there is such a device.
import torch

def works(device):
    try:
        _ = torch.zeros((1, 1)).to(device)
    except RuntimeError:
        return False
    return True
""",
        """\
# What is copied has been there before.
import torch

def moved(values, device):
    return torch.from_numpy(values).to(device)
""",
        """\
# A module, not a tensor.
from torch import nn

def model(device):
    return nn.Linear(3, 4).to(device)
""",
        """\
# NumPy has no device.
import torch
import numpy as np

def mask(size, device):
    return np.zeros(size).to(device)
""",
    ],
)
