"""Collapsed stacks, a text of "outermost;...;innermost WEIGHT" lines, as many tools write for flame graphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from ..profile import PROCESS, THREAD, Frame, Profile, StackTree
from .content import MOST, Malformed, frame, line_number, weight

__all__ = ["STACKS_KNOWN", "lines_of", "number_of", "read_collapsed", "sniff_collapsed"]

_LINE = re.compile(rb"[^\n]*[^\s] \d+(\.\d+)?\s*")
_OTHER = re.compile(rb"[{\[#]|<(!|\?|html|svg)")
"""JSON, a script, a page or a picture."""

# py-spy's frames with --threads and --subprocesses.
_SPY_THREAD = re.compile(r"thread \((\S+)\)(?:: (.*))?", re.DOTALL)
_SPY_PROCESS = re.compile(r'process (\d+):"([^"]*)"')
# Python 3.15's sampler begins stacks with the thread.
_THREAD = re.compile(r"tid:(\S+)")

STACKS_KNOWN = 200_000
"""As many different stacks are remembered with their texts, so that one that comes again is not taken apart again."""
_LONGEST = 1_000_000
"""Bytes of a line: 10,000 levels."""


def sniff_collapsed(head: bytes, path: str) -> bool:
    # The last format that is asked: nothing marks it but the looks of its lines.
    first, newline, _ = head.lstrip().partition(b"\n")
    if not first or b"\0" in head or _OTHER.match(first) is not None:
        return False
    return _LINE.fullmatch(first) is not None if newline else b";" in first or _LINE.fullmatch(first) is not None


def read_collapsed(data: bytes, path: str) -> Profile:
    tree = StackTree(MOST)
    known: dict[str, int] = {}
    tools: set[str] = set()
    for number, line in lines_of(data):
        stack, _, told = line.rpartition(" ")
        seen = number_of(told, f"line {number}: the weight")
        leaf = known.get(stack)
        if leaf is None:
            if len(known) >= STACKS_KNOWN:
                known.clear()
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
    text = BytesIO(data)
    for number, line in enumerate(iter(lambda: text.readline(_LONGEST + 1), b""), 1):
        if len(line) > _LONGEST:
            raise Malformed(f"line {number}: is longer than {_LONGEST / 1e6:g} MB")
        try:
            told = line.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise Malformed(f"line {number}: is not text in UTF-8: byte {error.start} does not fit") from None
        if told:
            yield number, told


def number_of(told: str, what: str) -> float:
    """A weight that a text gives. Raises Malformed."""
    try:
        return weight(float(told[:40]), what)
    except ValueError:
        raise Malformed(f"{what} is no number: {told[:40]!r}") from None


def _parts(stack: str) -> list[str]:
    stack = stack.strip()
    # The command of a process may well hold a semicolon.
    parts: list[str] = []
    at = 0
    while (match := _SPY_PROCESS.match(stack, at)) is not None:
        parts.append(match[0])
        at = match.end() + 1
    return parts + (stack[at:].split(";") if at < len(stack) else [])


def _frame(part: str, tools: set[str]) -> Frame:
    # By hand: a pattern with two open ends takes hours for a line that is made for it.
    name, _, place = part.partition(" (")
    path, _, line = place[:-1].rpartition(":")
    if path and place.endswith(")") and line.isdecimal():  # py-spy: "load (pkg/store.py:12)"
        tools.add("py-spy")
        return frame(name, path, line=_line(line))
    if (match := _SPY_THREAD.fullmatch(part)) is not None:
        return frame(match[2] or match[1], THREAD)
    if (match := _SPY_PROCESS.fullmatch(part)) is not None:
        return frame(match[2] or match[1], PROCESS)
    if (match := _THREAD.fullmatch(part)) is not None:
        tools.add("Tachyon")
        return frame(match[1], THREAD)
    rest, _, line = part.rpartition(":")
    path, _, name = rest.rpartition(":")
    if path and name and line.isdecimal():  # Austin and Python 3.15's sampler: "pkg/store.py:load:12"
        return frame(name, path, line=_line(line))
    return frame(part, "")


def _line(digits: str) -> int:
    return line_number(int(digits[:20]))
