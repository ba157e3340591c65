"""Searches in loops that seldom go far."""

from __future__ import annotations

import ast

from .site import Site

__all__ = ["seeks_a_free_one"]


def seeks_a_free_one(node: ast.Compare, at: Site) -> bool:
    """`while name in taken:`, `while True: … if name not in taken: break`: such loops seldom go far."""
    statement, loop = at.statement(node), at.loops[0].node
    if not isinstance(loop, ast.While):
        return False
    if statement is loop:
        return True
    flags = {name.id for name in ast.walk(loop.test) if isinstance(name, ast.Name)}
    return isinstance(statement, ast.If) and any(
        isinstance(end, (ast.Break, ast.Return))
        or (isinstance(end, ast.Assign) and isinstance(end.targets[0], ast.Name) and end.targets[0].id in flags)
        for end in (*statement.body, *statement.orelse)
    )
