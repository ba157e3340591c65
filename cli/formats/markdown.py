"""The report for a merge or pull request: one comment, GitHub's Markdown.

It begins with a hidden mark, by which whoever posts it finds the comment of the run before and replaces it. No name
and no message acts as Markdown, mentions somebody or links to an issue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ...analyzers.project.notes import NoteRecord
from ...analyzers.scoring import in_words, percent
from ..analysis.cards import card_of
from ..analysis.ordering import gravest_first
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord, cell_prefix
from ..terminal import escaped
from .changed import Change, change_of
from .wording import by_rule, counted, fix_of, headline, left_out, note_text, offers

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["MARKER", "MOST_CHARACTERS", "write"]

MARKER = "<!-- slowspot report -->"
MOST_CHARACTERS = 65_536
"""GitHub takes no longer comment; GitLab takes a million."""
_ROOM_FOR_THE_REST = 1_500
_IN_FULL = 10
"""Findings whose lines are shown too."""
_NOTES = 20
_KINDS = {"*": "Safe fix", "review": "Fix to look at", "proved": "Proved fix", "withdrawn": "Withdrawn fix"}


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    left = MOST_CHARACTERS - _ROOM_FOR_THE_REST

    def put(text: str) -> bool:
        """Write a part if there is room for it; characters outside the first 65,536 count twice, as GitHub counts."""
        nonlocal left
        size = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if size > left:
            return False
        left -= size
        write(text)
        return True

    put(f"{MARKER}\n### Slowspot: {_plain(headline(report))}\n\n")
    if look.stamp:
        put(f"{look.stamp}\n\n")
    findings = sorted(report.shown, key=gravest_first)
    if look.statistics:
        _statistics(report, put)
    elif findings:
        _table(findings, put, look)
        if not look.quiet:
            _in_full(findings, put, look)
    notes = [note for note in report.notes if not look.quiet or note.internal]
    if notes:
        _notes(notes, put, look)
    if not look.quiet:
        for row in _offers(report):
            write(row)


def _table(findings: list[FindingRecord], put: Callable[[str], bool], look: Look) -> None:
    put("| | where | what | worth | fix |\n|---|---|---|---|---|\n")
    for index, finding in enumerate(findings):
        if not put(_row(finding, look)):
            put(f"\nand {counted(len(findings) - index, 'more finding')}, for which a comment has no room.\n")
            return
    put("\n")


def _row(finding: FindingRecord, look: Look) -> str:
    where = f"{look.placed(finding.path)}:{cell_prefix(finding.cell)}{finding.span.start.line + 1}"
    what = f"{_plain(finding.message)} {_code(f'{card_of(finding.rule).code} {finding.rule}')}"
    if finding.also:
        what += f" (also: {_plain(finding.elsewhere)})"
    worth = "" if finding.gain is None else f"saves {percent(finding.gain)}"
    mark = fix.mark if (fix := fix_of(finding)) else ""
    safety = {"*": "safe", "": "–"}.get(mark, mark)
    return f"| {finding.severity} | {_code(where)} | {what} | {worth} | {safety} |\n"


def _in_full(findings: list[FindingRecord], put: Callable[[str], bool], look: Look) -> None:
    """The lines of the first findings, folded, with what their fixes make of them."""
    for finding in [finding for finding in findings if finding.excerpt][:_IN_FULL]:
        place = f"{look.placed(finding.path)}:{cell_prefix(finding.cell)}{finding.span.start.line + 1}"
        summary = f"<code>{_html(place)}</code> {_html(finding.message)}"
        rows = [f"<details><summary>{summary}</summary>\n\n"]
        if change := change_of(finding):
            rows.append(_fenced(map(_changed, change), "diff"))
        else:
            rows.append(_fenced(finding.excerpt, "python"))
        if worth := in_words(finding.score):
            rows.append(f"Worth: {_plain(worth)}\n\n")
        if fix := fix_of(finding):
            rows.append(f"{_KINDS[fix.mark]}: {_plain(fix.text)}\n\n")
        rows.append("</details>\n\n")
        if not put("".join(rows)):
            return


def _changed(change: Change) -> str:
    return f"@@ {change.text} @@" if change.mark == "@" else change.mark + change.text


def _statistics(report: Report, put: Callable[[str], bool]) -> None:
    counts = by_rule(report)
    if counts:
        put("| findings | rule | with a safe fix |\n|---:|---|---:|\n")
        for card, count, safe in counts:
            put(f"| {count:,} | {_code(f'{card.code} {card.slug}')} | {safe or '–'} |\n")
        put("\n")


def _notes(notes: list[NoteRecord], put: Callable[[str], bool], look: Look) -> None:
    """Internal errors are shown, the rest is folded."""
    rows: list[str] = []
    for note in sorted(notes, key=lambda note: not note.internal)[:_NOTES]:
        line = "" if note.line is None else f":{cell_prefix(note.cell)}{note.line}"
        kind = "**error** " if note.internal else ""
        rows.append(f"- {kind}{_code(look.placed(note.path) + line)} {_plain(note_text(note))}\n")
    if len(notes) > _NOTES:
        rows.append(f"- and {len(notes) - _NOTES:,} more\n")
    opened = " open" if any(note.internal for note in notes) else ""
    put(f"<details{opened}><summary>{counted(len(notes), 'note')}</summary>\n\n{''.join(rows)}\n</details>\n\n")


def _offers(report: Report) -> Iterable[str]:
    for offer in offers(report):
        yield f"- {offer.number:,} {offer.what}: {_code(offer.command)}\n"
    if cold := left_out(report):
        yield f"- {cold}\n"


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _calm(re.sub(r"[\\`*_\[\]<>|~$&]|:(?=//)|(?<=www)\.", r"\\\g<0>", escaped(text)))


def _calm(text: str) -> str:
    """Keep `@name` from calling somebody and `#12` from linking, by a character of no width."""
    return re.sub(r"([@#])(?=\w)", "\\1\u200b", text)


def _code(text: str) -> str:
    """Return text as code within a line of a table; more backticks around it than in it."""
    text = escaped(text).replace("|", "\\|")
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest or text.startswith(" ") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _fenced(lines: Iterable[str], language: str) -> str:
    text = "\n".join(map(escaped, lines))
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}{language}\n{text}\n{fence}\n\n"


def _html(text: str) -> str:
    return _calm(escaped(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
