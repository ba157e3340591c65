"""Event loops of asyncio and its kind (uvloop): what held them up, and where their tasks were suspended.

Each running loop gets a heartbeat, a timer of its own every 10 ms. How late it comes is how long the loop could not go
on, whatever the loop is made of; the samples of the loop's thread meanwhile tell who held it.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import heapq
import os
import sys
import threading
import time
from collections import deque
from typing import Any

from .holding import Culprit, Sample, culprits, shorten, trimmed
from .suspended import Suspended
from .waiting import waits

__all__ = ["Loops", "install"]

BEAT = 0.01
"""Seconds between two heartbeats, at most; a fifth of the threshold where that is less."""
STALLS = 2_000
"""Most stalls kept: the longest."""
_SAMPLES = 4_096
"""Samples kept between two heartbeats before those of one stack are merged."""
_TASKS = 0.05
"""Seconds between two looks at the suspended tasks, at least."""
_TASKS_COST = 100
"""The next look waits so many times what the last took."""
_AT_WORK = 0.02
"""Seconds of processor time in one call (or a quarter of the call) that show that it computed: one that sleeps or reads
has next to none."""
_LATE = 1.0
"""Seconds until nobody is expected to explain why a loop that had nothing to do came back late."""


def install(sampler: Any, job: dict[str, Any]) -> Loops:
    """Follow the event loops of this process from now on; before uvloop is imported, which keeps what it finds."""
    loops = Loops(sampler, job.get("stall_threshold", 0.05))
    loops.start()
    return loops


class Loops:
    """The event loops of a process. `as_json` is saved with the samples."""

    def __init__(self, sampler: Any, threshold: float) -> None:
        self.sampler = sampler
        self.threshold = threshold
        self.beat = max(min(BEAT, threshold / 5), 0.001)
        self._running: dict[int, _Loop] = {}
        self._set: Any = None
        self.reset()

    def reset(self) -> None:
        """Count from nothing, as a forked process does."""
        self._running.clear()
        self.suspended = Suspended()
        self.seen = 0
        self.late = [0, 0.0]
        """How often a loop that had nothing to do came back late for no reason that was seen, and the longest."""
        self._stalls: list[tuple[float, int, dict[str, Any]]] = []
        self._count = 0
        self._dropped = 0
        self._pending: list[tuple[float, float, str]] = []
        self._cpu: dict[int, float] = {}
        self._blocks: deque[tuple[float, float, list[str]]] = deque(maxlen=32)

    def start(self) -> None:
        """Learn of each loop that starts to run, and of the one that runs in this thread."""
        sampler = self.sampler
        self._set = original = asyncio.events._set_running_loop

        @functools.wraps(original)
        def _set_running_loop(loop: Any) -> None:
            original(loop)
            ident = threading.get_ident()
            sampler.own.add(ident)
            try:
                self._change(loop)
            except Exception:  # noqa: BLE001 - an odd loop is not followed, but runs
                self._running.pop(ident, None)
            finally:
                sampler.own.discard(ident)

        # uvloop takes it from the package, asyncio from the module.
        asyncio._set_running_loop = asyncio.events._set_running_loop = _set_running_loop
        self.sampler.observers.append(self._observe)
        self.sampler.sections["loops"] = self.as_json
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.reset)
        running = asyncio._get_running_loop()
        if running is not None:
            self._change(running)

    def stop(self) -> None:
        """Follow no loop any more. What was found stays."""
        for running in list(self._running.values()):
            running.stop()
        self._running.clear()
        if self._set is not None:
            asyncio._set_running_loop = asyncio.events._set_running_loop = self._set
            self.sampler.observers.remove(self._observe)

    def _change(self, loop: Any) -> None:
        ident = threading.get_ident()
        known = self._running.get(ident)
        if known is not None:
            if known.loop is loop:
                return
            del self._running[ident]
            known.stop()
        if loop is not None and loop.is_running():  # not one that is only made known
            self.seen += 1
            # Below `_change` and what has replaced `_set_running_loop` is the frame that runs the loop.
            running = self._running[ident] = _Loop(self, loop, _depth(sys._getframe(2)))
            running.start()

    def _observe(self, ident: int, stack: list[str], seconds: float, now: float) -> None:
        running = self._running.get(ident)
        if running is not None:
            running.sample(stack, seconds, now)
            return
        cpu = time.thread_time()
        before, self._cpu[ident] = self._cpu.get(ident, 0.0), cpu
        if before > cpu:  # a new thread with the number of one that has ended
            before = 0.0
        if 2 * seconds >= self.threshold and cpu - before >= min(_AT_WORK, seconds / 4):
            # At work, and no event for so long: a call that computes in C. A loop that came back late meanwhile may
            # have waited for the interpreter's lock; it may say so before this thread gets to it, or after.
            block = now - seconds, now, stack
            self._blocks.append(block)
            for late in [late for late in self._pending if _covers(block, late)]:
                self._pending.remove(late)
                self._blame(block, late)

    def came_late(self, due: float, now: float, thread: str) -> None:
        """A loop was waiting until `due`, and came back at `now`."""
        late = due, now, thread
        block = next((block for block in self._blocks if _covers(block, late)), None)
        if block is not None:
            self._blame(block, late)
        else:
            self._pending.append(late)

    def _blame(self, block: tuple[float, float, list[str]], late: tuple[float, float, str]) -> None:
        stack = block[2]
        due, now, thread = late
        self.add(Culprit(due, now - due, trimmed(stack, 0), 1.0, ""), thread, stack[0].partition("\0")[0])

    def settle(self, now: float) -> None:
        """Give up asking why loops came back late long ago."""
        for late in [late for late in self._pending if now - late[1] >= _LATE]:
            self._pending.remove(late)
            self.late[0] += 1
            self.late[1] = max(self.late[1], late[1] - late[0])

    def add(self, found: Culprit, thread: str, holder: str = "") -> None:
        self._count += 1
        seconds = found.seconds
        row = {
            "at": round(found.start - self.sampler.started, 6), "seconds": round(seconds, 6),
            "part": round(found.part, 3), "thread": thread, "task": found.task, "holder": holder, "stack": found.stack,
        }  # fmt: skip
        if len(self._stalls) < STALLS:
            heapq.heappush(self._stalls, (seconds, self._count, row))
            self.sampler.save_soon()
        else:
            heapq.heappushpop(self._stalls, (seconds, self._count, row))
            self._dropped += 1

    def as_json(self) -> dict[str, Any]:
        """Plain data; stacks as lists of pyinstrument's identifiers."""
        late = [*self.late]
        for due, now, _ in list(self._pending):
            late = [late[0] + 1, max(late[1], now - due)]
        return {
            "threshold": self.threshold,
            "seen": self.seen,
            "stalls": [row for _, _, row in sorted(self._stalls, key=lambda stall: stall[2]["at"])],
            "dropped": self._dropped,
            "late": late,
            "awaited": [[list(frames), round(seconds, 4)] for frames, seconds in list(self.suspended.seconds.items())],
            "trio": "trio" in sys.modules,
        }


