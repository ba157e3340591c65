"""`nn.DataParallel`: one process for several GPUs.

In each step it copies the model to every GPU, hands out the batch, and gathers the results on one of them, from threads
of a single process that share one interpreter. `DistributedDataParallel` has a process for each GPU, keeps a copy of
the model on each, and adds up gradients while they are still being computed. PyTorch's own documentation advises it
even on a single machine.

**When not to bother**: there is one GPU, for which it does nothing.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_NAMES = ("torch.nn.DataParallel", "torch.nn.parallel.DataParallel", "torch.nn.parallel.data_parallel.DataParallel")


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, *_NAMES) or in_test(at):
        return None
    ids = next((keyword.value for keyword in node.keywords if keyword.arg == "device_ids"), None)
    ids = node.args[1] if len(node.args) > 1 else ids
    if isinstance(ids, ast.List) and len(ids.elts) == 1:
        return None
    return Match(node, "copies the model to each GPU in every step: DistributedDataParallel keeps one on each")


RULE = Rule(
    slug="torch-data-parallel",
    code="SLP417",
    family="torch",
    stage="preview",
    triggers=Triggers(calls=frozenset({"DataParallel"}), packages=frozenset({"torch"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
import torch
from torch import nn


def on_all(model):
    if torch.cuda.device_count() > 1:
        model = «nn.DataParallel(model)»
    return model.cuda()
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# A process for each GPU.
from torch.nn.parallel import DistributedDataParallel

def on_one(model, rank):
    return DistributedDataParallel(model, device_ids=[rank])
""",
        """\
# Asked for what it is.
from torch import nn

def inner(model):
    return model.module if isinstance(model, nn.DataParallel) else model
""",
        """\
# One GPU: a wrapper that does nothing.
from torch import nn

def on_one(model):
    return nn.DataParallel(model, device_ids=[0])
""",
    ],
)
