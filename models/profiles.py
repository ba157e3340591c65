"""What is known of a rule from its examples, and what it says of a finding: the measured gain, carried over.

An example's function was measured before and after its fix, and estimated like any other body. A finding's body is
taken as so many copies of the example as its pattern runs more often, and a rest that the fix does not touch (Amdahl's
law).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2, nan
from statistics import median
from typing import Any, Final

from .context import CONTEXT, SIZES

__all__ = ["DERIVED", "GRID", "ExampleProfile", "RuleProfile", "derived"]

GRID: Final = (10, 100, 1000, 10_000)
_START: Final = log2(GRID[0])
_STEP: Final = log2(10)

DERIVED: Final = (
    *(f"gain-{n}" for n in SIZES), "gain-size",
    *(f"estimate-{n}" for n in SIZES), "estimate-size",
    "rest-100", "rest-1000", "rest-size", "copies",
    *(f"example-{n}" for n in GRID), "example-size", "example-spread", "example-growth", "examples",
    "static-100", "static-1000", "static-growth", "offset",
)  # fmt: skip
"""Names of the numbers that `derived` gives."""

_PLACE: Final = {name: index for index, name in enumerate(CONTEXT)}
_TRIPS, _DEGREE, _SIZE = _PLACE["trips"], _PLACE["degree"], _PLACE["size"]
_BODY: Final = [_PLACE[f"body-{n}"] for n in SIZES]
_LOG_SIZES: Final = [log2(n) for n in SIZES]


@dataclass(frozen=True, slots=True)
class ExampleProfile:
    """One example: log2 of nanoseconds at the sizes of `GRID`, estimated and measured."""

    trips: float
    """log2 of how often the pattern runs, but for the power of n."""
    degree: float
    old: tuple[float, ...]
    """Estimated, before the fix."""
    new: tuple[float, ...]
    """Estimated, after it."""
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
                    round(e.trips, 2),
                    e.degree,
                    *([round(v, 2) for v in part] for part in (e.old, e.new, e.before, e.after)),
                ]
                for index, e in self.examples.items()
            },
        }  # fmt: skip

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> RuleProfile:
        """Raises ValueError, TypeError, LookupError, AttributeError for what is none."""
        offset = document["offset"]
        examples = {
            int(index): ExampleProfile(float(trips), float(degree), *(tuple(map(float, part)) for part in parts))
            for index, (trips, degree, *parts) in document["examples"].items()
        }
        return cls(examples, nan if offset is None else float(offset))


def derived(context: Sequence[float], profile: RuleProfile, without: int | None = None) -> list[float]:
    """What a rule's profile says of a finding with these numbers of `CONTEXT`; in the order of `DERIVED`.

    `without`: the example to leave out, in training that from which the row was made.
    """
    examples = [example for index, example in profile.examples.items() if index != without]
    measured = [example for example in examples if example.before]
    trips, degree, size = context[_TRIPS], context[_DEGREE], context[_SIZE]
    costs = [context[place] for place in _BODY]
    known = size == size
    points = list(zip(_LOG_SIZES, costs, strict=True))
    if known:
        points.append((size, _between(costs, _LOG_SIZES, size)))
    gains: list[list[float]] = []
    rests: list[list[float]] = []
    copies: list[float] = []
    for example in measured:
        times = [trips + degree * n - example.trips - example.degree * n for n, _ in points]
        found = [_amdahl(cost, time, n, example.old, example.before, example.after)
                 for (n, cost), time in zip(points, times, strict=True)]  # fmt: skip
        gains.append([gain for gain, _ in found])
        rests.append([rest for _, rest in found])
        copies.append(times[-1] if known else (times[1] + times[2]) / 2)
    estimates = [
        [
            _amdahl(cost, trips + degree * n - example.trips - example.degree * n, n, example.old, example.old,
                    example.new)[0]
            for n, cost in points
        ]
        for example in examples
    ]  # fmt: skip
    gain, estimate, rest = _over(gains, known), _over(estimates, known), _over(rests, known)
    ratios = [[old - new for old, new in zip(e.before, e.after, strict=True)] for e in measured]
    ratio = [median(column) for column in zip(*ratios, strict=True)] if ratios else [nan] * len(GRID)
    static = [[old - new for old, new in zip(e.old, e.new, strict=True)] for e in examples]
    expected = [median(column) for column in zip(*static, strict=True)] if static else [nan] * len(GRID)
    middles = [row[2] for row in ratios]
    return [
        *gain, *estimate, rest[1], rest[3], rest[4], median(copies) if copies else nan,
        *ratio, _at(ratio, size) if known else (ratio[1] + ratio[2]) / 2,
        max(middles) - min(middles) if middles else nan, ratio[2] - ratio[0], float(len(measured)),
        expected[1], expected[2], expected[2] - expected[0], profile.offset,
    ]  # fmt: skip


def _over(rows: Sequence[Sequence[float]], known: bool) -> list[float]:
    """The medians of the examples at each of `SIZES`, then at the finding's own size, or their mean where it is not
    known."""
    if not rows:
        return [nan] * (len(SIZES) + 1)
    columns = [median(column) for column in zip(*rows, strict=True)]
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
