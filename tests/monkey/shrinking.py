"""A failing script made short: parts are left out for as long as it still fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

__all__ = ["shrunk"]

T = TypeVar("T")


def shrunk(script: Sequence[T], fails: Callable[[list[T]], bool], most_tries: int = 60) -> list[T]:
    """Leave out ever smaller parts (delta debugging, Zeller 1999). Returns the script itself if it fails no more."""
    rest, tries = list(script), 0
    size = len(rest) // 2
    while size and tries < most_tries:
        start = 0
        while start < len(rest) and tries < most_tries:
            part = rest[:start] + rest[start + size :]
            tries += 1
            if fails(part):
                rest = part
            else:
                start += size
        size //= 2
    return rest
