"""Looking again and again, with a short sleep in between, whether another task has changed something.

`while not self.ready: await asyncio.sleep(0.1)` wakes the task up ten times a second for nothing, and once the flag is
set it sleeps on, half of its interval on average. With an `asyncio.Event` (a `Condition`, a future) the task is woken
by the one that sets it: at once, and only then.

The rule reports loops that do nothing but sleep, for less than a second, while a flag of their own says so.

**When not to bother**: what is looked at is outside of the program (a file, a device) and tells nobody when it
changes; or is set by code that cannot be changed.
"""

from __future__ import annotations

import ast

from ...semantics.questions.polling import seconds_between
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rule, Triggers

LONG = Option("long-sleep", 1.0, "Sleeps of so many seconds and longer are left alone.", least=0)


def check(node: ast.While, at: Site) -> Match | None:
    seconds = seconds_between(at, node)
    if seconds is None or seconds >= LONG.at(at):
        return None
    if not _is_flag(node.test, at):
        return None
    return Match(
        node.test,
        "wakes up again and again to look: an asyncio.Event wakes the task when it has happened",
    )


def _is_flag(test: ast.expr, at: Site) -> bool:
    """Is it only names, and attributes of the method's own object, compared with each other or with constants?"""
    nodes = list(ast.walk(test))
    if any(isinstance(node, (ast.Call, ast.Await, ast.NamedExpr, ast.Subscript)) for node in nodes):
        return False
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    names = [node for node in nodes if isinstance(node, ast.Name)]
    return bool(names) and all(at.own_class(attribute.value) is not None for attribute in attributes)


RULE = Rule(
    slug="busy-poll",
    code="SLP320",
    family="asyncio",
    stage="stable",
    severity="info",
    triggers=Triggers(nodes=(ast.While,), in_async=True),
    check=check,
    options=(LONG,),
    also=("ASYNC110",),
    examples=[
        Example(
            before="""\
import asyncio


class Feed:
    def __init__(self):
        self.ready = False

    async def connect(self):
        await asyncio.sleep(0.001)
        self.ready = True

    async def wait(self):
        while «not self.ready»:
            await asyncio.sleep(0.01)


async def run(times):
    for _ in times:
        feed = Feed()
        await asyncio.gather(feed.wait(), feed.connect())
    return len(times)
""",
            after="""\
import asyncio


class Feed:
    def __init__(self):
        self.ready = asyncio.Event()

    async def connect(self):
        await asyncio.sleep(0.001)
        self.ready.set()

    async def wait(self):
        await self.ready.wait()


async def run(times):
    for _ in times:
        feed = Feed()
        await asyncio.gather(feed.wait(), feed.connect())
    return len(times)
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],)],
        ),
    ],
    clean=[
        """\
# Not a coroutine.
import time

ready = False

def wait():
    while not ready:
        time.sleep(0.1)
""",
        """\
# Something is done meanwhile.
import asyncio

async def wait(feed):
    ready = False
    while not ready:
        ready = feed.read()
        await asyncio.sleep(0.1)
""",
        """\
# Seldom.
import asyncio

ready = False

async def wait():
    while not ready:
        await asyncio.sleep(5)
""",
        """\
# Somebody else's object.
import asyncio

async def settle(cluster):
    while cluster.tasks:
        await asyncio.sleep(0.01)
""",
        """\
# Asks something that may be outside.
import asyncio

async def wait(path):
    while not path.exists():
        await asyncio.sleep(0.1)
    while not finished():
        await asyncio.sleep(0.1)
""",
        """\
# An event, which thread-poll-sleep reports.
import asyncio

async def wait(ready: asyncio.Event):
    while not ready.is_set():
        await asyncio.sleep(0.1)
""",
        """\
# For ever.
import asyncio

async def idle():
    while True:
        await asyncio.sleep(0.5)
""",
        """\
# How long it sleeps is not known.
import asyncio

ready = False

async def wait(seconds):
    while not ready:
        await asyncio.sleep(seconds)
""",
    ],
)
