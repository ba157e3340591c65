"""Kinds of values learnt from values: those of recorded calls, and of calls that stand in the project.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import random
import re
import types
from collections.abc import Callable, Sequence
from typing import Any

from .arrays import like
from .containers import Container, Lazy, Made, Mapping, Record, Tuples
from .hints import Hints, NoKind
from .kinds import Bytes, Fixed, Kind, Nothing, Text, Union
from .unknown import Unknown, anything

__all__ = ["Learnt", "code_of", "learnt"]

_DEEPEST = 5
_MOST_KEYS = 16
_MOST_LOOKED_AT = 200
_MARKS = (".", ",", "/", ":", "-", "_", "=", "&", ";", "|", "\n", " ")


_NUMBER = re.compile(r"\d+")


def _renumbered(digits: str, rng: random.Random) -> str:
    number = int(digits[:12])
    return str(rng.choice((number, number, -number, 0, 1, number + 1, number - 1, number * 10, 99999, f"{number}.5")))


class Learnt(Text):
    """Texts like those seen: the same, and such with something more, less or changed."""

    def __init__(self, seen: Sequence[str]) -> None:
        self.name = f"str like {seen[0][:20]!r} of {len(seen)}"
        self.seen = list(seen)

    def fresh(self, d: Any) -> str:
        if d.chance(0.3):
            return super().fresh(d)
        text: str = d.rng.choice(self.seen)
        if d.chance(0.25) and any(letter.isdigit() for letter in text):
            return repr(_NUMBER.sub(lambda found: _renumbered(found.group(), d.rng), text))
        marks = [each for each in _MARKS if each in text]
        if marks and d.chance(0.4):  # more or fewer parts
            mark = d.rng.choice(marks)
            parts = [part for each in self.seen for part in each.split(mark)]
            mark = d.rng.choice((mark, mark, mark, f" {mark} ", f"{mark} ", f" {mark}", mark + mark))
            return repr(mark.join(d.rng.choices(parts, k=d.rng.randint(1, 4))))
        if d.chance(0.5) or not text:
            return repr(text)
        at = d.rng.randrange(len(text))
        other = d.rng.choice(self.seen)
        return repr(
            d.rng.choice((
                text[:at], text[at:], text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text.swapcase(),
                text + other, text + " " + other, " " + text, text[:at] + other[at:], text.upper(),
                text[:at] + d.rng.choice("019a ,-.\n") + text[at + 1 :],
            ))
        )  # fmt: skip


def learnt(
    values: Sequence[Any], hints: Hints, named: Callable[[type], str], depth: int = 0, *, example: bool = False
) -> Kind | None:
    """Find the kind of values that these are examples of; None where one of them is of no known type.

    An `example` is no promise that the values of a dictionary are never missing.
    """
    values = list(values)[:_MOST_LOOKED_AT]
    if depth > _DEEPEST or not values:
        return anything(2)
    groups: dict[type, list[Any]] = {}
    for value in values:
        groups.setdefault(type(value), []).append(value)
    kinds: list[Kind] = []
    for kind, members in groups.items():
        found = _of_type(kind, members, hints, named, depth, example=example)
        if found is None:
            return None
        kinds.append(found)
    return kinds[0] if len(kinds) == 1 else Union(kinds)


def _of_type(
    kind: type, members: list[Any], hints: Hints, named: Callable[[type], str], depth: int, *, example: bool
) -> Kind | None:
    def inner(parts: Sequence[Any]) -> Kind | None:
        return learnt(parts, hints, named, depth + 1, example=example)

    if kind is type(None):
        return Nothing()
    if kind is str:
        return Learnt(list(dict.fromkeys(members)))
    if kind is bytes:
        return Union([Bytes(), Fixed([repr(each) for each in members], hashable=True)])
    if kind in (list, set, frozenset):
        parts = [part for each in members for part in list(each)[:20]]
        element = inner(parts)
        if element is None:
            return None
        form, big = {list: ("[{}]", "{}"), set: ("{{{}}}", "set({})"), frozenset: ("frozenset([{}])", "frozenset({})")}[
            kind
        ]
        return Container(element, [form], big)
    if kind is tuple:
        sizes = {len(each) for each in members}
        if len(sizes) == 1 and sizes != {0}:
            columns = [inner([each[at] for each in members]) for at in range(sizes.pop())]
            known = [each for each in columns if each is not None]
            return Tuples(known) if len(known) == len(columns) else None
        element = inner([part for each in members for part in each])
        return None if element is None else Container(element, ["({},)"], "tuple({})")
    if kind is dict:
        return _of_dicts(members, inner, _falsy if example else None)
    if kind in (types.FunctionType, types.BuiltinFunctionType, type, types.MethodType):
        codes = [_name_of(each, named) for each in members]
        return Fixed([each for each in codes if each], hashable=True) if any(codes) else None
    found = like(members, hints.library, inner)
    if found is not None:
        return found
    try:
        return hints.kind(kind)
    except NoKind:
        pass
    if hasattr(members[0], "__dict__") and kind.__module__ != "builtins":
        fields: dict[str, Kind] = {}
        for name in vars(members[0]):
            found = inner([vars(each)[name] for each in members if name in vars(each)])
            if found is None:
                return None
            fields[name] = found
        return Made("kit.bare", {"kind": Fixed([named(kind)]), **fields}, positional=["kind"])
    if hasattr(members[0], "__next__"):
        return Lazy(anything(2), ["iter([{}])", "kit.lazy([{}])"], "iter({})")
    return None


def _falsy(kind: Kind) -> Kind:
    found = Unknown([("as seen", kind, 9), ("falsy", Fixed(["None", "0", "''"], hashable=True), 1)])
    found.hashable = kind.hashable
    return found


def _of_dicts(
    members: list[dict[Any, Any]],
    inner: Callable[[Sequence[Any]], Kind | None],
    loosened: Callable[[Kind], Kind] | None,
) -> Kind | None:
    keys = dict.fromkeys(key for each in members for key in each)
    often = sum(len(each) for each in members) > 0.7 * len(keys) * len(members)
    plain = all(type(key) is str for key in keys)
    various = len({type(value) for each in members for value in each.values()}) > 1
    if plain and 0 < len(keys) <= _MOST_KEYS and often and (various or len(members) > 2):
        fields: dict[str, Kind] = {}
        for key in keys:
            found = inner([each[key] for each in members if key in each])
            if found is None:
                return None
            if isinstance(found, (Record, Mapping)):
                inside = Fixed([repr(each) for each in _keys_within(members)], hashable=True)
                found = Union([found, found, Mapping(inside, found)])
            fields[repr(key)] = found if loosened is None else loosened(found)
        return Record(fields, [repr(key) for key in keys if any(key not in each for each in members)])
    key_kind, value_kind = inner(list(keys)), inner([value for each in members for value in each.values()])
    if key_kind is None or value_kind is None:
        return None
    if any(type(value) is dict for each in members for value in each.values()):
        # Nested once is nested deeper, too.
        value_kind = Union([value_kind, value_kind, Mapping(key_kind, value_kind)])
    return Mapping(key_kind, value_kind if loosened is None else loosened(value_kind))


def _keys_within(value: Any, depth: int = 0) -> list[str]:
    """All keys that are strings, of dictionaries in dictionaries too."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, dict):
        own = [key for key in value if type(key) is str]
        return list(dict.fromkeys([*own, *(key for each in value.values() for key in _keys_within(each, depth + 1))]))
    if isinstance(value, list):
        return list(dict.fromkeys(key for each in value for key in _keys_within(each, depth + 1)))
    return []


