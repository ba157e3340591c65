"""Proofs tried on themselves: how often identical code is called faster, whether gains are found, and at what cost."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from slowspot.analyzers.proving.interpreters import Interpreter, probe
from slowspot.analyzers.proving.proofs.proof import Effort, Input, Rewrite, Speed
from slowspot.analyzers.proving.proofs.prove import prove
from slowspot.analyzers.proving.proofs.sides import target_of
from slowspot.analyzers.proving.proofs.speed import measured
from slowspot.analyzers.proving.sandbox import chosen

FUNCTION = "work"
# Functions of the name `work`, and arguments as a recording has them, of size k.
FUNCTIONS = {
    "squares": ("[{k} / 3] * {k}", """
def work(xs: list[float]) -> float:
    return sum(x * x for x in xs)
"""),
    "counts": ("[str(n % 7) for n in range({k})]", """
def work(words: list[str]) -> dict[str, int]:
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts
"""),
    "unique": ("[n % 50 for n in range({k})]", """
def work(xs: list[int]) -> list[int]:
    out = []
    for x in xs:
        if x not in out:
            out.append(x)
    return out
"""),
    "join": ("['word', 'other'] * {k}", """
def work(words: list[str]) -> str:
    text = ''
    for word in words:
        text += word.upper()
    return text
"""),
    "pairs": ("list(range({k})), list(range(1, {k}))", """
def work(xs: list[int], ys: list[int]) -> list[tuple[int, int]]:
    return [(x, y) for x, y in zip(xs, ys) if x < y]
"""),
    "quick": ("{k}, 3", """
def work(a: int, b: int) -> int:
    return a + b
"""),
    "lazy": ("list(range({k}))", """
def work(xs: list[int]):
    for x in xs:
        yield x * 2
"""),
    "sorting": ("list(range({k}))", """
def work(xs: list[int]) -> list[int]:
    return sorted(xs, key=lambda x: -x)
"""),
    "text": ("'a, b. ' * {k}", """
def work(text: str) -> list[str]:
    return [word.strip('.,') for word in text.split()]
"""),
    "changing": ("list(range({k}))", """
def work(xs: list[int]) -> None:
    for i, x in enumerate(xs):
        xs[i] = x + 1
"""),
}  # fmt: skip
KNOWN = """
def work(xs: list[int]) -> int:
    most = 0
    for _ in range(UNITS):
        for x in xs:
            most = max(most, x)
    return most
"""
# Before and after; the last one is wrong.
REWRITES = {
    "unique": (FUNCTIONS["unique"][1], """
def work(xs: list[int]) -> list[int]:
    return list(dict.fromkeys(xs))
"""),
    "member": ("""
def work(xs: list[int], ys: list[int]) -> list[int]:
    return [x for x in xs if x in ys]
""", """
def work(xs: list[int], ys: list[int]) -> list[int]:
    known = set(ys)
    return [x for x in xs if x in known]
"""),
    "join": (FUNCTIONS["join"][1], """
def work(words: list[str]) -> str:
    return ''.join(words).upper()
"""),
    "first": ("""
def work(xs: list[int]) -> int:
    return sorted(xs)[0] if xs else 0
""", """
def work(xs: list[int]) -> int:
    return min(xs, default=0)
"""),
    "wrong": ("""
def work(xs: list[int]) -> int:
    return sorted(xs)[0]
""", """
def work(xs: list[int]) -> int:
    return min(xs, default=0)
