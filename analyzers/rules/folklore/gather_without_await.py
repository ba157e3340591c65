"""`asyncio.gather` over coroutines that never wait. Call them one after the other.

`gather` lets coroutines run while others wait. One that awaits nothing runs from start to end as soon as it gets its
turn: nothing happens at the same time, and each costs a task that is made, scheduled and collected. Plain functions and
plain calls do the same quicker.

**When not to bother**: there are a few of them, or they will wait for something one day.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not at.is_call(node, "asyncio.gather"):
        return None
    calls: list[ast.Call] = []
    for argument in node.args:
        called = argument
        if isinstance(argument, ast.Starred) and isinstance(argument.value, (ast.ListComp, ast.GeneratorExp)):
            called = argument.value.elt
        if not isinstance(called, ast.Call):
            return None
        calls.append(called)
    for call in calls:
        function = _local_coroutine(call.func, at)
        if function is None or not _never_waits(function):
            return None
    return Match(node, "nothing runs at the same time: these coroutines never await, so plain calls do the same")


def _local_coroutine(callee: ast.expr, at: Site) -> ast.AsyncFunctionDef | None:
    """The one `async def` of this module that a bare name means."""
    if not isinstance(callee, ast.Name):
        return None
    bindings = at.bindings(callee)
    if len(bindings) != 1 or not isinstance(bindings[0].value, ast.AsyncFunctionDef):
        return None
    return None if bindings[0].value.decorator_list else bindings[0].value


def _never_waits(function: ast.AsyncFunctionDef) -> bool:
    return not any(
        isinstance(part, (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield))
        or (isinstance(part, ast.comprehension) and part.is_async)
        for part in ast.walk(function)
    )


RULE = Rule(
    slug="gather-without-await",
    code="SLP908",
    family="folklore",
    stage="stable",
    severity="info",
    triggers=Triggers(calls=frozenset({"gather"})),
    check=check,
    examples=[
        AntiExample(
            before="""\
import asyncio


async def total(order):
    return sum(order)


async def totals(orders):
    return list(await «asyncio.gather(*[total(order) for order in orders])»)
""",
            after="""\
def total(order):
    return sum(order)


async def totals(orders):
    return [total(order) for order in orders]
""",
            workload=lambda n: ([[1, 2]] * n,),
            same=[([],), ([[1], [2, 3]],)],
        ),
        AntiExample(
            before="""\
import asyncio


async def half(number):
    return number / 2


async def halves(a, b):
    return await «asyncio.gather(half(a), half(b))»
"""
        ),
    ],
    clean=[
        """\
# They wait.
import asyncio


async def a(session, url):
    return await session.get(url)


async def b(session, url):
    async with session.get(url) as answer:
        return answer.status


async def c(rows):
    async for row in rows:
        print(row)


async def d(rows):
    return [row async for row in rows]


async def e(row):
    return row


async def f(session, urls):
    await asyncio.gather(*[a(session, url) for url in urls])
    await asyncio.gather(b(session, urls[0]))
    await asyncio.gather(c(urls), d(urls))
    await asyncio.gather(e(1), a(session, ""))
""",
        """\
# What they do is not known.
import asyncio
from functools import cache

from shop import gather, load


@cache
async def cached(x):
    return x


def plain(x):
    return asyncio.sleep(x)


async def known(x):
    return x


async def f(xs, tasks, session):
    await asyncio.gather(*[load(x) for x in xs])
    await asyncio.gather(*tasks, tasks[0])
    await asyncio.gather(session.load(1), cached(1), plain(1))
    await asyncio.gather()
    await gather(known(1))
    await asyncio.gather(cached(1))
    await asyncio.gather(plain(1))
""",
        """\
# Defined in two ways.
import asyncio
import sys

if sys.platform == "win32":
    async def load(x):
        return x
else:
    async def load(x):
        await asyncio.sleep(x)


async def f():
    await asyncio.gather(load(1), load(2))
""",
        """\
# What is called is not known.
import asyncio


async def f(loaders):
    await asyncio.gather(loaders[0](1), loaders.first(2))
""",
        """\
# An asynchronous comprehension waits.
import asyncio


async def load(rows):
    return {row async for row in rows}


async def f(rows):
    await asyncio.gather(load(rows), load(rows))
""",
    ],
)
