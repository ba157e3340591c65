"""From type hints to the kinds of values that they allow.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package;
a library of arrays only where a hint names it.
"""

from __future__ import annotations

import collections
import collections.abc
import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import inspect
import pathlib
import re
import typing
from collections.abc import Callable, Sequence
from typing import Any

from .arrays import library_kind
from .containers import Container, Function, Lazy, Made, Mapping, Objects, Record, Tuples
from .kinds import Boolean, Bytes, Choice, Fixed, Float, Integer, Kind, Nothing, Text, Union
from .unknown import ITERABLES, anything

__all__ = ["Hints", "NoKind"]

_DEEPEST = 5
Refine = Callable[[], "Kind | None"]


class NoKind(Exception):  # noqa: N818 - what there is of them
    """No values can be made for a hint; the message says which."""


def _imported(module: str, name: str) -> str:
    return f"__import__({module!r}, fromlist=['_']).{name}" if "." in module else f"__import__({module!r}).{name}"


_DATES = ("2024, 1, 1", "2023, 12, 31", "2024, 2, 29", "1999, 3, 4", "2024, 1, 2", "1970, 1, 1", "2024, 10, 27")
_DT = "__import__('datetime')."
_SIMPLE: dict[Any, Callable[[], Kind]] = {
    int: Integer, float: Float, bool: Boolean, str: Text, bytes: Bytes, None: Nothing, type(None): Nothing,
    bytearray: lambda: Made("bytearray", {"x": Bytes()}, positional=["x"], hashable=False),
    memoryview: lambda: Made("memoryview", {"x": Bytes()}, positional=["x"]),
    complex: lambda: Fixed(["1j", "(1+0j)", "(0.5-2j)", "-1j", "0j", "(3+4j)"], hashable=True),
    dt.date: lambda: Fixed([f"{_DT}date({each})" for each in _DATES], hashable=True),
    dt.datetime: lambda: Fixed(
        [f"{_DT}datetime({each}, {hour})" for each in _DATES for hour in ("0", "12, 30", "23, 59, 59, 999999")],
        hashable=True,
    ),
    dt.time: lambda: Fixed([f"{_DT}time({each})" for each in ("0", "12, 30", "1, 2, 3, 4")], hashable=True),
    dt.timedelta: lambda: Fixed(
        [f"{_DT}timedelta({each})" for each in ("0", "1", "-1", "0, 1", "0, 59.5", "7", "0, 0, 1")], hashable=True
    ),
    decimal.Decimal: lambda: Fixed(
        [f"{_imported('decimal', 'Decimal')}({each!r})" for each in ("0", "1", "1.0", "-2.5", "0.1", "1e10", "10")],
        hashable=True,
    ),
    fractions.Fraction: lambda: Fixed(
        [f"{_imported('fractions', 'Fraction')}({each})" for each in ("0", "1", "1, 3", "-1, 2", "7, 2")], hashable=True
    ),
    pathlib.Path: lambda: Fixed(
        [f"{_imported('pathlib', 'Path')}({each!r})" for each in ("a", "a/b.txt", ".", "/tmp/x", "a/../b", "")],
        hashable=True,
    ),
    range: lambda: Fixed(["range(0)", "range(1)", "range(5)", "range(2, 9, 3)", "range(5, 0, -1)"], hashable=True),
    slice: lambda: Fixed(["slice(None)", "slice(1, 3)", "slice(None, None, -1)", "slice(-2, None)"]),
    re.Pattern: lambda: Made(
        _imported("re", "compile"), {"x": Choice(["'a'", "'a+'", "'[a-z]+'", "'(a)(b)?'", "''"])}, positional=["x"]
    ),
}  # fmt: skip
_SIMPLE[pathlib.PurePath] = _SIMPLE[pathlib.Path]

_LIST, _TUPLE, _SET, _FROZEN = "[{}]", "({},)", "{{{}}}", "frozenset([{}])"
_DEQUE = _imported("collections", "deque") + "([{}])"
_FORMS: dict[Any, tuple[tuple[str, ...], str]] = {
    list: ((_LIST,), "{}"), set: ((_SET,), "set({})"), frozenset: ((_FROZEN,), "frozenset({})"),
    tuple: ((_TUPLE,), "tuple({})"), collections.deque: ((_DEQUE,), _imported("collections", "deque") + "({})"),
    collections.abc.Sequence: ((_LIST, _TUPLE), "{}"), collections.abc.MutableSequence: ((_LIST, _DEQUE), "{}"),
    collections.abc.Set: ((_SET, _FROZEN, "dict.fromkeys([{}]).keys()"), "set({})"),
    collections.abc.MutableSet: ((_SET,), "set({})"),
    collections.abc.Reversible: ((_LIST, _TUPLE, "dict.fromkeys([{}])"), "{}"),
    collections.abc.Collection: ((_LIST, _TUPLE, _SET, "dict.fromkeys([{}])"), "{}"),
    collections.abc.Container: ((_LIST, _TUPLE, _SET), "{}"), collections.abc.Sized: ((_LIST, _TUPLE, _SET), "{}"),
    collections.abc.Iterator: (("iter([{}])", "kit.lazy([{}])"), "iter({})"),
    collections.abc.Generator: (("kit.lazy([{}])",), "kit.lazy({})"),
    collections.abc.Iterable: (ITERABLES, "{}"),
    collections.abc.KeysView: (("dict.fromkeys([{}]).keys()",), "dict.fromkeys({}).keys()"),
    collections.abc.ValuesView: (("dict(enumerate([{}])).values()",), "dict(enumerate({})).values()"),
}  # fmt: skip
_LAZY = {collections.abc.Iterable, collections.abc.Iterator, collections.abc.Generator, collections.abc.Collection,
         collections.abc.Container, collections.abc.Sized, collections.abc.Reversible}  # fmt: skip
