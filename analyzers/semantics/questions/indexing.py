"""What loops look up by the name that they run over."""

from __future__ import annotations

import ast
from typing import TypeGuard

from ..loops import Loop
from ..site import Site

__all__ = ["index_reads", "is_reached", "key_reads"]


def key_reads(at: Site, loop: Loop, key: ast.Name, items: ast.expr) -> tuple[list[ast.Subscript], bool] | None:
    """The reads `items[key]` in the passes of a loop over `key`, and whether the key is used for anything else.

    None where there are none, or where a pass assigns or deletes `items[key]`, binds the key anew, or looks it up in a
    nested function.
    """
    reads: list[ast.Subscript] = []
    others = False
    looked_up: set[ast.AST] = set()
    owner = at.owner(key)
    for node in loop.walk():  # outer nodes come before inner ones in each part
        if isinstance(node, ast.Subscript) and _is_key(node.slice, key) and at.same(node.value, items):
            if not isinstance(node.ctx, ast.Load) or not at.same_root(node.value, items):
                return None
            if at.owner(node.slice) is not owner:
                continue  # the variable of a comprehension in the loop
            reads.append(node)
            looked_up.add(node.slice)
        elif isinstance(node, ast.Name) and node.id == key.id and node is not key and node not in looked_up:
            if at.owner(node) is not owner:
                continue
            if not isinstance(node.ctx, ast.Load):
                return None
            others = True
    if any(usage.kind == "captured" for usage in at.usages(key)):
        return None
    return (reads, others) if reads else None


def index_reads(at: Site, loop: Loop, index: ast.Name, items: ast.expr) -> list[ast.Subscript] | None:
    """The reads `items[index]` of a loop that uses its index for nothing else; None where it does, or has none."""
    found = key_reads(at, loop, index, items)
    return found[0] if found is not None and not found[1] else None


def _is_key(node: ast.expr, key: ast.Name) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and node.id == key.id


def is_reached(at: Site, node: ast.AST, loop: Loop) -> bool:
    """Does each pass, unless it ends early, evaluate the node?"""
    below: ast.AST = node
    for parent in at.parents(node):
        if parent is loop.container:
            return True
        if isinstance(parent, (ast.If, ast.IfExp)) and parent.test is not below:
            return False
        if isinstance(parent, ast.BoolOp) and parent.values[0] is not below:
            return False
        if isinstance(parent, (ast.ExceptHandler, ast.match_case)):
            return False
        below = parent
    return False
