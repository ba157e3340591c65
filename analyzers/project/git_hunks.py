"""Which lines of the new files a patch touches."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Hunk", "hunks_by_path"]

_HEADER = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_LETTERS = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))
_OPENS = (b"@", b"def ", b"async def ", b"class ")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines from `first` up to, not including, `end`; they count from 0. Equal: lines before `first` were deleted."""

    first: int
    end: int
    above: bool = False
    """Of deleted lines: whether they may have belonged to a function that ends just above."""
    below: bool = False
    """Of deleted lines: whether they were decorators of what begins just below."""

    def touches(self, first: int, last: int) -> bool:
        """Say whether lines `first` to `last` (both included) of the new file are among what changed."""
        if self.first < self.end:
            return self.first <= last and first < self.end
        # Deleted is what was between the lines `self.first - 1` and `self.first`.
        return first < self.first <= last or (self.above and self.first == last + 1) or (
            self.below and self.first == first
        )  # fmt: skip


def hunks_by_path(patch: bytes) -> dict[str, list[Hunk]]:
    """Read a patch as `git diff --unified=0` prints it, by the new files' paths."""
    found: dict[str, list[Hunk]] = {}
    hunks: list[Hunk] = []
    header = True
    place: tuple[int, int] | None = None
    removed: list[bytes] = []

    def close() -> None:
        if place is not None:
            hunks.append(_hunk(*place, removed))

    for line in patch.split(b"\n"):
        if line.startswith(b"diff --git "):
            close()
            header, place = True, None
        elif header and line.startswith(b"+++ "):
            hunks = found.setdefault(_path(line[4:]), [])
        elif line.startswith(b"@@ ") and (match := _HEADER.match(line)) is not None:
            close()
            header = False
            place, removed = (int(match[1]), 1 if match[2] is None else int(match[2])), []
        elif not header and line.startswith(b"-"):
            removed.append(line[1:])
    close()
    return found


def _hunk(start: int, count: int, removed: list[bytes]) -> Hunk:
    if count:
        return Hunk(start - 1, start - 1 + count)
    code = [line for line in removed if line.strip()]
    above = bool(code) and code[0][:1].isspace() and not code[0].lstrip().startswith(_OPENS)
    return Hunk(start, start, above, below=bool(code) and code[-1].lstrip().startswith(b"@"))


def _path(name: bytes) -> str:
    """Take the prefix off a path, and the quotes where it has any."""
    name = name.rstrip(b"\t")  # git puts one after a name with a space
    if name.startswith(b'"'):
        name = _ESCAPE.sub(_unescaped, name[1:-1])
    # As `os.fsdecode`, which this module cannot tell from one that touches the disk.
    return name.removeprefix(b"b/").decode("utf-8", "surrogateescape")


def _unescaped(match: re.Match[bytes]) -> bytes:
    letter = match[1]
    if len(letter) == 3:
        return bytes([int(letter, 8)])
    return bytes([_LETTERS.get(letter[0], letter[0])])
