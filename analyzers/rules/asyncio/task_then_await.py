"""Making a task only to await it at once.

`await asyncio.create_task(f())` makes a task, puts it into the event loop's queue and waits until the loop comes round
to it; nothing else is done meanwhile by this code. `await f()` runs the coroutine there and then, without the task and
without the detour.

**When not to bother**: the task is meant: for a context of its own, or for a name that a debugger shows.

**Why the fix needs review**: without a task the coroutine runs in the context of the one that awaits it (changes of
context variables stay), and other tasks get no turn before it starts.
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_MAKE = ("asyncio.create_task", "asyncio.ensure_future")


def check(node: ast.Call, at: Site) -> Match | None:
    if not isinstance(at.parent(node), ast.Await) or not at.is_call(node, *_MAKE):
        return None
    # A context or a name of its own is what a task is for; and what is no call may be a task already.
    if len(node.args) != 1 or node.keywords or not _makes_coroutine(node.args[0], at):
        return None
    return Match(
        node,
        "makes a task and waits for it at once: await the coroutine itself",
        "review",
        "the coroutine runs in this task's context, and others get no turn before it starts",
    )


def _makes_coroutine(node: ast.expr, at: Site) -> bool:
    """Is it a call of what certainly is no maker of tasks or futures itself?"""
    return isinstance(node, ast.Call) and not (at.qualified(node.func) or "").startswith("asyncio.")


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    edit.replace(match.node, "{coroutine}", coroutine=match.node.args[0])


RULE = Rule(
    slug="task-then-await",
    code="SLP313",
    family="asyncio",
    stage="stable",
    severity="info",
    triggers=Triggers(calls=frozenset({"create_task", "ensure_future"}), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Await the coroutine",
    examples=[
        Example(
            before="""\
import asyncio


async def double(number):
    return number * 2


async def total(numbers):
    found = 0
    for number in numbers:
        found += await «asyncio.create_task(double(number))»
    return found
""",
            after="""\
import asyncio


async def double(number):
    return number * 2


async def total(numbers):
    found = 0
    for number in numbers:
        found += await double(number)
    return found
""",
            workload=lambda n: (list(range(n)),),
            same=[([1, 2],), ([],), ([None],)],
        ),
        Example(
            before="""\
import asyncio
from contextvars import ContextVar

user = ContextVar("user", default="")


async def sign_in(name):
    user.set(name.lower())
    return len(name)


async def greet(name):
    length = await «asyncio.ensure_future(sign_in(name))»
    return user.get(), length
""",
            after="""\
import asyncio
from contextvars import ContextVar

user = ContextVar("user", default="")


async def sign_in(name):
    user.set(name.lower())
    return len(name)


async def greet(name):
    length = await sign_in(name)
    return user.get(), length
""",
            workload=lambda n: ("",),
            same=[("",), (1,)],
            differs=[("Ann",)],
        ),
    ],
    clean=[
        """\
# The task runs while something else is done.
import asyncio

async def both(first, second):
    task = asyncio.create_task(first())
    await second()
    return await task
""",
        """\
# A context of its own.
import asyncio

async def apart(work, context):
    return await asyncio.create_task(work(), context=context)
""",
        """\
# What is no call may be a future, or a task that runs already.
import asyncio

async def settle(work):
    return await asyncio.ensure_future(work)
""",
        """\
# A future of several, which is no coroutine.
import asyncio

async def settle(work):
    return await asyncio.ensure_future(asyncio.gather(work(), work()))
""",
        """\
# Another library's function.
from jobs import create_task

async def settle(work):
    return await create_task(work())
""",
        """\
# No coroutine is given.
import asyncio

async def settle():
    return await asyncio.create_task()
""",
    ],
)
