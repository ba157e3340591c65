"""`python -m weather READINGS`, in the folder above this one: makes up readings and reports on them. Needs pandas."""

from __future__ import annotations

import sys

from weather.readings import invented
from weather.report import anomalies, heat_index, names, per_station


def main(count: int) -> None:
    readings = invented(count)
    readings["feels"] = heat_index(readings)
    table = per_station(readings)
    print(table.round(3).to_string())
    print(len(anomalies(readings)), "anomalies;", ", ".join(names(readings)[:3]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
