"""Measuring generated programs: each on one interpreter, at its sizes from small to large as long as that is quick."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, cast

from ...analyzers.proving.interpreters import Interpreter, machine_class, probe
from ...analyzers.proving.timing import Comparison, Effort, Pair, compare
from ..executors import run
from .programs import Key, Program, Rejected, build, is_known, python_of, sizes
from .rows import Row, append_row, read_rows
from .subjects import Subject, subject, subjects

__all__ = ["EFFORT", "Drop", "Measured", "Task", "measure", "tasks"]

EFFORT: Final = Effort(processes=3, rounds=5, sample_seconds=0.002, timeout=2.0)
_SLOW_EFFORT: Final = replace(EFFORT, rounds=3, timeout=3.0)
_SLOW_SECONDS: Final = 0.006
"""Of a call: slower programs are measured with fewer rounds."""
_LARGEST_SECONDS: Final = 0.02
"""A call that would take longer is left out: there are smaller sizes. The first size is always tried."""
_GROWTH: Final = 1.5
"""Exponent of the time over the size, where only one size has been measured."""
_TOGETHER: Final = 12
"""Tasks that a worker of a cluster takes at a time."""

Name = tuple[str, int, int]
"""Rule, example, recipe."""


@dataclass(frozen=True, slots=True)
class Task:
    """One recipe of one example, which is one program (where the source tells the size, one for each size)."""

    rule: str
    example: int
    recipe: int
    most: int = 9
    """So many sizes at most."""

    @property
    def name(self) -> Name:
        return self.rule, self.example, self.recipe

    @property
    def subject(self) -> Subject:
        return subject(self.rule, self.example)

    def keys(self) -> list[tuple[Key, int]]:
        """The programs to measure, each with its size."""
        known = is_known(self.subject, self.recipe)
        return [(Key(*self.name, n if known else 0), n) for n in sizes(self.subject, self.recipe)[: self.most]]


@dataclass(frozen=True, slots=True)
class Drop:
    """A size of a program that yields no row, and why."""

    key: Key
    n: int
    reason: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """Tasks of one interpreter that are measured in one go."""

    tasks: tuple[Task, ...]
    interpreter: Interpreter
    effort: Effort
    slow: bool


@dataclass(slots=True)
class Measured:
    """A file to which rows are appended, with what has been dropped beside it, and what it held before."""

    path: Path
    done: set[Name] = field(default_factory=set[Name])
    slow: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    dropped: Counter[str] = field(default_factory=Counter[str])
    rows: int = 0

    def __post_init__(self) -> None:
        if self.path.exists():
            for row in read_rows([self.path])[0]:
                self._noted(row)

    def add(self, result: Row | Drop) -> None:
        if isinstance(result, Row):
            append_row(self.path, result.values())
            self._noted(result)
            return
        with self.path.with_name(f"{self.path.name}.dropped").open("a", encoding="utf-8") as file:
            print(*result.key, result.n, result.reason, result.message[:200], sep="\t", file=file)
        self.dropped[result.reason] += 1

    def _noted(self, row: Row) -> None:
        self.rows += 1
        self.done.add((row.rule, row.example, row.recipe))
        if row.before_ns > _SLOW_SECONDS * 1e9 and row.n <= 30:
            self.slow.add((row.rule, row.example))


def tasks(recipes: Iterable[int], chosen: Callable[[Subject], bool] = lambda _: True) -> Iterator[list[Task]]:
    """Rounds of tasks: every round holds one recipe of each example, so that any number of rounds covers all rules."""
    found = [subject for subject in subjects().values() if chosen(subject)]
    for recipe in recipes:
        yield [Task(subject.rule.slug, subject.index, recipe) for subject in found]


def measure(
    rounds: Iterable[Sequence[Task]],
    interpreters: Mapping[str, Interpreter],
    into: Measured,
    *,
    effort: Effort = EFFORT,
    executor: str = "local",
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Measure programs on the interpreters by version, and append what comes of it.

    A program whose version is missing is measured on one of those given. On a cluster the interpreters are those that
    its workers have at the same places. Raises UnusableInterpreter and ExecutorError.
    """
    groups = _groups(rounds, interpreters, into, effort, stopped)
    if executor == "local":
        for group in groups:
            for result in _results(group, stopped):
                into.add(result)
        return
    parts = (
        replace(group, tasks=group.tasks[start : start + _TOGETHER])
        for group in groups
        for start in range(0, len(group.tasks), _TOGETHER)
        if not stopped()
    )
    for results in run(_measure_elsewhere, parts, executor):
        for result in results:
            into.add(result)


