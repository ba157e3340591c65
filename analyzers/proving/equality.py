"""Whether two results are the same: structures in which equal means equal, whatever classes they were made of.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import array
import collections
import enum
import io
import math
import re
import types
from typing import Any

__all__ = ["Form", "differing", "form_of", "plain"]

_ATOMS = (bool, int, str, bytes, bytearray, complex, range, type(None), type(Ellipsis), type(NotImplemented))
_NAMED = (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType)
_ROUNDING = 1e-9
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


class Form:
    """What a value looks like from outside; `opaque` where a part could change unseen: iterators, files, classes."""

    __slots__ = ("opaque", "shape")

    def __init__(self, value: Any) -> None:
        self.opaque = False
        self.shape = self._of(value, ())

    def _of(self, value: Any, above: tuple[int, ...]) -> Any:
        if isinstance(value, float):
            return float(value)
        if isinstance(value, _ATOMS):
            if type(value) in _ATOMS:
                return value
            if isinstance(value, enum.Enum):
                return ("enum", type(value).__name__, value.name)
            return (type(value).__name__, value)
        if id(value) in above:
            return ("cycle",)
        above = (*above, id(value))
        if isinstance(value, (list, tuple, collections.deque, array.array)):
            return [type(value).__name__, *[self._of(item, above) for item in value]]
        if isinstance(value, dict):
            pairs = [[self._of(key, above), self._of(item, above)] for key, item in value.items()]
            return [type(value).__name__, *pairs]
        if isinstance(value, (set, frozenset)):
            return [type(value).__name__, *sorted(repr(self._of(item, above)) for item in value)]
        return self._of_object(value, above)

    def _of_object(self, value: Any, above: tuple[int, ...]) -> Any:
        kind = type(value)
        package = kind.__module__.partition(".")[0]
        if package in ("numpy", "pandas", "polars"):
            return self._of_table(value, above)
        if isinstance(value, (io.StringIO, io.BytesIO)):
            self.opaque = True  # its position is part of it
            return (kind.__name__, None if value.closed else value.getvalue())
        if isinstance(value, BaseException):
            return [kind.__name__, *[self._of(item, above) for item in value.args]]
        if isinstance(value, _NAMED):
            self.opaque = True
            return ("named", getattr(value, "__qualname__", value.__name__))
        state = _state(value)
        if state is not None and (kind.__module__ == "__measured__" or kind.__eq__ is object.__eq__):
            return [kind.__name__, *[[name, self._of(item, above)] for name, item in state.items()]]
        if kind.__eq__ is object.__eq__:
            self.opaque = True
            return ("opaque", kind.__name__)
        return _ByValue(value)

    def _of_table(self, value: Any, above: tuple[int, ...]) -> Any:
        name = type(value).__name__
        if hasattr(value, "to_dict") and hasattr(value, "index"):
            types_of = getattr(value, "dtypes", "")
            index = [repr(item) for item in value.index]
            return [name, str(types_of), index, self._of(value.to_dict(), above)]
        if hasattr(value, "to_dict") and hasattr(value, "schema"):
            return [name, str(value.schema), self._of(value.to_dict(as_series=False), above)]
        if hasattr(value, "to_list") or hasattr(value, "tolist"):
            items = value.tolist() if hasattr(value, "tolist") else value.to_list()
            return [name, str(getattr(value, "dtype", "")), str(getattr(value, "shape", "")), self._of(items, above)]
        self.opaque = True
        return ("opaque", name)


class _ByValue:
    """A value that knows itself what equals it."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _ByValue) or type(other.value).__name__ != type(self.value).__name__:
            return False
        return bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self.value)


def _state(value: Any) -> dict[str, Any] | None:
    """Return the attributes of an instance, those in slots included; None where it keeps them elsewhere."""
    slots = [
        name
        for kind in type(value).__mro__
        for names in [vars(kind).get("__slots__", ())]
        for name in ([names] if isinstance(names, str) else names)
        if name not in ("__dict__", "__weakref__")
    ]
    if not hasattr(value, "__dict__") and not slots:
        return None
    state = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    state.update(getattr(value, "__dict__", {}))
    return state


def form_of(value: Any) -> Form:
    """Return the form of a value. Raises RecursionError for what is nested too deep."""
    return Form(value)


def plain(shape: Any) -> Any:
    """Return a shape as JSON can carry it to another process, where `differing` compares it with a plain one."""
    if isinstance(shape, (list, tuple)):
        return [plain(item) for item in shape]
    if shape is None or isinstance(shape, (bool, int, float, str)):
        return shape
    return {"type": type(shape).__name__, "repr": _ADDRESS.sub("", repr(shape))}


def differing(a: Any, b: Any, path: str = "") -> str | None:
    """Return where two shapes differ, in words, or None. Floats agree to 1e-9: adding in another order rounds."""
    if isinstance(a, float) and isinstance(b, float):
        same = a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=_ROUNDING)
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return f"{path or 'value'}: {len(a) - 1} items and {len(b) - 1}"
        for number, item in enumerate(a):
            found = differing(item, b[number], f"{path}[{number - 1}]" if number else path)
            if found is not None:
                return found
        return None
    else:
        same = type(a) is type(b) and bool(a == b)
    return None if same else f"{path or 'value'}: {_brief(a)} and {_brief(b)}"


def _brief(shape: Any) -> str:
    text = repr(shape)
    return text if len(text) <= 60 else text[:57] + "..."
