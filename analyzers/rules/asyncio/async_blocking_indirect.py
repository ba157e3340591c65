"""Calling a function of this module that blocks, in an `async def`: it stops the whole event loop.

That `requests.get(url)` in a coroutine stops all other tasks is easy to see; that `self.load(url)` does so, because
`load` calls `_get` of another module, which makes the request, is not. The whole program is linked, so the way may lead
through any number of calls and files: functions, methods by the types of their objects, properties, decorators, partial
functions and those that are handed over. It is told step by step, and its places are attached to the finding.

Followed is only what certainly runs there and then: no branch of an `if`, no generator, nothing behind an unknown
decorator or a cache, no method that a class below overrides otherwise, and nothing that is handed to an executor or to
`asyncio.to_thread()`. Silent are tests, `main()`, and functions that end something; locks and threads that are joined,
for those are mostly free and done; questions to a person at the terminal; and the tables that an object makes first.

**When not to bother**: the program has one task only, as while it starts or stops.
"""

from __future__ import annotations

import ast
import re

from ...semantics.outside import Effect
from ...semantics.questions.blocking import blocking_call
from ...semantics.questions.effects import blocking_effect, is_run, steps_of, way_of
from ...semantics.questions.places import by_hand, in_test
from ...semantics.site import Site
from ..declaration import Example, Match, Option, Rule, Triggers

FUNCTIONS: Option[tuple[str, ...]] = Option(
    "functions", (), "Full names of functions of other modules that block, such as `shop.client.fetch`."
)
_ENDS = re.compile(r"(?:^|[._])(?:teardown|shutdown|stop|close|aclose|cleanup|__aexit__)$")


def check(node: ast.Call | ast.Attribute, at: Site) -> Match | None:
    if isinstance(at.parent(node), ast.Await) or in_test(at) or by_hand(at) or _ENDS.search(at.qualname):
        return None  # where it runs alone, it keeps nobody waiting
    called = at.called(node)
    if isinstance(node, ast.Attribute):
        if called is None or not called.is_property or (effect := blocking_effect(called)) is None:
            return None
    else:
        effect = blocking_effect(called) if called is not None and is_run(at, node, called) else None
        if effect is not None and not effect.hops and blocking_call(at.facts, node) is not None:
            return None  # it is seen without that
        if effect is not None and called is not None and _opens_database(called.name, effect):
            return None
    if called is None or effect is None:
        assert isinstance(node, ast.Call)
        told = FUNCTIONS.at(at)
        name = at.qualified(node.func) if told else None
        if name not in told:
            return None
        return Match(node, f"stops the whole event loop: {name}() blocks; call it with asyncio.to_thread()")
    return Match(
        node,
        f"stops the whole event loop: {way_of(called, effect)}; await an asynchronous one, or call it with"
        " asyncio.to_thread()",
        related=steps_of(effect),
    )


def _opens_database(name: str, effect: Effect) -> bool:
    """Does an object make its tables when it is made, once: `Cache("cache.db")`?"""
    return name.rpartition(".")[2][:1].isupper() and effect.source.startswith("dbapi.")


RULE = Rule(
    slug="async-blocking-indirect",
    code="SLP304",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(nodes=(ast.Call,), told=True, in_async=True),
    check=check,
    options=(FUNCTIONS,),
    examples=[
        Example(
            before="""\
import asyncio
import time

import requests


def pause():
    time.sleep(0.001)


class Prices:
    def __init__(self, base):
        self.base = base
        self.session = requests.Session()

    def _get(self, sku):
        answer = self.session.get(self.base + sku)
        return answer.json()

    def price(self, sku):
        try:
            return self._get(sku)["price"]
        except KeyError:
            return None

    async def prices(self, skus):
        «pause()»
        return [«self.price(sku)» for sku in skus]


class Shop:
    def __init__(self, base):
        self.stock = requests.get(base).json()


async def total(base, skus):
    shop, prices = «Shop(base)», Prices(base)
    first = «prices.price(skus[0])»
    return shop.stock * first + await asyncio.to_thread(prices.price, skus[1])
""",
        ),
        Example(
            before="""\
import asyncio
import time


def load(number):
    time.sleep(0.001)
    return number


async def one(number):
    return «load(number)»


async def main(numbers):
    return await asyncio.gather(*map(one, numbers))
""",
            after="""\
import asyncio
import time


def load(number):
    time.sleep(0.001)
    return number


async def one(number):
    return await asyncio.to_thread(load, number)


async def main(numbers):
    return await asyncio.gather(*map(one, numbers))
""",
            workload=lambda n: (range(n),),
            same=[([1, 2],), ([],)],
        ),
    ],
    clean=[
        """\
# The function runs in a thread, or by an executor.
import asyncio
import requests

def load(url):
    return requests.get(url)

async def page(url):
    loop = asyncio.get_running_loop()
    first = await asyncio.to_thread(load, url)
    second = await loop.run_in_executor(None, lambda: load(url))
    return first, second
""",
        """\
# Not a coroutine.
import requests

def load(url):
    return requests.get(url)

def page(url):
    return load(url).text
""",
        """\
# The call itself is another rule's.
import requests

async def page(url):
    return requests.get(url)
""",
        """\
# Only sometimes.
import requests

def load(url, cache):
    return cache.get(url) or requests.get(url)

def fetch(url, fresh=False):
    if fresh:
        return requests.get(url)
    return None

async def page(url, cache):
    return load(url, cache), fetch(url)
""",
        """\
# A generator runs later, and elsewhere.
import requests

def pages(urls):
    for url in urls:
        yield requests.get(url)

async def main(urls):
    return pages(urls)
""",
        """\
# What the decorator makes of it is not known.
import requests
from tasks import in_thread

@in_thread
def load(url):
    return requests.get(url)

async def page(url):
    return await load(url)
""",
        """\
# It hands the request to a thread itself.
import asyncio
import requests

def load(url):
    return asyncio.get_running_loop().run_in_executor(None, requests.get, url)

def later(url):
    def work():
        return requests.get(url)

    return asyncio.to_thread(work)

async def page(url):
    return await load(url), await later(url)
""",
        """\
# A subclass of this module does it another way.
import requests

class Loader:
    def load(self, url):
        return requests.get(url)

    async def page(self, url):
        return self.load(url)

class Cached(Loader):
    def load(self, url):
        return None
""",
        """\
# A coroutine of its own.
import asyncio

async def load(url):
    await asyncio.sleep(1)

async def page(url):
    return await load(url)
""",
        """\
# A test runs alone.
import time

def pause():
    time.sleep(1)

async def test_page(client):
    pause()
    assert await client.get("/")
""",
        """\
# A lock that is mostly free, and a thread that has mostly ended.
import threading

class Box:
    def __init__(self):
        self.changed = threading.Condition()
        self.letters = []

    def settle(self):
        while not self.letters:
            self.changed.wait()

def end(thread: threading.Thread):
    thread.join()

async def take(box: Box, thread: threading.Thread):
    box.settle()
    end(thread)
""",
    ],
)
