"""Fits the speedup model to a table: the centre, how far off it usually is, and the intervals around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ...models.context import SIZES
from .boosting import fit_regressor
from .speedup_table import COLUMNS, Knowledge, Table
from .validation import folds

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

__all__ = ["LEVEL", "SMALLEST", "Fitted", "Intervals", "fit_model"]

LEVEL: Final = 0.8
SMALLEST: Final = 50
"""Rows of a rule from which on it gets an interval of its own."""
_FOLDS: Final = 4
_FLOOR: Final = 0.03
"""log2: what an absolute residual is taken to be at least, about the noise of a measurement."""
_BORROWED: Final = 60.0
"""So many rows count the intervals of all rules in that of one."""

CENTRE: Final[dict[str, Any]] = {"max_iter": 100, "max_depth": 6, "max_leaf_nodes": 24, "learning_rate": 0.1,
                                 "min_samples_leaf": 15, "l2_regularization": 2.0}  # fmt: skip
SPREAD: Final[dict[str, Any]] = {"max_iter": 30, "max_depth": 4, "max_leaf_nodes": 12, "learning_rate": 0.12,
                                 "min_samples_leaf": 40, "l2_regularization": 2.0}  # fmt: skip
RISING: Final = dict.fromkeys(
    (*(f"gain-{n}" for n in SIZES), "gain-size", *(f"part-{n}" for n in SIZES), "part-size", "example-size", "offset"),
    1,
)
FALLING: Final = dict.fromkeys(("rest-100", "rest-1000", "rest-size"), -1)

# How much a row counts as one of a rule that is known, of one that is only measured, and of one that is not even that.
_WEIGHTS: Final[dict[Knowledge, float]] = {"seen": 1.0, "measured": 0.3, "unmeasured": 0.2}


@dataclass(frozen=True, slots=True)
class Intervals:
    """Low and high residual in units of the expected one."""

    pooled: tuple[float, float]
    unseen: tuple[float, float]
    """Of rules that were not in training."""
    groups: Mapping[str, tuple[float, float]]

    def document(self) -> dict[str, Any]:
        def pair(values: tuple[float, float]) -> list[float]:
            return [round(value, 4) for value in values]

        return {
            "level": LEVEL,
            "pooled": pair(self.pooled),
            "unseen": pair(self.unseen),
            "groups": {rule: pair(values) for rule, values in sorted(self.groups.items())},
        }


@dataclass(frozen=True, slots=True)
class Fitted:
    centre: Any
    spread: Any
    intervals: Intervals

    def predict(self, matrix: Array, rules: Array, *, seen: bool = True) -> tuple[Array, Array, Array]:
        """log2 of low, median and high."""
        # Late: it comes with the extra [train] only.
        import numpy as np

        middle = self.centre.predict(matrix)
        scale = 2.0 ** self.spread.predict(matrix)
        found = self.intervals
        around = np.array(
            [found.groups.get(str(rule), found.pooled) if seen else found.unseen for rule in rules]
        ).reshape(-1, 2)
        return middle, middle + around[:, 0] * scale, middle + around[:, 1] * scale


def fit_model(table: Table, training: Array, seed: int) -> Fitted:
    """Fit to the rows `training`. The intervals come from residuals of rows whose example no model had seen."""
    residuals, scaled = _residuals(table, training, table.examples[training], "seen", seed)
    _, unseen = _residuals(table, training, table.rules[training], "measured", seed)
    spread = _fit_spread(table.matrix("seen", training, training), residuals, seed)
    pooled = _sides(scaled)
    groups: dict[str, tuple[float, float]] = {}
    for rule in sorted(set(table.rules[training])):
        mine = scaled[table.rules[training] == rule]
        if len(mine) >= SMALLEST:
            own, share = _sides(mine), len(mine) / (len(mine) + _BORROWED)
            groups[str(rule)] = tuple(share * a + (1 - share) * b for a, b in zip(own, pooled, strict=True))  # pyright: ignore[reportArgumentType]
    intervals = Intervals(pooled, _sides(unseen), groups)
    return Fitted(_fit_centre(table, training, seed), spread, intervals)


def _fit_centre(table: Table, training: Array, seed: int) -> Any:
    # Late: as above.
    import numpy as np

    matrix = np.concatenate([table.matrix(knowledge, training, training) for knowledge in _WEIGHTS])
    weights = np.repeat(list(_WEIGHTS.values()), len(training))
    target = np.tile(table.truth[training], len(_WEIGHTS))
    return fit_regressor(
        matrix, target, features=COLUMNS, monotone={**RISING, **FALLING}, weights=weights, seed=seed, **CENTRE
    )


def _fit_spread(matrix: Array, residuals: Array, seed: int) -> Any:
    # Late: as above.
    import numpy as np

    target = np.log2(np.maximum(np.abs(residuals), _FLOOR))
    return fit_regressor(matrix, target, features=COLUMNS, seed=seed, **SPREAD)


def _residuals(table: Table, training: Array, groups: Array, knowledge: Knowledge, seed: int) -> tuple[Array, Array]:
    """Residuals of models that had not seen the row's group; and the same in units of what a second model, that had
    not seen it either, expects them to be."""
    # Late: as above.
    import numpy as np

    residuals = np.empty(len(training))
    parts = list(folds(list(groups), _FOLDS, seed))
    matrices = np.empty((len(training), len(COLUMNS)))
    for inside, outside in parts:
        centre = _fit_centre(table, training[inside], seed)
        matrices[outside] = table.matrix(knowledge, training[outside], training[inside])
        residuals[outside] = table.truth[training[outside]] - centre.predict(matrices[outside])
    scaled = np.empty(len(training))
    for inside, outside in parts:
        spread = _fit_spread(matrices[inside], residuals[inside], seed)
        scaled[outside] = residuals[outside] / 2.0 ** spread.predict(matrices[outside])
    return residuals, scaled


def _sides(residuals: Array) -> tuple[float, float]:
    # Late: as above.
    import numpy as np

    ordered = np.sort(residuals)
    count = len(ordered)
    rank = min(int(np.ceil((count + 1) * (1 + LEVEL) / 2)), count)
    return float(ordered[count - rank]), float(ordered[rank - 1])
