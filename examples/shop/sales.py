"""The monthly sales report. Needs pandas."""

from __future__ import annotations

import pandas as pd


def load(paths: list[str]) -> pd.DataFrame:
    """All months in one table."""
    sales = pd.DataFrame()
    for path in paths:
        month = pd.read_csv(path)
        sales = pd.concat([sales, month])
    return sales


def turnover(sales: pd.DataFrame) -> float:
    total = 0.0
    for _, row in sales.iterrows():
        total += row["quantity"] * row["price"]
    return float(total)


def by_brand(sales: pd.DataFrame) -> pd.DataFrame:
    return sales.pivot_table(values="quantity", index="brand", aggfunc="sum")
