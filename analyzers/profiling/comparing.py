"""Two sets of runs compared: which functions gained or lost time, and which differences are no more than noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from .measured import MeasuredFunction, Run

__all__ = ["Bound", "Comparison", "Difference", "Incomparable", "Measure", "compare"]

Measure = Literal["seconds", "bytes", "shares"]
"""What is compared. Shares where a sample's time is not known: then only what part of the run a function took."""
Bound = Literal["runs", "sampling", "none"]
"""Where a bound comes from: the spread between runs of a side, the error of counting samples in one, or nowhere."""
Verdict = Literal["slower", "faster", "noise", "unknown"]

_CONFIDENCE = 0.95
_LEAST = 0.005
"""Part of the run below which a function is not compared. Each that is makes the bounds of all others wider."""


class Incomparable(Exception):  # noqa: N818 - says what is wrong
    """The runs measured different things."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A function, or the whole run (`path` and `name` ""), on both sides; times are means over a side's runs."""

    path: str
    name: str
    line: int
    """In the newest run that has it; 0 for the whole run."""
    old: float
    """Own time (of the whole run: all of it), library code included."""
    new: float
    old_total: float
    new_total: float
    noise: float | None
    """A difference up to this may be chance; None: nothing is known of that."""
    bound: Bound
    part: float
    """The difference as a part of the whole old run."""

    @property
    def gained(self) -> float:
        return self.new - self.old

    @property
    def verdict(self) -> Verdict:
        if self.noise is None:
            return "unknown" if self.gained else "noise"
        if abs(self.gained) <= self.noise:
            return "noise"
        return "slower" if self.gained > 0 else "faster"


@dataclass(slots=True)
class Comparison:
    measure: Measure
    old: list[Run]
    new: list[Run]
    whole: Difference
    functions: list[Difference]
    """Largest differences first, those within the noise after all others."""
    compared: int
    """Functions that took enough to be compared."""
    notes: list[str] = field(default_factory=list[str])


def compare(old: Sequence[Run], new: Sequence[Run]) -> Comparison:
    """Compare functions by their own time, library code that they call included.

    Bounds hold for all functions together: with a chance of 95 %, none is called slower or faster where nothing
    changed. They come from the spread between the runs of a side, pooled over both sides, and are never below the
    error of counting samples. With one run on each side that error is all that is known: what the machine does
    differently from run to run is not in it. Raises Incomparable.
    """
    measure, notes = _measure(old, new)
    keys = _keys(old, new)
    tables = [[_table(run, keys, measure) for run in side] for side in (old, new)]
    wholes = [[_whole(run, measure) for run in side] for side in (old, new)]
    before = _mean(wholes[0])
    least = _LEAST * max(before, _mean(wholes[1]))
    rows: dict[tuple[str, str], tuple[list[float], list[float]]] = {}
    for key in dict.fromkeys(key for side in tables for table in side for key in table):
        both = [[table[key].own if key in table else 0.0 for table in side] for side in tables]
        if max(_mean(both[0]), _mean(both[1])) >= least:
            rows[key] = (both[0], both[1])
    level = 1 - (1 - _CONFIDENCE) / max(len(rows), 1)
    functions: list[Difference] = []
    for key, (olds, news) in rows.items():
        noise, bound = _noise(old, new, olds, news, wholes, level)
        shown = next(table[key] for side in reversed(tables) for table in reversed(side) if key in table)
        before_total, after_total = (
            _mean([table[key].total if key in table else 0.0 for table in side]) for side in tables
        )
        gained = _mean(news) - _mean(olds)
        functions.append(
            Difference(
                shown.path, shown.name, shown.line, _mean(olds), _mean(news),
                before_total, after_total, noise, bound,
                gained / before if before else 0.0,
            )
        )  # fmt: skip
    functions.sort(key=lambda row: (row.verdict == "noise", -abs(row.gained), row.path, row.name))
    noise = _spread(wholes[0], wholes[1], _CONFIDENCE)
    whole = Difference(
        "", "", 0, before, _mean(wholes[1]), before, _mean(wholes[1]),
        noise, "none" if noise is None else "runs", (_mean(wholes[1]) - before) / before if before else 0.0,
    )  # fmt: skip
    return Comparison(measure, list(old), list(new), whole, functions, len(rows), notes)


def _measure(old: Sequence[Run], new: Sequence[Run]) -> tuple[Measure, list[str]]:
    runs = [*old, *new]
    units = {run.unit for run in runs}
    if "bytes" in units and len(units) > 1:
        raise Incomparable("one side measured memory, the other time")
    notes: list[str] = []
    tools = sorted({run.tool for run in runs})
    if len(tools) > 1:
        notes.append(f"Recorded by different tools ({', '.join(tools)}), which see things differently")
    commands = sorted({run.command for run in runs if run.command})
    if len(commands) > 1:
        notes.append(f"Different programs or arguments were run: {'; '.join(commands[:3])}")
    pythons = sorted({run.python for run in runs if run.python})
    if len(pythons) > 1:
        notes.append(f"Different interpreters: {', '.join(pythons[:3])}")
    return ("shares" if "samples" in units else "bytes" if "bytes" in units else "seconds"), notes


