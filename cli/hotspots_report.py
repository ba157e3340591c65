"""What `slowspot hotspots` prints: a table with bars, or JSON (schema slowspot.hotspots/1)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ..analyzers.project.notes import NoteRecord
from ..analyzers.version import VERSION
from .analysis.recorded import said_of
from .analysis.records import cell_prefix
from .formats.json import cell_field, python_version
from .terminal import Style, escaped, terminal_width, width_of

if TYPE_CHECKING:
    from ..analyzers.profiling.measured import Run
    from ..models.profiled import Part

__all__ = ["SCHEMA", "Hotspots", "Spot", "hotspots_json", "hotspots_text"]

SCHEMA = "slowspot.hotspots/1"
_BAR = 16
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_DETAILED = 0.01
"""Share of the run from which on a function's time is told apart."""


@dataclass(slots=True)
class Spot:
    """A function. What follows `lines` is known where it was measured."""

    path: str
    """As shown."""
    function: str
    line: int
    """Of its `def`, counted from 1."""
    basis: Literal["predicted", "profiled"]
    score: float
    """Compares functions of the same basis."""
    share: float | None
    """Part of the run time that it takes by itself, 0 to 1."""
    calls: float | None
    """Expected, or counted; None: not known."""
    reasons: list[str] = field(default_factory=list[str])
    lines: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    """Line and its part of the function's own time, the most expensive first."""
    total: float = 0.0
    library: float = 0.0
    """The part of its own time that was spent in library code."""
    weight: float = 0.0
    """Own, in the unit of the run, as `waiting`."""
    waiting: float = 0.0
    samples: int = 0
    since: str = ""
    """What became of it after the recording: "changed since"."""
    library_calls: tuple[Part, ...] = ()
    cell: int | None = None
    """In a notebook the number of the cell, in which `line` counts then."""
    line_cells: list[int | None] = field(default_factory=list[int | None])
    """The same of `lines`."""

    @property
    def place(self) -> str:
        """As shown; not escaped."""
        return f"{self.path}:{cell_prefix(self.cell)}{self.line}"

    def told_lines(self) -> list[tuple[str, float]]:
        """The lines as shown, with their part."""
        cells = self.line_cells or [None] * len(self.lines)
        return [
            (f"line {line}" if cell is None else f"cell {cell}, line {line}", part)
            for (line, part), cell in zip(self.lines, cells, strict=True)
        ]


@dataclass(slots=True)
class Hotspots:
    spots: list[Spot] = field(default_factory=list[Spot])
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])
    run: Run | None = None
    entry: str | None = None
    files: int = 0
    lines: int | None = None
    functions: int = 0
    """All of them; `spots` may have fewer."""
    measured_files: set[str] = field(default_factory=set[str])
    predicted: bool = False
    scored: bool = True
    seconds: float = 0.0


# -- JSON


def hotspots_json(result: Hotspots, *, lines: bool) -> str:
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "version": VERSION,
        "python": python_version(),
        "entry": None if result.entry is None else _slashes(result.entry),
        "files": result.files,
        "lines": result.lines,
        "seconds": round(result.seconds, 3),
        "notes": [
            {"path": _slashes(note.path), "kind": note.kind, "message": note.message, "line": note.line}
            for note in result.notes
        ],
        "functions": [_record(result.run, spot, lines=lines) for spot in result.spots],
    }
    if (run := result.run) is not None:
        document["profile"] = {
            "id": run.id, "tool": run.tool, "command": run.command, "began": run.began, "unit": run.unit,
            "total": _rounded(run.total), "outside": _rounded(run.outside), "samples": run.samples,
        }  # fmt: skip
    return json.dumps(document, indent=1)


def _record(run: Run | None, spot: Spot, *, lines: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "path": _slashes(spot.path),
        "function": spot.function,
        **cell_field(spot.cell),
        "line": spot.line,
        "score": float(f"{spot.score:.6g}"),
        "share": None if spot.share is None else _rounded(spot.share),
        "basis": spot.basis,
        "calls": None if spot.calls is None else float(f"{spot.calls:.3g}") if run is None else spot.calls,
        "reasons": spot.reasons,
    }
    if spot.basis == "profiled" and run is not None:
        record["total"] = _rounded(spot.total)
        record["seconds"] = _rounded(spot.weight) if run.unit == "seconds" else None
        record["library"] = _rounded(spot.library)
        record["waiting"] = _rounded(spot.waiting)
        record["samples"] = spot.samples
        record["since"] = spot.since
        record["library_calls"] = [{"function": name, "part": _rounded(part)} for name, part in spot.library_calls]
    if lines:
        cells = spot.line_cells or [None] * len(spot.lines)
        record["lines"] = [
            {**cell_field(cell), "line": line, "score": round(part, 4)}
            for (line, part), cell in zip(spot.lines, cells, strict=True)
        ]
    return record


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _slashes(path: str) -> str:
    return path if os.sep == "/" else path.replace(os.sep, "/")


# -- text


def hotspots_text(result: Hotspots, style: Style, *, lines: bool) -> Iterator[str]:
    for note in result.notes:
        place = note.path if note.line is None else f"{note.path}:{cell_prefix(note.cell)}{note.line}"
        yield style.dim(f"{escaped(place)}: {escaped(note.message)}")
    if not result.scored:
        yield "not scored: there is no model; ranked by expected calls × estimated cost"
    room = max(terminal_width(sys.stdout) - 10, 40)
    measured = [spot for spot in result.spots if spot.basis == "profiled"]
    if result.run is not None:
        yield from _measured(result.run, measured, style, room, lines=lines)
        yield style.dim(_about(result.run, result, len(measured)))
    if result.predicted:
        predicted = [spot for spot in result.spots if spot.basis == "predicted"]
        if result.run is not None:
            yield ""
            yield style.bold("Predicted, in files of which the run saw nothing:")
        yield from _predicted(predicted, style, room, lines=lines)
        yield style.dim(_about_prediction(result, len(predicted)))


