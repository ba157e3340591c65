"""A condition on a tensor in every step of a training loop.

`if torch.isnan(loss):` and `while (error > limit).any():` need the value at once: Python waits until the device has
done all that it was given, and the device has nothing to do until Python has gone on. The same decision made on the
device (`torch.where`, `nan_to_num`, a gradient scaler, which skips steps that are not finite) waits for nothing;
a check every so many steps waits seldom.

**When not to bother**: the model runs on the processor; or the loop reads the value anyway.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tensors import TENSOR, is_loss, on_accelerator, seldom_in, training_loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.If | ast.While | ast.Assert | ast.IfExp, at: Site) -> Match | None:
    loop = training_loop(at)
    if loop is None or loop.few or not on_accelerator(at) or seldom_in(at, loop.node):
        return None
    test = node.test
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    if isinstance(test, ast.BoolOp):  # what stands first decides whether the rest is asked
        test = test.values[0]
    if isinstance(test, ast.Compare):
        if len(test.ops) != 1 or isinstance(test.ops[0], (ast.Is, ast.IsNot, ast.In, ast.NotIn)):
            return None
        if not is_loss(at, test.left, loop) and not _is_tensor(test, at):
            return None
    elif not _is_tensor(test, at):
        return None
    return Match(
        test,
        "waits for the device in every step of training: decide on the device, or look every so many steps",
        related=[(loop.node, "the loop that trains")],
    )


def _is_tensor(node: ast.expr, at: Site) -> bool:
    kind = at.type(node)
    return kind.is_(TENSOR)


RULE = Rule(
    slug="torch-branch-on-tensor",
    code="SLP401",
    family="torch",
    stage="preview",
    triggers=Triggers(nodes=(ast.If, ast.While, ast.Assert, ast.IfExp), in_loop=True, packages=frozenset({"torch"})),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
import torch


def train(model, loader, criterion, optimizer, device):
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        if «torch.isnan(loss)»:
            raise ValueError("the loss is no number")
        assert «torch.isfinite(loss).all()»
        loss.backward()
        optimizer.step()
""",
            needs=("torch",),
        ),
        Example(
            before="""\
import torch


def train(model, batches, optimizer, best=1e9):
    for images in batches:
        loss = model(images.cuda())
        loss.backward()
        optimizer.step()
        if «loss < best»:
            best = loss.detach()
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# A number of Python's, and None.
import torch

def train(model, loader, criterion, optimizer, device, limit=None):
    for step, inputs in enumerate(loader):
        loss = model(inputs.to(device))
        if loss is None or step > 3:
            continue
        if limit:
            loss = loss * limit
        loss.backward()
        optimizer.step()
""",
        """\
# Looked at every hundred steps.
import torch

def train(model, loader, optimizer, device):
    for step, inputs in enumerate(loader):
        loss = model(inputs.to(device))
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            if torch.isnan(loss):
                break
        if step % 100 == 99 and torch.isnan(loss):
            break
""",
        """\
# The size of a tensor is known to Python.
import torch

def train(model, loader, optimizer, device):
    for inputs in loader:
        batch = torch.as_tensor(inputs).to(device)
        if batch.shape[0] < 2 or batch.dim() == 1 or batch.requires_grad:
            continue
        loss = model(batch)
        loss.backward()
        optimizer.step()
""",
        """\
# No training.
import torch

def first(model, loader, device):
    for inputs in loader:
        if torch.isnan(model(inputs.to(device))).any():
            return inputs
""",
    ],
)