"""),
}  # fmt: skip


def of_identical_code(trials: int, interpreter: Interpreter, seed: int) -> Iterator[tuple[str, Speed, float]]:
    """Measure functions against themselves, in turns on recorded and on generated arguments."""
    names = [name for _ in range(trials // len(FUNCTIONS) + 1) for name in FUNCTIONS][:trials]
    rng = random.Random(seed)
    for number, name in enumerate(names):
        recorded, text = FUNCTIONS[name]
        after = text + "# the same\n"
        sizes = [rng.randrange(20, 400) for _ in range(60)] if number % 2 else []
        inputs = [recorded.replace("{k}", str(size)) for size in sizes]
        started = time.perf_counter()
        yield name, timed(text, after, interpreter, inputs, Effort(seed=seed + number)), time.perf_counter() - started


def timed(before: str, after: str, interpreter: Interpreter, recorded: list[str], effort: Effort) -> Speed:
    """Measure two texts, on recorded arguments where there are any: two thirds of them, the rest as varied ones."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measured.py"
        path.write_text(before, encoding="utf-8")
        part = len(recorded) * 2 // 3
        return measured(
            before, after, target_of(str(path), FUNCTION, folder), interpreter, sandbox=chosen(effort.sandbox),
            replayed=[Input("replayed", code=code) for code in recorded[:part]],
            varied=[Input("varied", code=code) for code in recorded[part:]], effort=effort, seconds=30,
        )  # fmt: skip


def report_identical(trials: int, interpreter: Interpreter, seed: int, verbose: bool) -> None:
    faster = first = 0
    ends: Counter[str] = Counter()
    ratios: list[float] = []
    seconds: list[float] = []
    for name, found, took in of_identical_code(trials, interpreter, seed):
        faster += found.faster
        first += found.faster or found.note.startswith("a second")
        ends["faster" if found.faster else "noisy" if "noisy" in found.note else "not faster"] += 1
        ratios += [found.sets[0].median] if found.sets else []
        seconds.append(took)
        if verbose:
            print(f"  {name:10} {took:5.1f} s  {'FASTER' if found.faster else ''} {found.note}", flush=True)
    print(f"identical code: {trials} trials, faster {faster}, of which the first measurement alone {first}")
    ratios.sort()
    if ratios:
        tail = len(ratios) // 40
        print(f"  ratio: median {median(ratios):.4f}, 95 % of trials {ratios[tail]:.3f} to {ratios[-1 - tail]:.3f}")
    print("  " + ", ".join(f"{what} {count}" for what, count in ends.most_common()))
    print(f"  seconds: median {median(seconds):.1f}, longest {max(seconds):.1f}", flush=True)


def report_known(trials: int, interpreter: Interpreter, seed: int) -> None:
    for label, units in (("1.2 x", 12), ("1.5 x", 15)):
        before, after = KNOWN.replace("UNITS", str(units)), KNOWN.replace("UNITS", "10")
        found = [timed(before, after, interpreter, [], Effort(seed=seed + number)) for number in range(trials)]
        ratios = [each.sets[0].median for each in found if each.sets]
        told = f"median {median(ratios):.3f}" if ratios else "no ratio"
        print(f"a known {label}: faster in {sum(each.faster for each in found)} of {trials}, {told}", flush=True)


def report_proofs(interpreter: Interpreter) -> None:
    """Whole proofs, one after the other: how long each takes."""
    seconds: list[float] = []
    for name, (before, after) in REWRITES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "proved.py"
            path.write_text(before, encoding="utf-8")
            proof = prove(Rewrite(str(path), FUNCTION, before, after), interpreter, root=folder)
        seconds.append(proof.seconds)
        print(f"  {name:10} {proof.seconds:5.1f} s  {proof.verdict}: {proof.reason}", flush=True)
    print(f"proofs: median {median(seconds):.1f} s, longest {max(seconds):.1f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["identical", "known", "proofs"])
    parser.add_argument("--verbose", action="store_true", help="each trial as it comes")
    options = parser.parse_args()
    interpreter = probe(options.python)
    if options.only in (None, "identical"):
        report_identical(options.trials, interpreter, options.seed, options.verbose)
    if options.only in (None, "known"):
        report_known(max(options.trials // 20, 3), interpreter, options.seed)
    if options.only in (None, "proofs"):
        report_proofs(interpreter)


if __name__ == "__main__":
    main()
