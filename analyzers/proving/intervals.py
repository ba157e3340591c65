"""What paired samples say: a ratio, its bootstrap interval, and whether the noise allows a conclusion."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

__all__ = [
    "TELLING",
    "Estimate",
    "corrected_level",
    "estimate",
    "pairs_needed",
    "signed_rank",
    "spread_allowed",
    "spread_of",
    "verdict_of",
]

_RESAMPLES = 500
TELLING: Final = 1.02
"""What lies within this factor of equal is not told apart from it: as much as the placement of code in memory does."""

Samples = Sequence[float]


@dataclass(frozen=True, slots=True)
class Estimate:
    ratio: float
    low: float
    high: float


def estimate(pairs: Sequence[Sequence[tuple[float, float]]], *, level: float = 0.95, seed: str = "") -> Estimate:
    """Estimate first ÷ second from paired samples, a sequence for each process.

    Within a process the median of the pairs' ratios counts, over processes the geometric mean. The interval is a
    percentile bootstrap of both stages: processes with replacement, pairs within them with replacement. Drawing from
    k processes makes it too narrow by sqrt((k - 1) / k), which is put back.
    """
    logs = [[math.log(first / second) for first, second in process] for process in pairs if process]
    if not logs:
        raise ValueError("no samples")
    centre = _mean([median(process) for process in logs])
    rng = random.Random(seed)
    drawn = sorted(
        _mean([_middle(rng.choices(process, k=len(process))) for process in rng.choices(logs, k=len(logs))])
        for _ in range(_RESAMPLES)
    )
    tail = (1 - level) / 2
    narrow = math.sqrt(len(logs) / (len(logs) - 1)) if len(logs) > 1 else 1.0
    low = centre - narrow * (centre - _quantile(drawn, tail))
    high = centre + narrow * (_quantile(drawn, 1 - tail) - centre)
    return Estimate(math.exp(centre), math.exp(min(low, centre)), math.exp(max(high, centre)))


def spread_of(samples: Sequence[Samples], *, seed: str = "") -> float:
    """Say how far A seems to be from itself: the half-width of the interval of A against A, 0.02 for ± 2 %.

    Each sample of an even round is set against those of the rounds beside it, so that a drift cancels.
    """
    pairs = [
        [(process[even], process[odd]) for even in range(0, len(process), 2) for odd in (even - 1, even + 1)
         if 0 <= odd < len(process)]
        for process in samples
    ]  # fmt: skip
    pairs = [process for process in pairs if process]
    if not pairs:
        return 0.0
    found = estimate(pairs, seed=seed)
    return math.sqrt(found.high / found.low) - 1


def spread_allowed(ratio: float) -> float:
    """Return the spread of A against A up to which a ratio is worth telling: a quarter of the effect, 5 % to 50 %."""
    return min(max(abs(math.log(ratio)) / 4, 0.05), 0.5)


def verdict_of(low: float, high: float) -> Literal["faster", "slower", "same"]:
    """Say what an interval of old ÷ new allows to tell: "same" where it reaches within 2 % of equal."""
    return "faster" if low > TELLING else "slower" if high < 1 / TELLING else "same"


def corrected_level(level: float, candidates: int) -> float:
    """Return the level of each interval such that all of them together hold at `level` (Bonferroni)."""
    if candidates < 1:
        raise ValueError("at least one candidate")
    return 1 - (1 - level) / candidates


def signed_rank(pairs: Sequence[tuple[float, float]], *, level: float = 0.95) -> Estimate:
    """Estimate first ÷ second from pairs by Hodges and Lehmann, with the exact interval of Wilcoxon's signed ranks.

    It asks only that a pair of equals is as likely to come out one way as the other, which holds whatever the machine
    does where chance decides who goes first. With fewer than `pairs_needed` pairs the interval has no ends: 0 and
    infinity.
    """
    logs = [math.log(first / second) for first, second in pairs]
    if not logs:
        raise ValueError("no samples")
    # The averages of all pairs of values, each with itself as well (Walsh).
    averages = sorted((logs[one] + logs[two]) / 2 for one in range(len(logs)) for two in range(one + 1))
    centre = median(averages)
    cut = _rank_sum_below(len(logs), (1 - level) / 2)
    if not cut:
        return Estimate(math.exp(centre), 0.0, math.inf)
    return Estimate(math.exp(centre), math.exp(averages[cut - 1]), math.exp(averages[-cut]))


def pairs_needed(level: float) -> int:
    """Return the fewest pairs of which `signed_rank` can tell anything at this level."""
    return 1 + math.ceil(math.log2(1 / (1 - level)) - 1e-9)


def _rank_sum_below(pairs: int, tail: float) -> int:
    """Return the largest sum of signed ranks that is reached from below with a chance of at most `tail`."""
    ways = [1]  # that a sum of some of the ranks 1 to `pairs` is 0, 1, 2, ...
    for rank in range(1, pairs + 1):
        ways = [
            (ways[total] if total < len(ways) else 0) + (ways[total - rank] if total >= rank else 0)
            for total in range(len(ways) + rank)
        ]
    most, below = tail * 2**pairs, 0
    for total, number in enumerate(ways):
        below += number
        if below > most:
            return total
    raise ValueError("a level above 0")


def _middle(values: list[float]) -> float:
    """The median; `statistics.median` does the same in twice the time, and this is most of what an interval costs."""
    values.sort()
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _quantile(ordered: Sequence[float], part: float) -> float:
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
