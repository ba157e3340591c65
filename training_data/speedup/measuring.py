"""Measuring generated programs: each on one interpreter, at its sizes from small to large as long as that is quick."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, cast

from ...analyzers.proving.interpreters import Interpreter, machine_class
from ...analyzers.proving.timing import Comparison, Effort, Pair, compare
from .programs import Key, Program, Rejected, build, is_known, python_of, sizes
from .rows import COLUMNS, Row, row_of
from .subjects import Subject, subjects

__all__ = ["EFFORT", "Measured", "Task", "measure", "tasks"]

EFFORT: Final = Effort(processes=3, rounds=5, sample_seconds=0.002, timeout=2.0)
_SLOW_EFFORT: Final = replace(EFFORT, rounds=3, timeout=3.0)
_SLOW_SECONDS: Final = 0.006
"""Of a call: slower programs are measured with fewer rounds."""
_LARGEST_SECONDS: Final = 0.03
"""A call that would take longer is left out: there are smaller sizes. The first size is always tried."""
_GROWTH: Final = 1.5
"""Exponent of the time over the size, where only one size has been measured."""


@dataclass(frozen=True, slots=True)
class Task:
    """One recipe of one example, which is one program (where the source tells the size, one for each size)."""

    subject: Subject
    recipe: int

    @property
    def name(self) -> tuple[str, int, int]:
        return self.subject.rule.slug, self.subject.index, self.recipe

    @property
    def python(self) -> str:
        return python_of(self.subject, self.recipe)


@dataclass(slots=True)
class Measured:
    """A file to which rows are appended, with what has been dropped beside it, and what it held before."""

    path: Path
    done: set[tuple[str, int, int]] = field(default_factory=set[tuple[str, int, int]])
    slow: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    dropped: Counter[str] = field(default_factory=Counter[str])
    rows: int = 0

    def __post_init__(self) -> None:
        if self.path.exists():
            with self.path.open(encoding="utf-8", newline="") as file:
                for values in csv.DictReader(file):
                    self._noted(row_of(values))
        else:
            self._append(self.path, COLUMNS)
        if self._beside.exists():
            with self._beside.open(encoding="utf-8", newline="") as file:
                for rule, example, recipe, _size, _n, reason, _message in csv.reader(file):
                    self.done.add((rule, int(example), int(recipe)))
                    self.dropped[reason] += 1

    @property
    def _beside(self) -> Path:
        return self.path.with_name(self.path.name + ".dropped")

    def add(self, row: Row) -> None:
        self._append(self.path, row.values())
        self._noted(row)

    def drop(self, key: Key, n: int, reason: str, message: str = "") -> None:
        self._append(self._beside, [*map(str, key), str(n), reason, message[:200]])
        self.dropped[reason] += 1

    def _noted(self, row: Row) -> None:
        self.rows += 1
        self.done.add((row.rule, row.example, row.recipe))
        if row.before_ns > _SLOW_SECONDS * 1e9 and row.n <= 30:
            self.slow.add((row.rule, row.example))

    @staticmethod
    def _append(path: Path, values: Sequence[str]) -> None:
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(values)


def tasks(recipes: Iterable[int], chosen: Callable[[Subject], bool] = lambda _: True) -> Iterator[list[Task]]:
    """Rounds of tasks: every round holds one recipe of each example, so that any number of rounds covers all rules."""
    found = [subject for subject in subjects().values() if chosen(subject)]
    for recipe in recipes:
        yield [Task(subject, recipe) for subject in found]


def measure(
    rounds: Iterable[Sequence[Task]],
    interpreters: Mapping[str, Interpreter],
    into: Measured,
    *,
    effort: Effort = EFFORT,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Measure programs on the interpreters by version, and append what comes of it.

    A program whose version is missing is measured on one of those given.
    """
    spare = sorted(interpreters)
    for number, tasks in enumerate(rounds):
        groups: dict[tuple[str, bool], list[Task]] = {}
        for task in tasks:
            if task.name not in into.done:
                version = task.python if task.python in interpreters else spare[number % len(spare)]
                groups.setdefault((version, task.name[:2] in into.slow), []).append(task)
        for (version, slow), group in groups.items():
            # Programs that import the same stand together: children that do not need pandas never load it.
            group.sort(key=lambda task: task.subject.example.needs)
            less = replace(_SLOW_EFFORT, processes=effort.processes)
            work = _Work(version, interpreters[version], into, stopped)
            waiting = [(task, _keys(task), list[tuple[int, float]]()) for task in group]
            waiting = work.through(waiting, less if slow else effort, _LARGEST_SECONDS if slow else _SLOW_SECONDS)
            if not slow:
                waiting = work.through(waiting, less, _LARGEST_SECONDS)
            if stopped():
                return
            for _, keys, _ in waiting:
                for key, n in keys:
                    into.drop(key, n, "too slow")


