"""Stacks cut down to the project's functions, with the time of libraries put on the lines that called them."""

from __future__ import annotations

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
        self._spots: list[Spot] = []
        self._spot: list[int] = []
        """By node: its place in `_spots`."""
        self._parent: list[int] = []
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
                kinds.append(numbers.setdefault(Spot(spot.owner, spot.line), len(numbers)))
            elif spot.owner in (GENERATED, OUTSIDE):
                kinds.append(spot.owner)
            else:
                kinds.append(-3 - len(names))
                names.append(library_name(frame.name, frame.path))
        self._spots = list(numbers)
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
        owner_of = [spot.owner for spot in self._spots]
        functions = max(owner_of, default=-1) + 1
        total, waiting, count = list(self._own), list(self._waiting), list(self._count)
        children: list[list[int] | None] = [None] * len(total)
        roots: list[int] = []
        for node in range(len(total) - 1, -1, -1):
            above = self._parent[node]
            if above < 0:
                roots.append(node)
                continue
            total[above] += total[node]
            waiting[above] += waiting[node]
            count[above] += count[node]
            below = children[above]
            if below is None:
                children[above] = [node]
            else:
                below.append(node)
        sums, idle, samples = [0.0] * functions, [0.0] * functions, [0] * functions
        line_totals = [0.0] * len(owner_of)
        calls: dict[int, float] = {}
        # Down and up again. `seen` has what is on the way from the root to the node: lines by their number, functions
        # and calls by numbers above those.
        first_function = len(owner_of)
        first_call = first_function + functions
        seen: set[int] = set()
        pending: list[tuple[int, list[int] | None]] = [(node, None) for node in roots]
        spot, parent = self._spot, self._parent
        while pending:
            node, added = pending.pop()
            if added is not None:
                seen.difference_update(added)
                continue
            here = spot[node]
            owner = owner_of[here]
            weight = total[node]
            added = []
            if here not in seen:
                added.append(here)
                line_totals[here] += weight
            if first_function + owner not in seen:
                added.append(first_function + owner)
                sums[owner] += weight
                idle[owner] += waiting[node]
                samples[owner] += count[node]
            above = parent[node]
            if above >= 0:
                caller = owner_of[spot[above]]
                call = first_call + caller * functions + owner
                if caller != owner and call not in seen:
                    added.append(call)
                    calls[call] = calls.get(call, 0.0) + weight
            below = children[node]
            if below is not None:
                seen.update(added)
                pending.append((node, added))
                pending += [(child, None) for child in below]
        return self._told(sums, idle, samples, line_totals, calls, first_call)

    def _told(
        self,
        sums: list[float],
        idle: list[float],
        samples: list[int],
        line_totals: list[float],
        calls: dict[int, float],
        first_call: int,
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
        for call, weight in calls.items():
            caller, owner = divmod(call - first_call, len(sums))
            tallies[owner].callers[caller] += weight
            tallies[caller].callees[owner] += weight
        return tallies
