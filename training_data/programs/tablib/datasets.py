"""Sorts, filters, transposes and exports generated datasets with tablib."""

import random

import tablib

PROJECT = "tablib"
REQUIRES = ["tablib"]
SCOPE = ["tablib"]
ROUNDS = 150


def dataset(rng: random.Random, count: int) -> tablib.Dataset:
    data = tablib.Dataset(headers=["name", "city", "age"], title="people")
    for number in range(count):
        tags = [rng.choice(["staff", "guest"])]
        data.append([f"person {number}", rng.choice(["Rome", "Oslo", "Lima"]), rng.randint(1, 90)], tags=tags)
    data.append_col(lambda row: row[2] * 2, header="double")
    data.add_formatter("city", str.upper)
    return data


def main() -> None:
    rng = random.Random(63)
    size = 0
    for _ in range(ROUNDS):
        data = dataset(rng, 400)
        staff = data.filter("staff")
        size += len(staff) + sum(data.sort("age", reverse=True)["age"][:10])
        for style in ("csv", "json", "html", "tsv", "jira", "latex", "rst"):
            size += len(data.export(style))
        loaded = tablib.Dataset().load(data.export("csv"), format="csv")
        loaded.remove_duplicates()
        size += len(loaded.transpose().headers) + len(loaded.subset(rows=range(0, 400, 3), cols=["name", "age"]))
        size += len(data.stack(dataset(rng, 50)).dict)
    print(size)


if __name__ == "__main__":
    main()
