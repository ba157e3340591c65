"""A summary as bytes.

`marshal` holds data alone and takes a quarter of the time of JSON (0.05 s for 300,000 lines); it may crash on what it
did not write, so a digest stands before it. Version 2 gives equal bytes for equal data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from marshal import dumps
from typing import Any

from .flags import TAKES, Expr
from .reading import Function
from .symbols import last_of

__all__ = ["DIGEST", "FORM", "local_aliases", "written"]

FORM = "slowspot.summary/4"
"""Part of the keys under which summaries are kept: change it with their form."""

DIGEST = 16
"""Bytes of the digest with which a summary begins; the length of the core follows in four."""
VERSION = 2


def written(
    functions: Sequence[Function],
    classes: Sequence[list[Any]],
    stars: Sequence[list[Any]],
    patches: Sequence[list[Any]],
) -> bytes:
    """Write a file's summary down; b"" where there is nothing to say."""
    module = functions[0]
    if len(functions) == 1 and not classes and not module.calls and not module.locals and not stars:
        return b""
    bodies: list[bytes] = []
    names: dict[str, list[int]] = {}
    heads: list[list[Any]] = []
    for number, function in enumerate(functions):
        for last in function.names:
            if last in names:
                names[last].append(number)
            else:
                names[last] = [number]
        parameters = function.parameters
        takes = TAKES if parameters and any(row[0] in parameters for row in function.calls) else 0
        heads.append([function.qualname, function.flags | takes, function.parent, function.cls, function.decorators])
        bodies.append(dumps([function.parameters, function.locals, function.calls, function.returns], VERSION))
    called = set(names)
    for number, function in enumerate(functions):
        if number:
            # What a function calls by a name of its own: only it, and what is in it, is looked at for that.
            others = [it for it, name in local_aliases(function.locals) if name in called or f"({name}" in called]
            for other in dict.fromkeys(others):
                names.setdefault(f"={other}", []).append(number)
    scans = {number: function.scans for number, function in enumerate(functions) if function.scans}
    core = dumps([heads, classes, stars, names, _aliases(functions, classes), bodies, scans, patches], VERSION)
    places = dumps([[function.line, function.places + function.scan_places] for function in functions], VERSION)
    rest = len(core).to_bytes(4, "big") + core + places
    return blake2b(rest, digest_size=DIGEST).digest() + rest


_NO_NAMES = frozenset({"p", "n", "f", "k", "e", "i", "w", "s", "t", "self", "|", "y"})
_WITHIN = frozenset({"e", "i", "s", "|", "y"})


def _aliases(functions: Sequence[Function], classes: Sequence[list[Any]]) -> dict[str, list[str]]:
    """Last name of something → other names that it is given; behind "()" those of an object made by calling it.

    Names of functions' own are left out: the functions stand behind "=" in the index.
    """
    found: dict[str, dict[str, None]] = {}

    for name, values in functions[0].locals.items():
        for value in values:
            plain = value is not None and (value.__class__ is str or value[0] not in _NO_NAMES)
            if plain and (other := _other_name(value)) and other != name:
                found.setdefault(other, {})[name] = None
    for function in functions:
        for decorator in function.decorators:
            made = decorator[1] if decorator.__class__ is list and decorator[0] == "c" else decorator
            if last := last_of(made):
                found.setdefault(last, {})[function.qualname.rpartition(".")[2]] = None
    for row in classes:
        for name, given in row[3].items():
            for _, value in given:
                if (other := _other_name(value)) and other != name:
                    found.setdefault(other, {})[name] = None
    return {name: list(others) for name, others in found.items()}


def local_aliases(names: dict[str, list[Expr]]) -> Iterator[tuple[str, str]]:
    """Yield (last name of something, other name) for what names are given, elements of what is named included."""
    for name, values in names.items():
        for value in values:
            if value is not None:
                for other in _names_in(value):
                    if other != name:
                        yield other, name


def _names_in(value: Expr) -> Iterator[str]:
    if value.__class__ is not list or value[0] not in _NO_NAMES:
        if other := _other_name(value):
            yield other
    elif value[0] in _WITHIN:
        for each in value[1:]:
            if each is not None:
                yield from _names_in(each)


def _other_name(value: Expr) -> str:
    other = ""
    if value.__class__ is str:
        other = last_of(value)
    elif value.__class__ is list:
        kind = value[0]
        if kind == "c":
            callee = last_of(value[1])
            other = last_of(value[2]) if callee == "partial" else f"{callee}()" if callee else ""
        elif kind == "m" and value[3]:
            other = value[3]
        elif kind == "a":
            other = last_of(value)
    return other if other != "None" else ""
