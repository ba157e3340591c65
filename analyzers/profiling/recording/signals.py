"""Signals while a child runs in our place: those that reached us alone are passed on, those it got itself are not."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from types import FrameType
from typing import Any

__all__ = ["forwarded_signals"]

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGBREAK")
_FROM_TERMINAL = {"SIGINT", "SIGQUIT", "SIGBREAK", "SIGHUP"}
_AGAIN = 0.2
"""Seconds within which the same signal counts once: `timeout` sends it to the process and then to its group."""


@contextlib.contextmanager
def forwarded_signals() -> Generator[Callable[[subprocess.Popen[Any]], None], None, None]:
    """Live through signals that are the program's business, and pass them on to the process that is then named.

    A signal that the user ignores (as under `nohup`) stays ignored, here and in the program. In a thread that may not
    have signal handlers nothing happens.
    """
    process: subprocess.Popen[Any] | None = None
    early: list[int] = []
    last: dict[int, float] = {}

    def handle(number: int, frame: FrameType | None) -> None:
        if process is None:
            early.append(number)
        elif not _reached_group(number) and time.monotonic() - last.get(number, -1.0) > _AGAIN:
            last[number] = time.monotonic()
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)

    def forward(child: subprocess.Popen[Any]) -> None:
        nonlocal process
        process = child
        for number in early:
            handle(number, None)

    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, handle)
    try:
        yield forward
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _reached_group(number: int) -> bool:
    """Whether the signal most likely came from the terminal, which sends it to all processes in the foreground."""
    if signal.Signals(number).name not in _FROM_TERMINAL:
        return False
    if sys.platform == "win32":
        return True
    for descriptor in (0, 1, 2):
        try:
            return os.tcgetpgrp(descriptor) == os.getpgrp()
        except OSError:
            continue
    return False
