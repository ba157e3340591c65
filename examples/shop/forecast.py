"""How much will be sold next week: a moving average over the past weeks. Needs NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def weekly(sold: list[int]) -> NDArray[np.float64]:
    """Daily figures summed up by week; an unfinished week is left out."""
    weeks = np.array([])
    for start in range(0, len(sold) - 6, 7):
        weeks = np.append(weeks, sum(sold[start : start + 7]))
    return weeks


def share(figures: list[float]) -> list[float]:
    """Each product's part of all that was sold."""
    sold = np.array(figures)
    return (sold / sum(sold)).tolist()


def expected(sold: list[int], weeks: int = 4) -> float:
    past = weekly(sold)[-weeks:]
    return float(past.mean()) if len(past) else 0.0


def revenue(prices: NDArray[np.float64], sold: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each day brought in, after the card's fee; a price without bounds brings in as much."""
    if prices.ndim != 1 or prices.shape != sold.shape:
        raise ValueError("as many prices as days, please")
    with np.errstate(all="ignore"):
        earned = np.zeros(len(prices))
        for day in range(len(prices)):
            earned[day] = prices[day] * sold[day] * 0.98
        return earned
