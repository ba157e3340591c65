"""What kind of code a place belongs to."""

from __future__ import annotations

import ast

from .loops import Loop
from .site import Site

__all__ = ["in_test", "prints"]


def in_test(at: Site) -> bool:
    """Is it in a function or class named as a test? There, what costs a constant factor more costs nobody anything."""
    return any(part.startswith(("test_", "Test")) for part in at.qualname.split("."))


def prints(loop: Loop) -> bool:
    """Does a pass print something, by the name of what it calls? What else it does costs little beside that."""
    return any(
        isinstance(node, ast.Call) and "print" in (getattr(node.func, "attr", "") or getattr(node.func, "id", ""))
        for node in loop.walk()
    )
