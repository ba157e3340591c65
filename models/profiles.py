"""What is known of a rule from its examples, and what it says of a finding: the measured gain, carried over.

An example's function was measured before and after its fix, and estimated like any other body. A finding's body is
taken as so many copies of the example as its pattern runs more often, and a rest that the fix does not touch (Amdahl's
law).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import asinh, log2, nan, sinh
from operator import mul
from statistics import median
from typing import Any, Final

from .context import CONTEXT, SIZES
from .shapes import SHAPE, likeness, packed

__all__ = ["DERIVED", "GRID", "SEEN", "ExampleProfile", "RuleProfile", "compressed", "derived", "expanded", "seen"]

GRID: Final = (10, 100, 1000, 10_000)
_START: Final = log2(GRID[0])
_STEP: Final = log2(10)
_SHARPNESS: Final = 6
"""How much more an example counts that resembles the finding: twice as alike, 64 times as much."""
_LEAST: Final = 0.002

DERIVED: Final = (
    *(f"gain-{n}" for n in SIZES), "gain-size",
    *(f"part-{n}" for n in SIZES), "part-size",
    *(f"estimate-{n}" for n in SIZES), "estimate-size",
    "rest-100", "rest-1000", "rest-size", "copies",
    *(f"example-{n}" for n in GRID), "example-size", "gain-range", "gain-median", "example-growth", "examples",
    "likeness",
    "static-100", "static-1000", "static-growth", "offset",
)  # fmt: skip
"""Names of the numbers that `derived` gives."""

_PLAIN: Final = len(CONTEXT) - len(SHAPE)
SEEN: Final = (*CONTEXT[:_PLAIN], *DERIVED)
"""What the model sees: a shape is there to be likened only."""

_PLACE: Final = {name: index for index, name in enumerate(CONTEXT)}
_TRIPS, _DEGREE, _SIZE = _PLACE["trips"], _PLACE["degree"], _PLACE["size"]
_SHAPE: Final = _PLACE[SHAPE[0]]
_SHARE: Final = [_PLACE[f"share-{n}"] for n in SIZES]
_BEND: Final = 3.0
_FURTHEST: Final = 1.7
"""Compressed; a speedup of 2 ** 27."""
_SMALLEST: Final = 1e-4
"""Part of a body's cost."""
_BODY: Final = [_PLACE[f"body-{n}"] for n in SIZES]
_LOG_SIZES: Final = [log2(n) for n in SIZES]


@dataclass(frozen=True, slots=True)
class ExampleProfile:
    """One example: log2 of nanoseconds at the sizes of `GRID`, estimated and measured."""

    shapes: tuple[int, ...]
    """Of each finding in it: the fix that was measured is that of all."""
    trips: float
    """log2 of how often their patterns run together, but for the power of n."""
    degree: float
    old: tuple[float, ...]
    """Estimated, before the fix."""
    new: tuple[float, ...]
    """Estimated, after it."""
    marked: tuple[float, ...]
    """Estimated, of what the findings mark alone."""
    before: tuple[float, ...] = ()
    """Measured; empty where it was not."""
    after: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleProfile:
    """All examples of a rule, and how far its training rows lay from what the examples say (log2)."""

    examples: Mapping[int, ExampleProfile] = field(default_factory=dict[int, ExampleProfile])
    offset: float = nan

    def document(self) -> dict[str, Any]:
        return {
            "offset": None if self.offset != self.offset else round(self.offset, 3),
            "examples": {
                str(index): [
                    " ".join(f"{shape:x}" for shape in e.shapes),
                    round(e.trips, 2),
                    e.degree,
                    *([round(v, 2) for v in part] for part in (e.old, e.new, e.marked, e.before, e.after)),
                ]
                for index, e in self.examples.items()
            },
        }  # fmt: skip

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> RuleProfile:
        """Raises ValueError, TypeError, LookupError, AttributeError for what is none."""
        offset = document["offset"]
        examples = {
            int(index): ExampleProfile(
                tuple(int(shape, 16) for shape in shapes.split()),
                float(trips),
                float(degree),
                *(tuple(map(float, part)) for part in parts),
            )
            for index, (shapes, trips, degree, *parts) in document["examples"].items()
        }
        return cls(examples, nan if offset is None else float(offset))


def seen(context: Sequence[float], profile: RuleProfile, without: int | None = None) -> list[float]:
    """The row of `SEEN` for a finding with these numbers of `CONTEXT`."""
    return [*context[:_PLAIN], *derived(context, profile, without)]


def compressed(log: float) -> float:
    """log2 of a speedup as the model is fitted to it: what is large counts less."""
    return asinh(_BEND * log) / _BEND


def expanded(value: float) -> float:
    return sinh(_BEND * min(max(value, -_FURTHEST), _FURTHEST)) / _BEND


