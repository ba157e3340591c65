"""Files of other profilers, one reader each; `read` finds out by the content which one a file needs."""

from __future__ import annotations

from ..profile import Profile, TooManyStacks
from .austin import read_austin, sniff_austin
from .collapsed import read_collapsed, sniff_collapsed
from .content import MEMORY, Malformed, Reader, UnreadableProfile, bounded, clean, content_of
from .idleness import set_waiting_apart
from .memray import read_memray, sniff_memray
from .mojo import read_mojo, sniff_mojo
from .pstats import read_pstats, sniff_pstats
from .pyinstrument import read_report, read_session, sniff_report, sniff_session
from .recording import read_recording, sniff_recording
from .scalene import read_scalene, sniff_scalene
from .speedscope import read_speedscope, sniff_speedscope

__all__ = ["FORMATS", "MEMORY", "Reader", "UnreadableProfile", "read"]

HEAD = 4096

FORMATS: tuple[Reader, ...] = (
    Reader("slowspot recording", "slowspot profile -o FILE", sniff_recording, read_recording),
    Reader("speedscope", "py-spy record -f speedscope, pyinstrument -r speedscope", sniff_speedscope, read_speedscope),
    Reader("pyinstrument session", "pyinstrument -r session", sniff_session, read_session),
    Reader("pyinstrument report", "pyinstrument -r json", sniff_report, read_report),
    Reader("pstats", "python -m cProfile -o FILE", sniff_pstats, read_pstats),
    Reader("scalene", "scalene run --outfile FILE", sniff_scalene, read_scalene),
    Reader("austin", "austin -o FILE; mojo2austin", sniff_austin, read_austin),
    Reader("mojo", "austin -b -o FILE (austin -o FILE from version 4 on)", sniff_mojo, read_mojo),
    Reader("memray", "memray transform csv", sniff_memray, read_memray),
    Reader("collapsed stacks", "py-spy record -f raw, others for flame graphs", sniff_collapsed, read_collapsed),
)
"""In the order in which they are asked."""

_MEMRAY = "memray's own file: `memray transform csv FILE` exports what is read here"
_NOT_READ = {
    b"\x1f\x8b": "is compressed: unpack it first (gunzip)",
    b"PK\x03\x04": "is a zip archive: unpack it first",
    b"\x04\x22\x4d\x18": f"is compressed by LZ4, or {_MEMRAY}",
    b"memray": f"is {_MEMRAY}",
    b'[{"args"': "is a Chrome trace: `py-spy record -f speedscope` writes what is read here",
}
"""What the first bytes of files say that people may well take for profiles."""


def read(path: str, memory: int = MEMORY) -> Profile:
    """The profile in a file, in whatever of the `FORMATS` it is. `memory`: bytes that reading it may take at most.

    Raises UnreadableProfile, whose message names the file and the reason, for whatever is wrong with the file. Never
    runs what a file holds. Takes time in proportion to the file's size, and starts a process for files of cProfile.
    """
    data, written = content_of(path, memory)
    head = data[:HEAD]
    reader = next((reader for reader in FORMATS if reader.sniff(head, path)), None)
    if reader is None:
        raise UnreadableProfile(f"{path}: {_unknown(head)}")
    try:
        profile = reader.read(bounded(data, memory), path)
    except Malformed as error:
        raise UnreadableProfile(f"{path}: {error} (read as {reader.name})") from None
    except TooManyStacks as error:
        raise UnreadableProfile(f"{path}: has more than {error.args[0]:,} different stacks or frames") from None
    except RecursionError:
        raise UnreadableProfile(f"{path}: is nested too deeply") from None
    except MemoryError:
        raise UnreadableProfile(f"{path}: takes more memory to read than there is") from None
    if profile.stacks is not None and profile.unit != "bytes" and reader.read is not read_recording:
        set_waiting_apart(profile.stacks, profile.interval)
    if profile.began is None:
        # No later than that, so that source which was written since is not taken for what ran.
        profile.began = max(written - profile.duration, 0.0)
    profile.tool, profile.command, profile.python = map(clean, (profile.tool, profile.command, profile.python))
    profile.notes = [clean(note) for note in profile.notes]
    return profile


def _unknown(head: bytes) -> str:
    """What is to be said of a file that no reader knows; completes "FILE: "."""
    if not head:
        return "is empty"
    for start, what in _NOT_READ.items():
        if head.startswith(start):
            return what
    if b'"total_num_allocations"' in head or (b'"costs"' in head and b'"callchain"' in head):
        return "is another export of memray: `memray transform csv FILE` makes the one that is read here"
    known = ", ".join(reader.name for reader in FORMATS)
    return f"is of no format that is known here, which are: {known}"
