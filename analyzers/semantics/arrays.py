"""How many dimensions a NumPy array has, where the text tells."""

from __future__ import annotations

import ast

from .inference import type_of
from .model import BlockFacts
from .names import qualified_name, resolve

__all__ = ["dimensions"]

_SHAPED = {"zeros", "ones", "empty", "full", "random.random", "random.uniform", "random.normal"}
_FLAT = {"arange", "linspace", "logspace", "fromiter", "frombuffer", "flatnonzero", "bincount", "ravel", "geomspace"}
_SCALARS = ("int", "float", "bool", "str", "complex")
_KEEPING = {"astype", "copy", "clip", "round", "cumsum", "cumprod"}
_DEPTH = 10
"""So many names are followed: definitions may go in circles."""


def dimensions(facts: BlockFacts, node: ast.AST | None, depth: int = _DEPTH) -> int | None:
    """0 for a number, 1 for a vector, 2 for a matrix …; None where it is not certain."""
    if depth == 0:
        return None
    depth -= 1
    match node:
        case ast.Name():
            return _of_name(facts, node, depth)
        case ast.Call():
            return _of_call(facts, node, depth)
        case ast.Attribute(value=value, attr="T"):
            return dimensions(facts, value, depth)
        case ast.Attribute(value=value, attr="values"):
            return _of_pandas(facts, value)
        case ast.UnaryOp(operand=operand):
            return dimensions(facts, operand, depth)
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            if isinstance(getattr(node, "op", None), ast.MatMult):
                return None
            sides = [dimensions(facts, side, depth) for side in (left, right)]
            return None if None in sides else max(side for side in sides if side is not None)
        case ast.Subscript(value=value, slice=index):
            return _of_item(facts, value, index, depth)
        case _:
            return 0 if type_of(facts, node).name in ("int", "float", "bool", "complex") else None


def _of_name(facts: BlockFacts, name: ast.Name, depth: int) -> int | None:
    if type_of(facts, name).name in ("int", "float", "bool", "complex"):
        return 0
    found = resolve(facts, name)
    if found is None or not found[1]:
        return None
    known: set[int | None] = set()
    for binding, where in found[1]:
        if binding.kind in ("assign", "annotate") and binding.path is None and binding.value is not None:
            known.add(dimensions(where, binding.value, depth))
        elif binding.kind != "augment":
            return None
    return known.pop() if len(known) == 1 else None


def _of_call(facts: BlockFacts, call: ast.Call, depth: int) -> int | None:
    qualified = qualified_name(facts, call.func) or ""
    first = call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else None
    names = {keyword.arg for keyword in call.keywords}
    if qualified.startswith("numpy."):
        name = qualified.removeprefix("numpy.")
        if name in _FLAT:
            return 1
        if name in _SHAPED:
            sizes = [k.value for k in call.keywords if k.arg in ("shape", "size")]
            if not name.startswith("random.") and first is not None:
                sizes = [first]
            return _of_shape(facts, sizes[0]) if len(sizes) == 1 else None
        if not names and ((name == "append" and len(call.args) == 2) or (name == "unique" and len(call.args) == 1)):
            return 1
        if name in ("array", "asarray") and first is not None and "ndmin" not in names:
            return _of_source(facts, first, depth)
        return None
    if not isinstance(call.func, ast.Attribute):
        return 0 if type_of(facts, call).name in ("int", "float", "bool", "complex") else None
    receiver = type_of(facts, call.func.value)
    if receiver.name == "numpy.ndarray":
        if call.func.attr in ("ravel", "flatten"):
            return 1
        if call.func.attr == "reshape" and not call.keywords and not isinstance(first, ast.Starred):
            if len(call.args) > 1:
                return len(call.args)
            return _of_shape(facts, first)
        if call.func.attr in _KEEPING and not (call.func.attr.startswith("cum") and not call.args and not names):
            return dimensions(facts, call.func.value, depth)
        return 1 if call.func.attr.startswith("cum") else None
    if call.func.attr == "to_numpy":
        return _of_pandas(facts, call.func.value)
    return None


def _of_pandas(facts: BlockFacts, node: ast.AST) -> int | None:
    return {"pandas.Series": 1, "pandas.DataFrame": 2}.get(type_of(facts, node).name)


def _of_shape(facts: BlockFacts, shape: ast.AST | None) -> int | None:
    if isinstance(shape, (ast.Tuple, ast.List)):
        return None if any(isinstance(element, ast.Starred) for element in shape.elts) else len(shape.elts)
    return 1 if type_of(facts, shape).is_("int") else None


def _of_source(facts: BlockFacts, source: ast.expr, depth: int) -> int | None:
    """The dimensions of `np.array(source)`."""
    kind = type_of(facts, source)
    if kind.name == "numpy.ndarray":
        return dimensions(facts, source, depth)
    if kind.name in ("pandas.Series", "pandas.DataFrame"):
        return _of_pandas(facts, source)
    if kind.name == "range" or (kind.name in ("list", "tuple") and kind.element.name in _SCALARS):
        return 1
    return 0 if kind.name in _SCALARS else None


def _of_item(facts: BlockFacts, value: ast.expr, index: ast.expr, depth: int) -> int | None:
    whole = dimensions(facts, value, depth)
    if isinstance(index, ast.Slice):
        return whole
    if (
        isinstance(index, ast.Compare)
        and isinstance(value, ast.Name)
        and isinstance(index.left, ast.Name)
        and index.left.id == value.id
        and type_of(facts, index).name == "numpy.ndarray"
    ):
        return 1  # a[a > 0]
    if whole is None:
        return None
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    taken = 0
    for part in parts:
        if isinstance(part, ast.Slice):
            continue
        if not type_of(facts, part).is_("int"):
            return None
        taken += 1
    return whole - taken if whole >= len(parts) else None
