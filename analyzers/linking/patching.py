"""What a program replaces in its modules and classes while it runs: `module.function = other`."""

from __future__ import annotations

from typing import Any

from .files import identity
from .values import Valuing

__all__ = ["replaced_in"]


def replaced_in(valuing: Valuing) -> set[tuple[Any, ...]]:
    """The modules, classes and libraries' modules, each with the attribute, that are given another value.

    What tests replace does not count: they put it back.
    """
    found: set[tuple[Any, ...]] = set()
    for number, file in valuing.files.items():
        if file.patches and "test" not in file.path.rpartition("/")[2]:
            for function, owner, name in file.patches:
                for value in valuing.value(owner, identity(number, function)):
                    if value[0] in ("M", "C", "X"):
                        found.add((*value[:2], name))
    return found
