"""How times grow with a size: an exponent with its interval, and which of the usual forms foretells them best.

Times hold a constant part (the call itself) that makes small sizes look flat, and often a part of the next lower order.
So t = a + c·n^(k-1) + b·n^k is fitted to relative errors, with no negative part, over the largest sizes that one such
curve goes through. What lies below the first of these sizes only bounds `a`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from .scaling_curves import FORMS, LEADING, STEEPEST, Point, Power, exponential, foretold, power_law, slope

__all__ = ["FORMS", "Growth", "ModelError", "TooFewSizes", "fit", "typical"]

_RESAMPLES = 150
_FLOOR = 0.015
"""Relative error that placement in memory, table sizes and the clock leave in any point."""
_REAL = 0.03
"""What placement in memory, tables and caches do to an exponent, by `benchmarks/growth.py`."""
_LEAST = 5
"""Sizes that a curve is laid through, where there are so many."""
_WIDE = 6.0
"""Largest ÷ smallest size of the part that a curve is laid through, where there are such."""
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
    points = [Point(n, typical(times)) for n, times in usable.items()]
    noise = _noise(usable)
    rng = random.Random(seed)
    models = _compared(_upper(points, 256))
    errors = dict(models)
    others = min(error for form, error in models if form != "c^n")
    if _accelerates(points) and (
        errors["c^n"] < 0.5 * others or power_law(points[-6:], points[0].t, terms=2).k > STEEPEST - 1
    ):
        return _exponential(points, models)
    if max(p.t for p in points[len(points) // 2 :]) < _FLAT * min(p.t for p in points):
        found = _flat(points, usable, models, rng)
    else:
        found = _powered(points, usable, noise, models, rng)
    return found


def _upper(points: Sequence[Point], factor: float) -> list[Point]:
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


def _powered(
    points: Sequence[Point],
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
            Point(window[i].n, typical(rng.choices(samples[int(window[i].n)], k=len(samples[int(window[i].n)]))))
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


def _curve(points: Sequence[Point], most_constant: float, noise: float, near: float | None = None) -> Power:
    """The curve of two terms, or that of three where it goes through the points so much better that it pays."""
    simple = power_law(points, most_constant, terms=2, near=near)
    if len(points) <= _LEAST:
        return simple
    other = power_law(points, most_constant, terms=3, near=near or simple.k + 0.3)
    pays = other.error <= 1.5 * noise and other.error * (1 + 1.5 / len(points)) < simple.error
    return other if pays and other.b >= LEADING * points[-1].t else simple


def _window(points: Sequence[Point], noise: float) -> tuple[int, Power]:
    """Where the part of the sizes begins that one curve goes through, and that curve.

    Where nothing is smooth (tables that double, caches that overflow), the part in which the exponent is surest.
    """
    overhead = min(p.t for p in points)
    starts = [
        start
        for start in range(max(len(points) - _LEAST, 0) + 1)
        if points[-1].n >= _WIDE * points[start].n or not start
    ]
    tried: list[tuple[float, int, Power]] = []
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


def _below(points: Sequence[Point], k: float, width: float) -> tuple[int, int, float] | None:
    """Sizes below the window, where they grow by a power that differs from the window's, the constant part aside."""
    upper = [p for p in points if p.t > 4 * points[0].t]
    if len(upper) < 4:
        return None
    other = slope(upper)
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


def _curvature(window: Sequence[Point], overhead: float, centre: float) -> float:
    """How far the exponent is another one in the lower and in the upper part of its window."""
    third = len(window) // 3
    if third < 1 or len(window) - third < 4:
        return 0.0
    parts = [power_law(part, overhead, terms=2, near=centre).k for part in (window[third:], window[:-third])]
    return max(abs(k - centre) for k in parts)


# -- what is no power


def _flat(
    points: Sequence[Point],
    samples: Mapping[int, Sequence[float]],
    models: tuple[ModelError, ...],
    rng: random.Random,
) -> Growth:
    """Hardly any growth: the slope as it is, without taking a constant part off."""
    centre = slope(points)
    drawn: list[float] = []
    for _ in range(_RESAMPLES):
        chosen = sorted(rng.choices(points, k=len(points)))
        if chosen[0].n < chosen[-1].n:
            drawn.append(slope([Point(p.n, typical(rng.choices(samples[int(p.n)], k=len(samples[int(p.n)]))))
                                 for p in chosen]))  # fmt: skip
    low, high = _interval(drawn, centre, len(points), 0.0)
    # Within the noise and with hardly any slope, simple is better: one form out of ten always fits a bit better.
    errors = dict(models)
    constant = high < 0.06 or (high < 0.35 and errors["1"] <= 1.25 * models[0].error + 0.005)
    form, rivals = ("1", ()) if constant else _best(models, low, high)
    overhead, window = min(p.t for p in points), (int(points[0].n), int(points[-1].n))
    return Growth(form, rivals, centre, low, high, None, overhead, window, models, errors[form])


def _accelerates(points: Sequence[Point]) -> bool:
    """Is the local exponent at the top well above that in the middle, and high?"""
    grown = [p for p in points if p.t > 3 * points[0].t]
    if len(grown) < 4:
        return False
    half = len(grown) // 2
    return slope(grown[half:]) > max(1.15 * slope(grown[: half + 1]), 3.0)


def _exponential(points: Sequence[Point], models: tuple[ModelError, ...]) -> Growth:
    base = exponential(points)[0]
    top = points[-3:]
    return Growth(
        form="c^n",
        rivals=(),
        exponent=slope(top),
        low=slope(points[-5:]),
        high=math.inf,
        base=base,
        overhead=min(p.t for p in points),
        window=(int(points[0].n), int(points[-1].n)),
        models=models,
        error=dict(models)["c^n"],
    )


# -- which form


def _compared(points: Sequence[Point]) -> tuple[ModelError, ...]:
    """The forms, by how well they foretell each size from the others."""
    overhead = min(p.t for p in points)
    near = power_law(points, overhead, terms=2).k
    errors: dict[str, list[float]] = {form: [] for form in (*FORMS, "n^k", "c^n")}
    for left in range(len(points)):
        rest = [*points[:left], *points[left + 1 :]]
        held = points[left]
        for form in FORMS:
            errors[form].append(foretold(rest, form, held.n) / held.t - 1)
        power = power_law(rest, overhead, terms=2, near=near)
        errors["n^k"].append((power.a + power.b * (held.n / rest[-1].n) ** power.k) / held.t - 1)
        base, a, b = exponential(rest)
        errors["c^n"].append((a + b * base ** min(held.n - rest[-1].n, 700 / math.log(base))) / held.t - 1)
    found = [
        ModelError(form, min(math.sqrt(math.fsum(min(abs(e), 1e6) ** 2 for e in each) / len(each)), 1e6))
        for form, each in errors.items()
    ]
    return tuple(sorted(found, key=lambda model: model.error))


_DEGREES: Final = {"1": 0.0, "log n": 0.1, "√n": 0.5, "n": 1.0, "n log n": 1.1, "n^1.5": 1.5, "n²": 2.0,
                   "n² log n": 2.1, "n³": 3.0}  # fmt: skip


def _best(models: Sequence[ModelError], low: float, high: float) -> tuple[str, tuple[str, ...]]:
    """The best of the usual forms near the interval of the exponent, and those that are as good."""
    usual = [model for model in models if model.form in FORMS]
    near = [model for model in usual if low - 0.25 <= _DEGREES[model.form] <= high + 0.25] or usual
    best = near[0]
    return best.form, tuple(model.form for model in near[1:] if model.error <= 1.25 * best.error + 0.004)
