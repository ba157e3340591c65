"""Describe, compare and regress samples read from comma-separated text."""

import csv
import io
import random
import statistics

PROJECT = "stdlib-statistics"
REQUIRES = []
SCOPE = ["statistics", "fractions", "csv"]


def table(rng, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, ["group", "height", "weight", "score"])
    writer.writeheader()
    for _ in range(rows):
        height = rng.gauss(170, 10)
        weight = height * 0.5 + rng.gauss(0, 6)
        row = {"group": rng.choice("abc"), "height": height, "weight": weight, "score": rng.randint(1, 9)}
        writer.writerow(row)
    return out.getvalue()


def describe(values):
    return {
        "mean": statistics.mean(values),
        "fmean": statistics.fmean(values),
        "stdev": statistics.stdev(values),
        "median": statistics.median(values),
        "quartiles": statistics.quantiles(values),
        "mode": statistics.mode(values),
    }


def main():
    rng = random.Random(9)
    rows = list(csv.DictReader(io.StringIO(table(rng, 220_000))))
    groups = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    for name, members in sorted(groups.items()):
        heights = [float(row["height"]) for row in members]
        weights = [float(row["weight"]) for row in members]
        print(name, describe(heights), describe([int(row["score"]) for row in members]))
        print(statistics.linear_regression(heights, weights), statistics.correlation(heights, weights))
    normal = statistics.NormalDist.from_samples([float(row["height"]) for row in rows])
    print(sum(normal.cdf(value) for value in range(200_000)), statistics.harmonic_mean([3, 4, 5] * 2000))


if __name__ == "__main__":
    main()
