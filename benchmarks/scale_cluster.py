"""`analyze --executor dask://…` with one worker and with two, on the loopback."""

from __future__ import annotations

import argparse
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from processes import Cost
from scale_corpus import big, scratch
from scale_runs import Ours, checked

__all__ = ["dask"]

_PATIENCE = 30.0


def dask(options: argparse.Namespace) -> dict[str, Any]:
    """Two workers of one thread beside one, both clusters up all the time, nothing cached. Wall seconds.

    On a machine of two cores the workers share them with the command and the scheduler.
    """
    tree = big()
    taken: dict[int, list[Cost]] = {1: [], 2: []}
    moved: list[int] = []
    with scratch() as folder, cluster(1, folder) as one, cluster(2, folder) as two:
        ours = Ours(folder / "cache")
        for number in range(max(1, options.rounds - 1)):
            for workers, address in ((1, one), (2, two)):
                command = [*ours.command(tree.path, jobs=1), "--executor", f"dask://{address}"]
                if not number:
                    checked([*command[:-3], str(tree.path / "django/django/db"), *command[-2:]])  # imports the rules
                ours.forget()
                before = _loopback_bytes()
                taken[workers].append(checked(command))
                if workers == 2:
                    moved.append(_loopback_bytes() - before)
    ratios = [alone.wall / both.wall for alone, both in zip(taken[1], taken[2], strict=True)]
    return {
        **tree.facts, "one": _median(taken[1], "wall"), "two": _median(taken[2], "wall"),
        "client_cpu": _median(taken[2], "cpu"), "ratio": round(statistics.median(ratios), 2),
        "network_bytes": round(statistics.median(moved)),
    }  # fmt: skip


def _loopback_bytes() -> int:
    """What went over the loopback so far: each byte counts once for every hop, as from the scheduler to a worker."""
    for line in Path("/proc/net/dev").read_text("utf-8").splitlines():
        name, _, counts = line.partition(":")
        if name.strip() == "lo":
            return int(counts.split()[0])
    return 0


def _median(costs: list[Cost], what: str) -> float:
    return round(statistics.median(getattr(cost, what) for cost in costs), 2)


@contextmanager
def cluster(workers: int, folder: Path) -> Generator[str]:
    """A scheduler and workers, each a process: host and port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    started: list[subprocess.Popen[bytes]] = []

    def start(module: str, *given: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *given]
        quiet = subprocess.DEVNULL
        started.append(subprocess.Popen(command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet))

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard")
        for _ in range(workers):
            start("dask_worker", f"tcp://{address}", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        _await(address, workers)
        yield address
    finally:
        for process in reversed(started):
            process.kill()  # a worker that is only asked to end may wait for a scheduler that has ended
        for process in started:
            process.wait()


def _await(address: str, workers: int) -> None:
    # Late: an extra, which only this needs.
    from distributed import Client

    began = time.monotonic()
    while True:
        try:
            with Client(f"tcp://{address}", timeout=_PATIENCE) as client:
                client.wait_for_workers(workers, timeout=_PATIENCE)
            return
        except OSError:  # the scheduler does not listen yet
            if time.monotonic() - began > _PATIENCE:
                raise
            time.sleep(0.2)
