"""A small program whose hot line is known, what real profilers make of it, and what a reader made of that."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.profile import THREAD, Profile
from slowspot.analyzers.profiling.readers import UnreadableProfile, read

KEPT = 3_000_000
"""Bytes that the program has at its peak."""
PROGRAM = """\
import json
import time

KEPT = 3_000_000


def spin(seconds):
    end = time.perf_counter() + seconds
    total = 0
    while time.perf_counter() < end:
        for number in range(2000):
            total += number * number % 7  # hot
    return total


class Store:
    def load(self, seconds):
        kept = bytearray(KEPT)  # load allocates
        json.dumps(list(range(1000)))
        return spin(seconds) + len(kept)  # load calls


def main():
    Store().load(0.2)  # main calls
    spin(0.1)


if __name__ == "__main__":
    main()
"""
SPUN = 0.3
"""Seconds that the program spends in `spin`, by its own clock."""
LINES = PROGRAM.splitlines()
SPIN = LINES.index("def spin(seconds):") + 1
LOAD = LINES.index("    def load(self, seconds):") + 1
HOT = range(SPIN, SPIN + 7)
"""The lines of `spin`."""


def line(mark: str) -> int:
    return next(number for number, text in enumerate(LINES, 1) if text.endswith(f"# {mark}"))


@dataclass(frozen=True)
class Recorded:
    """A file that a profiler wrote, and the seconds that it and the program took together."""

    path: Path
    wall: float
    refused: str = ""
    """What a profiler said that may not read another process's memory on this machine. There is no file then."""

    def missing(self) -> bool:
        """Whether there is no file, because the machine forbids it. What then holds: no profile comes of nothing."""
        if not self.refused:
            return False
        with pytest.raises(UnreadableProfile, match=self.path.name):
            read(str(self.path))
        return True


def record(folder: Path, name: str, *command: str) -> Recorded:
    """Run a profiler on the program, in the program's folder, for a file of that name there.

    `command` is what `python -m` is to run, or a program's path; `FILE` in it is the file, `PROGRAM` the program.
    """
    program = folder / "program.py"
    if not program.exists():
        program.write_text(PROGRAM, encoding="utf-8")
    words = [{"FILE": str(folder / name), "PROGRAM": str(program)}.get(word, word) for word in command]
    if not os.path.isabs(words[0]):
        words = [sys.executable, "-m", *words]
    for left in reversed(range(5)):  # those that look from outside now and then miss a short program
        began = time.perf_counter()
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)
        recorded = Recorded(folder / name, time.perf_counter() - began)
        if done.returncode == 0 and recorded.path.exists() and recorded.path.stat().st_size:
            return recorded
        if "ermission" in done.stderr:
            return replace(recorded, refused=done.stderr)
        assert left, f"{' '.join(words)} ended with {done.returncode}, without a file: {done.stderr}"
    raise AssertionError


def tool(name: str) -> str:
    """The path of a program that a package of the test extra has installed beside this interpreter."""
    path = Path(sys.executable).with_name(name)
    assert path.exists(), f"{path} is missing: the extra `test` installs it"
    return str(path)


def own_by_place(profile: Profile) -> dict[tuple[str, int], float]:
    """Own weight by function and line: the line that ran where the file has it, else the function's first."""
    found: dict[tuple[str, int], float] = defaultdict(float)
    if profile.stacks is not None:
        tree = profile.stacks
        for number, own in zip(tree.frame, tree.own, strict=True):
            frame = tree.frames[number]
            if frame.path.endswith("program.py"):
                found[frame.name.rpartition(".")[2], frame.line or frame.first] += own
    for function in profile.functions or ():
        if function.frame.path.endswith("program.py"):
            lines = function.lines or {function.frame.line or function.frame.first: function.own}
            for number, own in lines.items():
                found[function.frame.name.rpartition(".")[2], number] += own
    return found


def own_by_function(profile: Profile) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for (name, _), own in own_by_place(profile).items():
        found[name] += own
    return found


def hottest(profile: Profile) -> tuple[str, int]:
    own = own_by_place(profile)
    return max(own, key=own.__getitem__)


def total(profile: Profile) -> float:
    return sum(profile.stacks.own) if profile.stacks is not None else sum(one.own for one in profile.functions or ())


def chains(profile: Profile) -> set[tuple[str, ...]]:
    """The stacks of the program's own functions, outermost first, by their plain names, module level left out."""
    tree = profile.stacks
    assert tree is not None
    found: set[tuple[str, ...]] = set()
    for node, own in enumerate(tree.own):
        chain: list[str] = []
        while node >= 0 and own > 0:
            frame = tree.frames[tree.frame[node]]
            if frame.path.endswith("program.py") and frame.path != THREAD:
                chain.append(frame.name.rpartition(".")[2])
            node = tree.parent[node]
        found.add(tuple(name for name in reversed(chain) if name != "<module>"))
    return found


def assert_hot(profile: Profile, recorded: Recorded) -> None:
    """The file says what the program is known to do: `spin` takes most of the time, and the time is what it was."""
    own = own_by_function(profile)
    assert max(own, key=own.__getitem__) == "spin", own
    assert own["spin"] > 0.5 * sum(own.values())
    if profile.unit == "seconds":
        # The program spins by the clock. A busy machine loses samples, but nothing can take longer than all of it.
        # One that fell behind catches up, and each of its samples stands for a whole interval.
        assert 0.05 * SPUN < total(profile) < 1.2 * recorded.wall
