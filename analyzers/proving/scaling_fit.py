"""How times grow with a size: an exponent with its interval, and which of the usual forms foretells them best.

Times hold a constant part (the call itself) that makes small sizes look flat, and often a part of the next lower order.
So t = a + c·n^(k-1) + b·n^k is fitted to relative errors, with no negative part, over the largest sizes that one such
curve goes through. What lies below the first of these sizes only bounds `a`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final, NamedTuple

__all__ = ["FORMS", "Growth", "ModelError", "TooFewSizes", "fit", "typical"]

_RESAMPLES = 150
_MOST = 8.0
"""The highest power that is looked for: what grows faster is told as such."""
_FLOOR = 0.015
"""Relative error that placement in memory, table sizes and the clock leave in any point."""
_REAL = 0.03
"""What placement in memory, tables and caches do to an exponent, by `benchmarks/growth.py`."""
_LEAST = 5
"""Sizes that a curve is laid through, where there are so many."""
_WIDE = 6.0
"""Largest ÷ smallest size of the part that a curve is laid through, where there are such."""
_LEADING = 0.6
"""The part of the time at the largest size that the leading term must make up, to be called so."""
_FLAT = 1.5
"""Times that differ by less than this factor over all sizes: the constant part rules, and no power can be made out."""


class TooFewSizes(Exception):  # noqa: N818 - what is wrong with the samples
    """Nothing can be fitted; the message says what there is."""


class ModelError(NamedTuple):
    form: str
    """One of FORMS."""
    error: float
    """Root mean square of the relative errors at sizes that were left out in turn: 0.02 for 2 %."""


@dataclass(frozen=True, slots=True)
class Growth:
    form: str
    """The usual form that foretells sizes left out best, however well that is, or "c^n"."""
    rivals: tuple[str, ...]
    """Forms that these sizes and this noise do not tell apart from it."""
    exponent: float
    low: float
    high: float
    """Ends of the interval: a 95 % bootstrap over repeats and sizes, and what parts of the sizes differ by."""
    base: float | None
    """Of an exponential, else None. Its `exponent` is the local one at the largest size, and says little."""
    overhead: float
    """Seconds that a call takes however small the size is."""
    window: tuple[int, int]
    """The smallest and the largest size that the exponent was made of."""
    models: tuple[ModelError, ...]
    """Best first."""
    error: float = 0.0
    """Of `form`, as in `models`."""
    lower: tuple[int, int, float] | None = None
    """Sizes below the window that grow by another power, and that power; None where there are none."""


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


class _Point(NamedTuple):
    n: float
    t: float


class _Power(NamedTuple):
    k: float
    a: float
    c: float
    b: float
    """Shares of the terms, `c` and `b` at the largest size."""
    error: float
    """Root mean square of the relative errors."""


def typical(times: Sequence[float]) -> float:
    """The lower quartile: other work on the machine only ever adds time."""
    ordered = sorted(times)
    place = 0.25 * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def fit(samples: Mapping[int, Sequence[float]], *, seed: int = 0) -> Growth:
    """Fit seconds by size, several for each size. Pure and deterministic; takes about half a second.

    Raises TooFewSizes for fewer than four sizes, or sizes less than a factor 1.5 apart.
    """
    usable = {n: [max(t, 1e-10) for t in times] for n, times in sorted(samples.items()) if n > 0 and times}
    if len(usable) < 4:
        raise TooFewSizes(f"{len(usable)} sizes, and at least 4 are needed")
    sizes = list(usable)
    if sizes[-1] < 1.5 * sizes[0]:
        raise TooFewSizes(f"sizes of {sizes[0]:,} to {sizes[-1]:,} are too alike")
    points = [_Point(n, typical(times)) for n, times in usable.items()]
    noise = _noise(usable)
    rng = random.Random(seed)
    models = _compared(_upper(points, 256))
    errors = dict(models)
    others = min(error for form, error in models if form != "c^n")
    if _accelerates(points) and (
        errors["c^n"] < 0.5 * others or _power(points[-6:], points[0].t, terms=2).k > _MOST - 1
    ):
        return _exponential(points, models)
    if max(p.t for p in points[len(points) // 2 :]) < _FLAT * min(p.t for p in points):
        found = _flat(points, usable, models, rng)
    else:
        found = _powered(points, usable, noise, models, rng)
    return found


def _upper(points: Sequence[_Point], factor: float) -> list[_Point]:
    """The points down to a part of the largest size, but at least six of them."""
    kept = [p for p in points if p.n * factor >= points[-1].n]
    return list(points[-max(len(kept), min(6, len(points))) :])


def _noise(samples: Mapping[int, Sequence[float]]) -> float:
    """The relative error of a point that its own repeats tell: a median over sizes, at least _FLOOR."""
    spreads: list[float] = []
    for times in samples.values():
        ordered = sorted(times)
        if len(ordered) > 2:
            middle = ordered[len(ordered) // 2]
            spreads.append((middle - ordered[0]) / middle / math.sqrt(len(ordered)))
    return max(sorted(spreads)[len(spreads) // 2] if spreads else 0.0, _FLOOR)


# -- power laws


def _power(points: Sequence[_Point], most_constant: float, *, terms: int, near: float | None = None) -> _Power:
    """The best of the curves of two (constant, n^k) or three terms; with `near` the exponent is looked for there."""
    largest = points[-1].n
    logs = [math.log(p.n / largest) for p in points]
    times = [p.t for p in points]
    made: dict[float, _Power] = {}

    def at(k: float) -> float:
        if k not in made:
            made[k] = _terms(logs, times, k, most_constant, terms)
        return made[k].error

    step = 0.25
    if near is None:
        grid = [0.05 + step * number for number in range(int(_MOST / step))]
    else:
        grid = [max(near + step * number, 0.05) for number in range(-3, 4)]
    middle = min(grid, key=at)
    k = _minimum(at, max(middle - step, 0.02), middle + step)
    return made[k]


def _terms(logs: Sequence[float], times: Sequence[float], k: float, most_constant: float, terms: int) -> _Power:
    """Weighted least squares of the relative errors for one exponent, none of the terms negative."""
    leading = [math.exp(k * log) / t for log, t in zip(logs, times, strict=True)]
    constant = [1 / t for t in times]
    columns = [leading, constant]
    if terms == 3 and k > 1.05:
        columns.insert(1, [math.exp((k - 1) * log) / t for log, t in zip(logs, times, strict=True)])
    best: _Power | None = None
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
            best = _Power(k, parts[-1], parts[1] if len(columns) == 3 else 0.0, parts[0], error)
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


def _powered(
    points: Sequence[_Point],
    samples: Mapping[int, Sequence[float]],
    noise: float,
    models: tuple[ModelError, ...],
    rng: random.Random,
) -> Growth:
    start, found = _window(points, noise)
    window = points[start:]
    overhead = min(p.t for p in points)
    drawn: list[float] = []
    for _ in range(_RESAMPLES):
        numbers = sorted(rng.choices(range(len(window)), k=len(window)))
        if len(set(numbers)) < min(4, len(window) - 1):
            continue
        again = [
            _Point(window[i].n, typical(rng.choices(samples[int(window[i].n)], k=len(samples[int(window[i].n)]))))
            for i in numbers
        ]
        drawn.append(_curve(again, overhead, noise, near=found.k).k)
    low, high = _interval(drawn, found.k, len(window), _curvature(window, overhead, found.k))
    form, rivals = _best(models, low, high)
    return Growth(
        form=form,
        rivals=rivals,
        error=dict(models)[form],
        exponent=found.k,
        low=low,
        high=high,
        base=None,
        overhead=found.a,
        window=(int(window[0].n), int(window[-1].n)),
        models=models,
        lower=_below(points[: start + 1], found.k, high - low),
    )


def _curve(points: Sequence[_Point], most_constant: float, noise: float, near: float | None = None) -> _Power:
    """The curve of two terms, or that of three where it goes through the points so much better that it pays."""
    simple = _power(points, most_constant, terms=2, near=near)
    if len(points) <= _LEAST:
        return simple
    other = _power(points, most_constant, terms=3, near=near or simple.k + 0.3)
    pays = other.error <= 1.5 * noise and other.error * (1 + 1.5 / len(points)) < simple.error
    return other if pays and other.b >= _LEADING * points[-1].t else simple


def _window(points: Sequence[_Point], noise: float) -> tuple[int, _Power]:
    """Where the part of the sizes begins that one curve goes through, and that curve.

    Where nothing is smooth (tables that double, caches that overflow), the part in which the exponent is surest.
    """
    overhead = min(p.t for p in points)
    starts = [
        start
        for start in range(max(len(points) - _LEAST, 0) + 1)
        if points[-1].n >= _WIDE * points[start].n or not start
    ]
    tried: list[tuple[float, int, _Power]] = []
    for start in starts:
        window = points[start:]
        found = _curve(window, overhead, noise)
        if found.error <= 1.2 * noise:
            return start, found
        logs = [math.log(p.n) for p in window]
        middle = math.fsum(logs) / len(logs)
        spread = math.sqrt(math.fsum((log - middle) ** 2 for log in logs))
        unsure = math.hypot(2 * found.error / spread, _curvature(window, overhead, found.k))
        tried.append((unsure, start, found))
    _, start, found = min(tried)
    return start, found


def _below(points: Sequence[_Point], k: float, width: float) -> tuple[int, int, float] | None:
    """Sizes below the window, where they grow by a power that differs from the window's, the constant part aside."""
    upper = [p for p in points if p.t > 4 * points[0].t]
    if len(upper) < 4:
        return None
    other = _slope(upper)
    return (int(upper[0].n), int(upper[-1].n), other) if abs(other - k) > max(0.12, 2 * width) else None