class _Loop:
    """A loop while it runs in one thread."""

    def __init__(self, loops: Loops, loop: Any, depth: int) -> None:
        self.loops = loops
        self.loop = loop
        self.depth = depth
        """Frames outside the loop's callbacks."""
        self.ident = threading.get_ident()
        self.thread = threading.current_thread().name
        self.samples: list[Sample] = []
        # Of its own: the program's context is not kept alive.
        self.context = contextvars.Context()
        self.clock = time.perf_counter
        self.delay = loops.beat
        self.handle: Any = None

    def start(self) -> None:
        self.last = now = self.clock()
        self.tasks_last = now
        self.tasks_due = now + _TASKS
        self._schedule()

    def stop(self) -> None:
        if self.handle is not None:
            self.handle.cancel()
            self.handle = None
        self._look(self.clock())

    def _schedule(self) -> None:
        self.due = self.clock() + self.delay
        self.handle = self.loop.call_later(self.delay, self._beat, context=self.context)

    def sample(self, stack: list[str], seconds: float, now: float) -> None:
        # In the selector after its poll the thread has not had a processor.
        waiting = waits(stack, seconds, self.loops.sampler.interval) or stack[-1].startswith("select\0")
        key, task = (None, "") if waiting else self._callback(stack)
        if seconds >= 5 * self.loops.sampler.interval and "\0<built-in>\0" not in stack[-1]:
            # It worked for long without a call: the function is the right one, the line is that of the next call.
            stack = [*stack[:-1], stack[-1].partition("\1")[0]]
        self.samples.append(Sample(now, seconds, stack, waiting, key, task))
        if len(self.samples) >= _SAMPLES:
            shorten(self.samples)

    def _callback(self, stack: list[str]) -> tuple[Any, str]:
        """What tells this callback from others, and the name of its task, if it is a task's step."""
        task = asyncio.current_task(self.loop)
        if task is not None:
            return id(task), task.get_name() if hasattr(task, "get_name") else ""
        frame = sys._getframe(1)
        while frame is not None:
            if frame.f_code is asyncio.Handle._run.__code__:
                return id(frame.f_locals.get("self")), ""
            frame = frame.f_back
        # A loop outside Python: the callback's outermost function has to do.
        return trimmed(stack, self.depth)[0].partition("\1")[0], ""

    def _beat(self) -> None:
        own = self.loops.sampler.own
        own.add(self.ident)
        try:
            now = self.clock()
            self._look(now)
            if now >= self.tasks_due:
                self._look_at_tasks(now)
            if now < self.due - 0.5 * self.delay:
                # A clock that jumps, as tests have it: the heartbeat must not be what it has to stop for.
                self.delay *= 2
            self.samples.clear()
            self.last = self.clock()
            self._schedule()
        finally:
            own.discard(self.ident)

    def _look(self, now: float) -> None:
        """Is this a stall that ends?"""
        loops = self.loops
        if loops._pending:
            loops.settle(now)
        if now - self.last < loops.threshold or now <= self.due:
            return
        if not self.samples:
            loops.add(Culprit(self.due, now - self.due, [], 0.0, ""), self.thread)
            return
        found = culprits(self.samples, self.last, self.due, now, loops.threshold)
        for one in found:
            if one.seconds >= loops.threshold:
                loops.add(one._replace(stack=trimmed(one.stack, self.depth)), self.thread)
        if not found and now - self.due >= loops.threshold:
            loops.came_late(self.due, now, self.thread)

    def _look_at_tasks(self, now: float) -> None:
        began = time.thread_time()  # the machine may be busy with other things
        self.loops.suspended.add(asyncio.all_tasks(self.loop), now - self.tasks_last)
        self.tasks_last = now
        self.tasks_due = now + max(_TASKS, _TASKS_COST * (time.thread_time() - began))


def _covers(block: tuple[float, float, list[str]], late: tuple[float, float, str]) -> bool:
    """Was a call at work for nearly all of the time that a loop was late, and did the loop come back when it ended?"""
    start, end, _ = block
    due, back, _ = late
    return min(end, back) - max(start, due) >= 0.8 * (back - due) and abs(end - back) <= 0.2 * (back - due)


def _depth(frame: Any) -> int:
    depth = 0
    while frame is not None:
        depth += 1
        frame = frame.f_back
    return depth
