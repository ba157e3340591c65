"""Fits and evaluates the hotness model: the share of run time of each function, from source alone.

The rows are functions of recorded programs (`training_data/hotness/collect.py`). Programs of one project are never in
training and test at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ...models.hotness_features import LOCAL, PROGRAM
from ...models.hotness_names import STEMS
from .boosting import export, fit_regressor
from .figures import Evaluation, Figure
from .rows import Rows, feature, number
from .validation import auc, bootstrap, folds

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

__all__ = ["LIMITS", "METHOD", "MODELS", "ROWS", "USE", "columns", "evaluate", "fit"]

ROWS = ("hotness/rows.csv.gz",)
MODELS = ("hotness.json", "hotness_local.json")

METHOD = """\
A row is one function of a recorded program. The target is the square root of its own share of the run time: errors on
hot functions then weigh more than on the many cold ones, and no single one outweighs all others. Each program counts
by the square root of its number of functions. Features are the expected calls (from a call graph made by following
values from the entry, under several assumptions about trips of loops and depth of recursion), the cost of a call, the
place in the call graph, size, mix of operations, role, and weights of word stems in the name, which are learned (ridge
regression) within each training part. Held-out figures are from folds over projects; intervals are drawn over
programs."""

LIMITS = """\
- How often a loop runs mostly depends on data that the source does not show. Functions that are hot for the size
  of an input alone are ranked by guesses.
- Calls that go through introspection, plugins or C code are not seen; what they run counts as cold, or as supposed.
- Shares are of CPU time in the functions themselves: time in the standard library and in extension modules counts for
  the function that calls it, as in the recorded profiles.
