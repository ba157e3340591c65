"""What a fix changes, as lines before and after, from a finding's record alone: the file may be elsewhere by now."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ...analyzers.findings import TextEdit
from ..analysis.records import FindingRecord, cell_prefix

__all__ = ["Change", "change_of"]


class Change(NamedTuple):
    mark: Literal["-", "+", "@"]
    """Removed, added, or in words where the next ones are."""
    number: int | None
    """Of a removed line, from 1."""
    text: str


def change_of(finding: FindingRecord) -> list[Change]:
    """Return the lines that the fix removes and adds.

    None are returned where the record does not hold all of the text: of a long finding, or where the fix removes
    something elsewhere. What it only adds elsewhere, such as an import, comes first.
    """
    fix, lines = finding.fix, finding.excerpt
    first, last = finding.span.start.line, finding.span.start.line + len(lines) - 1
    whole = last == finding.span.end.line - (finding.span.end.column == 0 and finding.span.end.line > first)
    if fix is None or not lines or finding.offset or not whole:
        return []
    here: list[TextEdit] = []
    changes: list[Change] = []
    for index, edit in enumerate(fix.edits):
        cell = finding.edit_cells[index] if finding.edit_cells else finding.cell
        (start, start_column), (end, end_column) = edit.span
        if cell == finding.cell and start >= first and (end <= last or (end == last + 1 and end_column == 0)):
            here.append(edit)
        elif edit.span.start == edit.span.end and start_column == 0 and edit.text.strip():
            changes.append(Change("@", None, f"{cell_prefix(cell)}line {start + 1}".replace(":", ", ")))
            changes += [Change("+", None, line) for line in edit.text.strip("\r\n").splitlines()]
        else:
            return []
    if not here:
        return []
    after = _applied(lines, here, first).splitlines()
    before = list(lines)
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    while before and after and before[0] == after[0]:
        del before[0], after[0]
        first += 1
    if changes:
        changes.append(Change("@", None, f"{cell_prefix(finding.cell)}line {first + 1}".replace(":", ", ")))
    changes += [Change("-", number, line) for number, line in enumerate(before, first + 1)]
    return changes + [Change("+", None, line) for line in after]


def _applied(lines: tuple[str, ...], edits: list[TextEdit], first: int) -> str:
    text = "\n".join(lines) + "\n"
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for edit in reversed(edits):
        start, end = (starts[place.line - first] + place.column for place in edit.span)
        text = text[:start] + edit.text + text[end:]
    return text
