"""Prints generated measurements as tables in many of tabulate's formats."""

import random

from tabulate import tabulate

PROJECT = "tabulate"
REQUIRES = ["tabulate"]
SCOPE = ["tabulate"]
ROUNDS = 48


def rows(rng: random.Random, count: int) -> list[list]:
    return [
        [f"probe {n}", rng.randint(-500, 500), rng.uniform(0, 1e4), rng.choice([None, "ok", "12.5", ""]), "two\nlines"]
        for n in range(count)
    ]


def main() -> None:
    rng = random.Random(62)
    headers = ["name", "count", "value", "state", "remark"]
    characters = 0
    for _ in range(ROUNDS):
        data = rows(rng, 120)
        for style in ("plain", "grid", "pipe", "html", "latex", "rst", "fancy_grid", "tsv"):
            characters += len(tabulate(data, headers, tablefmt=style, floatfmt=".3f", missingval="?"))
        records = [dict(zip(headers, row, strict=True)) for row in data]
        characters += len(tabulate(records, headers="keys", showindex="always", numalign="decimal"))
        characters += len(tabulate(data, headers, maxcolwidths=[4, None, None, None, 3], colalign=("right",)))
    print(characters)


if __name__ == "__main__":
    main()
