"""Whether what a container held when it was made says anything of what it holds later."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from .knowledge import METHODS, MUTATING_METHODS, PURE
from .model import BlockFacts
from .scopes import Scope
from .types import UNKNOWN, Type
from .usages import Usage, usages

__all__ = ["adds", "elements_declared", "lasting", "lasting_in_name", "only_looks", "without_inner"]

_MUTABLE = frozenset({"list", "set", "dict", "collections.deque", "collections.defaultdict", "collections.Counter",
                      "collections.OrderedDict"})  # fmt: skip
_SHRINKING = frozenset({"clear", "discard", "difference_update", "pop", "popitem", "popleft",
                        "remove", "reverse", "rotate", "sort"})  # fmt: skip
_GIVES_ONE_BACK = ("builtins.max", "builtins.min", "builtins.sum")
_LOOKS = frozenset({"iterate", "membership", "compare", "truth", "subscript", "return", "format", "operand", "delete"})


def lasting(kind: Type) -> Type:
    """What remains certain of a container that others may add to: its own class."""
    if kind.name == "None":
        return UNKNOWN  # a place for what comes from elsewhere
    return _without_proof(kind) if kind.name in _MUTABLE and not kind.declared else without_inner(kind)


def lasting_in_name(facts: BlockFacts, owner: Scope | None, name: str, kind: Type) -> Type:
    """The type of a variable without the element types that its uses may have made wrong.

    Where the container is handed on, element types count as declared only; so do those of constants of the module.
    """
    if owner is None and kind.name == "None":
        return UNKNOWN  # a place for what comes from elsewhere
    if not kind.args or kind.declared:
        return kind
    kind = without_inner(kind)
    if kind.name not in _MUTABLE:
        return kind
    if owner is None:
        return elements_declared(kind) if name.isupper() else _without_proof(kind)
    result = elements_declared(kind) if _has_other_name(facts, owner, name) else kind
    for usage in usages(facts, owner, name):
        if adds(usage):
            return _without_proof(kind)
        if not only_looks(usage, kind):
            result = elements_declared(kind)
    return result


def _without_proof(kind: Type) -> Type:
    """What an annotation says of the elements stays."""
    args = tuple(argument if argument.declared else UNKNOWN for argument in kind.args)
    return replace(kind, args=args if any(argument.known for argument in args) else ())


def elements_declared(kind: Type) -> Type:
    """The same with its element types on weaker evidence."""
    return replace(kind, args=tuple(argument.as_declared() for argument in kind.args))


def without_inner(kind: Type) -> Type:
    """Lists in a list are reached past the name: nothing lasts of their elements."""
    if not kind.args or kind.declared:
        return kind
    args = tuple(lasting(argument) for argument in kind.args)
    return kind if args == kind.args else replace(kind, args=args)


def _hands_out(usage: Usage) -> bool:
    """May the builtin function return the argument itself, or something that holds it?"""
    call: Any = usage.around
    if usage.detail in _GIVES_ONE_BACK:
        return len(call.args) > 1
    keywords = [keyword for keyword in call.keywords if keyword.value is usage.node]
    return usage.detail == "builtins.slice" or any(
        keyword.arg is not None and usage.detail in ("builtins.dict", *_GIVES_ONE_BACK) for keyword in keywords
    )


def _has_other_name(facts: BlockFacts, owner: Scope, name: str) -> bool:
    """`xs = ys = []`, `f(xs := [])`: is the object held by more than the name from the start?"""
    for binding in owner.bindings_of(name):
        parent: Any = facts.scopes.parent.get(binding.node)
        if binding.kind == "assign" and isinstance(parent, ast.Assign) and len(parent.targets) > 1:
            return True
        if binding.kind == "walrus" and not isinstance(facts.scopes.parent.get(parent), (ast.Expr, ast.If, ast.While)):
            return True
    return False


def adds(usage: Usage) -> bool:
    """May the use put something into the container?"""
    if usage.kind == "method":
        return usage.detail in MUTATING_METHODS and usage.detail not in _SHRINKING
    return usage.kind in ("augment", "store-subscript")


def only_looks(usage: Usage, kind: Type) -> bool:
    """Does the use neither add to the container nor hand it on?"""
    if usage.kind == "method":
        return usage.detail in _SHRINKING or usage.detail in METHODS.get(kind.name, {}) or usage.detail == "get"
    if usage.kind == "argument":
        return (usage.detail in PURE and not _hands_out(usage)) or usage.detail == "builtins.print"
    return usage.kind in _LOOKS
