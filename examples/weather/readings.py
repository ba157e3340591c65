"""Readings, made up the same way each time."""

from __future__ import annotations

import numpy as np
import pandas as pd

STATIONS = [f"station-{n:03d}" for n in range(40)]


def invented(count: int) -> pd.DataFrame:
    chance = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "station": chance.choice(STATIONS, count),
            "temperature": chance.normal(15, 8, count),
            "humidity": chance.uniform(20, 100, count),
            "wind": chance.gamma(2, 3, count),
        }
    )
