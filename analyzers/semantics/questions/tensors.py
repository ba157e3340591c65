"""PyTorch: loops that train, code on which an accelerator works, and where gradients are off."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..knowledge.torch import TENSOR
from ..loops import Loop, dotted
from ..names import qualified_name
from ..site import Site

__all__ = [
    "copies_to_device", "is_device", "is_loss", "is_tensor", "losses", "makes_gradients", "needs_no_gradient",
    "on_accelerator", "seldom_in", "step_losses", "training_loop", "turns_gradients_off",
]  # fmt: skip

_ACCELERATOR = re.compile(r"\.cuda\b|\.to\(|[\"']cuda|device|accelerator|\.mps\b|fabric", re.IGNORECASE)
_OFF = ("torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad", "torch.autograd.grad_mode.no_grad",
        "torch.autograd.inference_mode", "torch.set_grad_enabled", "torch.autograd.set_grad_enabled")  # fmt: skip
_OFF_NAMES = frozenset(name.rpartition(".")[2] for name in _OFF)
_DEVICE_NAME = re.compile(r"(?:.*_)?(?:device|dev|cuda|gpu)(?:_id|_ids)?\d*", re.IGNORECASE)
_DEVICE_TEXT = re.compile(r"(?:cuda|cpu|mps|xpu|xla|hpu|npu|meta)(?::\d+)?")


def _backwards(loop: Loop) -> Iterator[ast.Call]:
    """The calls of `….backward()` in a pass, those in loops and functions within it left out."""
    pending: list[ast.AST] = list(loop.parts())
    while pending:
        node = pending.pop()
        if isinstance(node, _WITHIN):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("backward", "manual_backward"):
            yield node
        pending += ast.iter_child_nodes(node)


_WITHIN = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def training_loop(at: Site) -> Loop | None:
    """The innermost loop around whose passes go backward through a graph: a step of training each."""
    for loop in at.loops:
        if not loop.is_comprehension and next(_backwards(loop), None) is not None:
            return loop
    return None


def losses(loop: Loop) -> set[str]:
    """The names from which a pass goes backward: `loss.backward()`, `scaler.scale(loss).backward()`,
    `accelerator.backward(loss)`."""
    found: set[str] = set()
    for call in _backwards(loop):
        assert isinstance(call.func, ast.Attribute)
        receiver = call.func.value
        for node in (receiver if isinstance(receiver, ast.Call) else call).args[:1] or [receiver]:
            found.update(_terms(node))
    return found


def _terms(node: ast.expr) -> Iterator[str]:
    """The names in `(loss / steps)`, `(a + 0.5 * b)`"""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.BinOp):
        if not isinstance(node.op, ast.Mult):
            yield from _terms(node.left)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            yield from _terms(node.right)


def is_loss(at: Site, node: ast.AST, loop: Loop) -> bool:
    """Is it the name of what the loop goes backward from, in the same scope?"""
    return isinstance(node, ast.Name) and node.id in losses(loop)


_STEPS = {
    "training_step": "LightningModule",
    "compute_loss": "Trainer",
}
"""Methods that a framework calls in every step, and the class that it is of."""


def step_losses(at: Site) -> set[str]:
    """The names that a step of training returns to its framework (`training_step` of Lightning, `compute_loss` of
    transformers), which goes backward from them; none outside of such a step."""
    function, owner = at.function, at.facts.class_node
    base = _STEPS.get(getattr(function, "name", ""))
    if base is None or owner is None or not isinstance(function, ast.FunctionDef):
        return set()
    around = at.facts.around(owner)
    if not any((qualified_name(around, node) or "").rpartition(".")[2] == base for node in owner.bases):
        return set()
    found: set[str] = set()
    for node in ast.walk(function):
        value = node.value if isinstance(node, ast.Return) else None
        if isinstance(value, ast.IfExp):  # (loss, outputs) if return_outputs else loss
            value = value.orelse
        if isinstance(value, ast.Name):
            found.add(value.id)
        elif isinstance(value, ast.Dict):
            for key, item in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "loss" and isinstance(item, ast.Name):
                    found.add(item.id)
    return found


def is_tensor(at: Site, node: ast.AST | None) -> bool:
    """Is the expression certainly a tensor, by what made it or by its annotation?"""
    return at.type(node).is_(TENSOR)


def seldom_in(at: Site, around: ast.AST) -> bool:
    """Does a condition, or a handler of errors, stand between the place and the loop (or function) around it:
    `if step % 100 == 0:`?"""
    for parent in at.parents(at.node):
        if parent is around:
            return False
        if isinstance(parent, (ast.If, ast.IfExp, ast.ExceptHandler, ast.Match, ast.Lambda, ast.FunctionDef)):
            return True
    return False


def on_accelerator(at: Site) -> bool:
    """Does the block speak of a device, so that what it computes need not be on the processor?"""
    return at.facts.fits(_ACCELERATOR)


def is_device(at: Site, node: ast.AST | None) -> bool:
    """Is the expression a device, by its type, what it says, or its name: `"cuda:0"`, `x.device`, `self.device`?"""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(_DEVICE_TEXT.fullmatch(node.value))
    if node is None:
        return False
    if at.type(node).name == "torch.device":
        return True
    return bool(_DEVICE_NAME.fullmatch((dotted(node) or "").rpartition(".")[2]))


def copies_to_device(at: Site, call: ast.AST) -> ast.expr | None:
    """The device of `x.to(device)` and `x.cuda()` (the call itself, where it names none); None for anything else."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if call.func.attr == "cuda":
        return call.args[0] if call.args else given.get("device", call)
    if call.func.attr != "to":
        return None
    device = call.args[0] if call.args else given.get("device")
    return device if is_device(at, device) else None


def needs_no_gradient(at: Site) -> bool:
    """Are gradients off at the place, by a `with` or a decorator around it?"""
    for parent in at.parents(at.node):
        around: list[ast.expr] = []
        if isinstance(parent, (ast.With, ast.AsyncWith)):
            around = [item.context_expr for item in parent.items]
        elif isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
            around = parent.decorator_list
        if any(map(turns_gradients_off, around)):
            return True
    return False


def makes_gradients(function: ast.AST) -> bool:
    """Does something in the function ask for gradients, or turn them on or off in its own way?"""
    return any(
        (getattr(node, "attr", "") or getattr(node, "id", "") or getattr(node, "arg", "")) in _GRADIENT_WORDS
        for node in ast.walk(function)
    )


_GRADIENT_WORDS = frozenset({
    "backward", "manual_backward", "grad", "requires_grad", "requires_grad_", "enable_grad", "autograd", "zero_grad",
    "optimizer", "vjp", "jvp", "jacobian", "hessian", *_OFF_NAMES,
})  # fmt: skip


def turns_gradients_off(node: ast.expr) -> bool:
    """By its last name: whatever is called so turns gradients off (or on, which is the user's choice)."""
    called = node.func if isinstance(node, ast.Call) else node
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name in _OFF_NAMES or "grad" in name or "inference" in name