def _groups(
    rounds: Iterable[Sequence[Task]],
    interpreters: Mapping[str, Interpreter],
    into: Measured,
    effort: Effort,
    stopped: Callable[[], bool],
) -> Iterator[_Group]:
    spare = sorted(interpreters)
    for number, tasks in enumerate(rounds):
        found: dict[tuple[str, bool], list[Task]] = {}
        for task in tasks:
            if task.name not in into.done:
                version = python_of(task.subject, task.recipe)
                version = version if version in interpreters else spare[number % len(spare)]
                found.setdefault((version, task.name[:2] in into.slow), []).append(task)
        for (version, slow), group in found.items():
            if stopped():
                return
            # Programs that import the same stand together: children that do not need pandas never load it.
            group.sort(key=lambda task: task.subject.example.needs)
            yield _Group(tuple(group), interpreters[version], effort, slow)


def _measure_elsewhere(group: _Group) -> list[Row | Drop]:
    """Measure a group on a worker, whose interpreter may be of another build."""
    return list(_results(replace(group, interpreter=probe(group.interpreter.executable)), lambda: False))


_Left = tuple[Task, list[tuple[Key, int]], list[tuple[int, float]]]
"""A task with the sizes that are still to be measured, and the seconds of a call at those that were."""


def _results(group: _Group, stopped: Callable[[], bool]) -> Iterator[Row | Drop]:
    less = replace(_SLOW_EFFORT, processes=group.effort.processes)
    left: list[_Left] = [(task, task.keys(), []) for task in group.tasks]
    if not group.slow:
        left = yield from _pass(left, group.interpreter, group.effort, _SLOW_SECONDS, stopped)
    left = yield from _pass(left, group.interpreter, less, _LARGEST_SECONDS, stopped)
    if not stopped():
        for _, keys, _ in left:
            yield from (Drop(key, n, "too slow") for key, n in keys)


def _pass(
    todo: Sequence[_Left], interpreter: Interpreter, effort: Effort, limit: float, stopped: Callable[[], bool]
) -> Generator[Row | Drop, None, list[_Left]]:
    """Measure each program at its sizes as long as a call is expected to stay within the limit; return the rest."""
    machine = machine_class()
    asked: list[tuple[Program, int, list[tuple[int, float]]]] = []
    left: list[_Left] = []
    drops: list[Drop] = []
    failed: set[Key] = set()

    def pairs() -> Iterator[Pair]:
        # Read one by one as they are measured: what is asked next depends on how long the last took.
        for task, keys, seconds in todo:
            for number, (key, n) in enumerate(keys):
                if stopped():
                    return
                if _expected(seconds, n) > limit:
                    left.append((task, keys[number:], seconds))
                    break
                program = build(key)
                if isinstance(program, Rejected):
                    drops.append(Drop(key, n, program.reason))
                    failed.add(key)
                else:
                    asked.append((program, n, seconds))
                    yield Pair(f"{key}/{n}", program.before, program.after, "", program.arguments(n))
                if key in failed and not key.size:
                    break

    for outcome in compare(cast("Sequence[Pair]", pairs()), interpreter, effort):
        program, n, seconds = asked[-1]
        if isinstance(outcome, Comparison):
            seconds.append((n, outcome.before_seconds))
            yield _row(program, n, interpreter, machine, outcome)
            continue
        yield Drop(program.key, n, outcome.reason, outcome.message)
        if outcome.reason == "timeout":
            seconds.append((n, effort.timeout))
        elif outcome.reason != "noisy":
            failed.add(program.key)
    yield from drops
    return left


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


def _row(program: Program, n: int, interpreter: Interpreter, machine: str, outcome: Comparison) -> Row:
    return Row(
        rule=program.key.rule,
        example=program.key.example,
        example_hash=subject(program.key.rule, program.key.example).hash,
        recipe=program.key.recipe,
        n=n,
        known=int(program.key.size > 0),
        python=".".join(map(str, interpreter.version)),
        machine=machine,
        before_ns=round(outcome.before_seconds * 1e9),
        after_ns=round(outcome.after_seconds * 1e9),
        ratio=outcome.ratio,
        low=outcome.low,
        high=outcome.high,
    )