def _interval(drawn: Sequence[float], centre: float, points: int, curvature: float) -> tuple[float, float]:
    """Percentiles, and besides them what no bootstrap sees: that real times follow no power exactly.

    Few points make a bootstrap too narrow by about sqrt((m - 2) / m), which is put back.
    """
    ordered = sorted(drawn) or [centre]
    wide = math.sqrt(points / max(points - 2, 1))
    low = wide * max(centre - ordered[int(0.025 * (len(ordered) - 1))], 0.0)
    high = wide * max(ordered[math.ceil(0.975 * (len(ordered) - 1))] - centre, 0.0)
    return centre - math.hypot(low, curvature, _REAL), centre + math.hypot(high, curvature, _REAL)


def _curvature(window: Sequence[_Point], overhead: float, centre: float) -> float:
    """How far the exponent is another one in the lower and in the upper part of its window."""
    third = len(window) // 3
    if third < 1 or len(window) - third < 4:
        return 0.0
    parts = [_power(part, overhead, terms=2, near=centre).k for part in (window[third:], window[:-third])]
    return max(abs(k - centre) for k in parts)


# -- what is no power


def _slope(points: Sequence[_Point]) -> float:
    """Of log t over log n, by least squares."""
    xs, ys = [math.log(p.n) for p in points], [math.log(p.t) for p in points]
    x, y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    return math.fsum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / math.fsum((a - x) ** 2 for a in xs)


