"""Loops whose only statement adds something to one container or number in each pass."""

from __future__ import annotations

import ast

from ..site import Site

__all__ = ["added", "empty_start", "is_apart", "is_plain_loop"]


def added(node: ast.For, method: str) -> tuple[ast.expr, ast.expr] | None:
    """What grows and what each pass adds, where all that a loop does is `grows.method(item)`; asks the shape only."""
    match node.body:
        case [ast.Expr(value=ast.Call(func=ast.Attribute(value=grows, attr=name), args=[item], keywords=[]))]:
            return (grows, item) if name == method and not isinstance(item, ast.Starred) else None
        case _:
            return None


def is_plain_loop(node: ast.For, at: Site) -> bool:
    """Is it a loop over one local name, read in its passes only, with no `else`, and of more than a few passes?"""
    return (
        isinstance(node.target, ast.Name)
        and not node.orelse
        and not at.is_small(node.iter)
        and at.stays_in(node.target, at.loop_of(node))
    )


def is_apart(node: ast.For, grows: ast.expr, at: Site) -> bool:
    """Does a loop not run over what grows, and does what grows not depend on the element (`groups[x.kind]`)?"""
    return not any(at.same(part, grows) for part in ast.walk(node.iter)) and all(
        isinstance(part, (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.expr_context))
        and not (isinstance(part, ast.Name) and at.same(part, node.target))
        for part in ast.walk(grows)
    )


def empty_start(node: ast.For, grows: ast.expr, at: Site, *values: str) -> ast.Assign | None:
    """`grows = []` right before the loop, for a local name that nobody sees if the loop fails; else None.

    `values` are the spellings of the empty value: "[]", "set()".
    """
    start = at.previous(node)
    if not (
        isinstance(start, ast.Assign)
        and len(start.targets) == 1
        and isinstance(grows, ast.Name)
        and at.same(start.targets[0], grows)
        and ast.unparse(start.value) in values
    ):
        return None
    callee = start.value.func if isinstance(start.value, ast.Call) else None
    if callee is not None and (at.qualified(callee) or "").partition(".")[0] not in ("builtins", "collections"):
        return None
    return None if not at.is_local(grows) or at.seen_after_error(grows, node) else start
