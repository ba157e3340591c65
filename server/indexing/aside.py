"""Work that takes long, in a child that stands back behind all else: its parent, which does not, answers meanwhile."""

from __future__ import annotations

import os
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TypeVar

from .priority import stand_back

__all__ = ["APART", "Aside"]

APART = sys.platform == "linux"
"""Whether this system has a way to stand back that does not lead back, and a way to have a child for it."""

FLUSH_EVERY_SECONDS = 0.25

Item = TypeVar("Item")
_COUNT = struct.Struct("=I")


class Aside:
    """A child that does something with each of some items; what comes of it is found in the cache."""

    def __init__(
        self, items: Sequence[Item], work: Callable[[Item], object], flush: Callable[[], None],
        *, polite: bool, close: Iterable[int],
    ) -> None:  # fmt: skip
        """`polite`: somebody waits, so it does not stand back more than its parent. `close` are files of the parent's
        that end with the parent alone."""
        self.done = 0
        """Items whose results are in the cache."""
        self.code: int | None = None
        """How the child ended; negative for a signal."""
        self._told, tell = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            code = 1
            try:
                for file in (self._told, *close):
                    os.close(file)
                if not polite:
                    stand_back()
                _work(items, work, flush, tell)
                code = 0
            finally:
                os._exit(code)  # nothing of the parent's is ended or written twice
        os.close(tell)
        os.set_blocking(self._told, False)

    def look(self) -> bool:
        """Bring `done` and `code` up to date; returns whether the child works on."""
        if self.code is None:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        with suppress(BlockingIOError):
            while told := os.read(self._told, 1 << 16):
                # A few bytes are written at once or not at all.
                (self.done,) = _COUNT.unpack(told[-_COUNT.size :])
        return self.code is None

    def stop(self) -> None:
        """End the child where it has not ended."""
        if self.code is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
        os.close(self._told)


def _work(items: Sequence[Item], work: Callable[[Item], object], flush: Callable[[], None], tell: int) -> None:
    parent, flushed = os.getppid(), time.monotonic()
    for number, item in enumerate(items, 1):
        if os.getppid() != parent:
            return  # nobody is left to look at what comes of it
        work(item)
        if number == len(items) or time.monotonic() - flushed >= FLUSH_EVERY_SECONDS:
            flush()
            flushed = time.monotonic()
            os.write(tell, _COUNT.pack(number))
