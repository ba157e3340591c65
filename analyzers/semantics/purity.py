"""Which expressions have no effect, and give the same however often they are evaluated."""

from __future__ import annotations

import ast

from .inference import type_of
from .knowledge import PURE, PURE_METHODS
from .model import BlockFacts
from .names import qualified_name

__all__ = ["is_pure", "is_pure_call", "runs_out"]

_RUN_THROUGH = frozenset(
    f"builtins.{name}"
    for name in (
        "all", "any", "bytes", "dict", "enumerate", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple",
        "zip",
    )
) | {"collections.Counter", "math.prod"}  # fmt: skip
_METHODS_THAT_RUN_THROUGH = frozenset({
    "difference", "intersection", "isdisjoint", "issubset", "issuperset", "join", "symmetric_difference", "union",
})  # fmt: skip
_REPEATABLE = frozenset({
    "str", "bytes", "bytearray", "list", "tuple", "set", "frozenset", "dict", "range", "sequence", "dict_keys",
    "dict_values", "dict_items", "collections.deque", "collections.Counter", "collections.defaultdict",
    "collections.OrderedDict", "numpy.ndarray", "pandas.DataFrame", "pandas.Series",
})  # fmt: skip
_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_HARMLESS_KEYWORDS = ("reverse", "default", "strict", "sep", "axis", "keepdims", "ddof")


def is_pure_call(facts: BlockFacts, call: ast.Call) -> bool:
    """Is it a call of something known to change nothing (iterators apart, see `runs_out`)?"""
    qualified = qualified_name(facts, call.func)
    if qualified is not None:
        # Key functions are code of the user's.
        return qualified in PURE and (
            qualified == "builtins.dict" or all(keyword.arg in _HARMLESS_KEYWORDS for keyword in call.keywords)
        )
    if isinstance(call.func, ast.Attribute):
        receiver = type_of(facts, call.func.value)
        return call.func.attr in PURE_METHODS.get(receiver.name, ())
    return False


def runs_out(facts: BlockFacts, node: ast.AST) -> bool:
    """May evaluating this node, itself and not what is in it, use up an iterator, so that a second time differs?"""
    if isinstance(node, ast.comprehension):
        return bool(node.is_async) or not _lasts(facts, node.iter)
    if isinstance(node, ast.Starred):
        return not _lasts(facts, node.value)
    if not isinstance(node, ast.Call):
        return False
    qualified = qualified_name(facts, node.func)
    if qualified in _RUN_THROUGH:
        if qualified in ("builtins.max", "builtins.min") and len(node.args) > 1:
            return False
    elif not (isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS_THAT_RUN_THROUGH):
        return False
    return not all(_lasts(facts, argument) for argument in node.args if not isinstance(argument, ast.Starred))


def _lasts(facts: BlockFacts, node: ast.expr) -> bool:
    if isinstance(node, _DISPLAYS):
        return True
    kind = type_of(facts, node)
    return kind.name in _REPEATABLE or (isinstance(node, ast.Call) and kind.known)


def is_pure(facts: BlockFacts, node: ast.AST) -> bool:
    """Can the expression be evaluated more or fewer times, or elsewhere, with nobody the wiser?

    Attribute access and operators on unknown objects count as pure (properties and operator methods with effects are
    rare and nobody's intention); calls count only when known, and when what they run through is known to be no
    iterator; await, yield and walrus never.
    """
    for child in ast.walk(node):
        if isinstance(child, ast.Call) and not is_pure_call(facts, child):
            return False
        if isinstance(child, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)) or runs_out(facts, child):
            return False
    return True
