"""The report as one page: it opens from disk, loads nothing, can be searched, and is all there without its script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from typing import TYPE_CHECKING

from ...analyzers.findings import Position, Span
from ...analyzers.project.notes import NoteRecord
from ...analyzers.scoring import in_words, percent
from ...analyzers.version import VERSION
from ..analysis.cards import RuleCard, card_of
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord, cell_prefix
from ..terminal import escaped
from .changed import change_of
from .wording import RuleCount, by_rule, counted, fix_of, gain_of, headline, note_text, offers, remarks

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["write"]

_SEVERITIES = ("error", "warning", "info", "hint")
_FIXES = {"*": "safe fix", "review": "fix to look at", "proved": "proved fix", "withdrawn": "withdrawn fix"}
_ORDERS = {"gain": "by gain", "path": "by file", "severity": "by severity", "rule": "by rule"}
_NOTES = 500
_WIDEST = 400
"""Characters of a line that are shown."""


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    script = _asset("html.js")
    counts = by_rule(report)
    told = headline(report).rstrip(".")
    # Scripts run by their hash alone: were a name to break out of its place, it would still not run.
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    write(
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<meta name="generator" content="slowspot {VERSION}">\n<meta name="referrer" content="no-referrer">\n'
        f'<link rel="icon" href="data:,">\n<title>Slowspot: {_shown(told)}</title>\n'
        f"<style>\n{_page_style()}{_asset('html.css')}</style>\n</head>\n<body>\n"
    )
    for part in _head(report, told, look):
        write(part)
    write("<main>\n")
    if report.shown and not look.statistics:
        for part in _findings(report, counts, look):
            write(part)
    for part in _rules(counts):
        write(part)
    for part in _hot(report, look):
        write(part)
    for part in _notes([note for note in report.notes if not look.quiet or note.internal], look):
        write(part)
    write(f"</main>\n<footer>Slowspot {VERSION}</footer>\n<script>{script}</script>\n</body>\n</html>\n")


def _asset(name: str) -> str:
    return (resources.files(__package__ or __name__) / name).read_text(encoding="utf-8")


def _page_style() -> str:
    """The style that `slowspot report` has too."""
    return (resources.files(f"{(__package__ or '').rpartition('.')[0]}.page") / "page.css").read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _head(report: Report, told: str, look: Look) -> Iterator[str]:
    shown = report.shown
    facts = [f"{counted(report.lines, 'line')} analyzed", *filter(None, [look.stamp])]
    yield '<a class="skip" href="#findings">Skip to the findings</a>\n<header class="top">\n'
    yield f'<p class="brand">slowspot <span>analysis</span></p>\n<h1>{_shown(told)}</h1>\n'
    yield f'<p class="facts">{_shown(" · ".join(facts))}</p>\n'
    if shown:
        severities = Counter(finding.severity for finding in shown)
        tiles = [(severity, f"{severities[severity]:,}", "") for severity in _SEVERITIES if severities[severity]]
        tiles += [(offer.what, f"{offer.number:,}", offer.command) for offer in offers(report)]
        yield '<dl class="tiles">\n'
        for name, value, hint in tiles:
            told_hint = f"<code>{_shown(hint)}</code>" if hint else ""
            yield f'<div><dt>{name}</dt><dd>{value}</dd><dd class="hint">{told_hint}</dd></div>\n'
        yield "</dl>\n"
    if lines := remarks(report):
        yield f'<ul class="notes">{"".join(f"<li>{_inline(line)}</li>" for line in lines)}</ul>\n'
    yield "</header>\n"


def _findings(report: Report, counts: Sequence[RuleCount], look: Look) -> Iterator[str]:
    yield '<section id="findings" aria-labelledby="findings-title">\n<h2 id="findings-title">Findings</h2>\n'
    yield '<form class="tools" role="search" hidden>\n'
    yield '<input id="search" type="search" placeholder="Search" aria-label="Search in the findings">\n'
    severities = [each for each in _SEVERITIES if any(finding.severity == each for finding in report.shown)]
    yield _choice("severity", "any severity", [(each, each) for each in severities])
    yield _choice("rule", "any rule", [(each.card.slug, f"{each.card.slug} ({each.findings:,})") for each in counts])
    marks = [mark for mark in _FIXES if any(_mark(finding) == mark for finding in report.shown)]
    yield _choice("fix", "with or without fix", [*((mark, _FIXES[mark]) for mark in marks), ("none", "no fix")])
    yield _choice("order", "", list(_ORDERS.items()))
    yield '<output id="count" for="search severity rule fix" aria-live="polite"></output>\n</form>\n'
    yield '<div class="rows" id="rows">\n'
    for number, finding in enumerate(report.shown):
        yield from _finding(number, finding, look)
    yield '</div>\n<p><button type="button" id="more" hidden>Show all</button></p>\n'
    yield '<p class="nothing" id="nothing" hidden>No finding is like that.</p>\n</section>\n'


def _choice(name: str, every: str, values: Iterable[tuple[str, str]]) -> str:
    options = [("", every)] if every else []
    rows = "".join(f'<option value="{_shown(value)}">{_shown(text)}</option>' for value, text in [*options, *values])
    return f'<select id="{name}" aria-label="{name}">{rows}</select>\n'


def _mark(finding: FindingRecord) -> str:
    fix = fix_of(finding)
    return fix.mark if fix else "none"


def _finding(number: int, finding: FindingRecord, look: Look) -> Iterator[str]:
    card, path = card_of(finding.rule), look.placed(finding.path)
    line = f"{cell_prefix(finding.cell)}{finding.span.start.line + 1}"
    mark = _mark(finding)
    fixable = "" if mark == "none" else f' · <span class="fixable fix-{mark}">{_FIXES[mark]}</span>'
    where = f"<code>{_shown(path)}:{line}</code>"
    if address := look.address(finding):
        where = f'<a href="{_shown(address)}">{where}</a>'
    gain = _shown(gain_of(finding))
    yield (
        f'<details class="finding is-{finding.severity}" id="f-{_shown(finding.id or str(number))}" '
        f'data-place="{number}" '
        f'data-rule="{_shown(finding.rule)}" data-severity="{finding.severity}" data-fix="{mark}" '
        f'data-path="{_shown(path)}" data-line="{finding.span.start.line}" data-cell="{finding.cell or 0}">\n'
        f'<summary><span class="severity">{finding.severity}</span> <span class="message">{_shown(finding.message)}'
        f'</span> <span class="gain">{gain}</span>'
        f'<span class="place">{where} · <code>{card.code} {_shown(card.slug)}</code>'
        f"{fixable}</span>"
        '</summary>\n<div class="inside">\n'
    )
    if finding.function:
        yield f'<p class="facts">in <code>{_shown(finding.function)}</code></p>\n'
    if finding.excerpt:
        yield _table(_excerpt(finding), "source", f"Source at {path}:{line}")
    if worth := in_words(finding.score):
        yield f"<p><b>Worth</b> {_shown(worth)}</p>\n"
    if fix := fix_of(finding):
        yield f'<p class="fix"><b>{_FIXES[fix.mark].capitalize()}</b> {_shown(fix.text)}</p>\n'
    if change := change_of(finding):
        kinds = {"-": "minus", "+": "plus", "@": "gap"}
        rows = [
            f'<tr class="{kinds[each.mark]}"><th scope="row">{"" if each.mark == "@" else each.mark}</th>'
            f"<td>{_shown(each.text) if each.mark == '@' else _code(each.text)}</td></tr>\n"
            for each in change
        ]
        yield _table(rows, "source diff", "The fix, before and after")
    for it in finding.related:
        other, number = it.path or finding.path, it.span.start.line
        where = f"<code>{_shown(f'{look.placed(other)}:{cell_prefix(it.cell)}{number + 1}')}</code>"
        if it.cell is None and (address := look.address_of(other, number)):
            where = f'<a href="{_shown(address)}">{where}</a>'
        yield f'<p class="related">See {where}: {_shown(it.message)}</p>\n'
    if finding.also:
        yield f'<p class="related">Also: {_shown(finding.elsewhere)}</p>\n'
    about = f'<a href="#rule-{_shown(card.slug)}">About {_shown(card.slug)}</a>'
    yield f'<p class="related">{about}</p>\n</div>\n</details>\n'


def _table(rows: Iterable[str], kind: str, label: str) -> str:
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_shown(label)}">\n'
        f'<table class="{kind}"><tbody>\n{"".join(rows)}</tbody></table>\n</div>\n'
    )


def _excerpt(finding: FindingRecord) -> Iterator[str]:
    """The marked lines; of a long finding the first ones and the last."""
    (first, start), (last, end) = finding.span
    if end == 0 and last > first:
        last, end = last - 1, len(finding.excerpt[-1])
    numbers = [*range(first, first + len(finding.excerpt) - 1), last]
    span = Span(Position(first, start - finding.offset), Position(last, end - finding.offset * (last == first)))
    for index, (number, line) in enumerate(zip(numbers, finding.excerpt, strict=True)):
        if index and number != numbers[index - 1] + 1:
            yield '<tr class="gap"><th scope="row">⋮</th><td><span class="unseen">lines left out</span></td></tr>\n'
        begin = span.start.column if number == first else len(line) - len(line.lstrip())
        stop = span.end.column if number == last else len(line)
        before, marked, after = line[:begin], line[begin:stop], line[stop:]
        code = f"{_cut(before, 0)}<mark>{_cut(marked, 1)}</mark>{_cut(after, 1)}" if marked else _cut(line, 1)
        yield f'<tr><th scope="row">{number + 1}</th><td><code>{code}</code></td></tr>\n'


def _cut(text: str, keep_start: int) -> str:
    if len(text) <= _WIDEST:
        return _shown(text)
    return _shown(f"{text[:_WIDEST]} …" if keep_start else f"… {text[-_WIDEST // 4 :]}")


def _code(line: str) -> str:
    return f"<code>{_cut(line, 1)}</code>"


def _rules(counts: Sequence[RuleCount]) -> Iterator[str]:
    """How often each rule has found something, and its page."""
    if not counts:
        return
    yield '<section id="rules" aria-labelledby="rules-title">\n<h2 id="rules-title">Rules</h2>\n<div class="rows">\n'
    most = counts[0].findings
    for card, findings, safe in counts:
        fixes = f"{safe:,} with a safe fix" if safe else ""
        yield (
            f'<details class="rule" id="rule-{_shown(card.slug)}"><summary class="row">'
            f'<span class="what"><code>{_shown(card.slug)}</code> <span class="place">{card.code}</span></span>'
            f'<span class="bar" aria-hidden="true"><i class="own" style="width:{findings / most:.2%}"></i></span>'
            f'<span class="figure">{findings:,}</span><span class="figure quiet wide">{fixes}</span></summary>\n'
            f'<div class="inside">{_page(card)}'
            f'<p class="show" hidden><button type="button" data-rule="{_shown(card.slug)}">Show its findings</button>'
            "</p></div></details>\n"
        )
    yield "</div>\n</section>\n"


def _page(card: RuleCard) -> str:
    """The rule's page as HTML: it has paragraphs, `code`, **bold** and *emphasis*."""
    paragraphs = card.doc.strip().split("\n\n")
    return "".join(f"<p>{_inline(paragraph)}</p>\n" for paragraph in paragraphs)


