"""Awaiting independent calls one after the other.

`[await get(url) for url in urls]` starts a request when the one before has been answered: n requests take the sum of
their times. `await asyncio.gather(*(get(url) for url in urls))` starts them all and takes as long as the slowest, with
the results in the same order.

The rule reports loops that do nothing but collect what the calls return, where no call depends on an earlier one, and
where a name (`fetch`, `download`, `url`) or type says that something is asked over a network. It is silent where order
is the point or cannot be told: under a lock or in a transaction, on a stream, queue, cursor or database session, on a
page in a browser.

**When not to bother**: the loop makes a few passes; the calls do not really wait (they compute, or read what is there
already); or the service must not be asked several things at a time. For many calls bound their number with an
`asyncio.Semaphore`.

**Why the fix needs review**: all calls start at once, which a service or a shared connection may not stand; and when
one fails the others go on, where the loop had ended.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ...semantics.loops import Loop, dotted
from ...semantics.questions.asking import CLIENTS, asks_network, managers_around, takes_turns
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_HARMLESS = (*CLIENTS, "aiohttp.TCPConnector", "asyncio.timeout", "async_timeout.timeout", "builtins.open")
_ADDS = ("append", "add", "extend", "update")


def check(node: ast.Await, at: Site) -> Match | None:
    loop, call = at.loop, node.value
    if loop is None or loop.kind == "while" or loop.is_async or not isinstance(call, ast.Call):
        return None
    if sum(isinstance(inner, (ast.Await, ast.Yield, ast.YieldFrom)) for inner in loop.walk()) != 1:
        return None
    collected = set[str]() if loop.is_comprehension else _collected(loop.body)
    if collected is None or isinstance(loop.container, ast.GeneratorExp) or len(at.loops) > 1:
        return None
    count = loop.trip_count
    if (count is not None and count < 2) or not _independent(call, loop, collected) or takes_turns(at, call):
        return None
    if not asks_network(at, call) or not all(at.is_call(entered, *_HARMLESS) for entered in managers_around(at, node)):
        return None
    fixable = _rewriting(node, loop, at)
    return Match(
        node,
        "each call waits for the one before: asyncio.gather() runs them together",
        "review" if fixable else None,
        "all calls start at once, and when one fails the others go on",
        {"loop": loop, "call": call, "way": fixable},
    )


def _collected(body: Sequence[ast.stmt]) -> set[str] | None:
    """The names that one pass assigns or adds to, where it does nothing but await and collect; None otherwise."""
    names = set[str]()
    adds = False
    for number, statement in enumerate(body):
        added = _added(statement)
        if added is not None:
            names.add(added)
            adds = True
        elif number == 0 and isinstance(statement, ast.Assign) and len(body) > 1:  # x = await f(y)
            if not isinstance(statement.targets[0], (ast.Name, ast.Tuple)):
                return None
            names.update(n.id for t in statement.targets for n in ast.walk(t) if isinstance(n, ast.Name))
        elif number and isinstance(statement, ast.If) and not statement.orelse:  # if x: found.append(x)
            for inner in statement.body:
                if (added := _added(inner)) is None:
                    return None
                names.add(added)
                adds = True
        else:
            return None
    return names if adds else None


def _added(statement: ast.stmt) -> str | None:
    """What `found.append(…)`, `found[key] = …`, `found += …` add to."""
    match statement:
        case ast.Expr(ast.Call(func=ast.Attribute(value=container, attr=method), args=[_], keywords=[])):
            return dotted(container) if method in _ADDS else None
        case ast.Assign(targets=[ast.Subscript(value=container)]):
            return dotted(container)
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.BitOr()):
            return name
        case _:
            return None


def _independent(call: ast.Call, loop: Loop, collected: set[str]) -> bool:
    """Does the call depend on the loop's own variable, and on nothing that the loop collects?"""
    paths = {path for node in (call, loop.iterable) if node is not None for n in ast.walk(node) if (path := dotted(n))}
    if any(path == name or path.startswith(name + ".") for path in paths for name in collected):
        return False
    assert loop.target is not None
    own = {name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)}
    return any(isinstance(name, ast.Name) and name.id in own for name in ast.walk(call))


