"""Waiting for a thread's lock, event or queue in an `async def`, which stops the whole event loop.

`threading.Lock.acquire()`, `threading.Event.wait()` and `queue.Queue.get()` keep the thread until another one releases,
sets or puts. In a coroutine no other task of the event loop runs meanwhile; and where the one that would release the
lock is such a task, the program never goes on. `asyncio.Lock`, `asyncio.Event` and `asyncio.Queue` let the others run.
Where the other side really is a thread, wait in a thread: `await asyncio.to_thread(items.get)`.

Calls that do not wait (`get_nowait()`, `acquire(blocking=False)`, `wait(timeout=0)`) are not reported, nor is `get()`
under a question whether the queue holds something.

**When not to bother**: what is waited for has certainly happened already.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.questions.blocking import blocks_as
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    found = blocks_as(at, node, "lock")
    if found is None or _is_filled(node.func, at):
        return None
    kind = found.name.split(".")[-2]
    return Match(node, f"stops the whole event loop until another thread acts: use {_INSTEAD.get(kind, _THREAD)}")


def _is_filled(method: ast.expr, at: Site) -> bool:
    """Is it `jobs.get` under `if not jobs.empty()`? What is there already need not be waited for."""
    if not isinstance(method, ast.Attribute) or method.attr != "get":
        return False
    inner: ast.AST = method
    for outer in at.parents(method):
        if isinstance(outer, (ast.If, ast.While)) and inner in outer.body:
            for part in ast.walk(outer.test):
                match part:
                    case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Attribute(value=asked, attr="empty"))):
                        pass
                    case ast.Call(func=ast.Attribute(value=asked, attr="qsize")):
                        pass
                    case _:
                        continue
                if at.same(asked, method.value):
                    return True
        inner = outer
    return False


_THREAD = "asyncio.to_thread()"
_INSTEAD = {
    kind: f"asyncio.{kind}, or asyncio.to_thread()"
    for kind in (
        "Lock", "Event", "Condition", "Semaphore", "BoundedSemaphore", "Barrier", "Queue", "LifoQueue", "PriorityQueue",
    )
}  # fmt: skip

RULE = Rule(
    slug="async-lock-sync",
    code="SLP309",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=kinds_of("lock"), in_async=True),
    check=check,
    examples=[
        Example(
            before="""\
import queue
import threading
from multiprocessing import SimpleQueue


class Worker:
    def __init__(self):
        self.lock = threading.Lock()
        self.ready = threading.Event()
        self.jobs = queue.Queue()
        self.results = SimpleQueue()

    async def next(self):
        «self.ready.wait()»
        «self.lock.acquire()»
        try:
            return «self.jobs.get()»
        finally:
            self.lock.release()

    async def result(self):
        return «self.results.get()»


async def settle(done: threading.Event):
    «done.wait(timeout=5)»
""",
        ),
    ],
    clean=[
        """\
# There is something in the queue.
import queue

class Results:
    def __init__(self):
        self.waiting = queue.Queue()

    async def next(self, other: queue.Queue):
        if not self.waiting.empty():
            return self.waiting.get()
        while other.qsize() > 0 and other.maxsize:
            print(other.get())
""",
        """\
# Not a coroutine.
import queue

def drain(jobs: queue.Queue):
    return jobs.get()
""",
        """\
# asyncio's own.
import asyncio

async def take(jobs: asyncio.Queue, ready: asyncio.Event):
    await ready.wait()
    return await jobs.get()
""",
        """\
# These do not wait.
import queue
import threading

async def take(jobs: queue.Queue, lock: threading.Lock, ready: threading.Event):
    if lock.acquire(blocking=False) and lock.acquire(False) and ready.wait(timeout=0):
        return jobs.get(block=False) or jobs.get(False)
""",
        """\
# In a thread.
import asyncio
import queue

async def take(jobs: queue.Queue):
    return await asyncio.to_thread(jobs.get)
""",
        """\
# A dictionary's get.
async def take(jobs: dict, key):
    return jobs.get(key)
""",
        """\
# A process is another rule's.
import subprocess

async def settle(command):
    subprocess.Popen(command).wait()
""",
    ],
)
