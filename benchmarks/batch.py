"""`slowspot analyze` over Django against `ast.parse` of the same files, in turn. Ratios are of rounds; medians count.

python benchmarks/batch.py [--rounds N] [PATH]
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from corpus import django
from processes import Cost, measure

PARSE = """
import ast, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    try:
        ast.parse(path.read_bytes())
    except SyntaxError:
        pass
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    path = str(arguments.path or django())
    analyze = [sys.executable, "-m", "slowspot.cli", "analyze", "--quiet", path]
    commands = {
        "ast.parse, 1 process": [sys.executable, "-S", "-E", "-c", PARSE, path],
        "slowspot, 1 process": [*analyze, "--jobs", "1"],
        "slowspot, 2 processes": [*analyze, "--jobs", "2"],
    }
    lines = sum(file.read_bytes().count(b"\n") for file in Path(path).rglob("*.py"))
    results: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(arguments.rounds):
        turn = list(commands)
        turn = turn[number % len(turn) :] + turn[: number % len(turn)]
        for name in turn:
            cost = measure(commands[name])
            if cost.status not in (0, 1):
                raise SystemExit(f"{name} ended with {cost.status}: {' '.join(commands[name])}")
            results[name].append(cost)
    floor = results["ast.parse, 1 process"]
    print(f"{path}: {lines} lines, {arguments.rounds} rounds, Python {sys.version.split()[0]}\n")
    print("| command | wall s | CPU s | wall, x of ast.parse | CPU, x of ast.parse | peak MB |")
    print("|---|---|---|---|---|---|")
    for name, costs in results.items():
        wall = statistics.median(cost.wall / base.wall for cost, base in zip(costs, floor, strict=True))
        cpu = statistics.median(cost.cpu / base.cpu for cost, base in zip(costs, floor, strict=True))
        print(
            f"| {name} | {statistics.median(c.wall for c in costs):.2f} | {statistics.median(c.cpu for c in costs):.2f}"
            f" | {wall:.2f} | {cpu:.2f} | {max(c.peak for c in costs):.0f} |"
        )


if __name__ == "__main__":
    main()
