"""Lambdas that are called on the spot, for each element: what can be written in their place."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ..site import Site
from .assurances import may_stop_iteration, sees_names

__all__ = ["STOPPING", "Applied", "applied"]

STOPPING = "a StopIteration that escapes from what is called would end the list quietly, and now does not"

_MAKES = {"builtins.list": "[{inside}]", "builtins.set": "{{{inside}}}"}
_GENERATES = ("builtins.sum", "builtins.any", "builtins.all", "builtins.max", "builtins.min", "builtins.sorted")


@dataclass(slots=True)
class Applied:
    """`list(map(lambda x: x + 1, xs))`: a lambda, what it is called on, and what is made of the results at once."""

    outer: ast.expr
    parameter: str
    body: ast.expr
    items: ast.expr
    template: str
    """The outer expression with `{inside}` for the comprehension."""
    safe: bool
    """Does a comprehension certainly do the same? A StopIteration from a function of the user's ends `map` quietly."""


def applied(call: ast.Call, at: Site) -> Applied | None:
    """What a call of `map` or `filter` does; None where it is handed on lazily, or its lambda is no plain expression.

    A lambda, function or generator made in the body would see the last element in a comprehension; `:=` would bind
    another name; a `StopIteration` from `next()` ends a `map` quietly.
    """
    match call:
        case ast.Call(
            args=[
                ast.Lambda(
                    args=ast.arguments(
                        posonlyargs=[], args=[parameter], vararg=None, kwonlyargs=[], kwarg=None, defaults=[]
                    ),
                    body=body,
                ),
                items,
            ],
            keywords=[],
        ) if not isinstance(items, ast.Starred):
            pass
        case _:
            return None
    outer = at.parent(call)
    if not isinstance(outer, ast.Call) or len(outer.args) != 1 or outer.args[0] is not call:
        return None
    if any(isinstance(part, _LATE) or (isinstance(part, ast.Name) and part.id == "next") for part in ast.walk(body)):
        return None
    if sees_names(body) or any(isinstance(part, ast.NamedExpr) for part in ast.walk(items)):
        return None
    safe = not may_stop_iteration(at, [body])
    template = None
    qualified = at.qualified(outer.func)
    if qualified in _MAKES and not outer.keywords:
        template = _MAKES[qualified]
    elif qualified == "builtins.tuple" and not outer.keywords:
        template = "{func}([{inside}])"
    elif qualified in _GENERATES and not outer.keywords:
        template = "{func}({inside})"
    elif isinstance(outer.func, ast.Attribute) and outer.func.attr == "join" and at.type(outer.func.value).is_("str"):
        template = "{func}([{inside}])"
        safe = safe and not at.type(outer.func.value).declared
    if template is None:
        return None
    return Applied(outer, parameter.arg, body, items, template, safe)


_LATE = (ast.Lambda, ast.GeneratorExp, ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)
