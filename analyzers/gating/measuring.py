"""Runs a command on both sides in turns, and says how their times compare."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

from ..project.worktrees import SIDES, Side
from ..proving.children import ending
from ..proving.intervals import Estimate, corrected_level, pairs_needed, signed_rank
from ..proving.programs import Runner, Stopped, first_difference
from .benchmarks import UnreadableFigures, figures_in, with_suite
from .command import Command
from .seen import Seen, hooked, strays, what_was_seen

__all__ = ["CannotGate", "Compared", "Measurement", "measure"]

_LEVEL = 0.95
_WHOLE = ""


class CannotGate(Exception):  # noqa: N818 - what is the matter
    """There is nothing to compare: which side, what happened, what to do."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The command, or one benchmark, on both sides."""

    name: str
    """"" for the command."""
    slowdown: Estimate
    """Head's time ÷ base's: above 1 where head is slower. The intervals of all that is compared hold together."""
    base_seconds: float
    head_seconds: float
    """Medians of the runs."""

    def verdict(self, threshold: float) -> Literal["slower", "faster", "same"]:
        """Say what its interval allows to tell: "same" where it reaches within the threshold of equal."""
        if self.slowdown.low > threshold:
            return "slower"
        return "faster" if self.slowdown.high < 1 / threshold else "same"


@dataclass(slots=True)
class Measurement:
    compared: list[Compared]
    """The worst slowdown first, by the lower end of its interval."""
    runs: int
    """Of each side."""
    run_seconds: float
    """What one took: the median."""
    gone: list[str] = field(default_factory=list[str])
    """Benchmarks that only base has."""
    new: list[str] = field(default_factory=list[str])
    """Benchmarks that only head has."""
    output: Literal["equal", "varies", "unchecked"] = "equal"
    imported: list[str] | None = None
    """Files of the repository that Python programs of the command imported on head; None where nobody told."""
    notes: list[str] = field(default_factory=list[str])


def measure(
    command: Command,
    runner: Runner,
    *,
    runs: int,
    benchmark: bool = False,
    same_output: bool = True,
    names: Mapping[Side, str] | None = None,
    begun: Callable[[float], None] = lambda _: None,
) -> Measurement:
    """Run each side once to see that it works, then `runs` times; chance decides in each turn which goes first.

    `names` are those of the sides in messages; `begun` is told after the first runs how long one takes. Raises
    CannotGate.
    """
    measuring = _Measuring(command, runner, benchmark, names or {"base": "base", "head": "head"})
    result = measuring.check(same_output and not benchmark)
    begun(result.run_seconds)
    chance = random.Random()
    samples: dict[Side, list[dict[str, float]]] = {"base": [], "head": []}
    for turn in range(runs):
        hash_seed = chance.randrange(1, 2**32)
        for side in chance.sample(SIDES, 2):
            answer, figures = measuring.run(side, hash_seed, f"in run {turn + 1} of {runs}: ")
            samples[side].append({_WHOLE: answer["seconds"], **figures})
    result.runs = runs
    result.run_seconds = median(sample[_WHOLE] for side in SIDES for sample in samples[side])
    _conclude(result, samples, benchmark)
    return result


