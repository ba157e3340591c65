"""Files of a user compared: whole programs, run in turns, or one function of each, every side in its own processes."""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .children import MEMORY, Child, ChildDied, ending
from .equality import differing
from .interpreters import Interpreter
from .intervals import corrected_level
from .timing import Comparison, Dropped, Effort, concluded

__all__ = ["Call", "FirstFailed", "Runner", "Stopped", "compare_functions", "compare_programs", "first_difference"]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the files, and what it is called with."""

    function: str
    """Its name in the module; dots lead into classes."""
    arguments: str | None = None
    """Source of the arguments, evaluated in each file's own module."""
    n: int | None = None
    """Without `arguments`: those that the file's `workload(n)` makes."""


class Stopped(Exception):  # noqa: N818 - what happened
    """What was run gave nothing to measure: a reason as in Dropped, and a message."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class FirstFailed(Stopped):
    """The first file cannot be measured, so there is nothing to compare with."""


def compare_functions(
    files: Sequence[Path], call: Call, interpreter: Interpreter, effort: Effort, *, seed: int = 0
) -> list[Comparison | Dropped]:
    """Compare one function in several files: an outcome for each file after the first, against the first.

    Each side runs in `effort.processes` processes of its own, which share a hash seed across the sides; their samples
    are taken in turns, in random order. The intervals hold together at 95 %. Raises UnusableInterpreter and
    FirstFailed.
    """
    race = _Race(files, effort.processes, seed)
    for hash_seed in race.hash_seeds():
        with ExitStack() as stack:
            sides = _opened(race, call, interpreter, effort, hash_seed, stack)
            taken: dict[int, list[float]] = {number: [] for number in sides}
            for _ in range(effort.rounds):
                for number in race.turn(set(sides) & set(race.left())):
                    with race.giving_up(number):
                        taken[number].append(_ask(sides[number], {"kind": "sample"}, effort.timeout)["sample"])
            race.add(taken)
    return race.outcomes()


def _opened(
    race: _Race, call: Call, interpreter: Interpreter, effort: Effort, hash_seed: int, stack: ExitStack
) -> dict[int, Child]:
    """Start a child for each side that is still in the race and make the first call; those that disagree are out."""
    first: dict[str, Any] = {}
    opened: dict[int, Child] = {}
    for number in race.left():
        path = race.files[number]
        job = {
            "kind": "open",
            "name": "",
            "path": os.path.abspath(path),
            "text": path.read_text(encoding="utf-8"),
            "entry": call.function,
            "arguments": call.arguments,
            "n": call.n,
            "cwd": os.getcwd(),
            "sample_seconds": effort.sample_seconds,
            "seed": f"{race.seed} {hash_seed}",
        }
        child = stack.enter_context(Child(interpreter, hash_seed))
        with race.giving_up(number):
            answer = _ask(child, job, effort.timeout)
            first = first or answer
            if answer["error"] is not None:
                raise Stopped("disagree" if number else "error", f"raises {answer['error']}")
            _agree(first, answer)
            opened[number] = child
    return opened


def _agree(first: dict[str, Any], other: dict[str, Any]) -> None:
    for what, key in (("result", "result"), ("arguments after the call", "left")):
        found = differing(first[key], other[key])
        if found is not None:
            raise Stopped("disagree", f"{what}: {found}")
    if first["printed"] != other["printed"]:
        raise Stopped("disagree", first_difference(first["printed"], other["printed"]))


def compare_programs(
    files: Sequence[Path], words: Sequence[str], interpreter: Interpreter, effort: Effort, *, seed: int = 0,
    same_output: bool = True,
) -> list[Comparison | Dropped]:  # fmt: skip
    """Compare whole programs by their run time, the start of Python included; otherwise as `compare_functions`.

    Each is run once to see that it works and prints what the first prints, then `effort.processes` times, in turns.
    """
    race = _Race(files, effort.processes, seed, whole=True)
    with Runner(interpreter, effort.timeout) as runner:

        def ran(path: Path, hash_seed: int) -> dict[str, Any]:
            environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
            return runner.run([interpreter.executable, str(path), *words], os.getcwd(), environment)

        first: dict[str, Any] = {}
        for number in race.left():
            with race.giving_up(number):
                answer = ran(files[number], 0)
                first = first or answer
                if answer["code"] != 0:
                    message = f"{ending(answer['code'])}: {answer['complaint']}".rstrip(": ")
                    raise Stopped("disagree" if number else "error", message)
                if same_output and answer["digest"] != first["digest"]:
                    raise Stopped("disagree", first_difference(first["printed"], answer["printed"]))
        for hash_seed in race.hash_seeds():
            taken: dict[int, list[float]] = {}
            for number in race.turn(race.left()):
                with race.giving_up(number):
                    taken[number] = [ran(files[number], hash_seed)["seconds"] * 1e9]
            race.add(taken)
    return race.outcomes()


class Runner:
    """A child that starts commands, so that they run under its limits; a new one where a command has cost it."""

    def __init__(self, interpreter: Interpreter, timeout: float, *, memory: int = MEMORY) -> None:
        self._interpreter = interpreter
        self._timeout = timeout
        self._memory = memory
        self._child: Child | None = None

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what still runs; the next command starts a new child."""
        if self._child is not None:
            self._child.close()
        self._child = None

    def run(self, words: Sequence[str], folder: str, environment: Mapping[str, str]) -> dict[str, Any]:
        """Run a command in a folder; return its seconds, code, output (cut), digest of all of it, and complaints.

        Raises Stopped where it does not start, or does not end within the time.
        """
        if self._child is None:
            self._child = Child(self._interpreter, 0, memory=self._memory)
        job = {"kind": "program", "command": list(words), "cwd": folder, "environment": dict(environment)}
        try:
            return _ask(self._child, job, self._timeout)
        except BaseException:
            self.close()
            raise


