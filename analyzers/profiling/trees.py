"""Stacks cut down to the project's functions, with the time of libraries put on the lines that called them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from .locating import GENERATED, OUTSIDE, Spot
from .places import library_name
from .profile import StackTree
from .tallies import Tallies

__all__ = ["ProjectTree"]


class ProjectTree:
    """The nodes of a `StackTree` that are lines of the project; all others are counted where they were called.

    One pass over all nodes, then one over the far fewer that are left. Nothing recurses: stacks may be of any depth.
    """

    def __init__(self, stacks: StackTree, spots: Sequence[Spot]) -> None:
        self.total = sum(stacks.own)
        self.waiting = sum(stacks.waiting)
        self.samples = sum(stacks.count)
        self.outside = 0.0
        self._owner = array("q")
        self._line = array("q")
        self._parent = array("q")
        self._own: list[float] = []
        self._library: list[float] = []
        self._waiting: list[float] = []
        self._count: list[int] = []
        self._called: dict[tuple[int, str], float] = {}
        """Library time by node and the outermost library function below it."""
        self._fold(stacks, spots)

    def _fold(self, stacks: StackTree, spots: Sequence[Spot]) -> None:
        # Each (owner, line) has a number; those of libraries and C are negative and name the function.
        kinds: list[int] = []
        numbers: dict[Spot, int] = {}
        names: list[str] = [""]
        for frame, spot in zip(stacks.frames, spots, strict=True):
            if spot.owner >= 0:
                kinds.append(numbers.setdefault(spot._replace(entry=True), len(numbers)))
            elif spot.owner in (GENERATED, OUTSIDE):
                kinds.append(spot.owner)
            else:
                kinds.append(-3 - len(names))
                names.append(library_name(frame.name, frame.path))
        spot_of = list(numbers)
        nodes: dict[tuple[int, int], int] = {}
        place: list[int] = []
        """By node: the project node that it counts for, -1 for none."""
        below: list[int] = []
        """By node: the outermost library function between the two (as in `kinds`), or 0."""
        called: dict[tuple[int, int], float] = {}
        outside = 0.0
        own, library, waiting, count = self._own, self._library, self._waiting, self._count
        for frame, parent, weight, idle, samples in zip(
            stacks.frame, stacks.parent, stacks.own, stacks.waiting, stacks.count, strict=True
        ):
            kind = kinds[frame]
            if parent < 0:
                at, through = -1, 0
            else:
                at, through = place[parent], below[parent]
            if kind >= 0:
                key = (at, kind)
                node = nodes.get(key)
                if node is None:
                    node = nodes[key] = len(own)
                    spot = spot_of[kind]
                    self._owner.append(spot.owner)
                    self._line.append(spot.line)
                    self._parent.append(at)
                    own.append(0.0)
                    library.append(0.0)
                    waiting.append(0.0)
                    count.append(0)
                at, through = node, 0
            elif kind < OUTSIDE and not through:
                through = kind
            place.append(at)
            below.append(through)
            if at < 0:
                outside += weight
                continue
            if weight:
                own[at] += weight
                if through:
                    library[at] += weight
                    key = (at, through)
                    called[key] = called.get(key, 0.0) + weight
            if idle:
                waiting[at] += idle
            if samples:
                count[at] += samples
        self.outside = outside
        for (at, through), weight in called.items():
            name = (at, names[-3 - through])
            self._called[name] = self._called.get(name, 0.0) + weight

    def tallies(self) -> Tallies:
        """Add up per function. A function, a line or a call that is in a stack more than once counts once."""
        tallies = Tallies()
        owner, line, parent = self._owner, self._line, self._parent
        total, waiting, count = list(self._own), list(self._waiting), list(self._count)
        children: list[list[int]] = [[] for _ in owner]
        roots: list[int] = []
        for node in range(len(owner) - 1, -1, -1):
            above = parent[node]
            if above < 0:
                roots.append(node)
            else:
                total[above] += total[node]
                waiting[above] += waiting[node]
                count[above] += count[node]
                children[above].append(node)
        for node, number in enumerate(owner):
            tally = tallies[number]
            tally.own += self._own[node]
            tally.library += self._library[node]
            tally.line(line[node])[0] += self._own[node]
        for (node, name), weight in self._called.items():
            tallies[owner[node]].callees[name] += weight
        # Down and up again: `seen` holds what is on the way from the root to the node.
        seen: set[int | tuple[int, int] | tuple[int, int, str]] = set()
        pending: list[tuple[int, list[int | tuple[int, int] | tuple[int, int, str]] | None]] = [
            (node, None) for node in roots
        ]
        while pending:
            node, added = pending.pop()
            if added is not None:
                seen.difference_update(added)
                continue
            number = owner[node]
            weight = total[node]
            tally = tallies[number]
            added = []
            if number not in seen:
                added.append(number)
                tally.total += weight
                tally.waiting += waiting[node]
                tally.samples += count[node]
            here = (number, line[node])
            if here not in seen:
                added.append(here)
                tally.line(line[node])[1] += weight
            above = parent[node]
            if above >= 0 and owner[above] != number:
                call = (owner[above], number, "calls")
                if call not in seen:
                    added.append(call)
                    tally.callers[owner[above]] += weight
                    tallies[owner[above]].callees[number] += weight
            if children[node]:
                seen.update(added)
                pending.append((node, added))
                pending += [(child, None) for child in children[node]]
        return tallies
