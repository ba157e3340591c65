"""Annotations on GitHub: workflow commands, which a step of GitHub Actions prints and the runner reads.

GitHub shows the first ten errors, ten warnings and ten notices of a step, and drops all others. So the gravest come
first, and what it would drop is listed as plain text, in a group that the log shows folded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...analyzers.findings import Severity
from ...analyzers.project.notes import NoteRecord
from ...analyzers.scoring import in_words
from ..analysis.cards import card_of
from ..analysis.ordering import gravest_first
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord, cell_prefix
from ..terminal import Style, escaped
from .text import note_line, one_line, statistics, summary
from .wording import fix_of, is_wrong, note_text, place_of, seen_at

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["MOST", "write"]

MOST = 10
"""Annotations of a kind that GitHub shows of one step."""
_KINDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}
_PLAIN = Style(False)


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    given: Counter[str] = Counter()
    rest: list[str] = []

    def annotate(kind: str, command: str, plain: str) -> None:
        given[kind] += 1
        if given[kind] <= MOST:
            write(command)
        else:
            rest.append(plain)

    notes = [note for note in report.notes if not look.quiet or note.internal]
    if report.partial:
        annotate("error", _command("error", {"title": "slowspot"}, f"The report is partial: {report.partial}"), "")
    for note in notes:
        if note.internal:
            annotate("error", _of_note("error", note, look), note_line(note, _PLAIN))
    for finding in sorted(report.shown, key=gravest_first):
        kind = _KINDS[finding.severity]
        annotate(kind, _of_finding(kind, finding, look), one_line(finding, _PLAIN))
    for note in notes:
        if is_wrong(note) and not note.internal:
            kind = "warning" if note.fails else "notice"
            annotate(kind, _of_note(kind, note, look), note_line(note, _PLAIN))
    if look.statistics:
        write(_inert(statistics(report, _PLAIN, quiet=True)))
    if rest:
        write(f"::group::{len(rest):,} more, for which GitHub has no room: it shows {MOST} annotations of a kind\n")
        if not look.quiet:
            write(_inert("".join(rest)))
        write("::endgroup::\n")
    known = [note_line(note, _PLAIN) for note in notes if not is_wrong(note)]
    write(_inert("".join(known)))
    if not look.quiet:
        write(_inert(summary(report, _PLAIN)))


def _of_finding(kind: str, finding: FindingRecord, look: Look) -> str:
    (line, column), (end_line, end_column) = finding.span
    properties: dict[str, str | int] = {"file": look.placed(finding.path)}
    if finding.lines_in_file is not None:
        first, last = finding.lines_in_file
        properties |= {"line": first + 1, "endLine": last + 1}
    elif line == end_line:
        properties |= {"line": line + 1, "endLine": line + 1, "col": column + 1, "endColumn": end_column + 1}
    else:
        # GitHub takes columns only within one line. A span that ends before a line's first character ends above.
        properties |= {"line": line + 1, "endLine": end_line + (end_column > 0)}
    card = card_of(finding.rule)
    properties["title"] = f"{card.code} {card.slug}"
    # The log shows the message alone, so the place stands there again.
    rows = [f"{escaped(place_of(finding, look))}: {escaped(finding.message)}"]
    if finding.also:
        rows[0] += f" (also: {finding.elsewhere})"
    rows += [f"See {escaped(place)}: {escaped(message)}" for place, message in seen_at(finding, look)]
    if worth := in_words(finding.score):
        rows.append(f"Worth: {worth}")
    if fix := fix_of(finding):
        rows.append(f"Fix [{fix.mark}]: {escaped(fix.text)}")
    return _command(kind, properties, "\n".join(rows))


def _of_note(kind: str, note: NoteRecord, look: Look) -> str:
    properties: dict[str, str | int] = {"file": look.placed(note.path)}
    place = properties["file"]
    if note.line is not None:
        place = f"{place}:{cell_prefix(note.cell)}{note.line}"
        if note.cell is None:
            properties["line"] = note.line
    properties["title"] = f"slowspot: {note.kind}"
    return _command(kind, properties, f"{escaped(str(place))}: {escaped(note_text(note))}")


def _command(kind: str, properties: dict[str, str | int], message: str) -> str:
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{kind} {told}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _inert(text: str) -> str:
    """Return plain rows so that the runner takes none for a command, whatever a file is called."""
    rows = text.replace("##[", "## [").splitlines(keepends=True)
    return "".join(f". {row}" if row.lstrip().startswith("::") else row for row in rows)
