"""Arrays of CuPy: which lie on the device, and which loops are worth a word about what they wait for."""

from __future__ import annotations

import ast

from ..knowledge.cupy import ARRAY
from ..loops import Loop
from ..site import Site
from .invariants import is_in_every_pass
from .places import in_test

__all__ = ["busy_loop", "is_flat", "on_device", "on_host"]

_FLAT = (
    "cupy.arange",
    "cupy.linspace",
    "cupy.logspace",
    "cupy.ravel",
    "cupy.flatnonzero",
    "cupy.unique",
    "cupy.bincount",
)
_BY_LENGTH = ("cupy.zeros", "cupy.ones", "cupy.empty", "cupy.full", "cupy.random.random", "cupy.random.permutation")


def on_device(at: Site, node: ast.AST | None) -> bool:
    """Is it certainly an array of CuPy's?"""
    return at.type(node).is_(ARRAY)


def on_host(at: Site, node: ast.AST | None) -> bool:
    """Does it certainly lie in the memory of the processor: an array of NumPy's, or a list?"""
    return at.type(node).is_("numpy.ndarray", "list")


def busy_loop(at: Site) -> Loop | None:
    """The loop around that comes by the place in each of many passes, and waits for nothing outside; not in tests."""
    loop = at.repeated_in
    if loop is None or in_test(at) or not is_in_every_pass(at, at.node) or at.waits(loop):
        return None
    return loop


def is_flat(at: Site, node: ast.AST) -> bool:
    """Has an array of CuPy's certainly one dimension, so that its elements are single numbers?"""
    if isinstance(node, ast.Name):
        value = at.only_value(node)
        return value is not None and is_flat(at, value)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("ravel", "flatten") and on_device(at, node):
        return True
    if at.is_call(node, *_FLAT):
        return True
    if at.is_call(node, *_BY_LENGTH) and node.args:
        return at.type(node.args[0]).is_("int")
    if at.is_call(node, "cupy.array", "cupy.asarray") and node.args:
        given = at.type(node.args[0])
        return given.is_("list", "range") and given.element.is_("int", "float", "bool")
    return False
