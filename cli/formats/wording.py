"""What reports for people say of a finding and of the whole, in plain words: each format gives them its looks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from ...analyzers.project.notes import NoteRecord
from ...analyzers.scoring import percent
from ..analysis.cards import RuleCard, card_of
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord, cell_prefix

if TYPE_CHECKING:
    from ...analyzers.proving.proofs.proof import Proof
    from .outputs import Look

__all__ = [
    "FixInWords", "Offer", "RuleCount", "by_rule", "counted", "fix_of", "gain_of", "headline", "is_wrong",
    "note_text", "offers", "place_of", "remarks", "seen_at",
]  # fmt: skip

_LABELS = {
    "syntax-error": "syntax error: ",
    "encoding-error": "cannot be decoded: ",
    "internal-error": "internal error: ",
    "rule-crash": "internal error: ",
    "too-complex": "too complex: ",
    "proof": "a stored proof cannot be used: ",
}
_WRONG = {"syntax-error", "encoding-error", "unreadable", "too-complex", "unused-suppression", "settings"}


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def place_of(finding: FindingRecord, look: Look) -> str:
    """Return path (as services know it), line and column; in a notebook the cell that the line is in too."""
    line, column = finding.span.start
    return f"{look.placed(finding.path)}:{cell_prefix(finding.cell)}{line + 1}:{column + 1}"


def seen_at(finding: FindingRecord, look: Look) -> list[tuple[str, str]]:
    """Return the other places of a finding, as `place_of` does without the column, each with what is there."""
    return [
        (f"{look.placed(it.path or finding.path)}:{cell_prefix(it.cell)}{it.span.start.line + 1}", it.message)
        for it in finding.related
    ]


class FixInWords(NamedTuple):
    mark: Literal["*", "review", "proved", "withdrawn"]
    text: str


def fix_of(finding: FindingRecord) -> FixInWords | None:
    """Say what the fix does, and what is to be known before it is applied; None where there is none."""
    title = card_of(finding.rule).title or "rewrite"
    if finding.proof is not None:
        return _proved(finding, finding.proof, title)
    if finding.safety == "safe":
        return FixInWords("*", title)
    if finding.safety == "review":
        return FixInWords("review", f"{title}: {finding.reason}" if finding.reason else title)
    return None


def _proved(finding: FindingRecord, proof: Proof, title: str) -> FixInWords:
    # Late: only where something was proved.
    from ...analyzers.proving.proofs.standing import withdrawn
    from ...analyzers.proving.proofs.wording import title as said_of

    if reason := withdrawn(proof):
        return FixInWords("withdrawn", reason)
    if proof.verdict == "proved":
        return FixInWords("proved", f"{title}: {said_of(proof)}")
    reason = f": {finding.reason}" if finding.reason else ""
    return FixInWords("*" if finding.safety == "safe" else "review", f"{title}{reason} ({said_of(proof)})")


def note_text(note: NoteRecord) -> str:
    return _LABELS.get(note.kind, "") + note.message


def is_wrong(note: NoteRecord) -> bool:
    """Whether something is wrong with the file that the note tells of; the others are only to be known."""
    return note.internal or note.fails or note.kind in _WRONG


def gain_of(finding: FindingRecord) -> str:
    """Say in a few words what a fix is expected to save, and on what grounds; "" where nothing is known."""
    (speedup, share, gain, _) = finding.score
    if gain is None or speedup is None or share is None:
        return ""
    if speedup.basis == "model":
        grounds = "predicted" if share.basis == "predicted" else "predicted from a recorded run"
    else:
        grounds = f"{speedup.basis} speedup, {'predicted share' if share.basis == 'predicted' else 'recorded share'}"
    return f"saves {percent(gain, about=True)} ({grounds})"


class RuleCount(NamedTuple):
    card: RuleCard
    findings: int
    safe: int
    """Those with a safe fix."""


def by_rule(report: Report) -> list[RuleCount]:
    """Count findings by rule, the most frequent first."""
    counts = Counter(finding.rule for finding in report.shown)
    safe = Counter(finding.rule for finding in report.shown if finding.safety == "safe")
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [RuleCount(card_of(slug), count, safe[slug]) for slug, count in ordered]


def headline(report: Report) -> str:
    """Say in one sentence how many findings there are, and before it if that is not all."""
    part = "" if report.shard is None else f"Shard {report.shard}: "
    return part + (f"Partial report, {report.partial}: {_counts(report)}" if report.partial else _counts(report))


def _counts(report: Report) -> str:
    findings, files = report.shown, counted(report.files, "file")
    if not findings:
        if report.files:
            return f"No slow spots in {files}."
        since = report.since
        return f"No Python file changed since {since.revision}." if since else "No Python files found."
    places = len({finding.path for finding in findings})
    return f"{counted(len(findings), 'slow spot')} in {places:,} of {files}."


class Offer(NamedTuple):
    """How many of the fixes are of a kind, and the command that applies them."""

    mark: str
    number: int
    what: str
    command: str


def offers(report: Report) -> list[Offer]:
    proved = sum(finding.proof is not None and finding.proof.verdict == "proved" for finding in report.shown)
    safety = Counter(it.safety for it in report.shown if it.proof is None or it.proof.verdict != "proved")
    found = [
        Offer("proved", proved, "with a fix that was proved", "slowspot fix --prove"),
        Offer("*", safety["safe"], "with a safe fix", "slowspot fix"),
        Offer("review", safety["review"], "with a fix to look at", "slowspot fix --unsafe --diff"),
    ]
    return [offer for offer in found if offer.number]


def _recorded_lines(report: Report, *, ago: bool) -> list[str]:
    """Say by which run findings go, how much of what was analyzed it saw, and what is left out for it."""
    rows: list[str] = []
    if report.runs:
        # Late: only where something was recorded.
        from ..analysis.recorded import said_of

        rows += [f"Measured in {said_of(run) if ago else said_of(replace(run, began=0.0))}." for run in report.runs]
    if rows and report.profiled[False]:
        total = report.profiled.total()
        unseen = report.profiled[False]
        rows.append(
            f"It saw nothing of {unseen:,} of {total:,} files; what is said of those is predicted."
            if report.profiled[True]
            else "It saw none of these files; what is said of them is predicted."
        )
    if report.stale:
        functions = "1 function was" if report.stale == 1 else f"{report.stale:,} functions were"
        rows.append(f"{functions} changed since.")
    lines = [" ".join(rows)] if rows else []
    if cold := len(report.findings) - len(report.shown):
        least = percent(report.profile_threshold)
        said = f"{counted(cold, 'finding')} in code that took less than {least} of it left out"
        lines.append(f"{said}: `--profile-threshold 0` shows all.")
    return lines


def remarks(report: Report, *, ago: bool = False) -> list[str]:
    """Say in a few lines what the findings go by and what is not among them.

    `ago` adds how long ago a run was recorded, which the next report would say differently.
    """
    return [*_known_lines(report), *(_recorded_lines(report, ago=ago) if report.files else [])]


def _known_lines(report: Report) -> list[str]:
    """Say what the report leaves out because it is not new: a sentence or two a line."""
    lines: list[str] = []
    if (since := report.since) is not None:
        said = (
            f"Since {since.revision} ({since.commit[:10]}): {since.changed:,} of {counted(since.files, 'file')} changed"
        )
        others = f"; {counted(since.left_out, 'finding')} in them from before left out" if since.left_out else ""
        if since.elsewhere:
            others += f"; {counted(since.elsewhere, 'finding')} in files that call what changed"
        lines.append(f"{said}{others}.")
    known = report.known
    if known is None:
        return lines
    name = ", ".join(known.paths)
    if known.written == "new":
        return [*lines, f"{name}: written, with {counted(known.silenced, 'finding')} of this run."]
    silenced = f"{counted(known.silenced, 'known finding')} left out: {name}."
    if known.written:
        said = f"{counted(known.fixed, 'fixed one')} dropped from it." if known.fixed else "None of it is fixed."
    else:
        number = "1 more is" if known.fixed == 1 else f"{known.fixed:,} more are"
        said = f"{number} fixed: `--update-baseline` drops what is." if known.fixed else ""
    lines.append(f"{silenced} {said}".rstrip())
    lines += [f"{rule}: {now:,} in all, {was:,} in the baseline." for rule, (was, now) in known.grown.items()]
    return lines
