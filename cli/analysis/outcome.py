"""A whole run's outcome, from which each format is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from ...analyzers.project.notes import NoteRecord
from ..errors import CLEAN, FINDINGS, INTERNAL, INTERRUPTED, USAGE
from .records import FileResult, FindingRecord

if TYPE_CHECKING:
    from ...analyzers.profiling.measured import Run
    from ...models.profiled import Hot
    from .sharding import Shard

__all__ = ["Known", "Report", "Since"]


@dataclass(slots=True)
class Known:
    """What baselines have taken from a report, and what became of them."""

    paths: tuple[str, ...]
    """The baselines, as they are shown."""
    silenced: int = 0
    """Findings that are in a baseline, and so no longer in the report."""
    fixed: int = 0
    """Entries of a baseline whose finding is gone."""
    written: Literal["", "new", "updated"] = ""
    grown: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    """By rule, how many there were and are, where that is more. Only with `--ratchet`."""


_SILENT = FileResult()


class Since(NamedTuple):
    """What a run looked at that asked for what changed since a commit."""

    revision: str
    commit: str
    changed: int
    """Files that changed, and were analyzed."""
    files: int
    """All files."""
    left_out: int
    """Findings in changed files that do not go with the change."""
    elsewhere: int = 0
    """Findings in files that did not change, which hang on what did."""


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
    runs: list[Run] = field(default_factory=list["Run"])
    """The recorded runs that findings go by; mostly one."""
    profiled: Counter[bool] = field(default_factory=Counter[bool])
    """Files that the recorded run saw, and files that it did not."""
    hot: list[tuple[str, Hot]] = field(default_factory=list[tuple[str, "Hot"]])
    """Path and function: hot ones that no finding explains, the hottest first."""
    stale: int = 0
    """Functions that were changed after the recording."""
    profile_threshold: float = 0.0
    settings_wrong: bool = False
    """Whether settings below the analyzed folders could not be used."""
    known: Known | None = None
    """None where no baseline is in force."""
    since: Since | None = None
    """None where all files were asked for."""
    shard: Shard | None = None
    """Which part of all files it is of; None where it is of all."""
    partial: str = ""
    """What is missing, in words: "interrupted after 120 of 400 files". Every format says so; "" where nothing is."""

    def counted(self, result: FileResult, *, again: bool = False) -> FileResult:
        """Take what is counted of a result, and return what is left to `tell`: of most files nothing, at no cost.

        `again`: it takes the place of an earlier one of the same file.
        """
        self.phases.update(result.seconds)
        self.by_rule.update(result.by_rule)
        if again:
            return result
        self.files += 1
        self.lines += result.lines
        self.stale += result.stale
        if result.profiled is not None:
            self.profiled[result.profiled] += 1
        return result if result.findings or result.notes or result.hot else _SILENT

    def tell(self, result: FileResult) -> None:
        """Add the findings and notes of a file, which are in the order of these calls."""
        self.findings.extend(result.findings)
        self.notes.extend(result.notes)
        self.hot.extend(result.hot)

    @property
    def shown(self) -> list[FindingRecord]:
        """The findings that reports for people show: not those in code that the recorded run hardly saw."""
        return [finding for finding in self.findings if not finding.cold]

    def exit_code(self) -> int:
        if self.partial:
            return INTERRUPTED
        if any(note.internal for note in self.notes):
            return INTERNAL
        if self.settings_wrong:
            return USAGE
        fails = any(finding.fails for finding in self.findings) or any(note.fails for note in self.notes)
        return FINDINGS if fails else CLEAN
