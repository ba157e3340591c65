"""Objects that notice how they are used, for programs to be called with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["Joiner", "Renamed", "Sized", "Sorter", "Stream", "exhausted", "two_stops"]


class Sized:
    """Prints when it is asked for its length."""

    def __iter__(self) -> Iterator[int]:
        return iter([1, 2, 3])

    def __len__(self) -> int:
        print("len")
        return 3


class Renamed(set[int]):
    """A set that hands out other elements than it holds."""

    def __iter__(self) -> Iterator[int]:
        return iter([7, 8])


class Stream:
    """An iterator that prints what it hands out, and tells what is left."""

    def __init__(self, *left: object) -> None:
        self.left = list(left)

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> object:
        if not self.left:
            raise StopIteration
        print("next", self.left[0])
        return self.left.pop(0)


class Joiner:
    """No text, whatever an annotation says: tells what it is given."""

    def join(self, parts: object) -> str:
        return type(parts).__name__


class Sorter:
    """No list, whatever an annotation says."""

    def sort(self, *, key: Any) -> None:
        print(type(key).__name__)


def two_stops(number: int) -> int:
    if number == 2:
        raise StopIteration
    return number


def exhausted() -> None:
    raise StopIteration
