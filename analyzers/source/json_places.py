"""Walking through JSON by position: for files of which a part is to be rewritten, and all else kept as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["JsonReader"]

_BLANK = re.compile(r"[ \t\r\n]*")


class JsonReader:
    """Walks JSON by position; what is not asked for is skipped by the standard library's decoder, in C."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self.after = 0
        """Behind what was read last."""

    def at(self, place: int) -> str:
        return self._text[place : place + 1]

    def skip(self, place: int) -> int:
        match = _BLANK.match(self._text, place)
        return match.end() if match else place

    def value(self, place: int) -> tuple[Any, int]:
        value, self.after = self._decoder.raw_decode(self._text, place)
        return value, self.after

    def members(self, place: int) -> Iterator[tuple[str, int]]:
        """The keys of the object at a place, each with where its value begins. Read the value, or it is skipped."""
        for start in self._parts(place, "}"):
            key, after = self.value(start)
            if not isinstance(key, str):
                self._fail("Expecting property name enclosed in double quotes", start)
            colon = self.skip(after)
            if self.at(colon) != ":":
                self._fail("Expecting ':' delimiter", colon)
            value = self.skip(colon + 1)
            yield key, value
            if self.after <= value:
                self.value(value)

    def items(self, place: int) -> Iterator[int]:
        """Where each item of the list at a place begins. Read the item, or it is skipped."""
        for start in self._parts(place, "]"):
            yield start
            if self.after <= start:
                self.value(start)

    def _parts(self, place: int, end: str) -> Iterator[int]:
        """Where each part of an object or list begins; `after` is to be behind it when the next one is asked for."""
        place = self.skip(place + 1)
        if self.at(place) == end:
            self.after = place + 1
            return
        while True:
            yield place
            place = self.skip(self.after)
            mark = self.at(place)
            if mark == end:
                self.after = place + 1
                return
            if mark != ",":
                self._fail("Expecting ',' delimiter", place)
            place = self.skip(place + 1)

    def _fail(self, message: str, place: int) -> None:
        raise json.JSONDecodeError(message, self._text, place)
