"""For programs that mostly start: imports put off until they are needed."""

from __future__ import annotations

from ...profiling.measured import MeasuredFunction
from ...profiling.overlay import overlay
from ...source.functions import MODULE
from ..advice import Advice, Option, at_most
from ..asking import Whole, percent
from ..changes.lazy_imports import imported_late, movable, needed
from ..shares import Shares
from ..sources import Source

__all__ = ["STARTS", "advice"]

STARTS = 0.2
"""Part of the program's time from which on imports are worth a look."""
_COSTLY = 0.1
"""An import is put off that takes this part of the program's time."""


def advice(shares: Shares, whole: Whole) -> Advice | None:
    """What to do about the imports of a program; None where they take little of its time."""
    importing = shares.importing
    if importing < STARTS:
        return None
    told = f"{percent(importing)} of the run of {_seconds(shares.seconds)} goes to imports"
    limit = at_most(importing)
    best: tuple[float, Source, list[int]] | None = None
    for function in shares.run.functions:
        if function.name != MODULE:
            continue
        source = whole.sources.of(function.path)
        found = _costly(shares, function, source) if source is not None else []
        if source is not None and found:
            spent = sum(part for _, part in found)
            if best is None or spent > best[0]:
                best = (spent, source, [line for line, _ in found])
    if best is None:
        path = next((function.path for function in shares.importers()), "")
        why = f"{told}, but all that takes long is used by the run, or by too many functions to be moved"
        return Advice(path, MODULE, 1, importing, "recorded", [Option("stay", "fits", why, basis="recorded")])
    spent, source, lines = best
    texts = " and ".join(f"`{source.document.lines[line - 1].strip()}` (line {line})" for line in lines)
    change = imported_late(source, lines)
    why = f"{told}; {percent(spent)} to {texts}, which this run can do without"
    option = Option(
        "lazy-imports", "fits", why, "import it in the functions that use it, where they do", limit, "recorded", change
    )
    return Advice(source.path, MODULE, lines[0], importing, "recorded", [option])


def _costly(shares: Shares, module: MeasuredFunction, source: Source) -> list[tuple[int, float]]:
    """Imports of a file that only its functions use, from 1, with the part of the program's time that they took."""
    laid = overlay(shares.run, module.path, source.document)
    placed = laid.of(MODULE) if laid is not None else None
    if placed is None:
        return []
    seen = {function.name for function in shares.run.functions if function.path == module.path}
    can = {
        line
        for line, users in movable(source).items()
        # A function within a class is known by another name: it counts as called.
        if not any((user.name in seen or user.col_offset) and needed(source, line, user) for user in users)
    }
    found = [(number + 1, line.total / shares.whole) for number, line in placed.lines.items() if number + 1 in can]
    return [(line, part) for line, part in found if part >= _COSTLY]


def _seconds(value: float) -> str:
    return f"{value:.2g} s" if value >= 1 else f"{value * 1000:.0f} ms"
