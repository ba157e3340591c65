"""A limit on the seconds of a call, kept by a signal where the system has one; else the parent's timeout ends the side.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType, TracebackType

__all__ = ["Clock", "TimeUp"]

_AGAIN_SECONDS = 0.05
"""Code that swallows the end is told again and again."""

_monotonic = time.monotonic
_setitimer = getattr(signal, "setitimer", None)
_getitimer = getattr(signal, "getitimer", None)
_signal = signal.signal
_getsignal = signal.getsignal


class TimeUp(BaseException):
    """A call took longer than it may. No Exception, so that `except Exception` lets it through."""


class Clock:
    """Raises TimeUp between `start` and `stop`; leave the context to give back whatever alarm was set before."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.fired = False
        """Also where the code under proof swallowed it."""
        self._armed = False
        self._works = _setitimer is not None and threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Clock:
        if self._works:
            assert _getitimer is not None
            self._entered = _monotonic()
            self._alarm = _getitimer(signal.ITIMER_REAL)[0]
            self._before = _signal(signal.SIGALRM, self._ring)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._works:
            assert _setitimer is not None
            _signal(signal.SIGALRM, self._before)
            if self._alarm:
                _setitimer(signal.ITIMER_REAL, max(0.5, self._alarm - (_monotonic() - self._entered)))

    def _ring(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._armed:
            self.fired = True
            raise TimeUp

    def start(self, times: float = 1.0) -> None:
        """Begin to count, from nothing, to so many times the limit."""
        self.fired = False
        self._armed = True
        if self._works:
            assert _setitimer is not None
            _setitimer(signal.ITIMER_REAL, self.seconds * times, _AGAIN_SECONDS)

    def stop(self) -> None:
        """End counting."""
        self._armed = False
        if self._works:
            assert _setitimer is not None
            _setitimer(signal.ITIMER_REAL, 0)

    def untouched(self) -> bool:
        """Tell whether the signal still comes here; if not, from now on it does."""
        if not self._works or _getsignal(signal.SIGALRM) == self._ring:
            return True
        _signal(signal.SIGALRM, self._ring)
        return False