class _Measuring:
    """Where and how a run is made."""

    def __init__(self, command: Command, runner: Runner, benchmark: bool, names: Mapping[Side, str]) -> None:
        self._command = command
        self._runner = runner
        self._benchmark = benchmark
        self._names = names

    def check(self, same_output: bool) -> Measurement:
        """Run both sides once, untimed: they must work, each with its own code, and say the same."""
        answers: dict[Side, dict[str, Any]] = {}
        seen: list[Seen] = []
        for side in SIDES:
            answers[side], seen = self._own_code(side)
        result = Measurement([], 0, answers["head"]["seconds"])
        result.output = self._output(answers) if same_output else "unchecked"
        if seen:
            tree = self._command.trees.path + os.sep
            result.imported = sorted({path.removeprefix(tree) for _, path in seen if path.startswith(tree)})
        return result

    def run(
        self, side: Side, hash_seed: int, when: str = "", seen: str | None = None
    ) -> tuple[dict[str, Any], dict[str, float]]:
        """Run one side; return how it ended, and the figures of its benchmarks."""
        command = self._command
        command.trees.place(side)
        with tempfile.TemporaryDirectory(dir=command.trees.folder) as figures:
            environment = command.environment(os.path.join(command.trees.folder, f"cache-{side}"))
            environment["PYTHONHASHSEED"] = str(hash_seed)
            if self._benchmark:
                environment = with_suite(environment, figures, os.path.join(command.trees.folder, "modules"))
            if seen is not None:
                environment = hooked(environment, seen)
            try:
                answer = self._runner.run(command.words(), command.inside, environment)
            except Stopped as stopped:
                raise CannotGate(f"{self._names[side]}: {when}{command}: {stopped.message}") from stopped
            if answer["code"] != 0:
                raise CannotGate(f"{self._names[side]}: {when}{command}: {_failure(answer)}")
            if not self._benchmark:
                return answer, {}
            try:
                return answer, figures_in(figures)
            except UnreadableFigures as error:
                raise CannotGate(f"{self._names[side]}: {when}{error}") from error

    def _own_code(self, side: Side) -> tuple[dict[str, Any], list[Seen]]:
        """Run a side, and see to it that what it imports of the repository is that side's."""
        while True:
            with tempfile.TemporaryDirectory(dir=self._command.trees.folder) as folder:
                answer, _ = self.run(side, 0, seen=folder)
                seen = what_was_seen(folder)
            astray = strays(seen, self._command.top, self._command.trees.path)
            if not astray:
                return answer, seen
            roots = set(astray.values()) - set(self._command.roots)
            if not roots:
                break
            self._command.roots += sorted(roots)
        first = min(astray)
        raise CannotGate(
            f"{self._names[side]}: {self._command} imports {first} from {self._command.top}, not this side's own: "
            "both sides would run the same code. Name the folder that holds its packages with --import-from"
        )

    def _output(self, answers: Mapping[Side, Mapping[str, Any]]) -> Literal["equal", "varies"]:
        base, head = answers["base"], answers["head"]
        if base["digest"] == head["digest"]:
            return "equal"
        again, _ = self.run("base", 0)
        if again["digest"] != base["digest"]:
            return "varies"
        again, _ = self.run("head", 0)
        if again["digest"] != head["digest"]:
            return "varies"
        message = first_difference(base["printed"], head["printed"])
        raise CannotGate(
            f"{self._names['head']} does something else than {self._names['base']}: it {message}. "
            "Where that is meant, --any-output compares them all the same"
        )


def _failure(answer: Mapping[str, Any]) -> str:
    if "unrecognized arguments: --benchmark" in answer["complaints"]:
        return "its pytest does not know --benchmark: is pytest-benchmark installed there?"
    said = answer["complaint"] or "".join(answer["printed"].strip().splitlines()[-1:])
    hint = " (--memory allows more)" if said.startswith("MemoryError") else ""
    return f"{ending(answer['code'])}: {said[:300]}".rstrip(": ") + hint


def _conclude(result: Measurement, samples: Mapping[Side, Sequence[Mapping[str, float]]], benchmark: bool) -> None:
    # A benchmark that is missing in one run of a side cannot be paired.
    known = {side: set.intersection(*(set(sample) for sample in samples[side])) for side in SIDES}
    names = sorted(known["base"] & known["head"] - {_WHOLE}) if benchmark else [_WHOLE]
    result.gone = sorted(known["base"] - known["head"])
    result.new = sorted(known["head"] - known["base"])
    if not names:
        raise CannotGate("the two sides have no benchmark in common: there is nothing to compare")
    level = corrected_level(_LEVEL, len(names))
    needed = pairs_needed(level)
    if result.runs < needed:
        result.notes.append(f"{result.runs} runs are too few to tell anything of {len(names)}: it takes {needed}")
    for name in names:
        bases, heads = ([sample[name] for sample in samples[side]] for side in SIDES)
        if min(*bases, *heads) <= 0:
            result.notes.append(f"{name or 'the command'}: a run without any time: the clock is too coarse")
            continue
        slowdown = signed_rank(list(zip(heads, bases, strict=True)), level=level)
        result.compared.append(Compared(name, slowdown, median(bases), median(heads)))
    result.compared.sort(key=lambda row: (-row.slowdown.low, -row.slowdown.ratio, row.name))
