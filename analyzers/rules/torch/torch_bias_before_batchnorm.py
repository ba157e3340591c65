"""A bias in a layer whose output is normalised at once.

`BatchNorm` takes the mean of each channel away, and with it whatever the layer before added to the channel. The bias
is stored, added, and given gradients for nothing. `bias=False` leaves it out.

**When not to bother**: the model is small.

**Why the fix needs review**: a checkpoint of the model holds the bias, and does not load any more.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_LAYERS = {
    "torch.nn.Conv1d": 8, "torch.nn.Conv2d": 8, "torch.nn.Conv3d": 8, "torch.nn.Linear": 3,
    "torch.nn.ConvTranspose2d": 8,
}  # fmt: skip
"""With the number of positional arguments of which the last is the bias."""
_NORMS = ("torch.nn.BatchNorm1d", "torch.nn.BatchNorm2d", "torch.nn.BatchNorm3d", "torch.nn.SyncBatchNorm")


def check(node: ast.Call, at: Site) -> Match | None:
    around = at.parent(node)
    layers = around.args if isinstance(around, ast.Call) else around.elts if isinstance(around, ast.List) else []
    if node not in layers or (isinstance(around, ast.Call) and not at.is_call(around, "torch.nn.Sequential")):
        return None
    index = layers.index(node)
    if index + 1 == len(layers) or not at.is_call(layers[index + 1], *_NORMS):
        return None
    place = _LAYERS.get(at.qualified(node.func) or "")
    if place is None or len(node.args) >= place or any(isinstance(part, ast.Starred) for part in node.args):
        return None
    if any(keyword.arg in (None, "bias") for keyword in node.keywords):
        return None
    return Match(
        node,
        "its bias is taken away by the normalisation behind it: bias=False leaves it out",
        "review",
        "checkpoints of the model hold the bias",
        related=[(layers[index + 1], "takes the mean of each channel away")],
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.node
    assert isinstance(call, ast.Call)
    given = ", ".join(edit.text(part) for part in (*call.args, *call.keywords))
    edit.replace(call, "{layer}({given}, bias=False)", layer=edit.text(call.func), given=given)


RULE = Rule(
    slug="torch-bias-before-batchnorm",
    code="SLP416",
    family="torch",
    stage="preview",
    triggers=Triggers(
        calls=frozenset(name.removeprefix("torch.nn.") for name in _LAYERS), packages=frozenset({"torch"})
    ),
    check=check,
    rewrite=rewrite,
    title="Leave out the bias",
    examples=[
        Example(
            before="""\
import torch
from torch import nn


def trained(width):
    torch.manual_seed(0)
    model = nn.Sequential(«nn.Linear(64, width)», nn.BatchNorm1d(width))
    model(torch.randn(8, 64)).square().sum().backward()
    return width
""",
            after="""\
import torch
from torch import nn


def trained(width):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, width, bias=False), nn.BatchNorm1d(width))
    model(torch.randn(8, 64)).square().sum().backward()
    return width
""",
            workload=lambda n: (n,),
            same=[(3,)],
            needs=("torch",),
        ),
        Example(
            before="""\
from torch import nn


class Block(nn.Module):
    def __init__(self, inner):
        super().__init__()
        layers = [«nn.Conv2d(3, inner, kernel_size=3, padding=1)», nn.BatchNorm2d(inner), nn.ReLU()]
        self.body = nn.Sequential(*layers)
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# It has none; it is asked for.
from torch import nn

def blocks(bias):
    return (
        nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8)),
        nn.Sequential(nn.Linear(3, 8, bias=bias), nn.BatchNorm1d(8)),
        nn.Sequential(nn.Linear(3, 8, False), nn.BatchNorm1d(8)),
    )
""",
        """\
# Something stands between; nothing comes behind.
from torch import nn

def blocks():
    return nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.BatchNorm1d(8)), nn.Sequential(nn.Linear(3, 8))
""",
        """\
# Another normalisation keeps what is added to a channel.
from torch import nn

def block():
    return nn.Sequential(nn.Conv2d(3, 8, 3), nn.GroupNorm(2, 8))
""",
        """\
# Other layers.
import torch
from tools import nn

def block():
    return nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8))
""",
    ],
)