_Left = tuple[Task, list[tuple[Key, int]], list[tuple[int, float]]]
"""A task with the sizes that are still to be measured, and the seconds of a call at those that were."""


@dataclass(frozen=True, slots=True)
class _Work:
    version: str
    interpreter: Interpreter
    into: Measured
    stopped: Callable[[], bool]

    def through(self, todo: Sequence[_Left], effort: Effort, limit: float) -> list[_Left]:
        """Measure each program at its sizes as long as a call is expected to stay within the limit; return the rest."""
        into, machine = self.into, machine_class()
        asked: list[tuple[Task, Program, int, list[tuple[int, float]]]] = []
        left: list[_Left] = []
        failed: set[tuple[str, int, int]] = set()

        def pairs() -> Iterator[Pair]:
            # Read one by one as they are measured: what is asked next depends on how long the last took.
            for task, keys, seconds in todo:
                for number, (key, n) in enumerate(keys):
                    if self.stopped():
                        return
                    if _expected(seconds, n) > limit:
                        left.append((task, keys[number:], seconds))
                        break
                    program = build(key)
                    if isinstance(program, Rejected):
                        into.drop(key, n, program.reason)
                    else:
                        asked.append((task, program, n, seconds))
                        yield Pair(f"{key}/{n}", program.before, program.after, "", program.arguments(n))
                    if not key.size and (isinstance(program, Rejected) or task.name in failed):
                        break

        for outcome in compare(cast("Sequence[Pair]", pairs()), self.interpreter, effort):
            task, program, n, seconds = asked[-1]
            if isinstance(outcome, Comparison):
                seconds.append((n, outcome.before_seconds))
                into.add(_row(task, program, n, self.version, machine, outcome))
            else:
                into.drop(program.key, n, outcome.reason, outcome.message)
                if outcome.reason == "timeout":
                    seconds.append((n, effort.timeout))
                elif outcome.reason != "noisy":
                    failed.add(task.name)
        return left


def _keys(task: Task) -> list[tuple[Key, int]]:
    known = is_known(task.subject, task.recipe)
    return [(Key(*task.name, n if known else 0), n) for n in sizes(task.subject, task.recipe)]


def _expected(seconds: Sequence[tuple[int, float]], n: int) -> float:
    """Seconds of a call at a size, after what smaller ones took."""
    if not seconds:
        return 0.0
    last, took = seconds[-1]
    growth = _GROWTH
    if len(seconds) > 1:
        before, then = seconds[-2]
        growth = max(0.0, math.log(took / then) / math.log(last / before))
    return took * (n / last) ** growth


def _row(task: Task, program: Program, n: int, version: str, machine: str, outcome: Comparison) -> Row:
    return Row(
        rule=program.key.rule,
        example=program.key.example,
        example_hash=task.subject.hash,
        recipe=program.key.recipe,
        n=n,
        known=int(program.key.size > 0),
        python=version,
        machine=machine,
        before_ns=round(outcome.before_seconds * 1e9),
        after_ns=round(outcome.after_seconds * 1e9),
        ratio=outcome.ratio,
        low=outcome.low,
        high=outcome.high,
    )
