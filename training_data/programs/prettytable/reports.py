"""Lays out sales tables with prettytable, sorted, filtered, in several styles, and reads them back from CSV."""

import io
import random

from prettytable import ALL, MARKDOWN, MSWORD_FRIENDLY, PrettyTable, from_csv

PROJECT = "prettytable"
REQUIRES = ["prettytable"]
SCOPE = ["prettytable", "wcwidth"]
ROUNDS = 62


def table(rng: random.Random, rows: int) -> PrettyTable:
    result = PrettyTable(["City", "Product", "Count", "Price", "Note"])
    for _ in range(rows):
        note = " ".join(rng.choices(["late", "paid", "größe", "日本", "returned"], k=rng.randint(0, 6)))
        result.add_row(
            [f"City {rng.randint(1, 40)}", f"Thing {rng.randint(1, 9)}", rng.randint(1, 500), rng.random() * 90, note]
        )
    return result


def main() -> None:
    rng = random.Random(24)
    characters = 0
    for _ in range(ROUNDS):
        report = table(rng, 150)
        report.align["City"], report.align["Price"] = "l", "r"
        report.float_format = ".2"
        report.sortby = "Count"
        characters += len(report.get_string())
        report.max_width["Note"] = 12
        report.hrules = ALL
        characters += len(report.get_string(start=10, end=90))
        for style in (MARKDOWN, MSWORD_FRIENDLY):
            report.set_style(style)
            characters += len(report.get_string(fields=["City", "Count", "Note"]))
        characters += len(report.get_html_string(format=True))
        characters += len(from_csv(io.StringIO(report.get_csv_string())).get_string())
    print(characters)


if __name__ == "__main__":
    main()
