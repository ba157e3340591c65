"""Making the input of a counterexample small: shorter containers, simpler values, fewer arguments."""

from __future__ import annotations

import ast
import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from .proof import Input

__all__ = ["shrunk"]

_Part = TypeVar("_Part")
_MOST_TRIED = 150
_SECONDS = 6.0


def shrunk(given: Input, differs: Callable[[Input], bool]) -> Input:
    """Find a smaller input on which the two sides still differ.

    `differs` is asked at most 150 times in at most 6 seconds. An input that is no code stays as it is.
    """
    if given.code is None:
        return given
    call = _parsed(given.code)
    if call is None:
        return given
    ends = time.monotonic() + _SECONDS
    tried = {given.code}
    best = given
    again = True
    while again:
        again = False
        for smaller in _smaller(call):
            code = _arguments(smaller)
            if code in tried or len(code) > len(best.code or "") + 4:
                continue
            if len(tried) > _MOST_TRIED or time.monotonic() > ends:
                return best
            tried.add(code)
            candidate = replace(given, code=code)
            if differs(candidate):
                best, call, again = candidate, smaller, True
                break
    return best


def _parsed(code: str) -> ast.Call | None:
    try:
        call = ast.parse(f"f({code}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return call if isinstance(call, ast.Call) else None


def _arguments(call: ast.Call) -> str:
    return ", ".join([*(ast.unparse(each) for each in call.args), *(_keyword(each) for each in call.keywords)])


def _keyword(keyword: ast.keyword) -> str:
    value = ast.unparse(keyword.value)
    return f"**{value}" if keyword.arg is None else f"{keyword.arg}={value}"


def _smaller(call: ast.Call) -> Iterator[ast.Call]:
    """The same call with one thing less or simpler, what saves most first."""
    for at in reversed(range(len(call.keywords))):
        yield ast.Call(call.func, call.args, [*call.keywords[:at], *call.keywords[at + 1 :]])
    if len(call.args) > 1 and not call.keywords:
        yield ast.Call(call.func, call.args[:-1], [])
    places = [
        node for node in ast.walk(call) if node is not call and isinstance(node, ast.expr) and node is not call.func
    ]
    for place in places:
        for simpler in _simpler(place):
            yield _replaced(call, place, simpler)


def _replaced(call: ast.Call, place: ast.expr, simpler: ast.expr) -> ast.Call:
    memo: dict[int, ast.AST] = {id(place): simpler}
    return copy.deepcopy(call, memo)


def _simpler(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        for part in _fewer(node.elts):
            if isinstance(node, ast.Set):
                if part:  # `{}` is no set
                    yield ast.Set(part)
            else:
                yield type(node)(part, ast.Load())
    elif isinstance(node, ast.Dict):
        pairs = list(zip(node.keys, node.values, strict=True))
        for part in _fewer(pairs):
            yield ast.Dict([key for key, _ in part], [value for _, value in part])
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _simpler_values(node.value))
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.BinOp):
        yield node.left
    elif isinstance(node, ast.Call):
        for each in node.args[:1]:
            if isinstance(each, (ast.List, ast.Tuple, ast.Dict, ast.Constant)):
                yield each
        if node.keywords and not _of_kit(node):
            for at in range(len(node.keywords)):
                yield ast.Call(node.func, node.args, [*node.keywords[:at], *node.keywords[at + 1 :]])


def _of_kit(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "kit"
    )


def _fewer(parts: list[_Part]) -> Iterator[list[_Part]]:
    if len(parts) > 3:
        half = len(parts) // 2
        yield parts[:half]
        yield parts[half:]
    if parts:
        for at in range(len(parts)):
            yield [*parts[:at], *parts[at + 1 :]]


def _simpler_values(value: object) -> list[int | float | str | bytes]:
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int):
        return [each for each in (0, 1, 2, value // 2) if abs(each) < abs(value)]
    if isinstance(value, float):
        return [each for each in (0.0, 1.0, float(int(value))) if abs(each) < abs(value)] if abs(value) < 1e15 else []
    if isinstance(value, (str, bytes)) and value:
        half = len(value) // 2
        found = [value[:0], value[:half], value[half:], value[:-1], value[1:]]
        return [each for at, each in enumerate(found) if len(each) < len(value) and each not in found[:at]]
    return []
