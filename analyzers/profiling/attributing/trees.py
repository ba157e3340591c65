"""Stacks cut down to the project's functions, with the time of libraries put on the lines that called them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from ..profile import StackTree
from .locating import GENERATED, OUTSIDE, Spot
from .places import library_name
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
        self._spots: list[Spot] = []
        # Arrays, not lists: nodes are visited in another order than they were made in, and numbers side by side are
        # found faster than objects all over the memory (two thirds of the time of `tallies`, with two million nodes).
        self._spot = array("q")
        """By node: its place in `_spots`."""
        self._parent = array("q")
        self._own = array("d")
        self._library = array("d")
        self._waiting = array("d")
        self._count = array("q")
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
                kinds.append(numbers.setdefault(Spot(spot.owner, spot.line), len(numbers)))
            elif spot.owner in (GENERATED, OUTSIDE):
                kinds.append(spot.owner)
            else:
                kinds.append(-3 - len(names))
                names.append(library_name(frame.name, frame.path))
        self._spots = list(numbers)
        # Keys are numbers, not pairs: millions of pairs would keep the garbage collector busy.
        nodes: dict[int, int] = {}
        known = len(numbers)
        place: list[int] = []
        """By node: the project node that it counts for, -1 for none."""
        below: list[int] = []
        """By node: the outermost library function between the two (as in `kinds`), or 0."""
        called: dict[int, float] = {}
        named = len(names) + 3
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
                key = (at + 1) * known + kind
                node = nodes.get(key)
                if node is None:
                    node = nodes[key] = len(own)
                    self._spot.append(kind)
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
                    key = at * named - through
                    called[key] = called.get(key, 0.0) + weight
            if idle:
                waiting[at] += idle
            if samples:
                count[at] += samples
        self.outside = outside
        for key, weight in called.items():
            at, through = divmod(key, named)
            name = (at, names[through - 3])
            self._called[name] = self._called.get(name, 0.0) + weight

    def tallies(self) -> Tallies:
        """Add up per function. A function, a line or a call that is in a stack more than once counts once."""
        owner_of = [spot.owner for spot in self._spots]
        functions = max(owner_of, default=-1) + 1
        spot, parent = self._spot, self._parent
        total, waiting, count = self._own[:], self._waiting[:], self._count[:]
        size = array("q", [1]) * len(total)
        for node in range(len(total) - 1, -1, -1):
            above = parent[node]
            if above >= 0:
                total[above] += total[node]
                size[above] += size[node]
                if waiting[node]:
                    waiting[above] += waiting[node]
                count[above] += count[node]
        sums, idle, samples = [0.0] * functions, [0.0] * functions, [0] * functions
        line_totals = [0.0] * len(owner_of)
        edges: dict[int, int] = {}
        edge_totals: list[float] = []
        # In the order of a walk down first, what is below a node follows it, up to its end. What is met again before
        # the end of where it was met first is in a stack twice.
        function_end, line_end = [0] * functions, [0] * len(owner_of)
        edge_end: list[int] = []
        for at, node in enumerate(_down_first(parent, size)):
            here = spot[node]
            owner = owner_of[here]
            weight = total[node]
            if at >= line_end[here]:
                line_end[here] = at + size[node]
                line_totals[here] += weight
            if at >= function_end[owner]:
                function_end[owner] = at + size[node]
                sums[owner] += weight
                idle[owner] += waiting[node]
                samples[owner] += count[node]
            above = parent[node]
            if above < 0 or (caller := owner_of[spot[above]]) == owner:
                continue
            call = caller * functions + owner
            edge = edges.get(call)
            if edge is None:
                edges[call] = len(edge_end)
                edge_end.append(at + size[node])
                edge_totals.append(weight)
            elif at >= edge_end[edge]:
                edge_end[edge] = at + size[node]
                edge_totals[edge] += weight
        calls = {divmod(call, functions): edge_totals[edge] for call, edge in edges.items()}
        return self._told(sums, idle, samples, line_totals, calls)

    def _told(
        self,
        sums: list[float],
        idle: list[float],
        samples: list[int],
        line_totals: list[float],
        calls: dict[tuple[int, int], float],
    ) -> Tallies:
        tallies = Tallies()
        for spot, whole in zip(self._spots, line_totals, strict=True):
            times = tallies[spot.owner].line(spot.line)
            times[1] += whole
        for number, tally in tallies.items():
            tally.total, tally.waiting, tally.samples = sums[number], idle[number], samples[number]
        for node, here in enumerate(self._spot):
            if weight := self._own[node]:
                spot = self._spots[here]
                tally = tallies[spot.owner]
                tally.own += weight
                tally.library += self._library[node]
                times = tally.line(spot.line)
                times[0] += weight
                times[2] += self._library[node]
        for (node, name), weight in self._called.items():
            tallies[self._spots[self._spot[node]].owner].callees[name] += weight
        for (caller, owner), weight in calls.items():
            tallies[owner].callers[caller] += weight
            tallies[caller].callees[owner] += weight
        return tallies


def _down_first(parent: Sequence[int], size: Sequence[int]) -> Sequence[int]:
    """Order nodes so that what is below one follows it, in as many places as `size` has for it."""
    order = array("q", [0]) * len(parent)
    free = order[:]
    """By node: the place of its next child."""
    root = 0
    for node, above in enumerate(parent):
        if above < 0:
            place = root
            root += size[node]
        else:
            place = free[above]
            free[above] += size[node]
        order[place] = node
        free[node] = place + 1
    return order
