"""Constants computed: numbers for trip counts, beginnings of strings for the names that `getattr` asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

__all__ = ["computed", "joined", "ordered"]

Value = tuple[Any, ...]


def ordered(values: Collection[Value]) -> Sequence[Value]:
    """Values in one order for all hash seeds: what is done for each of them fills places that take only so many.

    A copy: the places may change meanwhile.
    """
    return sorted(values, key=repr) if len(values) > 1 else tuple(values)


def joined(left: Value, right: set[Value]) -> set[Value]:
    """`"visit_" + name`."""
    if len(left) == 2:
        texts = [value for value in right if value[0] == "S" and len(value) > 1]
        if texts and len(texts) == len(right) <= 8:
            return {("S", left[1] + value[1], *value[2:]) for value in texts}
        return {("S", left[1], "*")}
    return {left}


def computed(name: str, left: int, right: int) -> Value | None:
    try:
        if name in ("pow", "lshift"):
            if not 0 <= right <= 40 or abs(left) > 10**4:
                return None
            result = left**right if name == "pow" else left << right
        else:
            result = int(_ARITHMETIC[name](left, right))
    except (KeyError, ZeroDivisionError, ValueError):
        return None
    return ("#", result) if abs(result) < 10**12 else None


_ARITHMETIC: dict[str, Any] = {
    "add": lambda left, right: left + right,
    "sub": lambda left, right: left - right,
    "mul": lambda left, right: left * right,
    "floordiv": lambda left, right: left // right,
    "truediv": lambda left, right: left / right,
    "mod": lambda left, right: left % right,
    "rshift": lambda left, right: left >> right if right >= 0 else 0,
}
