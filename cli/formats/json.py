"""The report for programs: schema slowspot.analysis/1. Fields may be added to it, none renamed or dropped."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...analyzers.findings import Fix, Score, Share, Span
from ...analyzers.project.notes import NoteRecord
from ...analyzers.version import VERSION
from ..analysis.cards import card_of
from ..analysis.outcome import Known, Report
from ..analysis.records import FindingRecord
from .fields import write_object
from .wording import by_rule

if TYPE_CHECKING:
    from ...analyzers.profiling.measured import Run
    from ...analyzers.proving.proofs.proof import Proof
    from ...models.profiled import Hot
    from .outputs import Look

__all__ = [
    "SCHEMA", "cell_field", "finding_of", "head_of", "measured_of", "note_of", "python_version", "range_of",
    "statistics_of", "write",
]  # fmt: skip

SCHEMA = "slowspot.analysis/1"


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    fields = {
        **head_of(report, look),
        "notes": map(note_of, report.notes),
        **statistics_of(report, look),
        "findings": map(finding_of, report.findings),
        **measured_of(report),
    }
    write_object(write, fields)
    write("\n")


def head_of(report: Report, look: Look) -> dict[str, Any]:
    """Return what is to be known of the run itself."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "python": python_version(),
        **({"began": look.stamp} if look.stamp else {}),
        "files": report.files,
        "lines": report.lines,
        "seconds": round(report.seconds, 3),
        **({"partial": report.partial} if report.partial else {}),
        **({} if report.since is None else {"since": report.since._asdict()}),
        **({} if report.shard is None else {"shard": report.shard._asdict()}),
        **({} if report.known is None else {"baseline": _known(report.known)}),
        **({"settings_wrong": True} if report.settings_wrong else {}),
    }


def _known(known: Known) -> dict[str, Any]:
    grown = {rule: {"was": was, "is": now} for rule, (was, now) in known.grown.items()}
    return {
        "files": list(known.paths),
        "silenced": known.silenced,
        "fixed": known.fixed,
        **({"written": known.written} if known.written else {}),
        **({"grown": grown} if grown else {}),
    }


def note_of(note: NoteRecord) -> dict[str, Any]:
    return {
        "path": _path(note.path),
        "kind": note.kind,
        "message": note.message,
        "line": note.line,
        **cell_field(note.cell),
        **({"fails": True} if note.fails else {}),
    }


def statistics_of(report: Report, look: Look) -> dict[str, Any]:
    """Return how often each rule has found something; nothing unless `--statistics` asks."""
    if not look.statistics:
        return {}
    return {
        "statistics": [
            {"rule": card.slug, "code": card.code, "findings": count, "safe_fixes": safe}
            for card, count, safe in by_rule(report)
        ]
    }


def python_version() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def range_of(span: Span) -> dict[str, dict[str, int]]:
    """Return a span as the schema has it: lines and columns from 1."""
    (start_line, start_column), (end_line, end_column) = span
    return {
        "start": {"line": start_line + 1, "column": start_column + 1},
        "end": {"line": end_line + 1, "column": end_column + 1},
    }


def _path(path: str) -> str:
    return path if os.sep == "/" else path.replace(os.sep, "/")


def finding_of(finding: FindingRecord) -> dict[str, Any]:
    rule = card_of(finding.rule)
    path = _path(finding.path)
    return {
        "id": finding.id,
        "content": finding.content,
        "path": path,
        **cell_field(finding.cell),
        "function": finding.function,
        "range": range_of(finding.span),
        "rule": rule.slug,
        "code": rule.code,
        "family": rule.family,
        "stage": rule.stage,
        "message": finding.message,
        "severity": finding.severity,
        "fails": finding.fails,
        **_score(finding.score),
        "safety": finding.safety,
        "reason": finding.reason,
        "fix": None if finding.fix is None else _fix(finding.fix, finding.edit_cells),
        "also": [{"tool": "Ruff", "code": code} for code in finding.also],
        "proof": None if finding.proof is None else _proof(finding.proof, path),
        "related": [
            {
                "path": _path(it.path) or path,
                **cell_field(it.cell),
                "range": range_of(it.span),
                "message": it.message,
                **({"step": True} if it.step else {}),
            }
            for it in finding.related
        ],
        "excerpt": {"lines": list(finding.excerpt), "offset": finding.offset} if finding.excerpt else None,
        **_lines_in_file(finding.lines_in_file),
    }


