"""What kind of code a place belongs to."""

from __future__ import annotations

import ast

from ..loops import Loop
from ..site import Site

__all__ = ["by_hand", "has_comment", "in_test", "prints", "runs_at_import", "seldom_run"]

_FOR_PEOPLE = {"__repr__", "__str__"}


def runs_at_import(at: Site) -> bool:
    """Does every import of the module run the place: at its top level, under no condition and in no handler?"""
    return at.frame.kind == "module" and not any(
        isinstance(parent, (ast.If, ast.ExceptHandler)) for parent in at.parents(at.node)
    )


def in_test(at: Site) -> bool:
    """Is it in a function or class named as a test? There, what costs a constant factor more costs nobody anything."""
    return any(part.startswith(("test_", "Test")) for part in at.qualname.split("."))


def seldom_run(at: Site) -> bool:
    """Is it in a test, a migration of Alembic's, or a text for people? There a constant factor is nothing."""
    return (
        in_test(at)
        or not _FOR_PEOPLE.isdisjoint(at.qualname.split("."))
        or bool(at.facts.model.module_bindings("down_revision"))
    )


def by_hand(at: Site) -> bool:
    """Is it code of a script's `main()`, or of a management command? People start these, once in a while."""
    return any(part in ("main", "Command") for part in at.qualname.split("."))


def prints(loop: Loop) -> bool:
    """Does a pass print something, by the name of what it calls? What else it does costs little beside that."""
    return any(
        isinstance(node, ast.Call) and "print" in (getattr(node.func, "attr", "") or getattr(node.func, "id", ""))
        for node in loop.walk()
    )


def has_comment(at: Site, first: ast.AST, last: ast.stmt) -> bool:
    """May there be a comment in the lines from the one node to the end of the other?"""
    start = getattr(first, "lineno", last.lineno) - at.facts.block.base - 1
    lines = at.facts.text.splitlines()
    return any("#" in line for line in lines[start : (last.end_lineno or last.lineno) - at.facts.block.base])
