"""Fits the speedup model to a table: the centre, how far off it usually is, and the intervals around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ...models.profiles import SEEN, compressed, expanded
from .boosting import fit_regressor
from .speedup_table import Knowledge, Table
from .validation import folds

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

__all__ = ["LEVEL", "SMALLEST", "Intervals", "Unseen", "fit_centre", "fit_spread", "intervals_of", "unseen"]

LEVEL: Final = 0.8
SMALLEST: Final = 50
"""Rows of a rule from which on it gets an interval of its own."""
_FLOOR: Final = 0.03
"""log2: what an absolute residual is taken to be at least, about the noise of a measurement."""
_BORROWED: Final = 60.0
"""So many rows count the intervals of all rules in that of one."""

CENTRE: Final[dict[str, Any]] = {"max_iter": 100, "max_depth": 6, "max_leaf_nodes": 20, "learning_rate": 0.07,
                                 "min_samples_leaf": 20, "l2_regularization": 2.0, "max_bins": 64}  # fmt: skip
SPREAD: Final[dict[str, Any]] = {"max_iter": 30, "max_depth": 4, "max_leaf_nodes": 12, "learning_rate": 0.12,
                                 "min_samples_leaf": 40, "l2_regularization": 2.0, "max_bins": 64}  # fmt: skip
MONOTONE: Final = {"gain-size": 1, "part-size": 1, "rest-size": -1}
"""What sense demands. Holding more of what the examples say to it cost 0.04 of Spearman: docs/decisions/0010."""

_STATES: Final[tuple[Knowledge, ...]] = ("seen", "measured", "unmeasured")
_PARTS: Final = (0.7, 0.2, 0.1)
"""Of the rows in training: so many are shown as of a rule that is known, that is only measured, not even that."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Low and high residual in units of the expected one."""

    pooled: tuple[float, float]
    unseen: tuple[float, float]
    """Of rules that were not in training."""
    groups: Mapping[str, tuple[float, float]]

    def around(self, rules: Array, *, seen: bool = True) -> Array:
        # Late: it comes with the extra [train] only.
        import numpy as np

        pairs = [self.groups.get(str(rule), self.pooled) if seen else self.unseen for rule in rules]
        return np.array(pairs).reshape(-1, 2)

    def document(self) -> dict[str, Any]:
        return {
            "level": LEVEL,
            "pooled": _rounded(self.pooled),
            "unseen": _rounded(self.unseen),
            "groups": {rule: _rounded(values) for rule, values in sorted(self.groups.items())},
        }


@dataclass(frozen=True, slots=True)
class Unseen:
    """What models said of rows whose group they had not seen."""

    fold: Array
    matrix: Array
    """What they saw of each row."""
    middle: Array
    """log2 of the speedup."""
    residual: Array
    scale: Array
    """How far off a second model, that had not seen the group either, expected the first to be; 1 where nothing was
    measured."""


def fit_centre(table: Table, training: Array, seed: int) -> Any:
    """The model of the middle; of `compressed` log2, for a few huge speedups would draw everything to them."""
    # Late: as above.
    import numpy as np

    chance = np.random.default_rng(seed).random(len(training))
    edges = np.cumsum(_PARTS)[:-1]
    state = np.searchsorted(edges, chance, side="right")
    matrix = np.empty((len(training), len(SEEN)))
    for number, knowledge in enumerate(_STATES):
        mine = state == number
        if mine.any():
            matrix[mine] = table.matrix(knowledge, training[mine], training)
    target = np.array([compressed(value) for value in table.truth[training]])
    return fit_regressor(matrix, target, features=SEEN, monotone=MONOTONE, seed=seed, **CENTRE)


def middle(centre: Any, matrix: Array) -> Array:
    # Late: as above.
    import numpy as np

    return np.array([expanded(value) for value in centre.predict(matrix)])


def fit_spread(matrix: Array, residuals: Array, seed: int) -> Any:
    """The model of log2 of the absolute residual."""
    # Late: as above.
    import numpy as np

    target = np.log2(np.maximum(np.abs(residuals), _FLOOR))
    # A column without any value cannot be binned.
    matrix = np.where(np.isnan(matrix).all(axis=0), 0.0, matrix)
    return fit_regressor(matrix, target, features=SEEN, seed=seed, **SPREAD)


def unseen(table: Table, groups: Array, knowledge: Knowledge, seed: int, count: int) -> Iterator[Unseen]:
    """Cross-fitting: what `count` models say of the rows that each has not seen. For "measured", a second one of the
    same models without any measurement of the rule."""
    # Late: as above.
    import numpy as np

    states: list[Knowledge] = [knowledge, "unmeasured"] if knowledge == "measured" else [knowledge]
    size = len(table.truth)
    parts = list(folds([str(group) for group in groups], count, seed))
    fold = np.empty(size, dtype=np.int64)
    matrices = {state: np.empty((size, len(SEEN))) for state in states}
    middles = {state: np.empty(size) for state in states}
    for number, (inside, outside) in enumerate(parts):
        fold[outside] = number
        centre = fit_centre(table, inside, seed)
        for state in states:
            matrices[state][outside] = table.matrix(state, outside, inside)
            middles[state][outside] = middle(centre, matrices[state][outside])
    for state in states:
        residual = table.truth - middles[state]
        scale = np.ones(size)
        for inside, outside in parts if state == knowledge else ():
            spread = fit_spread(matrices[state][inside], residual[inside], seed)
            scale[outside] = 2.0 ** spread.predict(matrices[state][outside])
        yield Unseen(fold, matrices[state], middles[state], residual, scale)


def intervals_of(rules: Array, known: Unseen, strange: Unseen, chosen: Array, level: float = LEVEL) -> Intervals:
    """Split-conformal intervals from the rows `chosen`: by rule where it has enough of them, drawn to those of all."""
    scaled = known.residual / known.scale
    pooled = _sides(scaled[chosen], level)
    groups: dict[str, tuple[float, float]] = {}
    for rule in sorted(set(rules[chosen])):
        mine = scaled[chosen][rules[chosen] == rule]
        if len(mine) >= SMALLEST:
            low, high = _sides(mine, level)
            share = len(mine) / (len(mine) + _BORROWED)
            # A rule has few examples: where they lie close together, the next one need not.
            low, high = (
                min(low, share * low + (1 - share) * pooled[0]),
                max(high, share * high + (1 - share) * pooled[1]),
            )
            groups[str(rule)] = (low, high)
    return Intervals(pooled, _sides((strange.residual / strange.scale)[chosen], level), groups)


def _sides(residuals: Array, level: float) -> tuple[float, float]:
    """The k-th of n residuals with k = ceil((n + 1) · q), on either side."""
    # Late: as above.
    import numpy as np

    ordered = np.sort(residuals)
    count = len(ordered)
    rank = min(int(np.ceil((count + 1) * (1 + level) / 2)), count)
    return float(ordered[count - rank]), float(ordered[rank - 1])


def _rounded(values: tuple[float, float]) -> list[float]:
    return [round(value, 4) for value in values]
