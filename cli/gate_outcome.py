"""What `slowspot gate` found, and what of it is worth telling."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..analyzers.gating.measuring import Compared, Measurement
from ..analyzers.profiling.comparing import Comparison, Difference
from ..analyzers.project.worktrees import States
from .bench import time_told

__all__ = [
    "FINDINGS",
    "FUNCTIONS",
    "Explained",
    "Gated",
    "amount_told",
    "explains",
    "findings_elsewhere",
    "heading_of",
    "notes_of",
    "slowdown_told",
    "took_less",
    "took_longer",
    "verdict_of",
]

FUNCTIONS = 5
"""So many are named in a report for people."""
FINDINGS = 10
"""So many are listed there; of others it says how many there are."""
_PERHAPS = 3
_TELLING = 0.2
"""Part of the difference that a function must make up to be named without being sure."""


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


def took_longer(explained: Explained) -> list[Difference]:
    """Functions that took longer on head, the largest difference first.

    Where none did beyond the noise of the recordings, those that make up most of the difference: perhaps.
    """
    rows = sorted(explained.comparison.functions, key=lambda row: -row.gained)
    sure = [row for row in rows if row.verdict == "slower"]
    return sure or [row for row in rows if row.gained > max(_TELLING * explained.comparison.whole.gained, 0)][:_PERHAPS]


def took_less(explained: Explained) -> list[Difference]:
    """Functions that took less time on head, beyond noise: what others gained may have moved there from them."""
    rows = [row for row in explained.comparison.functions if row.verdict == "faster"]
    return sorted(rows, key=lambda row: row.gained)


def explains(finding: Mapping[str, Any], row: Difference) -> bool:
    return finding["path"] == row.path and (finding["function"] or "<module>") == row.name


def findings_elsewhere(gated: Gated) -> list[dict[str, Any]]:
    """New findings in functions that did not take longer."""
    hot = [row for explained in gated.explained for row in took_longer(explained)]
    return [finding for finding in gated.findings or () if not any(explains(finding, row) for row in hot)]


def verdict_of(gated: Gated) -> str:
    if gated.measurement is None:
        return "same"
    verdicts = {row.verdict(gated.threshold) for row in gated.measurement.compared}
    return next((verdict for verdict in ("slower", "faster") if verdict in verdicts), "same")


def notes_of(gated: Gated) -> list[str]:
    return [*gated.notes, *(_measured_notes(gated.measurement) if gated.measurement else ())]


def _measured_notes(measurement: Measurement) -> Iterator[str]:
    yield from measurement.notes
    if measurement.output == "varies":
        yield "the output differs from run to run, so it was not compared"
    if measurement.imported is not None and not measurement.imported:
        yield "the command's Python programs imported nothing of the repository"


def slowdown_told(row: Compared, verdict: str) -> str:
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


def heading_of(rows: Sequence[Difference], of: str) -> str:
    """Say what `rows` are, of which there is one at least; `of` is what was recorded, "" for the whole command."""
    if rows[0].verdict == "slower":
        return f"what took longer{of}"
    return f"what seems to take longer{of}, within the noise of the recordings"


def amount_told(seconds: float) -> str:
    return time_told(seconds) if seconds else "0"
