"""Who else may hold the object of a local name, and whether two names can mean the same object."""

from __future__ import annotations

import ast

from .inference import type_of
from .knowledge import IMMUTABLE, METHODS, MUTATING_METHODS, PURE, PURE_METHODS, RETURNS
from .model import BlockFacts
from .names import qualified_name, resolve
from .purity import is_pure_call
from .scopes import Binding, Scope
from .types import Type
from .usages import Usage, usages

__all__ = ["is_shared", "may_be_same", "may_hold"]

_FRESH = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.Constant, ast.BinOp, ast.JoinedStr,
          ast.Tuple, ast.Compare)  # fmt: skip
_CONTAINERS = frozenset({"list", "dict", "set", "bytearray", "collections.deque", "collections.Counter",
                         "collections.defaultdict", "collections.OrderedDict", "tuple", "frozenset", "str", "bytes",
                         "numpy.ndarray", "pandas.DataFrame", "pandas.Series"})  # fmt: skip
_HARMLESS = frozenset({"subscript", "store-subscript", "iterate", "membership", "compare", "truth", "return", "format",
                       "augment", "delete", "operand"})  # fmt: skip
_MAY_RETURN_ARGUMENT = frozenset({"builtins.max", "builtins.min", "builtins.sum", "builtins.type",
                                  "builtins.slice"})  # fmt: skip


def is_shared(facts: BlockFacts, scope: Scope, name: str) -> bool:
    """Can code elsewhere hold the object of this local name? True for parameters and whatever came from elsewhere."""
    bindings = scope.bindings_of(name)
    if not _all_fresh(facts, bindings) or any(binding.scope is not scope for binding in bindings):
        return True
    kinds = {type_of(facts, binding.value).name for binding in bindings if binding.kind in ("assign", "annotate")}
    kinds.discard("None")
    return any(_hands_on(usage, kinds) for usage in usages(facts, scope, name))


def _hands_on(usage: Usage, kinds: set[str]) -> bool:
    if usage.kind == "method":
        # A method of an unknown object may store the object; those of builtin containers do not.
        return not all(
            usage.detail in METHODS.get(kind, {}) or usage.detail in PURE_METHODS.get(kind, ())
            or (kind in _CONTAINERS and usage.detail in MUTATING_METHODS)
            for kind in kinds
        )  # fmt: skip
    if usage.kind == "argument" and usage.detail == "builtins.dict":
        return any(keyword.arg is not None and keyword.value is usage.node for keyword in usage.around.keywords)
    if usage.kind == "argument":
        return usage.detail not in PURE | {"builtins.print"} or usage.detail in _MAY_RETURN_ARGUMENT
    return usage.kind not in _HARMLESS


def _all_fresh(facts: BlockFacts, bindings: list[Binding]) -> bool:
    """Is every value of the variable an object made for it, which nothing else holds at that moment?"""
    return all(
        binding.kind in ("augment", "delete")
        or (binding.kind in ("assign", "annotate") and binding.value is not None and _is_fresh(facts, binding))
        for binding in bindings
    )


def _is_fresh(facts: BlockFacts, binding: Binding) -> bool:
    statement = facts.scopes.parent.get(binding.node)
    if binding.path is not None or (isinstance(statement, ast.Assign) and len(statement.targets) > 1):
        return False
    value = binding.value
    if not isinstance(value, ast.Call):
        return isinstance(value, _FRESH)
    qualified = qualified_name(facts, value.func)
    if qualified is None:
        # dict.get() hands out what is in the dict.
        return isinstance(value.func, ast.Attribute) and value.func.attr != "get" and is_pure_call(facts, value)
    if RETURNS.get(qualified) == qualified:
        return True
    return is_pure_call(facts, value) and qualified not in _MAY_RETURN_ARGUMENT


def may_be_same(facts: BlockFacts, a: ast.expr, b: ast.expr) -> bool:
    """May two expressions (names or dotted attributes) mean the same changeable object?"""
    kind_a, kind_b = type_of(facts, a), type_of(facts, b)
    if kind_a.name in IMMUTABLE or kind_b.name in IMMUTABLE or _differ(kind_a, kind_b):
        return False
    if (qualified_name(facts, a) is None) != (qualified_name(facts, b) is None):
        return False  # a module's object, and one of this function's
    return not _apart(facts, a, b) and not _apart(facts, b, a)


def may_hold(facts: BlockFacts, holder: ast.expr, node: ast.expr) -> bool:
    """May an object be found somewhere in another one?

    Not in one that was made here, and is held by nothing else, unless the object has been handed on.
    """
    if type_of(facts, node).name in IMMUTABLE:
        return False
    held, around = _local(facts, node), _local(facts, holder)
    if held is None or around is None:
        return True
    bindings = around[0].bindings_of(around[1])
    if not _all_fresh(facts, bindings) and is_shared(facts, *held):
        return True
    kinds = {type_of(facts, node).name}
    return any(_hands_on(usage, kinds) for usage in usages(facts, *held))


def _apart(facts: BlockFacts, a: ast.expr, b: ast.expr) -> bool:
    """Is `a` a local name whose object was made for it, when `b` was there before or was made for itself?"""
    found = _local(facts, a)
    if found is None:
        return False
    scope, name = found
    if not is_shared(facts, scope, name):
        return True
    other = _local(facts, b)
    if other is None or other == found or not _all_fresh(facts, scope.bindings_of(name)):
        return False
    bindings = other[0].bindings_of(other[1])
    return all(binding.kind == "parameter" for binding in bindings) or _all_fresh(facts, bindings)


def _local(facts: BlockFacts, node: ast.expr) -> tuple[Scope, str] | None:
    if not isinstance(node, ast.Name):
        return None
    found = resolve(facts, node)
    if found is None or found[0] is None or found[0].kind not in ("function", "lambda"):
        return None
    return found[0], node.id


def _differ(a: Type, b: Type) -> bool:
    return a.name != b.name and a.name in _CONTAINERS and b.name in _CONTAINERS
