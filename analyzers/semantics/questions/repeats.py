"""What differs between the passes of a loop, by names alone: coarser than `Loop.keeps`, and seldom undecided."""

from __future__ import annotations

import ast

from ..loops import Loop
from ..site import Site

__all__ = ["depends_on_pass", "runs_in_each_pass", "used_after"]


def depends_on_pass(node: ast.AST, loop: Loop) -> bool:
    """Does the expression mention a name that a pass binds? What else may change in objects is not asked."""
    return any(isinstance(name, ast.Name) and name.id in loop.bound for name in ast.walk(node))


def used_after(at: Site, loop: Loop) -> bool:
    """Does code of the function read, outside of the loop, a variable that the loop binds as its target?"""
    names = [name for name in ast.walk(loop.target) if isinstance(name, ast.Name)] if loop.target is not None else []
    return any(at.is_local(name) for name in names) and loop.target is not None and not at.stays_in(loop.target, loop)


def runs_in_each_pass(at: Site, node: ast.AST, loop: Loop) -> bool:
    """Does every pass come by the node, and not only those for which a condition holds, or that have failed?"""
    for parent in at.parents(node):
        if parent is loop.container or parent is loop.node:
            break
        if isinstance(parent, ast.ExceptHandler):
            return False
        if isinstance(parent, (ast.If, ast.IfExp)) and not at.inside(node, parent.test):
            return False
    return True
