"""A whole run's outcome, from which each format is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .errors import CLEAN, FINDINGS, INTERNAL, USAGE
from .records import FileResult, FindingRecord, NoteRecord

__all__ = ["Report"]


@dataclass(slots=True)
class Report:
    """Findings and notes in the order of the files."""

    findings: list[FindingRecord] = field(default_factory=list[FindingRecord])
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])
    files: int = 0
    lines: int = 0
    seconds: float = 0.0
    phases: Counter[str] = field(default_factory=Counter[str])
    by_rule: Counter[str] = field(default_factory=Counter[str])
    settings_wrong: bool = False
    """Whether settings below the analyzed folders could not be used."""

    def add(self, result: FileResult) -> None:
        self.findings.extend(result.findings)
        self.notes.extend(result.notes)
        self.files += 1
        self.lines += result.lines
        self.phases.update(result.seconds)
        self.by_rule.update(result.by_rule)

    def exit_code(self) -> int:
        if any(note.internal for note in self.notes):
            return INTERNAL
        if self.settings_wrong:
            return USAGE
        return FINDINGS if any(finding.fails for finding in self.findings) else CLEAN
