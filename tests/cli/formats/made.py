"""Reports made by hand, so that a format meets what no test project holds: hostile names, thousands of findings."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from slowspot.analyzers.findings import Fix, Position, Score, Share, Span, Speedup, TextEdit
from slowspot.analyzers.project.notes import NoteRecord
from slowspot.cli.analysis.outcome import Report
from slowspot.cli.analysis.records import FindingRecord
from slowspot.cli.formats.outputs import Look
from slowspot.cli.terminal import Style

__all__ = ["HOSTILE", "finding", "report", "span", "written"]

HOSTILE = "a|b `c` <img src=x onerror=broken()> @user #12 [x](http://h) __d__ ::error::e %0A ]]> &amp; \x1b[2J \u202e"
"""What each format has an own reason to stumble over."""


def span(line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span(Position(line, column), Position(end_line, end_column))


def finding(number: int = 0, **changes: Any) -> FindingRecord:
    """A finding in line `number` + 1 of pkg/a.py, of a rule of the tests, with whatever is to be different."""
    start = number, 4
    values: dict[str, Any] = {
        "rule": "slow-call",
        "path": "pkg/a.py",
        "span": span(*start, number, 10),
        "message": "slow() is slow",
        "function": "f",
        "severity": "hint",
        "safety": "safe",
        "reason": "",
        "fails": True,
        "excerpt": ("    slow()",),
        "id": f"{number:020x}",
        "content": f"{number:016x}",
        "fix": Fix("Use quick()", "safe", "", (TextEdit(span(*start, number, 10), "quick()"),)),
        "score": Score(Speedup(1.5, 2.0, 4.0, "model"), Share(0.1, "predicted"), 0.05),
    }
    return FindingRecord(**{**values, **changes})


def report(findings: Sequence[FindingRecord] = (), notes: Sequence[NoteRecord] = (), **changes: Any) -> Report:
    return Report(list(findings), list(notes), files=3, lines=100, seconds=1.5, **changes)


def written(form: str, report: Report, **look: Any) -> str:
    """Return the report as a file of that format holds it."""
    parts: list[str] = []
    base = {"base": "/repository", "root": "/repository"}
    chosen = Look(Style(False), **{**base, **look})
    importlib.import_module(f"slowspot.cli.formats.{form}").write(report, parts.append, chosen)
    return "".join(parts)
