"""Who held an event loop: told from the samples of its thread while it could not go on. Plain functions of data."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import Any, NamedTuple

__all__ = ["Culprit", "Sample", "culprits", "is_library", "shorten", "trimmed"]


class Sample(NamedTuple):
    """What a loop's thread did in the `seconds` up to `end`."""

    end: float
    seconds: float
    stack: list[str]
    waiting: bool
    key: Any
    """Tells the callbacks of the loop apart: a task's step, a handle."""
    task: str


class Culprit(NamedTuple):
    """The callback that took most of a stall, or one of its calls."""

    start: float
    """When it began, as far as seen: at most the time of a heartbeat before the loop was due."""
    seconds: float
    stack: list[str]
    """Down to what at least half of its samples have in common."""
    part: float
    """The callback's part of the stall."""
    task: str


HALF = 0.5

_LIBRARIES = (os.path.dirname(os.__file__), f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")

_KEPT_AS_THEY_ARE = 64
_MOST_MERGED = 1024


def culprits(samples: list[Sample], earliest: float, due: float, now: float, threshold: float) -> list[Culprit]:
    """Who kept the loop from going on at `due` until `now`; [] where it was waiting itself, for most of the time.

    That is one callback, with its part of the time. Where several callbacks, or several calls in code that is no
    library's, took `threshold` seconds each, it is those: each is a stall of its own. The samples begin at `earliest`.
    What a callback did right before `due` belongs to the stall.
    """
    spent: defaultdict[Any, float] = defaultdict(float)
    waiting = 0.0
    for sample in samples:
        overlap = _overlap(sample, due, now)
        if sample.waiting:
            waiting += overlap
        else:
            spent[sample.key] += overlap
    if sum(spent.values()) <= waiting:
        return []
    long = [key for key, seconds in spent.items() if seconds >= threshold]
    found: list[Culprit] = []
    for key in long or [max(spent, key=lambda key: spent[key])]:
        start = _began(samples, key, earliest, due)
        mine = [sample for sample in samples if sample.key == key and not sample.waiting]
        weighed = [(sample, seconds) for sample in mine if (seconds := _overlap(sample, start, now)) > 0]
        calls = _long_calls(weighed, threshold)
        if len(long) < 2 and len(calls) < 2:
            start = min(start, due)
            part = min(sum(seconds for _, seconds in weighed) / (now - start), 1.0)
            return [Culprit(start, now - start, _common(weighed), part, mine[-1].task)]
        for call in calls:
            first = max(min(sample.end - sample.seconds for sample, _ in call), start)
            found.append(Culprit(first, sum(seconds for _, seconds in call), _common(call), 1.0, mine[-1].task))
    return found


def _began(samples: list[Sample], key: Any, earliest: float, due: float) -> float:
    """When a callback began to hold the loop: before `due`, if it ran then."""
    start = due
    for sample in reversed(samples):
        if sample.end - sample.seconds < due:
            if sample.waiting or sample.key != key:
                break
            start = max(earliest, sample.end - sample.seconds)
    if start < due:
        return start
    return min(sample.end - sample.seconds for sample in samples if sample.key == key and sample.end > due)


def _overlap(sample: Sample, start: float, end: float) -> float:
    return max(0.0, min(sample.end, end) - max(sample.end - sample.seconds, start))


def _long_calls(
    weighed: list[tuple[Sample, float]], threshold: float, depth: int = 0
) -> list[list[tuple[Sample, float]]]:
    """Split a callback's samples by calls that took so long each, where code that is no library's makes several."""
    whole = weighed
    while True:
        calls: defaultdict[tuple[str, str], list[tuple[Sample, float]]] = defaultdict(list)
        for sample, seconds in weighed:
            if len(sample.stack) > depth + 1:
                calls[sample.stack[depth], _function(sample.stack[depth + 1])].append((sample, seconds))
        long = [call for call in calls.values() if sum(seconds for _, seconds in call) >= threshold]
        if len(long) > 1 and not _is_library(long[0][0][0].stack[depth]):
            return [part for call in long for part in _long_calls(call, threshold, depth + 1)]
        if len(long) != 1:
            return [whole]
        weighed, depth = long[0], depth + 1


def _common(weighed: list[tuple[Sample, float]]) -> list[str]:
    """The deepest stack that at least half of the weight has passed through, with the line that had most."""
    least = HALF * sum(seconds for _, seconds in weighed)
    stacks = [(sample.stack, seconds) for sample, seconds in weighed]
    common: list[str] = []
    while True:
        depth = len(common)
        functions: defaultdict[str, float] = defaultdict(float)
        for stack, weight in stacks:
            if len(stack) > depth:
                functions[_function(stack[depth])] += weight
        if not functions:
            return common
        function = max(functions, key=lambda function: functions[function])
        if functions[function] < least:
            return common
        stacks = [
            (stack, weight) for stack, weight in stacks if len(stack) > depth and _function(stack[depth]) == function
        ]
        lines: defaultdict[str, float] = defaultdict(float)
        for stack, weight in stacks:
            lines[stack[depth]] += weight
        common.append(max(lines, key=lambda line: lines[line]))


def _function(identifier: str) -> str:
    return identifier.partition("\1")[0]


def _is_library(identifier: str) -> bool:
    return is_library(identifier.split("\0")[1])


def is_library(path: str) -> bool:
    """Is it a file of the standard library or an installed package?"""
    return path.startswith(_LIBRARIES[0]) or any(folder in path for folder in _LIBRARIES[1:])


def trimmed(stack: list[str], depth: int) -> list[str]:
    """The stack without its thread, the `depth` frames that run the loop, and what of asyncio calls the callback."""
    inner = stack[1 + depth :] or stack[-1:]
    start = 0
    while start < len(inner) - 1 and _is_machinery(inner[start]):
        start += 1
    return inner[start:]


def _is_machinery(identifier: str) -> bool:
    path = identifier.split("\0")[1].replace("\\", "/")
    folder = path.rpartition("/")[0]
    return folder.endswith(("/asyncio", "/concurrent/futures")) or path.endswith("/threading.py")


def shorten(samples: list[Sample]) -> None:
    """Merge what thousands of samples of one long stall have in common. The first stay: they lie around its start."""
    merged: dict[tuple[Any, tuple[str, ...]], Sample] = {}
    end = samples[-1].end
    for sample in samples[_KEPT_AS_THEY_ARE:]:
        key = (sample.key, tuple(sample.stack))
        known = merged.get(key)
        seconds = sample.seconds + (known.seconds if known is not None else 0.0)
        merged[key] = sample._replace(end=end, seconds=seconds)
    kept = sorted(merged.values(), key=lambda sample: -sample.seconds)[:_MOST_MERGED]
    samples[_KEPT_AS_THEY_ARE:] = kept
