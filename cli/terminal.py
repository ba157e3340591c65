"""How text reaches a terminal: colours, widths of characters, escapes, excerpts of source with marks beneath."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import TextIO

from ..analyzers.findings import Span

__all__ = ["MAX_EXCERPT", "Style", "escaped", "excerpt", "stderr_style", "terminal_width", "wants_colour", "width_of"]

MAX_EXCERPT = 6
"""Lines of one finding that are shown; of a longer one the first, and the last."""
_TAB = 4
_MARK = re.compile(r"\x1b\[[0-9;]*m")


class Style:
    """Wraps text in colours, or leaves it as it is."""

    __slots__ = ("on",)

    def __init__(self, on: bool) -> None:
        self.on = on

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text

    def bold(self, text: str) -> str:
        return self._wrap("1", text)

    def dim(self, text: str) -> str:
        return self._wrap("2", text)

    def red(self, text: str) -> str:
        return self._wrap("1;31", text)

    def yellow(self, text: str) -> str:
        return self._wrap("1;33", text)

    def green(self, text: str) -> str:
        return self._wrap("32", text)

    def cyan(self, text: str) -> str:
        return self._wrap("36", text)

    def severity(self, severity: str, text: str) -> str:
        paint = {"error": self.red, "warning": self.yellow}.get(severity, self.cyan)
        return paint(text)


def wants_colour(stream: TextIO) -> bool:
    """Decide as no-color.org and force-color.org ask: NO_COLOR first, then FORCE_COLOR, else only on a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return os.environ["FORCE_COLOR"] != "0"
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def stderr_style() -> Style:
    return Style(wants_colour(sys.stderr))


def terminal_width(stream: TextIO) -> int:
    """Return the columns to fill: those of the terminal, or 120 in a file or pipe."""
    try:
        columns = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 120
    except (OSError, ValueError):
        columns = 120
    return max(columns or 80, 40)


def _shown(character: str, column: int) -> tuple[str, int]:
    """Return how a character is printed and how many cells that takes; `column` is the cell it begins at."""
    if " " <= character <= "~":
        return character, 1
    if character == "\t":
        cells = _TAB - column % _TAB
        return " " * cells, cells
    # Late: most source is plain ASCII.
    import unicodedata

    category = unicodedata.category(character)
    if category in {"Mn", "Me"} or character in "\u200c\u200d\ufe0f":
        return character, 0
    if category in {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"}:
        # Control characters could repaint the screen, and bidirectional ones show code in another order than it runs.
        code = ord(character)
        text = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
        return text, len(text)
    return character, 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width_of(text: str) -> int:
    """Return the cells that `escaped(text)` takes."""
    column = 0
    for character in text:
        column += _shown(character, column)[1]
    return column


def escaped(text: str) -> str:
    """Return the text so that a terminal shows every character and obeys none."""
    if text.isascii() and text.isprintable():
        return text
    column = 0
    parts: list[str] = []
    for character in text:
        shown, cells = _shown(character, column)
        parts.append(shown)
        column += cells
    return "".join(parts)


def _cut(line: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Cut a line that is too wide around columns [start, end): the part to show, and where these are in it."""
    if len(line) <= room // 2 or (len(line) <= 4 * room and width_of(line) <= room):
        return line, start, end
    shown_end = min(end, start + room * 2 // 3)
    before = max(0, (room - (shown_end - start)) // 3)
    first = max(0, start - before)
    if first == 0:
        before = start
    last = first
    cells = 2  # the two ellipses
    while last < len(line) and cells < room:
        cells += _shown(line[last], cells)[1]
        last += 1
    head = "…" if first else ""
    tail = "…" if last < len(line) else ""
    shift = len(head) - first
    limit = len(head) + last - first
    return head + line[first:last] + tail, start + shift, min(end + shift, limit)


def excerpt(lines: Sequence[str], span: Span, style: Style, mark: str, width: int) -> list[str]:
    """Return source lines with a gutter of line numbers and the span marked, like rustc's.

    `lines` are those of the span (see `records.excerpt_of`); `mark` is the severity, which chooses the colour.
    """
    (first, start), (end_line, end) = span
    if end == 0 and end_line > first:
        end_line -= 1
        end = len(lines[-1])
    gutter = len(str(end_line + 1))
    blank = style.dim(" " * gutter + " |")
    room = max(width - gutter - 5, 30)

    def row(number: int, text: str) -> str:
        return f"{style.dim(f'{number + 1:>{gutter}} |')} {text}".rstrip()

    if end_line == first:
        line, start, end = _cut(lines[0], start, end, room)
        left = width_of(line[:start])
        under = max(width_of(line[:end]) - left, 1)
        return [blank, row(first, escaped(line)), f"{blank} {' ' * left}{style.severity(mark, '^' * under)}", blank]
    rows = [blank]
    numbers = [*range(first, first + len(lines) - 1), end_line]
    corner = 0
    for index, (number, line) in enumerate(zip(numbers, lines, strict=True)):
        if index and number != numbers[index - 1] + 1:
            rows.append(f"{style.dim('.' * gutter + ' |')} {style.severity(mark, '|')} …")
        stop = end if number == end_line else len(line)
        begin = min(start, len(line)) if index == 0 else 0
        shown, shown_begin, stop = _cut(line, begin, stop, room)
        bar = "|"
        if index == 0:
            bar = " " if shown[:shown_begin].strip() else "/"
        rows.append(row(number, f"{style.severity(mark, bar)} {escaped(shown)}"))
        if bar == " ":
            rows.append(f"{blank} {style.severity(mark, ' ' + '_' * (width_of(shown[:shown_begin]) + 1) + '^')}")
        corner = max(width_of(shown[:stop]) - 1, 0)
    rows.append(f"{blank} {style.severity(mark, '|' + '_' * (corner + 1) + '^')}")
    rows.append(blank)
    return rows
