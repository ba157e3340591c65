"""The comment for a pull request, read by a parser of GitHub's Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from slowspot.analyzers.project.notes import NoteRecord
from slowspot.cli.formats.markdown import MARKER, MOST_CHARACTERS

from ..conftest import Project
from .made import HOSTILE, finding, report, written


class Rendered(HTMLParser):
    """What a reader sees: which elements there are, the text outside of code, rows of the table."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows: list[list[str]] = []
        self.prose = ""
        self._open: list[str] = []
        markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        self.feed(markdown.render(text))
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag not in {"br", "hr", "img"}:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self._open):
            self.rows[-1][-1] += data
        if "code" not in self._open:
            self.prose += data


def test_a_comment(project: Project) -> None:
    project.file("pkg/a.py", "import os\n\ndef f(y):\n    for x in y:\n        slow(x)\n")
    text = project.run("analyze", "--format", "markdown").out
    assert text.startswith(MARKER + "\n")
    shown = Rendered(text)
    assert shown.rows == [
        ["", "where", "what", "worth", "fix"],
        ["hint", "pkg/a.py:4", "a loop SLP201 plain-loop", "", "review"],
        ["hint", "pkg/a.py:5", "slow() is slow SLP101 slow-call", "", "safe"],
    ]
    assert "```diff\n-        slow(x)\n+        quick()\n```" in text
    assert "Slowspot: 2 slow spots in 1 of 1 file." in shown.prose


def test_places_are_links_where_an_address_is_given() -> None:
    link = "https://example.org/o/r/blob/abc/{path}#L{line}"
    records = [finding(6, path="p q/a(1)|b.py"), finding(2, cell=1, lines_in_file=(40, 40)), finding(path="/out/a.py")]
    text = written("markdown", report(records), link=link)
    assert "| [`p q/a(1)\\|b.py:7`](<https://example.org/o/r/blob/abc/p%20q/a%281%29%7Cb.py#L7>) |" in text
    assert "#L41>)" in text
    assert "| `/out/a.py:1` |" in text
    page = written("html", report(records), link=link)
    assert (
        '<a href="https://example.org/o/r/blob/abc/p%20q/a%281%29%7Cb.py#L7"><code>p q/a(1)|b.py:7</code></a>' in page
    )


@pytest.mark.parametrize(
    "link", ["abc/{path}", "javascript:{path}", "https://a/{file}", "https://a", 'https://a"{path}']
)
def test_an_address_that_is_none(project: Project, link: str) -> None:
    project.file("a.py", "slow()\n")
    outcome = project.run("analyze", "--link", link)
    assert (outcome.code, outcome.out, "argument --link: " in outcome.err) == (2, "", True)


def test_nothing_found_says_so(project: Project) -> None:
    project.file("a.py", "x = 1\n")
    assert project.run("analyze", "--format", "markdown").out == f"{MARKER}\n### Slowspot: No slow spots in 1 file.\n\n"


def test_no_name_acts() -> None:
    strange = f"{HOSTILE} ~~e~~ www.f.g https://h.i j@k.l ``` {MARKER} $m$"
    record = finding(path=f"{strange}.py", message=strange, also=("PERF402",), excerpt=("```", strange), fix=None)
    text = written("markdown", report([record], [NoteRecord(f"{strange}.py", "syntax-error", strange, 3)]))
    shown = Rendered(text)
    assert set(shown.tags) == {
        "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary", "pre", "ul", "li",
    }  # fmt: skip
    seen = shown.rows[1][2].replace("\u200b", "")
    assert seen.startswith(strange.replace("\x1b", r"\x1b").replace("\u202e", r"\u202e"))
    assert shown.rows[1][1] == f"{strange}.py:1".replace("\x1b", r"\x1b").replace("\u202e", r"\u202e")
    assert re.findall(r"@\w|#\d", shown.prose) == [], "nobody is called, nothing is linked"
    assert text.count(MARKER) == 1 + text.count(f"{MARKER} $m$")
    assert len(re.findall(f"(?m)^{MARKER}$", text)) == 1


def test_hints_are_folded_where_there_are_many() -> None:
    records = [finding(number, severity="hint") for number in range(19)]
    assert "<details><summary>1 hint" not in written("markdown", report([finding(90, severity="info"), *records]))
    text = written("markdown", report([*records, finding(90, severity="info"), finding(91, severity="error")]))
    shown, folded = text.split("<details><summary>19 hints</summary>")
    assert [row[:2] for row in Rendered(shown).rows[1:]] == [["error", "pkg/a.py:92"], ["info", "pkg/a.py:91"]]
    assert folded.count("| hint |") == 19
    assert "| saves about 5.0 % (predicted) |" in shown  # nobody measured it


@pytest.mark.parametrize("message", ["slow() is slow", "😀" * 40, "é\u202e" * 300])
def test_it_is_never_too_long_for_a_comment(message: str) -> None:
    records = [finding(number, message=message, excerpt=("x" * 500,)) for number in range(3_000)]
    notes = [NoteRecord(f"{number}.py", "syntax-error", message * 3) for number in range(500)]
    text = written("markdown", report(records, notes))
    assert 0.7 * MOST_CHARACTERS < len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    shown = Rendered(text)
    rows = text.count("| hint |")
    assert f"and {3_000 - rows:,} more findings, for which a comment has no room." in shown.prose
    assert "3,000 slow spots" in shown.prose
    assert "3,000 with a safe fix" in shown.prose
