"""What differs between the passes of a loop, by names alone: coarser than `Loop.keeps`, and seldom undecided."""

from __future__ import annotations

import ast

from .loops import Loop

__all__ = ["depends_on_pass"]


def depends_on_pass(node: ast.AST, loop: Loop) -> bool:
    """Does the expression mention a name that a pass binds? What else may change in objects is not asked."""
    return any(isinstance(name, ast.Name) and name.id in loop.bound for name in ast.walk(node))
