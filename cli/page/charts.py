"""The figures of the page as data: the flame graph's nodes and the stalls, in the columns that page.js draws from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from ...analyzers.profiling.measured import FlameNode, MeasuredStall, Run
from ..terminal import escaped
from .numbers import amount, percent, seconds

__all__ = ["MOST_NODES", "flame_data", "flame_outline", "label", "stall_data"]

MOST_NODES = 1_500
"""Nodes of the flame graph that are drawn, the largest: the browser lays out that many in under a second."""
_LEAST = 0.001
"""Parts of the run below which a node is not drawn: it would be about a pixel wide."""
_MOST_STALLS = 2_000
_ALL = 0.98
"""Part of the run from which a frame at the top counts as having all of it."""
_SCALE = 1_000_000
"""Values are whole parts of this: sums of parts must never exceed the whole, and floats round."""
_OUTLINE_FROM = 0.01
_OUTLINE_ROWS = 200
_IMPORTING = "importlib._bootstrap"


def label(text: str) -> str:
    """Return a name as the chart library takes it: it reads tags and entities, and no character may be obeyed."""
    return escape(escaped(text), quote=False)


def flame_data(run: Run, anchor: Callable[[str, str], str]) -> dict[str, Any] | None:
    """Return the flame graph's nodes in columns, or None where the run has no stacks.

    `anchor` gives the id of a function's part of the page, "" where it has none. Node 0 stands for the whole run.
    """
    nodes = _drawn(run)
    if not nodes:
        return None
    parents = [-1, *(node.parent + 1 for node in nodes)]
    values = [_SCALE, *(round(node.total / run.total * _SCALE) for node in nodes)]
    own = _settle(values, parents)
    return {
        "names": [label("whole run"), *(label(_name(node)) for node in nodes)],
        "places": ["", *(label(_place(node)) for node in nodes)],
        "parents": parents,
        "values": values,
        "own": [round(part / values[0], 6) for part in own],
        "shares": [percent(value / values[0]) for value in values],
        "amounts": [amount(value / _SCALE * run.total, run.unit) for value in values],
        "anchors": ["", *(anchor(node.path, node.name) for node in nodes)],
    }


def _name(node: FlameNode) -> str:
    """Return what a frame is called; of a module with its file, for all are called the same."""
    return node.name if node.name != "<module>" else f"<module> {node.path.rpartition('/')[2]}".rstrip()


def _place(node: FlameNode) -> str:
    return f"{node.path}:{node.line}" if node.path else ""


def _drawn(run: Run) -> list[FlameNode]:
    """Return the largest nodes, without what says nothing: how Python starts a program, and how it imports."""
    flame = run.flame
    largest = sorted(range(len(flame)), key=lambda number: (-flame[number].total, number))[:MOST_NODES]
    numbers = [number for number in sorted(largest) if run.share(flame[number].total) >= _LEAST]
    start = _start(run, numbers)
    nodes: list[FlameNode] = []
    places: dict[int, int] = {-1: -1}
    for number in numbers:
        node = flame[number]
        parent = places.get(node.parent)
        if parent is None:  # its caller is not among them
            continue
        if number in start or (not node.path and node.name.startswith(_IMPORTING)):
            places[number] = parent
        else:
            places[number] = len(nodes)
            nodes.append(node._replace(parent=parent))
    return nodes


def _start(run: Run, numbers: Sequence[int]) -> set[int]:
    """Return the frames at the top that are not the project's and have all of the run: the thread, `runpy`."""
    found: set[int] = set()
    top = -1
    while True:
        below = [number for number in numbers if run.flame[number].parent == top]
        if len(below) != 1 or run.flame[below[0]].path or run.share(run.flame[below[0]].total) < _ALL:
            return found
        top = below[0]
        found.add(top)


def _settle(values: list[int], parents: Sequence[int]) -> list[int]:
    """Make each value at least the sum of its children's, from the leaves up; return what each has beyond that."""
    below = [0] * len(values)
    for number in range(len(values) - 1, -1, -1):
        values[number] = max(values[number], below[number])
        if number:
            below[parents[number]] += values[number]
    return [value - inner for value, inner in zip(values, below, strict=True)]


def flame_outline(run: Run) -> list[dict[str, Any]]:
    """Return the call tree as rows of text, for readers without the chart: level, name, place, share."""
    nodes = _drawn(run)
    children: dict[int, list[int]] = {}
    for number, node in enumerate(nodes):
        if run.share(node.total) >= _OUTLINE_FROM:
            children.setdefault(node.parent, []).append(number)
    rows: list[dict[str, Any]] = []
    # The heaviest last, so that it is taken first.
    pending = [(number, 0) for number in sorted(children.get(-1, ()), key=lambda it: nodes[it].total)]
    while pending and len(rows) < _OUTLINE_ROWS:
        number, level = pending.pop()
        node = nodes[number]
        share = percent(run.share(node.total))
        rows.append({"level": level, "name": escaped(_name(node)), "place": escaped(_place(node)), "share": share})
        pending += [(inner, level + 1) for inner in sorted(children.get(number, ()), key=lambda it: nodes[it].total)]
    return rows


def stall_data(stalls: Sequence[MeasuredStall], duration: float) -> dict[str, Any] | None:
    """Return the stalls in columns, the longest first, for the time line."""
    if not stalls:
        return None
    longest = sorted(stalls, key=lambda stall: -stall.seconds)[:_MOST_STALLS]
    return {
        "at": [round(stall.at, 4) for stall in longest],
        "seconds": [round(stall.seconds, 4) for stall in longest],
        "lengths": [seconds(stall.seconds) for stall in longest],
        "names": [label(stall.function or "outside the project") for stall in longest],
        "calls": [label(stall.call) for stall in longest],
        "until": round(max(duration, *(stall.at + stall.seconds for stall in stalls)), 3),
    }
