"""The figures of the page as data: the flame graph's nodes and the stalls, in the columns that page.js draws from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from ...analyzers.profiling.measured import MeasuredStall, Run
from ..terminal import escaped
from .numbers import amount, percent, seconds

__all__ = ["MOST_NODES", "flame_data", "flame_outline", "label", "stall_data"]

MOST_NODES = 1_500
"""Nodes of the flame graph that are drawn, the largest: the browser lays out that many in under a second."""
_LEAST = 0.001
"""Parts of the run below which a node is not drawn: it would be about a pixel wide."""
_SCALE = 1_000_000
"""Values are whole parts of this: sums of parts must never exceed the whole, and floats round."""
_OUTLINE_FROM = 0.01


def label(text: str) -> str:
    """Return a name as the chart library takes it: it reads tags and entities, and no character may be obeyed."""
    return escape(escaped(text), quote=False)


def flame_data(run: Run, anchor: Callable[[str, str], str]) -> dict[str, Any] | None:
    """Return the flame graph's nodes in columns, or None where the run has no stacks.

    `anchor` gives the id of a function's part of the page, "" where it has none. Node 0 stands for the whole run.
    """
    kept = _largest(run)
    if not kept or run.total <= 0:
        return None
    place = {number: index for index, number in enumerate(kept, 1)}
    nodes = [run.flame[number] for number in kept]
    parents = [-1, *(place.get(node.parent, 0) for node in nodes)]
    values = [_SCALE, *(round(node.total / run.total * _SCALE) for node in nodes)]
    own = _settle(values, parents)
    return {
        "names": [label("whole run"), *(label(node.name) for node in nodes)],
        "places": ["", *(label(f"{node.path}:{node.line}" if node.path else "") for node in nodes)],
        "parents": parents,
        "values": values,
        "own": [round(part / values[0], 6) for part in own],
        "shares": [percent(value / values[0]) for value in values],
        "amounts": [amount(value / _SCALE * run.total, run.unit) for value in values],
        "anchors": ["", *(anchor(node.path, node.name) for node in nodes)],
        "left_out": len(run.flame) - len(kept),
    }


def _largest(run: Run) -> list[int]:
    """Return the numbers of the largest nodes, in their order, each with its callers."""
    flame = run.flame
    by_size = sorted(range(len(flame)), key=lambda number: (-flame[number].total, number))[:MOST_NODES]
    chosen = set(by_size)
    kept: list[int] = []
    present: set[int] = set()
    for number in sorted(chosen):
        if run.share(flame[number].total) >= _LEAST and (flame[number].parent < 0 or flame[number].parent in present):
            kept.append(number)
            present.add(number)
    return kept


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
    children: dict[int, list[int]] = {}
    for number, node in enumerate(run.flame):
        if run.share(node.total) >= _OUTLINE_FROM:
            children.setdefault(node.parent, []).append(number)
    rows: list[dict[str, Any]] = []
    stack = [(number, 0) for number in _heaviest_last(run, children.get(-1, []))]
    while stack and len(rows) < 200:
        number, level = stack.pop()
        node = run.flame[number]
        place = f"{node.path}:{node.line}" if node.path else ""
        rows.append(
            {
                "level": level,
                "name": escaped(node.name),
                "place": escaped(place),
                "share": percent(run.share(node.total)),
            }
        )
        stack.extend((inner, level + 1) for inner in _heaviest_last(run, children.get(number, [])))
    return rows


def _heaviest_last(run: Run, numbers: Sequence[int]) -> list[int]:
    return sorted(numbers, key=lambda number: run.flame[number].total)


def stall_data(stalls: Sequence[MeasuredStall], duration: float) -> dict[str, Any] | None:
    """Return the stalls in columns, for the time line."""
    if not stalls:
        return None
    return {
        "at": [round(stall.at, 4) for stall in stalls],
        "seconds": [round(stall.seconds, 4) for stall in stalls],
        "lengths": [seconds(stall.seconds) for stall in stalls],
        "names": [label(stall.function or "outside the project") for stall in stalls],
        "calls": [label(stall.call) for stall in stalls],
        "until": round(max(duration, *(stall.at + stall.seconds for stall in stalls)), 3),
    }