def _rewriting(node: ast.Await, loop: Loop, at: Site) -> str:
    """Which rewriting fits: "comprehension", "append", "store", or "" for none."""
    whole = loop.container
    if isinstance(whole, (ast.ListComp, ast.SetComp)):
        return "comprehension" if whole.elt is node and len(whole.generators) == 1 else ""
    if not isinstance(whole, ast.For) or whole.orelse or len(whole.body) > 2 or not at.stays_in(whole.target, loop):
        return ""
    result: ast.expr = node
    if len(whole.body) == 2:  # x = await f(y), and x is used once
        first = whole.body[0]
        if not isinstance(first, ast.Assign) or first.value is not node or not isinstance(first.targets[0], ast.Name):
            return ""
        if len(first.targets) > 1 or len(at.usages(first.targets[0])) != 1:
            return ""
        result = at.usages(first.targets[0])[0].node
    match whole.body[-1]:
        case ast.Expr(ast.Call(func=ast.Attribute(value=ast.Name() as found, attr="append"), args=[added])):
            return "append" if added is result and at.type(found).is_("list") else ""
        case ast.Assign(targets=[ast.Subscript(value=ast.Name() as found, slice=ast.Name() as key)], value=value):
            twice = isinstance(whole.iter, ast.Name) and at.type(whole.iter).is_(*_REPEATABLE)
            kept = isinstance(whole.target, ast.Name) and key.id == whole.target.id and value is result
            return "store" if twice and kept and at.type(found).is_("dict") else ""
        case _:
            return ""


_REPEATABLE = ("list", "tuple", "set", "frozenset", "dict", "range", "str")


def rewrite(match: Match, edit: Rewrite) -> None:
    loop, call, way = match.nodes["loop"], match.nodes["call"], match.nodes["way"]
    gather = edit.imported("asyncio.gather", call)
    if way == "comprehension":
        gathered = "await {gather}(*({call} {generator}))"
        if isinstance(loop.container, ast.SetComp):
            gathered = f"set({gathered})"
        edit.replace(loop.container, gathered, gather=gather, call=call, generator=edit.text(loop.node))
        return
    statement = loop.node
    over = {"gather": gather, "call": call, "target": edit.text(statement.target), "items": statement.iter}
    gathered = "await {gather}(*({call} for {target} in {items}))"
    if way == "append":
        found = statement.body[-1].value.func.value
        edit.replace(statement, f"{{found}}.extend({gathered})", found=found, **over)
    else:
        results = edit.name("results", statement)
        edit.replace(
            statement,
            f"{{results}} = {gathered}\n{{found}}.update(zip({{items}}, {{results}}))",
            results=results,
            found=statement.body[-1].targets[0].value,
            **over,
        )


