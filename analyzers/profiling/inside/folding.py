"""Samples folded as they come: a tree of stacks whose size follows the program's code, not its run time."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

__all__ = ["Fold", "frame_of"]

NODES = 400_000
"""Most nodes of the tree, some 150 MB: then samples of new stacks count for the deepest known part of them."""

_DIGITS = re.compile(r"\d+")


def frame_of(identifier: str) -> tuple[str, str, int, int]:
    """Name, path, first line and current line of a frame as pyinstrument spells it; 0: not known; path "": built-in."""
    head, *attributes = identifier.split("\x01")
    name, path, first = [*head.split("\0"), "", ""][:3]
    line = 0
    for attribute in attributes:
        if attribute[:1] == "l" and attribute[1:].isdigit():
            line = int(attribute[1:])
    if path == "<built-in>":
        path = ""
    return name, path, int(first) if path and path != "<thread>" and first.strip().isdigit() else 0, line


class Fold:
    """A tree of stacks with the seconds and samples that ended in each node.

    Threads whose names differ in numbers only share their stacks, so that a server with a thread for each request
    stays small. Node 0 is the root, and a node's parent has a smaller number.
    """

    def __init__(self) -> None:
        self.identifiers: list[str] = [""]
        self.parents: list[int] = [-1]
        self.seconds: list[float] = [0.0]
        self.waiting: list[float] = [0.0]
        self.counts: list[int] = [0]  # grows last: its length says how many nodes are whole
        self.cut = 0
        """Samples that count for a part of their stack only."""
        self._top: dict[str, tuple[int, Any]] = {}
        self._lock = threading.Lock()

    def adder(self, thread_name: str) -> Callable[[list[str], float, bool], None]:
        """A function that adds a sample of one thread: stack without the thread, outermost first, seconds, waiting."""
        group = _DIGITS.sub("N", thread_name) + "\0<thread>\0"
        top = self._top
        running, waiting, counts = self.seconds, self.waiting, self.counts
        grown = self._grown

        def add(stack: list[str], seconds: float, waits: bool) -> None:
            # The quick way: every node of the stack is known.
            try:
                node, table = top[group]
                for identifier in stack:
                    node, table = table[identifier]
            except KeyError:
                node = grown(group, stack)
            if waits:
                waiting[node] += seconds
            else:
                running[node] += seconds
                counts[node] += 1

        return add

    def _grown(self, group: str, stack: list[str]) -> int:
        # A signal handler may run in here and wait for a thread that wants to come in: nobody waits for long.
        held = self._lock.acquire(timeout=0.05)
        try:
            node, table = 0, self._top
            path = [group, *stack]
            for identifier in path:
                below = table.get(identifier)
                if below is None:
                    if not held or len(self.counts) >= NODES:
                        self.cut += 1
                        return node
                    self.identifiers.append(identifier)
                    self.parents.append(node)
                    self.seconds.append(0.0)
                    self.waiting.append(0.0)
                    self.counts.append(0)
                    below = table[identifier] = (len(self.counts) - 1, {})
                node, table = below
            return node
        finally:
            if held:
                self._lock.release()

    def as_json(self) -> dict[str, Any]:
        """Identifiers, each once, and the nodes by column; plain data."""
        size = len(self.counts)
        numbers: dict[str, int] = {}
        identifiers = [numbers.setdefault(identifier, len(numbers)) for identifier in self.identifiers[:size]]
        return {
            "identifiers": list(numbers),
            "identifier": identifiers,
            "parent": self.parents[:size],
            "seconds": [round(seconds, 6) for seconds in self.seconds[:size]],
            "waiting": [round(seconds, 6) for seconds in self.waiting[:size]],
            "count": self.counts[:size],
            "cut": self.cut,
        }
