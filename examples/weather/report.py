"""What is reported of the readings. Written as such code often is, with slow spots in hot and in cold places."""

from __future__ import annotations

import pandas as pd


def heat_index(readings: pd.DataFrame) -> pd.Series | pd.DataFrame:
    """How warm it feels."""
    return readings.apply(lambda row: row["temperature"] + 0.1 * row["humidity"] - 0.3 * row["wind"], axis=1)


def per_station(readings: pd.DataFrame) -> pd.DataFrame:
    """The means of each station, one row each."""
    table = pd.DataFrame(columns=["station", "temperature", "feels"])
    for station in sorted(set(readings["station"])):
        rows = readings[readings["station"] == station]
        row = pd.DataFrame(
            [{"station": station, "temperature": rows["temperature"].mean(), "feels": rows["feels"].mean()}]
        )
        table = pd.concat([table, row]) if len(table) else row
    return table.reset_index(drop=True)


def anomalies(readings: pd.DataFrame) -> list[str]:
    """The readings that are far from what is usual, as text."""
    found: list[str] = []
    for _, row in readings.iterrows():
        if row["temperature"] > 35 or row["temperature"] < -8:
            found.append(f"{row['station']}: {row['temperature']:.1f}")
    return found


def names(readings: pd.DataFrame) -> list[str]:
    """The stations, in order of appearance."""
    seen: list[str] = []
    for station in readings["station"]:
        if station not in seen:
            seen.append(station)
    return seen
