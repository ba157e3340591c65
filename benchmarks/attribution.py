"""A million samples tied to the source of Django, kept, read again, and laid over an open file of 10,000 lines.

python benchmarks/attribution.py [--samples N] [--rounds N]

The stacks are made up, over the functions of Django and of the standard library: each function calls some others, the
first far more often than the last, and every line of it may be the one that runs. Each stack is seen some times over.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from corpus import django, module_of
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.profiling.attributing.attribution import attribute
from slowspot.analyzers.profiling.measured import MeasuredFunction, MeasuredLine, Run
from slowspot.analyzers.profiling.overlay import overlay
from slowspot.analyzers.profiling.profile import Frame, Profile, StackTree
from slowspot.analyzers.profiling.store import Store
from slowspot.analyzers.source import Document
from slowspot.analyzers.source.functions import FunctionText, functions_of

LIMIT_ATTRIBUTION = 5.0
LIMIT_OVERLAY = 0.05
_CALLEES = 8
_DEPTH = 45
_SEEN = 25
"""Times that a stack is seen, on average."""
_FUNCTIONS = 3000
"""A recorded run of this project's tests had 5,174 frames, and 1.8 nodes per sample, after 22,719 samples. With these
two figures there are three times the frames, and 0.7 nodes per sample, after a million."""

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--samples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    package = django()
    tree = recorded(package, arguments.samples)
    profile = Profile("made up", stacks=tree, interval=0.001)
    run, first = timed(lambda: attribute(profile, str(package.parent), run_id="20260101-000000-1"))
    again = partial(attribute, profile, str(package.parent), run_id="1")
    times = [first, *(timed(again)[1] for _ in range(arguments.rounds - 1))]
    print(f"Python {sys.version.split()[0]}, {arguments.rounds} rounds, medians of CPU time\n")
    print("| what | of | s | limit |")
    print("|---|---|---|---|")
    what = f"{sum(tree.count):,} samples, {len(tree.frame):,} nodes, {len(tree.frames):,} frames"
    row("attribution", what, statistics.median(times), LIMIT_ATTRIBUTION)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        added = [timed(lambda: store.add(run))[1] for _ in range(arguments.rounds)]
        size = os.path.getsize(store.path_of(run.id))
        row("kept in the store", f"{len(run.functions):,} functions, {size / 1e6:.2f} MB", statistics.median(added))
        row("read again", "", statistics.median(timed(store.load)[1] for _ in range(arguments.rounds)))
        row("listed", "", statistics.median(timed(store.runs)[1] for _ in range(arguments.rounds)))
    overlays(arguments.rounds)


def overlays(rounds: int) -> None:
    text = module_of(10_000)
    run = all_measured(text)
    lines = text.count("\n")
    about = f"{lines:,} lines, {len(run.functions):,} functions, all measured"
    first: list[float] = []
    again: list[float] = []
    edited: list[float] = []
    fresh: list[float] = []
    for number in range(rounds):
        document = Document(text)
        lay = partial(overlay, run, "module.py", document)
        first.append(timed(lay)[1])
        again.append(timed(lay)[1])
        line = next(line for line in range(5000 + number, lines) if document.lines[line].strip().startswith("return"))
        end = Position(line, len(document.lines[line]) - 1)
        document.edit(Span(end, end), "  # x")
        edited.append(timed(lay)[1])
        fresh.append(timed(partial(overlay, run, "module.py", text))[1])
    row("overlay, file just opened", about, statistics.median(first), LIMIT_OVERLAY)
    row("overlay, store changed", "the same document", statistics.median(again), LIMIT_OVERLAY)
    row("overlay, key pressed", "the same document", statistics.median(edited), LIMIT_OVERLAY)
    row("overlay of a text that nobody parsed", "", statistics.median(fresh))


def row(what: str, of: str, seconds: float, limit: float | None = None) -> None:
    print(f"| {what} | {of} | {seconds:.4f} | {'' if limit is None else f'{limit:g}'} |")


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """Call, and tell the CPU time: other work on the machine counts less than on the wall."""
    began = time.process_time()
    result = call()
    return result, time.process_time() - began


def recorded(package: Path, samples: int) -> StackTree:
    chance = random.Random(1)
    functions: list[tuple[str, FunctionText]] = []
    for folder in (package, Path(os.__file__).parent / "json", Path(os.__file__).parent / "logging"):
        for path in sorted(folder.rglob("*.py")):
            functions += [(str(path), found) for found in functions_of(path.read_text("utf-8"))]
    chance.shuffle(functions)
    del functions[_FUNCTIONS:]
    callees = [[chance.randrange(len(functions)) for _ in range(_CALLEES)] for _ in functions]
    tree = StackTree()
    left = samples
    while left:
        node, number = -1, 0
        for _ in range(_DEPTH):
            path, found = functions[number]
            line = min(found.definition + int(chance.expovariate(0.7)), found.last)
            frame = Frame(found.name.rpartition(".")[2], path, found.line, line)
            node = tree.node(node, tree.frame_number(frame))
            callee = int(chance.expovariate(1.0))
            if callee >= _CALLEES or chance.random() < 0.04:
                break
            number = callees[number][callee]
        times = min(chance.randint(1, 2 * _SEEN - 1), left)
        tree.add(node, 0.001 * times, times)
        left -= times
    return tree


def all_measured(text: str) -> Run:
    functions = [
        MeasuredFunction(
            "module.py", found.name, found.line, found.digest, 1.0, 0.0, 1.0,
            lines=tuple(MeasuredLine(offset, 1.0, 1.0) for offset in range(1, found.last - found.line + 1, 2)),
        )
        for found in functions_of(text)
    ]  # fmt: skip
    return Run("1", "made up", "seconds", float(len(functions)), functions)


if __name__ == "__main__":
    main()
