"""Collapsed stacks, a text of "outermost;...;innermost WEIGHT" lines, as many tools write for flame graphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from ..profile import PROCESS, THREAD, Frame, Profile, StackTree
from .content import Malformed, frame, line_number, weight

__all__ = ["lines_of", "number_of", "read_collapsed", "sniff_collapsed"]

_LINE = re.compile(rb"[^\n]*[^\s] \d+(\.\d+)?\s*")
_OTHER = re.compile(rb"[{\[#]|<(!|\?|html|svg)")
"""JSON, a script, a page or a picture."""

# py-spy: "load (pkg/store.py:12)"; with --threads and --subprocesses also these two.
_SPY_FRAME = re.compile(r"(.+) \((.*):(\d+)\)", re.DOTALL)
_SPY_THREAD = re.compile(r"thread \((\S+)\)(?:: (.*))?", re.DOTALL)
_SPY_PROCESS = re.compile(r'process (\d+):"([^"]*)"')
# Austin and Python 3.15's sampler: "pkg/store.py:load:12"; the latter begins stacks with the thread.
_FRAME = re.compile(r"(.+):([^:]+):(\d+)", re.DOTALL)
_THREAD = re.compile(r"tid:(\S+)")


def sniff_collapsed(head: bytes, path: str) -> bool:
    # The last format that is asked: nothing marks it but the looks of its lines.
    first, newline, _ = head.lstrip().partition(b"\n")
    if not first or b"\0" in head or _OTHER.match(first) is not None:
        return False
    return _LINE.fullmatch(first) is not None if newline else b";" in first or _LINE.fullmatch(first) is not None


def read_collapsed(data: bytes, path: str) -> Profile:
    tree = StackTree()
    known: dict[str, int] = {}
    tools: set[str] = set()
    for number, line in lines_of(data):
        stack, _, told = line.rpartition(" ")
        seen = number_of(told, f"line {number}: the weight")
        leaf = known.get(stack)
        if leaf is None:
            leaf = known[stack] = tree.descend(-1, [tree.frame_number(_frame(part, tools)) for part in _parts(stack)])
        if leaf < 0:  # py-spy has seen a thread that ran no Python
            leaf = known[stack] = tree.node(-1, tree.frame_number(Frame("", THREAD)))
        tree.own[leaf] += seen
        tree.count[leaf] += int(seen)
    if not tree.own:
        raise Malformed("holds no stacks")
    return Profile(tools.pop() if len(tools) == 1 else "collapsed stacks", "samples", tree)


def lines_of(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines of a text that hold something, with their numbers. Raises Malformed."""
    try:
        for number, line in enumerate(TextIOWrapper(BytesIO(data), "utf-8-sig"), 1):
            if line := line.rstrip("\n"):
                yield number, line
    except UnicodeDecodeError as error:
        raise Malformed(f"is not text in UTF-8: {error.reason}") from None


def number_of(told: str, what: str) -> float:
    """A weight that a text gives. Raises Malformed."""
    try:
        return weight(float(told[:40]), what)
    except ValueError:
        raise Malformed(f"{what} is no number: {told[:40]!r}") from None


def _parts(stack: str) -> list[str]:
    stack = stack.strip()
    if not stack:
        return []
    # The command of a process may well hold a semicolon.
    parts: list[str] = []
    while (match := _SPY_PROCESS.match(stack)) is not None:
        parts.append(match[0])
        stack = stack[match.end() + 1 :]
    return parts + (stack.split(";") if stack else [])


def _frame(part: str, tools: set[str]) -> Frame:
    if (match := _SPY_FRAME.fullmatch(part)) is not None:
        tools.add("py-spy")
        return frame(match[1], match[2], line=_line(match[3]))
    if (match := _SPY_THREAD.fullmatch(part)) is not None:
        return frame(match[2] or match[1], THREAD)
    if (match := _SPY_PROCESS.fullmatch(part)) is not None:
        return frame(match[2] or match[1], PROCESS)
    if (match := _THREAD.fullmatch(part)) is not None:
        tools.add("Tachyon")
        return frame(match[1], THREAD)
    if (match := _FRAME.fullmatch(part)) is not None:
        return frame(match[2], match[1], line=_line(match[3]))
    return frame(part, "")


def _line(digits: str) -> int:
    return line_number(int(digits[:20]))
