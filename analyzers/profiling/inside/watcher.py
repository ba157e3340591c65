"""Samples taken from a thread of our own, which looks at all others now and then."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from .recorder import Recorder
from .waiting import idles

__all__ = ["Watcher"]

_COST = 12
"""A look waits this many times what the last one took: with deep stacks or many threads, 8 % of a processor at most."""
_SWITCH = 0.0005
"""Seconds: threads that take turns more often than that pay for it."""
_NAMES = 1_000
"""Threads whose names are kept at hand."""
_JUMP_BACKWARD, _EXTENDED_ARG = 140, 144
"""In Python 3.11."""
_JUMPS = 4_000
"""Jumps without a line whose loops are kept at hand."""


class Watcher(Recorder):
    """Looks at every thread of the process from one that the program does not see.

    Costs the program nothing at its calls, so that its shares and lines are true. A busy program lets go of the
    interpreter 200 times a second; while it is recorded, some 500 times. The thread takes no signals, and is not there
    while the process forks: Python warns of forks with threads.
    """

    def __init__(self, interval: float, folder: str | None = None) -> None:
        self._wake: Any = None
        self._gone: Any = None
        self._loops: dict[tuple[Any, int], int] = {}
        super().__init__(interval, folder)

    def start(self) -> None:
        self.running = True
        self._wake, self._gone = _held(), _held()
        mask = getattr(signal, "pthread_sigmask", None)
        # A signal that reached this thread would not wake the main thread from its system call.
        before = mask(signal.SIG_BLOCK, signal.valid_signals()) if mask is not None else None
        try:
            _thread.start_new_thread(self._watch, (self._wake, self._gone))
        except RuntimeError as error:
            self.fault, self._wake = str(error), None
        else:
            self._ask_often()
        finally:
            if mask is not None:
                mask(signal.SIG_SETMASK, before)

    def _ask_often(self) -> None:
        """Have busy threads let go of the interpreter more often than 200 times a second, until `_pause`."""
        self._before = sys.getswitchinterval()
        sys.setswitchinterval(min(self._before, max(self.interval / 2, _SWITCH)))
        self._ours = sys.getswitchinterval()

    def stop(self) -> None:
        self._pause()
        self.running = False

    def before_fork(self) -> None:
        self._pause()

    def after_fork(self) -> None:
        if self.running and self._wake is None:
            self.start()

    def forked(self) -> None:
        self._wake = None
        super().forked()

    def end(self) -> None:
        self._pause()
        super().end()

    def _pause(self) -> None:
        wake, self._wake = self._wake, None
        if wake is not None:
            if sys.getswitchinterval() == self._ours:  # else the program has set its own meanwhile
                sys.setswitchinterval(self._before)
            wake.release()
            self._gone.acquire(True, 1.0)

    def _watch(self, wake: Any, gone: Any) -> None:
        clock, interval = time.perf_counter, self.interval
        me = _thread.get_ident()
        self._adders: dict[int, tuple[str, Callable[[list[str], float, bool], None]]] = {}
        spent = time.thread_time
        last = clock()
        pause = interval
        while not wake.acquire(True, pause):
            now, began = clock(), spent()
            try:
                self._look(me, now - last)
            except Exception as error:  # noqa: BLE001 - it would be printed in the middle of the program
                self.lost += 1
                self.fault = f"{type(error).__name__}: {error}"
            last = now
            pause = max(interval, _COST * (spent() - began))
            if now >= self._due:
                self.save()
        gone.release()

    def _line_of_loop(self, code: Any, at: int) -> int:
        """The line of the head of the loop whose pass has just ended; 0 where it cannot be told.

        There a busy thread lets go of the interpreter, and Python 3.11 gives the jump back no line.
        """
        found = self._loops.get((code, at))
        if found is None:
            if len(self._loops) >= _JUMPS:
                self._loops.clear()
            found = self._loops[code, at] = _target_line(code, at)
        return found

    def _look(self, me: int, seconds: float) -> None:
        names = getattr(threading, "_active", {})
        for ident, frame in sys._current_frames().items():
            if ident == me or ident in self.own:
                continue
            stack: list[str] = []
            while frame is not None:
                code = frame.f_code
                line = frame.f_lineno or self._line_of_loop(code, frame.f_lasti)
                stack.append(f"{code.co_name}\0{code.co_filename}\0{code.co_firstlineno}\x01l{line}")
                frame = frame.f_back
            stack.reverse()
            thread = names.get(ident)
            name = thread.name if thread is not None else "Thread"
            known = self._adders.get(ident)
            if known is None or known[0] != name:
                if len(self._adders) > _NAMES:
                    self._adders.clear()
                known = self._adders[ident] = (name, self.fold.adder(name))
            known[1](stack, seconds, idles(stack))
            self.samples += 1


def _target_line(code: Any, at: int) -> int:
    """The line at which a jump back lands, as Python 3.11 codes it: a number of units of two bytes."""
    if sys.version_info[:2] != (3, 11) or at < 0:
        return 0
    units = code.co_code
    if units[at] != _JUMP_BACKWARD:
        return 0
    distance, more = units[at + 1], 8
    while at >= 2 and units[at - 2] == _EXTENDED_ARG:
        at -= 2
        distance |= units[at + 1] << more
        more += 8
    target = at + more // 4 - 2 * distance
    return next((line or 0 for first, last, line in code.co_lines() if first <= target < last), 0)


def _held() -> Any:
    lock = _thread.allocate_lock()
    lock.acquire()
    return lock
