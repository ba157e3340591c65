"""Where of a container only one thing is asked: whether it has elements."""

from __future__ import annotations

import ast

from ..site import Site

__all__ = ["asked_for_truth"]

_SOME = {(ast.Gt, 0), (ast.NotEq, 0), (ast.GtE, 1)}
_NONE = {(ast.Eq, 0), (ast.LtE, 0), (ast.Lt, 1)}


def asked_for_truth(node: ast.expr, at: Site) -> tuple[ast.expr, bool] | None:
    """The expression that asks whether `node` has elements, and whether it asks for there being none.

    `if xs` → (xs, False); `if not xs` → (not xs, True); `len(xs) == 0` → (the comparison, True). None where the
    container itself goes on.
    """
    parent = at.parent(node)
    if isinstance(parent, ast.Call) and len(parent.args) == 1 and at.is_call(parent, "builtins.len", "builtins.bool"):
        outer = at.parent(parent)
        if isinstance(parent.func, ast.Name) and parent.func.id == "bool":
            return parent, False
        match outer:
            case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=int() as limit)]) if left is parent:
                asks = (type(op), limit)
                return (outer, asks in _NONE) if asks in _SOME | _NONE else None
            case _:
                return (parent, False) if _decides(parent, outer, at) else None
    if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
        return parent, True
    return (node, False) if _decides(node, parent, at) else None


def _decides(node: ast.expr, parent: ast.AST, at: Site) -> bool:
    """Is only the truth of an expression used?"""
    if isinstance(parent, (ast.If, ast.While, ast.IfExp, ast.Assert)):
        return parent.test is node
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    return isinstance(parent, ast.BoolOp) and _decides(parent, at.parent(parent), at)
