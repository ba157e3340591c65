"""Curves through times by size, by least squares of the relative errors: powers, exponentials, the usual forms.

None has a part that takes time back, and none but the standard library is needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from operator import mul
from typing import Final, NamedTuple

__all__ = ["FORMS", "LEADING", "STEEPEST", "Point", "Power", "exponential", "foretold", "power_law", "slope"]

STEEPEST = 8.0
"""The highest power that is looked for: what grows faster is told as such."""
LEADING = 0.6
"""The part of the time at the largest size that the leading term must make up, to be called so."""

FORMS: Final[dict[str, Callable[[float], float]]] = {
    "1": lambda n: 0.0,
    "log n": lambda n: math.log(max(n, 1) + 1),
    "√n": math.sqrt,
    "n": lambda n: n,
    "n log n": lambda n: n * math.log(max(n, 1) + 1),
    "n^1.5": lambda n: n**1.5,
    "n²": lambda n: n * n,
    "n² log n": lambda n: n * n * math.log(max(n, 1) + 1),
    "n³": lambda n: n**3,
}
"""What a size is turned into; the time is a constant, and a multiple of that. Beside them: "n^k" and "c^n"."""


class Point(NamedTuple):
    n: float
    t: float


class Power(NamedTuple):
    k: float
    a: float
    c: float
    b: float
    """Shares of the terms, `c` and `b` at the largest size."""
    error: float
    """Root mean square of the relative errors."""


def power_law(points: Sequence[Point], most_constant: float, *, terms: int, near: float | None = None) -> Power:
    """The best of the curves of two (constant, n^k) or three terms; with `near` the exponent is looked for there."""
    largest = points[-1].n
    logs = [math.log(p.n / largest) for p in points]
    times = [p.t for p in points]
    made: dict[float, Power] = {}

    def at(k: float) -> float:
        if k not in made:
            made[k] = _terms(logs, times, k, most_constant, terms)
        return made[k].error

    step = 0.25
    if near is None:
        grid = [0.05 + step * number for number in range(int(STEEPEST / step))]
    else:
        grid = [max(near + step * number, 0.05) for number in range(-3, 4)]
    middle = min(grid, key=at)
    k = _minimum(at, max(middle - step, 0.02), middle + step)
    return made[k]


def _terms(logs: Sequence[float], times: Sequence[float], k: float, most_constant: float, terms: int) -> Power:
    """Weighted least squares of the relative errors for one exponent, none of the terms negative."""
    leading = [math.exp(k * log) / t for log, t in zip(logs, times, strict=True)]
    constant = [1 / t for t in times]
    columns = [leading, constant]
    if terms == 3 and k > 1.05:
        columns.insert(1, [math.exp((k - 1) * log) / t for log, t in zip(logs, times, strict=True)])
    best: Power | None = None
    for used in _SUBSETS[len(columns)]:
        solved = _least_squares([columns[index] for index in used])
        if solved is None or min(solved) < 0:
            continue
        parts = [0.0] * len(columns)
        for index, part in zip(used, solved, strict=True):
            parts[index] = part
        if parts[-1] > most_constant:
            parts[-1] = most_constant
            rest = [1 - most_constant * value for value in constant]
            parts[:-1] = [max(part, 0.0) for part in _against(rest, columns[:-1])]
        error = _error(columns, parts)
        if best is None or error < best.error:
            best = Power(k, parts[-1], parts[1] if len(columns) == 3 else 0.0, parts[0], error)
        if len(used) == len(columns):
            break  # what has no negative part as it is needs no constraint
    assert best is not None  # the leading term alone always solves
    return best


_SUBSETS: Final = {2: ((0, 1), (0,)), 3: ((0, 1, 2), (0, 1), (0, 2), (0,))}


def _error(columns: Sequence[Sequence[float]], parts: Sequence[float]) -> float:
    rests = [1.0] * len(columns[0])
    for column, part in zip(columns, parts, strict=True):
        if part:
            rests = [rest - value * part for rest, value in zip(rests, column, strict=True)]
    return math.sqrt(sum(map(mul, rests, rests)) / len(rests))


def _least_squares(columns: Sequence[Sequence[float]]) -> list[float] | None:
    return _solved(columns, [sum(column) for column in columns])


def _against(target: Sequence[float], columns: Sequence[Sequence[float]]) -> list[float]:
    right = [math.fsum(x * y for x, y in zip(column, target, strict=True)) for column in columns]
    return _solved(columns, right) or [0.0] * len(columns)


def _solved(columns: Sequence[Sequence[float]], right: list[float]) -> list[float] | None:
    """Solve the normal equations of one to three columns; None where they are singular."""
    if len(columns) == 2:
        one, two = columns
        aa, ab, bb = sum(map(mul, one, one)), sum(map(mul, one, two)), sum(map(mul, two, two))
        rest = aa * bb - ab * ab
        if rest <= 1e-9 * aa * bb:
            return None
        return [(right[0] * bb - right[1] * ab) / rest, (right[1] * aa - right[0] * ab) / rest]
    size = len(columns)
    rows = [[sum(map(mul, a, b)) for b in columns] for a in columns]
    scale = [math.sqrt(rows[index][index]) or 1.0 for index in range(size)]
    rows = [[rows[i][j] / scale[i] / scale[j] for j in range(size)] for i in range(size)]
    right = [value / each for value, each in zip(right, scale, strict=True)]
    for pivot in range(size):
        if abs(rows[pivot][pivot]) < 1e-9:
            return None
        for row in range(pivot + 1, size):
            factor = rows[row][pivot] / rows[pivot][pivot]
            for column in range(pivot, size):
                rows[row][column] -= factor * rows[pivot][column]
            right[row] -= factor * right[pivot]
    for row in reversed(range(size)):
        known = math.fsum(rows[row][column] * right[column] for column in range(row + 1, size))
        right[row] = (right[row] - known) / rows[row][row]
    return [value / each for value, each in zip(right, scale, strict=True)]


def _minimum(function: Callable[[float], float], low: float, high: float) -> float:
    """Golden section search; the function is taken to fall, then to rise."""
    part = (math.sqrt(5) - 1) / 2
    left, right = high - part * (high - low), low + part * (high - low)
    for _ in range(16):
        if function(left) < function(right):
            high, right = right, left
            left = high - part * (high - low)
        else:
            low, left = left, right
            right = low + part * (high - low)
    return left if function(left) < function(right) else right


def slope(points: Sequence[Point]) -> float:
    """Of log t over log n, by least squares."""
    xs, ys = [math.log(p.n) for p in points], [math.log(p.t) for p in points]
    x, y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    return math.fsum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / math.fsum((a - x) ** 2 for a in xs)


def exponential(points: Sequence[Point]) -> tuple[float, float, float]:
    """The base of a + b·c^n, with `a` and `b`, the latter at the largest size."""
    largest, span = points[-1].n, points[-1].n - points[0].n
    constant = [1 / p.t for p in points]
    made: dict[float, tuple[float, list[float]]] = {}

    def at(rate: float) -> float:
        if rate not in made:
            leading = [math.exp(rate * (p.n - largest) / span) / p.t for p in points]
            parts = _least_squares([leading, constant])
            if parts is None or min(parts) < 0:
                parts = [*(_least_squares([leading]) or [0.0]), 0.0]
            made[rate] = (_error([leading, constant], parts), parts)
        return made[rate][0]

    grid = [0.2 * 1.25**number for number in range(24)]
    middle = min(grid, key=at)
    rate = _minimum(at, middle / 1.25, middle * 1.25)
    b, a = made[rate][1]
    return math.exp(rate / span), a, b


def foretold(points: Sequence[Point], form: str, n: float) -> float:
    """The time at a size by a curve of this form through the points: constant, next lower order, and the form itself.

    Infinite where the form would not lead at the largest size: a straight line is no parabola that hardly bends.
    """
    function, lower = FORMS[form], _LOWER.get(form)
    largest = points[-1].n
    functions = [function, *([lower] if lower is not None else [])]
    scales = [each(largest) or 1.0 for each in functions]
    columns = [[each(p.n) / scale / p.t for p in points] for each, scale in zip(functions, scales, strict=True)]
    columns.append([1 / p.t for p in points])
    best: tuple[float, list[float]] | None = None
    for used in (*_SUBSETS[len(columns)], (len(columns) - 1,)):
        solved = _least_squares([columns[index] for index in used])
        if solved is None or min(solved) < 0:
            continue
        parts = [0.0] * len(columns)
        for index, part in zip(used, solved, strict=True):
            parts[index] = part
        if lower is not None and parts[0] < LEADING * points[-1].t:
            continue
        error = _error(columns, parts)
        if best is None or error < best[0]:
            best = error, parts
        if len(used) == len(columns):
            break
    if best is None:
        return math.inf
    values = [each(n) / scale for each, scale in zip(functions, scales, strict=True)]
    return math.fsum(part * value for part, value in zip(best[1], [*values, 1.0], strict=True))


_LOWER: Final[dict[str, Callable[[float], float]]] = {"n²": FORMS["n"], "n² log n": FORMS["n"], "n³": FORMS["n²"]}
"""The part of the next lower order that such functions often have."""
