"""Which part of a value a target is given, and which default a parameter has."""

from __future__ import annotations

import ast

from .calls import wrap
from .scopes import Binding
from .types import UNKNOWN, Type

__all__ = ["default_of", "part_of", "taken_apart"]


def default_of(binding: Binding) -> ast.expr | None:
    """The default of a parameter."""
    if binding.scope is None:
        return None
    arguments: ast.arguments = binding.scope.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    with_default = positional[len(positional) - len(arguments.defaults) :]
    for parameters, defaults in ((with_default, arguments.defaults), (arguments.kwonlyargs, arguments.kw_defaults)):
        for parameter, default in zip(parameters, defaults, strict=True):
            if parameter is binding.node:
                return default
    return None


def part_of(whole: Type, path: tuple[int, ...] | None) -> Type:
    """What a target at `path` is given of an unpacked value."""
    for index in path or ():
        if index == -1:
            whole = wrap("list", whole.element if len(whole.args) < 2 or whole.name != "tuple" else UNKNOWN)
        elif whole.name == "tuple" and len(whole.args) > 1:
            position = index if index >= 0 else index + 1  # -2: the last one
            if not -len(whole.args) <= position < len(whole.args):
                return UNKNOWN
            whole = whole.args[position]
        else:
            whole = whole.element
    return whole


def taken_apart(value: ast.expr, path: tuple[int, ...]) -> tuple[ast.expr | None, tuple[int, ...]]:
    """The expression in a display that a target at `path` is given, with what is left of the path; None for a list of
    those left over by the other targets."""
    while path and isinstance(value, (ast.Tuple, ast.List)) and not any(isinstance(e, ast.Starred) for e in value.elts):
        position = path[0] if path[0] >= 0 else path[0] + 1
        if path == (-1,):
            return None, ()
        if path[0] == -1 or not -len(value.elts) <= position < len(value.elts):
            return value, path
        value, path = value.elts[position], path[1:]
    return value, path
