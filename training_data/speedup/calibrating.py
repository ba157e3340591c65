"""Measuring a sample of generated programs on a user's interpreter, and how far predictions agree with it."""

from __future__ import annotations

import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import Final

from ...analyzers.proving.interpreters import Interpreter
from ...models.speedup import SpeedupModel
from .chance import Chance
from .features import TABLE, features_of, join
from .measuring import Measured, Task, measure
from .programs import Key, Program, build
from .rows import Row, read_rows, write_table
from .subjects import subject, subjects

__all__ = ["Agreement", "Calibration", "agreement", "calibrate"]

_FIRST_RECIPE: Final = 1000
"""Surroundings that no shipped row has: agreement is measured on programs that no model has seen."""
_SIZES: Final = 2
_TOGETHER: Final = 40


@dataclass(slots=True)
class Calibration:
    rows: list[Row]
    """Of this time."""
    total: int
    """Rows in the file."""
    dropped: Counter[str] = field(default_factory=Counter[str])


@dataclass(frozen=True, slots=True)
class Agreement:
    """How predictions and times measured agree, over all rows."""

    correlation: float
    """Spearman's, of the speedups; NaN where one side does not vary."""
    error: float
    """Median of the absolute error of log2."""
    inside: float
    """Part of the rows whose speedup lies in its 80 % interval."""


def calibrate(
    path: Path,
    interpreter: Interpreter,
    minutes: float,
    *,
    executor: str = "local",
    clock: Callable[[], float] = time.monotonic,
) -> Calibration:
    """Measure programs that the file does not hold for so many minutes, and add them with their features.

    What was measured is kept when it is interrupted. Raises UnusableRows, UnusableInterpreter, ExecutorError.
    """
    known = read_rows([path])[0] if path.exists() else []
    until = clock() + 60 * minutes
    aside = path.with_name(f"{path.name}.unfinished")
    measured = Measured(aside)
    measured.done |= {(row.rule, row.example, row.recipe) for row in known}
    try:
        measure(
            _rounds(), {".".join(map(str, interpreter.version)): interpreter}, measured,
            executor=executor, stopped=lambda: clock() > until,
        )  # fmt: skip
    finally:
        added = read_rows([aside])[0] if aside.exists() else []
        joined = join([*known, *added])
        if added:
            write_table(path, TABLE, joined.lines)
        for left in (aside, aside.with_name(f"{aside.name}.dropped")):
            left.unlink(missing_ok=True)
    return Calibration(added, len(joined.lines), measured.dropped)


def _rounds() -> Iterator[list[Task]]:
    """Tasks in small rounds, shuffled: whatever the time, they are of all families."""
    for recipe in count(_FIRST_RECIPE):
        chance = Chance("calibrate", recipe)
        drawn = sorted((chance.below(1 << 30), slug, index) for slug, index in subjects())
        tasks = (Task(slug, index, recipe, _SIZES) for _, slug, index in drawn)
        while part := list(islice(tasks, _TOGETHER)):
            yield part


def agreement(rows: Sequence[Row], model: SpeedupModel) -> Agreement | None:
    """Compare what the model says of the rows' programs with what was measured; None where there is nothing."""
    predicted: list[float] = []
    measured: list[float] = []
    inside = 0
    for row in rows:
        program = build(Key(row.rule, row.example, row.recipe, row.size))
        values = features_of(program, row.python) if isinstance(program, Program) else None
        if values is None:
            continue
        said = model.predict(values, subject(row.rule, row.example).rule)
        predicted.append(math.log2(said.median))
        measured.append(math.log2(row.ratio))
        inside += said.low <= row.ratio <= said.high
    if not predicted:
        return None
    errors = [abs(one - other) for one, other in zip(predicted, measured, strict=True)]
    return Agreement(_correlation(predicted, measured), statistics.median(errors), inside / len(predicted))


def _correlation(first: Sequence[float], second: Sequence[float]) -> float:
    try:
        return statistics.correlation(_ranks(first), _ranks(second))
    except statistics.StatisticsError:
        return math.nan


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 0; equal values share the mean of theirs."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values)):
        places.setdefault(value, []).append(place)
    return [statistics.fmean(places[value]) for value in values]
