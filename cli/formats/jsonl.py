"""The report for programs that read line by line: the parts of the JSON report, an object a line.

Each has its `type`: `run` (the first line), `note`, `statistics`, `finding`, `profile`, `hot`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..analysis.outcome import Report
from .json import finding_of, head_of, measured_of, note_of, statistics_of

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["write"]


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    def line(kind: str, content: dict[str, Any]) -> None:
        write(json.dumps({"type": kind, **content}, separators=(",", ":")) + "\n")

    line("run", head_of(report, look))
    for note in report.notes:
        line("note", note_of(note))
    for each in statistics_of(report, look).get("statistics", []):
        line("statistics", each)
    for finding in report.findings:
        line("finding", finding_of(finding))
    measured = measured_of(report)
    for each in measured.get("profiles", []):
        line("profile", each)
    for each in measured.get("hot", []):
        line("hot", each)
