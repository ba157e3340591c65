"""The speedup model as a part of `slowspot train` and `slowspot evaluate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ...analyzers.rules.registry import own_rules
from ...models.context import CONTEXT
from ...models.profiles import SEEN, RuleProfile
from ..evidence.rows import FILE, fresh, read_rows
from .boosting import export, one_thread
from .figures import Evaluation, Figure
from .profiling import profiles_of
from .rows import Rows, feature, positive, text, whole
from .speedup_model import LEVEL, SMALLEST, Intervals, Unseen, fit_centre, fit_spread, intervals_of, unseen
from .speedup_table import Table, table_of
from .validation import Estimate, bootstrap, coverage, median_absolute_error, spearman

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

ROWS = ("speedup/rows.csv.gz",)
MODELS = ("speedup.json", "speedup-spread.json")

_FOLDS: Final = 5
_FURTHER: Final = 1.5
"""Pairs whose true speedups lie so far apart must be told apart."""
_PAIRS: Final = 20_000


def columns() -> dict[str, Callable[[str], Any]]:
    keys = {"rule": text, "example": whole, "recipe": whole, "known": whole, "python": text, "ratio": positive}
    return {**keys, **dict.fromkeys(CONTEXT, feature)}


def profiles() -> dict[str, RuleProfile]:
    """Of the rules as they are, from the evidence that is still of their examples."""
    rules = own_rules()
    return profiles_of(rules, fresh(read_rows(FILE), rules))


def fit(rows: Rows, seed: int) -> dict[str, dict[str, Any]]:
    """The two documents: the centre with the profiles and intervals, and the spread."""
    # Late: it comes with the extra [train] only.
    import numpy as np

    with one_thread():
        known_profiles = profiles()
        table = table_of(rows.records, known_profiles)
        everything = np.arange(len(table.truth))
        known = next(unseen(table, table.examples, "seen", seed, _FOLDS))
        strange = next(unseen(table, table.rules, "measured", seed, _FOLDS))
        intervals = intervals_of(table.rules, known, strange, everything)
        centre = fit_centre(table, everything, seed)
        spread = fit_spread(known.matrix, known.residual, seed)
    offsets = table.offsets(everything)
    documents = {
        slug: replace(profile, offset=offsets.get(slug, profile.offset)).document()
        for slug, profile in sorted(known_profiles.items())
    }
    extra = {"profiles": documents, "intervals": intervals.document()}
    typical = np.nanmedian(table.matrix("seen", everything, everything), axis=0).tolist()
    about: dict[str, Any] = {"rows": len(rows.records), "rows_hash": rows.fingerprint, "typical": typical}
    return {
        "speedup.json": export(centre, SEEN, extra=extra, **about),
        "speedup-spread.json": export(spread, SEEN, extra={}, **about),
    }


def evaluate(rows: Rows, seed: int, tell: Callable[[str], None]) -> Evaluation:
    """Figures on rows whose example, surroundings, or rule no model had seen."""
    with one_thread():
        table = table_of(rows.records, profiles())
        tell(f"speedup: {len(set(table.examples))} examples; models that have not seen a row's example …")
        known = next(unseen(table, table.examples, "seen", seed, _FOLDS))
        tell("speedup: models that have not seen a row's rule …")
        strange, bare = unseen(table, table.rules, "measured", seed, 2 * _FOLDS)
        low, high, unseen_low, unseen_high = _calibrated(table, known, strange)
    mean = _rule_means(table, known)
    core, example, estimate = table.core(), table.example(), table.core("unmeasured")
    simpler = {"mean of the rule": mean, "evidence of the rule alone": example, "Amdahl's law": core}
    figures = [
        *_three(table, known.middle, "unseen surroundings", simpler, (0.75, 0.85), seed),
        *_three(table, strange.middle, "unseen rule", {"Amdahl's law": core}, (0.45, 0.6), seed),
        *_three(table, bare.middle, "unseen rule, nothing measured", {"estimate": estimate}, (None, None), seed),
        *_widths(table, low, high, seed),
        Figure(
            "80 % interval covers, unseen rule",
            _over(
                table, lambda rows: coverage(table.truth[rows], unseen_low[rows], unseen_high[rows]), seed, rules=True
            ),
            unit="%",
        ),
    ]  # fmt: skip
    by_rule = _by_rule(table, low, high)
    return Evaluation(
        {
            "rules": len(set(table.rules)),
            "examples": len(set(table.examples)),
            "sizes told by the source": sum(record["known"] for record in rows.records),
            "interpreters": sorted({f"cpython {record['python']}" for record in rows.records}),
        },
        figures,
        reliability=_reliability(table, known, strange),
        tables={"Cover of the 80 % interval by rule, the ten lowest": [["rule", "rows", "covered"], *by_rule[:10]]},
        notes=[
            "A row's own example is left out of what is said of its rule, in training as in the test.",
            (
                f"Of {len(by_rule)} rules with {SMALLEST} rows or more, the interval covers 72 % or more in "
                f"{sum(row[2] >= 0.72 for row in by_rule)}."
            ),
            "Intervals are calibrated on the other folds' held-out residuals (cross-conformal).",
        ],
    )


def _calibrated(table: Table, known: Unseen, strange: Unseen) -> tuple[Array, Array, Array, Array]:
    """Bounds of each row from the held-out residuals of all other folds."""
    # Late: as above.
    import numpy as np

    bounds = np.empty((4, len(table.truth)))
    for fold in sorted(set(known.fold)):
        mine, others = np.flatnonzero(known.fold == fold), np.flatnonzero(known.fold != fold)
        found = intervals_of(table.rules, known, strange, others)
        around = found.around(table.rules[mine]) * known.scale[mine, None]
        bounds[:2, mine] = (known.middle[mine, None] + around).T
    for fold in sorted(set(strange.fold)):
        mine, others = np.flatnonzero(strange.fold == fold), np.flatnonzero(strange.fold != fold)
        found = Intervals((0, 0), intervals_of(table.rules, known, strange, others).unseen, {})
        around = found.around(table.rules[mine], seen=False) * strange.scale[mine, None]
        bounds[2:, mine] = (strange.middle[mine, None] + around).T
    return bounds[0], bounds[1], bounds[2], bounds[3]


def _rule_means(table: Table, known: Unseen) -> Array:
    # Late: as above.
    import numpy as np

    found = np.empty(len(table.truth))
    for fold in sorted(set(known.fold)):
        mine, others = known.fold == fold, known.fold != fold
        means = {rule: table.truth[others & (table.rules == rule)].mean() for rule in set(table.rules[others])}
        rest = table.truth[others].mean()
        found[mine] = [means.get(rule, rest) for rule in table.rules[mine]]
    return found


def _three(
    table: Table,
    middle: Array,
    name: str,
    simpler: Mapping[str, Array],
    wanted: tuple[float | None, float | None],
    seed: int,
) -> list[Figure]:
    """Rank, error, and which of two gains more."""
    rules = "rule" in name
    first = table.truth

    def figure(title: str, measure: Callable[[Array, Array], float], **targets: Any) -> Figure:
        def of(predicted: Array) -> Estimate:
            return _over(table, lambda rows: measure(predicted[rows], first[rows]), seed, rules=rules)

        return Figure(f"{title}, {name}", of(middle), baselines={k: of(v) for k, v in simpler.items()}, **targets)

    goals = {"at_most": 0.35, "aim": 0.25} if wanted[0] and not rules else {}
    pairs = {"at_least": 0.85, "aim": 0.9} if wanted[0] and not rules else {}
    return [
        figure("Spearman", spearman, at_least=wanted[0], aim=wanted[1]),
        figure("median error of log2", median_absolute_error, less_is_better=True, **goals),
        figure("which of two gains more", _told_apart, unit="%", **pairs),
    ]


def _told_apart(predicted: Array, truth: Array) -> float:
    """Of random pairs that are truly apart, the part that is predicted in the right order; half where it is a tie."""
    # Late: as above.
    import numpy as np

    drawn = np.random.default_rng(0).integers(len(truth), size=(_PAIRS, 2))
    apart = truth[drawn[:, 0]] - truth[drawn[:, 1]]
    said = predicted[drawn[:, 0]] - predicted[drawn[:, 1]]
    far = np.abs(apart) > np.log2(_FURTHER)
    return float(((np.sign(said) * np.sign(apart) + 1) / 2)[far].mean()) if far.any() else float("nan")


def _widths(table: Table, low: Array, high: Array, seed: int) -> list[Figure]:
    # Late: as above.
    import numpy as np

    covered = _over(table, lambda rows: coverage(table.truth[rows], low[rows], high[rows]), seed)
    width = _over(table, lambda rows: float(2.0 ** np.median(high[rows] - low[rows])), seed)
    lowest = min((row[2] for row in _by_rule(table, low, high)), default=float("nan"))
    return [
        Figure("80 % interval covers", covered, at_least=0.77, at_most=0.83, unit="%"),
        Figure("80 % interval covers, the worst rule", Estimate(lowest, lowest, lowest), at_least=0.72, unit="%"),
        Figure("median width of the interval", width, aim=1.8, less_is_better=True, unit="×"),
    ]


def _by_rule(table: Table, low: Array, high: Array) -> list[tuple[str, int, float]]:
    found: list[tuple[str, int, float]] = []
    for rule in sorted(set(table.rules)):
        mine = table.rules == rule
        if mine.sum() >= SMALLEST:
            share = coverage(table.truth[mine], low[mine], high[mine])
            found.append((str(rule), int(mine.sum()), round(share, 3)))
    return sorted(found, key=lambda row: row[2])


def _reliability(table: Table, known: Unseen, strange: Unseen) -> list[tuple[float, float]]:
    """Level against covered share of intervals as they are served, by rule, each calibrated on the other folds."""
    # Late: as above.
    import numpy as np

    found: list[tuple[float, float]] = []
    for level in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, LEVEL, 0.9, 0.95):
        inside = 0
        for fold in sorted(set(known.fold)):
            mine, others = np.flatnonzero(known.fold == fold), np.flatnonzero(known.fold != fold)
            around = intervals_of(table.rules, known, strange, others, level).around(table.rules[mine])
            bounds = around * known.scale[mine, None]
            inside += int(((bounds[:, 0] <= known.residual[mine]) & (known.residual[mine] <= bounds[:, 1])).sum())
        found.append((level, inside / len(known.residual)))
    return found


def _over(table: Table, statistic: Callable[[Array], float], seed: int, *, rules: bool = False) -> Estimate:
    groups = table.rules if rules else table.examples
    return bootstrap(statistic, [str(group) for group in groups], rounds=200, seed=seed)


METHOD = """\
A finding's function is taken apart from its source: kinds of operations, weighed by nanoseconds that were measured of
each, times the passes of the loops around them (`models/bodies.py`). What was measured of the rule's own examples is
carried over by Amdahl's law (`models/profiles.py`): the function is as many copies of the example as its pattern runs
more often, or costs more, and a rest that the fix does not touch; examples that look like the finding count more.
Boosted trees (squared error on the logarithm of the speedup, its tails compressed; never falling with the measured
gain, never rising with the untouched rest) turn this and the context into the middle of the prediction. A second,
small forest says how far off the first usually is in such a case; the interval is split-conformal in units of that,
by rule from 50 rows on, calibrated on rows whose example no model had seen.
"""
LIMITS = """\
Most functions do not say how many elements they deal with: what grows with the square of that may gain two or two
hundred times, and the interval says so. The rows come from the rules' own examples in generated surroundings, on one
machine; a function that waits for a disk or a network is not among them as it would be in life. Every row is of one
fix alone. The function is the unit: what its caller gains is less.
"""
USE = """\
`speedup` of a finding: old ÷ new time of the function around it, or of the statement where it stands at module level.
"""
