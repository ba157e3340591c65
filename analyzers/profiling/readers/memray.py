"""Allocations at the peak of memory, as `memray transform csv` exports them."""

from __future__ import annotations

import csv

from ..profile import THREAD, Frame, Profile, StackTree
from .collapsed import lines_of, number_of
from .content import MOST, Malformed, frame, line_number

__all__ = ["read_memray", "sniff_memray"]

_COLUMNS = ["allocator", "num_allocations", "size", "tid", "thread_name", "stack_trace"]


def sniff_memray(head: bytes, path: str) -> bool:
    return head.startswith(b"allocator,num_allocations,size,")


def read_memray(data: bytes, path: str) -> Profile:
    tree = StackTree(MOST)
    numbers: dict[str, int] = {}
    rows = csv.reader(line for _, line in lines_of(data))
    try:
        if next(rows, None) != _COLUMNS:
            raise Malformed(f"has other columns than {', '.join(_COLUMNS)}")
        for place, row in enumerate(rows, 2):
            if len(row) != len(_COLUMNS):
                raise Malformed(f"row {place} has {len(row)} columns instead of {len(_COLUMNS)}")
            _, count, size, ident, thread, trace = row
            stack = [tree.frame_number(frame(thread or ident, THREAD))]
            for level in reversed(trace.split("|") if trace else []):
                if level not in numbers:
                    numbers[level] = tree.frame_number(_frame(level, place))
                stack.append(numbers[level])
            leaf = tree.descend(-1, stack)
            tree.own[leaf] += number_of(size, f"row {place}: the size")
            tree.count[leaf] += int(number_of(count, f"row {place}: the number of allocations"))
    except csv.Error as error:
        raise Malformed(f"is no table: {error}") from None
    if not tree.own:
        raise Malformed("holds no allocations")
    return Profile("memray", "bytes", tree)


def _frame(level: str, place: int) -> Frame:
    """The frame of "FUNCTION;FILE;LINE"."""
    name, _, rest = level.partition(";")
    path, _, line = rest.rpartition(";")
    if not line.isdecimal():
        raise Malformed(f"row {place}: a frame without function, file and line: {level[:40]!r}")
    return frame(name, path, line=line_number(int(line[:20])))
