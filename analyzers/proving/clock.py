"""The clock of all measurements: time that passed, less the time for which another program had the core.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import os
import time

__all__ = ["clock"]


def clock() -> int:
    """Nanoseconds of wall time, less those for which this thread was ready but another process had the core."""
    now = time.perf_counter_ns()
    if _SCHEDULER is None:
        return now
    while True:
        waited = int(os.pread(_SCHEDULER, 64, 0).split()[1])
        then, now = now, time.perf_counter_ns()
        if now - then < 50_000:  # else it may have lost the core between the two readings
            return then - waited


def _scheduler() -> int | None:
    """Open the kernel's account of this thread (Linux): time on a core, time waiting for one, turns."""
    try:
        account = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        int(os.pread(account, 64, 0).split()[1])
    except (AttributeError, IndexError, OSError, ValueError):
        return None
    return account


_SCHEDULER = _scheduler()
