"""The statistics of timing, on given numbers: no clock here."""

from __future__ import annotations

import dataclasses
import math
import random

import pytest
from slowspot.analyzers.proving.intervals import (
    corrected_level,
    estimate,
    pairs_needed,
    signed_rank,
    spread_allowed,
    spread_of,
)
from slowspot.analyzers.proving.timing import Comparison, Dropped, concluded


def noisy(rng: random.Random, base: float, noise: float) -> list[float]:
    return [base * math.exp(rng.gauss(0, noise)) for _ in range(7)]


def paired(rng: random.Random, ratio: float, noise: float) -> list[list[tuple[float, float]]]:
    return [
        list(zip(noisy(rng, 1000 * ratio, noise), noisy(rng, 1000, noise), strict=True)) for _ in range(3)
    ]  # fmt: skip


def test_without_noise_the_ratio_is_exact() -> None:
    found = estimate([[(30.0, 20.0)] * 5] * 3)
    assert (found.ratio, found.low, found.high) == pytest.approx((1.5, 1.5, 1.5))


def test_one_disturbed_sample_does_not_count() -> None:
    disturbed = [[(10.0, 10.0), (10.0, 10.0), (900.0, 10.0), (10.0, 10.0), (10.0, 10.0)]]
    assert estimate(disturbed).ratio == pytest.approx(1.0)


def test_processes_that_disagree_widen_the_interval() -> None:
    found = estimate([[(10.0, 10.0)] * 5, [(12.0, 10.0)] * 5, [(14.0, 10.0)] * 5])
    assert found.low < 1.05
    assert found.high > 1.35
    assert found.ratio == pytest.approx((1.0 * 1.2 * 1.4) ** (1 / 3))


def test_the_interval_covers_as_often_as_it_says() -> None:
    rng = random.Random(1)
    inside = 0
    for trial in range(150):
        found = estimate(paired(rng, 1.3, 0.02), seed=str(trial))
        inside += found.low <= 1.3 <= found.high
    assert inside / 150 > 0.93


def test_equal_sides_are_hardly_ever_called_faster() -> None:
    rng = random.Random(2)
    lows = [estimate(paired(rng, 1.0, 0.02), seed=str(trial)).low for trial in range(150)]
    assert sum(low > 1.02 for low in lows) <= 1


def test_the_same_samples_give_the_same_interval() -> None:
    samples = paired(random.Random(3), 1.1, 0.05)
    assert estimate(samples, seed="a") == estimate(samples, seed="a")


def test_several_candidates_take_wider_intervals() -> None:
    samples = paired(random.Random(4), 1.1, 0.05)
    alone = estimate(samples, level=corrected_level(0.95, 1))
    among_five = estimate(samples, level=corrected_level(0.95, 5))
    assert corrected_level(0.95, 1) == pytest.approx(0.95)
    assert corrected_level(0.95, 5) == pytest.approx(0.99)
    assert among_five.low < alone.low < alone.high < among_five.high


def test_no_candidate_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one candidate"):
        corrected_level(0.95, 0)


def test_no_samples_are_an_error() -> None:
    with pytest.raises(ValueError, match="no samples"):
        estimate([[], []])


def test_the_spread_of_steady_samples_is_nought_also_where_they_drift() -> None:
    assert spread_of([[100.0] * 7] * 3) == 0
    assert spread_of([[100.0 * 1.001**number for number in range(7)]] * 3) < 0.002


def test_the_spread_grows_with_the_noise() -> None:
    rng = random.Random(5)
    small, large = (spread_of([noisy(rng, 100, noise) for _ in range(3)]) for noise in (0.01, 0.2))
    assert small < 0.02 < 0.08 < large


def test_a_large_effect_allows_a_larger_spread() -> None:
    assert spread_allowed(1.0) == 0.05
    assert spread_allowed(1.5) == pytest.approx(spread_allowed(1 / 1.5)) == pytest.approx(math.log(1.5) / 4)
    assert spread_allowed(1000.0) == 0.5


def test_samples_that_differ_from_themselves_allow_no_conclusion() -> None:
    rng = random.Random(6)
    before = [noisy(rng, 100, 0.3) for _ in range(3)]
    outcome = concluded("key", before, [[95.0] * 7] * 3)
    assert isinstance(outcome, Dropped)
    assert outcome.reason == "noisy"
    assert "differs from itself" in outcome.message


def test_steady_samples_make_a_comparison() -> None:
    outcome = concluded("key", [[3000.0] * 7] * 3, [[2000.0] * 7] * 3)
    assert isinstance(outcome, Comparison)
    assert dataclasses.astuple(outcome)[1:] == pytest.approx((1.5, 1.5, 1.5, 3e-6, 2e-6, 0.0))


def test_a_clock_that_stands_still_allows_no_conclusion() -> None:
    outcome = concluded("key", [[0.0] * 7], [[1.0] * 7])
    assert isinstance(outcome, Dropped)
    assert outcome.reason == "noisy"


def test_signed_ranks_give_the_ends_that_the_tables_give() -> None:
    # Critical values of Wilcoxon's test, two-sided 5 %: 0 of 6 pairs, 8 of 10, 25 of 15.
    for pairs, critical in ((6, 0), (10, 8), (15, 25)):
        logs = [0.01 * 2**number for number in range(pairs)]  # so that no two averages are equal
        averages = sorted((one + other) / 2 for number, one in enumerate(logs) for other in logs[: number + 1])
        found = signed_rank([(math.exp(log), 1.0) for log in logs])
        assert math.log(found.low) == pytest.approx(averages[critical])
        assert math.log(found.high) == pytest.approx(averages[-1 - critical])


def test_signed_ranks_of_too_few_pairs_have_no_ends() -> None:
    assert [pairs_needed(corrected_level(0.95, families)) for families in (1, 20, 100)] == [6, 10, 12]
    found = signed_rank([(3.0, 1.0)] * 5)
    assert (found.ratio, found.low, found.high) == (pytest.approx(3.0), 0.0, math.inf)
    assert signed_rank([(3.0, 1.0)] * 6).low == pytest.approx(3.0)


def test_signed_ranks_cover_as_often_as_they_say_under_heavy_tails() -> None:
    rng = random.Random(3)
    covered = 0
    for _ in range(1000):
        found = signed_rank([(math.exp(rng.gauss(0, 0.05) * rng.choice([1, 1, 1, 8])), 1.0) for _ in range(12)])
        covered += found.low <= 1 <= found.high
    assert 0.94 <= covered / 1000 <= 0.985
