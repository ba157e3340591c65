"""What people see: excerpts, marks under the right characters, colours, summaries."""

from __future__ import annotations

import sys

import pytest
from slowspot.analyzers.findings import Position, Span
from slowspot.cli.terminal import Style, escaped, excerpt, width_of

from ..conftest import Project

PLAIN = Style(False)


def shown(line: str, start: int, end: int, width: int = 80) -> list[str]:
    span = Span(Position(0, start), Position(0, end))
    return [row[4:] for row in excerpt([line], span, PLAIN, "warning", width)[1:3]]


def report(project: Project, text: str, *arguments: str) -> list[str]:
    project.file("a.py", text)
    return project.run("analyze", *arguments).lines


def test_a_finding_in_full(project: Project) -> None:
    assert report(project, "def f(x):\n    return slow(x)\n") == [
        "a.py:2:12: SLP101 slow-call [*] slow() is slow",
        "  |",
        "2 |     return slow(x)",
        "  |            ^^^^^^^",
        "  |",
        "  fix [*] Use quick()",
        "",
        "1 slow spot in 1 of 1 file. [*] 1 with a safe fix: `slowspot fix`.",
    ]


def test_a_finding_of_several_lines(project: Project) -> None:
    assert report(project, "def f(y):\n    for x in y:\n        pass\n    return 1\n") == [
        "a.py:2:5: SLP201 plain-loop [review] a loop",
        "  |",
        "2 | /     for x in y:",
        "3 | |         pass",
        "  | |____________^",
        "  |",
        "  fix [review] Use done(): The order may change.",
        "",
        "1 slow spot in 1 of 1 file. [review] 1 with a fix to look at: `slowspot fix --unsafe --diff`.",
    ]


def test_a_span_that_begins_within_a_line(project: Project) -> None:
    assert report(project, "x = (slow(\n    1) + 2)\n")[1:7] == [
        "  |",
        "1 |   x = (slow(",
        "  |  ______^",
        "2 | |     1) + 2)",
        "  | |______^",
        "  |",
    ]


def test_a_long_span_shows_its_beginning_and_its_end(project: Project) -> None:
    body = "".join(f"    a{number}\n" for number in range(2, 21))
    assert report(project, f"for x in y:\n{body}")[1:10] == [
        "   |",
        " 1 | / for x in y:",
        " 2 | |     a2",
        " 3 | |     a3",
        " 4 | |     a4",
        " 5 | |     a5",
        ".. | | …",
        "20 | |     a20",
        "   | |_______^",
    ]


def test_a_rule_without_a_fix_promises_none(project: Project) -> None:
    assert [line for line in report(project, "crash(1)\n") if "fix" in line] == []


def test_quiet_is_a_line_each(project: Project) -> None:
    assert report(project, "slow()\nslow()\n", "--quiet") == [
        "a.py:1:1: SLP101 slow-call [*] slow() is slow",
        "a.py:2:1: SLP101 slow-call [*] slow() is slow",
    ]


def test_nothing_to_look_at_says_so(project: Project) -> None:
    assert project.run("analyze").lines == ["No Python files found."]


@pytest.mark.parametrize(
    ("line", "start", "end", "rows"),
    [
        ("\tx = slow()", 5, 11, ["    x = slow()", "        ^^^^^^"]),
        ("a\tslow()", 2, 8, ["a   slow()", "    ^^^^^^"]),
        ('"日本" + slow()', 7, 13, ['"日本" + slow()', "         ^^^^^^"]),
        ('"😀", slow("é")', 5, 14, ['"😀", slow("é")', "      ^^^^^^^^^"]),
        ('"e\u0301" + slow()', 7, 13, ['"e\u0301" + slow()', "      ^^^^^^"]),
        ('"\x1b[31m" + slow()', 10, 16, [r'"\x1b[31m" + slow()', "             ^^^^^^"]),
        ('"\u202e" + slow()', 6, 12, [r'"\u202e" + slow()', "           ^^^^^^"]),
        ("slow()", 0, 0, ["slow()", "^"]),
    ],
)
def test_marks_stand_under_their_characters(line: str, start: int, end: int, rows: list[str]) -> None:
    assert shown(line, start, end) == rows


@pytest.mark.parametrize("start", [0, 30, 500, 5_000, 99_994])
def test_long_lines_are_cut_around_the_span(start: int) -> None:
    line = "x" * start + "slow()" + "y" * (100_000 - start - 6)
    row, marks = shown(line, start, start + 6)
    left, right = marks.index("^"), len(marks)
    assert (row[left:right], len(row) <= 80) == ("slow()", True)


def test_a_span_too_wide_for_the_terminal_is_marked_as_far_as_it_goes() -> None:
    row, marks = shown("s" * 1_000, 0, 1_000)
    assert (len(row) <= 80, len(marks) <= 80, marks.strip("^")) == (True, True, "")


def test_a_line_of_megabytes_is_cut(project: Project) -> None:
    lines = report(project, "x = [" + "1, " * 100_000 + "slow()]\n")
    row, marks = lines[2], lines[3]
    assert (row[marks.index("^") : len(marks)], max(map(len, lines[1:5])) <= 120) == ("slow()", True)


def test_no_character_reaches_the_terminal_as_a_command() -> None:
    assert escaped("\x1b]0;title\x07 \x7f\x9b \u2066 \ud800\r") == r"\x1b]0;title\x07 \x7f\x9b \u2066 \ud800\x0d"


def test_widths_are_those_of_what_is_shown() -> None:
    assert [width_of(text) for text in ("ab", "日", "\t", "e\u0301", "\x07")] == [2, 2, 4, 1, 4]


def test_paths_are_escaped(project: Project) -> None:
    project.file("a\x1b[2J.py", "slow()\n")
    assert project.run("analyze", "--quiet").lines == [r"a\x1b[2J.py:1:1: SLP101 slow-call [*] slow() is slow"]


def test_colours_only_where_they_are_wanted(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("a.py", "slow()\n")
    plain = "\x1b[" in project.run("analyze").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    forced = "\x1b[" in project.run("analyze").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert (plain, forced, "\x1b[" in project.run("analyze").out) == (False, True, False)


def test_a_terminal_gets_colours(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("a.py", "slow()\n")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[36mSLP101\x1b[0m" in project.run("analyze").out
