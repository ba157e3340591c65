"""A summary as bytes: lines of JSON, the places of calls last."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .flags import Expr
from .reading import Function
from .symbols import last_of

__all__ = ["FORM", "written"]

FORM = "slowspot.summary/1"
"""Part of the keys under which summaries are kept: change it with their form."""

_ENCODER = json.JSONEncoder(separators=(",", ":"))


def written(functions: Sequence[Function], classes: Sequence[list[Any]], stars: Sequence[list[Any]]) -> bytes:
    """Write a file's summary down; b"" where there is nothing to say."""
    module = functions[0]
    if len(functions) == 1 and not classes and not module.calls and not module.locals and not stars:
        return b""
    encode = _ENCODER.encode
    lines: list[str] = []
    names: dict[str, list[int]] = {}
    heads: list[list[Any]] = []
    for number, function in enumerate(functions):
        for last in dict.fromkeys(_names(function)):
            names.setdefault(last, []).append(number)
        heads.append([function.qualname, function.flags, function.parent, function.cls, function.decorators])
        lines.append(encode([function.parameters, function.locals, function.calls, function.returns]))
    header = encode([heads, classes, stars, names, _aliases(functions, classes)])
    places = encode([[function.line, function.places] for function in functions])
    return "\n".join((header, *lines, places)).encode("ascii")


def _names(function: Function) -> Iterator[str]:
    """Last names of what a function calls; behind "(" of what it hands over."""
    for call in function.calls:
        if last := last_of(call[0]):
            yield last
        if len(call) > 2:
            for each in call[2]:
                if last := last_of(each):
                    yield f"({last}"
            if len(call) > 3:
                for each in call[3].values():
                    if last := last_of(each):
                        yield f"({last}"


def _aliases(functions: Sequence[Function], classes: Sequence[list[Any]]) -> dict[str, list[str]]:
    """Last name of something → other names that it is given; behind "()" those of an object made by calling it."""
    found: dict[str, dict[str, None]] = {}

    def note(value: Expr, name: str) -> None:
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
        if other and other != name and other != "None":
            found.setdefault(other, {})[name] = None

    for function in functions:
        for name, values in function.locals.items():
            for value in values:
                note(value, name)
        for decorator in function.decorators:
            made = decorator[1] if decorator.__class__ is list and decorator[0] == "c" else decorator
            if last := last_of(made):
                found.setdefault(last, {})[function.qualname.rpartition(".")[2]] = None
    for row in classes:
        for name, given in row[3].items():
            for _, value in given:
                note(value, name)
    return {name: list(others) for name, others in found.items()}