_COLLECTIONS = "__import__('collections')."
_MAPPINGS: dict[Any, tuple[str, ...]] = {
    dict: ("{}",), collections.OrderedDict: (_COLLECTIONS + "OrderedDict({})",),
    collections.abc.Mapping: ("{}", "__import__('types').MappingProxyType({})", _COLLECTIONS + "OrderedDict({})"),
    collections.abc.MutableMapping: ("{}", _COLLECTIONS + "OrderedDict({})"),
}  # fmt: skip


class Hints:
    """Kinds of the hints of one function. `named` gives the code under which a class is reached."""

    def __init__(
        self,
        named: Callable[[type], str],
        signature_kinds: Callable[[Any, int], Made | None],
        library: Callable[[str], str],
        libraries: Sequence[str],
    ) -> None:
        self._named = named
        self._made_by = signature_kinds
        self.library = library
        """Code under which a library is reached."""
        self.libraries = libraries
        """Those of arrays that the user's module uses."""

    def kind(self, hint: Any, refined: Refine | None = None, depth: int = 0, use: Any = None) -> Kind:
        """Find the kind of a hint. `refined` tells what the code does with a part of which the hint says nothing."""
        if depth > _DEEPEST:
            return Nothing()
        if isinstance(hint, typing.TypeVar):
            if hint.__constraints__:
                return Union([self.kind(each, None, depth + 1) for each in hint.__constraints__])
            hint = hint.__bound__ or object
        hint = getattr(hint, "__supertype__", hint)  # NewType
        hint = getattr(hint, "__value__", hint) if type(hint).__name__ == "TypeAliasType" else hint
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is getattr(typing, "Annotated", None) or getattr(origin, "_name", "") in ("Final", "ClassVar"):
            return self.kind(arguments[0], refined, depth, use)
        if type(origin).__name__ == "_SpecialForm" and getattr(origin, "_name", "") in (
            "Required",
            "NotRequired",
            "ReadOnly",
        ):
            return self.kind(arguments[0], refined, depth, use)
        if getattr(origin, "_name", None) == "Union" or getattr(origin, "__name__", "") in ("Union", "UnionType"):
            return Union([self.kind(each, refined, depth + 1, use) for each in arguments])
        if origin is typing.Literal:
            return Choice([repr(each) if not isinstance(each, enum.Enum) else self._member(each) for each in arguments])
        kind = origin or hint
        if kind in (Any, object, typing.Any) or kind is inspect.Parameter.empty:
            return (refined() if refined is not None else None) or anything(min(depth, 2))
        if kind is collections.abc.Hashable or getattr(kind, "__name__", "") == "Hashable":
            return anything(2, key=True)
        if kind is tuple and arguments and arguments[-1] is not Ellipsis:
            return Tuples([] if arguments == ((),) else [self.kind(each, None, depth + 1) for each in arguments])
        if hasattr(kind, "__hash__") and _hashable(kind):
            found = self._builtin(kind, arguments, refined, depth)
            if found is not None:
                return found
        if isinstance(kind, type):
            told = f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
            if told.partition(".")[0] in ("numpy", "pandas", "polars"):
                found = library_kind(told, hint, use, self.library)
                if found is not None:
                    return found
            found = self._class(kind, arguments, depth)
            if found is not None:
                return found
        raise NoKind(f"no values are known for {hint!r}"[:200])

    def _builtin(self, kind: Any, arguments: tuple[Any, ...], refined: Refine | None, depth: int) -> Kind | None:
        if kind in _SIMPLE:
            return _SIMPLE[kind]()
        if kind is collections.Counter:
            key = self.kind(arguments[0], None, depth + 1) if arguments else anything(2, key=True)
            return Mapping(key, Integer(), [_COLLECTIONS + "Counter({})"])
        if kind is collections.defaultdict:
            return self._defaultdict(arguments, depth)
        if kind in _MAPPINGS:
            if not arguments and refined is not None:
                found = refined()
                if found is not None:
                    return found
            key, value = arguments if len(arguments) == 2 else (str if refined is None else Any, Any)
            made_key = anything(2, key=True) if key in (Any, object) else self.kind(key, None, depth + 1)
            if value in (Any, object) and key is str and refined is not None:
                found = refined()
                if isinstance(found, Record):
                    return found
            return Mapping(made_key, self.kind(value, None, depth + 1), _MAPPINGS[kind])
        if kind in _FORMS:
            forms, big = _FORMS[kind]
            if not arguments and refined is not None:
                found = refined()
                if isinstance(found, Container):
                    return Lazy(found.element, forms, big) if kind in _LAZY else Container(found.element, forms, big)
            element = self._element(kind, arguments, refined, depth)
            return Lazy(element, forms, big) if kind in _LAZY else Container(element, forms, big)
        if kind is collections.abc.Callable:
            return self._callable(arguments)
        if kind is type:
            return Choice(["int", "str", "list", "dict", "ValueError"])
        return None

    def _element(self, kind: Any, arguments: tuple[Any, ...], refined: Refine | None, depth: int) -> Kind:
        needs_hash = kind in (set, frozenset, collections.abc.Set, collections.abc.MutableSet, collections.abc.KeysView)
        if not arguments or arguments[0] in (Any, object):
            if needs_hash:
                return anything(2, key=True)
            found = refined() if refined is not None else None
            return found.element if isinstance(found, Container) else anything(min(depth + 1, 2))

        def inner() -> Kind | None:
            found = refined() if refined is not None else None
            return found.element if isinstance(found, Container) else None

        return self.kind(arguments[0], inner, depth + 1)

    def _defaultdict(self, arguments: tuple[Any, ...], depth: int) -> Kind:
        key, value = arguments if len(arguments) == 2 else (str, int)
        default = getattr(typing.get_origin(value) or value, "__name__", "int")
        default = default if default in ("int", "list", "set", "dict", "float", "str") else "int"
        form = f"{_COLLECTIONS}defaultdict({default}, {{}})"
        return Mapping(self.kind(key, None, depth + 1), self.kind(value, None, depth + 1), [form])

    def _callable(self, arguments: tuple[Any, ...]) -> Kind:
        result = arguments[-1] if arguments else Any
        taken = arguments[0] if len(arguments) == 2 and isinstance(arguments[0], list) else [Any]
        names = ", ".join(f"x{at}" for at in range(len(taken)))
        told: list[str] = []
        first = taken[0] if taken else None
        if result is bool:
            told = ["(lambda *a: kit.function(2)(*a))", "(lambda *a: True)", "(lambda *a: False)"]
            if first in (int, float):
                told += [f"(lambda {names}: x0 > 1)", f"(lambda {names}: x0 % 2 == 0)"]
            return Choice(told)
        if result is int:
            return Choice(
                [
                    "kit.function(1)",
                    f"(lambda {names}: 0)",
                    *(
                        [f"(lambda {names}: -x0)", f"(lambda {names}: x0 % 3)"]
                        if first is int
                        else ["(lambda *a: len(str(a)))"]
                    ),
                ]
            )
        if result is float:
            return Choice(
                [
                    "(lambda *a: kit.function(1)(*a) / 2)",
                    *([f"(lambda {names}: x0 * 0.5)", f"(lambda {names}: float(x0))"] if first in (int, float) else []),
                ]
            )
        if result is str:
            return Choice(["(lambda *a: str(a[0]))", "(lambda *a: 'x')", "(lambda *a: str(kit.function(1)(*a)))"])
        if result in (None, type(None)):
            return Choice(["kit.function(5)"])
        return Function()

    def _member(self, member: enum.Enum) -> str:
        return f"{self._named(type(member))}[{member.name!r}]"

    def _class(self, kind: type, arguments: tuple[Any, ...], depth: int) -> Kind | None:
        if issubclass(kind, enum.Enum):
            return Choice([self._member(each) for each in kind]) if list(kind) else None
        hints = _hints_of(kind)
        if hasattr(kind, "__total__") and hasattr(kind, "__required_keys__"):  # a TypedDict
            required: Any = getattr(kind, "__required_keys__")  # noqa: B009 - no class has it
            fields = {repr(name): self.kind(hint, None, depth + 1) for name, hint in hints.items()}
            return Record(fields, [repr(name) for name in hints if name not in required])
        if getattr(kind, "_is_protocol", False):
            return self._protocol(kind, hints, depth)
        concrete = kind
        if inspect.isabstract(kind):
            children = [each for each in kind.__subclasses__() if not inspect.isabstract(each)]
            if not children:
                return None
            return Union([found for each in children[:4] if (found := self._class(each, (), depth + 1)) is not None])
        return self._made_by(concrete, depth)

    def _protocol(self, kind: type, hints: dict[str, Any], depth: int) -> Kind:
        fields: dict[str, Kind] = {name: self.kind(hint, None, depth + 1) for name, hint in hints.items()}
        for name, value in vars(kind).items():
            if callable(value) and not name.startswith("_"):
                fields[name] = self._callable(([Any], _hints_of(value).get("return", Any)))
        return Objects(fields)


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _hints_of(thing: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(thing, include_extras=False)
    except Exception:  # noqa: BLE001 - names that exist for type checkers only, and whatever an annotation does
        return {}


def is_data(kind: type) -> bool:
    """Whether the constructor of a class takes its fields."""
    return dataclasses.is_dataclass(kind) or hasattr(kind, "_fields")
