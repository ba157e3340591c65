"""A machine with one processor, and four ways to share it."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto


class Status(Enum):
    NEW = auto()
    READY = auto()
    RUNNING = auto()
    BLOCKED = auto()
    DONE = auto()


@dataclass(order=False)
class Task:
    pid: int
    arrival: int
    bursts: list
    priority: int = 0
    status: Status = Status.NEW
    at: int = 0
    left: int = 0
    finished: int = 0
    waited: int = 0
    ready_since: int = 0
    runtime: float = 0.0

    def __post_init__(self):
        self.left = self.bursts[0]

    @property
    def turnaround(self):
        return self.finished - self.arrival

    def advance(self):
        """Go to the next burst: computing and waiting for a device take turns."""
        self.at += 1
        if self.at < len(self.bursts):
            self.left = self.bursts[self.at]
            return True
        return False


class Policy:
    quantum = None

    def add(self, task):
        raise NotImplementedError

    def take(self):
        raise NotImplementedError

    def preempts(self, running, ready):
        return False


class FirstCome(Policy):
    def __init__(self):
        self.queue = deque()

    def add(self, task):
        self.queue.append(task)

    def take(self):
        return self.queue.popleft() if self.queue else None


class RoundRobin(FirstCome):
    def __init__(self, quantum=8):
        super().__init__()
        self.quantum = quantum


class ShortestFirst(Policy):
    def __init__(self):
        self.heap = []

    def key(self, task):
        return task.left

    def add(self, task):
        heapq.heappush(self.heap, (self.key(task), task.pid, task))

    def take(self):
        return heapq.heappop(self.heap)[2] if self.heap else None

    def preempts(self, running, ready):
        return self.key(ready) < self.key(running)


class Fair(ShortestFirst):
    quantum = 6

    def key(self, task):
        return task.runtime

    def preempts(self, running, ready):
        return False


@dataclass
class Machine:
    policy: Policy
    clock: int = 0
    running: Task | None = None
    slice_left: int = 0
    switches: int = 0
    blocked: list = field(default_factory=list)
    done: list = field(default_factory=list)
    busy: int = 0

    def ready(self, task):
        task.status = Status.READY
        task.ready_since = self.clock
        if self.running is not None and self.policy.preempts(self.running, task):
            preempted, self.running = self.running, None
            self.ready(preempted)
        self.policy.add(task)

    def dispatch(self):
        task = self.policy.take()
        if task is None:
            return
        task.waited += self.clock - task.ready_since
        task.status = Status.RUNNING
        self.running = task
        self.slice_left = self.policy.quantum or 1 << 30
        self.switches += 1

    def wake(self):
        still = []
        for task in self.blocked:
            task.left -= 1
            if task.left <= 0 and task.advance():
                self.ready(task)
            elif task.left <= 0:
                self.finish(task)
            else:
                still.append(task)
        self.blocked = still

    def finish(self, task):
        task.status = Status.DONE
        task.finished = self.clock
        self.done.append(task)

    def tick(self):
        self.clock += 1
        self.wake()
        if self.running is None:
            self.dispatch()
        task = self.running
        if task is None:
            return
        self.busy += 1
        task.left -= 1
        task.runtime += 1.0 / (1 + task.priority)
        self.slice_left -= 1
        if task.left <= 0:
            self.running = None
            if task.advance():
                task.status = Status.BLOCKED
                self.blocked.append(task)
            else:
                self.finish(task)
        elif self.slice_left <= 0:
            self.running = None
            self.ready(task)