def _inline(text: str) -> str:
    """Text with `code`, **bold** and *emphasis* as HTML."""
    pieces = re.split(r"(`+)(.+?)\1(?!`)", _shown(text.replace("\n", " ")))
    for index in range(0, len(pieces), 3):
        piece = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", pieces[index])
        pieces[index] = re.sub(r"(?<![\w*])\*([^\s*][^*]*)\*(?![\w*])", r"<em>\1</em>", piece)
    for index in range(1, len(pieces), 3):
        pieces[index], pieces[index + 1] = "", f"<code>{pieces[index + 1].strip()}</code>"
    return "".join(pieces)


def _hot(report: Report, look: Look) -> Iterator[str]:
    if not report.hot:
        return
    yield '<section id="hot"><h2>Hot, and no finding explains it</h2>\n<ul class="plain">\n'
    for path, hot in report.hot:
        spent = hot.in_words()
        place = f"{look.placed(path)}:{hot.line + 1}"
        text = f"{hot.function} {percent(hot.own)} of the run{f': {spent}' if spent else ''}"
        yield f"<li><code>{_shown(place)}</code> {_shown(text)}</li>\n"
    yield "</ul>\n</section>\n"


def _notes(notes: Sequence[NoteRecord], look: Look) -> Iterator[str]:
    if not notes:
        return
    yield '<section id="notes"><h2>Notes</h2>\n<ul class="plain">\n'
    for note in notes[:_NOTES]:
        line = "" if note.line is None else f":{cell_prefix(note.cell)}{note.line}"
        kind = "<b>Error</b> " if note.internal else ""
        yield f"<li>{kind}<code>{_shown(look.placed(note.path) + line)}</code> {_shown(note_text(note))}</li>\n"
    if len(notes) > _NOTES:
        yield f"<li>and {len(notes) - _NOTES:,} more</li>\n"
    yield "</ul>\n</section>\n"


def _shown(text: str) -> str:
    """Return text for an element or an attribute; what would act unseen, as direction marks do, becomes an escape."""
    return escaped(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
