"""What an analysis yields: spans, text edits, fixes, findings, notes. Every other module speaks these types."""

# pyright: reportImportCycles=false
# The cycle is one of types only: a finding names its rule, and nothing is imported for it when the program runs.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from .rules.declaration import Match, Rule

__all__ = [
    "Finding",
    "Fix",
    "Note",
    "NoteKind",
    "Position",
    "Related",
    "Safety",
    "Score",
    "Severity",
    "Share",
    "Span",
    "Speedup",
    "TextEdit",
]

Safety = Literal["safe", "review"]
Severity = Literal["error", "warning", "info", "hint"]
NoteKind = Literal[
    "syntax-error",
    "encoding-error",
    "unreadable",
    "too-complex",
    "rule-crash",
    "unused-suppression",
    "missing-reason",
    "settings",
]


class Position(NamedTuple):
    """A place in a text: line and column count from 0, columns in Unicode code points."""

    line: int
    column: int


class Span(NamedTuple):
    """Half-open range of text, in the units of `Position`."""

    start: Position
    end: Position

    def shifted(self, lines: int) -> Span:
        (start_line, start_column), (end_line, end_column) = self
        return Span(Position(start_line + lines, start_column), Position(end_line + lines, end_column))


class TextEdit(NamedTuple):
    """Replace `span` by `text` (which uses the document's own newlines)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A verified rewrite: `edits` do not overlap, are sorted by position, and together leave a text that parses."""

    title: str
    safety: Safety
    reason: str
    """Why it needs review, in one sentence; empty for a safe fix."""
    edits: tuple[TextEdit, ...]


class Speedup(NamedTuple):
    """Old time ÷ new time of the function body around a finding, with an 80 % interval (of a proof: 95 %)."""

    low: float
    median: float
    high: float
    basis: Literal["model", "measured", "proved"]


class Share(NamedTuple):
    """The part of the program's run time, 0 to 1, that is spent in the function body around a finding.

    What follows the basis is known from a profile only.
    """

    value: float
    basis: Literal["predicted", "profiled"]
    lines: float | None = None
    """The part that is spent in the finding's own lines and what they call: no fix saves more. None: not recorded."""
    unsure: bool = False
    """Whether `lines` is only the most that it can be: the profiler does not tell these lines from those around."""
    stale: bool = False
    """Whether the function was changed after the recording."""
    cold: bool = False
    """Whether so little time was seen there that the finding is not worth a look."""
    stalled: float = 0.0
    """Seconds of the longest stall of an event loop that was recorded in the finding's lines."""
    compiled: int = 0
    """How often a framework compiled, in the run, what the finding says is compiled again and again."""


class Score(NamedTuple):
    """What a finding is worth. None stands for what nothing predicts and nobody measured."""

    speedup: Speedup | None = None
    share: Share | None = None
    gain: float | None = None
    """The part of the program's run time that the fix is expected to save, 0 to 1."""
    probability: float | None = None
    """That the finding is true, as far as people judged findings of its rule."""

    @property
    def cold(self) -> bool:
        """Whether a profile saw so little of the finding's code that it is not worth a look."""
        return self.share is not None and self.share.cold


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that has to do with a finding."""

    span: Span
    message: str
    block: Any = None
    """In the analyzer's hands: the block from whose first line the span counts, where it is not the finding's own."""
    path: str = ""
    """Of another file, as linking named it (`Hop.path`); "" is the finding's own."""
    step: bool = False
    """Whether it is a call on the way from the finding to what it tells of; they stand in their order."""


@dataclass(slots=True)
class Finding:
    """One slow spot. `span` is absolute in the document as of the analysis that returned it."""

    rule: Rule
    span: Span
    message: str
    function: str
    """Qualified name of the enclosing function, as `__qualname__` spells it; "" at module level."""
    severity: Severity
    safety: Safety | None
    """Safety of the fix that the rule proposes; None where it proposes none, or where a proof has withdrawn it. The fix
    itself is built on demand by `rewriting.build_fix`, which may still decline (as when a comment would be lost)."""
    reason: str
    match: Match
    related: tuple[Related, ...] = ()
    score: Score | None = None
    """None as long as no `Scorer` has looked at it."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that is no finding: it did not parse, a rule crashed on it, a suppression is unused."""

    kind: NoteKind
    message: str
    line: int | None = None
    """Counts from 0."""
