"""Makes a process the last to get processor and disk, by what each system has for that."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

__all__ = ["ASKED", "MOST_MEMORY", "bound_memory", "stand_back"]

MOST_MEMORY = 1 << 30
"""Bytes of data that the process may have: a file that needs more is given up, before the machine begins to swap."""

_DARWIN_PROCESS, _DARWIN_BACKGROUND = 4, 0x1000
"""PRIO_DARWIN_PROCESS and PRIO_DARWIN_BG of <sys/resource.h>: processor, disk and network of a background job."""


ASKED = "--asked"
"""Says that somebody waits: where a machine is always busy, what stands back never ends."""
_POLITE = 5
"""Of niceness: what somebody waits for comes a little after what they do meanwhile."""


def stand_back(*, asked: bool = False) -> None:
    """Run only where nothing else wants to, or a little behind it. What the system does not permit is left as it is."""
    if asked:
        if sys.platform != "win32":
            with suppress(OSError):
                os.nice(_POLITE)
        return
    if sys.platform == "win32":
        return  # its creator gives it the class IDLE_PRIORITY_CLASS
    with suppress(OSError):
        os.nice(19)
    if sys.platform == "darwin":
        with suppress(OSError):
            os.setpriority(_DARWIN_PROCESS, 0, _DARWIN_BACKGROUND)
    elif hasattr(os, "sched_setscheduler"):
        # Below any niceness: who wakes up takes the core at once. Linux then takes its disk requests for idle ones too.
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def bound_memory() -> None:
    """Have memory end for this process before it ends for the machine."""
    try:
        # Late: not on every system.
        import resource
    except ImportError:
        return
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
