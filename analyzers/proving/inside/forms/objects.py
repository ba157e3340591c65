"""The forms of objects: by class and attributes, and of the standard library's values by what they are worth.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import functools
import operator
import sys
import types
from collections.abc import Iterator, Mapping
from typing import Any

from .forming import Former, Handler, Shape, mro_of, name_of, resolver, vars_of

# Not late: a side that is the only one to import numpy would be the only one whose observer has this module.
from .tables import table_handler

__all__ = ["attributes_of", "handler_for", "is_frozen", "object_shape"]

_TABLES = ("numpy", "pandas", "polars")
_DIGESTS = ("_hashlib.", "_blake2.", "_sha1.", "_sha2.", "_sha256.", "_sha512.", "_sha3.", "_md5.", "_hmac.")
_SKIPPED = frozenset({"__dict__", "__weakref__", "__suppress_context__"})


@resolver
def handler_for(kind: type, inherited: Mapping[int, Handler], by_name: Mapping[str, tuple[Handler, bool]]) -> Handler:
    """Return what makes the shape of values of a class that has no handler yet."""
    mro = mro_of(kind)
    for base in mro:
        package = name_of(base).partition(".")[0]
        if package in _TABLES and package in sys.modules:
            found = table_handler(base, package)
            if found is not None:
                return found if base is kind else functools.partial(_extended, found)
    for base in mro:
        named = by_name.get(name_of(base))
        if named is not None and _genuine(base):
            found, whole = named
            return found if base is kind or whole else functools.partial(_extended, found)
    for base in mro[1:]:
        found = inherited.get(id(base))
        if found is not None:
            return found if found is inherited.get(id(type)) else functools.partial(_extended, found)
    names = {name for base in mro[:-1] for name in ("__next__", "__anext__", "__await__") if name in vars_of(base)}
    if names:
        return _stream
    if _slots_of(kind) or _dict_of(kind) is not None:
        return object_shape
    return _reduced


def _genuine(kind: type) -> bool:
    module, _, name = name_of(kind).rpartition(".")
    return getattr(sys.modules.get(module), name, None) is kind or module.startswith("pathlib")


# --- objects ---


@functools.lru_cache(maxsize=1000)
def _layout(held: _Held) -> tuple[Any, tuple[tuple[str, Any], ...]]:
    kind = held.kind
    found = None
    slots: dict[str, Any] = {}
    for base in reversed(mro_of(kind)):
        for name, member in vars_of(base).items():
            if type(member) is types.MemberDescriptorType and name not in _SKIPPED:
                slots[name] = member
            elif name == "__dict__" and type(member) is types.GetSetDescriptorType:
                found = member
    return found, tuple(sorted(slots.items(), key=operator.itemgetter(0)))


class _Held:
    """A class as the key of a cache: compared by id, whatever its metaclass says."""

    __slots__ = ("kind",)

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        return type(other) is _Held and other.kind is self.kind

    def __hash__(self) -> int:
        return id(self.kind)


def _dict_of(kind: type) -> Any:
    return _layout(_Held(kind))[0]


def _slots_of(kind: type) -> tuple[tuple[str, Any], ...]:
    return _layout(_Held(kind))[1]


def _is_python(kind: type) -> bool:
    """Tell whether a class whose instances have no dictionary was written in Python: then it has slots."""
    return any("__slots__" in vars_of(base) for base in mro_of(kind))


def attributes_of(value: Any) -> Iterator[tuple[str, Any]]:
    """Give the attributes of an instance, those in slots first, without running code of its class."""
    kind = type(value)
    found, slots = _layout(_Held(kind))
    for name, member in slots:
        try:
            yield name, member.__get__(value)
        except AttributeError:  # a slot that is empty
            continue
    if found is not None:
        held = found.__get__(value)
        if held:
            yield from list(dict.items(held))


def is_frozen(kind: type) -> bool:
    """Tell whether instances are values: frozen dataclasses, whose aliases nobody can tell."""
    parameters = vars_of(kind).get("__dataclass_params__")
    return parameters is not None and getattr(parameters, "frozen", False) is True


def _attributes(former: Former, value: Any) -> list[Shape]:
    """Return names and shapes, by name: their order tells nothing but when they were set."""
    kind = type(value)
    found: list[tuple[str, Any]] = []
    for name, part in attributes_of(value):
        if type(name) is not str:
            name = f"?{name_of(type(name))}"
        if name in former.ignored or _is_cached(kind, name):
            continue
        found.append((name, part))
    found.sort(key=operator.itemgetter(0))
    former.left -= len(found)
    if former.left < 0:
        return [["cut", len(found)]]
    return [item for name, part in found for item in (name, former.of(part))]


def _is_cached(kind: type, name: str) -> bool:
    """Tell whether an attribute is what a cached_property has kept: filled or not, it is the same object."""
    for base in mro_of(kind):
        member = vars_of(base).get(name)
        if member is not None:
            return type(member) is functools.cached_property or name_of(type(member)).endswith(".cached_property")
    return False


def object_shape(former: Former, value: Any) -> Shape:
    """Return the shape of an instance by its class and attributes; of frozen dataclasses aliases do not count."""
    kind = type(value)
    if not is_frozen(kind):
        known = former.met(value)
        if known is not None:
            return known
        return ["object", name_of(kind), *_attributes(former, value)]
    if ("frozen", id(value)) in former.under_way:
        return ["cycle", name_of(kind)]
    former.under_way.add(("frozen", id(value)))
    try:
        return ["object", name_of(kind), *_attributes(former, value)]
    finally:
        former.under_way.discard(("frozen", id(value)))


def _extended(content: Handler, former: Former, value: Any) -> Shape:
    """Return the shape of an instance of a subclass: its class, its content, and its own attributes."""
    inner = content(former, value)
    if type(inner) is list and inner and inner[0] == "same":
        return inner
    return ["sub", name_of(type(value)), inner, *_attributes(former, value)]


def _reduced(former: Former, value: Any) -> Shape:
    """Return the shape of a value that keeps itself in C: as its pickle would have it, or else by its class alone."""
    kind = type(value)
    name = name_of(kind)
    if kind is object:
        return former.met(value) or ["object", "object"]
    known = former.met(value)
    if known is not None:
        return known
    if _is_python(kind):
        return ["object", name]  # with empty slots
    if name.startswith(_DIGESTS):
        return ["digest", name, value.name, value.hexdigest()] if value.digest_size else ["digest", name, value.name]
    try:
        parts = value.__reduce_ex__(2)
    except Exception:  # noqa: BLE001 - an object that cannot be pickled says so in many ways
        parts = None
    if type(parts) is str:
        return ["constant", name, parts]
    if type(parts) is tuple and len(parts) >= 2:
        state = parts[2] if len(parts) > 2 else None
        return ["reduced", name, former.of(parts[0]), former.of(parts[1]), former.of(state)]
    former.opaque.append(name)
    return ["opaque", name]


def _stream(former: Former, value: Any) -> Shape:
    """Return the shape of an iterator or of something that is awaited: what comes out of it, if asked for."""
    known = former.met(value)
    if known is not None:
        return known
    kind = type(value)
    own = _attributes(former, value) if _dict_of(kind) is not None or _is_python(kind) else []
    if former.consume is None:
        former.opaque.append(name_of(kind))
        return ["stream", name_of(kind), *own]
    return ["stream", former.consume(former, value), *own]
