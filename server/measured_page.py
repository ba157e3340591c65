"""What a hover tells of a measured function or line: its time, who called it, whom it called, its hottest lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from .figures import amount, hint, lens, of_what, percent, plain, seconds, stall_summary, summary, waited

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import Call, MeasuredFunction, MeasuredLine, MeasuredStall, Run
    from ..analyzers.profiling.overlay import Placed

__all__ = ["function_page", "line_page"]

SHOWN = 5
"""Rows of each table."""
MENTIONED = 0.005
"""Lines and calls with less of the run than this are left out."""


def function_page(run: Run, placed: Placed, lines: Sequence[str]) -> str:
    """All that was measured of a function, as Markdown."""
    measured = placed.measured
    asynchronous = lines[placed.definition].lstrip().startswith("async")
    if placed.stale:
        told = lens(run, measured, stale=True, asynchronous=asynchronous)
        return _page(f"**{_code(measured.name)}** {told}", footer=run)
    head = f"**{_code(measured.name)}** took {percent(run.share(measured.total))} {of_what(run)}"
    head += f": {amount(run, measured.total)}"
    if measured.samples and run.unit != "samples":
        head += f" ({measured.samples:,} samples)"
    return _page(
        head,
        _own(run, measured, asynchronous=asynchronous),
        _stalls(run, measured),
        _compiled(run, measured),
        _table("hottest lines", "took", _hot_lines(run, placed, lines)),
        _table("called by", "took", _calls(run, measured.callers)),
        _table("calls", "took", _calls(run, measured.callees)),
        footer=run,
    )


def line_page(run: Run, placed: Placed, measured: MeasuredLine) -> str:
    """What was measured of one line, as Markdown."""
    head = f"This line took {percent(run.share(measured.total))} {of_what(run)}: {amount(run, measured.total)}"
    below = measured.total - measured.own
    inner = f", of it {amount(run, below)} in functions of the project" if below > measured.total * 0.01 else ""
    function = placed.measured
    around = f"{_code(function.name)}: {hint(run, function.total)}" if function.name != "<module>" else ""
    line = function.line + measured.offset
    here = [stall for stall in _touching(run, function) if (function.path, function.name, line) in stall.stack]
    return _page(head + inner, around, f"It {stall_summary(here)}" if here else "", footer=run)


def _page(*parts: str, footer: Run) -> str:
    return "\n\n".join([*filter(None, parts), _code(summary(footer), 120)])


def _own(run: Run, measured: MeasuredFunction, *, asynchronous: bool) -> str:
    parts = [f"own {amount(run, measured.own)}"]
    if measured.library > 0 and measured.own > 0:
        parts[0] += f", {percent(min(measured.library / measured.own, 1.0))} of it in library code"
    if measured.waiting > 0:
        parts.append(waited(run, measured, asynchronous=asynchronous))
    if measured.calls is not None:
        parts.append(f"{measured.calls:,} calls")
    return " · ".join(parts)


def _touching(run: Run, measured: MeasuredFunction) -> Iterator[MeasuredStall]:
    """Stalls that the function held, or some function below it."""
    for stall in run.stalls:
        if any((path, name) == (measured.path, measured.name) for path, name, _ in stall.stack):
            yield stall


def _stalls(run: Run, measured: MeasuredFunction) -> str:
    stalls = sorted(_touching(run, measured), key=lambda stall: -stall.seconds)
    if not stalls:
        return ""
    worst = stalls[0]
    within = f" in {_code(worst.call)}" if worst.call else ""
    where = f"{_code(worst.function)} ({_code(worst.path)}:{worst.line})"
    place = "" if worst.function == measured.name else f", called by {where}"
    return f"It {stall_summary(stalls)}; the longest, {seconds(worst.seconds)},{within or ' in its own code'}{place}"


def _compiled(run: Run, measured: MeasuredFunction) -> str:
    if not run.compiled:
        return ""
    # Late: few runs have any.
    from ..analyzers.profiling.compiles import compile_summary, compiled_in

    told = compile_summary(compiled_in(run, measured.path, measured.name), measured.name)
    return told[:1].upper() + told[1:]


def _hot_lines(run: Run, placed: Placed, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    hottest = sorted(placed.lines.items(), key=lambda item: -item[1].total)[:SHOWN]
    for line, measured in hottest:
        if run.share(measured.total) >= MENTIONED and line < len(lines):
            yield f"{line + 1} {_code(lines[line].strip())}", hint(run, measured.total)


def _calls(run: Run, calls: Iterable[Call]) -> Iterator[tuple[str, str]]:
    for call in sorted(calls, key=lambda call: -call.weight)[:SHOWN]:
        if run.share(call.weight) >= MENTIONED:
            yield " ".join(map(_code, filter(None, (call.name, call.path)))), hint(run, call.weight)


def _table(title: str, column: str, rows: Iterable[tuple[str, str]]) -> str:
    body = [f"| {left} | {right} |" for left, right in rows]
    return "\n".join([f"| {title} | {column} |", "|---|---|", *body]) if body else ""


def _code(text: str, most: int = 60) -> str:
    """Text as code, in a table's cell or not: cut, and without what would end either.

    All that a store says stands in such code: what was only found in somebody's folder shall make no link or image.
    """
    return "`" + plain(text, most).replace("`", "'").replace("|", "¦") + "`"
