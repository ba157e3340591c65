"""The bytes of a file that somebody else wrote: opened without hanging, bounded in size, and what is wrong in words."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import NamedTuple

from ..profile import Frame, Profile

__all__ = [
    "MEMORY",
    "MOST",
    "Malformed",
    "Reader",
    "UnreadableProfile",
    "bounded",
    "clean",
    "content_of",
    "frame",
    "line_number",
    "text_of",
    "weight",
]

MEMORY = 2 << 30
"""Bytes of memory that reading one file may take, unless the caller says otherwise."""

MOST = 2_000_000
"""Different stacks, frames or names in one file. A real profile has thousands; each takes a few hundred bytes."""
_COSTS = {b"[": 64, b"{": 240, b":": 100, b",": 40, b'"': 25}
"""Bytes of objects that stand behind a character of JSON, at most, on a 64-bit machine."""
_HEAVIEST = 1e18
"""A weight above this is no measurement: 30 billion years in seconds, an exabyte in bytes. Sums stay finite."""
_LAST_LINE = 1 << 31


class UnreadableProfile(Exception):  # noqa: N818 - what the file is
    """A file from which no profile can be had. The message names the file and the reason; nothing was kept of it."""


class Malformed(Exception):  # noqa: N818 - what the content is
    """What is wrong with a file's content; completes "FILE: "."""


class Reader(NamedTuple):
    """One format."""

    name: str
    description: str
    """The programs that write it, and how they are told to."""
    sniff: Callable[[bytes, str], bool]
    """Whether a file is of this format, by its first bytes (as many as `HEAD`) and, if they leave it open, its path."""
    read: Callable[[bytes, str], Profile]
    """The profile in a file's bytes; the path is for its name only. Raises `Malformed`."""


def content_of(path: str, memory: int) -> tuple[bytes, float]:
    """All of a file, and when it was written, in seconds since 1970.

    Raises UnreadableProfile, also for what is no file and for what takes too much memory to read.
    """
    # A pipe without a writer would hold up `open` for good.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except ValueError as error:  # a NUL in the name
        raise UnreadableProfile(f"{path!r}: {error}") from None
    except OSError as error:
        # Windows has no better word for a folder than "permission denied".
        raise UnreadableProfile(f"{path}: {'is a folder' if os.path.isdir(path) else error.strerror}") from None
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            what = "is a folder" if stat.S_ISDIR(about.st_mode) else "is no file, but a pipe, socket or device"
            raise UnreadableProfile(f"{path}: {what}")
        if about.st_size > memory // 4:
            raise UnreadableProfile(f"{path}: has {about.st_size / 1e6:,.0f} MB; {raising(memory)}")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(about.st_size), about.st_mtime
    except OSError as error:
        raise UnreadableProfile(f"{path}: {error.strerror}") from None
    finally:
        os.close(descriptor)


def bounded(data: bytes, memory: int) -> bytes:
    """The same bytes. Raises Malformed where, as JSON, they could take more than the memory."""
    # No more than 30 bytes of objects come from each byte of text ("[],[],[]"): only large files need a closer look.
    if len(data) * 30 > memory and data[:100].lstrip()[:1] in (b"{", b"["):
        most = 2 * len(data) + sum(cost * data.count(mark) for mark, cost in _COSTS.items())
        if most > memory:
            raise Malformed(f"could take {most / 1e9:.1f} GB of memory to read; {raising(memory)}")
    return data


def raising(memory: int) -> str:
    """Say what the limit is, and how a user raises it."""
    return f"the limit is {memory / 1e9:.1f} GB of memory: `slowspot profile import --memory GIGABYTES` raises it"


def text_of(data: bytes) -> str:
    """The text of a file, without a byte order mark. Raises Malformed."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(f"is not text in UTF-8: byte {error.start} does not fit") from None


def frame(name: object, path: object, *, first: object = 0, line: object = 0) -> Frame:
    """A frame of what a file says. Raises Malformed where it says something else than texts and line numbers."""
    if name is None:
        name = ""
    if path is None:
        path = ""
    if not isinstance(name, str) or not isinstance(path, str):
        raise Malformed(f"the name or file of a frame is no text: {_short(name)}, {_short(path)}")
    return Frame(clean(name), clean(path), line_number(first), line_number(line))


def line_number(value: object) -> int:
    """A line as a file gives it; 0 for null. Raises Malformed for what cannot be one."""
    if value is None:
        return 0
    if type(value) is not int or not -1 <= value < _LAST_LINE:  # -1: some tools say so for "none"
        raise Malformed(f"a line number is {_short(value)}")
    return max(value, 0)


def weight(value: object, what: str) -> float:
    """A number that is finite and not negative. Raises Malformed."""
    if type(value) is not int and type(value) is not float:
        raise Malformed(f"{what} is {_short(value)}, no number")
    if not 0 <= value <= _HEAVIEST:  # false for NaN, too
        raise Malformed(f"{what} is {_short(value)}")
    return float(value)


def _short(value: object) -> str:
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    if isinstance(value, int) and not -(10**20) < value < 10**20:  # a number of 5,000 digits cannot even be printed
        return "a number of more than 20 digits"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def clean(text: str) -> str:
    """Without what no name has, and what cannot be written as UTF-8: NUL and lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
