"""Packages that examples of rules need and a machine that runs the tests need not have."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

import pytest

__all__ = ["HEAVY", "skip_without"]

HEAVY = frozenset({"cupy", "jax", "numba", "tensorflow", "torch", "transformers"})
"""They take gigabytes or a device; `slowspot measure` runs the examples where they are."""


def skip_without(packages: Iterable[str]) -> None:
    """Skip the test where one of these packages is heavy and missing."""
    for name in sorted(HEAVY.intersection(packages)):
        if find_spec(name) is None:
            pytest.skip(f"{name}, which takes gigabytes or a device, is not installed")
