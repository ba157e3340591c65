"""The report for CI servers that read test results: JUnit XML, a suite for each file with findings.

A finding that fails the run is a failure, one below the threshold is a skipped test, an internal error is an error; so
a server that reads the file comes to the same verdict as the exit code. Names hold no line numbers: a server that
compares runs knows a finding again after lines have moved.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from ...analyzers.project.notes import NoteRecord
from ...analyzers.scoring import in_words
from ..analysis.cards import card_of
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord
from ..terminal import escaped
from .wording import fix_of, headline, is_wrong, note_text, place_of, remarks, seen_at

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["write"]


@dataclass(slots=True)
class _Case:
    kind: str
    """The element that tells how it went: failure, error, skipped; "" for a test that passed."""
    name: str
    path: str
    line: int | None
    type: str
    message: str
    body: str = ""


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    cases = [_finding(finding, look) for finding in report.shown]
    cases += [_note(note, look) for note in report.notes if is_wrong(note) and (note.internal or not look.quiet)]
    by_file = [(path, list(of_file)) for path, of_file in groupby(sorted(cases, key=_path), key=_path)]
    kind = "error" if report.partial else ""
    told = "\n".join([headline(report), *remarks(report)])
    by_file.append(("slowspot", [_Case(kind, "analysis", "", None, "partial", report.partial, told)]))
    write('<?xml version="1.0" encoding="utf-8"?>\n')
    write(f"<testsuites{_attributes(name='slowspot', **_counts([case for _, some in by_file for case in some]))}>\n")
    for path, some in by_file:
        stamp = {"timestamp": look.stamp.rstrip("Z")} if look.stamp else {}
        write(f" <testsuite{_attributes(name=path, **_counts(some), **stamp)}>\n")
        seen: Counter[str] = Counter()
        for case in some:
            seen[case.name] += 1
            again = f" ({seen[case.name]})" if seen[case.name] > 1 else ""
            write(_shown(case, path, again))
        write(" </testsuite>\n")
    write("</testsuites>\n")


def _path(case: _Case) -> str:
    return case.path


def _finding(finding: FindingRecord, look: Look) -> _Case:
    rows = [escaped(f"{place_of(finding, look)}: {finding.message}")]
    if finding.also:
        rows.append(f"also: {finding.elsewhere}")
    rows += [escaped(f"see {place}: {message}") for place, message in seen_at(finding, look)]
    if worth := in_words(finding.score):
        rows.append(f"worth: {worth}")
    if fix := fix_of(finding):
        rows.append(f"fix [{fix.mark}]: {escaped(fix.text)}")
    line = finding.lines_in_file[0] if finding.lines_in_file is not None else finding.span.start.line
    return _Case(
        "failure" if finding.fails else "skipped",
        f"{finding.rule} in {finding.function}" if finding.function else finding.rule,
        look.placed(finding.path), line + 1, card_of(finding.rule).code, finding.message, "\n".join(rows),
    )  # fmt: skip


def _note(note: NoteRecord, look: Look) -> _Case:
    kind = "error" if note.internal else "failure" if note.fails else "skipped"
    text = note_text(note)
    where = f"cell {note.cell}, line {note.line}: " if note.cell is not None else ""
    line = note.line if note.cell is None else None
    return _Case(kind, note.kind, look.placed(note.path), line, note.kind, where + text)


def _counts(cases: list[_Case]) -> dict[str, int]:
    kinds = Counter(case.kind for case in cases)
    return {
        "tests": len(cases), "failures": kinds["failure"], "errors": kinds["error"], "skipped": kinds["skipped"],
    }  # fmt: skip


def _shown(case: _Case, path: str, again: str) -> str:
    place: dict[str, str | int] = {}
    if case.path:
        place["file"] = case.path
    if case.line is not None:
        place["line"] = case.line
    module = os.path.splitext(path)[0].replace("/", ".")  # servers make folders of the dots
    opening = f"  <testcase{_attributes(classname=module, name=case.name + again, **place)}"
    if not case.kind:
        return f"{opening}>\n   <system-out>{_text(case.body)}</system-out>\n  </testcase>\n"
    about = _attributes(message=case.message, **({} if case.kind == "skipped" else {"type": case.type}))
    return f"{opening}>\n   <{case.kind}{about}>{_text(case.body)}</{case.kind}>\n  </testcase>\n"


def _attributes(**values: str | int) -> str:
    return "".join(f' {name}="{_text(str(value)).replace(chr(34), "&quot;")}"' for name, value in values.items())


def _text(text: str) -> str:
    """Return text as XML has it: what no XML may hold, as control characters, is shown as an escape."""
    shown = "\n".join(map(escaped, text.split("\n")))
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
