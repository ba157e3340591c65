"""Adding up losses with all that they were computed from.

`total += loss` keeps the graph of every step: the sum holds the loss, the loss holds the results of all layers. Memory
grows with each step until there is none left, and what was to be freed is not. `total += loss.detach()` adds the value
alone.

**When not to bother**: the loop makes a few steps.

**Why the fix needs review**: nothing can go backward from the sum any more, and it is printed without its `grad_fn`.
"""

from __future__ import annotations

import ast

from ...semantics.questions.tensors import losses, needs_no_gradient, training_loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.AugAssign, at: Site) -> Match | None:
    if not isinstance(node.op, ast.Add) or not isinstance(node.value, ast.Name):
        return None
    if not isinstance(node.target, (ast.Name, ast.Attribute)):
        return None
    loop = training_loop(at)
    if loop is None or loop.few or needs_no_gradient(at):
        return None
    names = losses(loop)
    target = at.dotted(node.target)
    value = node.value.id
    if value not in names or target is None or target in names or not at.is_local(node.value):
        return None
    if not _backward_below(loop.node, value) or target in loop.bound - {target} or _begins_anew(loop.node, target, at):
        return None
    if _goes_backward(at, target):
        return None
    # What is read by .item() or a number in every pass says that it is a number already.
    if any(
        binding.kind == "assign" and isinstance(binding.value, ast.Call) and _is_number(binding.value)
        for binding in at.bindings(node.value)
    ):
        return None
    return Match(
        node,
        f"keeps what every {value} was computed from: add {value}.detach(), which is its value alone",
        "review",
        "the sum is a plain value, from which nothing can go backward",
        nodes={"value": node.value},
        related=[(loop.node, "the loop that trains")],
    )


def _is_number(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in ("item", "detach", "tolist")


def _backward_below(loop: ast.AST, name: str) -> bool:
    """Does the loop go backward from the very name?"""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "backward"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == name
        and not node.args
        and not node.keywords  # retain_graph=True: it is gone backward from again
        for node in ast.walk(loop)
    )


def _goes_backward(at: Site, target: str) -> bool:
    """Does anything in the function go backward from the sum?"""
    function = at.function
    for node in ast.walk(function) if function is not None else ():
        backward = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "backward" in node.func.attr
        if backward and any(at.dotted(child) == target for child in ast.walk(node)):
            return True
    return False


def _begins_anew(loop: ast.AST, target: str, at: Site) -> bool:
    return any(
        isinstance(node, ast.Assign) and any(at.dotted(other) == target for other in node.targets)
        for node in ast.walk(loop)
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.nodes["value"], "{value}.detach()", value=match.nodes["value"])


RULE = Rule(
    slug="torch-retained-graph",
    code="SLP405",
    family="torch",
    stage="stable",
    triggers=Triggers(nodes=(ast.AugAssign,), in_loop=True, packages=frozenset({"torch"})),
    check=check,
    rewrite=rewrite,
    title="Add the value alone",
    gains="memory",
    examples=[
        Example(
            before="""\
import torch


def train(steps):
    weight = torch.zeros(256, requires_grad=True)
    total = 0.0
    for step in range(steps):
        loss = ((weight * step).cos() - 1).square().sum()
        loss.backward()
        «total += loss»
    return float(total)
""",
            after="""\
import torch


def train(steps):
    weight = torch.zeros(256, requires_grad=True)
    total = 0.0
    for step in range(steps):
        loss = ((weight * step).cos() - 1).square().sum()
        loss.backward()
        total += loss.detach()
    return float(total)
""",
            workload=lambda n: (n,),
            same=[(0,), (3,)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# The value alone.
import torch

def train(model, loader, optimizer):
    total = 0.0
    for inputs in loader:
        loss = model(inputs)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total
""",
        """\
# Added without a graph; kept to go backward from again.
import torch

def train(model, loader, optimizer):
    total = 0.0
    for inputs in loader:
        loss = model(inputs)
        loss.backward()
        with torch.no_grad():
            total += loss
    kept = 0.0
    for inputs in loader:
        loss = model(inputs)
        loss.backward(retain_graph=True)
        kept += loss
    return total, kept
""",
        """\
# The sum is what is learned from.
import torch

def train(model, loader, optimizer):
    for inputs in loader:
        total = 0.0
        for part in inputs:
            loss = model(part)
            total += loss
        total.backward()
        optimizer.step()
""",
        """\
# A number already.
import torch

def train(model, loader, optimizer):
    total = 0.0
    for inputs in loader:
        loss = model(inputs)
        loss.backward()
        loss = loss.item()
        total += loss
    return total
""",
        """\
# No loop.
import torch

def step(model, inputs, total):
    loss = model(inputs)
    loss.backward()
    total += loss
    return total
""",
    ],
)
