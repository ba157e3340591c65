"""A file's result as bytes and back: what the cache keeps of it. JSON, never a pickle.

What a report names a file by is not in it: the same text elsewhere has the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...analyzers.findings import Fix, TextEdit
from ...analyzers.project.notes import NoteRecord
from ...analyzers.project.rows import place_row, read_place, read_score, score_row
from .records import FileResult, FindingRecord, Place

if TYPE_CHECKING:
    from ...models.profiled import Hot

__all__ = ["FORM", "PASSING", "UnreadableError", "decoded", "encoded", "is_kept"]

FORM = "slowspot.result/2"
"""Part of the keys under which results are kept: change it with the form of the bytes."""

PASSING = frozenset({"internal-error", "rule-crash", "unreadable", "too-complex", "proof"})
"""Kinds of notes that tell of one run, of a fault of ours or of files beside this one: such a result is not kept."""

Row = list[Any]


class UnreadableError(ValueError):
    """Bytes that were not written by `encoded`."""


def is_kept(result: FileResult) -> bool:
    """Whether the result is of the file's text alone. Those with proofs are not: proofs come and go."""
    return not any(note.kind in PASSING for note in result.notes) and not any(
        finding.proof is not None for finding in result.findings
    )


def encoded(result: FileResult) -> bytes:
    """Write a result down, without what it has cost."""
    # What was asked for serves whoever is told something else later on; it is of no use to a result that has answers.
    asks = result.asked != b"" and not result.answered
    record: Row = [[result.lines, None if result.asked is None else result.asked.hex()] if asks else result.lines]
    if result.findings or result.notes or result.profiled is not None:
        record += [
            [_row(finding) for finding in result.findings],
            [[note.kind, note.message, note.line, note.cell, note.fails] for note in result.notes],
        ]
    if result.profiled is not None:
        record += [result.profiled, result.stale, [_hot_row(hot) for _, hot in result.hot]]
    # ASCII: a text may hold lone surrogates, which UTF-8 does not have.
    return json.dumps(record, separators=(",", ":")).encode("ascii")


def decoded(data: bytes, path: str) -> FileResult:
    """Read a result, for a file that reports call `path`. Raises UnreadableError."""
    try:
        record = json.loads(data)
        lines, asked = record[0] if isinstance(record[0], list) else (record[0], "")
        result = FileResult(lines=int(lines), asked=None if asked is None else bytes.fromhex(asked))
        if len(record) > 1:
            result.findings = [_finding(row, path) for row in record[1]]
            result.notes = [
                NoteRecord(path, kind, message, line, cell, fails) for kind, message, line, cell, fails in record[2]
            ]
        if len(record) > 3:
            result.profiled, result.stale = bool(record[3]), int(record[4])
            result.hot = [(path, _hot(row)) for row in record[5]]
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise UnreadableError(f"{type(error).__name__}: {error}") from None
    return result


def _row(record: FindingRecord) -> Row:
    row: Row = [
        record.rule,
        place_row(record.span),
        record.message,
        record.function,
        record.severity,
        record.safety,
        record.reason,
        record.fails,
        record.excerpt,
        record.offset,
        record.id,
        score_row(record.score),
        [[place_row(it.span), *it[1:]] for it in record.related],
        None if record.fix is None else _fix_row(record.fix),
        record.content,
    ]
    if record.cell is not None:
        row += [record.cell, record.edit_cells, record.lines_in_file]
    return row


def _finding(row: Row, path: str) -> FindingRecord:
    rule, place, message, function, severity, safety, reason, fails, excerpt, offset, name, *others = row[:15]
    score, related, fix, content = others
    record = FindingRecord(
        rule, path, read_place(place), message, function, severity, safety, reason, fails, tuple(excerpt), offset, name,
        None if fix is None else _fix(fix),
        tuple(Place(read_place(other), *more) for other, *more in related),
        read_score(score), content,
    )  # fmt: skip
    if len(row) > 15:
        record.cell, edit_cells, lines_in_file = row[15:]
        record.edit_cells = tuple(edit_cells)
        record.lines_in_file = None if lines_in_file is None else (lines_in_file[0], lines_in_file[1])
    return record


def _fix_row(fix: Fix) -> Row:
    return [fix.title, fix.safety, fix.reason, [[place_row(edit.span), edit.text] for edit in fix.edits]]


def _fix(row: Row) -> Fix:
    title, safety, reason, edits = row
    return Fix(title, safety, reason, tuple(TextEdit(read_place(place), text) for place, text in edits))


def _hot_row(hot: Hot) -> Row:
    return [
        hot.function, hot.line, hot.own, hot.total, hot.library, hot.weight, hot.samples, hot.stale, hot.calls,
        hot.lines, hot.explained,
    ]  # fmt: skip


def _hot(row: Row) -> Hot:
    # Late: only where something was recorded.
    from ...models.profiled import Hot, Part

    function, line, own, total, library, weight, samples, stale, calls, lines, explained = row
    return Hot(
        function, line, own, total, library, weight, samples, stale,
        tuple(Part(*part) for part in calls), tuple((number, part) for number, part in lines), explained,
    )  # fmt: skip
