"""Searches in loops that seldom go far."""

from __future__ import annotations

import ast

from ..loops import Loop
from ..site import Site

__all__ = ["for_the_unhashable", "seeks_a_free_one", "starts_anew"]


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


def for_the_unhashable(node: ast.AST, at: Site) -> bool:
    """`try: … in a_set`, `except TypeError: … in a_list`: what has no hash gets there."""
    return any(
        isinstance(around, ast.ExceptHandler)
        and around.type is not None
        and any(isinstance(name, ast.Name) and name.id == "TypeError" for name in ast.walk(around.type))
        for around in at.parents(node)
    )


def starts_anew(items: ast.Name | ast.Attribute, path: str, outer: Loop, at: Site) -> bool:
    """Does each pass of the loop bind it to another list? `items += …` does not."""
    return path in outer.bound and not (
        isinstance(items, ast.Name)
        and all(binding.kind == "augment" for binding in at.bindings(items) if at.inside(binding.node, outer.container))
    )
