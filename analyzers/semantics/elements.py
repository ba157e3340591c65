"""Whether what a container held when it was made says anything of what it holds later."""

from __future__ import annotations

from dataclasses import replace

from .knowledge import METHODS, MUTATING_METHODS, PURE
from .model import BlockFacts
from .scopes import Scope
from .types import UNKNOWN, Type
from .usages import Usage, usages

__all__ = ["adds", "elements_declared", "lasting", "lasting_in_name", "only_looks", "without_inner"]

_MUTABLE = frozenset({"list", "set", "dict", "collections.deque", "collections.defaultdict", "collections.Counter",
                      "collections.OrderedDict"})  # fmt: skip
_SHRINKING = frozenset({"clear", "discard", "difference_update", "intersection_update", "pop", "popitem", "popleft",
                        "remove", "reverse", "rotate", "sort"})  # fmt: skip
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
    result = kind
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
        return usage.detail in PURE or usage.detail == "builtins.print"
    return usage.kind in _LOOKS
