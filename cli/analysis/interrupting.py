"""Ctrl-C and SIGTERM alike: a run that is told to end reports what is done."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

__all__ = ["terminated_is_interrupted"]


@contextmanager
def terminated_is_interrupted() -> Generator[None]:
    """Make SIGTERM raise KeyboardInterrupt, as Ctrl-C does, in this process only: a child that is told to end, ends.

    Outside of the main thread, where handlers cannot be set, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    own = os.getpid()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if os.getpid() != own:  # forked, and not yet beyond what it has from us
            os._exit(128 + number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)  # None: set by no Python code
