"""Calling `asyncio.wait()` anew for each task that is done.

`done, pending = await asyncio.wait(pending, return_when=FIRST_COMPLETED)` puts a callback on every pending task, and
takes it off all of them when the first is done. In a loop until none is left that is n callbacks for the first task,
n-1 for the second: the work grows with the square of their number. `for task in asyncio.as_completed(tasks)` puts one
callback on each task. The same holds for `concurrent.futures.wait()` and its `as_completed()`.

The rule is silent where the loop adds tasks: how many wait at a time is then often bounded, and `wait()` in its place.

**When not to bother**: there are a few tasks at a time.
"""

from __future__ import annotations

import ast

from ...semantics.questions.concurrency import waits_for_rest
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not waits_for_rest(at, node):
        return None
    return Match(node, "looks at every pending task for each one that is done: as_completed() takes them as they come")


RULE = Rule(
    slug="wait-first-completed-loop",
    code="SLP322",
    family="asyncio",
    stage="preview",
    triggers=Triggers(calls=frozenset({"wait"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import asyncio


async def double(number):
    for _ in range(number):
        await asyncio.sleep(0)
    return number * 2


async def total(numbers):
    pending = {asyncio.create_task(double(number)) for number in numbers}
    found = 0
    while pending:
        done, pending = await «asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)»
        for task in done:
            found += task.result()
    return found
""",
            after="""\
import asyncio


async def double(number):
    for _ in range(number):
        await asyncio.sleep(0)
    return number * 2


async def total(numbers):
    tasks = {asyncio.create_task(double(number)) for number in numbers}
    found = 0
    for task in asyncio.as_completed(tasks):
        found += await task
    return found
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],)],
        ),
        Example(
            before="""\
from concurrent.futures import FIRST_COMPLETED, wait


def first_good(futures):
    while len(futures) > 0:
        done, futures = «wait(futures, return_when=FIRST_COMPLETED)»
        for future in done:
            if future.result():
                return future
    return None
""",
        ),
    ],
    clean=[
        """\
# All at once.
import asyncio

async def settle(pending):
    while pending:
        done, pending = await asyncio.wait(pending)
""",
        """\
# Once.
import asyncio

async def first(tasks):
    return await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
""",
        """\
# Tasks are added meanwhile.
import asyncio

async def crawl(pending, follow):
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            pending.add(asyncio.create_task(follow(task)))
""",
        """\
# Others, too, in the same way.
import asyncio

async def crawl(pending, follow):
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        pending |= {asyncio.create_task(follow(task)) for task in done}
""",
        """\
# Two tasks.
import asyncio

async def both(first, second):
    pending = {asyncio.create_task(first()), asyncio.create_task(second())}
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
""",
        """\
# Not for longer than a second.
import asyncio

async def settle(pending):
    while pending:
        done, pending = await asyncio.wait(pending, timeout=1, return_when=asyncio.FIRST_COMPLETED)
""",
        """\
# Some other wait.
from restaurant import wait

def serve(pending):
    while pending:
        done, pending = wait(pending, return_when="FIRST_COMPLETED")
""",
    ],
)
