"""JSON read piece by piece: a profile of 50 MB is folded as it is read, and never stands in memory as objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecoder
from typing import Any

from .content import Malformed, text_of

__all__ = ["Cursor", "json_cursor", "json_object"]

_SPACE = re.compile(r"[ \t\n\r]*")
_SPACES = ("", " ", "\t", "\n", "\r")


def json_cursor(data: bytes) -> Cursor:
    """A cursor at the start of a JSON text."""
    return Cursor(text_of(data))


def json_object(data: bytes) -> dict[str, Any]:
    """The object that a JSON text consists of. Raises Malformed."""
    cursor = json_cursor(data)
    return {key: cursor.value() for key in cursor.members()}


class Cursor:
    """A place in a JSON text. Each method begins at the next value and leaves the cursor behind it.

    Raises Malformed for text that is no JSON, RecursionError for values that are nested too deeply.
    """

    __slots__ = ("_decode", "at", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._decode = JSONDecoder().raw_decode
        self.skip_space()

    def skip_space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        assert match is not None  # it matches nothing, too
        self.at = match.end()

    def value(self) -> Any:
        """The next value, whole."""
        try:
            value, self.at = self._decode(self.text, self.at)
        except ValueError as error:  # or a number with too many digits
            raise Malformed(f"is not valid JSON, or cut off: {error}") from None
        return value

    def members(self) -> Iterator[str]:
        """The keys of the next value, an object; each member's value is to be read before the next key."""
        for _ in self._items("{", "}"):
            if self.text[self.at : self.at + 1] != '"':
                raise self.malformed("a key")
            key: str = self.value()
            self.skip_space()
            if self.text[self.at : self.at + 1] != ":":
                raise self.malformed("':'")
            self.at += 1
            self.skip_space()
            yield key

    def elements(self) -> Iterator[None]:
        """One step for each element of the next value, a list; it is to be read before the next step."""
        return self._items("[", "]")

    def values(self) -> Iterator[Any]:
        """The elements of the next value, a list, one after the other; quicker than `elements` for long ones."""
        text, decode = self.text, self._decode
        for _ in self.elements():
            # One comma and at most one space follow wherever a program wrote the file.
            while True:
                try:
                    value, at = decode(text, self.at)
                except ValueError as error:
                    raise Malformed(f"is not valid JSON, or cut off: {error}") from None
                self.at = at
                yield value
                if text.startswith(", ", at) and text[at + 2 : at + 3] not in _SPACES:
                    self.at = at + 2
                elif text.startswith(",", at) and text[at + 1 : at + 2] not in _SPACES:
                    self.at = at + 1
                else:
                    break

    def _items(self, opening: str, closing: str) -> Iterator[None]:
        text = self.text
        if text[self.at : self.at + 1] != opening:
            raise self.malformed("an object" if opening == "{" else "a list")
        self.at += 1
        self.skip_space()
        if text[self.at : self.at + 1] == closing:
            self.at += 1
            return
        while True:
            yield None
            self.skip_space()
            mark = text[self.at : self.at + 1]
            self.at += 1
            if mark == closing:
                return
            if mark != ",":
                self.at -= 1
                raise self.malformed(f"',' or '{closing}'")
            self.skip_space()

    def malformed(self, wanted: str) -> Malformed:
        if self.at >= len(self.text):
            return Malformed(f"ends where {wanted} should follow: it is cut off")
        line = self.text.count("\n", 0, self.at) + 1
        return Malformed(f"has {self.text[self.at]!r} where {wanted} should be (line {line}, character {self.at})")