class _Race:
    """Who is still measured, what was taken of each, and what came of it."""

    def __init__(self, files: Sequence[Path], processes: int, seed: int, *, whole: bool = False) -> None:
        self.files = files
        self.seed = seed
        self._processes = processes
        self._whole = whole
        """Runs of whole programs, a sample for each process, which together count as one row of pairs."""
        self._random = random.Random(seed)
        self._dropped: dict[int, Dropped] = {}
        self._samples: dict[int, list[list[float]]] = {number: [] for number in range(len(files))}

    def left(self) -> list[int]:
        return [number for number in self._samples if number not in self._dropped]

    def turn(self, numbers: Collection[int]) -> list[int]:
        return self._random.sample(sorted(numbers), len(numbers))

    def hash_seeds(self) -> Iterator[int]:
        """Yield a hash seed for each process of a side, and as many more where somebody's samples are too noisy."""
        for _ in range(2):
            for _ in range(self._processes):
                if len(self.left()) > 1:
                    yield self._random.randrange(1, 2**32)
            if not any(isinstance(found, Dropped) and found.reason == "noisy" for found in self.outcomes()):
                return

    @contextmanager
    def giving_up(self, number: int) -> Generator[None]:
        """Take a side out of the race where it cannot be measured. Raises FirstFailed for the first one."""
        try:
            yield
        except Stopped as stopped:
            if number == 0:
                raise FirstFailed(stopped.reason, stopped.message) from None
            self._dropped[number] = Dropped(str(self.files[number]), stopped.reason, stopped.message)

    def add(self, taken: Mapping[int, list[float]]) -> None:
        """Keep the samples of one process of each side."""
        for number, samples in taken.items():
            self._samples[number].append(samples)

    def outcomes(self) -> list[Comparison | Dropped]:
        level = corrected_level(0.95, len(self.files) - 1)
        return [
            self._dropped.get(number)
            or concluded(str(self.files[number]), self._rows(0), self._rows(number), self.seed, level=level)
            for number in range(1, len(self.files))
        ]

    def _rows(self, number: int) -> list[list[float]]:
        processes = self._samples[number]
        return [[sample for process in processes for sample in process]] if self._whole else processes


def _ask(child: Child, job: dict[str, Any], timeout: float) -> dict[str, Any]:
    try:
        answer = child.ask({**job, "timeout": timeout}, timeout)
    except ChildDied as died:
        raise Stopped(died.reason, died.message) from None
    if "reason" in answer:
        raise Stopped(answer["reason"], answer["message"])
    return answer


def first_difference(first: str, other: str) -> str:
    """Say where one output departs from another; it completes "the second one"."""
    lines, others = first.splitlines(), other.splitlines()
    for number, (one, two) in enumerate(zip(lines, others, strict=False), start=1):
        if one != two:
            return f"prints {two[:60]!r} in line {number}, not {one[:60]!r}"
    if len(lines) != len(others):
        return f"prints {len(others)} lines, not {len(lines)}"
    return "the output differs"
