"""Unified diffs, applied to one text in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...source.positions import split_lines

__all__ = ["patched"]

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_FARTHEST = 400
"""Lines from the place that a hunk names, within which the lines that it takes away are looked for."""


def patched(text: str, patch: str, path: str) -> str:
    """Apply those hunks of a patch that are about the file at `path`. Raises ValueError with the reason.

    A hunk is looked for around the line that it names, as `patch` does; its context has to be there to the letter.
    """
    hunks = _hunks_for(patch, path)
    lines = split_lines(text)
    if lines and not lines[-1]:
        lines.pop()
    newline = "\r\n" if "\r\n" in text else "\n"
    shift = 0
    for first, old, new in hunks:
        old, new = ([line + newline for line in side] for side in (old, new))
        at = _place(lines, old, first - 1 + shift)
        if at is None:
            raise ValueError(f"the patch does not fit {path}: what it changes at line {first} is not there")
        shift += len(new) - len(old) + at - (first - 1 + shift)
        lines[at : at + len(old)] = new
    after = "".join(lines)
    return after if text.endswith(("\n", "\r")) or not text else after.removesuffix(newline)


def _place(lines: Sequence[str], old: Sequence[str], first: int) -> int | None:
    bare = [line.rstrip("\r\n") for line in old]
    for distance in range(_FARTHEST):
        for at in dict.fromkeys((first - distance, first + distance)):
            if 0 <= at <= len(lines) and [line.rstrip("\r\n") for line in lines[at : at + len(old)]] == bare:
                return at
    return None


def _hunks_for(patch: str, path: str) -> list[tuple[int, list[str], list[str]]]:
    """Hunks as (first line, lines before, lines after); of the file that is named like `path`, or of the only one."""
    files: dict[str, list[tuple[int, list[str], list[str]]]] = {}
    name = ""
    rows = iter(patch.splitlines())
    for row in rows:
        if row.startswith("+++ "):
            name = row[4:].split("\t")[0].strip()
            files.setdefault(name, [])
        match = _HUNK.match(row)
        if match is not None:
            files.setdefault(name, []).append((int(match[1]), *_sides(rows, match)))
    files = {each: hunks for each, hunks in files.items() if hunks}
    if not files:
        raise ValueError("the patch has no hunk: give a unified diff, as `diff -u` and `git diff` write it")
    wanted = path.replace("\\", "/")
    fitting = [
        hunks for each, hunks in files.items() if wanted.endswith("/" + each.removeprefix("b/")) or wanted == each
    ]
    if not fitting and len(files) > 1:
        raise ValueError(f"the patch is about {', '.join(files)}, not about {path}")
    return fitting[0] if fitting else next(iter(files.values()))


def _sides(rows: Iterator[str], match: re.Match[str]) -> tuple[list[str], list[str]]:
    old: list[str] = []
    new: list[str] = []
    left, right = (int(count or 1) for count in (match[2], match[3]))
    while len(old) < left or len(new) < right:
        row = next(rows, None)
        if row is None:
            raise ValueError("the patch ends within a hunk")
        if row.startswith("\\"):
            continue
        if row[:1] in ("-", " ", ""):
            old.append(row[1:])
        if row[:1] in ("+", " ", ""):
            new.append(row[1:])
    return old, new
