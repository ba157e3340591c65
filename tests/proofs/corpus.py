"""Pairs of a slow function and a fast one that does the same, and variants of the fast one that do not.

They stand in `pairs/*.txt`, one file a theme:

    === NAME                        of the function, `Class.method` for a method
    SOURCE                          the slow one: a whole module
    given ARGUMENTS                 a recorded call, where that is how one knows what the function takes
    --- fast
    SOURCE                          or edits of the slow one, as below
    wrong KIND: ARGUMENTS           arguments on which this variant differs: the witness
    - OLD                           a piece of the fast one that occurs once
    + NEW                           several lines of either are one piece, indented like its first line; or SOURCE
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["KINDS", "Pair", "Wrong", "pairs"]

FOLDER = Path(__file__).with_name("pairs")

KINDS = {
    "alias": "shares with an argument what was a copy, or copies what was shared",
    "async": "awaits in another order, or runs at once what came one after the other",
    "boundary": "the first, the last or a limit",
    "case": "upper and lower case",
    "default": "a default that calls share, or another default",
    "dtype": "of an array, a column or an index",
    "duplicate": "lost, kept or counted once",
    "empty": "nothing in it",
    "exception": "another type, another message, another moment, none at all",
    "falsy": "0 or an empty string taken for missing",
    "float": "rounding, order of additions, -0.0, NaN, infinities",
    "global": "something of the module or the class is changed",
    "identity": "1, 1.0 and True, or equal things that are not the same",
    "iterator": "used twice, used up, or not used up",
    "key": "missing, None, or of another type",
    "lazy": "what came one by one comes all at once, or later",
    "logic": "an `and` for an `or`, a turned condition, a branch forgotten",
    "mutation": "an argument is changed, or no longer changed",
    "negative": "numbers below zero",
    "none": "nothing is returned",
    "off by one": "a range, a slice or a counter",
    "order": "of a list, a dictionary or what is printed",
    "output": "what is printed, logged or warned",
    "overflow": "large numbers",
    "rare": "a special value that few inputs hold",
    "state": "attributes of an object, and what a second call sees",
    "tie": "which of equal ones",
    "type": "of what is returned",
    "unhashable": "what a dictionary or a set does not take",
    "unicode": "beyond ASCII",
    "whitespace": "blanks, tabs, line ends",
}


@dataclass(frozen=True)
class Wrong:
    name: str
    kind: str
    text: str
    witness: str


@dataclass(frozen=True)
class Pair:
    theme: str
    name: str
    slow: str
    fast: str
    given: tuple[str, ...]
    wrongs: tuple[Wrong, ...]

    @property
    def id(self) -> str:
        return f"{self.theme}/{self.name}"

    @property
    def hinted(self) -> bool:
        """Whether the parameters have type hints."""
        head = next(line for line in self.slow.splitlines() if f"def {self.name.rpartition('.')[2]}(" in line)
        return ": " in head.partition("(")[2].rstrip(": ")


@cache
def pairs() -> tuple[Pair, ...]:
    """All of them. Raises ValueError where a file is not as described."""
    return tuple(pair for file in sorted(FOLDER.glob("*.txt")) for pair in _read(file))


def _read(file: Path) -> Iterator[Pair]:
    lines = file.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("=== ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        try:
            yield _pair(file.stem, lines[start][4:].strip(), lines[start + 1 : end])
        except ValueError as error:
            raise ValueError(f"{file.name}: {lines[start][4:]}: {error}") from error


def _pair(theme: str, name: str, lines: list[str]) -> Pair:
    sections: list[tuple[str, list[str]]] = [("slow", [])]
    given: list[str] = []
    for line in lines:
        if line == "--- fast" or line.startswith("wrong "):
            sections.append((line, []))
        elif line.startswith("given "):
            given.append(line[len("given ") :])
        else:
            sections[-1][1].append(line)
    slow = _text(sections[0][1])
    if len(sections) < 2 or sections[1][0] != "--- fast":
        raise ValueError("`--- fast` comes after the slow one")
    fast = _changed(slow, sections[1][1])
    wrongs: list[Wrong] = []
    for number, (head, body) in enumerate(sections[2:], 1):
        kind, colon, witness = head[len("wrong ") :].partition(":")
        if not colon or kind not in KINDS:
            raise ValueError(f"no such kind: {head}")
        wrongs.append(Wrong(f"{theme}/{name}/{number}", kind, _changed(fast, body), witness.strip()))
    return Pair(theme, name, slow, fast, tuple(given), tuple(wrongs))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"


def _changed(text: str, lines: list[str]) -> str:
    """The text of a section: its own, or `text` with its edits."""
    if not any(line.startswith(("- ", "+")) for line in lines):
        return _text(lines)
    edits: list[tuple[list[str], list[str]]] = []
    for line in filter(None, lines):
        if line.startswith("- "):
            if not edits or edits[-1][1]:
                edits.append(([], []))
            edits[-1][0].append(line[2:])
        elif line.startswith("+") and edits:
            edits[-1][1].append(line[2:])
        else:
            raise ValueError(f"neither `- ` nor `+ `: {line}")
    for old, new in edits:
        text = _edited(text, old, new)
    return text


def _edited(text: str, old: list[str], new: list[str]) -> str:
    """One piece replaced. Lines after the first stand as far to the right as the one in which the piece begins, unless
    the piece has several lines that occur just so.
    """
    if len(old) == 1 or "\n".join(old) not in text:
        around = next((line for line in text.splitlines() if old[0] in line), "")
        indent = around[: len(around) - len(around.lstrip())]
        old, new = (lines[:1] + [indent + line if line else "" for line in lines[1:]] for lines in (old, new))
    piece = "\n".join(old)
    if text.count(piece) != 1:
        raise ValueError(f"occurs {text.count(piece)} times: {piece}")
    return text.replace(piece, "\n".join(new))
