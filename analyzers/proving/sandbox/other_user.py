"""For root: code runs as a user of its own, since the system holds no limit of processes against root.

It keeps one right of root's, to pass over the modes of files (CAP_DAC_OVERRIDE): a project that only root may read is
read, and what is mounted read-only, or not at all, stays so.
"""

from __future__ import annotations

import functools
import os
import random
import shutil

__all__ = ["as_other_user", "becomes_other_user", "fresh_user"]

_FIRST, _LAST = 1 << 30, (1 << 31) - 2
"""User numbers that nobody gives out."""


def fresh_user() -> int:
    """A number that no process runs under: the count of its processes starts at none."""
    return random.randint(_FIRST, _LAST)


@functools.cache
def becomes_other_user() -> str | None:
    """The program of the system that changes the user, where this process is root's; else None."""
    return shutil.which("setpriv") if os.name == "posix" and os.geteuid() == 0 else None


def as_other_user(program: str, user: int) -> list[str]:
    """What goes before a command; it takes CAP_SETUID, CAP_SETGID and CAP_SETPCAP."""
    rights = "-all,+dac_override"
    return [
        program, "--reuid", str(user), "--regid", str(user), "--clear-groups", f"--bounding-set={rights}",
        f"--inh-caps={rights}", f"--ambient-caps={rights}",
    ]  # fmt: skip
