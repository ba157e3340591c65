"""What was measured: programs recorded, other profilers' files read, and their time tied to functions and lines.

`profiled` records a part of a program from within it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .embedded import profiled

__all__ = ["profiled"]


def __getattr__(name: str) -> Any:
    if name == "profiled":
        # Late: pytest loads this package in every session, and most want nothing of it.
        from .embedded import profiled

        return profiled
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
