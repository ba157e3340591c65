"""Austin's binary files (MOJO, versions 1 to 3)."""

from __future__ import annotations

from ..profile import Profile
from .austin import GARBAGE, AustinSamples
from .content import MOST, Malformed, frame

__all__ = ["read_mojo", "sniff_mojo"]

_NEWEST = 3
_UNKNOWN = 1
"""The key of a name that Austin could not read."""


def sniff_mojo(head: bytes, path: str) -> bool:
    return head.startswith(b"MOJ")


def read_mojo(data: bytes, path: str) -> Profile:
    events = _Events(data)
    version = events.integer()
    if not 1 <= version <= _NEWEST:
        raise Malformed(
            f"is of version {version} of the format, and {_NEWEST} is the last that is known here; "
            "austin-python's mojo2austin makes a text of it that is read"
        )
    samples = _Samples(version)
    while events.at < len(data):
        samples.take(events)
    samples.end()
    return samples.austin.profile()


class _Samples:
    """The state that events change. Keys of strings and frames are a process's own."""

    def __init__(self, version: int) -> None:
        self.austin = AustinSamples()
        self._version = version
        self._strings: dict[tuple[int, int], str] = {}
        self._frames: dict[tuple[int, int], int] = {}
        self._process = 0
        self._thread: str | None = None
        self._stack: list[int] = []
        self._time = self._memory = 0
        self._collecting = False

    def take(self, events: _Events) -> None:
        event = events.byte()
        if event == 5:  # the most frequent by far
            number = self._frames.get((self._process, events.integer()))
            if number is None:
                raise Malformed(f"refers to a frame that it does not define, before byte {events.at}")
            self._stack.append(number)
        elif event == 1:
            key, value = events.string(), events.string()
            self.austin.tell(key, value)
        elif event == 2:
            self.end()
            self._process = events.integer()
            if self._version >= 3:
                events.integer()  # the interpreter
            self._thread = events.string()
        elif event == 3:
            self._define(events)
        elif event == 6:
            self._stack.append(self.austin.tree.frame_number(frame(events.string(), "")))
        elif event == 7:
            self._collecting = True
        elif event == 9:
            self._time = events.integer()
        elif event == 10:
            self._memory = events.integer()
        elif event == 11:
            key = events.integer()
            self._strings[self._process, key] = events.string()
            if len(self._strings) > MOST:
                raise Malformed(f"has more than {MOST:,} names")
        elif event == 12:
            events.integer()
        elif event not in (4, 8):  # a frame that could not be read; the thread was idle
            raise Malformed(f"has an unknown event ({event}) before byte {events.at}")

    def _define(self, events: _Events) -> None:
        key, path, name, line = (events.integer() for _ in range(4))
        if self._version >= 2:
            for _ in range(3):  # the last line, and the columns
                events.integer()
        found = frame(self._name(name), self._name(path), line=line)
        if len(self._frames) > MOST:
            raise Malformed(f"has more than {MOST:,} frames")
        self._frames[self._process, key] = self.austin.tree.frame_number(found)

    def _name(self, key: int) -> str:
        if key == 0:
            return ""
        name = "<unknown>" if key == _UNKNOWN else self._strings.get((self._process, key))
        if name is None:
            raise Malformed("has a frame whose name it does not tell")
        return name

    def end(self) -> None:
        """Book the sample that is under way."""
        if self._thread is None:
            return
        tree = self.austin.tree
        if self._collecting:
            self._stack.append(tree.frame_number(GARBAGE))
        leaf = tree.descend(self.austin.thread(str(self._process), self._thread), self._stack)
        self.austin.add(leaf, self._time, self._memory)
        self._thread, self._stack, self._time, self._memory, self._collecting = None, [], 0, 0, False


class _Events:
    """Integers and strings, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 3

    def byte(self) -> int:
        try:
            value = self._data[self.at]
        except IndexError:
            raise Malformed("is cut off") from None
        self.at += 1
        return value

    def integer(self) -> int:
        """Six bits and a sign, then seven bits a byte, the lowest first; the top bit says that more follow."""
        byte = self.byte()
        value, shift, negative = byte & 0x3F, 6, byte & 0x40
        while byte & 0x80:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift > 70:
                raise Malformed(f"has a number of more than 64 bits before byte {self.at}")
        return -value if negative else value

    def string(self) -> str:
        end = self._data.find(b"\0", self.at)
        if end < 0:
            raise Malformed("is cut off")
        text = self._data[self.at : end].decode("utf-8", "replace")
        self.at = end + 1
        return text
