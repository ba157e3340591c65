"""Copying tensors to the device one at a time, and joining them there.

`torch.stack([x.to(device) for x in xs])` makes a copy to the device for each item: a call of the driver each, and
each waits for its own. `torch.stack(xs).to(device)` joins them in memory, and makes one copy of it all.

**When not to bother**: there are a few items; or they are on the device already, where `.to()` does nothing.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tensors import copies_to_device
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_JOINS = ("torch.stack", "torch.cat", "torch.concat", "torch.concatenate", "torch.vstack", "torch.hstack")

_MADE = ("torch.tensor", "torch.as_tensor", "torch.from_numpy", "torch.FloatTensor", "torch.LongTensor", "torch.Tensor")


def check(node: ast.Call, at: Site) -> Match | None:
    made = node.args[0] if node.args else None
    if not isinstance(made, (ast.ListComp, ast.GeneratorExp)):
        return None
    if not at.is_call(node, *_JOINS) or len(made.generators) != 1:
        return None
    loop = at.loop_of(made.generators[0])
    device = copies_to_device(at, made.elt)
    if device is None or loop.few or made.generators[0].is_async:
        return None
    if not _comes_from_memory(made.elt, at):
        return None
    return Match(node, "copies each tensor to the device alone: join them in memory, and copy the whole once")


def _comes_from_memory(copy: ast.expr, at: Site) -> bool:
    """Is what is copied made in memory just before, or does all go to the one GPU there is? A model's results may lie
    on several devices, and must be brought to one before they can be joined."""
    assert isinstance(copy, ast.Call)
    assert isinstance(copy.func, ast.Attribute)
    item = copy.func.value
    while isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and at.qualified(item.func) is None:
        item = item.func.value  # torch.tensor(x).float()
    if isinstance(item, ast.Call) and not any(keyword.arg == "device" for keyword in item.keywords):
        return at.is_call(item, *_MADE)
    device = copy.args[0] if copy.args else None
    return (copy.func.attr == "cuda" and device is None) or isinstance(device, ast.Constant)


RULE = Rule(
    slug="torch-transfer-per-item",
    code="SLP402",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset(name.removeprefix("torch.") for name in _JOINS), packages=frozenset({"torch"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
import torch


def batch(images, device):
    return «torch.stack([torch.from_numpy(image).float().to(device) for image in images])»
""",
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


def joined(rows):
    return «torch.cat([torch.as_tensor(row).cuda() for row in rows], dim=1)»
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# One copy of the whole.
import torch

def batch(images, device):
    return torch.stack(images).to(device)
""",
        """\
# Another type, not another device.
import torch

def batch(images):
    return torch.stack([image.to(torch.float32) for image in images])
""",
        """\
# Each to where its own model is.
import torch

def batch(images):
    return [image.to(image.device) for image in images], torch.stack([i.to(i.device) for i in images])
""",
        """\
# What a model gave may lie on several devices.
import torch

def joined(states, gates, device):
    compute_device = gates[0].device
    return torch.stack([h.to(compute_device) for h in states]), torch.cat([gate.to(device) for gate in gates])
""",
        """\
# Three of them.
import torch

def batch(a, b, c, device):
    return torch.stack([x.cuda() for x in (a, b, c)])
""",
        """\
# Another library's.
from tools import stack

def batch(images, device):
    return stack([image.to(device) for image in images])
""",
    ],
)