def derived(context: Sequence[float], profile: RuleProfile, without: int | None = None) -> list[float]:
    """What a rule's profile says of a finding with these numbers of `CONTEXT`; in the order of `DERIVED`.

    `without`: the example to leave out, in training that from which the row was made.
    """
    examples = [example for index, example in profile.examples.items() if index != without]
    trips, degree, size = context[_TRIPS], context[_DEGREE], context[_SIZE]
    costs = [context[place] for place in _BODY]
    shares = [context[place] for place in _SHARE]
    known = size == size
    points = list(zip(_LOG_SIZES, costs, strict=True))
    if known:
        points.append((size, _between(costs, _LOG_SIZES, size)))
        shares.append(min(max(_between(shares, _LOG_SIZES, size), _SMALLEST), 1.0))
    marked = [cost + log2(max(share, _SMALLEST)) for (_, cost), share in zip(points, shares, strict=True)]
    shape = packed(context[_SHAPE:])
    likes = [max(likeness(shape, known) for known in example.shapes) for example in examples]
    weights = [like**_SHARPNESS + _LEAST for like in likes]
    measured = [(example, weight) for example, weight in zip(examples, weights, strict=True) if example.before]
    weighed = [weight for _, weight in measured]
    gains: list[list[float]] = []
    parts: list[list[float]] = []
    rests: list[list[float]] = []
    copies: list[float] = []
    for example, _ in measured:
        times = [trips + degree * n - example.trips - example.degree * n for n, _ in points]
        found = [
            _amdahl(cost, time, n, example.old, example.before, example.after)
            for (n, cost), time in zip(points, times, strict=True)
        ]
        gains.append([gain for gain, _ in found])
        parts.append(
            [
                _relative(cost, mark, n, example.old, example.marked, example.before, example.after)
                for (n, cost), mark in zip(points, marked, strict=True)
            ]
        )
        rests.append([rest for _, rest in found])
        copies.append(times[-1] if known else (times[1] + times[2]) / 2)
    estimates = [
        [
            _amdahl(
                cost, trips + degree * n - example.trips - example.degree * n, n, example.old, example.old, example.new
            )[0]
            for n, cost in points
        ]
        for example in examples
    ]
    gain, estimate, rest = _over(gains, weighed, known), _over(estimates, weights, known), _over(rests, weighed, known)
    ratios = [[old - new for old, new in zip(e.before, e.after, strict=True)] for e, _ in measured]
    ratio = _means(ratios, weighed, len(GRID))
    static = [[old - new for old, new in zip(e.old, e.new, strict=True)] for e in examples]
    expected = _means(static, weights, len(GRID))
    last = [row[-1] if known else sum(row) / len(row) for row in gains]
    return [
        *gain, *_over(parts, weighed, known), *estimate,
        rest[1], rest[3], rest[4], _means([[x] for x in copies], weighed, 1)[0],
        *ratio, _at(ratio, size) if known else (ratio[1] + ratio[2]) / 2,
        max(last) - min(last) if last else nan, median(last) if last else nan, ratio[2] - ratio[0],
        float(len(measured)), max(likes, default=nan),
        expected[1], expected[2], expected[2] - expected[0], profile.offset,
    ]  # fmt: skip


def _means(rows: Sequence[Sequence[float]], weights: Sequence[float], count: int) -> list[float]:
    """The means of the columns, each row as its weight says; NaN where there are no rows."""
    whole = sum(weights)
    if not rows or not whole:
        return [nan] * count
    return [sum(map(mul, column, weights)) / whole for column in zip(*rows, strict=True)]


def _over(rows: Sequence[Sequence[float]], weights: Sequence[float], known: bool) -> list[float]:
    """What the examples say at each of `SIZES`, then at the finding's own size, or their mean where it is not known."""
    columns = _means(rows, weights, len(SIZES) + known)
    return columns if known else [*columns, sum(columns) / len(columns)]


def _amdahl(
    cost: float, times: float, n: float, estimated: Sequence[float], before: Sequence[float], after: Sequence[float]
) -> tuple[float, float]:
    """log2 of old ÷ new time, and the part of the old time that the fix does not touch. `n` is a logarithm, too."""
    copies = 2.0**times
    rest = max(2.0**cost - copies * 2.0 ** _at(estimated, n), 0.0)
    old, new = copies * 2.0 ** _at(before, n), copies * 2.0 ** _at(after, n)
    whole = rest + old
    return log2(whole / (rest + new)), rest / whole


def _relative(
    cost: float,
    marked: float,
    n: float,
    estimated: Sequence[float],
    part: Sequence[float],
    before: Sequence[float],
    after: Sequence[float],
) -> float:
    """log2 of old ÷ new time, the body being as many copies of the example as what is marked costs more."""
    left = 2.0 ** (_at(after, n) - _at(before, n))
    # What is neither in the copies nor marked, in units of a copy; the fix leaves some of each copy, too.
    rest = 2.0 ** (cost - marked + _at(part, n) - _at(estimated, n)) - 1
    rest = max(rest, -0.5 * left)
    return log2((1 + rest) / (left + rest)) if left < 1 else -log2((left + max(rest, 0)) / (1 + max(rest, 0)))


def _at(values: Sequence[float], n: float) -> float:
    """Between and beyond the values on the grid, along straight lines."""
    place = (n - _START) / _STEP
    index = min(max(int(place), 0), len(values) - 2)
    low = values[index]
    return low + (values[index + 1] - low) * (place - index)


def _between(values: Sequence[float], places: Sequence[float], at: float) -> float:
    index = 0
    while index < len(places) - 2 and places[index + 1] < at:
        index += 1
    low = values[index]
    return low + (values[index + 1] - low) * (at - places[index]) / (places[index + 1] - places[index])