- Recorded with CPython 3.11 under workloads written for this purpose: other workloads of a package heat others."""

USE = """\
`slowspot hotspots PATH --entry FILE` ranks functions with it; findings get their share from the small forest
(`hotness_local`), which sees one function only."""

_SHAPE: dict[str, Any] = {"max_iter": 130, "max_leaf_nodes": 14, "learning_rate": 0.05, "l2_regularization": 5.0}
_LOCAL_SHAPE: dict[str, Any] = {"max_iter": 60, "max_leaf_nodes": 10, "learning_rate": 0.06, "l2_regularization": 5.0}
_FOLDS = 10
_HOT = 0.05
_HEAT = PROGRAM.index("name heat")
_BASELINES: Mapping[str, tuple[str, ...]] = {
    "loop nesting": ("depth",),
    "cyclomatic complexity": ("branches",),
    "size": ("statements",),
    "expected calls × cost (Wu and Larus)": ("score blind",),
    "the same with trips that the source tells": ("score usual",),
}


@dataclass(slots=True)
class _Table:
    """The rows as arrays."""

    features: Array
    share: Array
    weight: Array
    stems: Array
    programs: list[str]
    projects: list[str]

    @classmethod
    def of(cls, rows: Rows) -> _Table:
        # Late: it comes with the extra [train] only.
        import numpy as np

        records = rows.records
        place = {stem: index for index, stem in enumerate(STEMS)}
        stems = np.zeros((len(records), len(STEMS)))
        for index, record in enumerate(records):
            for stem in record["stems"].split():
                stems[index, place[stem]] = 1.0
        counts: dict[str, float] = {}
        for record in records:
            counts[record["program"]] = counts.get(record["program"], 0.0) + record["weight"]
        return cls(
            np.array([[record[name] for name in PROGRAM] for record in records]),
            np.array([record["share"] for record in records]),
            np.array([record["weight"] / math.sqrt(counts[record["program"]]) for record in records]),
            stems,
            [record["program"] for record in records],
            [record["project"] for record in records],
        )


def columns() -> dict[str, Callable[[str], Any]]:
    return {
        "program": str,
        "project": str,
        "share": number,
        "weight": number,
        "stems": str,
        **dict.fromkeys(PROGRAM, feature),
    }


def fit(rows: Rows, seed: int) -> dict[str, dict[str, Any] | str]:
    """Both forests, from all rows."""
    # Late: it comes with the extra [train] only.
    import numpy as np

    table = _Table.of(rows)
    every = np.arange(len(table.share))
    heat = _heat(table, every)
    whole = _whole(table, every, heat, seed)
    local = _local(table, every, heat, seed)
    named = {stem: round(float(weight), 5) for stem, weight in zip(STEMS, heat, strict=True) if abs(weight) > 1e-4}
    features = _with_heat(table, heat)
    typical = np.median(features, axis=0)
    said: dict[str, Any] = {"rows": len(every), "rows_hash": rows.fingerprint}
    predicted = np.maximum(local.predict(features[:, : len(LOCAL)]), 0) ** 2
    scale = float((table.share * table.weight).sum() / (predicted * table.weight).sum())
    return {
        "hotness": export(whole, PROGRAM, typical=typical, extra={"stems": named}, **said),
        "hotness_local": export(
            local,
            LOCAL,
            typical=typical[: len(LOCAL)],
            extra={"stems": named, "scale": round(scale, 4)},
            **said,
        ),
    }


def evaluate(rows: Rows, seed: int, tell: Callable[[str], None]) -> Evaluation:
    """Held-out figures over folds of projects."""
    # Late: as above.
    import numpy as np

    table = _Table.of(rows)
    score = np.zeros(len(table.share))
    local = np.zeros(len(table.share))
    for index, (train, test) in enumerate(folds(table.projects, _FOLDS, seed)):
        heat = _heat(table, train)
        features = _with_heat(table, heat)[test]
        score[test] = _whole(table, train, heat, seed).predict(features)
        local[test] = _local(table, train, heat, seed).predict(features[:, : len(LOCAL)])
        tell(f"hotness: fold {index + 1} of {_FOLDS}")
    others = {
        name: table.features[:, [PROGRAM.index(column) for column in names]].sum(axis=1)
        for name, names in _BASELINES.items()
    }
    # A program's run time in the five best ÷ in its true five.
    caught = _Caught(table)
    figures = [
        Figure(
            "run time in the predicted top 5 functions ÷ in the true top 5",
            bootstrap(caught.mean(score), caught.names, seed=seed),
            at_least=0.40,
            aim=0.55,
            baselines={
                **{name: bootstrap(caught.mean(values), caught.names, seed=seed) for name, values in others.items()},
                "one function alone (hotness_local)": bootstrap(caught.mean(local), caught.names, seed=seed),
            },
        ),
        Figure(
            "AUC for 5 % of run time or more",
            bootstrap(_auc(table, score), table.programs, seed=seed),
            at_least=0.86,
            aim=0.90,
            baselines={
                **{name: bootstrap(_auc(table, values), table.programs, seed=seed) for name, values in others.items()},
                "one function alone (hotness_local)": bootstrap(_auc(table, local), table.programs, seed=seed),
            },
        ),
    ]
    return Evaluation(
        data={
            "programs": len(set(table.programs)),
            "projects": len(set(table.projects)),
            "functions": len(table.share),
            "functions with 5 % or more": int((table.share >= _HOT).sum()),
        },
        figures=figures,
        tables={"By program, run time in the predicted top 5 ÷ in the true top 5": caught.table(score)},
    )


def _heat(table: _Table, train: Array) -> Array:
    """Weights of the stems: ridge regression of the target on them."""
    # Late: as above.
    import numpy as np

    weight = table.weight[train]
    target = np.sqrt(table.share[train])
    mean = float((target * weight).sum() / weight.sum())
    stems = table.stems[train] * np.sqrt(weight)[:, None]
    penalty = 15.0 * float(weight.mean())
    result: Array = np.linalg.solve(
        stems.T @ stems + np.eye(stems.shape[1]) * penalty, stems.T @ ((target - mean) * np.sqrt(weight))
    )
    return result


def _with_heat(table: _Table, heat: Array) -> Array:
    features = table.features.copy()
    features[:, _HEAT] = table.stems @ heat
    return features


def _whole(table: _Table, train: Array, heat: Array, seed: int) -> Any:
    # Late: as above.
    import numpy as np

    weight = table.weight[train]
    return fit_regressor(
        _with_heat(table, heat)[train],
        np.sqrt(table.share[train]),
        features=PROGRAM,
        weights=weight / weight.mean(),
        seed=seed,
        max_features=0.4,
        **_SHAPE,
    )


def _local(table: _Table, train: Array, heat: Array, seed: int) -> Any:
    # Late: as above.
    import numpy as np

    weight = table.weight[train]
    return fit_regressor(
        _with_heat(table, heat)[train][:, : len(LOCAL)],
        np.sqrt(table.share[train]),
        features=LOCAL,
        weights=weight / weight.mean(),
        seed=seed,
        max_features=0.5,
        **_LOCAL_SHAPE,
    )


class _Caught:
    """How much of the run time of a program's five hottest functions the five best-ranked ones have."""

    def __init__(self, table: _Table) -> None:
        # Late: as above.
        import numpy as np

        self._share = table.share
        members: dict[str, list[int]] = {}
        for index, program in enumerate(table.programs):
            members.setdefault(program, []).append(index)
        self._members = [np.array(indices) for indices in members.values()]
        self.names = list(members)

    def values(self, score: Array) -> Array:
        # Late: as above.
        import numpy as np

        found: list[float] = []
        for indices in self._members:
            best = np.sort(self._share[indices])[::-1][:5].sum()
            first = indices[np.argsort(-score[indices], kind="stable")[:5]]
            found.append(float(self._share[first].sum() / best) if best else math.nan)
        return np.array(found)

    def mean(self, score: Array) -> Callable[[Array], float]:
        values = self.values(score)
        return lambda indices: float(values[indices].mean())

    def table(self, score: Array) -> Sequence[Sequence[object]]:
        """Quantiles over programs."""
        # Late: as above.
        import numpy as np

        values = self.values(score)
        return [
            ["quantile", "10 %", "25 %", "50 %", "75 %", "90 %"],
            ["caught", *(f"{value:.2f}" for value in np.percentile(values, [10, 25, 50, 75, 90]))],
        ]


def _auc(table: _Table, score: Array) -> Callable[[Array], float]:
    """Over the functions of all programs, each program's scores as they are: they are to compare across programs."""
    hot = table.share >= _HOT
    return lambda indices: auc(score[indices], hot[indices])
