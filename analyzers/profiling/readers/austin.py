"""Austin's text: a collapsed stack for each sample, with microseconds or bytes, and what was recorded in comments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..profile import PROCESS, THREAD, Frame, Profile, StackTree
from .collapsed import STACKS_KNOWN, lines_of, number_of
from .content import MOST, Malformed, frame, line_number, weight

__all__ = ["AustinSamples", "read_austin", "sniff_austin"]

_STACK = re.compile(rb"P\d+;T[\d:]+")
GARBAGE = Frame("GC", "")
"""Stands below the frame in which the garbage collector ran."""


def sniff_austin(head: bytes, path: str) -> bool:
    head = head.lstrip()
    return head.startswith(b"# austin:") or _STACK.match(head) is not None


def read_austin(data: bytes, path: str) -> Profile:
    samples = AustinSamples()
    known: dict[str, int] = {}
    for number, line in lines_of(data):
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            samples.tell(key.strip(), value.strip())
            continue
        stack, _, metrics = line.rpartition(" ")
        leaf = known.get(stack)
        if leaf is None:
            if len(known) >= STACKS_KNOWN:
                known.clear()
            leaf = known[stack] = _leaf(stack, samples, number)
        numbers = metrics.split(",")  # time, or bytes; in full mode time, whether it was idle, and bytes
        if len(numbers) not in (1, 3):
            raise Malformed(f"line {number}: not one or three metrics, but {len(numbers)}")
        sign = -1 if numbers[-1].startswith("-") else 1
        last = sign * number_of(numbers[-1].lstrip("-"), f"line {number}: the metric")
        first = number_of(numbers[0], f"line {number}: the metric") if len(numbers) == 3 else last
        samples.add(leaf, first, last)
    return samples.profile()


def _leaf(stack: str, samples: AustinSamples, number: int) -> int:
    process, *levels = stack.split(";")
    thread = levels.pop(0) if levels else ""
    if not process.startswith("P") or not thread.startswith("T"):
        raise Malformed(f"line {number}: does not begin with a process and a thread")
    node = samples.thread(process[1:], thread[1:].rpartition(":")[2])
    numbers: list[int] = []
    for level in levels:
        if level == ":GC:":
            found = GARBAGE
        elif level == ":INVALID:":  # a frame that could not be read
            continue
        else:
            path, name, line = level.rsplit(":", 2) if level.count(":") >= 2 else ("", level, "0")
            if not line.isdecimal():
                raise Malformed(f"line {number}: {line[:20]!r} is no line number")
            found = frame(name, path, line=line_number(int(line[:20])))
        numbers.append(samples.tree.frame_number(found))
    return samples.tree.descend(node, numbers)


@dataclass(slots=True)
class AustinSamples:
    """What Austin's files hold, whether they are texts or binary."""

    tree: StackTree = field(default_factory=lambda: StackTree(MOST))
    told: dict[str, str] = field(default_factory=dict[str, str])
    """What the file says of itself. It must be there before the first sample is added."""
    freed: bool = False

    def tell(self, key: str, value: str) -> None:
        if key in ("mode", "interval", "duration", "python", "multiprocess"):
            self.told[key] = value

    def thread(self, process: str, thread: str) -> int:
        """The node of a thread, and above it that of its process if there may be several."""
        node = -1
        if self.told.get("multiprocess") == "on":
            node = self.tree.node(-1, self.tree.frame_number(frame(process, PROCESS)))
        return self.tree.node(node, self.tree.frame_number(frame(thread, THREAD)))

    def add(self, leaf: int, time: float, memory: float) -> None:
        """Book a sample: microseconds, and bytes that were taken (or given back) since the one before."""
        if self.told.get("mode") != "memory":
            self.tree.add(leaf, weight(time, "a sample's time") * 1e-6)
        elif memory > 0:
            self.tree.add(leaf, weight(memory, "a sample's memory"))
        else:
            self.freed = self.freed or memory < 0

    def profile(self) -> Profile:
        if not self.tree.own:
            raise Malformed("holds no samples")
        mode = self.told.get("mode", "wall")
        profile = Profile("austin", "bytes" if mode == "memory" else "seconds", self.tree)
        profile.python = self.told.get("python", "")
        profile.interval = self._seconds("interval")
        profile.duration = self._seconds("duration")
        if mode == "memory":
            profile.notes.append("memory is what the process took from the system between two samples")
        if self.freed:
            profile.notes.append("samples in which memory was given back were left out")
        return profile

    def _seconds(self, key: str) -> float:
        return number_of(self.told.get(key) or "0", f"the {key}") * 1e-6
