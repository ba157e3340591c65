"""What kind of code a place belongs to."""

from __future__ import annotations

from .site import Site

__all__ = ["in_test"]


def in_test(at: Site) -> bool:
    """Is it in a function or class named as a test? There, what costs a constant factor more costs nobody anything."""
    return any(part.startswith(("test_", "Test")) for part in at.qualname.split("."))
