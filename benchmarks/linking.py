"""What linking costs `slowspot analyze`: runs with and without it in turns; and runs that know all.

    python benchmarks/linking.py [--record] [--rounds N] [--only cold|warm] [--tree NAME=FOLDER ...] [--refresh FILE]

The trees are Django, and Django + SymPy + stdlib, unless others are named. `--refresh` takes over what
benchmarks/linking_refresh.py printed into that file. With `--record` the figures go to linking_figures.json, from which
docs/quality.md is made. The median of the ratios of rounds counts. Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from corpus import django
from processes import Cost, measure
from scale_corpus import big, tree_in

FIGURES = Path(__file__).with_name("linking_figures.json")
_WARM_RUNS = 10
"""A system counts in hundredths of a second."""
COMMAND = [sys.executable, "-m", "slowspot.cli", "analyze", "-q", "--exit-zero"]


def run(tree: Path, *arguments: str, cache: Path | None = None) -> Cost:
    kept = ["--no-cache"] if cache is None else ["--cache-dir", str(cache)]
    cost = measure([*COMMAND, *arguments, *kept, str(tree)])
    if cost.status:
        raise RuntimeError(f"analyze {tree} ended with {cost.status}")
    return cost


def cold(tree: Path, rounds: int) -> dict[str, Any]:
    """CPU and memory of runs from nothing."""
    ratios: list[float] = []
    without: list[float] = []
    linked: list[float] = []
    peak = 0.0
    for _ in range(rounds):
        alone, together = run(tree, "--no-link"), run(tree)
        ratios.append(together.cpu / alone.cpu)
        without.append(alone.cpu)
        linked.append(together.cpu)
        peak = max(peak, together.peak)
    return {
        "cpu": round(statistics.median(linked), 2),
        "cpu_without": round(statistics.median(without), 2),
        "ratio": round(statistics.median(ratios), 3),
        "peak": round(peak),
    }


def warm(tree: Path) -> dict[str, Any]:
    """Seconds of CPU of a run that knows everything, with linking and without."""
    with tempfile.TemporaryDirectory() as folder:
        kinds = {"without": ["--no-link"], "linked": []}
        for name, arguments in kinds.items():
            run(tree, *arguments, cache=Path(folder, name))
        spent = dict.fromkeys(kinds, 0.0)
        for _ in range(_WARM_RUNS):
            for name, arguments in kinds.items():
                spent[name] += run(tree, *arguments, cache=Path(folder, name)).cpu
        return {name: round(seconds / _WARM_RUNS, 3) for name, seconds in spent.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help=f"write the figures to {FIGURES.name}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tree", action="append", metavar="NAME=FOLDER", help="measure these folders instead")
    parser.add_argument("--only", choices=("cold", "warm"))
    parser.add_argument("--refresh", type=Path, help="what benchmarks/linking_refresh.py printed")
    options = parser.parse_args()
    figures: dict[str, Any] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    figures |= {"python": platform.python_version(), "cores": os.cpu_count()}
    if options.tree:
        trees = {name: Path(folder) for name, _, folder in (given.partition("=") for given in options.tree)}
    else:
        trees = {"Django": django(), "Django + SymPy + stdlib": big().path}
    for name, path in trees.items():
        tree = tree_in(path)
        found = figures.setdefault("trees", {}).setdefault(name, {})
        found |= {"files": tree.files, "lines": tree.lines}
        if options.only != "warm":
            found["cold"] = cold(path, options.rounds)
        if options.only != "cold":
            found["warm"] = warm(path)
        print(name, json.dumps(found))
        if options.record:
            FIGURES.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    if options.refresh is not None:
        figures["refresh"] = json.loads(options.refresh.read_text("utf-8"))
        if options.record:
            FIGURES.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