def _flat(
    points: Sequence[_Point],
    samples: Mapping[int, Sequence[float]],
    models: tuple[ModelError, ...],
    rng: random.Random,
) -> Growth:
    """Hardly any growth: the slope as it is, without taking a constant part off."""
    centre = _slope(points)
    drawn: list[float] = []
    for _ in range(_RESAMPLES):
        chosen = sorted(rng.choices(points, k=len(points)))
        if chosen[0].n < chosen[-1].n:
            drawn.append(_slope([_Point(p.n, typical(rng.choices(samples[int(p.n)], k=len(samples[int(p.n)]))))
                                 for p in chosen]))  # fmt: skip
    low, high = _interval(drawn, centre, len(points), 0.0)
    # Within the noise and with hardly any slope, simple is better: one form out of ten always fits a bit better.
    errors = dict(models)
    constant = high < 0.06 or (high < 0.35 and errors["1"] <= 1.25 * models[0].error + 0.005)
    form, rivals = ("1", ()) if constant else _best(models, low, high)
    overhead, window = min(p.t for p in points), (int(points[0].n), int(points[-1].n))
    return Growth(form, rivals, centre, low, high, None, overhead, window, models, errors[form])


def _accelerates(points: Sequence[_Point]) -> bool:
    """Is the local exponent at the top well above that in the middle, and high?"""
    grown = [p for p in points if p.t > 3 * points[0].t]
    if len(grown) < 4:
        return False
    half = len(grown) // 2
    return _slope(grown[half:]) > max(1.15 * _slope(grown[: half + 1]), 3.0)


