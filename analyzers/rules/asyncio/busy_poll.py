"""Looking again and again, with a short sleep in between, whether another task has changed something.

`while not self.ready: await asyncio.sleep(0.1)` wakes the task up ten times a second for nothing, and once the flag is
set it sleeps on, half of its interval on average. With an `asyncio.Event` (a `Condition`, a future) the task is woken
by the one that sets it: at once, and only then.

The rule reports loops that do nothing but sleep, for less than a second, while a flag or an object's state says so.

**When not to bother**: what is looked at is outside of the program (a file, a device) and tells nobody when it
changes; or is set by code that cannot be changed.
"""

from __future__ import annotations

import ast

from ...semantics.polling import polled, seconds_between
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_LONG = 1.0


def check(node: ast.While, at: Site) -> Match | None:
    seconds = seconds_between(at, node)
    if seconds is None or seconds >= _LONG:
        return None
    if not _is_flag(node.test) or polled(at, node) is not None:  # that is thread-poll-sleep's
        return None
    return Match(
        node.test,
        "wakes up again and again to look: an asyncio.Event wakes the task when it has happened",
    )


def _is_flag(test: ast.expr) -> bool:
    """Is it only names and attributes, compared with each other or with constants, that decide?"""
    return not any(
        isinstance(node, (ast.Call, ast.Await, ast.NamedExpr, ast.Subscript)) for node in ast.walk(test)
    ) and any(isinstance(node, (ast.Name, ast.Attribute)) for node in ast.walk(test))


RULE = Rule(
    slug="busy-poll",
    code="SLP320",
    family="asyncio",
    stage="stable",
    severity="info",
    triggers=Triggers(nodes=(ast.While,), in_async=True),
    check=check,
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

def wait(feed):
    while not feed.ready:
        time.sleep(0.1)
""",
        """\
# Something is done meanwhile.
import asyncio

async def wait(feed):
    while not feed.ready:
        feed.read()
        await asyncio.sleep(0.1)
""",
        """\
# Seldom.
import asyncio

async def wait(feed):
    while not feed.ready:
        await asyncio.sleep(5)
""",
        """\
# Asks something that may be outside.
import asyncio

async def wait(path):
    while not path.exists():
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

async def wait(feed, seconds):
    while not feed.ready:
        await asyncio.sleep(seconds)
""",
    ],
)
