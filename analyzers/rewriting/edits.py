"""Text edits: applying them, and finding the few that turn one run of lines into another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..findings import Position, Span, TextEdit
from ..source import Document
from ..source.positions import split_lines

__all__ = ["apply_edits", "merged", "minimal_edits"]

_WORD = re.compile(r"\w")
_MATCHED_LINES = 3_000
"""Above this many changed lines the lines are not matched with each other: matching costs their number squared."""


def apply_edits(source: str | Document, edits: Iterable[TextEdit]) -> str:
    """Apply sorted edits that do not overlap; positions past the end are taken for the end."""
    lines = source.lines if isinstance(source, Document) else split_lines(source)
    pieces: list[str] = []
    line, column = 0, 0
    for (start, end), text in edits:
        pieces += (_between(lines, line, column, *start), text)
        line, column = end
    pieces.append(_between(lines, line, column, len(lines) - 1, len(lines[-1])))
    return "".join(pieces)


def _between(lines: Sequence[str], line: int, column: int, end_line: int, end_column: int) -> str:
    if line >= len(lines):
        return ""
    if line == end_line:
        return lines[line][column:end_column]
    last = lines[end_line][:end_column] if end_line < len(lines) else ""
    return "".join([lines[line][column:], *lines[line + 1 : end_line], last])


def merged(edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
    """Sort edits and join those that touch; of edits at one place the earlier given comes first."""
    result: list[TextEdit] = []
    for edit in sorted(edits, key=lambda edit: edit.span.start):
        if result and result[-1].span.end >= edit.span.start:
            before = result.pop()
            if before.span.end > edit.span.start:
                raise ValueError(f"edits overlap at line {edit.span.start.line}")
            edit = TextEdit(Span(before.span.start, edit.span.end), before.text + edit.text)
        result.append(edit)
    return tuple(result)


def minimal_edits(old: str, new: str, first_line: int) -> list[TextEdit]:
    """Find edits of whole words that turn `old`, which starts at absolute line `first_line`, into `new`."""
    before, after = split_lines(old), split_lines(new)
    head = 0
    limit = min(len(before), len(after))
    while head < limit and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < limit - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    middle_before, middle_after = before[head : len(before) - tail], after[head : len(after) - tail]
    if max(len(middle_before), len(middle_after)) > _MATCHED_LINES:
        groups = [("replace", 0, len(middle_before), 0, len(middle_after))]
    else:
        # Late: 1 ms of each start, and most runs fix nothing.
        from difflib import SequenceMatcher

        groups = SequenceMatcher(None, middle_before, middle_after, autojunk=False).get_opcodes()
    edits: list[TextEdit] = []
    for tag, a, b, c, d in groups:
        if tag == "equal":
            continue
        if b - a == d - c:
            pairs = ((a + i, middle_before[a + i], middle_after[c + i]) for i in range(b - a))
        else:
            pairs = ((a, "".join(middle_before[a:b]), "".join(middle_after[c:d])),)
        edits += (_changed_words(one, two, head + first_line + line) for line, one, two in pairs if one != two)
    return edits


def _changed_words(old: str, new: str, line: int) -> TextEdit:
    limit = min(len(old), len(new))
    head = 0
    while head < limit and old[head] == new[head]:
        head += 1
    while head and (_cuts(old, head) or _cuts(new, head)):
        head -= 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while tail and (_cuts(old, len(old) - tail) or _cuts(new, len(new) - tail)):
        tail -= 1
    span = Span(_position(old, head, line), _position(old, len(old) - tail, line))
    return TextEdit(span, new[head : len(new) - tail])


def _cuts(text: str, index: int) -> bool:
    """Is the place inside a word or a line ending?"""
    if not 0 < index < len(text):
        return False
    before, after = text[index - 1], text[index]
    return bool(_WORD.match(before) and _WORD.match(after)) or (before == "\r" and after == "\n")


def _position(text: str, index: int, line: int) -> Position:
    lines = split_lines(text[:index])
    # A carriage return at the cut end is a line ending only if no line feed follows; `_cuts` sees to it.
    return Position(line + len(lines) - 1, len(lines[-1]))
