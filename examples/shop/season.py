"""Plans the season: `python -m shop.season 30`, in the folder above this one. Needs NumPy."""

from __future__ import annotations

import json
import random
import sys

import numpy as np

from . import forecast, warehouse

DAYS = 120


def demand(sku: str, days: int = DAYS, runs: int = 3000) -> float:
    """How much of a product will be sold: the mean of many simulated seasons, in which good days follow good days."""
    chance = random.Random(sku)
    total = 0
    for _ in range(runs):
        mood = 1.0
        for _ in range(days):
            mood = 0.9 * mood + 0.2 * chance.random()
            if chance.random() < mood * 0.3:
                total += 1 + int(4 * chance.random())
    return total / runs


def demands(skus: list[str]) -> list[float]:
    """How much of each product will be sold."""
    return [demand(sku) for sku in skus]


def archive(plan: dict[str, float], weeks: int) -> str:
    """The plan as the archive keeps it, what is left of it in each week."""
    left = dict(plan)
    lines: list[str] = []
    for week in range(weeks):
        left["week"] = week
        lines.append(json.dumps(left, indent=1, sort_keys=True))
    return "\n".join(lines)


def main(count: int) -> None:
    skus = [f"P-{number}" for number in range(count)]
    with warehouse.service() as base:
        stock = warehouse.levels(base, skus)
    wanted = demands(skus)
    missing = {sku: round(max(want - stock[sku], 0.0), 3) for sku, want in zip(skus, wanted, strict=True)}
    prices = np.linspace(1.0, 90.0, 50_000 * count)
    sold = np.arange(50_000.0 * count) % 17
    earned = forecast.revenue(prices, sold)
    print(
        len(missing), "products,", round(sum(missing.values()), 1), "to order,", round(float(earned.max()), 2), "most"
    )
    print(len(archive(missing, 400 * count)), "characters for the archive")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
