"""Column units: code points (ours), UTF-8 bytes (`ast`), UTF-16 units (the language server protocol's default)."""

from __future__ import annotations

import io
import re

__all__ = [
    "byte_to_column",
    "column_to_byte",
    "column_to_utf16",
    "content_length",
    "split_lines",
    "utf16_to_column",
]


_SURROGATE = re.compile("[\ud800-\udfff]")


def split_lines(text: str) -> list[str]:
    r"""Split at ``\n``, ``\r\n`` and lone ``\r`` only, endings kept; a text ending in one has a last entry ""."""
    lines = list(io.StringIO(text, newline=""))
    if not lines or lines[-1][-1] in "\r\n":
        lines.append("")
    return lines


def content_length(line: str) -> int:
    """Count the line's characters before its line ending."""
    if line.endswith("\r\n"):
        return len(line) - 2
    return len(line) - 1 if line.endswith(("\n", "\r")) else len(line)


def byte_to_column(line: str, offset: int) -> int:
    """Convert an offset in UTF-8 bytes to code points; inside a character snaps down, past the end clamps."""
    if line.isascii():
        return min(offset, len(line))
    if _SURROGATE.search(line):
        # `decode(..., "ignore")` would drop them.
        return _slow_byte(line, offset)
    return len(line.encode()[:offset].decode("utf-8", "ignore"))


def _slow_byte(line: str, offset: int) -> int:
    position = 0
    for column, character in enumerate(line):
        position += len(character.encode("utf-8", "surrogatepass"))
        if position > offset:
            return column
    return len(line)


def column_to_byte(line: str, column: int) -> int:
    """Convert code points to UTF-8 bytes; past the end clamps."""
    if line.isascii():
        return min(column, len(line))
    return len(line[:column].encode("utf-8", "surrogatepass"))


def utf16_to_column(line: str, units: int) -> int:
    """Convert UTF-16 units to code points; inside a surrogate pair snaps down, past the end clamps."""
    if line.isascii():
        return min(units, len(line))
    position = 0
    for column, character in enumerate(line):
        position += 2 if character > "\uffff" else 1
        if position > units:
            return column
    return len(line)


def column_to_utf16(line: str, column: int) -> int:
    """Convert code points to UTF-16 units; past the end clamps."""
    if line.isascii():
        return min(column, len(line))
    head = line[:column]
    return len(head) + sum(character > "\uffff" for character in head)
