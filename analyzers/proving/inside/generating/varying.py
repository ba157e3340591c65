"""Other arguments of the same types as those of a known call: its code with one or two things changed.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Sequence
from typing import Any

__all__ = ["varied"]


def varied(codes: Sequence[str], rng: random.Random) -> str | None:
    """Change one of the calls, or mix the arguments of two; None where nothing in it can be changed."""
    call = _parsed(rng.choice(codes))
    if call is None:
        return None
    if len(codes) > 1 and rng.random() < 0.25:
        other = _parsed(rng.choice(codes))
        if other is not None and other.args and len(other.args) == len(call.args):
            at = rng.randrange(len(call.args))
            call.args[at] = other.args[at]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        kinds = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Constant)
        arrays = {id(each) for node in ast.walk(call) if _is_array(node) for each in ast.walk(node)}
        places = [
            node
            for node in ast.walk(call)
            # The dtype of an array follows from its elements.
            if isinstance(node, kinds) and (isinstance(node, ast.Constant) or id(node) not in arrays)
        ]
        numbers = [node.value for node in places if isinstance(node, ast.Constant) and type(node.value) in (int, float)]
        if not places:
            return None
        containers = [node for node in places if not isinstance(node, ast.Constant)]
        place = rng.choice(containers if containers and rng.random() < 0.6 else places)
        changed = _changed(place, numbers, rng)
        if changed is not None:
            call = copy.deepcopy(call, {id(place): changed})
    named = [(f"{each.arg}=" if each.arg else "**", each.value) for each in call.keywords]
    try:
        return ", ".join([
            *(ast.unparse(each) for each in call.args),
            *(name + ast.unparse(value) for name, value in named),
        ])  # fmt: skip
    except (RecursionError, ValueError):
        return None


def _is_array(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr != "bare"


def _parsed(code: str) -> ast.Call | None:
    try:
        call = ast.parse(f"f({code}\n)", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return call if isinstance(call, ast.Call) and len(code) < 20_000 else None


def _changed(node: ast.expr, numbers: list[Any], rng: random.Random) -> ast.expr | None:
    if isinstance(node, ast.Constant):
        value = _other(node.value, rng)
        alike: list[Any] = [each for each in numbers if type(each) is type(node.value)]
        if alike and rng.random() < 0.4:
            value = rng.choice(alike) + rng.choice((-1, 0, 0, 1))
        return None if value is None else ast.Constant(value)
    if isinstance(node, ast.Dict):
        pairs = _rearranged(list(zip(node.keys, node.values)), rng)  # noqa: B905 - Python 3.9
        return ast.Dict([key for key, _ in pairs], [value for _, value in pairs])
    if isinstance(node, ast.Tuple):
        # Its length may be part of what it is: only its order changes.
        parts = list(node.elts)
        if len(parts) > 3:
            parts = _rearranged(parts, rng)
        return ast.Tuple(parts, ast.Load())
    if isinstance(node, ast.List):
        return ast.List(_rearranged(list(node.elts), rng), ast.Load())
    if isinstance(node, ast.Set):
        parts = _rearranged(list(node.elts), rng)
        return ast.Set(parts) if parts else None
    return None


def _rearranged(parts: list[Any], rng: random.Random) -> list[Any]:
    if not parts:
        return parts
    at = rng.randrange(len(parts))
    how = rng.randrange(9)
    if how == 0:
        return []
    if how == 1:
        return parts[:at] + parts[at + 1 :]
    if how == 2:
        return [*parts, parts[at]]
    if how == 3:
        return parts[::-1]
    if how == 4:
        return rng.sample(parts, len(parts))
    if how == 5:
        return [parts[at]]
    if how == 6:
        return [*parts[:at], parts[at], *parts[at:]]
    if how == 7:
        return parts + parts
    return rng.choices(parts, k=min(40, len(parts) + 2))


def _other(value: Any, rng: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return rng.choice((value + 1, value - 1, 0, 1, -value, value * 2, value // 2, rng.randint(0, 9)))
    if isinstance(value, float):
        return rng.choice(
            (value + 1, value / 2, 0.0, -0.0, 1.0, float(round(value)) if value - value == 0 else 0.5, value * 1.1)
        )
    if isinstance(value, bytes):
        return rng.choice(
            (b"\x00" + value, value + b"\x00", value[1:], b"", value[::-1], value + value, b"\xff" + value)
        )
    if isinstance(value, str) and value:
        at = rng.randrange(len(value))
        return rng.choice(
            (
                value[:at],
                value[at:],
                value + value[:at],
                value[:at] + value[at + 1 :],
                value.swapcase(),
                value[:0],
                value.upper(),
            )
        )
    return None
