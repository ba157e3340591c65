"""Inputs of a function, as source of its arguments.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

from typing import Any

from .loading import Arguments, NotLoaded, Subject

__all__ = ["generated", "sized"]


def generated(subject: Subject, job: dict[str, Any]) -> dict[str, Any]:
    """Make inputs of a function: at most `count`, in at most `seconds`."""
    del subject, job
    return {"inputs": [], "notes": []}


def sized(subject: Subject, n: int, seed: int) -> Arguments:
    """Make arguments of size n, the same for the same seed."""
    raise NotLoaded(f"nothing makes arguments of size {n} for {subject.qualname} (seed {seed})")
