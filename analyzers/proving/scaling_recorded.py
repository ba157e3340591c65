"""Calls that a program makes by itself, as samples of how a function's time grows."""

from __future__ import annotations

import math
import os
import random
from collections.abc import Sequence
from typing import Any

from .children import Child, ChildDied
from .interpreters import Interpreter
from .scaling import CannotScale, Measured, Parameter, Workload, refusal
from .scaling_fit import TooFewSizes, fit

__all__ = ["Calls", "record", "samples_of"]

_MOST_SIZES = 40
_MOST_REPEATS = 40
_WIDE = 4.0
"""Largest ÷ smallest size, from which sizes of calls tell how time grows."""

Calls = Sequence[tuple[dict[str, int], float]]
"""Sizes of the arguments by name, and seconds, of each call."""


def record(
    workload: Workload, script: str, words: Sequence[str], interpreter: Interpreter, *, max_seconds: float
) -> Measured:
    """Run a script in a child process with limits, and note each call of the function: sizes, and time.

    After `max_seconds` the script is ended, and what was noted counts. Raises UnusableInterpreter and CannotScale.
    """
    job: dict[str, Any] = {
        "kind": "scale-calls",
        "path": os.path.abspath(workload.path),
        "function": workload.function,
        "script": script,
        "words": list(words),
        "cwd": os.getcwd(),
        "seconds": max_seconds,
        "timeout": max_seconds + 20,
    }
    with Child(interpreter, hash_seed=0) as child:
        try:
            answer = child.ask(job, max_seconds + 20)
        except ChildDied as died:
            raise CannotScale(f"{script}: {died.message}; nothing of its calls is left") from None
    if "reason" in answer:
        raise CannotScale(refusal(answer, script, interpreter))
    calls: Calls = answer["calls"]
    ended: str = answer["ended"]
    if not calls:
        how = f" before it ended with {ended}" if ended not in ("", "time", "calls") else ""
        raise CannotScale(f"{script} did not call {workload.function} with anything that has a size{how}")
    name, samples = samples_of(calls, workload.grow, seed=workload.seed)
    note = {
        "": f"{len(calls):,} calls while {script} ran",
        "time": f"{len(calls):,} calls in the first {max_seconds:g} s of {script}, which was then ended",
        "calls": f"the first {len(calls):,} calls of {script}, which was then ended",
    }.get(ended, f"{len(calls):,} calls until {script} ended with {ended}")
    return Measured(
        samples, f"calls by {script}", [Parameter(name, "n is its length, or the number it is", True)], [note]
    )


def samples_of(calls: Calls, grow: Sequence[str], *, seed: int = 0) -> tuple[str, dict[int, list[float]]]:
    """The parameter whose size the time goes by, and seconds by its size. Raises CannotScale.

    Of several that vary enough it is the one whose curve foretells the times best.
    """
    names = sorted({name for sizes, _ in calls for name in sizes})
    if grow:
        names = [name for name in names if name in grow]
    candidates: list[tuple[float, str, dict[int, list[float]]]] = []
    ranges: list[str] = []
    for name in names:
        pairs = [(sizes[name], seconds) for sizes, seconds in calls if sizes.get(name, 0) > 0]
        if not pairs:
            continue
        smallest, largest = min(pairs)[0], max(pairs)[0]
        ranges.append(f"{name} {smallest:,} to {largest:,}")
        if largest < _WIDE * smallest:
            continue
        samples = _binned(pairs, seed)
        try:
            candidates.append((fit(samples, seed=seed).models[0].error, name, samples))
        except TooFewSizes:
            continue
    if not candidates:
        raise CannotScale(
            f"{len(calls):,} calls with sizes too alike to tell how time grows ({'; '.join(ranges) or 'all 0'}); "
            "record a run with smaller and larger inputs, or have them made (--argument, --input)"
        )
    _, name, samples = min(candidates)
    return name, samples


def _binned(pairs: Sequence[tuple[int, float]], seed: int) -> dict[int, list[float]]:
    """Seconds by size; sizes that differ little are one where there are many, and of many calls some stand for all."""
    by_size: dict[int, list[tuple[int, float]]] = {}
    many = len({n for n, _ in pairs}) > _MOST_SIZES
    for n, seconds in pairs:
        by_size.setdefault(round(4 * math.log2(n)) if many else n, []).append((n, seconds))
    rng = random.Random(seed)
    samples: dict[int, list[float]] = {}
    for each in by_size.values():
        middle = round(math.exp(sum(math.log(n) for n, _ in each) / len(each)))
        chosen = rng.sample(each, _MOST_REPEATS) if len(each) > _MOST_REPEATS else each
        samples.setdefault(middle, []).extend(seconds for _, seconds in chosen)
    return samples