def _measured(run: Run, spots: list[Spot], style: Style, room: int, *, lines: bool) -> Iterator[str]:
    if not spots:
        return
    width = min(max(width_of(escaped(spot.function)) for spot in spots), room // 3)
    most = max(spot.share or 0.0 for spot in spots)
    weights = [_amount(run, spot.weight) for spot in spots]
    column = max(map(len, [*weights, "own time"]))
    yield style.dim(f"{'own':>6}  {'':{_BAR}} {'total':>6}  {'own time':>{column}}  function")
    for spot, weight in zip(spots, weights, strict=True):
        share = spot.share or 0.0
        bar = style.cyan(_bar(share / most if most else 0.0))
        name = escaped(spot.function)
        padding = " " * max(width - width_of(name), 0)
        since = style.yellow(f"  {spot.since}") if spot.since else ""
        place = style.dim(escaped(spot.place))
        yield f"{share:6.1%}  {bar} {spot.total:6.1%}  {weight:>{column}}  {style.bold(name)}{padding}  {place}{since}"
        detail = _detail(run, spot, lines=not lines) if share >= _DETAILED else ""
        indent = " " * (2 * 6 + _BAR + column + 7)
        if detail:
            yield style.dim(f"{indent}{escaped(detail)}")
        if lines:
            for line, part in spot.lines:
                if part >= 0.005:
                    yield style.dim(f"{indent}line {line}: {_percent(part)} of it")


def _bar(part: float) -> str:
    """A bar of `_BAR` cells, in eighths of a cell where the terminal has the characters."""
    try:
        _EIGHTHS.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ("#" * round(part * _BAR)).ljust(_BAR)
    whole, rest = divmod(round(part * _BAR * 8), 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(_BAR)


def _detail(run: Run, spot: Spot, *, lines: bool) -> str:
    """What a function does with its own time: "95 % of it in sum; line 49 (100 %)"."""
    parts: list[str] = []
    if spot.library >= 0.1:
        # Late: only where something was recorded.
        from ..models.profiled import done_in

        calls = [call for call in spot.library_calls[:2] if call.part >= 0.1]
        if calls and calls[0].part >= 0.9 * spot.library:
            parts.append(f"{_percent(calls[0].part)} of it {done_in(calls[0].name)}")
        else:
            names = ", ".join(f"{_percent(part)} {done_in(name)}" for name, part in calls)
            parts.append(f"{_percent(spot.library)} of it in library code{': ' if names else ''}{names}")
    if spot.lines and lines:
        hot = [f"{line} ({_percent(part)})" for line, part in spot.lines[:2] if part >= 0.2]
        if hot:
            parts.append(f"line{'s' * (len(hot) > 1)} {' and '.join(hot)}")
    if spot.waiting > 0.1 * run.total:
        parts.append(f"waited {_amount(run, spot.waiting)} besides")
    if spot.calls is not None:
        parts.append(f"{spot.calls:,.0f} call{'s' * (spot.calls != 1)}")
    elif spot.samples:
        parts.append(f"{spot.samples:,} sample{'s' * (spot.samples != 1)}")
    return "; ".join(parts)


def _percent(part: float) -> str:
    return f"{part:.0%}".replace("%", " %")


def _amount(run: Run, weight: float) -> str:
    if run.unit == "samples":
        return f"{weight:,.0f}"
    if run.unit == "bytes":
        return f"{weight / 1e6:,.1f} MB"
    return f"{weight:,.2f} s" if weight >= 1 else f"{weight * 1000:,.0f} ms"


def _about(run: Run, result: Hotspots, shown: int) -> str:
    if not result.functions:
        return f"Nothing here took time in {escaped(said_of(run))}."
    of = f" of {result.functions:,}" if result.functions > shown else ""
    files = f"{result.files:,} file{'s' * (result.files != 1)}"
    text = f"{shown:,}{of} functions of {files}, measured in {escaped(said_of(run))}"
    if run.share(run.outside) >= 0.05:
        text += f"; {_percent(run.share(run.outside))} of it outside the project"
    return text if result.predicted else f"{text}. --predict adds files of which it saw nothing."


def _predicted(spots: list[Spot], style: Style, room: int, *, lines: bool) -> Iterator[str]:
    width = max((len(spot.function) for spot in spots), default=0)
    for position, spot in enumerate(spots, 1):
        share = "     –" if spot.share is None else f"{spot.share:6.1%}"
        place = escaped(spot.place)
        yield f"{position:>3} {share}  {style.bold(spot.function.ljust(min(width, room // 2)))}  {place}"
        if spot.reasons:
            yield style.dim(f"            {'; '.join(spot.reasons)}")
        if lines:
            for line, part in spot.told_lines():
                yield style.dim(f"            {line}: {part:.0%} of it")


def _about_prediction(result: Hotspots, shown: int) -> str:
    start = f" from {result.entry}" if result.entry else ", no entry given (--entry FILE makes this surer)"
    if result.run is not None:
        return f"{shown:,} functions, predicted{start}; {result.seconds:.1f} s"
    of = f" of {result.functions:,}" if result.functions > shown else ""
    return f"{shown:,}{of} functions of {result.files:,} files, predicted{start}; {result.seconds:.1f} s"
