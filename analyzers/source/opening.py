"""Parsing a whole text part by part, so that whoever opens a long one can do something else in between."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence

from .blocks import BACKSLASHES, Block, extend_last, split_statements
from .parsing import SyntaxProblem, parse
from .recovery import recover

__all__ = ["PART_LINES", "blocks_in_parts"]

PART_LINES = 120
"""Lines that are parsed at a time, where a statement begins after so many: about 1.5 ms."""

_BEGINS = re.compile(r"(?!(?:elif|else|except|finally)\b)[^\W\d]|@")
"""What begins a line that may be the first one of a statement, and none of a clause."""


def blocks_in_parts(lines: Sequence[str], part_lines: int = PART_LINES) -> Generator[None, None, list[Block]]:
    """Cut a document's lines into blocks, as parsing them at once does; stops between parts.

    A part that parses ends outside brackets, strings and decorators. If the next line begins neither with a clause nor
    with white space, nothing after it can belong to the part's last statement: so the parts' statements are the text's.
    A part that does not parse gets longer. A line inside a string or bracket can look like the first one of a
    statement; where the text is broken, none will ever be long enough, and the rest is left to `recover`.
    """
    blocks: list[Block] = []
    count = len(lines)
    start, length = 0, part_lines
    while start < count:
        stop = _end(lines, start + length)
        # Comments and blank lines after a statement belong to the block of the next one.
        statements = parse("".join(lines[start:stop]))
        yield
        if isinstance(statements, SyntaxProblem):
            if stop < count:
                length *= 2
                continue
            found, _, _ = recover(lines, start, count, None, statements)
            blocks += found
            break
        if not statements:
            if stop < count:
                length *= 2
                continue
            break
        found = split_statements(statements, lines, start, start, stop, None)
        blocks += found
        start, length = found[-1].end, part_lines
    if not blocks:
        return [Block(0, count, [], 0)]
    extend_last(blocks, count)
    return blocks


def _end(lines: Sequence[str], stop: int) -> int:
    """The first line from `stop` on with which a statement may begin; the number of lines where there is none."""
    count = len(lines)
    while stop < count and not (_BEGINS.match(lines[stop]) and not lines[stop - 1].endswith(BACKSLASHES)):
        stop += 1
    return min(stop, count)
