"""Files of other profilers, one reader each; `read` finds out by the content which one a file needs."""

from __future__ import annotations

from ..profile import Profile
from .content import MEMORY, Malformed, Reader, UnreadableProfile, bounded, content_of
from .pstats import read_pstats, sniff_pstats
from .pyinstrument import read_report, read_session, sniff_report, sniff_session
from .speedscope import read_speedscope, sniff_speedscope

__all__ = ["FORMATS", "MEMORY", "Reader", "UnreadableProfile", "read"]

HEAD = 4096

FORMATS: tuple[Reader, ...] = (
    Reader("speedscope", "py-spy record -f speedscope, pyinstrument -r speedscope", sniff_speedscope, read_speedscope),
    Reader("pyinstrument session", "pyinstrument -r session", sniff_session, read_session),
    Reader("pyinstrument report", "pyinstrument -r json", sniff_report, read_report),
    Reader("pstats", "python -m cProfile -o FILE", sniff_pstats, read_pstats),
)
"""In the order in which they are asked."""

_NOT_READ = {
    b"\x1f\x8b": "is compressed: unpack it first (gunzip)",
    b"PK\x03\x04": "is a zip archive: unpack it first",
    b"\x04\x22\x4d\x18": "is memray's own file (or compressed by LZ4): `memray transform csv FILE` exports what is read here",
    b"memray": "is memray's own file: `memray transform csv FILE` exports what is read here",
    b'[{"args"': "is a Chrome trace: `py-spy record -f speedscope` writes what is read here",
}
"""What the first bytes of files say that people may well take for profiles."""


def read(path: str, memory: int = MEMORY) -> Profile:
    """The profile in a file, in whatever of the `FORMATS` it is. `memory`: bytes that reading it may take at most.

    Raises UnreadableProfile, whose message names the file and the reason, for whatever is wrong with the file. Never
    runs what a file holds. Takes time in proportion to the file's size, and starts a process for files of cProfile.
    """
    data = content_of(path, memory)
    head = data[:HEAD]
    reader = next((reader for reader in FORMATS if reader.sniff(head, path)), None)
    if reader is None:
        raise UnreadableProfile(f"{path}: {_unknown(head)}")
    try:
        return reader.read(bounded(data, memory), path)
    except Malformed as error:
        raise UnreadableProfile(f"{path}: {error} (read as {reader.name})") from None
    except RecursionError:
        raise UnreadableProfile(f"{path}: is nested too deeply") from None
    except MemoryError:
        raise UnreadableProfile(f"{path}: takes more memory to read than there is") from None


def _unknown(head: bytes) -> str:
    """What is to be said of a file that no reader knows; completes "FILE: "."""
    if not head:
        return "is empty"
    for start, what in _NOT_READ.items():
        if head.startswith(start):
            return what
    known = ", ".join(reader.name for reader in FORMATS)
    return f"is of no format that is known here, which are: {known}"
