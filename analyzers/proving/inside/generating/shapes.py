"""From what code does with a parameter to the kinds of values that it is written for.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import array
import collections
import datetime as dt
import decimal
import pathlib
import sys
from typing import Any

from .arrays import library_kind
from .containers import Container, Function, Lazy, Mapping, Objects, Record, Tuples
from .hints import Hints
from .kinds import Bytes, Fixed, Float, Integer, Kind, Text
from .unknown import ITERABLES, Unknown, anything, number
from .use import Use

__all__ = ["shaped"]

_DEEPEST = 4
_TYPES: tuple[tuple[str, type], ...] = (
    ("list", list), ("str", str), ("dict", dict), ("set", set), ("deque", collections.deque), ("bytes", bytes),
    ("tuple", tuple), ("int", int), ("float", float), ("date", dt.date), ("datetime", dt.datetime),
    ("timedelta", dt.timedelta), ("Decimal", decimal.Decimal), ("Path", pathlib.PurePosixPath),
    ("OrderedDict", collections.OrderedDict), ("Counter", collections.Counter), ("array", array.array),
    ("file", __import__("io").StringIO),
)  # fmt: skip
_CLASSES = {"numpy": ("ndarray",), "pandas": ("DataFrame", "Series"), "polars": ("DataFrame", "Series")}
_NAMED = {"int": Integer, "float": Float, "str": Text, "bytes": Bytes}


def shaped(use: Use | None, hints: Hints, depth: int = 0) -> Kind | None:
    """Find the kind of values that a use is written for; None where it tells nothing."""
    if use is None or depth > _DEEPEST:
        return None

    def inner(part: Use | None) -> Kind:
        found = shaped(part, hints, depth + 1)
        return found if found is not None else anything(min(depth + 1, 2))

    tables = _tables(use, hints) if depth == 0 else None
    if tables is not None:
        return tables
    named = [each.lstrip("~") for each in sorted(use.types)]
    methods = {**use.attributes, **use.methods}
    if methods:
        return _with_methods(use, set(methods), hints, depth, inner)
    if use.called:
        return Function()
    if use.fields or use.mapping:
        return _mapping(use, inner)
    if use.unpacked or use.parts:
        return _tuple(use, inner)
    if use.types and not use.walked and not use.indexed:
        return _converted(use, named, hints, depth)
    if use.walked or use.measured or use.indexed or use.sliced or use.matched:
        return _container(use, inner, depth)
    if use.known_value is not None or use.known_key is not None:
        return _container(use, inner, depth)
    if use.text and use.number:
        return Unknown([("str", Text(), 3), ("int", Integer(), 2)])
    if use.text:
        return Unknown(
            [
                ("str", Text(), 8),
                ("Str", Fixed(["kit.Str('a')", "kit.Str('')"], hashable=True), 0.3),
                ("none", Fixed(["None"]), 0.2),
            ]
        )
    if use.number and use.whole:
        return Unknown(
            [
                ("int", Integer(), 8),
                ("bool", Fixed(["True", "False", "kit.Int(2)"], hashable=True), 0.5),
                ("float", Float(), 0.5),
            ]
        )
    if use.number:
        return number()
    return None


def _tables(use: Use, hints: Hints) -> Kind | None:
    """Arrays and tables, where the module has such and what is done fits them."""
    if not hints.libraries:
        return None
    names = {*use.attributes, *use.methods}
    options: list[tuple[str, Kind, float]] = []
    for library, classes in _CLASSES.items():
        if library not in hints.libraries:
            continue
        code = hints.library(library)
        given = any(each.partition(".")[0] == code for each in use.given_to)
        for name in classes:
            kind: Any = getattr(sys.modules[library], name)
            columns = name == "DataFrame" and bool(use.fields or use.columns)
            others = {each for each in names if not hasattr(kind, each)}
            if (names or given or columns) and (not others or columns):
                made = library_kind(f"{library}.{name}", None, use, hints.library)
                fits = columns or (name != "DataFrame" and not use.fields)
                if made is not None:
                    options.append((name, made, 4.0 if fits else 0.5))
    if not options:
        return None
    if not use.fields and not names:
        options.append(("list", Container(number()), 2))
    return Unknown(options)


def _with_methods(use: Use, names: set[str], hints: Hints, depth: int, inner: Any) -> Kind:
    """Of the built-in types those that have all of the attributes; else an object that has them."""
    fitting = [name for name, kind in _TYPES if all(hasattr(kind, each) for each in names)]
    if not fitting:
        fields: dict[str, Kind] = {}
        for name, part in use.attributes.items():
            if name.startswith("__"):
                continue
            fields[name] = inner(part)
        for name in use.methods:
            if not name.startswith("__"):
                fields[name] = Function()
        return Objects(fields)
    element = inner(use.known_element)
    options: list[tuple[str, Kind, float]] = []
    for name in fitting[:4]:
        weight = 4.0 if name == fitting[0] else 1.0
        if name == "list":
            options.append((name, Container(element), weight))
        elif name in ("dict", "OrderedDict", "Counter"):
            options.append(
                (
                    name,
                    _mapping(use, inner)
                    if name == "dict"
                    else Mapping(anything(2, key=True), Integer(), [f"__import__('collections').{name}({{}})"]),
                    weight,
                )
            )
        elif name == "set":
            options.append((name, Container(anything(2, key=True), ["{{{}}}"], "set({})"), weight))
        elif name == "deque":
            options.append(
                (
                    name,
                    Container(
                        element, ["__import__('collections').deque([{}])"], "__import__('collections').deque({})"
                    ),
                    weight,
                )
            )
        elif name == "tuple":
            options.append((name, Container(element, ["({},)"], "tuple({})"), weight))
        elif name == "file":
            options.append(
                (
                    name,
                    Fixed(
                        [
                            "__import__('io').StringIO('a\\nb\\n\\nc d')",
                            "__import__('io').StringIO('')",
                            "__import__('io').StringIO('x')",
                        ]
                    ),
                    weight,
                )
            )
        elif name in _NAMED:
            options.append((name, _NAMED[name](), weight))
        elif name == "Path":
            options.append((name, hints.kind(pathlib.Path), weight))
        elif name == "array":
            continue
        else:
            kind = dict(_TYPES)[name]
            options.append((name, hints.kind(kind), weight))
    return Unknown(options)


def _mapping(use: Use, inner: Any) -> Kind:
    if use.fields:
        fields = {key: inner(part) for key, part in use.fields.items()}
        return Record(fields, [key for key in use.optional if key in fields], more=True)
    if use.optional and not use.mapping:
        return Record({key: anything(2) for key in sorted(use.optional)}, sorted(use.optional), more=True)
    key = _key(use, inner)
    return Unknown([
        ("dict", Mapping(key, inner(use.known_value)), 6),
        ("OrderedDict", Mapping(key, inner(use.known_value), ["__import__('collections').OrderedDict({})"]), 0.6),
        ("own dict", Mapping(key, inner(use.known_value), ["kit.Dict({})"]), 0.4),
    ])  # fmt: skip


def _key(use: Use, inner: Any) -> Kind:
    if use.known_key is not None and use.known_key.known():
        found = inner(use.known_key)
        if found.hashable:
            return found
    return anything(2, key=True)


def _tuple(use: Use, inner: Any) -> Kind:
    size = max(use.unpacked, 1 + max(use.parts, default=-1))
    parts = [inner(use.parts.get(at)) for at in range(size)]
    if use.unpacked:
        return Unknown([("tuple", Tuples(parts), 5), ("list", Tuples(parts, "[{}]"), 1.5)])
    # Read by number: a row, of which there may be more; or simply a list.
    together = shaped_element(use, inner)
    longer = [*parts, anything(2)]
    return Unknown([
        ("list", Container(together), 4), ("tuple", Tuples(parts), 1.5), ("longer", Tuples(longer), 1),
        ("row", Tuples(parts, "[{}]"), 1), ("str", Text(), 0.7), ("tuples", Container(together, ["({},)"]), 0.7),
    ])  # fmt: skip


def shaped_element(use: Use, inner: Any) -> Kind:
    """Elements of a sequence: those walked over, else those read by number."""
    if use.known_element is not None and use.known_element.known():
        return inner(use.known_element)
    part = next((each for each in use.parts.values() if each.known()), None)
    return inner(part)


def _converted(use: Use, named: list[str], hints: Hints, depth: int) -> Kind | None:
    """A type that the code asks for by name, or converts to."""
    options: list[tuple[str, Kind, float]] = []
    if "~int" in use.types:
        options.append(
            (
                "digits",
                Fixed(
                    ["'1'", "'10'", "'-3'", "' 7 '", "'0'", "'007'", "'x'", "''", "'1.5'", "'1_0'", "'٣'"],
                    hashable=True,
                ),
                4,
            )
        )
        options += [("int", Integer(), 2), ("float", Float(), 1)]
    if "~float" in use.types:
        options.append(
            (
                "decimals",
                Fixed(["'1'", "'1.5'", "'-3e2'", "' 7 '", "'nan'", "'inf'", "'x'", "''", "'-0.0'"], hashable=True),
                4,
            )
        )
        options += [("float", Float(), 2), ("int", Integer(), 1)]
    for name in named:
        kind: Any = {
            "list": list,
            "dict": dict,
            "set": set,
            "tuple": tuple,
            "str": str,
            "int": int,
            "float": float,
            "bytes": bytes,
            "bool": bool,
        }.get(name)
        if kind is not None and "~" + name not in use.types:
            options.append((name, hints.kind(kind), 4))
    return Unknown([*options, ("anything", anything(min(depth, 2)), 1.5)]) if options else None


def _container(use: Use, inner: Any, depth: int) -> Kind:
    element = shaped_element(use, inner)
    if use.known_value is not None and not use.known_element:
        # `x[key]`: a dictionary, or a list and a number.
        key = _key(use, inner)
        value = inner(use.known_value)
        return Unknown(
            [
                ("dict", Mapping(key, value), 4),
                ("list", Container(value), 2),
                ("own dict", Mapping(key, value, ["kit.Dict({})"]), 0.3),
            ]
        )
    options: list[tuple[str, Kind, float]] = [
        ("list", Container(element), 6),
        ("tuple", Container(element, ["({},)"], "tuple({})"), 0.8),
    ]
    told = element if element.loose else None
    if use.walked and not (use.indexed or use.sliced):
        options.append(("iterable", Lazy(element, ITERABLES), 1.5))
    if not use.walked and use.matched:
        options += [
            ("set", Container(anything(2, key=True), ["{{{}}}"], "set({})"), 2),
            ("dict", Mapping(anything(2, key=True), anything(2)), 2),
            ("str", Text(), 1.5),
        ]
    elif told is not None:
        options += [("str", Text(), 1.0), ("dict", Mapping(anything(2, key=True), anything(2)), 0.5)]
    options.append(("own list", Container(element, ["kit.List([{}])"]), 0.3))
    if depth == 0 and told is not None:
        options.append(("lists", Container(Container(anything(2))), 0.7))
    return Unknown(options)
