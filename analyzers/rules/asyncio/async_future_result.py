"""Waiting for a thread, a pool or its future in an `async def`, which stops the whole event loop.

`pool.submit(f).result()`, `thread.join()`, `concurrent.futures.wait(…)` and `pool.map(…)` of a process pool keep the
thread until the work elsewhere is done: the work leaves the event loop, and the event loop waits for it all the same.
`await asyncio.wrap_future(pool.submit(f))`, or `await loop.run_in_executor(pool, f)`, lets other tasks run. The result
of `asyncio.run_coroutine_threadsafe(…)` for the loop that waits for it never comes.

**When not to bother**: the future is done already, as after `as_completed()` or a check with `done()`.

**Why the fix needs review**: other tasks run meanwhile, and may change what this one has read before it; and when the
task is cancelled there, so is the future.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.questions.blocking import blocks_as
from ...semantics.questions.concurrency import asked_whether_done, way_to_await
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..threads import move_to_thread, thread_safety


def check(node: ast.Call, at: Site) -> Match | None:
    found = blocks_as(at, node, "result")
    if found is None or asked_whether_done(at, node):
        return None
    way = way_to_await(found, node)
    return Match(
        node,
        f"stops the whole event loop until the work elsewhere is done: {_INSTEAD[way]}",
        thread_safety(node, at) if way else None,
        "other tasks run meanwhile, and the wait may be cancelled",
        {"way": way},
    )


_INSTEAD = {
    "thread": "wait in a thread, with asyncio.to_thread()",
    "future": "await asyncio.wrap_future()",
    "": "await asyncio.wrap_future()",
}


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.node
    assert isinstance(call, ast.Call)
    if match.nodes["way"] == "thread":
        move_to_thread(call, edit)
        return
    assert isinstance(call.func, ast.Attribute)
    edit.replace(
        call, "await {wrap}({future})", wrap=edit.imported("asyncio.wrap_future", call), future=call.func.value
    )


RULE = Rule(
    slug="async-future-result",
    code="SLP310",
    family="asyncio",
    stage="preview",
    triggers=Triggers(calls=kinds_of("result"), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Let other tasks run meanwhile",
    examples=[
        Example(
            before="""\
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(8)


def work(number):
    time.sleep(0.001)
    return 10 // number


async def one(number):
    future = pool.submit(work, number)
    return «future.result()» + «pool.submit(work, 1).result()»


async def all_of(numbers):
    return await asyncio.gather(*map(one, numbers))
""",
            after="""\
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(8)


def work(number):
    time.sleep(0.001)
    return 10 // number


async def one(number):
    future = pool.submit(work, number)
    return await asyncio.wrap_future(future) + await asyncio.wrap_future(pool.submit(work, 1))


async def all_of(numbers):
    return await asyncio.gather(*map(one, numbers))
""",
            workload=lambda n: (range(1, n + 1),),
            same=[([1, 2],), ([],), ([0],)],
        ),
        Example(
            before="""\
import asyncio
import threading
import time


async def run(seconds):
    thread = threading.Thread(target=time.sleep, args=(seconds,))
    thread.start()
    «thread.join()»
    return thread.is_alive()


async def run_all(times):
    return await asyncio.gather(*map(run, times))
""",
            after="""\
import asyncio
import threading
import time


async def run(seconds):
    thread = threading.Thread(target=time.sleep, args=(seconds,))
    thread.start()
    await asyncio.to_thread(thread.join)
    return thread.is_alive()


async def run_all(times):
    return await asyncio.gather(*map(run, times))
""",
            workload=lambda n: ([0.001] * n,),
            same=[([0.001, 0.002],), ([],)],
        ),
        Example(
            before="""\
from concurrent.futures import Future


async def value(future: Future):
    return «future.result(timeout=1)»
""",
        ),
    ],
    clean=[
        """\
# Not a coroutine.
from concurrent.futures import ThreadPoolExecutor

def run(f):
    with ThreadPoolExecutor() as pool:
        return pool.submit(f).result()
""",
        """\
# A task that is done: asyncio's own future does not wait.
import asyncio

async def run(f):
    task = asyncio.create_task(f())
    await asyncio.wait([task])
    return task.result()
""",
        """\
# It was asked whether it is done.
from concurrent.futures import Future

async def value(future: Future):
    return future.result() if future.done() else None
""",
        """\
# Does not wait.
from concurrent.futures import ThreadPoolExecutor

async def stop(pool: ThreadPoolExecutor):
    pool.shutdown(wait=False)
""",
        """\
# A lock is another rule's, and a string's `join` no wait.
import threading

async def run(names, done: threading.Event):
    done.wait()
    return ", ".join(names)
""",
    ],
)
