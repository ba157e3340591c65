"""Gathering one coroutine only.

`await asyncio.gather(f())` makes a task for the one coroutine, a future for the list of results, and waits until the
event loop comes round to them. `await f()` runs it there and then; where the list is used, `[await f()]`.

**When not to bother**: more coroutines are going to be added.

**Why the fix needs review**: without a task the coroutine runs in the context of the one that awaits it (changes of
context variables stay), and other tasks get no turn before it starts.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    awaiting = at.parent(node)
    if not isinstance(awaiting, ast.Await) or not at.is_call(node, "asyncio.gather"):
        return None
    # With return_exceptions the error is a result.
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Call):
        return None
    return Match(
        node,
        "gathers one coroutine, with a task for it: await the coroutine itself",
        "review",
        "the coroutine runs in this task's context, and others get no turn before it starts",
        {"awaiting": awaiting, "unused": isinstance(at.parent(awaiting), ast.Expr)},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    template = "await {coroutine}" if match.nodes["unused"] else "[await {coroutine}]"
    edit.replace(match.nodes["awaiting"], template, coroutine=match.node.args[0])


RULE = Rule(
    slug="gather-one",
    code="SLP314",
    family="asyncio",
    stage="stable",
    severity="info",
    triggers=Triggers(calls=frozenset({"gather"}), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Await the coroutine",
    also=("S7513",),
    examples=[
        Example(
            before="""\
import asyncio


async def save(number, log):
    log.append(number)


async def save_all(numbers, log):
    for number in numbers:
        await «asyncio.gather(save(number, log))»
    return len(log)
""",
            after="""\
import asyncio


async def save(number, log):
    log.append(number)


async def save_all(numbers, log):
    for number in numbers:
        await save(number, log)
    return len(log)
""",
            workload=lambda n: (list(range(n)), []),
            same=[([1, 2], []), ([], [])],
        ),
        Example(
            before="""\
from asyncio import gather
from contextvars import ContextVar

depth = ContextVar("depth", default=0)


async def enter(number):
    depth.set(number % 2)
    return 10 // number


async def first(number):
    (result,) = await «gather(enter(number))»
    return result, depth.get()
""",
            after="""\
from asyncio import gather
from contextvars import ContextVar

depth = ContextVar("depth", default=0)


async def enter(number):
    depth.set(number % 2)
    return 10 // number


async def first(number):
    (result,) = [await enter(number)]
    return result, depth.get()
""",
            workload=lambda n: (2 * n,),
            same=[(0,), (4,)],
            differs=[(3,)],
        ),
    ],
    clean=[
        """\
# Two.
import asyncio

async def both(first, second):
    await asyncio.gather(first(), second())
""",
        """\
# As many as there are.
import asyncio

async def all_of(jobs):
    await asyncio.gather(*(job() for job in jobs))
""",
        """\
# The error is a result.
import asyncio

async def attempt(job):
    return await asyncio.gather(job(), return_exceptions=True)
""",
        """\
# What is no call may be a task, which is shared.
import asyncio

async def settle(task):
    return await asyncio.gather(task)
""",
        """\
# Not awaited here.
import asyncio

async def start(job):
    return asyncio.gather(job())
""",
        """\
# Another library's function.
from fields import gather

async def field(job):
    return await gather(job())
""",
    ],
)
