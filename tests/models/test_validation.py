"""The measures are what they are called; intervals keep their promise on what they have not seen."""

from __future__ import annotations

import math

import numpy as np
import pytest
from slowspot.training_data.fitting.validation import (
    auc,
    bootstrap,
    calibration_bins,
    conformal,
    coverage,
    folds,
    median_absolute_error,
    ranks,
    spearman,
)


def test_folds_keep_groups_together_and_use_each_row_once() -> None:
    groups = [f"g{number}" for number in np.random.default_rng(0).integers(0, 40, 500)]
    seen: list[int] = []
    for train, test in folds(groups, 5, seed=3):
        assert {groups[row] for row in train} & {groups[row] for row in test} == set()
        assert sorted([*train, *test]) == list(range(500))
        assert 80 <= len(test) <= 120
        seen += test.tolist()
    assert sorted(seen) == list(range(500))


def test_fewer_groups_than_folds_are_as_many_folds() -> None:
    assert len(list(folds(["a", "b", "a"], 5))) == 2


def test_equal_values_share_their_rank() -> None:
    assert ranks([30, 10, 10, 20]).tolist() == [3.0, 0.5, 0.5, 2.0]


def test_rank_correlation() -> None:
    assert spearman([1, 2, 3, 4], [10, 20, 30, 5]) == pytest.approx(-0.2)
    assert spearman([1, 1, 2], [5, 5, 9]) == pytest.approx(1.0)
    assert math.isnan(spearman([1, 1], [1, 2]))


def test_auc_counts_pairs_and_halves_ties() -> None:
    assert auc([0.9, 0.4, 0.4, 0.1], [1, 1, 0, 0]) == 0.875
    assert math.isnan(auc([1, 2], [1, 1]))


def test_error_and_coverage() -> None:
    assert median_absolute_error([1, 2, 3], [1, 4, 0]) == 2.0
    assert coverage([1, 2, 3], [1, 3, 0], [1, 4, 9]) == pytest.approx(2 / 3)


def test_conformal_intervals_cover_what_they_promise() -> None:
    chance = np.random.default_rng(1)
    groups = np.array(["wide", "narrow", "rare"])[np.minimum(chance.integers(0, 41, 60_000) // 20, 2)]
    truth = chance.normal(size=60_000) * np.where(groups == "wide", 3.0, 1.0)
    half = 30_000
    found = conformal(np.zeros(half), truth[:half], groups[:half].tolist(), level=0.8, smallest=1000)
    assert set(found.groups) == {"wide", "narrow"}
    assert found.around("rare") == found.pooled
    for name in ("wide", "narrow"):
        low, high = found.around(name)
        rest = truth[half:][groups[half:] == name]
        assert coverage(rest, np.full(len(rest), low), np.full(len(rest), high)) == pytest.approx(0.8, abs=0.01)


def test_few_residuals_make_the_widest_interval() -> None:
    assert conformal([0, 0], [1, -2], ["a", "a"], smallest=2).around("a") == (-2.0, 1.0)


def test_the_bootstrap_draws_groups_not_rows() -> None:
    chance = np.random.default_rng(2)
    groups = np.repeat(np.arange(25), 40)
    values = chance.normal(size=25)[groups]  # all rows of a group are the same
    found = bootstrap(lambda rows: float(values[rows].mean()), groups.tolist(), seed=5)
    spread = values[::40].std() / 5
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * spread, rel=0.25)
    assert found == bootstrap(lambda rows: float(values[rows].mean()), groups.tolist(), seed=5)


def test_calibration_bins_hold_all_rows() -> None:
    chance = np.random.default_rng(3)
    score = chance.random(2000)
    bins = calibration_bins(score, chance.random(2000) < score, 5)
    assert [row["rows"] for row in bins] == [400] * 5
    assert all(abs(row["predicted"] - row["observed"]) < 0.08 for row in bins)
    assert len(calibration_bins([1.0] * 10, [1] * 10)) == 1