def _exponential(points: Sequence[_Point], models: tuple[ModelError, ...]) -> Growth:
    base = _base(points)[0]
    top = points[-3:]
    return Growth(
        form="c^n",
        rivals=(),
        exponent=_slope(top),
        low=_slope(points[-5:]),
        high=math.inf,
        base=base,
        overhead=min(p.t for p in points),
        window=(int(points[0].n), int(points[-1].n)),
        models=models,
        error=dict(models)["c^n"],
    )


def _base(points: Sequence[_Point]) -> tuple[float, float, float]:
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


# -- which form


def _compared(points: Sequence[_Point]) -> tuple[ModelError, ...]:
    """The forms, by how well they foretell each size from the others."""
    overhead = min(p.t for p in points)
    near = _power(points, overhead, terms=2).k
    errors: dict[str, list[float]] = {form: [] for form in (*FORMS, "n^k", "c^n")}
    for left in range(len(points)):
        rest = [*points[:left], *points[left + 1 :]]
        held = points[left]
        for form in FORMS:
            errors[form].append(_foretold(rest, form, held.n) / held.t - 1)
        power = _power(rest, overhead, terms=2, near=near)
        errors["n^k"].append((power.a + power.b * (held.n / rest[-1].n) ** power.k) / held.t - 1)
        base, a, b = _base(rest)
        errors["c^n"].append((a + b * base ** min(held.n - rest[-1].n, 700 / math.log(base))) / held.t - 1)
    found = [
        ModelError(form, min(math.sqrt(math.fsum(min(abs(e), 1e6) ** 2 for e in each) / len(each)), 1e6))
        for form, each in errors.items()
    ]
    return tuple(sorted(found, key=lambda model: model.error))


def _foretold(points: Sequence[_Point], form: str, n: float) -> float:
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
        if lower is not None and parts[0] < _LEADING * points[-1].t:
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
_DEGREES: Final = {"1": 0.0, "log n": 0.1, "√n": 0.5, "n": 1.0, "n log n": 1.1, "n^1.5": 1.5, "n²": 2.0,
                   "n² log n": 2.1, "n³": 3.0}  # fmt: skip


def _best(models: Sequence[ModelError], low: float, high: float) -> tuple[str, tuple[str, ...]]:
    """The best of the usual forms near the interval of the exponent, and those that are as good."""
    usual = [model for model in models if model.form in FORMS]
    near = [model for model in usual if low - 0.25 <= _DEGREES[model.form] <= high + 0.25] or usual
    best = near[0]
    return best.form, tuple(model.form for model in near[1:] if model.error <= 1.25 * best.error + 0.004)
