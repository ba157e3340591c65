"""Whether one place has certainly been passed when control reaches another, with the same object under a name."""

from __future__ import annotations

import ast

from ..site import Site

__all__ = ["comes_before"]

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_MAYBE = (ast.BoolOp, ast.IfExp, ast.Lambda, ast.comprehension, ast.ListComp, ast.SetComp, ast.DictComp,
          ast.GeneratorExp)  # fmt: skip
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return, ast.Assert, ast.Delete)


def comes_before(at: Site, first: ast.expr, second: ast.expr, name: ast.Name) -> bool:
    """Has `first` been evaluated whenever `second` is, with `name` bound to the same object in both?"""
    if (first.lineno, first.col_offset) >= (second.lineno, second.col_offset):
        return False
    earlier, later = at.statement(first), at.statement(second)
    if not _is_certain(at, first, earlier):
        return False
    around: ast.AST = later
    while around is not earlier:
        if not isinstance(around, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            return False
        if isinstance(around, ast.stmt):
            body, index = at.siblings(around)
            if earlier in body[:index]:
                break
        around = at.parent(around)
        if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)):
            return False
        if isinstance(around, _LOOPS) and _binds_within(at, name, around):
            return False  # the next pass has another object
    return not any(
        (first.lineno, first.col_offset) < (binding.node.lineno, binding.node.col_offset) < (second.lineno, 0)
        for binding in at.bindings(name)
        if hasattr(binding.node, "lineno")
    )


def _is_certain(at: Site, node: ast.expr, statement: ast.stmt) -> bool:
    """Does the statement, once begun, certainly evaluate the node, and first of all?"""
    inner: ast.AST = node
    for parent in at.parents(node):
        if parent is statement:
            break
        if isinstance(parent, _MAYBE) and not _is_first_iterable(inner, parent, at):
            return False
        inner = parent
    return isinstance(statement, _SIMPLE) or (isinstance(statement, ast.If) and at.inside(node, statement.test))


def _is_first_iterable(inner: ast.AST, parent: ast.AST, at: Site) -> bool:
    """The first iterable of a comprehension is evaluated in any case."""
    if isinstance(parent, ast.comprehension):
        whole = at.parent(parent)
        return parent.iter is inner and getattr(whole, "generators", [None])[0] is parent
    return isinstance(inner, ast.comprehension) and not isinstance(parent, ast.GeneratorExp)


def _binds_within(at: Site, name: ast.Name, loop: ast.AST) -> bool:
    return any(
        binding.node in at.facts.scopes.parent and at.inside(binding.node, loop) for binding in at.bindings(name)
    )
