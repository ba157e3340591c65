"""Summaries as they are read back: the header at once, functions when somebody asks for them."""

from __future__ import annotations

from hashlib import blake2b
from marshal import loads
from typing import Any

from .flags import Expr
from .symbols import last_of
from .writing import DIGEST

__all__ = ["WIDTH", "Body", "File", "Shelf", "UnreadableError", "core_of", "file_of", "identity", "parts_of"]

WIDTH = 20
"""A function is known by one number: that of its file, times 2 to this power, plus its own in the file."""


_MOST_BODIES = 12_000
"""That are kept: some 30 MB."""


class UnreadableError(ValueError):
    """Bytes that were not written by `summary_of`."""


class Body:
    """One function, as far as calls and values go."""

    __slots__ = ("_by_last", "_handed", "calls", "locals", "parameters", "returns")

    def __init__(
        self, parameters: list[str], names: dict[str, list[Expr]], calls: list[list[Any]], returns: list[Expr]
    ) -> None:
        self.parameters = parameters
        self.locals = names
        self.calls = calls
        """[callee, flags, arguments, keyword arguments]; the last two only where something is known of one."""
        self.returns = returns
        self._by_last: dict[str, list[int]] | None = None
        self._handed: dict[str, list[tuple[int, int | str]]] | None = None

    @property
    def by_last(self) -> dict[str, list[int]]:
        """Last name of a callee → its calls; behind "[" the name before that, of what is asked or called."""
        if self._by_last is None:
            self._by_last = {}
            for place, row in enumerate(self.calls):
                callee = row[0]
                if last := last_of(callee):
                    self._by_last.setdefault(last, []).append(place)
                    if callee.__class__ is str and callee.count(".") > 1:
                        self._by_last.setdefault(f"[{callee.split('.')[-2]}", []).append(place)
        return self._by_last

    @property
    def handed(self) -> dict[str, list[tuple[int, int | str]]]:
        """Last name of an argument → (call, its position or name)."""
        if self._handed is None:
            self._handed = {}
            for place, row in enumerate(self.calls):
                if len(row) > 2:
                    for number, each in enumerate(row[2]):
                        if last := last_of(each):
                            self._handed.setdefault(last, []).append((place, number))
                    if len(row) > 3:
                        for name, each in row[3].items():
                            if last := last_of(each):
                                self._handed.setdefault(last, []).append((place, name))
        return self._handed


class Shelf:
    """Bodies of all files that were read of late; when they are many, all are let go of, to be read again."""

    def __init__(self) -> None:
        self._read: list[dict[int, Body]] = []

    def put(self, bodies: dict[int, Body]) -> None:
        if len(self._read) >= _MOST_BODIES:
            for each in self._read:
                each.clear()
            self._read.clear()
        self._read.append(bodies)


class File:
    """One file of a program."""

    __slots__ = (
        "_bodies",
        "_inner",
        "_lines",
        "_places",
        "_shelf",
        "aliases",
        "classes",
        "core",
        "heads",
        "names",
        "number",
        "patches",
        "path",
        "scans",
        "stars",
        "tail",
    )

    def __init__(self, number: int, path: str, core: bytes, tail: bytes, shelf: Shelf) -> None:
        self.number = number
        self.path = path
        self.core = core_of(core)
        self._shelf = shelf
        self.tail = tail
        """The places of calls: all of a summary that an edit elsewhere in the file changes."""
        header = loads(core)
        self._lines: list[bytes] = header[5]
        self.heads: list[list[Any]] = header[0]
        """[qualified name, flags, function around, class, decorators] of each function; the first is the module."""
        self.classes: list[list[Any]] = header[1]
        """[qualified name, bases, decorators, attributes, methods, function around, fields] of each class."""
        self.stars: list[list[Any]] = header[2]
        self.names: dict[str, list[int]] = header[3]
        """Last name of a callee → functions with such a call; behind "(" those that hand it over as an argument, behind
        "=" those that give it another name."""
        self.aliases: dict[str, list[str]] = header[4]
        """See `writing`."""
        self.scans: dict[int, list[tuple[str, str]]] = header[6]
        """Function → what it goes through, and how; their places stand behind those of its calls."""
        self.patches: list[list[Any]] = header[7]
        """(function, owner, attribute) of what is replaced in modules and classes that a name stands for."""
        self._bodies: dict[int, Body] = {}
        self._places: list[Any] | None = None
        self._inner: dict[int, list[int]] | None = None

    def body(self, number: int) -> Body:
        found = self._bodies.get(number)
        if found is None:
            found = self._bodies[number] = Body(*loads(self._lines[number]))
            self._shelf.put(self._bodies)
        return found

    def place(self, function: int, call: int) -> tuple[int, int, int, int]:
        """Where a call stands: line and column from 0, twice."""
        line, places = self._placed()[function]
        start, column, end, end_column = places[4 * call : 4 * call + 4]
        return line + start, column, line + end, end_column

    def line(self, function: int) -> int:
        """Of the `def`, from 0."""
        return self._placed()[function][0]

    def _placed(self) -> list[Any]:
        places = self._places
        if places is None:
            places = self._places = loads(self.tail)
        return places

    def moved(self, tail: bytes) -> None:
        """Take over that code was moved only."""
        self.tail, self._places = tail, None

    def release_names(self) -> None:
        """Let go of what an index over all files holds."""
        self.names = {}

    def within(self, function: int) -> list[int]:
        """A function and those in it."""
        if self._inner is None:
            self._inner = {}
            for number, head in enumerate(self.heads):
                if head[2] > 0:
                    self._inner.setdefault(head[2], []).append(number)
        found = [function]
        for each in found:
            found += self._inner.get(each, ())
        return found

    def forget(self) -> None:
        """Let go of what can be read again."""
        self._bodies.clear()
        self._places = None


def file_of(number: int, path: str, summary: bytes, shelf: Shelf) -> File:
    """Read a summary. Raises UnreadableError."""
    return File(number, path, *parts_of(summary), shelf)


def core_of(core: bytes) -> bytes:
    """What stands for the core of a summary."""
    return blake2b(core, digest_size=DIGEST).digest()


def parts_of(summary: bytes) -> tuple[bytes, bytes]:
    """The core of a summary, and the places of calls, which are all that changes when code is only moved.

    Raises UnreadableError.
    """
    if blake2b(summary[DIGEST:], digest_size=DIGEST).digest() != summary[:DIGEST]:
        raise UnreadableError("not a summary, or a damaged one")
    end = DIGEST + 4 + int.from_bytes(summary[DIGEST : DIGEST + 4], "big")
    return summary[DIGEST + 4 : end], summary[end:]


def identity(file: int, number: int) -> int:
    """The number of a function, or of a class, in the whole program."""
    return (file << WIDTH) + number