def cell_field(number: int | None) -> dict[str, int]:
    """Return the number of a notebook's cell, in which lines count then; nothing for files of other kinds."""
    return {} if number is None else {"cell": number}


def _lines_in_file(lines: tuple[int, int] | None) -> dict[str, dict[str, int]]:
    """Return where a notebook's JSON has the finding."""
    return {} if lines is None else {"lines_in_file": {"first": lines[0] + 1, "last": lines[1] + 1}}


def _cell_of(numbers: Sequence[int], index: int) -> dict[str, int]:
    return cell_field(numbers[index]) if numbers else {}


def _score(score: Score) -> dict[str, Any]:
    """Return what a finding is worth, to four digits: more would claim what nobody knows."""
    speedup, share, gain, probability = score.speedup, score.share, score.gain, score.probability
    return {
        "speedup": None
        if speedup is None
        else {
            **{name: _rounded(getattr(speedup, name)) for name in ("low", "median", "high")},
            "basis": speedup.basis,
        },
        "share": None if share is None else _share(share),
        "gain": None if gain is None else _rounded(gain),
        "probability": None if probability is None else {"value": _rounded(probability), "basis": "verdicts"},
    }


def _share(share: Share) -> dict[str, Any]:
    record: dict[str, Any] = {"value": _rounded(share.value), "basis": share.basis}
    if share.basis == "profiled":
        record["lines"] = None if share.lines is None else _rounded(share.lines)
        record["unsure"] = share.unsure
        record["stale"] = share.stale
        record["cold"] = share.cold
        if share.stalled:
            record["stalled"] = _rounded(share.stalled)
        if share.compiled:
            record["compiled"] = share.compiled
    return record


def measured_of(report: Report) -> dict[str, Any]:
    """Return by which recorded runs findings go, and what these saw besides; nothing where there are none."""
    if not report.runs:
        return {}
    return {
        "profiles": [_profile(run) for run in report.runs],
        "profile_threshold": report.profile_threshold,
        "profiled": {"seen": report.profiled[True], "unseen": report.profiled[False], "stale": report.stale},
        "hot": [_hot(path, hot) for path, hot in report.hot],
    }


def _profile(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "tool": run.tool,
        "command": run.command,
        "began": run.began,
        "unit": run.unit,
        "total": _rounded(run.total),
        "samples": run.samples,
    }


def _hot(path: str, hot: Hot) -> dict[str, Any]:
    """Return a function that took much of the recorded run by itself, and that no finding explains."""
    return {
        "path": _path(path),
        "function": hot.function,
        "line": hot.line + 1,
        "own": _rounded(hot.own),
        "total": _rounded(hot.total),
        "library": _rounded(hot.library),
        "explained": _rounded(hot.explained),
        "samples": hot.samples,
        "stale": hot.stale,
        "calls": [{"function": name, "part": _rounded(part)} for name, part in hot.calls],
        "lines": [{"line": line + 1, "part": _rounded(part)} for line, part in hot.lines],
    }


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _proof(proof: Proof, path: str) -> dict[str, Any]:
    """Return a proof of the fix, as `slowspot prove` gives it, and whether the fix is withdrawn for it."""
    # Late: only where something was proved.
    from ...analyzers.proving.proofs.standing import withdrawn
    from ...analyzers.proving.proofs.wording import as_json

    return {**as_json(proof), "path": path, "withdrawn": withdrawn(proof) or None}


def _fix(fix: Fix, cells: Sequence[int]) -> dict[str, Any]:
    return {
        "safety": fix.safety,
        "title": fix.title,
        "reason": fix.reason,
        "edits": [
            {**_cell_of(cells, index), **range_of(edit.span), "text": edit.text} for index, edit in enumerate(fix.edits)
        ],
    }
