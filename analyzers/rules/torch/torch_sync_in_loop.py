"""Reading a number out of a tensor in every step of a training loop.

`loss.item()`, `float(loss)`, `loss.cpu()` and `print(loss)` wait until the device has done all that it was given,
and only then does Python go on and give it more. Between two steps the device has nothing to do. Where
`total += loss.detach()` adds up on the device, and the sum is read once after the loop, or every hundred steps,
Python stays ahead and the device stays busy.

**When not to bother**: the model runs on the processor, where nothing is waited for; or a step takes so long that the
gap does not show.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tensors import is_tensor, losses, on_accelerator, seldom_in, step_losses, training_loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_METHODS = ("item", "tolist", "cpu", "numpy")
_CHAINED = (*_METHODS, "clone", "detach", "double", "float", "squeeze")


def check(node: ast.Call, at: Site) -> Match | None:
    read = _read(node, at)
    if read is None:
        return None
    loop = training_loop(at)
    returned = step_losses(at) if loop is None else set[str]()
    if loop is None:
        if not returned or at.function is None or seldom_in(at, at.function):
            return None
    elif loop.few or seldom_in(at, loop.node) or not on_accelerator(at):
        return None
    source = read
    while isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr in _CHAINED:
        source = source.func.value
    if isinstance(source, ast.Attribute) and source.attr == "data":
        source = source.value
    is_loss = isinstance(source, ast.Name) and source.id in (returned if loop is None else losses(loop))
    if not is_loss and not is_tensor(at, source):
        return None
    return Match(
        node,
        "waits for the device in every step of training: add up detached tensors, and read them every so many steps",
        related=[(loop.node, "the loop that trains")] if loop is not None else [],
    )


def _read(node: ast.Call, at: Site) -> ast.expr | None:
    """The tensor whose value the call needs at once."""
    func = node.func
    if isinstance(func, ast.Attribute) and func.attr in _METHODS and not node.args:
        around = at.parent(node)  # `.cpu().detach().numpy()`: the outermost call is marked
        while isinstance(around, ast.Attribute) and around.attr in _CHAINED:
            if around.attr in _METHODS:
                return None
            around = at.parent(at.parent(around))
        inner = func.value
        while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr in _CHAINED:
            inner = inner.func.value
        return inner
    if len(node.args) == 1 and at.is_call(node, "builtins.float", "builtins.print"):
        return node.args[0]
    return None


RULE = Rule(
    slug="torch-sync-in-loop",
    code="SLP400",
    family="torch",
    stage="preview",
    triggers=Triggers(
        calls=frozenset({*_METHODS, "float", "print"}), packages=frozenset({"torch", "lightning", "pytorch_lightning"})
    ),
    check=check,
    gains="latency",
    examples=[
        Example(
            before="""\
import torch


def train(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += «loss.item()»
    return total / len(loader)
""",
            needs=("torch",),
        ),
        Example(
            before="""\
import torch
import torch.nn.functional as F


def train(model, batches, optimizer, scaler):
    for images, labels in batches:
        scores = model(images.cuda())
        loss = F.cross_entropy(scores, labels.cuda())
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        «print(loss)»
        yield «float(norm)», «loss.cpu().detach().numpy()»
""",
            needs=("torch",),
        ),
        Example(
            before="""\
import pytorch_lightning as pl
from torch import nn


class Classifier(pl.LightningModule):
    def training_step(self, batch, index):
        inputs, targets = batch
        loss = nn.functional.cross_entropy(self(inputs), targets)
        self.log("loss", «loss.item()»)
        return loss
""",
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Every hundred steps is seldom.
import torch

def train(model, loader, criterion, optimizer, device, log):
    for step, (inputs, targets) in enumerate(loader):
        loss = criterion(model(inputs.to(device)), targets.to(device))
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            log(loss.item())
""",
        """\
# Nothing says that another device than the processor is used.
import torch

def train(model, loader, criterion, optimizer):
    total = 0.0
    for inputs, targets in loader:
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total
""",
        """\
# What is read is no tensor of the step.
import torch

def train(model, loader, criterion, optimizer, device, clock):
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        loss.backward()
        optimizer.step()
        print(float(clock()), clock.item())
""",
        """\
# Once after each epoch, whose steps are those that train.
import torch

def train(model, loader, criterion, optimizer, device, epochs):
    for epoch in range(epochs):
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
""",
        """\
# A step of validation; the tensor itself is logged; another base.
import pytorch_lightning as pl
import torch

class Classifier(pl.LightningModule):
    def training_step(self, batch, index):
        loss = self.model(batch)
        self.log("loss", loss)
        if index % 50 == 0:
            print(loss.item())
        return loss
    def validation_step(self, batch, index):
        loss = self.model(batch)
        self.log("val", loss.item())
        return loss

class Plain:
    def training_step(self, batch):
        loss = self.model(batch)
        print(loss.item())
        return loss
""",
        """\
# Once after the loop.
import torch

def train(model, loader, criterion, optimizer, device):
    total = torch.zeros((), device=device)
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        loss.backward()
        optimizer.step()
        total += loss.detach()
    return total.item()
""",
        """\
# Another library's loss.
def train(model, loader, device):
    for inputs in loader:
        loss = model(inputs.to(device))
        loss.backward()
        print(loss.item())
""",
    ],
)
