"""Runs a command and says what it cost: wall and CPU seconds, peak memory of all its processes. Linux."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float
    peak: float
    """MB, resident, of the process and its children together, sampled every 20 ms."""
    status: int


def resident(pid: int) -> int:
    """Bytes of a process with its children; pages that they share count once for each."""
    total = 0
    for one in (pid, *children(pid)):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE
        except OSError:
            continue  # it has ended meanwhile
    return total


def children(pid: int) -> list[int]:
    """All that a process has started, and what these have."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        try:
            for task in Path(f"/proc/{waiting.pop()}/task").iterdir():
                started = [*map(int, (task / "children").read_text().split())]
                found += started
                waiting += started
        except OSError:
            continue  # as above
    return found


def measure(command: list[str], folder: Path | None = None) -> Cost:
    """Run a command to its end, in a folder."""
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.02):
            peak = max(peak, resident(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    wall = time.perf_counter() - start
    done.set()
    watcher.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, cpu, peak / 1e6, status)
