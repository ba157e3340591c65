"""A loop that evaluates a model, and records everything for gradients that nobody asks for.

After `model.eval()` each call of the model still records all that it computes, and keeps the results of every layer,
for a `backward()` that never comes. Under `torch.inference_mode()` (or `torch.no_grad()`) nothing is recorded: the
memory of a batch is that of its widest layers, and the time for the records is gone.

**When not to bother**: all parameters were frozen with `requires_grad_(False)`; or the function is only ever called
where gradients are off.
"""

from __future__ import annotations

import ast

from ...semantics.questions.places import in_test
from ...semantics.questions.tensors import makes_gradients, needs_no_gradient, turns_gradients_off
from ...semantics.questions.whole_file import document_of
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if node.args or node.keywords or not isinstance(node.func, ast.Attribute):
        return None
    model = at.dotted(node.func.value)
    function = at.function
    if model is None or not isinstance(function, ast.FunctionDef) or at.type(node.func.value).name == "numpy.ndarray":
        return None
    if not isinstance(at.parent(node), ast.Expr) or needs_no_gradient(at) or makes_gradients(function) or in_test(at):
        return None
    loop = _evaluating(function, model, at, node)
    if loop is None or _is_off_elsewhere(function) or _is_off_for_callers(function.name, at):
        return None
    return Match(
        loop,
        f"records all that {model}() computes for gradients that nobody asks for: put the loop under"
        " torch.inference_mode() or torch.no_grad()",
        related=[(node, "the model is only evaluated from here on")],
        end=loop.iter,
    )


def _evaluating(function: ast.FunctionDef, model: str, at: Site, call: ast.Call) -> ast.For | None:
    """The first loop behind the call, in the same body or below, whose passes call the model by the same name."""
    body, index = at.siblings(at.statement(call))
    for statement in body[index + 1 :]:
        for node in ast.walk(statement):
            if isinstance(node, ast.For) and any(
                isinstance(child, ast.Call) and at.dotted(child.func) == model
                for part in node.body
                for child in ast.walk(part)
            ):
                return node
    return None


def _is_off_elsewhere(function: ast.FunctionDef) -> bool:
    """Does a result go to NumPy without `detach()`, which fails unless gradients are off; is it a generator?"""
    for node in ast.walk(function):
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "numpy":
            text = ast.dump(node)
            if "'detach'" not in text and "'data'" not in text:
                return True
    return False


def _is_off_for_callers(name: str, at: Site) -> bool:
    """Does something else in the file freeze parameters, turn gradients off for good, or call the function where they
    are off?"""
    document = document_of(at)
    if "requires_grad" in document.text or "set_grad_enabled(" in document.text:
        return True
    return any(
        isinstance(node, ast.With)
        and any(turns_gradients_off(item.context_expr) for item in node.items)
        and any(_calls(child, name) for child in ast.walk(node))
        for outer in document.blocks
        for block in outer.leaves()
        for statement in (block.nodes if "no_grad" in document.text or "inference" in document.text else ())
        for node in ast.walk(statement)
    )


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and name in (getattr(node.func, "attr", ""), getattr(node.func, "id", ""))


RULE = Rule(
    slug="torch-eval-with-gradients",
    code="SLP404",
    family="torch",
    stage="stable",
    triggers=Triggers(calls=frozenset({"eval"}), packages=frozenset({"torch"})),
    check=check,
    examples=[
        Example(
            before="""\
import torch
from torch import nn


def evaluate(model, loader):
    model.eval()
    right = 0
    «for inputs, targets in loader»:
        scores = model(inputs)
        right += (scores.argmax(dim=1) == targets).sum().item()
    return right


def accuracy(width, batches):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, 10))
    loader = [(torch.zeros(16, 64), torch.zeros(16, dtype=torch.long))] * batches
    return evaluate(model, loader) >= 0
""",
            after="""\
import torch
from torch import nn


def evaluate(model, loader):
    model.eval()
    right = 0
    with torch.inference_mode():
        for inputs, targets in loader:
            scores = model(inputs)
            right += (scores.argmax(dim=1) == targets).sum().item()
    return right


def accuracy(width, batches):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, 10))
    loader = [(torch.zeros(16, 64), torch.zeros(16, dtype=torch.long))] * batches
    return evaluate(model, loader) >= 0
""",
            workload=lambda n: (32, n),
            same=[(8, 2), (8, 0)],
            needs=("torch",),
        ),
    ],
    clean=[
        """\
# Gradients are off.
import torch

def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        for inputs in loader:
            print(model(inputs))

@torch.inference_mode()
def predict(model, loader):
    model.eval()
    return [model(inputs) for inputs in loader]
""",
        """\
# Gradients of the input are what is wanted.
import torch

def saliency(model, loader):
    model.eval()
    for inputs in loader:
        inputs.requires_grad_()
        model(inputs).sum().backward()
        print(inputs.grad)
""",
        """\
# They must be off already: NumPy takes no tensor that needs gradients.
import torch

def predict(model, loader):
    model.eval()
    found = []
    for inputs in loader:
        found.append(model(inputs).cpu().numpy())
    return found
""",
        """\
# It trains afterwards.
import torch

def epoch(model, loader, optimizer):
    model.eval()
    for inputs in loader:
        print(model(inputs))
""",
        """\
# No model of PyTorch's.
def evaluate(model, loader):
    model.eval()
    for inputs in loader:
        print(model(inputs))
""",
        """\
# Called where gradients are off.
import torch

def evaluate(model, loader):
    model.eval()
    for inputs in loader:
        print(model(inputs))

class Trainer:
    def report(self):
        with torch.no_grad():
            evaluate(self.model, self.loader)
""",
        """\
# Nothing has gradients.
import torch

def frozen(model):
    for p in model.parameters():
        p.requires_grad = False

def evaluate(model, loader):
    model.eval()
    for inputs in loader:
        print(model(inputs))
""",
        """\
# Turned on and off by the caller's word.
import torch

def run(model, loader, train):
    model.eval()
    with torch.set_grad_enabled(train):
        for inputs in loader:
            print(model(inputs))
""",
    ],
)
