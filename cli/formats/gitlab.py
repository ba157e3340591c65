"""The report for GitLab's merge requests: Code Quality, a JSON array of what Code Climate calls issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...analyzers.findings import Severity
from ...analyzers.project.notes import NoteRecord
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord
from .fields import write_items
from .wording import is_wrong, note_text

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["write"]

_SEVERITIES: dict[Severity, str] = {"error": "critical", "warning": "major", "info": "minor", "hint": "info"}


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    seen: Counter[str] = Counter()
    issues = [_finding(finding, look) for finding in report.shown]
    notes = [note for note in report.notes if is_wrong(note) and (note.internal or not look.quiet)]
    if report.partial:
        notes.append(NoteRecord(".", "partial", f"the report is partial: {report.partial}", fails=True))
    issues += [_note(note, look, seen) for note in notes]
    write_items(write, issues)
    write("\n")


def _finding(finding: FindingRecord, look: Look) -> dict[str, Any]:
    first, last = finding.lines_in_file or (finding.span.start.line, finding.span.end.line)
    if finding.lines_in_file is None and finding.span.end.column == 0 and last > first:
        last -= 1
    where = f" (cell {finding.cell}, line {finding.span.start.line + 1})" if finding.cell is not None else ""
    also = f" (also: {finding.elsewhere})" if finding.also else ""
    return _issue(
        f"{finding.message}{also}{where}", finding.rule, finding.id, _SEVERITIES[finding.severity],
        look.placed(finding.path), first + 1, last + 1,
    ) | _others(finding, look)  # fmt: skip


def _others(finding: FindingRecord, look: Look) -> dict[str, Any]:
    """The places in other files, by which a call is followed; those of the same file are a few lines away."""
    places = [
        {
            "path": look.placed(it.path),
            "lines": {"begin": it.span.start.line + 1, "end": it.span.end.line + 1},
        }
        for it in finding.related
        if it.path
    ]
    return {"other_locations": places} if places else {}


def _note(note: NoteRecord, look: Look, seen: Counter[str]) -> dict[str, Any]:
    # Late: most reports have no notes.
    from hashlib import sha256

    path, text = look.placed(note.path), note_text(note)
    name = f"{path}\0{note.kind}\0{text}"
    seen[name] += 1
    fingerprint = sha256(f"{name}\0{seen[name]}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
    severity = "critical" if note.internal else "major" if note.fails else "info"
    where = f" (cell {note.cell}, line {note.line})" if note.cell is not None else ""
    line = note.line if note.line is not None and note.cell is None else 1
    return _issue(text + where, f"slowspot-{note.kind}", fingerprint, severity, path, line, line)


def _issue(
    description: str, check: str, fingerprint: str, severity: str, path: str, first: int, last: int
) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": check,
        "description": description,
        "categories": ["Performance"],
        "severity": severity,
        "fingerprint": fingerprint,
        "location": {"path": path, "lines": {"begin": first, "end": last}},
    }
