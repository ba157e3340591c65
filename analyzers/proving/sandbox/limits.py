"""What code may use up: limits that the system holds for each process, set before it starts."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["LIMITS", "Limits", "limited"]


@dataclass(frozen=True, slots=True)
class Limits:
    memory: int = 4 << 30
    """Bytes: of address space for each process, and of memory for all together."""
    cpu_seconds: int = 900
    """Of each process: the wall clock of each job comes first; this ends what nobody waits for any more."""
    disk: int = 256 << 20
    """Bytes: of one file, and of all files together."""
    files: int = 1024
    """Open at a time."""
    processes: int = max(128, 4 * (os.cpu_count() or 1))
    """Processes and threads at a time, together."""


LIMITS = Limits()

# One by one: a system that does not know one of them still holds the others.
_WRAPPER = """
for limit in "v {memory}" "t {cpu}" "f {blocks}" "n {files}" "c 0"; do
    ulimit -${{limit% *}} ${{limit#* }} 2>/dev/null
done
{processes}
exec "$@"
"""


def limited(argv: Sequence[str], limits: Limits, *, processes: int = 0) -> list[str]:
    """The command that sets the limits for itself and becomes `argv`; costs about a millisecond.

    `processes`: how many the user may have, with all that runs outside; 0: as many as before.
    """
    if os.name != "posix" or shutil.which("/bin/sh") is None:
        return list(argv)
    # dash has -p, bash -u.
    count = f"ulimit -u {processes} 2>/dev/null || ulimit -p {processes} 2>/dev/null"
    text = _WRAPPER.format(
        memory=limits.memory >> 10,
        cpu=limits.cpu_seconds,
        blocks=limits.disk >> 9,
        files=limits.files,
        processes=count if processes else "",
    )
    return ["/bin/sh", "-c", text, "sh", *_same_addresses(), *argv]


@functools.cache
def _same_addresses() -> tuple[str, ...]:
    """What starts a command at the same addresses each time: before Python 3.12 the hash of None is one."""
    program = shutil.which("setarch")
    if program is None:
        return ()
    try:
        done = subprocess.run(
            [program, "-R", "/bin/sh", "-c", "exit 42"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return (program, "-R") if done.returncode == 42 else ()  # containers may forbid it