# -- the same function on both sides


def _keys(old: Sequence[Run], new: Sequence[Run]) -> dict[tuple[str, str], tuple[str, str]]:
    """What a function of the old side is called on the new one, where its file was moved and its text was not."""
    names = {(function.path, function.name) for run in new for function in run.functions}
    texts: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for run in new:
        for function in run.functions:
            if function.digest:
                texts.setdefault((function.name, function.digest), set()).add((function.path, function.name))
    before = {(function.path, function.name) for run in old for function in run.functions}
    moved: dict[tuple[str, str], tuple[str, str]] = {}
    for run in old:
        for function in run.functions:
            key = (function.path, function.name)
            same = texts.get((function.name, function.digest), set()) - before
            if key not in names and len(same) == 1:
                moved[key] = next(iter(same))
    return moved


def _table(
    run: Run, moved: dict[tuple[str, str], tuple[str, str]], measure: Measure
) -> dict[tuple[str, str], MeasuredFunction]:
    """Functions by their name on the new side; those that share one are added up."""
    scale = 1 / run.total if measure == "shares" and run.total > 0 else 1.0
    table: dict[tuple[str, str], MeasuredFunction] = {}
    for function in run.functions:
        key = (function.path, function.name)
        key = moved.get(key, key)
        known = table.get(key)
        table[key] = MeasuredFunction(
            path=function.path,
            name=function.name,
            line=function.line,
            digest=function.digest,
            own=function.own * scale + (known.own if known else 0.0),
            library=0.0,
            total=function.total * scale + (known.total if known else 0.0),
        )
    return table


def _whole(run: Run, measure: Measure) -> float:
    return (1.0 if run.total > 0 else 0.0) if measure == "shares" else run.total


# -- noise


def _noise(
    old: Sequence[Run],
    new: Sequence[Run],
    olds: Sequence[float],
    news: Sequence[float],
    wholes: Sequence[Sequence[float]],
    level: float,
) -> tuple[float | None, Bound]:
    sampling = _sampling(old, new, olds, news, wholes, level)
    spread = _spread(olds, news, level)
    if spread is None:
        return sampling, "none" if sampling is None else "sampling"
    return max(spread, sampling or 0.0), "runs"


def _spread(olds: Sequence[float], news: Sequence[float], level: float) -> float | None:
    """Bound by the standard deviation between runs of a side, pooled; None with one run on each side."""
    freedom = len(olds) + len(news) - 2
    if freedom < 1:
        return None
    squares = sum((value - _mean(side)) ** 2 for side in (olds, news) for value in side)
    return t_quantile(level, freedom) * math.sqrt(squares / freedom * (1 / len(olds) + 1 / len(news)))


def _sampling(
    old: Sequence[Run],
    new: Sequence[Run],
    olds: Sequence[float],
    news: Sequence[float],
    wholes: Sequence[Sequence[float]],
    level: float,
) -> float | None:
    """Bound by the binomial error of a share that was counted in samples; None where one side was not sampled."""
    variance = 0.0
    for runs, values, totals in ((old, olds, wholes[0]), (new, news, wholes[1])):
        for run, value, total in zip(runs, values, totals, strict=True):
            count = samples_of(run)
            if not count:
                return None
            # A function that was not hit might have been: two more hits and two more misses (Agresti and Coull).
            share = (min(value / total, 1.0) * count + 2 if total else 2) / (count + 4)
            variance += share * (1 - share) / (count + 4) * (total / len(runs)) ** 2
    return t_quantile(level, 0) * math.sqrt(variance)


def samples_of(run: Run) -> float:
    """Samples of a run; 0 where it was not sampled."""
    if run.samples or run.unit == "bytes":
        return run.samples
    return run.total / run.interval if run.interval and run.unit == "seconds" else 0.0


def t_quantile(level: float, freedom: int) -> float:
    """The bound that Student's t stays within, on both sides of 0, with a probability; freedom 0 is the normal one."""
    low, high = 0.0, 1.0
    while _within(high, freedom) < level and high < 1e9:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < level else (low, middle)
    return high


def _within(t: float, freedom: int) -> float:
    """Probability that |T| is at most t, by its finite sums (Abramowitz and Stegun 26.7.3)."""
    if not freedom:
        return math.erf(t / math.sqrt(2))
    angle = math.atan(t / math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    if freedom % 2:
        term = whole = cosine if freedom > 1 else 0.0
        for number in range(3, freedom - 1, 2):
            term *= cosine * cosine * (number - 1) / number
            whole += term
        return 2 / math.pi * (angle + sine * whole)
    term = whole = 1.0
    for number in range(2, freedom - 1, 2):
        term *= cosine * cosine * (number - 1) / number
        whole += term
    return sine * whole


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0
