"""How long something may take in a test run; for main threads on Unix."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager


class TimeIsUp(BaseException):
    """Not an Exception: the programs that are run catch those."""


@contextmanager
def limited(seconds: int) -> Generator[None]:
    """Raise `TimeIsUp` in the block when the time is over."""

    def give_up(*_: object) -> None:
        raise TimeIsUp

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
