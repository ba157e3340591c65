"""What held-out figures need: folds by group, measures of rank and error, intervals that hold, bootstraps.

All of it takes and gives NumPy arrays. Groups are whatever must not straddle training and test: a project, an example.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
    Values: TypeAlias = Array | Sequence[float]

__all__ = [
    "Conformal",
    "Estimate",
    "auc",
    "bootstrap",
    "calibration_bins",
    "conformal",
    "coverage",
    "folds",
    "median_absolute_error",
    "ranks",
    "spearman",
]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval over groups."""

    value: float
    low: float
    high: float

    def document(self, digits: int = 4) -> dict[str, float]:
        return {"value": round(self.value, digits), "low": round(self.low, digits), "high": round(self.high, digits)}


@dataclass(frozen=True, slots=True)
class Conformal:
    """How far the truth lies from the prediction: the (low, high) residual by group, and over all groups.

    The interval of a prediction p in group g is p + low … p + high.
    """

    level: float
    pooled: tuple[float, float]
    groups: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def around(self, group: str) -> tuple[float, float]:
        return self.groups.get(group, self.pooled)

    def document(self, digits: int = 4) -> dict[str, Any]:
        """For the `extra` of a model."""
        return {
            "level": self.level,
            "pooled": [round(value, digits) for value in self.pooled],
            "groups": {name: [round(v, digits) for v in pair] for name, pair in sorted(self.groups.items())},
        }


def folds(groups: Sequence[Hashable], count: int, seed: int = 0) -> Iterator[tuple[Array, Array]]:
    """Indices of training and test rows, `count` times; a group is never in both, and in exactly one test part.

    Groups are dealt by size, the largest first to the smallest fold, ties by chance with `seed`.
    """
    # Late: it comes with the extra [train] only.
    import numpy as np

    codes = _codes(groups)
    sizes = np.bincount(codes)
    order = np.random.default_rng(seed).permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    filled = np.zeros(min(count, len(sizes)), dtype=np.int64)
    fold_of = np.empty(len(sizes), dtype=np.int64)
    for group in order:
        smallest = int(filled.argmin())
        fold_of[group] = smallest
        filled[smallest] += sizes[group]
    fold_of_row = fold_of[codes]
    for fold in range(len(filled)):
        yield np.flatnonzero(fold_of_row != fold), np.flatnonzero(fold_of_row == fold)


def _codes(groups: Sequence[Hashable]) -> Array:
    # Late: as above.
    import numpy as np

    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(group, len(numbers)) for group in groups], dtype=np.int64)


def ranks(values: Values) -> Array:
    """Ranks from 0; equal values share the mean of theirs."""
    # Late: as above.
    import numpy as np

    _, inverse, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts + 1) / 2)[inverse]


def spearman(predicted: Values, truth: Values) -> float:
    """Rank correlation; NaN where one side does not vary."""
    # Late: as above.
    import numpy as np

    first, second = ranks(predicted), ranks(truth)
    first, second = first - first.mean(), second - second.mean()
    norm = np.sqrt((first @ first) * (second @ second))
    return float(first @ second / norm) if norm else float("nan")


def auc(score: Values, truth: Values) -> float:
    """How often a row that is true (not 0) has the higher score than one that is not; NaN without both kinds."""
    # Late: as above.
    import numpy as np

    positive = np.asarray(truth).astype(bool)
    count, others = int(positive.sum()), int((~positive).sum())
    if not count or not others:
        return float("nan")
    return float((ranks(score)[positive].sum() - count * (count - 1) / 2) / (count * others))


def median_absolute_error(predicted: Values, truth: Values) -> float:
    # Late: as above.
    import numpy as np

    return float(np.median(np.abs(np.asarray(predicted) - np.asarray(truth))))


def coverage(truth: Values, low: Values, high: Values) -> float:
    """The share of rows inside their interval, bounds included."""
    # Late: as above.
    import numpy as np

    inside = (np.asarray(low) <= np.asarray(truth)) & (np.asarray(truth) <= np.asarray(high))
    return float(inside.mean())


def conformal(
    predicted: Values, truth: Values, groups: Sequence[str], *, level: float = 0.8, smallest: int = 50
) -> Conformal:
    """Split-conformal residuals of rows that the model has not seen.

    A group with fewer than `smallest` rows takes the pooled ones. Each side leaves out half of 1 - level, with the
    correction for finite samples: the k-th of n residuals with k = ceil((n + 1) · q).
    """
    # Late: as above.
    import numpy as np

    residuals = np.asarray(truth, dtype=np.float64) - np.asarray(predicted, dtype=np.float64)
    if not len(residuals):
        raise ValueError("no residuals to calibrate on")
    codes = np.asarray(groups)
    wide = {}
    for name in sorted(set(groups)):
        mine = residuals[codes == name]
        if len(mine) >= smallest:
            wide[str(name)] = _sides(mine, level)
    return Conformal(level, _sides(residuals, level), wide)


def _sides(residuals: Array, level: float) -> tuple[float, float]:
    # Late: as above.
    import numpy as np

    ordered = np.sort(residuals)
    count = len(ordered)
    rank = min(int(np.ceil((count + 1) * (1 + level) / 2)), count)
    return float(ordered[count - rank]), float(ordered[rank - 1])


def bootstrap(
    statistic: Callable[[Array], float],
    groups: Sequence[Hashable],
    *,
    rounds: int = 400,
    seed: int = 0,
) -> Estimate:
    """The statistic over all rows, and its 95 % percentile interval when whole groups are drawn with replacement.

    `statistic` gets indices of rows. Rounds in which it is NaN do not count.
    """
    # Late: as above.
    import numpy as np

    codes = _codes(groups)
    members = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes)
    starts = np.cumsum(sizes) - sizes
    random = np.random.default_rng(seed)
    found: list[float] = []
    for _ in range(rounds):
        drawn = random.integers(len(sizes), size=len(sizes))
        lengths = sizes[drawn]
        # The rows of the drawn groups: each one's start, repeated, plus 0, 1, 2 … within the group.
        offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        value = statistic(members[np.repeat(starts[drawn], lengths) + offsets])
        if value == value:
            found.append(value)
    value = statistic(np.arange(len(codes)))
    if not found:
        return Estimate(value, float("nan"), float("nan"))
    low, high = np.percentile(found, [2.5, 97.5])
    return Estimate(value, float(low), float(high))


def calibration_bins(predicted: Values, truth: Values, count: int = 10) -> list[dict[str, float]]:
    """Mean prediction, mean truth and rows of bins with about as many rows each; fewer bins where values repeat."""
    # Late: as above.
    import numpy as np

    score, actual = np.asarray(predicted, dtype=np.float64), np.asarray(truth, dtype=np.float64)
    edges = np.unique(np.quantile(score, np.linspace(0, 1, count + 1)[1:-1]))
    places = np.searchsorted(edges, score, side="left")
    return [
        {
            "predicted": float(score[places == place].mean()),
            "observed": float(actual[places == place].mean()),
            "rows": int((places == place).sum()),
        }
        for place in np.unique(places)
    ]
