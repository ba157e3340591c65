"""Source on the page: highlighted, escaped, with the time of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..terminal import escaped

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["DiffLine", "HeatLine", "SourceLine", "diff_lines", "heat_map", "highlighted"]

_WHOLE = 120
"""Lines of a function that are shown all; of a longer one those with time, and lines around them."""
_AROUND = 4
_MOST = 400
_WIDEST = 400


class SourceLine(NamedTuple):
    """What a line took, in parts of the run."""

    own: float
    total: float
    guessed: bool = False
    """Whether other lines may have had some of it."""


class HeatLine(NamedTuple):
    number: int
    """Counted from 1; 0 stands for a gap."""
    code: Markup
    own: float
    total: float
    heat: float
    """0 to 1: beside the hottest line of the function."""
    guessed: bool = False


def highlighted(lines: Sequence[str]) -> list[Markup]:
    """Return lines of Python as HTML. Control and direction characters are shown as escapes, so that none acts."""
    # Late: of the extra `report`.
    from markupsafe import Markup
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    text = "\n".join(_shown(line) for line in lines) + "\n"
    marked = highlight(text, PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True)).split("\n")
    return [Markup(line) for line in marked[: len(lines)]]


def _shown(line: str) -> str:
    line = line.rstrip("\r\n")
    return escaped(line if len(line) <= _WIDEST else line[:_WIDEST] + " …")


def heat_map(
    lines: Sequence[str], first: int, last: int, spent: Mapping[int, SourceLine], *, whole: bool = True
) -> list[HeatLine]:
    """Return the lines `first` to `last` (from 0, both in) with what they took; `spent` is by line from 0.

    Without `whole`, and where there are many, only those that took time are there, with some around them.
    """
    last = min(last, len(lines) - 1)
    numbers = list(range(first, last + 1)) if whole and last - first < _WHOLE else _chosen(first, last, spent)
    hottest = max((spent[number].total for number in numbers if number in spent), default=0.0)
    rows: list[HeatLine] = []
    before = first - 1
    for number, code in zip(numbers, highlighted([lines[number] for number in numbers]), strict=True):
        if number != before + 1:
            rows.append(HeatLine(0, code[:0], 0.0, 0.0, 0.0))
        before = number
        own, total, guessed = spent.get(number, SourceLine(0.0, 0.0))
        rows.append(HeatLine(number + 1, code, own, total, total / hottest if hottest > 0 else 0.0, guessed))
    return rows


def _chosen(first: int, last: int, spent: Mapping[int, SourceLine]) -> list[int]:
    chosen = {*range(first, min(first + _AROUND, last + 1))}
    for number in sorted((line for line in spent if first <= line <= last), key=lambda line: -spent[line].total):
        if len(chosen) >= _MOST:
            break
        chosen.update(range(max(first, number - _AROUND), min(last, number + _AROUND) + 1))
    return sorted(chosen)


class DiffLine(NamedTuple):
    kind: str
    """"-", "+", " ", or "@" for a gap."""
    code: Markup


def diff_lines(before: Sequence[str], after: Sequence[str]) -> list[DiffLine]:
    """Return what changed, with two lines around it, as highlighted lines."""
    # Late: only findings with a fix need it.
    from difflib import unified_diff

    rows = list(unified_diff(before, after, n=2))[2 : _MOST + 2]  # without the names of the files
    codes = highlighted([row[1:] for row in rows])
    lines: list[DiffLine] = []
    for row, code in zip(rows, codes, strict=True):
        kind = row[:1]
        if kind != "@":
            lines.append(DiffLine(kind, code))
        elif lines:
            lines.append(DiffLine("@", code[:0]))
    return lines
