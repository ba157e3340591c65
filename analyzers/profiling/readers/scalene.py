"""Scalene's JSON: how much of the time each line took, with no stacks and so no time of callers."""

from __future__ import annotations

from typing import Any

from ..profile import FunctionTimes, Profile
from .content import Malformed, frame, line_number, weight
from .jsontext import json_cursor

__all__ = ["read_scalene", "sniff_scalene"]

_PERCENTS = ("n_cpu_percent_python", "n_cpu_percent_c", "n_sys_percent")
"""Time in Python, in C, and waiting for the system."""


def sniff_scalene(head: bytes, path: str) -> bool:
    # Keys are sorted, or in the order of older versions; the first of these is all that both begin with.
    return head.lstrip().startswith(b"{") and b'"alloc_samples"' in head


def read_scalene(data: bytes, path: str) -> Profile:
    cursor = json_cursor(data)
    told: dict[str, Any] = {}
    for key in cursor.members():
        value = cursor.value()
        if key in ("args", "elapsed_time_sec", "files", "program", "start_time_absolute"):
            told[key] = value
    files = told.get("files")
    if not isinstance(files, dict) or not files:
        raise Malformed("holds no files with lines: the program may have been too short for Scalene")
    seconds = weight(told.get("elapsed_time_sec", 0), "the elapsed time")
    program = told.get("program")
    profile = Profile(
        "scalene",
        "seconds" if seconds else "samples",
        functions=[_file(name, about, seconds / 100 if seconds else 1.0) for name, about in files.items()],
        command=program if isinstance(program, str) else "",
        duration=seconds,
        began=weight(told.get("start_time_absolute", 0), "the start time") or None,
    )
    if not any(found.own for found in profile.functions or ()):
        raise Malformed("holds no time: the program may have been too short for Scalene")
    profile.notes.append("Scalene tells the time of lines, not that of what they call")
    return profile


def _file(path: str, about: Any, unit: float) -> FunctionTimes:
    """All lines of a file, without the names of functions, which decorators set apart from the lines."""
    lines = about.get("lines") if isinstance(about, dict) else None
    if not isinstance(lines, list):
        raise Malformed("a file has no list of lines")
    times: dict[int, float] = {}
    for line in lines:
        if not isinstance(line, dict):
            raise Malformed("a line is no object")
        percent = sum(weight(line.get(key, 0), f"a line's {key}") for key in _PERCENTS)
        if percent:
            number = line_number(line.get("lineno"))
            times[number] = times.get(number, 0.0) + percent * unit
    return FunctionTimes(frame("", path), sum(times.values()), lines=times)
