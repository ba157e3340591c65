"""Asking again and again, with a sleep in between, for what one call would wait for.

`while not done.is_set(): time.sleep(0.1)` wakes up ten times a second for nothing, and after the event has been set it
sleeps on, half of its interval on average. `done.wait()` sleeps until the event is set. Threads and processes have
`join()` and `wait()`, futures `result()`, queues `get()`, with a `timeout` where the loop has one; in a coroutine
an `asyncio.Event`, queue or task is awaited.

**When not to bother**: the loop is left for another reason as well, or shows progress.

**Why the fix needs review**: a `wait()` without a timeout is not interrupted by anything else.
"""

from __future__ import annotations

import ast

from ...semantics.questions.polling import polled
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.While, at: Site) -> Match | None:
    found = polled(at, node)
    if found is None or node.orelse:
        return None
    return Match(
        node.test,
        f"wakes up again and again to look: {found.waits} waits until it has happened",
        "review" if found.plain else None,
        "nothing else interrupts the wait",
        {"loop": node, "target": found.target, "waits": found.waits},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.nodes["loop"], "{target}." + match.nodes["waits"], target=match.nodes["target"])


RULE = Rule(
    slug="thread-poll-sleep",
    code="SLP319",
    family="asyncio",
    stage="preview",
    triggers=Triggers(nodes=(ast.While,)),
    check=check,
    rewrite=rewrite,
    title="Wait for it",
    also=("ASYNC110",),
    examples=[
        Example(
            before="""\
import threading
import time


def work(done, found, number):
    time.sleep(0.001)
    found.append(number)
    done.set()


def run(numbers):
    found = []
    for number in numbers:
        done = threading.Event()
        threading.Thread(target=work, args=(done, found, number)).start()
        while «not done.is_set()»:
            time.sleep(0.01)
    return found
""",
            after="""\
import threading
import time


def work(done, found, number):
    time.sleep(0.001)
    found.append(number)
    done.set()


def run(numbers):
    found = []
    for number in numbers:
        done = threading.Event()
        threading.Thread(target=work, args=(done, found, number)).start()
        done.wait()
    return found
""",
            workload=lambda n: (range(n),),
            same=[([1, 2],), ([],)],
        ),
        Example(
            before="""\
import subprocess
import sys
import time


def run(code):
    process = subprocess.Popen([sys.executable, "-c", code])
    while «process.poll() is None»:
        time.sleep(0.1)
    return process.returncode
""",
            after="""\
import subprocess
import sys
import time


def run(code):
    process = subprocess.Popen([sys.executable, "-c", code])
    process.wait()
    return process.returncode
""",
            workload=lambda n: ("0",),
            same=[("0",), ("raise SystemExit(3)",)],
        ),
        Example(
            before="""\
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def run(work, pool: ThreadPoolExecutor):
    future = pool.submit(work)
    while «not future.done()»:
        time.sleep(1)
    return future.result()


class Worker:
    def __init__(self):
        self.jobs = asyncio.Queue()

    async def next(self):
        while «self.jobs.empty()»:
            await asyncio.sleep(0.1)
        return self.jobs.get_nowait()

    async def others(self, ready: asyncio.Event):
        while «not ready.is_set()»:
            await asyncio.sleep(0.1)
""",
        ),
    ],
    clean=[
        """\
# Something is done meanwhile.
import threading
import time

def run(done: threading.Event, work):
    while not done.is_set():
        work()
        time.sleep(1)
""",
        """\
# What is asked is not known.
import time

def run(sensor):
    while not sensor.is_set():
        time.sleep(1)
""",
        """\
# The end of the loop is told apart.
import threading
import time

def run(done: threading.Event):
    while not done.is_set():
        time.sleep(1)
    else:
        print("done")
""",
        """\
# Waits already.
import threading

def run(done: threading.Event):
    while not done.is_set():
        done.wait(1)
""",
        """\
# Nothing that one call would wait for.
import threading
import time

def run(lock: threading.Lock, items):
    while not items:
        time.sleep(1)
    while lock.locked():
        time.sleep(1)
""",
        """\
# Waits for the opposite, which has no method.
import threading
import time

def run(busy: threading.Event):
    while busy.is_set():
        time.sleep(1)
""",
    ],
    unsafe=[
        """\
# Another thread may end the wait by an exception only.
import threading
import time

def run(done: threading.Event):
    while not done.is_set():
        time.sleep(1)
""",
    ],
)
