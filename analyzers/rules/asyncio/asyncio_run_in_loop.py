"""Starting an event loop in every pass of a loop.

`asyncio.run(f(x))` makes an event loop, runs one coroutine in it, ends the executor and the generators that belong to
it, and closes it. In a loop that happens n times, connections that the coroutine keeps open are lost each time, and the
coroutines run one after the other, for each `run()` waits for its own. One coroutine that has the loop inside, run
once, pays for it once, and can run the calls together with `asyncio.gather()`.

**When not to bother**: the loop makes a few passes, or each run has to be apart from the others, as in tests.
"""

from __future__ import annotations

import ast

from ...semantics.questions.concurrency import serves_passes
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "asyncio.run", "asyncio.new_event_loop"):
        return None
    loop = at.repeated_in
    if loop is None or not serves_passes(loop):
        return None
    return Match(node, "makes and closes an event loop in every pass: run one coroutine that has the loop inside")


RULE = Rule(
    slug="asyncio-run-in-loop",
    code="SLP317",
    family="asyncio",
    stage="stable",
    triggers=Triggers(calls=frozenset({"run", "new_event_loop"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import asyncio


async def double(number):
    await asyncio.sleep(0)
    return number * 2


def double_all(numbers):
    return [«asyncio.run(double(number))» for number in numbers]
""",
            after="""\
import asyncio


async def double(number):
    await asyncio.sleep(0)
    return number * 2


def double_all(numbers):
    async def together():
        return await asyncio.gather(*map(double, numbers))

    return asyncio.run(together())
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],)],
        ),
        Example(
            before="""\
import asyncio


def save_all(save, entries):
    for entry in entries:
        loop = «asyncio.new_event_loop()»
        loop.run_until_complete(save(entry))
        loop.close()
""",
        ),
    ],
    clean=[
        """\
# Once.
import asyncio

def main(work):
    asyncio.run(work())
""",
        """\
# Started again when it has ended.
import asyncio

def serve(work):
    while True:
        asyncio.run(work())
""",
        """\
# Another library's function.
import subprocess

def each(commands):
    for command in commands:
        subprocess.run(command)
""",
        """\
# The same again and again, as tests do.
import asyncio

def repeat(work):
    for _ in range(100):
        asyncio.run(work())
""",
        """\
# A few passes.
import asyncio

def rounds(work):
    for number in range(3):
        asyncio.run(work(number))
""",
        """\
# The first that is right ends the loop.
import asyncio

def first(jobs):
    for job in jobs:
        return asyncio.run(job())
""",
    ],
)
