"""What was recorded in a process: samples folded as they come, and saved now and then."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .folding import Fold

__all__ = ["Recorder"]

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


class Recorder:
    """The samples of one process. `Sampler` and `Watcher` are the two ways to take them.

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
        self.replaced: dict[str, float] = {}
        """Which of our hooks the program has replaced, and the second of the last sample before that."""
        self._due = self.started + _FIRST
        self._soonest = self.started
        self._saver: int | None = None
        self._file = f"{os.getpid()}-{time.time_ns():x}.json"

    def start(self) -> None:
        """Record the calling thread, and those that the process starts from now on."""
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def before_fork(self) -> None:
        """Get ready for a copy of the process."""

    def after_fork(self) -> None:
        """Go on in the process that forked."""

    def forked(self) -> None:
        """Begin anew in the process that was forked."""
        self.kind = "fork"
        self.counts.clear()
        self.begin()
        if self.running:
            self.start()

    def end(self) -> None:
        """Save for the last time."""
        waited = 0.0
        while self._saver not in (None, threading.get_ident()) and waited < 1.0:
            time.sleep(0.005)
            waited += 0.005
        self.save(ended=True)

    def save(self, *, ended: bool = False) -> None:
        """Write the process's file, whole or not at all. Never raises: the program has nothing to do with it."""
        if self.folder is None or self._saver is not None:
            return
        self._saver = threading.get_ident()
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
            self._saver = None

    def save_soon(self) -> None:
        """Have the next save come early: a section has something that should not be lost."""
        self._due = min(self._due, self._soonest)

    def as_json(self, *, ended: bool) -> dict[str, Any]:
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
            "replaced": list(self.replaced.items()),
            "counts": self.counts,
            "fold": self.fold.as_json(),
            "sections": {name: section() for name, section in self.sections.items()},
        }
