"""The report for people: each finding with its source, what is wrong with files, a summary."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...analyzers.findings import Position, Span
from ...analyzers.project.notes import NoteRecord
from ...analyzers.scoring import in_words, percent
from ..analysis.cards import card_of
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord, cell_prefix
from ..terminal import Style, escaped, excerpt
from .wording import by_rule, fix_of, headline, note_text, offers, remarks

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["note_line", "one_line", "statistics", "summary", "write"]


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    """Write the whole report; with `quiet` only one line per finding, and internal errors."""
    style, quiet = look.style, look.quiet
    if look.statistics:
        write(statistics(report, style, quiet=quiet))
        return
    for finding in report.shown:
        write(_with_kin(finding, style) if quiet else _in_full(finding, style, look.width))
    for note in report.notes:
        if not quiet or note.internal:
            write(note_line(note, style))
    if not quiet:
        if report.notes:
            write("\n")
        write(hot_section(report, style))
        write(summary(report, style))


def one_line(finding: FindingRecord, style: Style) -> str:
    line, column = finding.span.start
    place = f"{style.bold(escaped(finding.path))}:{cell_prefix(finding.cell)}{line + 1}:{column + 1}"
    mark = {"safe": style.green(" [*]"), "review": style.yellow(" [review]"), None: ""}[finding.safety]
    code = style.severity(finding.severity, card_of(finding.rule).code)
    return f"{place}: {code} {finding.rule}{mark} {escaped(finding.message)}\n"


def _with_kin(finding: FindingRecord, style: Style) -> str:
    row = one_line(finding, style)
    return f"{row[:-1]} (also: {finding.elsewhere})\n" if finding.also else row


def _in_full(finding: FindingRecord, style: Style, width: int) -> str:
    rows = [one_line(finding, style)]
    if finding.excerpt:
        (line, column), end = finding.span
        if end.line == line:
            end = Position(line, end.column - finding.offset)
        span = Span(Position(line, column - finding.offset), end)
        rows.extend(f"{row}\n" for row in excerpt(finding.excerpt, span, style, finding.severity, width))
    for it in finding.related:
        place = f"{escaped(it.path or finding.path)}:{cell_prefix(it.cell)}{it.span.start.line + 1}"
        rows.append(f"  {style.cyan('see')} {place}: {escaped(it.message)}\n")
    if worth := in_words(finding.score):
        rows.append(f"  {style.cyan('worth')} {worth}\n")
    if finding.also:
        rows.append(f"  {style.cyan('also:')} {finding.elsewhere}\n")
    if fix := fix_of(finding):
        paint = {"*": style.green, "proved": style.green, "review": style.yellow, "withdrawn": style.red}[fix.mark]
        rows.append(f"  {paint(f'fix [{fix.mark}]')} {escaped(fix.text)}\n")
    rows.append("\n")
    return "".join(rows)


def note_line(note: NoteRecord, style: Style) -> str:
    place = escaped(note.path) if note.line is None else f"{escaped(note.path)}:{cell_prefix(note.cell)}{note.line}"
    kind = style.red("error") if note.internal else style.cyan("note")
    return f"{style.bold(place)}: {kind}: {escaped(note_text(note))}\n"


def hot_section(report: Report, style: Style) -> str:
    """Return a line for each function that is hot and has no finding that explains it."""
    rows: list[str] = []
    for path, hot in report.hot:
        place = f"{style.bold(escaped(path))}:{hot.line + 1}"
        text = f"{escaped(hot.function)} {percent(hot.own)} of the run"
        if hot.explained:
            text += f", findings explain {percent(hot.explained)}"
        if hot.stale:
            text += ", before it was last changed"
        spent = hot.in_words()
        rows.append(f"  {place}: {text}{f': {escaped(spent)}' if spent else ''}\n")
    return "".join([f"{style.bold('Hot, and no finding explains it:')}\n", *rows, "\n"]) if rows else ""


def summary(report: Report, style: Style) -> str:
    text = style.bold(headline(report))
    for offer in offers(report):
        text += f" [{offer.mark}] {offer.number:,} {offer.what}: `{offer.command}`."
    return text + "\n" + "".join(f"{style.dim(escaped(line))}\n" for line in remarks(report, ago=True))


def statistics(report: Report, style: Style, *, quiet: bool) -> str:
    """Return a table of findings by rule, the most frequent first."""
    counts = by_rule(report)
    width = max((len(each.card.slug) for each in counts), default=0)
    rows: list[str] = []
    for card, count, safe in counts:
        mark = f"  {style.green('[*]')} {safe:,}" if safe else ""
        rows.append(f"{count:>7,}  {card.code}  {card.slug:<{width}}{mark}".rstrip() + "\n")
    rows.extend(note_line(note, style) for note in report.notes if not quiet or note.internal)
    return "".join(rows) + ("" if quiet else summary(report, style))
