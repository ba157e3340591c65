"""Applies functions to many small groups of a pandas frame, row by row and with rolling windows."""

import random

import pandas as pd

PROJECT = "pandas"
REQUIRES = ["pandas"]
SCOPE = ["pandas"]
ROUNDS = 18


def sales(rng: random.Random, rows: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "shop": [f"shop {rng.randint(1, 60)}" for _ in range(rows)],
            "day": pd.to_datetime([f"2021-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}" for _ in range(rows)]),
            "count": [rng.randint(1, 9) for _ in range(rows)],
            "price": [rng.random() * 40 for _ in range(rows)],
        }
    )


def describe(group: pd.DataFrame) -> pd.Series:
    value = group["count"] * group["price"]
    best = group.loc[value.idxmax()]
    return pd.Series({"value": value.sum(), "best": best["price"], "days": group["day"].nunique()})


def trend(group: pd.DataFrame) -> pd.DataFrame:
    ordered = group.sort_values("day")
    ordered["smooth"] = ordered["price"].rolling(3, min_periods=1).mean()
    ordered["rank"] = ordered["price"].rank()
    return ordered[ordered["smooth"] > ordered["smooth"].median()]


def main() -> None:
    rng = random.Random(91)
    total = 0.0
    for _ in range(ROUNDS):
        frame = sales(rng, 1200)
        summary = frame.groupby("shop")[["count", "price", "day"]].apply(describe)
        kept = pd.concat([trend(group) for _, group in frame.groupby("shop")])
        total += summary["value"].sum() + len(kept)
        for _, row in frame.head(200).iterrows():
            total += row["count"] * row["price"]
        total += frame.apply(lambda row: row["price"] if row["count"] > 4 else 0.0, axis=1).sum()
        table = frame.pivot_table(index="shop", columns=frame["day"].dt.month, values="price", aggfunc="mean")
        total += table.fillna(0).stack().sum()
        months = frame.set_index("day")["count"].resample("MS").sum()
        total += months.loc["2021-03-01"] + frame.merge(summary, left_on="shop", right_index=True)["best"].max()
    print(f"{total:.2f}")


if __name__ == "__main__":
    main()
