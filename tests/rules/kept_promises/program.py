"""One program on which a fix once lied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Arguments", "Program"]

Arguments = tuple[Any, ...] | Callable[[], tuple[Any, ...]]
Program = tuple[str, str, Arguments]
"""The rule, the program, and what its last function is called with."""