def _name_of(value: Any, named: Callable[[type], str]) -> str:
    if isinstance(value, type):
        return named(value)
    name = getattr(value, "__qualname__", "")
    module = getattr(value, "__module__", None) or "builtins"
    if "<" in name or "." in name or not name:
        return ""
    return name if module == "builtins" else f"__import__({module!r}, fromlist=['_']).{name}"


def code_of(value: Any, named: Callable[[type], str], depth: int = 0) -> str | None:
    """Write code that makes an equal value, for plain data and objects of it; None where there is none."""
    kind = type(value)
    if depth > 8:
        return None
    if value is None or kind in (bool, int, str, bytes, complex, range) or value is ...:
        return repr(value) if value is not ... else "..."
    if kind is float:
        return repr(value) if value - value == 0 else f"float({str(value)!r})"
    if kind in (list, tuple, set, frozenset):
        parts = [code_of(each, named, depth + 1) for each in value]
        if any(part is None for part in parts):
            return None
        inner = ", ".join(str(part) for part in parts)
        if kind is tuple:
            return f"({inner},)" if parts else "()"
        if kind is list:
            return f"[{inner}]"
        return f"{kind.__name__}([{inner}])"
    if kind is dict:
        pairs = [(code_of(key, named, depth + 1), code_of(each, named, depth + 1)) for key, each in value.items()]
        if any(key is None or each is None for key, each in pairs):
            return None
        return "{" + ", ".join(f"{key}: {each}" for key, each in pairs) + "}"
    if isinstance(value, type):
        return named(value)
    if hasattr(value, "__dict__") and kind.__module__ not in ("builtins", "types") and not hasattr(kind, "__slots__"):
        fields = [(name, code_of(each, named, depth + 1)) for name, each in vars(value).items()]
        if kind.__new__ is object.__new__ and all(code is not None and name.isidentifier() for name, code in fields):
            return f"kit.bare({', '.join([named(kind), *(f'{name}={code}' for name, code in fields)])})"
    return None
