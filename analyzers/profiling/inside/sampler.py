"""Samples taken by pyinstrument, in each thread itself, when Python reports a call or return there."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from pyinstrument.stack_sampler import get_stack_sampler

from .recorder import Recorder
from .waiting import waits

__all__ = ["Sampler"]


class Sampler(Recorder):
    """Samples this thread and those that start from now on, in a process and in what it forks.

    It starts no thread. `observers` see every sample, in the thread that was sampled and with sampling off.
    """

    def __init__(self, interval: float, folder: str | None = None) -> None:
        self._hook: Any = None
        self._previous: Any = None
        super().__init__(interval, folder)

    def begin(self) -> None:
        super().begin()
        self._threads: dict[int, Callable[[list[str], float, Any], None]] = {}
        self._last: dict[int, float] = {}
        self._main = threading.get_ident()
        self._token: Any = None

    def forked(self) -> None:
        self.forget_thread()
        super().forked()

    def as_json(self, *, ended: bool) -> dict[str, Any]:
        if ended and self.running:
            self._note_replaced()
        return super().as_json(ended=ended)

    def start(self) -> None:
        """Sample the calling thread, and those that the process starts from now on."""
        self.running = True
        self.watch_thread()
        if self._hook is None:
            self._previous = _thread_hook()
            self._hook = self._first_event
        threading.setprofile(self._hook)

    def stop(self) -> None:
        """Leave the calling thread and those to come alone; other threads are sampled until they end."""
        self._note_replaced()
        self.running = False
        if _thread_hook() == self._hook:
            threading.setprofile(self._previous)
        self.forget_thread()

    def watch_thread(self) -> None:
        """Sample the calling thread, from now on."""
        ident = threading.get_ident()
        self.forget_thread()
        sampler = get_stack_sampler()
        # It would measure the clock for 30 ms and print to the program's standard error.
        sampler.has_warned_about_timing_overhead = True
        target = self._threads[ident] = self._target(ident)
        sampler.subscribe(target, desired_interval=self.interval, use_async_context=False)
        if ident == self._main:
            self._token = sys.getprofile()

    def forget_thread(self) -> None:
        """Leave the calling thread alone."""
        target = self._threads.pop(threading.get_ident(), None)
        sampler = get_stack_sampler()
        if target is not None and any(subscriber.target is target for subscriber in sampler.subscribers):
            sampler.unsubscribe(target)

    def _first_event(self, frame: Any, event: str, argument: Any) -> None:
        # threading has made it the new thread's hook; pyinstrument's own takes its place.
        if self._previous is not None:
            self._previous(frame, event, argument)
        else:
            sys.setprofile(None)
        if self.running:
            self.watch_thread()

    def _target(self, ident: int) -> Callable[[list[str], float, Any], None]:
        add: Callable[[list[str], float, bool], None] | None = None
        observers, own, last, interval = self.observers, self.own, self._last, self.interval
        clock = time.perf_counter

        def taken(stack: list[str], seconds: float) -> None:
            nonlocal add
            now = clock()
            if observers:
                for observer in observers:
                    observer(ident, stack, seconds, now)
            if add is None:
                add = self.fold.adder(stack[0].partition("\0")[0])
            waiting = waits(stack, seconds, interval)
            stack = stack[1:]
            add(stack, seconds, waiting)
            self.samples += 1
            last[ident] = now
            if now >= self._due:
                self.save()

        def take(stack: list[str], seconds: float, state: object) -> None:
            if ident not in own:
                try:
                    taken(stack, seconds)
                except (RecursionError, MemoryError):  # the program is about to meet it itself
                    self.lost += 1
                except Exception as error:  # noqa: BLE001 - it would surface in the middle of the program
                    self.lost += 1
                    self.fault = f"{type(error).__name__}: {error}"

        return take

    def _note_replaced(self) -> None:
        if threading.get_ident() == self._main and sys.getprofile() is not self._token:
            self.replaced["sys.setprofile"] = round(self._last.get(self._main, self.started) - self.started, 3)
        if _thread_hook() != self._hook:
            self.replaced["threading.setprofile"] = 0.0


def _thread_hook() -> Any:
    return getattr(threading, "_profile_hook", None)