RULE = Rule(
    slug="await-in-loop",
    code="SLP303",
    family="asyncio",
    stage="preview",
    severity="info",
    triggers=Triggers(nodes=(ast.Await,), in_loop=True, in_async=True),
    check=check,
    rewrite=rewrite,
    title="Run the calls together",
    also=("WPS476",),
    examples=[
        Example(
            before="""\
import asyncio


async def fetch(number):
    await asyncio.sleep(0.001)
    return 10 // number


async def fetch_all(numbers):
    return [«await fetch(number)» for number in numbers]
""",
            after="""\
import asyncio


async def fetch(number):
    await asyncio.sleep(0.001)
    return 10 // number


async def fetch_all(numbers):
    return await asyncio.gather(*(fetch(number) for number in numbers))
""",
            workload=lambda n: (range(1, n + 1),),
            same=[([1, 2, 3],), ([],), ([0],), ([5, 0, "a"],)],
        ),
        Example(
            before="""\
from asyncio import sleep


async def fetch(sku, log):
    log.append(sku)
    await sleep(0.001)
    return 100 // len(sku)


async def fetch_all(skus, log):
    prices = []
    for sku in skus:
        prices.append(«await fetch(sku, log)»)
    return prices
""",
            after="""\
from asyncio import gather, sleep


async def fetch(sku, log):
    log.append(sku)
    await sleep(0.001)
    return 100 // len(sku)


async def fetch_all(skus, log):
    prices = []
    prices.extend(await gather(*(fetch(sku, log) for sku in skus)))
    return prices
""",
            workload=lambda n: (["a"] * n, []),
            same=[(["a", "bb"], []), ([], []), (["ab", ""], [])],
            differs=[(["a", "", "b"], [])],
        ),
        Example(
            before="""\
import asyncio


async def fetch_price(sku):
    await asyncio.sleep(0.001)
    return len(sku)


async def fetch_prices(skus: list[str]) -> dict[str, int]:
    prices: dict[str, int] = {}
    for sku in skus:
        price = «await fetch_price(sku)»
        prices[sku] = price
    return prices
""",
            after="""\
import asyncio


async def fetch_price(sku):
    await asyncio.sleep(0.001)
    return len(sku)


async def fetch_prices(skus: list[str]) -> dict[str, int]:
    prices: dict[str, int] = {}
    results = await asyncio.gather(*(fetch_price(sku) for sku in skus))
    prices.update(zip(skus, results))
    return prices
""",
            workload=lambda n: (["a" * i for i in range(n)],),
            same=[(["a", "bb", "a"],), ([],), ([1],)],
        ),
        Example(
            before="""\
import aiohttp


async def load(session, url):
    async with session.get(url) as answer:
        return await answer.text()


async def pages(urls):
    found, sizes = [], {}
    async with aiohttp.ClientSession() as session:
        for url in urls:
            page = «await load(session, url)»
            if page:
                found.append(page)
        for url in urls:
            sizes[url] = len(«await load(session, url)»)
        texts = [(part, «await session.get(part)») for part in "abc" * 5]
    return found, sizes, texts
""",
        ),
    ],
    clean=[
        """\
# Each call takes what the one before returned.
async def follow(fetch, urls):
    found = []
    for url in urls:
        found.append(await fetch(url, found))
    return found
""",
        """\
# The loop may end early.
async def first(fetch, urls):
    found = []
    for url in urls:
        found.append(await fetch(url))
        if found[-1]:
            break
    return found
""",
        """\
# The pause between the calls is meant.
import asyncio

async def slowly(fetch, urls):
    found = []
    for url in urls:
        found.append(await fetch(url))
        await asyncio.sleep(1)
    return found
""",
        """\
# The lock lets one call at a time.
async def under_lock(fetch, urls, lock):
    async with lock:
        return [await fetch(url) for url in urls]
""",
        """\
# A stream is read in order.
async def chunks(reader, sizes):
    return [await reader.fetch(size) for size in sizes]
""",
        """\
# One database session takes one query at a time.
async def users(db, keys):
    return [await fetch_user(db, key) for key in keys]
""",
        """\
# An unknown session may be a database's.
async def users(session, keys):
    return [await session.fetch(key) for key in keys]
""",
        """\
# Waiting for one after the other may be what the name says.
async def settle(client, urls):
    return [await client.wait_for(url) for url in urls]
""",
        """\
# How often a `while` goes on hangs on the answers.
async def drain(fetch, urls):
    found = []
    while urls:
        found.append(await fetch(urls.pop()))
    return found
""",
        """\
# They run already.
async def results(tasks):
    return [await task for task in tasks]
""",
        """\
# The same call again and again: a queue, a sensor.
async def samples(sensor, count):
    return [await sensor.fetch() for _ in range(count)]
""",
        """\
# An asynchronous loop gets one item after the other anyway.
async def pages(fetch, urls):
    return [await fetch(url) async for url in urls]
""",
        """\
# More is done than to collect.
async def save_all(fetch, save, urls):
    for url in urls:
        page = await fetch(url)
        save(page)
""",
        """\
# Nothing says that the call really waits.
async def names(format_name, people):
    return [await format_name(person) for person in people]
""",
        """\
# Two awaits in a pass depend on each other.
async def details(fetch, urls):
    return [await fetch(await fetch(url)) for url in urls]
""",
        """\
# One pass.
async def one(fetch, url):
    return [await fetch(each) for each in [url]]
""",
        """\
# The loop runs over what it adds to.
async def crawl(fetch_links, start):
    found = [start]
    for page in found:
        found.extend(await fetch_links(page))
    return found
""",
        """\
# A generator is not run here.
async def lazily(fetch, urls):
    return (await fetch(url) for url in urls)
""",
        """\
# asyncio's own functions wait, or have started already.
import asyncio

async def patiently(tasks):
    return [await asyncio.shield(fetch_url) for fetch_url in tasks]
""",
        """\
# Nobody knows how many calls start at once in nested loops.
async def tables(fetch, groups):
    found = []
    for group in groups:
        for url in group:
            found.append(await fetch(url))
    return found
""",
        """\
# It is kept in an attribute, which others see.
import aiohttp

class Store:
    async def f(self, session: aiohttp.ClientSession, urls):
        found = []
        for url in urls:
            self.last = await session.get(url)
            found.append(self.last)
        return found
""",
    ],
)
