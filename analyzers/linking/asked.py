"""What an analysis asked of what it was told: where another table answers none of that, its findings are the same."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any
from zlib import crc32

from ..semantics.outside import Outside
from .codec import decoded

__all__ = ["Asked", "concerns"]


class Asked:
    """A table that remembers what it was asked for. `outside` is what the analysis is given in the table's place."""

    def __init__(self, outside: Outside) -> None:
        self._calls = _Remembering(outside.calls)
        self._facts = _Remembering(outside.facts)
        self.outside = Outside(self._calls, self._facts)

    @property
    def answered(self) -> bool:
        """Whether anything was told: else the findings are those of an analysis that is told nothing."""
        return self._calls.answered or self._facts.answered

    @property
    def marks(self) -> bytes | None:
        """What stands for all that was asked, for `concerns`; None where that may be anything."""
        if self._calls.everything or self._facts.everything:
            return None
        return array("I", sorted({*_marks(self._calls.asked, self._facts.asked)})).tobytes()


def concerns(marks: bytes | None, table: bytes) -> bool:
    """Whether a table answers something that was asked. Now and then it says so where it does not."""
    if marks == b"" or not table:
        return False
    if marks is None:
        return True
    asked: array[int] = array("I")
    asked.frombytes(marks)
    outside = decoded(table)
    return not set(asked).isdisjoint(_marks(outside.calls, outside.facts))


def _marks(calls: Iterable[tuple[str, str]], topics: Iterable[str]) -> Iterator[int]:
    for function, callee in calls:
        yield crc32(f"{function}\0{callee}".encode("utf-8", "surrogatepass"))
    for topic in topics:
        yield crc32(topic.encode("utf-8", "surrogatepass"))


class _Remembering(dict[Any, Any]):
    """A dictionary that remembers its keys that were looked for; it is never taken for an empty one."""

    def __init__(self, values: Any) -> None:
        super().__init__(values)
        self.asked: set[Any] = set()
        self.everything = False

    @property
    def answered(self) -> bool:
        if self.everything:
            return super().__len__() > 0
        there = super().__contains__
        return any(there(key) for key in self.asked)

    def __bool__(self) -> bool:
        return True

    def get(self, key: Any, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: Any) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(key)
        return super().__contains__(key)

    def __iter__(self) -> Iterator[Any]:
        self.everything = True
        return super().__iter__()

    def __len__(self) -> int:
        self.everything = True
        return super().__len__()

    def keys(self) -> Any:
        self.everything = True
        return super().keys()

    def values(self) -> Any:
        self.everything = True
        return super().values()

    def items(self) -> Any:
        self.everything = True
        return super().items()
