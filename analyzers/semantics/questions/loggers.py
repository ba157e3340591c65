"""Calls of loggers: the level they speak at, whether the code around has asked for it before."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from ..site import Site

__all__ = ["guardable", "is_guarded", "logged_level"]

_GUARDS = re.compile(r"debug|verbose|isEnabledFor|level|trace", re.IGNORECASE)


def logged_level(at: Site, node: ast.Call, named: Collection[str] = ()) -> str | None:
    """DEBUG or INFO, where the callee is certainly a method of a logger of the logging module, or its function.

    Or a method of one that is `named`, as the code spells it.
    """
    func = node.func
    if named and isinstance(func, ast.Attribute) and func.attr in ("debug", "info") and at.dotted(func.value) in named:
        return func.attr.upper()
    if isinstance(func, ast.Attribute) and func.attr in ("debug", "info") and at.type(func.value).is_("logging.Logger"):
        return func.attr.upper()
    qualified = at.qualified(func)
    return qualified.rpartition(".")[2].upper() if qualified in ("logging.debug", "logging.info") else None


def is_guarded(at: Site, node: ast.AST) -> bool:
    """Does it run only where the level was looked at before, or where something went wrong?"""
    for parent in at.parents(node):
        if isinstance(parent, ast.ExceptHandler):
            return True
        if isinstance(parent, (ast.If, ast.IfExp)) and _GUARDS.search(ast.unparse(parent.test)):
            return True
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            break
    left_early = (ast.Return, ast.Continue)
    return at.function is not None and any(
        isinstance(inner, ast.If) and isinstance(inner.body[-1], left_early) and _GUARDS.search(ast.unparse(inner.test))
        for inner in ast.walk(at.function)
    )


def guardable(at: Site, node: ast.Call) -> ast.expr | None:
    """The logger, where `if logger.isEnabledFor(…):` can stand around the call: a statement."""
    func = node.func
    if not isinstance(func, ast.Attribute) or not isinstance(at.parent(node), ast.Expr):
        return None
    if not at.type(func.value).is_("logging.Logger"):
        return None  # it may have no such method
    return func.value if at.qualified(func) is None and at.dotted(func.value) is not None else None
