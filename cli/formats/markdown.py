"""The report for a merge or pull request: one comment, GitHub's Markdown.

It begins with a hidden mark, by which whoever posts it finds the comment of the run before and replaces it. No name
and no message acts as Markdown, mentions somebody or links to an issue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ...analyzers.project.notes import NoteRecord
from ...analyzers.scoring import in_words
from ..analysis.cards import card_of
from ..analysis.ordering import gravest_first
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord, Place, cell_prefix
from .changed import Change, change_of
from .markdown_text import code, code_in_table, fenced, html, plain
from .wording import by_rule, counted, fix_of, gain_of, headline, is_wrong, note_text, offers, remarks

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["MARKER", "MOST_CHARACTERS", "write"]

MARKER = "<!-- slowspot report -->"
MOST_CHARACTERS = 65_536
"""GitHub takes no longer comment; GitLab takes a million."""
_OPEN = 20
_IN_FULL = 10
"""Findings whose lines are shown too."""
_NOTES = 20
_KINDS = {"*": "Safe fix", "review": "Fix to look at", "proved": "Proved fix", "withdrawn": "Withdrawn fix"}


class _Comment:
    """What is written so far, and how much may follow."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._left = MOST_CHARACTERS

    def put(self, text: str, keep: int = 0) -> bool:
        """Write a part, if it leaves `keep` characters for what is to follow."""
        size = len(text.encode("utf-16-le", "surrogatepass")) // 2  # as GitHub counts: an emoji is two
        if size > self._left - keep:
            return False
        self._left -= size
        self._write(text)
        return True


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    comment = _Comment(write)
    comment.put(f"{MARKER}\n### Slowspot: {plain(headline(report))}\n\n")
    if look.stamp:
        comment.put(f"{look.stamp}\n\n")
    findings = sorted(report.shown, key=gravest_first)
    if look.statistics:
        _statistics(report, comment)
    elif findings:
        _table(findings, comment, look)
        if not look.quiet:
            _in_full(findings, comment, look)
    notes = [note for note in report.notes if is_wrong(note) and (note.internal or not look.quiet)]
    if notes:
        _notes(notes, comment, look)
    if not look.quiet:
        for row in _offers(report):
            comment.put(row)


def _table(findings: list[FindingRecord], comment: _Comment, look: Look) -> None:
    """The gravest in the open; where there are many, hints are folded, and what is beyond twenty."""
    few = len(findings) <= _OPEN
    shown = [finding for finding in findings if few or finding.severity != "hint"][:_OPEN]
    folded = findings[len(shown) :]  # they are sorted: hints come last
    left = _rows(shown, comment, look)
    if folded and not left:
        kind = "hint" if folded[0].severity == "hint" else "more finding"
        comment.put(f"<details><summary>{counted(len(folded), kind)}</summary>\n\n")
        left = _rows(folded, comment, look)
        comment.put("</details>\n\n")
    if left:
        comment.put(f"and {counted(left, 'more finding')}, for which a comment has no room.\n\n")


def _rows(findings: list[FindingRecord], comment: _Comment, look: Look) -> int:
    """Write a table; return for how many there was no room."""
    if not findings:
        return 0
    comment.put("| | where | what | worth | fix |\n|---|---|---|---|---|\n")
    written = 0
    while written < len(findings) and comment.put(_row(findings[written], look), keep=16_000):
        written += 1
    comment.put("\n")
    return len(findings) - written


def _row(finding: FindingRecord, look: Look) -> str:
    where = code_in_table(f"{look.placed(finding.path)}:{cell_prefix(finding.cell)}{finding.span.start.line + 1}")
    if address := look.address(finding):
        where = f"[{where}](<{address}>)"
    what = f"{plain(finding.message)} {code_in_table(f'{card_of(finding.rule).code} {finding.rule}')}"
    if finding.also:
        what += f" (also: {plain(finding.elsewhere)})"
    mark = fix.mark if (fix := fix_of(finding)) else ""
    safety = {"*": "safe", "": "–"}.get(mark, mark)
    return f"| {finding.severity} | {where} | {what} | {gain_of(finding)} | {safety} |\n"


def _in_full(findings: list[FindingRecord], comment: _Comment, look: Look) -> None:
    """The lines of the first findings, folded, with what their fixes make of them."""
    for finding in [finding for finding in findings if finding.excerpt][:_IN_FULL]:
        place = f"{look.placed(finding.path)}:{cell_prefix(finding.cell)}{finding.span.start.line + 1}"
        summary = f"<code>{html(place)}</code> {html(finding.message)}"
        rows = [f"<details><summary>{summary}</summary>\n\n"]
        if change := change_of(finding):
            rows.append(fenced(map(_changed, change), "diff"))
        else:
            rows.append(fenced(finding.excerpt, "python"))
        rows += [f"{number}. {_seen(finding, it, look)}\n" for number, it in enumerate(finding.related, 1)]
        rows += ["\n"] if finding.related else []
        if worth := in_words(finding.score):
            rows.append(f"Worth: {plain(worth)}\n\n")
        if fix := fix_of(finding):
            rows.append(f"{_KINDS[fix.mark]}: {plain(fix.text)}\n\n")
        rows.append("</details>\n\n")
        if not comment.put("".join(rows), keep=8_000):
            return


def _seen(finding: FindingRecord, it: Place, look: Look) -> str:
    path = it.path or finding.path
    where = code(f"{look.placed(path)}:{cell_prefix(it.cell)}{it.span.start.line + 1}")
    if it.cell is None and (address := look.address_of(path, it.span.start.line)):
        where = f"[{where}](<{address}>)"
    return f"{where} {plain(it.message)}"


def _changed(change: Change) -> str:
    return f"@@ {change.text} @@" if change.mark == "@" else change.mark + change.text


def _statistics(report: Report, comment: _Comment) -> None:
    counts = by_rule(report)
    if counts:
        comment.put("| findings | rule | with a safe fix |\n|---:|---|---:|\n")
        for card, count, safe in counts:
            comment.put(f"| {count:,} | {code_in_table(f'{card.code} {card.slug}')} | {safe or '–'} |\n", keep=16_000)
        comment.put("\n")


def _notes(notes: list[NoteRecord], comment: _Comment, look: Look) -> None:
    """Internal errors are shown, the rest is folded."""
    opened = " open" if any(note.internal for note in notes) else ""
    comment.put(f"<details{opened}><summary>{counted(len(notes), 'note')}</summary>\n\n")
    for index, note in enumerate(sorted(notes, key=lambda note: not note.internal)):
        line = "" if note.line is None else f":{cell_prefix(note.cell)}{note.line}"
        kind = "**error** " if note.internal else ""
        row = f"- {kind}{code(look.placed(note.path) + line)} {plain(note_text(note))}\n"
        if index == _NOTES or not comment.put(row, keep=2_000):
            comment.put(f"- and {len(notes) - index:,} more\n")
            break
    comment.put("\n</details>\n\n")


def _offers(report: Report) -> Iterable[str]:
    for offer in offers(report):
        yield f"- {offer.number:,} {offer.what}: {code(offer.command)}\n"
    for line in remarks(report):
        pieces = line.split("`")  # what is between two of them is a command
        yield f"- {''.join(code(each) if index % 2 else plain(each) for index, each in enumerate(pieces))}\n"
