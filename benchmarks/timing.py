"""The bench tried on itself: how often it calls identical code faster, and how often it finds a known 1.10 x."""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median

from slowspot.analyzers.proving.interpreters import probe
from slowspot.analyzers.proving.timing import Comparison, Dropped, Effort, Pair, compare

# Each does UNITS times the same, so that a tenth more units is a tenth more time; all return the same.
KERNELS = {
    "appending": """
def kernel():
    for unit in range(UNITS):
        out = []
        for number in range(200):
            out.append(number * 2)
    return len(out)
""",
    "counting": """
WORDS = [f"word{number % 37}" for number in range(200)]

def kernel():
    for unit in range(UNITS):
        counts = {}
        for word in WORDS:
            counts[word] = counts.get(word, 0) + 1
    return len(counts)
""",
    "strings": """
WORDS = [f"word{number}" for number in range(100)]

def kernel():
    for unit in range(UNITS):
        text = ",".join(word.upper() for word in WORDS)
        parts = text.split(",")
    return len(parts)
""",
    "objects": """
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y

def kernel():
    for unit in range(UNITS):
        total = 0.0
        for number in range(60):
            total += Point(number, 1.5).norm()
    return total
""",
    "sets": """
NAMES = [f"name{number}" for number in range(150)]

def kernel():
    for unit in range(UNITS):
        seen = set()
        for name in NAMES:
            if name not in seen:
                seen.add(name)
    return len(seen)
""",
    "sorting": """
ROWS = [(number * 7919 % 101, str(number)) for number in range(120)]

def kernel():
    for unit in range(UNITS):
        ordered = sorted(ROWS, key=lambda row: row[0])
    return ordered[0][0]
""",
}
UNITS = 40
FASTER = 1.02
"""A verdict "faster" takes an interval that lies above this."""


def trials(
    units: int, number: int, effort: Effort, python: str, seed: int
) -> Iterator[tuple[str, Comparison | Dropped]]:
    """Compare each kernel with itself, the old side doing `units` of work for the new side's UNITS.

    New processes every 20 trials.
    """
    interpreter = probe(python)
    names = [name for name, _ in zip(_round_robin(), range(number), strict=False)]
    random.Random(seed).shuffle(names)
    for first in range(0, number, 20):
        pairs = [
            Pair(name, KERNELS[name].replace("UNITS", str(units)), KERNELS[name].replace("UNITS", str(UNITS)))
            for name in names[first : first + 20]
        ]
        for outcome in compare(pairs, interpreter, effort, seed=seed + first):
            yield outcome.key, outcome


def _round_robin() -> Iterator[str]:
    while True:
        yield from KERNELS


def report(title: str, units: int, options: argparse.Namespace, effort: Effort) -> None:
    verdicts: Counter[str] = Counter()
    by_kernel: Counter[str] = Counter()
    ratios: list[float] = []
    widths: list[float] = []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started, own = time.perf_counter(), time.process_time()
    for name, outcome in trials(units, options.trials, effort, options.python, options.seed):
        if isinstance(outcome, Dropped):
            verdicts[outcome.reason] += 1
            continue
        verdict = "faster" if outcome.low > FASTER else "slower" if outcome.high < 1 / FASTER else "neither"
        verdicts[verdict] += 1
        by_kernel[f"{name} {verdict}"] += 1
        ratios.append(outcome.ratio)
        widths.append(outcome.high / outcome.low)
        if options.verbose:
            print(name, f"{outcome.ratio:.4f} ({outcome.low:.4f} to {outcome.high:.4f})", flush=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime + time.process_time() - own
    ratios.sort()
    print(f"{title}: {options.trials} trials, {effort.processes} processes x {effort.rounds} rounds")
    print("  " + ", ".join(f"{what} {count} ({count / options.trials:.1%})" for what, count in verdicts.most_common()))
    tail = len(ratios) // 40
    print(
        f"  ratio: median {median(ratios):.4f}, 95 % of trials {ratios[tail]:.4f} to {ratios[-1 - tail]:.4f};", end=" "
    )
    print(f"width of the interval: median {median(widths):.4f} x")
    print(f"  CPU a pair {cpu / options.trials:.2f} s, wall {(time.perf_counter() - started) / options.trials:.2f} s")
    print("  " + ", ".join(f"{what} {count}" for what, count in sorted(by_kernel.items())), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--processes", type=int, default=Effort().processes)
    parser.add_argument("--rounds", type=int, default=Effort().rounds)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["identical", "known"])
    parser.add_argument("--verbose", action="store_true", help="each trial as it comes")
    options = parser.parse_args()
    effort = Effort(processes=options.processes, rounds=options.rounds)
    if options.only != "known":
        report("identical code", UNITS, options, effort)
    if options.only != "identical":
        report("1.10 x", UNITS * 11 // 10, options, effort)


if __name__ == "__main__":
    main()
