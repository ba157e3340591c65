"""Types and sizes of the arguments of recorded calls, in words without values."""

from __future__ import annotations

import base64
import io
import pickle
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from ...analyzers.proving.proofs.calls import CallStore, CallStoreError
from .surroundings import FunctionNode

__all__ = ["seen_words"]

_MOST_CALLS = 20
_MOST_LOOKED_AT = 200


def seen_words(root: str, path: str, function: str, node: FunctionNode) -> list[str]:
    """What recorded calls passed: "items: list of int, 10 to 10,000 long". [] where there are none."""
    try:
        recorded = CallStore(root).load(path, function)
    except CallStoreError:
        return []
    calls = [call for each in recorded[:_MOST_CALLS] if each.pickled and (call := _arguments(each.pickled)) is not None]
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    seen: dict[str, list[Any]] = {}
    for args, kwargs in calls:
        extra = node.args.vararg.arg if node.args.vararg else ""
        for number, value in enumerate(args):
            name = names[number] if number < len(names) else f"*{extra}"
            seen.setdefault(name, []).append(value)
        for name, value in kwargs.items():
            seen.setdefault(name, []).append(value)
    words = [f"`{name}`: {_together(values)}" for name, values in seen.items() if name not in ("self", "cls")]
    return [f"{len(calls)} recorded calls", *words] if words else []


class _Opaque:
    """Stands for an object of any class: its own code is not run."""

    def __new__(cls, *args: Any, **_: Any) -> _Opaque:
        made = object.__new__(cls)
        made.args = args
        made.count = None
        return made

    args: tuple[Any, ...]
    count: int | None

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def __setstate__(self, state: Any) -> None: ...

    def __setitem__(self, key: Any, value: Any) -> None:
        self.count = (self.count or 0) + 1

    def append(self, value: Any) -> None:
        self.count = (self.count or 0) + 1

    def extend(self, values: Iterable[Any]) -> None:
        self.count = (self.count or 0) + len(list(values))


class _Reader(pickle.Unpickler):
    """Reads a pickle as data: nothing that it names is imported or called, so a recording may come from anywhere."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        return type(global_name.rpartition(".")[2] or "object", (_Opaque,), {})

    def persistent_load(self, pid: Any, /) -> Any:
        return _Opaque()


def _arguments(pickled: str) -> tuple[Sequence[Any], dict[str, Any]] | None:
    try:
        given = _Reader(io.BytesIO(base64.b64decode(pickled))).load()
    except Exception:  # noqa: BLE001 - a damaged pickle fails in any way
        return None
    if isinstance(given, tuple) and len(given) == 2:
        args, kwargs = given
        if isinstance(args, tuple) and isinstance(kwargs, dict):
            return args, {name: value for name, value in kwargs.items() if isinstance(name, str)}
    return None


def _together(values: Sequence[Any]) -> str:
    kinds = list(dict.fromkeys(_kind(value) for value in values))
    sizes = [size for value in values if (size := _size(value)) is not None]
    words = " or ".join(kinds[:4])
    if not sizes:
        return words
    low, high = min(sizes), max(sizes)
    return f"{words}, {low:,} long" if low == high else f"{words}, {low:,} to {high:,} long"


def _kind(value: Any, depth: int = 0) -> str:
    if isinstance(value, _Opaque):
        # `_reconstruct(ndarray, …)` and the like: the class that it makes says more than what makes it.
        inner = value.args[0] if value.args and isinstance(value.args[0], type) else None
        name = type(value).__name__
        return inner.__name__ if inner is not None and name.startswith("_") else name
    name = type(value).__name__
    if depth < 2 and isinstance(value, (list, tuple, set, frozenset)) and value:
        return f"{name} of {_kinds(value, depth)}"
    if depth < 2 and isinstance(value, dict) and value:
        return f"dict of {_kinds(value, depth)} to {_kinds(value.values(), depth)}"
    return name


def _kinds(values: Iterable[Any], depth: int) -> str:
    kinds = dict.fromkeys(_kind(value, depth + 1) for value in islice(values, _MOST_LOOKED_AT))
    return " and ".join(islice(kinds, 3))


def _size(value: Any) -> int | None:
    if isinstance(value, _Opaque):
        return value.count
    return len(value) if isinstance(value, (list, tuple, set, frozenset, dict, str, bytes, bytearray)) else None
