"""The JSON forests give what scikit-learn gives, and a file that is not whole is refused with a message."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from slowspot.models import trees
from slowspot.models.trees import Forest, UnusableModel, parse
from slowspot.training_data.fitting.boosting import export, fit_classifier, fit_regressor, text_of

FEATURES = [f"f{index}" for index in range(8)]


def made_up(rows: int, seed: int = 0) -> tuple[Any, Any]:
    """Rows with whole numbers, missing values, and a feature that says something only by being missing."""
    chance = np.random.default_rng(seed)
    table = chance.normal(size=(rows, len(FEATURES)))
    table[:, ::3] = np.round(table[:, ::3] * 2)
    table[chance.random(table.shape) < 0.15] = np.nan
    table[:, 5] = np.where(chance.random(rows) < 0.5, np.nan, 1.0)
    filled = np.nan_to_num(table)
    target = filled[:, 0] + 2 * filled[:, 1] * filled[:, 2] + 3 * np.isnan(table[:, 5]) + chance.normal(size=rows)
    return table, target


def document_of(estimator: Any, **more: Any) -> dict[str, Any]:
    return export(estimator, FEATURES, rows=10, rows_hash="ab", **more)


def forest_of(estimator: Any) -> Forest:
    return parse(text_of(document_of(estimator)).encode(), "test.json")


def hard_rows(document: dict[str, Any], seed: int = 1) -> Any:
    """Chance rows, rows that lie exactly on thresholds and right beside them, all missing, infinite."""
    table, _ = made_up(600, seed)
    chance = np.random.default_rng(seed)
    for place, row in enumerate(table[:400]):
        for feature, values in enumerate(document["thresholds"]):
            finite = [value for value in values if value is not None]
            if finite and chance.random() < 0.5:
                row[feature] = np.nextafter(chance.choice(finite), (-np.inf, np.inf, 0.0)[place % 3])
                if place % 2:
                    row[feature] = chance.choice(finite)
    table[0] = np.nan
    table[1:3] = [[1e305], [-1e305]]
    return table


def test_a_regressor_gives_what_scikit_learn_gives() -> None:
    estimator = fit_regressor(*made_up(1500), features=FEATURES, monotone={"f1": 1}, max_iter=60)
    rows = hard_rows(document_of(estimator))
    ours = [forest.predict(row) for forest in [forest_of(estimator)] for row in rows.tolist()]
    assert np.abs(estimator.predict(rows) - ours).max() < 1e-9


def test_a_classifier_gives_what_scikit_learn_gives() -> None:
    table, target = made_up(1500)
    estimator = fit_classifier(table, (target > 1).astype(int), features=FEATURES, max_iter=60)
    rows = hard_rows(document_of(estimator))
    forest = forest_of(estimator)
    assert forest.link == "logit"
    assert np.abs(estimator.predict_proba(rows)[:, 1] - [forest.predict(row) for row in rows.tolist()]).max() < 1e-9
    assert np.abs(estimator.decision_function(rows) - [forest.raw(row) for row in rows.tolist()]).max() < 1e-9


def test_a_feature_that_is_always_missing_decides_nothing() -> None:
    table, target = made_up(300)
    table[:, 4] = np.nan
    estimator = fit_regressor(table, target, features=FEATURES, max_iter=5)
    table[:, 4] = 7.0
    assert document_of(estimator)["thresholds"][4] == []
    assert forest_of(estimator).predict(table[0].tolist()) == pytest.approx(estimator.predict(table[:1])[0], abs=1e-9)


def test_monotone_features_only_raise_the_prediction() -> None:
    forest = forest_of(fit_regressor(*made_up(800), features=FEATURES, monotone={"f1": 1}, max_iter=40))
    rows = made_up(50, 2)[0].tolist()
    for row in rows:
        rising = [forest.predict([row[0], value, *row[2:]]) for value in np.linspace(-3, 3, 20)]
        assert rising == sorted(rising)


def test_effects_are_what_typical_values_would_change() -> None:
    table, target = made_up(800)
    estimator = fit_regressor(table, target, features=FEATURES, max_iter=30)
    typical = np.nanmedian(table, axis=0).tolist()
    forest = parse(text_of(document_of(estimator, typical=typical)).encode(), "test.json")
    row = list(typical)
    assert forest.effects(row) == {}
    row[1] += 2.0
    assert forest.effects(row) == pytest.approx({"f1": forest.raw(row) - forest.raw(typical)})


def test_a_row_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="takes 8 features, not 7"):
        SMALL.predict([0.0] * 7)


def test_far_log_odds_do_not_overflow() -> None:
    for baseline, wanted in ((-1e6, 0.0), (1e6, 1.0), (0.0, 0.5)):
        assert Forest(["a"], [], baseline, link="logit").predict([1.0]) == wanted


WHOLE: dict[str, Any] = {
    "schema": trees.SCHEMA,
    "link": "identity",
    "features": FEATURES,
    "typical": [0.0] * 7 + [None],
    "baseline": 1.0,
    "thresholds": [[0.5, 1.5], [None], [], [], [], [], [], []],
    "trees": [{"split": [0, -1, 3, -1, -1], "at": [1, 0], "leaf": [10.0, 20.0, 30]}],
    "extra": {"by": 1},
    "trained": {"rows": 3},
}
SMALL = parse(json.dumps(WHOLE).encode(), "small.json")


def test_the_format_is_as_the_module_says() -> None:
    nan = math.nan
    rows = [[1.5, 0.0], [1.6, 0.0], [nan, 1e308], [nan, nan]]
    # Feature 0 sends missing values right; feature 1 asks only whether there is a value, and sends missing ones left.
    assert [SMALL.predict([*row, *[0.0] * 6]) for row in rows] == [11.0, 21.0, 21.0, 21.0]
    assert (SMALL.extra, SMALL.trained, SMALL.size) == ({"by": 1}, {"rows": 3}, 1)


DAMAGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another schema": lambda d: d.update(schema="slowspot.trees/2"),
    "no schema": lambda d: d.pop("schema"),
    "no trees": lambda d: d.pop("trees"),
    "trees are numbers": lambda d: d.update(trees=[1, 2]),
    "a feature that is none": lambda d: d["trees"][0]["split"].__setitem__(0, 16),
    "a feature below zero": lambda d: d["trees"][0]["split"].__setitem__(0, -5),
    "a threshold that is none": lambda d: d["trees"][0]["at"].__setitem__(0, 2),
    "a threshold below zero": lambda d: d["trees"][0]["at"].__setitem__(0, -1),
    "a leaf too few": lambda d: d["trees"][0]["leaf"].pop(),
    "a leaf too many": lambda d: d["trees"][0]["leaf"].append(1.0),
    "a threshold too many": lambda d: d["trees"][0]["at"].append(0),
    "a node too many": lambda d: d["trees"][0]["split"].append(-1),
    "an empty tree": lambda d: d.update(trees=[{"split": [], "at": [], "leaf": []}]),
    "a word as leaf": lambda d: d["trees"][0]["leaf"].__setitem__(0, "x"),
    "a word as node": lambda d: d["trees"][0]["split"].__setitem__(0, "x"),
    "no number as leaf": lambda d: d["trees"][0]["leaf"].__setitem__(0, math.nan),
    "an endless leaf": lambda d: d["trees"][0]["leaf"].__setitem__(0, math.inf),
    "thresholds that fall": lambda d: d["thresholds"].__setitem__(0, [1.5, 0.5]),
    "an endless threshold among others": lambda d: d["thresholds"].__setitem__(0, [None, 0.5]),
    "features twice": lambda d: d.update(features=["a"] * 8),
    "features of another number": lambda d: d.update(features=["a"]),
    "features that are no names": lambda d: d.update(features=[1] * 8),
    "an unknown link": lambda d: d.update(link="log"),
    "no baseline": lambda d: d.update(baseline=None),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused(damage: str) -> None:
    document = json.loads(json.dumps(WHOLE))
    DAMAGES[damage](document)
    with pytest.raises(UnusableModel, match=r"^some\.json: .*`slowspot train` makes it"):
        parse(json.dumps(document).encode(), "some.json")


def test_a_file_cut_off_anywhere_is_refused() -> None:
    data = json.dumps(WHOLE).encode()
    for end in range(len(data)):
        with pytest.raises(UnusableModel):
            parse(data[:end], "some.json")


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b" " * 5_000_000])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(UnusableModel, match="some"):
        parse(data, "some.json")


def test_a_missing_model_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(trees, "FOLDER", tmp_path)
    trees.shipped.cache_clear()
    assert [trees.shipped("speedup") for _ in range(3)] == [None] * 3
    assert [record.getMessage() for record in caplog.records] == [
        "speedup.json: cannot be read: No such file or directory; `slowspot train` makes it; going on without it"
    ]
    trees.shipped.cache_clear()


def test_what_cannot_be_exported_is_refused() -> None:
    table, target = made_up(300)
    with pytest.raises(ValueError, match="monotone names no feature"):
        fit_regressor(table, target, features=FEATURES, monotone={"x": 1})
    with pytest.raises(ValueError, match="8 features, but rows of shape"):
        fit_regressor(table[:, :3], target, features=FEATURES)
    with pytest.raises(ValueError, match="two classes, 0 and 1"):
        fit_classifier(table, np.digitize(target, [0, 1]), features=FEATURES)
