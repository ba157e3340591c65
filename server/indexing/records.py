"""A file's findings as JSON: what the indexing process sends, what the cache keeps, and what the server shows of it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, overload

from ...analyzers.findings import Finding, Note, Related
from ...analyzers.project.rows import place_row, read_place, read_score, score_row
from ...analyzers.rules.declaration import Match
from ...analyzers.rules.registry import UnknownRule, resolve

if TYPE_CHECKING:
    from ...analyzers.rules.declaration import Rule

__all__ = ["CLEAN", "SCHEMA", "SomeLines", "UnreadableError", "read_record", "record_of"]

SCHEMA = "slowspot.index/2"
"""Part of the keys under which records are kept: change it with the form of a record."""

CLEAN = b""
"""The record of a file of which nothing is to be told: most files, and not worth a byte."""

Row = list[Any]

_NOWHERE = ast.Pass()
"""In place of the node that a finding was made of."""


class UnreadableError(ValueError):
    """A record that was not written by `record_of`."""


class SomeLines(Sequence[str]):
    """The lines of a text as far as columns depend on them: a line that is not here is ASCII, and reads as empty."""

    def __init__(self, count: int, known: dict[int, str]) -> None:
        self._count = count
        self._known = known

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(self._count))]
        number = index + self._count if index < 0 else index
        if not 0 <= number < self._count:
            raise IndexError(index)
        return self._known.get(number, "")

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(self._count))


def record_of(findings: Sequence[Finding], notes: Iterable[Note], lines: Sequence[str]) -> bytes:
    """Write down what was found in a text of these lines; `CLEAN` where that is nothing."""
    placed = [note for note in notes if note.line is not None]
    if not findings and not placed:
        return CLEAN
    here = [other.span for finding in findings for other in finding.related if not other.path]
    spans = [*(finding.span for finding in findings), *here]
    marked = {position.line for span in spans for position in span}
    known = {line: lines[line] for line in marked if line < len(lines) and not lines[line].isascii()}
    # The comment that a note is about is looked for in its line.
    known.update({note.line: lines[note.line] for note in placed if note.line is not None and note.line < len(lines)})
    record = {
        "lines": len(lines),
        "text": {str(line): text.rstrip("\r\n") for line, text in sorted(known.items())},
        "findings": [_row(finding) for finding in findings],
        "notes": [[note.kind, note.message, note.line] for note in placed],
    }
    return json.dumps(record, separators=(",", ":")).encode("ascii")


def read_record(data: bytes | str) -> tuple[list[Finding], list[Note], SomeLines]:
    """Read a record. Raises UnreadableError; a finding of a rule that is not known here is left out.

    The findings have no nodes: what can be told of them is here, but a fix needs the text.
    """
    if not data:
        return [], [], SomeLines(0, {})
    try:
        record = json.loads(data)
        findings = [_finding(row) for row in record["findings"] if _rule(row[0]) is not None]
        notes = [Note(kind, str(message), int(line)) for kind, message, line in record["notes"]]
        lines = SomeLines(int(record["lines"]), {int(line): str(text) for line, text in record["text"].items()})
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise UnreadableError(f"{type(error).__name__}: {error}") from None
    return findings, notes, lines


def _row(finding: Finding) -> Row:
    return [
        finding.rule.slug,
        *place_row(finding.span),
        finding.message,
        finding.function,
        finding.severity,
        finding.safety,
        finding.reason,
        [[*place_row(other.span), other.message, other.path] for other in finding.related],
        None if finding.score is None else score_row(finding.score),
    ]


def _finding(row: Row) -> Finding:
    slug, line, column, end_line, end_column, message, function, severity, safety, reason, related, score = row
    rule = _rule(slug)
    if rule is None:
        raise KeyError(slug)
    return Finding(
        rule=rule,
        span=read_place([line, column, end_line, end_column]),
        message=str(message),
        function=str(function),
        severity=severity,
        safety=safety,
        reason=str(reason),
        match=Match(_NOWHERE, str(message), safety, str(reason)),
        related=tuple(Related(read_place(place), str(said), path=str(other)) for *place, said, other in related),
        score=None if score is None else read_score(score),
    )


@cache
def _rule(slug: str) -> Rule | None:
    try:
        return resolve(slug)[0]
    except UnknownRule:
        return None
