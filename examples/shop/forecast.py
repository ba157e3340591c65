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
