"""`time.sleep()` in an `async def`, which stops the whole event loop.

A coroutine that calls `time.sleep(1)` keeps the thread: no other task of the event loop runs, no request is answered
and no timeout fires for that second. `await asyncio.sleep(1)` lets the others run meanwhile. With n tasks that each
sleep, the program waits for the sum of all sleeps instead of the longest.

Code handed to a thread (`asyncio.to_thread(lambda: time.sleep(1))`, a `def` for `run_in_executor`) is not on the event
loop, and the rule is silent there.

**When not to bother**: the program has one task only, and nothing else waits on its event loop.

**Why the fix needs review**: other tasks run during the sleep, and may change what this one has read before it; and the
task can be cancelled there.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_OTHER_LOOPS = ("trio", "curio", "anyio")


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "time.sleep"):
        return None
    seconds = at.constant(node.args[0]) if node.args else None
    if isinstance(seconds, (int, float)) and seconds <= 0:
        return None
    if _awaits_otherwise(node, at):
        return None
    plain = len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred)
    return Match(
        node,
        "stops the whole event loop: await asyncio.sleep() lets other tasks run",
        "review" if plain and _can_await(node, at) else None,
        "other tasks run during the sleep, and may change what this one relies on",
    )


def _awaits_otherwise(node: ast.Call, at: Site) -> bool:
    """Is it one branch of a choice whose other branch awaits: for callers that have no event loop?"""
    return any(
        isinstance(inner, ast.Await)
        for parent in at.parents(node)
        if isinstance(parent, ast.If)
        for other in (parent.body, parent.orelse)
        if not any(at.inside(node, statement) for statement in other)
        for statement in other
        for inner in ast.walk(statement)
    )


def _can_await(node: ast.Call, at: Site) -> bool:
    if any(isinstance(parent, ast.GeneratorExp) for parent in at.parents(node)):
        return False
    names = (at.qualified(n) for n in ast.walk(at.function or node) if isinstance(n, (ast.Name, ast.Attribute)))
    return not any((name or "").partition(".")[0] in _OTHER_LOOPS for name in names)


def rewrite(match: Match, edit: Rewrite) -> None:
    call = match.node
    assert isinstance(call, ast.Call)
    edit.replace(call, "await {sleep}({time})", sleep=edit.imported("asyncio.sleep", call), time=call.args[0])


RULE = Rule(
    slug="async-sleep-sync",
    code="SLP301",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=frozenset({"sleep"}), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Await asyncio.sleep()",
    also=("ASYNC251",),
    examples=[
        Example(
            before="""\
import asyncio
import time


async def poll(number):
    «time.sleep(0.002)»
    return number


async def poll_all(numbers):
    return await asyncio.gather(*map(poll, numbers))
""",
            after="""\
import asyncio
import time


async def poll(number):
    await asyncio.sleep(0.002)
    return number


async def poll_all(numbers):
    return await asyncio.gather(*map(poll, numbers))
""",
            workload=lambda n: (range(n),),
            same=[([1, 2, 3],), ([],)],
        ),
        Example(
            before="""\
from time import sleep as pause


async def fetch(answers, delay=0.001):
    while answers:
        try:
            return 10 // answers.pop()
        except ZeroDivisionError:
            if answers:
                «pause(delay * 2)»
    return None
""",
            after="""\
import asyncio
from time import sleep as pause


async def fetch(answers, delay=0.001):
    while answers:
        try:
            return 10 // answers.pop()
        except ZeroDivisionError:
            if answers:
                await asyncio.sleep(delay * 2)
    return None
""",
            workload=lambda n: ([0] * n,),
            same=[([5, 0, 0],), ([0],), ([0, 0], 0.0)],
            differs=[([2, 0], -1.0)],
        ),
        Example(
            before="""\
import asyncio
import time


async def run(log, seconds=0.002):
    async def other():
        log.append("other")

    task = asyncio.create_task(other())
    «time.sleep(seconds)»
    log.append("run")
    await task
    return log
""",
            after="""\
import asyncio
import time


async def run(log, seconds=0.002):
    async def other():
        log.append("other")

    task = asyncio.create_task(other())
    await asyncio.sleep(seconds)
    log.append("run")
    await task
    return log
""",
            workload=lambda n: ([], None),
            same=[([], None)],
            differs=[([],)],
        ),
        Example(
            before="""\
import time

import trio


async def wait(numbers):
    await trio.sleep(1)
    «time.sleep(1)»
    return sum(number for number in numbers if «time.sleep(1)» is None)
""",
        ),
    ],
    clean=[
        """\
# For callers that have no event loop.
import asyncio
import time

async def check(asynchronous):
    if asynchronous:
        await asyncio.sleep(10)
    else:
        time.sleep(10)
""",
        """\
# Not a coroutine.
import time

def wait():
    time.sleep(1)
""",
        """\
# The lambda runs in a thread.
import asyncio
import time

async def wait():
    await asyncio.to_thread(lambda: time.sleep(1))
""",
        """\
# So does the function.
import asyncio
import time

async def wait():
    def work():
        time.sleep(1)

    await asyncio.get_running_loop().run_in_executor(None, work)
""",
        """\
# Not called here, but in a thread.
import asyncio
import time

async def wait():
    await asyncio.to_thread(time.sleep, 1)
""",
        """\
# Some other sleep.
from clock import sleep

async def wait():
    sleep(1)
""",
        """\
# Gives way to another thread, for no time.
import time

async def give_way():
    time.sleep(0)
""",
        """\
# Already awaited.
import asyncio

async def wait():
    await asyncio.sleep(1)
""",
        """\
# A class body in a coroutine has methods of its own.
import time

async def make():
    class Clock:
        def wait(self):
            time.sleep(1)

    return Clock()
""",
    ],
)
