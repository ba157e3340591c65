"""Cleans a messy generated table with pandas: strings, missing values, categories, dates, joins, reshaping."""

import io
import random

import pandas as pd

PROJECT = "pandas"
REQUIRES = ["pandas"]
SCOPE = ["pandas"]
ROUNDS = 42


def text(rng: random.Random, rows: int) -> str:
    lines = ["id;Name ;City;joined;amount;grade"]
    for number in range(rows):
        joined = rng.choice(["2020-01-0%d" % rng.randint(1, 9), "", "2021/05/17"])
        amount = rng.choice([f"{rng.random() * 900:.2f}", "n/a", "1,200.50"])
        lines.append(
            f"{number % 400}; person {number % 90}"
            f" ;{rng.choice(['rome', 'OSLO', ''])};{joined};{amount};{rng.choice('abc')}"
        )
    return "\n".join(lines)


def clean(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.rename(columns=lambda name: name.strip().lower())
    frame["name"] = frame["name"].str.strip().str.title()
    frame["city"] = frame["city"].fillna("unknown").str.capitalize().astype("category")
    frame["joined"] = pd.to_datetime(frame["joined"].str.replace("/", "-"), errors="coerce")
    frame["amount"] = pd.to_numeric(frame["amount"].str.replace(",", ""), errors="coerce")
    frame["amount"] = frame.groupby("city", observed=True)["amount"].transform(
        lambda values: values.fillna(values.median())
    )
    return frame.drop_duplicates(subset="id").assign(year=lambda data: data["joined"].dt.year)


def main() -> None:
    rng = random.Random(92)
    total = 0.0
    for _ in range(ROUNDS):
        frame = clean(pd.read_csv(io.StringIO(text(rng, 500)), sep=";"))
        long = frame.melt(id_vars=["id", "city"], value_vars=["amount", "year"])
        wide = long.pivot_table(index="city", columns="variable", values="value", observed=True)
        bins = pd.cut(frame["amount"], [0, 100, 500, 2000], labels=["low", "middle", "high"])
        counts = pd.crosstab(bins, frame["grade"])
        joined = frame.merge(wide.reset_index(), on="city", suffixes=("", "_mean"), how="left")
        total += joined["amount_mean"].sum() + counts.to_numpy().sum() + wide.size
        for grade, part in joined.groupby("grade"):
            total += part.query("amount > 50 and year >= 2020").shape[0] + len(grade)
        for column in joined.columns:
            total += joined[column].isna().sum() + joined[column].nunique()
        for identifier in range(0, 400, 8):
            total += joined.loc[joined["id"] == identifier, "amount"].sum()
        total += len(joined.head(40).to_string()) + len(joined.to_csv(index=False)) + len(joined.describe().to_html())
    print(f"{total:.2f}")


if __name__ == "__main__":
    main()
