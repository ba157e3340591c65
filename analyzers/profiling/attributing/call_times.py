"""Times per function, as profilers without stacks give them: libraries' time goes to the callers it had."""

from __future__ import annotations

from collections.abc import Sequence

from ...source.functions import MODULE
from ..profile import FunctionTimes
from .locating import GENERATED, Locator, Spot
from .places import library_name
from .tallies import Tallies

__all__ = ["attribute_functions"]

_ROUNDS = 2000
_NEGLIGIBLE = 1e-9
"""Part of the whole that is no longer carried on to callers."""


def attribute_functions(functions: Sequence[FunctionTimes], locator: Locator) -> tuple[Tallies, float, float]:
    """Add up per function of the project; return with it the whole weight, and the part that nothing of it called.

    A library function's own time goes to its callers in proportion to what their calls took, and on from caller to
    caller until a function of the project is reached.
    """
    tallies = Tallies()
    spots = [locator.spot(function.frame) for function in functions]
    whole = sum(function.own for function in functions)
    inclusive: dict[int, float] = {}
    """By function: the total of the entry that is its own, not of a comprehension in it."""
    parts: dict[int, float] = {}
    for function, spot in zip(functions, spots, strict=True):
        if spot.owner < 0:
            continue
        if function.lines:
            _add_lines(function, spot, tallies, locator)
            continue
        tally = tallies[spot.owner]
        tally.own += function.own
        if spot.entry:
            inclusive[spot.owner] = inclusive.get(spot.owner, 0.0) + (function.total or 0.0)
            if function.calls is not None:
                tally.calls = (tally.calls or 0) + function.calls
        else:
            parts[spot.owner] = parts.get(spot.owner, 0.0) + (function.total or 0.0)
    outside = _carry(functions, spots, tallies, whole)
    for function, spot in zip(functions, spots, strict=True):
        if spot.owner < 0 or function.lines:
            continue
        tally = tallies[spot.owner]
        for number, weight in function.callers.items():
            caller = spots[number].owner
            if caller == spot.owner or weight <= 0:
                continue
            if caller >= 0:
                tally.callers[caller] += weight
                tallies[caller].callees[spot.owner] += weight
            else:
                frame = functions[number].frame
                tally.callers[library_name(frame.name, frame.path)] += weight
    for number, tally in tallies.items():
        known = inclusive.get(number) or parts.get(number, 0.0)
        tally.total = min(max(known, tally.own), max(whole, tally.own))
    return tallies, whole, outside


def _add_lines(function: FunctionTimes, spot: Spot, tallies: Tallies, locator: Locator) -> None:
    """Put the time of lines on the functions around them."""
    relative = locator.relative(function.frame.path)
    assert relative is not None, "it has a spot"
    given = 0.0
    for line, weight in function.lines.items():
        around = locator.at_line(relative, line)
        # Where the line is another function's now, the name that was recorded counts.
        named = function.frame.name.rpartition(".")[2] not in ("", MODULE)
        owner = spot.owner if named and around.owner != spot.owner else around.owner
        tally = tallies[owner]
        tally.own += weight
        times = tally.line(around.line if owner == around.owner else 0)
        times[0] += weight
        times[1] += weight
        given += weight
    tallies[spot.owner].own += max(function.own - given, 0.0)


def _carry(functions: Sequence[FunctionTimes], spots: Sequence[Spot], tallies: Tallies, whole: float) -> float:
    """Carry libraries' own time up to the project; return what reached no function of it."""
    outside = 0.0
    # What is on its way, by library function, and below which library function of which the project it was called
    # is told where it arrives: there it came from its direct caller.
    moving: dict[int, float] = {
        number: function.own
        for number, (function, spot) in enumerate(zip(functions, spots, strict=True))
        if spot.owner < 0 and function.own > 0
    }
    ways: dict[int, list[tuple[int, float]]] = {}
    for _ in range(_ROUNDS):
        if not moving:
            break
        arrived: dict[int, float] = {}
        for number, weight in moving.items():
            way = ways.get(number)
            if way is None:
                way = ways[number] = _way_up(functions, number)
            if not way or weight <= whole * _NEGLIGIBLE:
                outside += weight
                continue
            for caller, part in way:
                owner = spots[caller].owner
                if owner < 0:
                    arrived[caller] = arrived.get(caller, 0.0) + weight * part
                    continue
                tally = tallies[owner]
                tally.own += weight * part
                frame = functions[number].frame
                if spots[number].owner != GENERATED:
                    tally.library += weight * part
                    tally.callees[library_name(frame.name, frame.path)] += weight * part
        moving = arrived
    return outside + sum(moving.values())


def _way_up(functions: Sequence[FunctionTimes], number: int) -> list[tuple[int, float]]:
    """The callers of a function but itself, each with its part of the time."""
    callers = {caller: weight for caller, weight in functions[number].callers.items() if caller != number}
    weights = {caller: weight for caller, weight in callers.items() if weight > 0 and caller < len(functions)}
    if not weights:
        weights = {caller: 1.0 for caller in callers if caller < len(functions)}
    whole = sum(weights.values())
    return [(caller, weight / whole) for caller, weight in weights.items()]
