"""What a module keeps between calls: seen by how much it holds, before and after.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import collections
import sys
import types
from typing import Any

__all__ = ["State"]

_CONTAINERS = (dict, list, set, bytearray, collections.deque)
_MOST_SEEN = 5_000
"""Objects that are looked at."""
_DEEPEST = 6
_WIDEST = 64
"""Entries of a container that are looked into."""


class State:
    """How full the containers of a module are, what its names are bound to, and how often its caches were asked.

    Also how many attributes the other modules have: something may be kept there.
    """

    def __init__(self, module: types.ModuleType) -> None:
        self._seen: dict[int, Any] = {}
        self._sizes: list[int] = []
        self._own = module.__name__
        self._bound = dict(vars(module))
        for value in list(self._bound.values()):
            self._look(value, 0)
        self._elsewhere = sum(
            len(vars(other)) for name, other in list(sys.modules.items())
            if type(other) is types.ModuleType and other is not module and not name.startswith("slowspot.")
        )  # fmt: skip

    def differs(self, later: State) -> bool:
        """Whether something was kept meanwhile."""
        return (
            self._sizes != later._sizes
            or self._elsewhere != later._elsewhere
            or self._bound.keys() != later._bound.keys()
            or any(later._bound[name] is not value for name, value in self._bound.items())
        )

    def _look(self, value: Any, depth: int) -> None:
        kind = type(value)
        if kind in (int, str, float, bool, bytes, type(None), types.ModuleType) or depth > _DEEPEST:
            return
        if id(value) in self._seen or len(self._seen) > _MOST_SEEN:
            return
        self._seen[id(value)] = value
        if isinstance(value, _CONTAINERS):
            self._sizes.append(len(value))
            inner: Any = value.values() if isinstance(value, dict) else () if kind is bytearray else value
            for number, each in enumerate(inner):
                if number == _WIDEST:
                    break
                self._look(each, depth + 1)
            return
        if kind in (tuple, frozenset):
            for each in tuple(value)[:_WIDEST]:
                self._look(each, depth + 1)
            return
        if isinstance(value, types.FunctionType):
            self._look_into(value, depth)
            return
        if isinstance(value, (types.MethodType, staticmethod, classmethod)):
            self._look(value.__func__, depth + 1)
            self._look(getattr(value, "__self__", None), depth + 1)
            return
        info = getattr(value, "cache_info", None) if hasattr(kind, "cache_info") else None
        if info is not None:
            self._sizes += [int(part or 0) for part in info()]
        if kind.__module__ == self._own or (isinstance(value, type) and value.__module__ == self._own):
            # Its own classes and their instances; others may be as large as a library.
            for each in list(getattr(value, "__dict__", {}).values()):
                self._look(each, depth + 1)

    def _look_into(self, function: types.FunctionType, depth: int) -> None:
        if function.__module__ != self._own:
            return
        self._sizes.append(len(function.__dict__))
        kept: list[Any] = [*function.__dict__.values(), *(function.__defaults__ or ())]
        kept += (function.__kwdefaults__ or {}).values()
        for cell in function.__closure__ or ():
            try:
                kept.append(cell.cell_contents)
            except ValueError:  # not bound yet
                continue
        for each in kept:
            self._look(each, depth + 1)
