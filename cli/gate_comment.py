"""What `slowspot gate` found, as a comment for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..analyzers.project.worktrees import State
from .bench import time_told
from .formats.markdown_text import code, code_in_table, plain
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

__all__ = ["MARKER", "comment"]

MARKER = "<!-- slowspot gate -->"
"""What a job finds its own comment by."""
_ROWS = 50


def comment(gated: Gated) -> Iterator[str]:
    measurement = gated.measurement
    yield MARKER
    verdict = verdict_of(gated)
    head = {"slower": "❌ slower than before", "faster": "✅ faster than before"}.get(verdict, "✅ not slower")
    yield f"### Performance gate: {head}"
    yield ""
    yield f"{code(gated.command)}, base {code(_plain(gated.states.base))}, head {code(_plain(gated.states.head))}"
    if measurement is not None:
        yield ""
        yield "| | base | head | |"
        yield "|---|---:|---:|---|"
        for row in measurement.compared[:_ROWS]:
            told = slowdown_told(row, row.verdict(gated.threshold))
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
    elsewhere = findings_elsewhere(gated)
    if elsewhere:
        yield ""
        yield "New findings elsewhere:"
        yield ""
        yield from (_item(finding) for finding in elsewhere[:FINDINGS])
        if len(elsewhere) > FINDINGS:
            yield f"- and {len(elsewhere) - FINDINGS} more"
    for note in notes_of(gated):
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
    gained, lost = took_longer(explained), took_less(explained)
    of = f" in as many rounds of {code(explained.row.name)}" if explained.row.name else ""
    heading = heading_of(gained, of) if gained else ""
    for rows, title in ((gained, heading), (lost, f"what took less{of}")):
        if rows:
            yield from ("", f"{title[0].upper()}{title[1:]}:", "")
        for row in rows[:FUNCTIONS]:
            times = f"{amount_told(row.old)} → {amount_told(row.new)}"
            yield f"- {code(row.name)} in {code(f'{row.path}:{row.line}')}: {times}"
            yield from (f"  {_item(finding)}" for finding in gated.findings or () if explains(finding, row))


def _item(finding: Mapping[str, Any]) -> str:
    place = f"{finding['path']}:{finding['range']['start']['line']}"
    return f"- {code(place)} {finding['rule']} ({finding['code']}): {plain(finding['message'])}"


def _plain(state: State) -> str:
    return f"{state.told} ({state.commit[:8]})"
