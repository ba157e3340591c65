"""The gate tried on itself: how often it stops equal code, and how often it sees a slowdown that is known."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from slowspot.analyzers.gating.command import Command
from slowspot.analyzers.gating.measuring import Compared, measure
from slowspot.analyzers.project.worktrees import Trees, states_of
from slowspot.analyzers.proving.interpreters import probe
from slowspot.analyzers.proving.programs import Runner
from slowspot.cli.gate import RUNS, THRESHOLD

# Each does UNITS times the same: a tenth more units is a tenth more time.
PROGRAM = """\
UNITS = {units}


def objects():
    class Point:
        def __init__(self, x, y):
            self.x = x
            self.y = y

    return sum(Point(number, 2).x for number in range(150))


def words():
    counts = {{}}
    for number in range(300):
        word = f"word{{number % 37}}"
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda item: (item[1], item[0]))[0]


def work():
    for _ in range(UNITS):
        objects()
        words()
    return UNITS
"""
BENCH = "import program\n\nprogram.work()\n"
SUITE = """\
import program
import pytest


@pytest.mark.parametrize("number", range({benchmarks}))
def test_work(benchmark, number):
    benchmark(program.work)
"""
TOLD = (1.0, 1.005, 1.01, 1.015, 1.02, 1.03, 1.05)


def repository(folder: Path, old: int, new: int, benchmarks: int) -> None:
    """Make one with two commits, whose programs do so many units; the second has another file as well."""

    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@x", *words], cwd=folder, check=True)

    git("init", "--quiet", "--initial-branch=main")
    (folder / "bench.py").write_text(BENCH)
    (folder / "test_bench.py").write_text(SUITE.format(benchmarks=benchmarks))
    for number, units in enumerate((old, new)):
        (folder / "program.py").write_text(PROGRAM.format(units=units))
        (folder / "NOTES").write_text(str(number))
        git("add", ".")
        git("commit", "--quiet", "--message", str(number))


def trials(options: argparse.Namespace, new: int) -> Iterator[list[Compared]]:
    """Compare both commits again and again, each time in trees of their own."""
    folder = Path(tempfile.mkdtemp(prefix="slowspot-gate-bench-"))
    words = (sys.executable, "bench.py")
    if options.suite:
        words = (options.suite, "-m", "pytest", "-q", "test_bench.py", f"--benchmark-max-time={options.seconds}")
    try:
        repository(folder, options.units, new, options.benchmarks)
        states = states_of("HEAD~", "HEAD", str(folder))
        for _ in range(options.trials):
            with Trees(states) as trees, Runner(probe(sys.executable), 600) as runner:
                command = Command(words, states.repository.root, states.repository.root, trees, ["."])
                found = measure(command, runner, runs=options.runs, benchmark=bool(options.suite))
            yield found.compared
    finally:
        shutil.rmtree(folder)


def report(options: argparse.Namespace, factor: float) -> None:
    new = round(options.units * factor)
    began = time.perf_counter()
    gates: list[float] = []
    ratios: list[float] = []
    widths: list[float] = []
    for rows in trials(options, new):
        gates.append(max(row.slowdown.low for row in rows))
        ratios += [row.slowdown.ratio for row in rows]
        widths += [row.slowdown.high / row.slowdown.low for row in rows]
        if options.log:
            with open(options.log, "a", encoding="utf-8") as file:
                lows = [(row.slowdown.low, row.slowdown.ratio, row.slowdown.high) for row in rows]
                file.write(json.dumps({"factor": factor, "load": os.getloadavg()[0], "rows": lows}) + "\n")
    ratios.sort()
    tail = len(ratios) // 40
    what = "equal code" if new == options.units else f"{new / options.units:.3f} x the work"
    print(f"{what}: {len(gates)} gates of {options.runs} runs, {(time.perf_counter() - began) / len(gates):.1f} s each")
    print(f"  ratio: median {median(ratios):.4f}, 95 % {ratios[tail]:.4f} to {ratios[-1 - tail]:.4f};", end=" ")
    print(f"interval, high ÷ low: median {median(widths):.4f}; largest lower end {max(gates):.4f}")
    stopped = ((threshold, sum(low > threshold for low in gates)) for threshold in sorted({*TOLD, THRESHOLD}))
    print("  stopped: " + ", ".join(f"{count} at {threshold:g}" for threshold, count in stopped), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--units", type=int, default=200, help="of work: 200 are some 40 ms")
    parser.add_argument("--factors", default="1,1.05,1.1,1.2", help="how much more work head does")
    parser.add_argument("--suite", metavar="PYTHON", help="an interpreter with pytest-benchmark: compare a suite")
    parser.add_argument("--benchmarks", type=int, default=10, help="in the suite")
    parser.add_argument("--seconds", type=float, default=0.02, help="for one benchmark in one run")
    parser.add_argument("--log", help="add each gate to this file")
    options = parser.parse_args()
    for factor in options.factors.split(","):
        report(options, float(factor))


if __name__ == "__main__":
    main()
