"""Starting a thread or process and waiting for it before the next is started, in a loop.

`thread.start()` followed by `thread.join()` in the same pass runs one piece of work at a time: nothing happens side by
side, and every pass pays for the start of a thread, or of a process, on top. Start all in one loop and join them in
another, or hand the work to a `ThreadPoolExecutor`; where one at a time is meant, call the function.

**When not to bother**: the thread or process is there for isolation or for a timeout, and not for speed.
"""

from __future__ import annotations

import ast

from ...semantics.questions.concurrency import joined_at_once, serves_passes
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.repeated_in
    if loop is None or not serves_passes(loop) or not joined_at_once(at, node):
        return None
    return Match(node, "waits for the one before the next is started: start all first, or use a pool")


RULE = Rule(
    slug="thread-start-join-in-loop",
    code="SLP321",
    family="asyncio",
    stage="stable",
    triggers=Triggers(calls=frozenset({"start"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import threading
import time


def load(number, found):
    time.sleep(0.001)
    found.append(number)


def load_all(numbers):
    found = []
    for number in numbers:
        thread = threading.Thread(target=load, args=(number, found))
        «thread.start()»
        thread.join()
    return sorted(found)
""",
            after="""\
import threading
import time


def load(number, found):
    time.sleep(0.001)
    found.append(number)


def load_all(numbers):
    found = []
    threads = []
    for number in numbers:
        thread = threading.Thread(target=load, args=(number, found))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return sorted(found)
""",
            workload=lambda n: (list(range(n)),),
            same=[([2, 1],), ([],)],
        ),
        Example(
            before="""\
from multiprocessing import Process


def run_all(jobs):
    for job in jobs:
        process = Process(target=job)
        «process.start()»
        process.join()
        print(job, process.exitcode)
""",
        ),
    ],
    clean=[
        """\
# Once.
import threading

def run(job):
    thread = threading.Thread(target=job)
    thread.start()
    thread.join()
""",
        """\
# The same again and again, as tests do.
import threading

def repeat(job):
    for _ in range(100):
        thread = threading.Thread(target=job)
        thread.start()
        thread.join()
""",
        """\
# A few.
import threading

def run_both(first, second):
    for job in (first, second):
        thread = threading.Thread(target=job)
        thread.start()
        thread.join()
""",
        """\
# All are started first.
import threading

def run_all(jobs):
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
""",
        """\
# Something is done meanwhile.
import threading

def run_all(jobs, work):
    for job in jobs:
        thread = threading.Thread(target=job)
        thread.start()
        work(job)
        thread.join()
""",
        """\
# Not for longer than a second.
import threading

def run_all(jobs):
    for job in jobs:
        thread = threading.Thread(target=job)
        thread.start()
        thread.join(timeout=1)
""",
        """\
# What `timer` is, is not known.
def run_all(timers):
    for timer in timers:
        timer.start()
        timer.join()
""",
        """\
# Another one is joined.
import threading

def run_all(jobs, other: threading.Thread):
    for job in jobs:
        thread = threading.Thread(target=job)
        thread.start()
        other.join()
""",
    ],
)
