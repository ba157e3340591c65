"""Awaiting two requests one after the other that do not need each other.

`user = await fetch_user(key)` followed by `orders = await fetch_orders(key)` asks for the orders when the user has
arrived, though it could have asked at once: the two together take the sum of their times. `user, orders = await
asyncio.gather(fetch_user(key), fetch_orders(key))` takes as long as the slower one.

The rule reports neighbouring statements where a name (`fetch`, `download`, `url`) or type says that something is read
over a network, and the second uses nothing that the first gives. It is silent under a lock or in a transaction, and
where a name says that order matters or that something is written.

**When not to bother**: the second request is only made if the first one succeeds; or the service must not be asked
several things at a time.

**Why the fix needs review**: both requests start at once, and when one fails the other goes on.
"""

from __future__ import annotations

import ast

from ...semantics.questions.asking import CLIENTS, managers_around, reads_network
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Assign, at: Site) -> Match | None:
    first, second = _awaited(node), at.following(node)
    if first is None or second is None or (other := _awaited(second)) is None:  # cheap
        return None
    given = at.dotted(node.targets[0])
    if any(at.dotted(part) == given for part in ast.walk(second)):
        return None
    if not (reads_network(at, first) and reads_network(at, other)):
        return None
    if not all(at.is_call(entered, *CLIENTS, "asyncio.timeout") for entered in managers_around(at, node)):
        return None
    return Match(
        node,
        "waits for one request before it makes the next, which does not need it: asyncio.gather() makes both",
        "review",
        "both requests start at once, and when one fails the other goes on",
        {"second": second, "calls": (first, other)},
        end=second,
    )


def _awaited(statement: ast.stmt) -> ast.Call | None:
    """The call of `name = await call(…)`."""
    match statement:
        case ast.Assign(targets=[ast.Name() | ast.Attribute(value=ast.Name())], value=ast.Await(ast.Call() as call)):
            return call
        case _:
            return None


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Assign)
    second = match.nodes["second"]
    first_call, second_call = match.nodes["calls"]
    edit.replace(
        match.node,
        "{a}, {b} = await {gather}({first}, {second})",
        a=match.node.targets[0],
        b=second.targets[0],
        gather=edit.imported("asyncio.gather", match.node),
        first=first_call,
        second=second_call,
    )
    edit.delete(second)


RULE = Rule(
    slug="sequential-independent-awaits",
    code="SLP326",
    family="asyncio",
    stage="preview",
    severity="info",
    triggers=Triggers(nodes=(ast.Assign,), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Make both requests at once",
    examples=[
        Example(
            before="""\
import asyncio


async def fetch_user(key, log):
    await asyncio.sleep(0.001)
    log.append("user")
    return 10 // key


async def fetch_orders(key, log):
    await asyncio.sleep(0.001)
    log.append("orders")
    return [key]


async def overview(key, log):
    «user = await fetch_user(key, log)
    orders = await fetch_orders(key, log)»
    return user, orders
""",
            after="""\
import asyncio


async def fetch_user(key, log):
    await asyncio.sleep(0.001)
    log.append("user")
    return 10 // key


async def fetch_orders(key, log):
    await asyncio.sleep(0.001)
    log.append("orders")
    return [key]


async def overview(key, log):
    user, orders = await asyncio.gather(fetch_user(key, log), fetch_orders(key, log))
    return user, orders
""",
            workload=lambda n: (2, []),
            same=[(2, []), (5, [])],
        ),
        Example(
            before="""\
from asyncio import sleep


async def download(url):
    await sleep(0.001)
    return url.upper()


async def both(old_url, new_url, seen):
    if seen is None:
        seen = []
    «old = await download(old_url)
    new = await download(new_url)»
    seen.append(new)
    return old == new
""",
            after="""\
from asyncio import gather, sleep


async def download(url):
    await sleep(0.001)
    return url.upper()


async def both(old_url, new_url, seen):
    if seen is None:
        seen = []
    old, new = await gather(download(old_url), download(new_url))
    seen.append(new)
    return old == new
""",
            workload=lambda n: ("a" * n, "b", []),
            same=[("a", "a", None), ("a", "b", []), (1, "b", [])],
        ),
        Example(
            before="""\
class Account:
    def __init__(self, api):
        self.api = api

    async def load(self):
        «self.user = await self.api.get_user()
        self.orders = await self.api.list_orders()»
""",
        ),
    ],
    clean=[
        """\
# The second needs the first.
async def overview(fetch_user, fetch_orders, key):
    user = await fetch_user(key)
    orders = await fetch_orders(user)
    return user, orders
""",
        """\
# Something is done in between.
async def overview(fetch_user, fetch_orders, key):
    user = await fetch_user(key)
    check(user)
    orders = await fetch_orders(key)
    return user, orders
""",
        """\
# The lock lets one request at a time.
async def overview(fetch_user, fetch_orders, key, lock):
    async with lock:
        user = await fetch_user(key)
        orders = await fetch_orders(key)
    return user, orders
""",
        """\
# Nothing says that the calls really wait.
async def overview(user_of, orders_of, key):
    user = await user_of(key)
    orders = await orders_of(key)
    return user, orders
""",
        """\
# The second does not really wait.
async def overview(fetch_user, name_of, key):
    user = await fetch_user(key)
    name = await name_of(key)
    return user, name
""",
        """\
# What is written first may be what is read then.
async def overview(post_order, fetch_orders, key):
    made = await post_order(key)
    orders = await fetch_orders(key)
    return made, orders
""",
        """\
# The same name twice.
async def overview(fetch_user, fetch_orders, key):
    found = await fetch_user(key)
    found = await fetch_orders(key)
    return found
""",
        """\
# One of the two is no request.
async def overview(fetch_user, key):
    user = await fetch_user(key)
    text = str(key)
    return user, text
""",
        """\
# Not awaited: a task.
async def overview(fetch_user, fetch_orders, key):
    user = fetch_user(key)
    orders = await fetch_orders(key)
    return await user, orders
""",
    ],
)
