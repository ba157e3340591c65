"""What one file's analysis yields, as plain data that travels between processes and that every format is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from ...analyzers.findings import Finding, Fix, Safety, Score, Severity, Span, Speedup
from ...analyzers.project.notes import NoteRecord
from ..terminal import MAX_EXCERPT

if TYPE_CHECKING:
    from ...analyzers.proving.proofs.proof import Proof
    from ...models.profiled import Hot

__all__ = ["FileResult", "FindingRecord", "Place", "cell_prefix", "digest_of", "excerpt_of", "record_of"]

_KEPT_BEFORE = 400
_KEPT = 2_000


class Place(NamedTuple):
    """Another place that has to do with a finding."""

    span: Span
    message: str
    path: str = ""
    """Of another file, as reports name it; "" for the finding's own."""
    cell: int | None = None
    """In a notebook the number of the cell that it lies in."""
    step: bool = False
    """Whether it is a call on the way from the finding to what it tells of."""


@dataclass(slots=True)
class FindingRecord:
    """A finding with all that any format shows of it. The span counts from 0, as everywhere inside."""

    rule: str
    path: str
    span: Span
    message: str
    function: str
    severity: Severity
    safety: Safety | None
    reason: str
    fails: bool
    """Whether it reaches the threshold of its file's settings."""
    excerpt: tuple[str, ...] = ()
    """The marked lines: all of them, or of a long span the first ones and the last."""
    offset: int = 0
    """Columns left out at the beginning of the first of them."""
    id: str = ""
    """The fingerprint of its place, as `content` is of its text: see `fingerprints`."""
    fix: Fix | None = None
    """Only where a format shows it."""
    related: tuple[Place, ...] = ()
    score: Score = field(default_factory=Score)
    content: str = ""
    proof: Proof | None = None
    """Of its fix. One that withdraws it leaves the finding without `safety` and `fix`."""
    also: tuple[str, ...] = ()
    """The codes of Ruff's rules that report the same place, by a report of Ruff's own."""

    # In a notebook only: the numbers of cells, which count from 1, and all cells. Lines count from their cell's first.
    cell: int | None = None
    edit_cells: tuple[int, ...] = ()
    """Of the fix's edits."""
    lines_in_file: tuple[int, int] | None = None
    """The span's first and last line in the notebook's JSON, from 0."""

    @property
    def gain(self) -> float | None:
        return self.score.gain

    @property
    def elsewhere(self) -> str:
        """What other tools report at the same place, such as "PERF402 (Ruff)"; "" where none does."""
        return ", ".join(f"{code} (Ruff)" for code in self.also)

    @property
    def cold(self) -> bool:
        """Whether the recorded run spent so little in its code that reports for people leave it out."""
        return self.score.cold


@dataclass(slots=True)
class FileResult:
    findings: list[FindingRecord] = field(default_factory=list[FindingRecord])
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])
    lines: int = 0
    seconds: dict[str, float] = field(default_factory=dict[str, float])
    """CPU time by phase."""
    by_rule: dict[str, float] = field(default_factory=dict[str, float])
    """CPU time by rule, where it is measured."""
    profiled: bool | None = None
    """Whether the recorded run saw the file; None where there is none to go by."""
    hot: list[tuple[str, Hot]] = field(default_factory=list[tuple[str, "Hot"]])
    """Path and function: those that took much of the recorded run, and that no finding explains."""
    stale: int = 0
    """Functions that were changed after the recording."""
    digest: bytes = b""
    """Of the text; empty where it could not be read."""
    summary: bytes | None = None
    """What the file says of its functions, for linking; None where that was not asked for, or it could not be read."""
    asked: bytes | None = b""
    """What stands for all that the analysis wanted to be told (`linking.asked`); None where that may be anything."""
    answered: bool = False
    """Whether anything of that was told."""


def digest_of(data: bytes) -> bytes:
    """Return what stands for a file's text in the cache's keys."""
    return blake2b(data, digest_size=20).digest()


def record_of(finding: Finding, path: str, *, fails: bool) -> FindingRecord:
    return FindingRecord(
        rule=finding.rule.slug,
        path=path,
        span=finding.span,
        message=finding.message,
        function=finding.function,
        severity=finding.severity,
        safety=finding.safety,
        reason=finding.reason,
        fails=fails,
        related=tuple(Place(it.span, it.message, it.path, step=it.step) for it in finding.related),
        score=Score() if finding.score is None else _told(finding.score),
    )


def cell_prefix(cell: int | None) -> str:
    """What comes before the line in a place of a notebook; nothing in files of other kinds."""
    return "" if cell is None else f"cell {cell}:"


def _told(score: Score) -> Score:
    """Cut numbers to four digits: more would claim what nobody knows, and reports that are read back are the same."""
    speedup, share, gain, probability = score
    if speedup is not None:
        speedup = Speedup(_cut(speedup.low), _cut(speedup.median), _cut(speedup.high), speedup.basis)
    if share is not None:
        lines = None if share.lines is None else _cut(share.lines)
        share = share._replace(value=_cut(share.value), lines=lines, stalled=_cut(share.stalled))
    return Score(
        speedup, share, None if gain is None else _cut(gain), None if probability is None else _cut(probability)
    )


def _cut(value: float) -> float:
    return float(f"{value:.4g}")


def excerpt_of(text: Sequence[str], span: Span) -> tuple[tuple[str, ...], int]:
    """Return the lines of a text that a report shows, without their ends, and the columns left out of the first.

    Of a line of thousands of characters only the part around the span is kept.
    """
    first, last = span.start.line, min(span.end.line, len(text) - 1)
    if span.end.column == 0 and last > first:
        last -= 1
    numbers = list(range(first, last + 1))
    if len(numbers) > MAX_EXCERPT:
        numbers = [*numbers[: MAX_EXCERPT - 1], numbers[-1]]
    offset = max(0, span.start.column - _KEPT_BEFORE)
    lines = [text[number][offset if number == first else 0 :][:_KEPT] for number in numbers]
    return tuple(line.rstrip("\r\n") for line in lines), offset
