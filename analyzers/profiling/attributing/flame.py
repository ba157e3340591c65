"""The call tree cut to what a flame graph can show."""

from __future__ import annotations

from collections.abc import Sequence

from ..measured import FlameNode
from ..profile import StackTree
from .locating import GENERATED, OUTSIDE, Owner, Spot
from .places import library_name

__all__ = ["flame_tree"]

_LEAST = 0.001
"""Part of the run below which a node is left out: its time stays in its caller's."""
_TINY = _LEAST / 100
"""Below this a node is not even looked at. Only in a tree of very many it could have come to more with its like."""
_MOST = 2000
_LIBRARY_LEVELS = 2
"""Levels of library code that are kept below a function of the project, or at the root."""


def flame_tree(stacks: StackTree, spots: Sequence[Spot], owners: Sequence[Owner], whole: float) -> list[FlameNode]:
    """Join the nodes by function, and keep the largest. Parents come before their children."""
    faces: dict[tuple[str, str, int], int] = {}
    kinds: list[int] = []
    for frame, spot in zip(stacks.frames, spots, strict=True):
        if spot.owner >= 0:
            face = owners[spot.owner]
            kinds.append(2 * faces.setdefault((face.path, face.name, face.line), len(faces)))
        elif spot.owner == GENERATED:
            kinds.append(-1)
        elif spot.owner == OUTSIDE:
            kinds.append(2 * faces.setdefault(("", frame.name, 0), len(faces)))
        else:
            kinds.append(2 * faces.setdefault(("", library_name(frame.name, frame.path), 0), len(faces)) + 1)
    # As in `trees`: keys are numbers.
    nodes: dict[int, int] = {}
    known = 2 * len(faces) + 2
    parents: list[int] = []
    shown: list[int] = []
    totals: list[float] = []
    depths: list[int] = []
    place: list[int] = []
    tiny = whole * _TINY
    for frame, parent, weight, total in zip(stacks.frame, stacks.parent, stacks.own, _totals(stacks), strict=True):
        at = place[parent] if parent >= 0 else -1
        if total < tiny:
            place.append(at)
            if at >= 0:
                totals[at] += weight
            continue
        kind = kinds[frame]
        depth = depths[at] if at >= 0 else 0
        same = at >= 0 and shown[at] == kind
        if kind >= 0 and not same and (kind % 2 == 0 or depth < _LIBRARY_LEVELS):
            key = (at + 1) * known + kind
            node = nodes.get(key)
            if node is None:
                node = nodes[key] = len(parents)
                parents.append(at)
                shown.append(kind)
                totals.append(0.0)
                depths.append(depth + 1 if kind % 2 else 0)
            at = node
        place.append(at)
        if at >= 0:
            totals[at] += weight
    for node in range(len(parents) - 1, -1, -1):
        if parents[node] >= 0:
            totals[parents[node]] += totals[node]
    return _pruned(parents, shown, totals, list(faces), whole)


def _totals(stacks: StackTree) -> list[float]:
    totals = list(stacks.own)
    for node in range(len(totals) - 1, -1, -1):
        above = stacks.parent[node]
        if above >= 0:
            totals[above] += totals[node]
    return totals


def _pruned(
    parents: list[int], shown: list[int], totals: list[float], faces: list[tuple[str, str, int]], whole: float
) -> list[FlameNode]:
    least = whole * _LEAST
    kept = [node for node, total in enumerate(totals) if total >= least and total > 0]
    if len(kept) > _MOST:
        # A caller has no less time than what it calls, and a smaller number: it is never left out before that.
        kept.sort(key=lambda node: (-totals[node], node))
        kept = sorted(kept[:_MOST])
    numbers = {node: number for number, node in enumerate(kept)}
    return [FlameNode(*faces[shown[node] // 2], numbers.get(parents[node], -1), totals[node]) for node in kept]
