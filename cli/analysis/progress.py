"""A progress bar on standard error, for people only, and only when a run takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

from ..terminal import terminal_width

__all__ = ["Progress"]

_APPEARS_AFTER = 1.0
_INTERVAL = 0.1


class Progress:
    """Counts work done; draws itself after a second, and wipes itself away on `close`."""

    def __init__(
        self,
        total: int,
        files: int,
        *,
        stream: TextIO | None = None,
        enabled: bool = True,
        verb: str = "Analyzing",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self._enabled = enabled and self._stream.isatty()
        self._verb = verb
        self._total = max(total, 1)
        self._files = files
        self._clock = clock
        self._next = clock() + _APPEARS_AFTER
        self._done = 0
        self._done_files = 0
        self._drawn = False

    def expect(self, weight: int) -> None:
        """There is more to do than was said."""
        self._total += weight

    def advance(self, weight: int, files: int = 1) -> None:
        self._done += weight
        self._done_files += files
        if self._enabled and self._clock() >= self._next:
            self._next = self._clock() + _INTERVAL
            self._draw()

    def _draw(self) -> None:
        share = min(self._done / self._total, 1.0)
        tail = f" {share:4.0%}  {self._done_files:,} of {self._files:,} files"
        room = max(min(terminal_width(self._stream) - len(tail) - 12, 40), 5)
        filled = int(share * room)
        self._write(f"\r\x1b[K{self._verb} {'━' * filled}{'╌' * (room - filled)}{tail}")
        self._drawn = True

    def close(self) -> None:
        if self._drawn:
            self._drawn = False
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, UnicodeEncodeError):
            self._enabled = False
