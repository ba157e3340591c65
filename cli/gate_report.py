"""What `slowspot gate` found, as text, JSON or a comment for a pull request."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..analyzers.gating.measuring import Compared, Measurement
from ..analyzers.profiling.comparing import Comparison, Difference
from ..analyzers.project.worktrees import State, States
from ..analyzers.proving.interpreters import machine_class
from ..analyzers.version import VERSION
from .bench import time_told
from .formats.markdown_text import code, code_in_table, plain
from .terminal import Style, escaped

__all__ = ["MARKER", "SCHEMA", "Explained", "Gated", "written"]

SCHEMA = "slowspot.gate/1"
MARKER = "<!-- slowspot gate -->"
"""What a job finds its own comment by."""
_FUNCTIONS = 5
_PERHAPS = 3
_TELLING = 0.2
"""Part of the difference that a function must make up to be named without being sure."""
_FINDINGS = 10
_ROWS = 50


@dataclass(slots=True)
class Explained:
    """Where a slowdown is spent."""

    row: Compared
    comparison: Comparison


@dataclass(slots=True)
class Gated:
    """All that a report tells."""

    states: States
    command: str
    measurement: Measurement | None
    """None where both sides hold the same files, and nothing was run."""
    threshold: float
    explained: list[Explained] = field(default_factory=list[Explained])
    findings: list[dict[str, Any]] | None = None
    """Those that head has and base has not, as `analyze --format json` writes them; None: nobody looked."""
    notes: list[str] = field(default_factory=list[str])

    @property
    def slower(self) -> list[Compared]:
        rows = [] if self.measurement is None else self.measurement.compared
        return [row for row in rows if row.verdict(self.threshold) == "slower"]


def written(gated: Gated, form: str, style: Style) -> str:
    if form == "json":
        return json.dumps(_document(gated), indent=1) + "\n"
    lines = _markdown(gated) if form == "markdown" else _text(gated, style)
    return "".join(f"{line}\n" for line in lines)


def _gained(explained: Explained) -> list[Difference]:
    """Functions that took longer on head, the largest difference first.

    Where none did beyond the noise of the recordings, those that make up most of the difference: perhaps.
    """
    rows = sorted(explained.comparison.functions, key=lambda row: -row.gained)
    sure = [row for row in rows if row.verdict == "slower"]
    return sure or [row for row in rows if row.gained > max(_TELLING * explained.comparison.whole.gained, 0)][:_PERHAPS]


def _explains(finding: Mapping[str, Any], row: Difference) -> bool:
    return finding["path"] == row.path and (finding["function"] or "<module>") == row.name


def _elsewhere(gated: Gated) -> list[dict[str, Any]]:
    """New findings in functions that did not take longer."""
    hot = [row for explained in gated.explained for row in _gained(explained)]
    return [finding for finding in gated.findings or () if not any(_explains(finding, row) for row in hot)]


# -- json


def _document(gated: Gated) -> dict[str, Any]:
    measurement = gated.measurement
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "machine": machine_class(),
        "command": gated.command,
        "base": _side(gated.states.base),
        "head": _side(gated.states.head),
        "threshold": gated.threshold,
        "level": 0.95,
        "verdict": _verdict(gated),
        "runs": measurement.runs if measurement else 0,
        "output": measurement.output if measurement else None,
        "compared": [_compared(row, gated.threshold) for row in measurement.compared] if measurement else [],
        "gone": measurement.gone if measurement else [],
        "new": measurement.new if measurement else [],
        "explained": [
            {"name": explained.row.name, "functions": [_difference(row) for row in _gained(explained)]}
            for explained in gated.explained
        ],
        "findings": gated.findings,
        "notes": _notes(gated),
    }


def _side(state: State) -> dict[str, Any]:
    return {"revision": state.told, "commit": state.commit, "working_tree": state.as_it_is}


def _verdict(gated: Gated) -> str:
    if gated.measurement is None:
        return "same"
    verdicts = {row.verdict(gated.threshold) for row in gated.measurement.compared}
    return next((verdict for verdict in ("slower", "faster") if verdict in verdicts), "same")


def _compared(row: Compared, threshold: float) -> dict[str, Any]:
    slowdown = row.slowdown
    return {
        "name": row.name,
        "verdict": row.verdict(threshold),
        "slowdown": {
            "ratio": _figure(slowdown.ratio),
            "low": _figure(slowdown.low),
            "high": None if math.isinf(slowdown.high) else _figure(slowdown.high),
        },
        "base_seconds": _figure(row.base_seconds),
        "head_seconds": _figure(row.head_seconds),
    }


def _difference(row: Difference) -> dict[str, Any]:
    return {
        "path": row.path,
        "function": row.name,
        "line": row.line,
        "base_seconds": _figure(row.old),
        "head_seconds": _figure(row.new),
        "noise": None if row.noise is None else _figure(row.noise),
        "verdict": row.verdict,
    }


def _figure(value: float) -> float:
    return float(f"{value:.6g}")


def _notes(gated: Gated) -> list[str]:
    return [*gated.notes, *(_measured_notes(gated.measurement) if gated.measurement else ())]


def _measured_notes(measurement: Measurement) -> Iterator[str]:
    yield from measurement.notes
    if measurement.output == "varies":
        yield "the output differs from run to run, so it was not compared"
    if measurement.imported is not None and not measurement.imported:
        yield "the command's Python programs imported nothing of the repository"


# -- text


def _text(gated: Gated, style: Style) -> Iterator[str]:
    measurement = gated.measurement
    yield f"base: {_state(gated.states.base)}"
    yield f"head: {_state(gated.states.head)}"
    for note in _notes(gated):
        yield style.yellow(f"note: {escaped(note)}")
    if measurement is None:
        return
    rows = measurement.compared
    width = max((len(escaped(row.name)) for row in rows), default=0)
    for row in rows:
        verdict = row.verdict(gated.threshold)
        paint = {"slower": style.red, "faster": style.green}.get(verdict, str)
        times = f"{time_told(row.base_seconds):>9} → {time_told(row.head_seconds):<9}"
        yield f"{escaped(row.name):<{width}}  {times} {paint(_told(row, verdict))}".lstrip()
    for names, what in ((measurement.gone, "only on base"), (measurement.new, "only on head")):
        if names:
            yield f"{what}: {escaped(', '.join(names))}"
    for explained in gated.explained:
        yield from _explained_text(gated, explained, style)
    elsewhere = _elsewhere(gated)
    if elsewhere:
        yield style.bold("new findings elsewhere:")
        yield from (f"  {_finding(finding)}" for finding in elsewhere[:_FINDINGS])
        if len(elsewhere) > _FINDINGS:
            yield f"  and {len(elsewhere) - _FINDINGS} more"
    yield style.dim(_how(gated, measurement))


def _how(gated: Gated, measurement: Measurement) -> str:
    together = ", which hold together" if len(measurement.compared) > 1 else ""
    return (
        f"{gated.command}: {measurement.runs} runs of each side in turns, 95 % intervals{together}; "
        f"up to {gated.threshold:g} × is allowed"
    )


def _state(state: State) -> str:
    base = f"on {state.commit[:8]}" if state.as_it_is else state.commit[:8]
    return f"{escaped(state.told)} ({base})"


def _told(row: Compared, verdict: str) -> str:
    found = row.slowdown
    if math.isinf(found.high):
        return f"{_times(found.ratio)} ×: too few runs to say how sure that is"
    if verdict == "faster":
        return f"{_times(1 / found.ratio)} × faster ({_times(1 / found.high)} to {_times(1 / found.low)})"
    if verdict == "slower":
        return f"{_times(found.ratio)} × slower ({_times(found.low)} to {_times(found.high)})"
    return f"no difference beyond what is allowed can be told ({_times(found.low)} to {_times(found.high)} ×)"


def _times(ratio: float) -> str:
    return f"{ratio:.3f}" if ratio < 2 else f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _explained_text(gated: Gated, explained: Explained, style: Style) -> Iterator[str]:
    rows = _gained(explained)
    of = f" in as many rounds of {escaped(explained.row.name)}" if explained.row.name else ""
    if not rows:
        yield f"the recordings show no function that took longer{of}"
        return
    yield style.bold(f"{_heading(rows)}{of}:")
    for row in rows[:_FUNCTIONS]:
        times = f"{time_told(row.old) if row.old else '0':>9} → {time_told(row.new):<9}"
        yield f"  {times} {style.bold(escaped(row.name))}  {style.dim(f'{escaped(row.path)}:{row.line}')}"
        for finding in gated.findings or ():
            if _explains(finding, row):
                yield f"      new: {_finding(finding)}"
    if len(rows) > _FUNCTIONS:
        yield f"  and {len(rows) - _FUNCTIONS} more"


def _heading(rows: Sequence[Difference]) -> str:
    if rows[0].verdict == "slower":
        return "what took longer"
    return "what seems to take longer, though no more than the noise of the recordings"


def _finding(finding: Mapping[str, Any]) -> str:
    start = finding["range"]["start"]
    place = f"{finding['path']}:{start['line']}:{start['column']}"
    return f"{escaped(place)} {finding['rule']} ({finding['code']}): {escaped(finding['message'])}"


# -- markdown


def _markdown(gated: Gated) -> Iterator[str]:
    measurement = gated.measurement
    yield MARKER
    verdict = _verdict(gated)
    head = {"slower": "❌ slower than before", "faster": "✅ faster than before"}.get(verdict, "✅ not slower")
    yield f"### Performance gate: {head}"
    yield ""
    yield f"{code(gated.command)}, base {code(_plain(gated.states.base))}, head {code(_plain(gated.states.head))}"
    if measurement is not None:
        yield ""
        yield "| | base | head | |"
        yield "|---|---:|---:|---|"
        for row in measurement.compared[:_ROWS]:
            told = _told(row, row.verdict(gated.threshold))
            bold = "**" if row.verdict(gated.threshold) == "slower" else ""
            name = code_in_table(row.name) if row.name else "whole run"
            times = f"{time_told(row.base_seconds)} | {time_told(row.head_seconds)}"
            yield f"| {name} | {times} | {bold}{told}{bold} |"
        if len(measurement.compared) > _ROWS:
            yield ""
            yield f"and {len(measurement.compared) - _ROWS} more benchmarks that did no worse"
        for names, what in ((measurement.gone, "Only on base"), (measurement.new, "Only on head")):
            if names:
                yield ""
                yield f"{what}: {', '.join(map(code, names[:_ROWS]))}"
    for explained in gated.explained:
        yield from _explained_markdown(gated, explained)
    elsewhere = _elsewhere(gated)
    if elsewhere:
        yield ""
        yield "New findings elsewhere:"
        yield ""
        yield from (_item(finding) for finding in elsewhere[:_FINDINGS])
        if len(elsewhere) > _FINDINGS:
            yield f"- and {len(elsewhere) - _FINDINGS} more"
    for note in _notes(gated):
        yield ""
        yield f"Note: {plain(note)}"
    if measurement is not None:
        together = ", which hold together" if len(measurement.compared) > 1 else ""
        yield ""
        yield (
            f"<sub>{measurement.runs} runs of each side in turns, 95 % intervals{together}; "
            f"up to {gated.threshold:g} × is allowed</sub>"
        )


def _explained_markdown(gated: Gated, explained: Explained) -> Iterator[str]:
    rows = _gained(explained)
    if not rows:
        return
    yield ""
    heading = _heading(rows).capitalize()
    yield f"{heading}{f' in as many rounds of {code(explained.row.name)}' if explained.row.name else ''}:"
    yield ""
    for row in rows[:_FUNCTIONS]:
        old = time_told(row.old) if row.old else "0"
        yield f"- {code(row.name)} in {code(f'{row.path}:{row.line}')}: {old} → {time_told(row.new)}"
        yield from (f"  {_item(finding)}" for finding in gated.findings or () if _explains(finding, row))


def _item(finding: Mapping[str, Any]) -> str:
    place = f"{finding['path']}:{finding['range']['start']['line']}"
    return f"- {code(place)} {finding['rule']} ({finding['code']}): {plain(finding['message'])}"


def _plain(state: State) -> str:
    return f"{state.told} ({state.commit[:8]})"
