"""What `slowspot gate` found, as text or JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ..analyzers.gating.measuring import Compared, Measurement
from ..analyzers.profiling.comparing import Difference
from ..analyzers.project.worktrees import State
from ..analyzers.proving.interpreters import machine_class
from ..analyzers.version import VERSION
from .bench import time_told
from .gate_comment import comment
from .gate_outcome import (
    FINDINGS,
    FUNCTIONS,
    Explained,
    Gated,
    amount_told,
    explains,
    findings_elsewhere,
    heading_of,
    notes_of,
    slowdown_told,
    took_less,
    took_longer,
    verdict_of,
)
from .terminal import Style, escaped

__all__ = ["SCHEMA", "written"]

SCHEMA = "slowspot.gate/1"


def written(gated: Gated, form: str, style: Style) -> str:
    if form == "json":
        return json.dumps(_document(gated), indent=1) + "\n"
    lines = comment(gated) if form == "markdown" else _text(gated, style)
    return "".join(f"{line}\n" for line in lines)


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
        "verdict": verdict_of(gated),
        "runs": measurement.runs if measurement else 0,
        "output": measurement.output if measurement else None,
        "compared": [_compared(row, gated.threshold) for row in measurement.compared] if measurement else [],
        "gone": measurement.gone if measurement else [],
        "new": measurement.new if measurement else [],
        "explained": [
            {
                "name": explained.row.name,
                "functions": [_difference(row) for row in (*took_longer(explained), *took_less(explained))],
            }
            for explained in gated.explained
        ],
        "findings": gated.findings,
        "notes": notes_of(gated),
    }


def _side(state: State) -> dict[str, Any]:
    return {"revision": state.told, "commit": state.commit, "working_tree": state.as_it_is}


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


# -- text


def _text(gated: Gated, style: Style) -> Iterator[str]:
    measurement = gated.measurement
    yield f"base: {_state(gated.states.base)}"
    yield f"head: {_state(gated.states.head)}"
    for note in notes_of(gated):
        yield style.yellow(f"note: {escaped(note)}")
    if measurement is None:
        return
    rows = measurement.compared
    width = max((len(escaped(row.name)) for row in rows), default=0)
    for row in rows:
        verdict = row.verdict(gated.threshold)
        paint = {"slower": style.red, "faster": style.green}.get(verdict, str)
        times = f"{time_told(row.base_seconds):>9} → {time_told(row.head_seconds):<9}"
        yield f"{escaped(row.name):<{width}}  {times} {paint(slowdown_told(row, verdict))}".lstrip()
    for names, what in ((measurement.gone, "only on base"), (measurement.new, "only on head")):
        if names:
            yield f"{what}: {escaped(', '.join(names))}"
    for explained in gated.explained:
        yield from _explained_text(gated, explained, style)
    elsewhere = findings_elsewhere(gated)
    if elsewhere:
        yield style.bold("new findings elsewhere:")
        yield from (f"  {_finding(finding)}" for finding in elsewhere[:FINDINGS])
        if len(elsewhere) > FINDINGS:
            yield f"  and {len(elsewhere) - FINDINGS} more"
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


def _explained_text(gated: Gated, explained: Explained, style: Style) -> Iterator[str]:
    rows = took_longer(explained)
    of = f" in as many rounds of {escaped(explained.row.name)}" if explained.row.name else ""
    if rows:
        yield style.bold(f"{heading_of(rows, of)}:")
    else:
        yield f"the recordings show no function that took longer{of}"
    for row in rows[:FUNCTIONS]:
        yield _row(row, style)
        for finding in gated.findings or ():
            if explains(finding, row):
                yield f"      new: {_finding(finding)}"
    if len(rows) > FUNCTIONS:
        yield f"  and {len(rows) - FUNCTIONS} more"
    lost = took_less(explained)
    if lost:
        yield style.bold(f"what took less{of}:")
        yield from (_row(row, style) for row in lost[:FUNCTIONS])


def _row(row: Difference, style: Style) -> str:
    times = f"{amount_told(row.old):>9} → {amount_told(row.new):<9}"
    return f"  {times} {style.bold(escaped(row.name))}  {style.dim(f'{escaped(row.path)}:{row.line}')}"


def _finding(finding: Mapping[str, Any]) -> str:
    start = finding["range"]["start"]
    place = f"{finding['path']}:{start['line']}:{start['column']}"
    return f"{escaped(place)} {finding['rule']} ({finding['code']}): {escaped(finding['message'])}"
