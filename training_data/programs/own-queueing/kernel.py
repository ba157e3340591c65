"""Processes as generators, events on a heap: a kernel for simulations."""

from __future__ import annotations

import heapq
from collections import deque


class Event:
    __slots__ = ("callbacks", "done", "value")

    def __init__(self):
        self.callbacks = []
        self.done = False
        self.value = None

    def trigger(self, value=None):
        self.done = True
        self.value = value
        callbacks, self.callbacks = self.callbacks, []
        for callback in callbacks:
            callback(self)


class Kernel:
    def __init__(self):
        self.now = 0.0
        self._heap = []
        self._order = 0
        self.handled = 0

    def schedule(self, delay, event, value=None):
        self._order += 1
        heapq.heappush(self._heap, (self.now + delay, self._order, event, value))

    def timeout(self, delay):
        event = Event()
        self.schedule(delay, event)
        return event

    def process(self, generator):
        finished = Event()

        def resume(event):
            try:
                awaited = generator.send(event.value if event is not None else None)
            except StopIteration as stop:
                finished.trigger(stop.value)
                return
            if awaited.done:
                self.schedule(0, _Again(resume, awaited))
            else:
                awaited.callbacks.append(resume)

        resume(None)
        return finished

    def run(self, until):
        while self._heap and self._heap[0][0] <= until:
            self.now, _, event, value = heapq.heappop(self._heap)
            self.handled += 1
            event.trigger(value)
        self.now = until


class _Again(Event):
    __slots__ = ("awaited", "resume")

    def __init__(self, resume, awaited):
        super().__init__()
        self.resume, self.awaited = resume, awaited

    def trigger(self, value=None):
        self.resume(self.awaited)


class Resource:
    def __init__(self, kernel, capacity):
        self.kernel = kernel
        self.capacity = capacity
        self.users = 0
        self.waiting = deque()
        self.longest = 0

    def request(self):
        event = Event()
        if self.users < self.capacity:
            self.users += 1
            event.trigger()
        else:
            self.waiting.append(event)
            self.longest = max(self.longest, len(self.waiting))
        return event

    def release(self):
        if self.waiting:
            self.kernel.schedule(0, self.waiting.popleft())
        else:
            self.users -= 1


class Monitor:
    def __init__(self):
        self.values = []

    def observe(self, value):
        self.values.append(value)

    def mean(self):
        return sum(self.values) / len(self.values)

    def percentile(self, share):
        return sorted(self.values)[int(share * (len(self.values) - 1))]
