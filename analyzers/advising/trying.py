"""Runs a recorded program as it is and with a change of engine, in turns, and says which is faster.

Nothing of the project is written: the changed text is laid over the file in the process that runs it.
"""

from __future__ import annotations

import os
import random
import shlex
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..proving.children import ending
from ..proving.interpreters import Interpreter
from ..proving.programs import Runner, Stopped, first_difference
from ..proving.timing import Dropped, concluded
from .advice import Change, Trial

__all__ = ["CannotTry", "Program", "program_of", "tried"]

_LAUNCH = str(Path(__file__).resolve().parent / "inside" / "launch.py")


class CannotTry(Exception):  # noqa: N818 - says what happened
    """There is nothing to compare; the message says why."""


@dataclass(frozen=True, slots=True)
class Program:
    """What was recorded, so that it can be run again."""

    words: tuple[str, ...]
    """What stands behind `python`."""
    folder: str
    """Where it is run."""

    def __str__(self) -> str:
        return f"python {shlex.join(self.words)}"


def program_of(command: str, root: str, files: Sequence[str]) -> Program | None:
    """The program of a recorded run's command; None where it is no Python program that can be found again.

    The folder that it was run in is not recorded: it is the one, at or below the root, in which its module or script
    is one of the files of the run (relative to the root, with forward slashes).
    """
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    if words and os.path.basename(words[0]).lower().startswith(("python", "pypy")):
        words = words[1:]
    if not words or words[0] == "-c":
        return None
    if words[0] == "-m" and len(words) > 1:
        place = words[1].replace(".", "/")
        ends = (f"{place}.py", f"{place}/__main__.py", f"{place}/__init__.py")
    elif os.path.isabs(words[0]):
        return Program(tuple(words), root) if os.path.exists(words[0]) else None
    else:
        ends = (os.path.normpath(words[0]).replace(os.sep, "/"),)
    for path in sorted(files, key=len):
        for end in ends:
            if path == end or path.endswith("/" + end):
                return Program(tuple(words), os.path.join(root, *path[: -len(end)].split("/")))
    exists = any(os.path.exists(os.path.join(root, *end.split("/"))) for end in ends)
    return Program(tuple(words), root) if exists else None


def tried(
    program: Program,
    interpreter: Interpreter,
    change: Change | None = None,
    *,
    other: Interpreter | None = None,
    pairs: int = 5,
    timeout: float = 60.0,
    seed: int = 0,
) -> Trial:
    """Run the program as it is and with the change, or in another interpreter, `pairs` times each in random order.

    Both must end well and print the same. Raises CannotTry and UnusableInterpreter. It runs the user's program with all
    that it does.
    """
    with tempfile.TemporaryDirectory(prefix="slowspot-", ignore_cleanup_errors=True) as folder:
        sides = _sides(program, interpreter, other or interpreter, change, folder)
        with Runner(interpreter, timeout) as runner:
            racing = _Racing(program, runner, sides)
            racing.check()
            chance = random.Random(seed)
            samples: list[list[float]] = [[], []]
            for _ in range(pairs):
                hash_seed = chance.randrange(1, 2**32)
                for side in chance.sample((0, 1), 2):
                    samples[side].append(racing.run(side, hash_seed)["seconds"] * 1e9)
    found = concluded(str(program), [samples[0]], [samples[1]], seed)
    if isinstance(found, Dropped):
        raise CannotTry(f"too noisy to tell: {found.message}")
    then = f"in {other.label}" if other is not None else "with the change"
    told = (
        f"{program}: {_seconds(found.before_seconds)} as it is, {_seconds(found.after_seconds)} {then}; "
        f"{pairs} pairs, {racing.output}"
    )
    return Trial("measured", found.ratio, found.low, found.high, told)


def _sides(program: Program, one: Interpreter, two: Interpreter, change: Change | None, folder: str) -> list[list[str]]:
    """The two commands."""
    maps: list[str] = []
    for name, text in (("before", None), ("after", change)):
        path = os.path.join(folder, f"{name}.map")
        lines: list[str] = []
        if text is not None:
            new = os.path.join(folder, "after.py")
            Path(new).write_bytes(text.after.encode("utf-8", "surrogatepass"))
            lines = [text.path, new]
        Path(path).write_text("\n".join(lines), encoding="utf-8")
        maps.append(path)
    return [[side.executable, _LAUNCH, path, *program.words] for side, path in zip((one, two), maps, strict=True)]


class _Racing:
    def __init__(self, program: Program, runner: Runner, sides: Sequence[Sequence[str]]) -> None:
        self._program = program
        self._runner = runner
        self._sides = sides
        self.output = "the same output"

    def check(self) -> None:
        """Run each once, untimed: both must work and print the same, as far as the program prints the same twice."""
        first, second = (self.run(side, 0) for side in (0, 1))
        if first["digest"] != second["digest"]:
            again = self.run(0, 0)
            if again["digest"] == first["digest"]:
                raise CannotTry(f"with it, {self._program} {first_difference(first['printed'], second['printed'])}")
            self.output = "an output that differs from run to run anyway"

    def run(self, side: int, hash_seed: int) -> dict[str, Any]:
        environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            answer = self._runner.run(self._sides[side], self._program.folder, environment)
        except Stopped as stopped:
            raise CannotTry(f"{self._program}: {stopped.message}") from None
        if answer["code"] != 0:
            when = "with it, " if side else ""
            said = f"{ending(answer['code'])}: {answer['complaint']}".rstrip(": ")
            raise CannotTry(f"{when}{self._program} {said[:300]}")
        return answer


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"
