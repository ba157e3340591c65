"""Findings as the page shows them: what each is worth, and its fix as a difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...analyzers.findings import Fix
from ...analyzers.rules.registry import resolve
from ...analyzers.scoring import in_words
from ..analysis.records import FindingRecord
from ..terminal import escaped
from .numbers import percent
from .source import DiffLine, HeatLine, diff_lines, highlighted

__all__ = ["MOST_FINDINGS", "finding_rows"]

MOST_FINDINGS = 40
_LINES = 8


def finding_rows(
    findings: Sequence[FindingRecord],
    lines_of: Callable[[str], Sequence[str]],
    anchor: Callable[[FindingRecord], str],
) -> list[dict[str, Any]]:
    """Return the first findings as rows. `lines_of` gives the text that they were found in, by their path."""
    rows: list[dict[str, Any]] = []
    for number, finding in enumerate(findings[:MOST_FINDINGS], 1):
        rule = resolve(finding.rule)[0]
        lines = lines_of(finding.path)
        rows.append(
            {
                "id": f"finding-{number}",
                "gain": _gain(finding),
                "message": escaped(finding.message),
                "severity": finding.severity,
                "place": escaped(f"{finding.path}:{finding.span.start.line + 1}"),
                "function": escaped(finding.function),
                "function_id": anchor(finding),
                "rule": f"{rule.code} {rule.slug}",
                "worth": in_words(finding.score),
                "title": escaped(finding.fix.title) if finding.fix else "",
                "safety": finding.safety,
                "reason": escaped(finding.reason),
                "diff": _diff(lines, finding.fix) if finding.fix else [],
                "excerpt": [] if finding.fix else _excerpt(lines, finding),
            }
        )
    return rows


def _gain(finding: FindingRecord) -> str:
    share = finding.score.share
    if share is not None and share.stalled:
        return "holds up the event loop"
    if share is not None and share.compiled:
        return f"was compiled {share.compiled:,} times"
    return "" if finding.gain is None else f"saves about {percent(finding.gain)}"


def _diff(before: Sequence[str], fix: Fix) -> list[DiffLine]:
    """Return what the fix changes, from the edits alone: nothing is parsed."""
    first = min(edit.span.start.line for edit in fix.edits)
    last = max(edit.span.end.line for edit in fix.edits)
    if last >= len(before):  # the file has changed since
        return []
    parts: list[str] = []
    place = first, 0
    for edit in fix.edits:
        parts += [_between(before, place, edit.span.start), edit.text]
        place = edit.span.end
    parts.append(_between(before, place, (last, len(before[last]))))
    after = [*before[:first], *"".join(parts).splitlines(keepends=True), *before[last + 1 :]]
    return diff_lines(before, after)


def _between(lines: Sequence[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    if start[0] == end[0]:
        return lines[start[0]][start[1] : end[1]]
    return "".join([lines[start[0]][start[1] :], *lines[start[0] + 1 : end[0]], lines[end[0]][: end[1]]])


def _excerpt(lines: Sequence[str], finding: FindingRecord) -> list[HeatLine]:
    first = finding.span.start.line
    last = min(finding.span.end.line, first + _LINES - 1, len(lines) - 1)
    codes = highlighted([lines[number] for number in range(first, last + 1)])
    return [HeatLine(number, code, 0.0, 0.0, 0.0) for number, code in enumerate(codes, first + 1)]
