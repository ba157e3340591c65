"""Fits boosted trees with scikit-learn and writes them as the JSON that `models/trees.py` reads."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeAlias

from ...models.trees import SCHEMA

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

__all__ = ["export", "fit_classifier", "fit_regressor", "one_thread", "text_of"]

_DIGITS = 12
"""Decimal places of leaf values: a thousand trees are then off by 5e-10 at most."""

_SHAPE: dict[str, Any] = {
    "max_iter": 120,
    "max_depth": 6,
    "max_leaf_nodes": 24,
    "min_samples_leaf": 20,
    "learning_rate": 0.08,
    "l2_regularization": 1.0,
}


def one_thread() -> AbstractContextManager[object]:
    """Within it, what NumPy and scikit-learn compute takes one thread.

    Threads of theirs wait by spinning: on two busy cores one fits 100 trees on 15,000 rows in 5 s; two had not
    ended after 60. And sums that threads share may differ in their last digit.
    """
    # Late: it comes with the extra [train] only.
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def fit_regressor(
    rows: Sequence[Sequence[float]] | Array,
    target: Sequence[float] | Array,
    *,
    features: Sequence[str],
    monotone: Mapping[str, int] | None = None,
    weights: Sequence[float] | Array | None = None,
    seed: int = 0,
    **shape: Any,
) -> Any:
    """A fitted HistGradientBoostingRegressor; the same bytes for the same rows, whatever the number of threads.

    `monotone` has 1 (rises) or -1 (falls) by name of feature. Keep squared error where it has any: scikit-learn 1.9
    does not keep constraints for quantile losses. `shape` overrides parameters of the estimator.
    """
    # Late: it takes seconds, and comes with the extra [train] only.
    from sklearn.ensemble import HistGradientBoostingRegressor

    return _fit(HistGradientBoostingRegressor, rows, target, features, monotone, weights, seed, shape)


def fit_classifier(
    rows: Sequence[Sequence[float]] | Array,
    target: Sequence[int] | Array,
    *,
    features: Sequence[str],
    monotone: Mapping[str, int] | None = None,
    weights: Sequence[float] | Array | None = None,
    seed: int = 0,
    **shape: Any,
) -> Any:
    """A fitted HistGradientBoostingClassifier of two classes, 0 and 1; as `fit_regressor` otherwise."""
    # Late: it takes seconds, and comes with the extra [train] only.
    from sklearn.ensemble import HistGradientBoostingClassifier

    if set(target) != {0, 1}:
        raise ValueError("a classifier takes two classes, 0 and 1, and rows of both")
    return _fit(HistGradientBoostingClassifier, rows, target, features, monotone, weights, seed, shape)


def _fit(
    kind: Any,
    rows: Any,
    target: Any,
    features: Sequence[str],
    monotone: Mapping[str, int] | None,
    weights: Any,
    seed: int,
    shape: Mapping[str, Any],
) -> Any:
    # Late: as above.
    import numpy as np

    if unknown := set(monotone or {}) - set(features):
        raise ValueError(f"monotone names no feature: {sorted(unknown)}")
    table = np.array(rows, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(features):
        raise ValueError(f"{len(features)} features, but rows of shape {table.shape}")
    # scikit-learn 1.9 fails on features that are missing everywhere. As constants they decide nothing either.
    table[:, np.isnan(table).all(axis=0)] = 0.0
    table, wanted = _shortened(table), np.asarray(target)
    if wanted.dtype.kind == "f":
        wanted = _shortened(wanted)
    if weights is not None:
        weights = _shortened(np.asarray(weights, dtype=np.float64))
    estimator = kind(
        **{**_SHAPE, **shape},
        # Stopping early would draw rows by chance, across groups.
        early_stopping=False,
        monotonic_cst=[(monotone or {}).get(name, 0) for name in features],
        categorical_features=None,
        random_state=seed,
    )
    with one_thread():
        return estimator.fit(table, wanted, sample_weight=weights)


def _shortened(values: Array) -> Array:
    """The values to 26 bits, some 8 digits: from Python 3.12 on `sum` rounds otherwise, and the last digit of a feature
    would decide which of two splits that are as good is taken."""
    # Late: as above.
    import numpy as np

    significand, exponent = np.frexp(values)
    return np.ldexp(np.round(significand * 2.0**26) * 2.0**-26, exponent)


def export(
    estimator: Any,
    features: Sequence[str],
    *,
    rows: int,
    rows_hash: str,
    typical: Sequence[float] | Array | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The document that `models.trees.load` reads, from a fitted estimator of this module.

    `typical` is a usual value for each feature (the median, say; NaN for mostly missing): with it the forest can tell
    what moved a prediction. `extra` is kept as it is.
    """
    # Late: both come with the extra [train] only.
    import numpy as np
    import sklearn

    if getattr(estimator, "n_trees_per_iteration_", 1) != 1 or estimator.is_categorical_ is not None:
        raise ValueError("only one output and plain numbers as features can be exported")
    tables = [trees[0].nodes for trees in estimator._predictors]
    asked: list[set[float]] = [set() for _ in features]
    for nodes in tables:
        inner = nodes[nodes["is_leaf"] == 0]
        for feature, threshold in zip(inner["feature_idx"].tolist(), inner["num_threshold"].tolist(), strict=True):
            asked[feature].add(threshold)
    thresholds = [sorted(values) for values in asked]
    places = [{value: index for index, value in enumerate(values)} for values in thresholds]
    return {
        "schema": SCHEMA,
        "link": "logit" if hasattr(estimator, "classes_") else "identity",
        "features": list(features),
        "typical": [_number(value) for value in typical] if typical is not None else [None] * len(features),
        "baseline": float(estimator._baseline_prediction.item()),
        "thresholds": [[None if math.isinf(value) else value for value in values] for values in thresholds],
        "trees": [_table(nodes, places) for nodes in tables],
        "extra": dict(extra or {}),
        "trained": {
            "rows": rows,
            "hash": rows_hash,
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
        },
    }


def _number(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _table(nodes: Any, places: Sequence[Mapping[float, int]]) -> dict[str, list[Any]]:
    names = ("is_leaf", "feature_idx", "num_threshold", "missing_go_to_left", "left", "right", "value")
    columns = zip(*(nodes[name].tolist() for name in names), strict=True)
    rows = list(columns)
    split: list[int] = []
    at: list[int] = []
    leaf: list[float] = []
    waiting = [0]
    while waiting:
        is_leaf, feature, threshold, missing_left, left, right, value = rows[waiting.pop()]
        if is_leaf:
            split.append(-1)
            leaf.append(round(value, _DIGITS))
        else:
            split.append(2 * feature + missing_left)
            at.append(places[feature][threshold])
            waiting += (right, left)
    return {"split": split, "at": at, "leaf": leaf}


def text_of(document: Mapping[str, Any]) -> str:
    """The text of a model file: the same for the same document; a tree takes a line, so that changes can be read."""
    parts = [
        f'"trees":[\n{_lines(document["trees"])}\n]' if key == "trees" else f"{_text(key)}:{_text(value)}"
        for key, value in document.items()
    ]
    return "{" + ",\n".join(parts) + "}\n"


def _lines(values: Iterable[object]) -> str:
    return ",\n".join(map(_text, values))


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)
