"""Starts processes from a thread that lives as long as this process does.

What dies with its parent (PR_SET_PDEATHSIG) dies with the thread of the parent that started it.
"""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from concurrent.futures import Future
from typing import Any

__all__ = ["started"]

_Job = tuple[list[str], dict[str, Any], "Future[subprocess.Popen[Any]]"]


class _Starter:
    def __init__(self) -> None:
        self.process = os.getpid()
        self.jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="slowspot-start", daemon=True).start()

    def _work(self) -> None:
        while True:
            command, options, future = self.jobs.get()
            try:
                future.set_result(subprocess.Popen(command, **options))
            except BaseException as error:  # noqa: BLE001 - raised where the job came from
                future.set_exception(error)


_lock = threading.Lock()
_starter: _Starter | None = None


def started(command: list[str], options: dict[str, Any]) -> subprocess.Popen[Any]:
    """`subprocess.Popen(command, **options)`, and what it raises."""
    global _starter  # noqa: PLW0603 - a process has one
    with _lock:
        if _starter is None or _starter.process != os.getpid():  # a fork has no threads but its own
            _starter = _Starter()
    future: Future[subprocess.Popen[Any]] = Future()
    _starter.jobs.put((command, options, future))
    return future.result()
