"""Ends what uses up too much together: limits that the system holds for one process only, or not for root."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable

from .limits import Limits

__all__ = ["Watch", "descendants", "end_below"]

_PAUSE = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_MOST_ROUNDS = 100


class Watch:
    """Looks at a process and all below it, ten times a second, until one limit is passed or it is stopped.

    A look at one process costs about 50 µs. `folder` is what it fills, if that is not held otherwise. Where the system
    shows no processes (not Linux) only the folder is looked at.
    """

    def __init__(self, pid: int, limits: Limits, folder: str | None, end: Callable[[], None]) -> None:
        self.ended_for: tuple[str, str] | None = None
        """A reason ("memory", "processes", "disk") and a message, of what this has ended."""
        self._pid = pid
        self._limits = limits
        self._folder = folder
        self._end = end
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="slowspot-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _watch(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            # Root alone may, and root alone is not held by the system: among hundreds of processes this has its turn.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), -15)
        while not self._stopped.wait(_PAUSE):
            found = self._passed()
            if found is not None:
                self.ended_for = found
                self._end()
                return

    def _passed(self) -> tuple[str, str] | None:
        tasks = pages = 0
        pids = descendants(self._pid, self._limits.processes)
        for pid in pids:
            try:
                tasks += os.stat(f"/proc/{pid}/task").st_nlink - 2
                with open(f"/proc/{pid}/statm", "rb") as statm:
                    pages += int(statm.read().split()[1])
            except (OSError, ValueError, IndexError):
                continue  # ended meanwhile
        if tasks >= self._limits.processes or len(pids) >= self._limits.processes:
            return "processes", f"it had {self._limits.processes} processes and threads"
        if pages * _PAGE > self._limits.memory and sum(map(_memory, pids)) > self._limits.memory:
            return "memory", f"its processes used more than {self._limits.memory >> 20} MiB of memory together"
        if self._folder is not None and _size(self._folder, self._limits.disk) > self._limits.disk:
            return "disk", f"it wrote more than {self._limits.disk >> 20} MiB"
        return None


def descendants(pid: int, most: int = 20_000) -> list[int]:
    """A process and all below it (Linux), as far as they have not left: in a namespace of their own they cannot."""
    found = [pid]
    for each in found:
        if len(found) > most:
            break
        try:
            tasks = os.listdir(f"/proc/{each}/task")
        except OSError:
            continue
        for task in tasks:
            try:
                with open(f"/proc/{each}/task/{task}/children", "rb") as children:
                    found += map(int, children.read().split())
            except OSError:
                continue
    return found


def end_below(pid: int) -> None:
    """End all below a process to which orphans fall (Linux). Stopped first: what is stopped starts no others."""
    stopped: set[int] = set()
    for _ in range(_MOST_ROUNDS):
        new = set(descendants(pid)[1:]) - stopped
        if not new:
            break
        for each in new:
            with contextlib.suppress(OSError):  # ended meanwhile
                os.kill(each, signal.SIGSTOP)
        stopped |= new
    for each in stopped:
        with contextlib.suppress(OSError):  # as above
            os.kill(each, signal.SIGKILL)


def _memory(pid: int) -> int:
    """Bytes, of shared ones its part: exact, and thousands of times the cost of a look at the pages."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as account:
            return sum(int(line.split()[1]) for line in account if line.startswith(b"Pss:")) << 10
    except (OSError, ValueError, IndexError):
        return 0


def _size(folder: str, most: int) -> int:
    total = 0
    waiting = [folder]
    while waiting and total <= most:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue
    return total
