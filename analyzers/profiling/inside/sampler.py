"""The recorder's part of sampling: pyinstrument looks at each thread, the samples are folded and saved now and then."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pyinstrument.stack_sampler import get_stack_sampler

from .folding import Fold
from .waiting import waits

__all__ = ["Sampler"]

if TYPE_CHECKING:
    # Python 3.8 could not make it.
    Observer = Callable[[int, list[str], float, float], None]
    """Thread identity, stack as pyinstrument spells it (the thread, then outermost first; it must not be changed),
    seconds since that thread's last sample, and `time.perf_counter()`."""

_PERIOD = 1.0
"""Seconds between two saves, at least: what a crash loses."""
_FIRST = 0.2
"""Seconds to the first save."""
_SOON = 0.2
"""As `_PERIOD`, where something was found that should not be lost."""
_COST = 50
"""A save waits this many times what the last one took: at most 2 % of the run goes there."""


class Sampler:
    """Samples this thread and those that start from now on, in a process and in what it forks.

    It starts no thread. `observers` see every sample, in the thread that was sampled and with sampling off;
    `sections` are asked for plain data to be saved with the samples, each under its name.
    """

    def __init__(self, interval: float, folder: str | None = None) -> None:
        self.interval = interval
        self.folder = folder
        """Where the process's file goes: `PID-NUMBER.json`. None: nothing is saved."""
        self.observers: list[Observer] = []
        self.own: set[int] = set()
        """Threads that run code of the recorder at the moment: it is not sampled."""
        self.sections: dict[str, Callable[[], Any]] = {}
        self.counts: dict[str, int] = {}
        """What the processes' part counts: forks, other programs."""
        self.kind = ""
        """What started this process: "" for the program itself, else as `multiprocessing` names it, or "fork"."""
        self.running = False
        self._hook: Any = None
        self._previous: Any = None
        self.begin()

    def begin(self) -> None:
        """Count from nothing, as a new process does."""
        self.fold = Fold()
        self.began = time.time()
        self.started = time.perf_counter()
        self.samples = 0
        self.lost = 0
        self.fault = ""
        """What a sample was lost to, last."""
        self._threads: dict[int, Callable[[list[str], float, Any], None]] = {}
        self._last: dict[int, float] = {}
        self._due = self.started + _FIRST
        self._soonest = self.started
        self._saving = False
        self._file = f"{os.getpid()}-{time.time_ns():x}.json"
        self._main = threading.get_ident()
        self._token: Any = None
        self._replaced: dict[str, float] = {}
        """Which of our hooks the program has replaced, and the second of the last sample before that."""

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

    def save(self, *, ended: bool = False) -> None:
        """Write the process's file, whole or not at all. Never raises: the program has nothing to do with it."""
        if self.folder is None or self._saving:
            return
        self._saving = True
        began = time.perf_counter()
        try:
            temporary = os.path.join(self.folder, "." + self._file)
            with open(temporary, "w", encoding="ascii") as file:
                file.write(json.dumps(self.as_json(ended=ended)))
            os.replace(temporary, os.path.join(self.folder, self._file))
        except (OSError, ValueError, RuntimeError):
            # The recorder has gone and taken the folder along, or the program may not write there any more, or another
            # thread changed what is being written: the next save may do better.
            if not os.path.isdir(self.folder):
                self.folder = None
        finally:
            now = time.perf_counter()
            self._due = now + max(_PERIOD, _COST * (now - began))
            self._soonest = now + max(_SOON, _COST * (now - began))
            self._saving = False

    def save_soon(self) -> None:
        """Have the next save come early: a section has something that should not be lost."""
        self._due = min(self._due, self._soonest)

    def as_json(self, *, ended: bool) -> dict[str, Any]:
        if ended and self.running:
            self._note_replaced()
        now = time.perf_counter()
        return {
            "samples": self.samples,  # first: who wants to know how far it is reads no more
            "pid": os.getpid(),
            "kind": self.kind,
            "ended": ended,
            "python": ".".join(map(str, sys.version_info[:3])),
            "began": self.began,
            "seconds": now - self.started,
            "lost": self.lost,
            "fault": self.fault,
            "replaced": list(self._replaced.items()),
            "counts": self.counts,
            "fold": self.fold.as_json(),
            "sections": {name: section() for name, section in self.sections.items()},
        }

    def _note_replaced(self) -> None:
        if threading.get_ident() == self._main and sys.getprofile() is not self._token:
            self._replaced["sys.setprofile"] = round(self._last.get(self._main, self.started) - self.started, 3)
        if _thread_hook() != self._hook:
            self._replaced["threading.setprofile"] = 0.0


def _thread_hook() -> Any:
    return getattr(threading, "_profile_hook", None)
