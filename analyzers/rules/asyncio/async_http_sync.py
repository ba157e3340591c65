"""A blocking HTTP request in an `async def`, which stops the whole event loop.

`requests.get(url)` (and `httpx.get`, `urllib.request.urlopen`, the methods of `requests.Session` and `httpx.Client`)
keeps the thread until the answer has arrived. In a coroutine that means: no other task of the event loop runs
meanwhile. An asynchronous client (aiohttp, `httpx.AsyncClient`) lets the others run; `await
asyncio.to_thread(requests.get, url)` makes the request in a thread, and is the smaller change.

Code handed to a thread is not on the event loop, and the rule is silent there.

**When not to bother**: the program has one task only, and nothing else waits on its event loop.

**Why the fix needs review**: other tasks run during the request, and may change what this one has read before it; and
the request runs in another thread, which matters to code that is bound to one (patched in a test, thread-local).
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.questions.blocking import blocks_as, gives_all
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..threads import move_to_thread, thread_safety

_CALLS = kinds_of("http")


def check(node: ast.Call, at: Site) -> Match | None:
    found = blocks_as(at, node, "http")
    if found is None:
        return None
    return Match(
        node,
        f"stops the whole event loop until the answer is there: use {found.instead}, or asyncio.to_thread()",
        thread_safety(node, at) if gives_all(found, node) else None,
        "other tasks run during the request, which is made in another thread",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    move_to_thread(match.node, edit)


RULE = Rule(
    slug="async-http-sync",
    code="SLP302",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=_CALLS, in_async=True),
    check=check,
    rewrite=rewrite,
    title="Make the request in a thread",
    also=("ASYNC210", "ASYNC212"),
    examples=[
        Example(
            before="""\
import asyncio

import requests


async def fetch(url):
    return «requests.get(url, timeout=2)».text


async def fetch_all(urls):
    return await asyncio.gather(*map(fetch, urls))
""",
            after="""\
import asyncio

import requests


async def fetch(url):
    return (await asyncio.to_thread(requests.get, url, timeout=2)).text


async def fetch_all(urls):
    return await asyncio.gather(*map(fetch, urls))
""",
            workload=lambda n: (["nowhere:"] * n,),
            same=[(["nowhere:"],), (["", "b:"],), ([],)],
            needs=("requests",),
        ),
        Example(
            before="""\
from requests import post as send


async def order(sku):
    try:
        answer = «send(f"nowhere:{sku}", json={"sku": sku})»
    except ValueError as error:
        return type(error).__name__
    return answer.status_code
""",
            after="""\
import asyncio

from requests import post as send


async def order(sku):
    try:
        answer = await asyncio.to_thread(send, f"nowhere:{sku}", json={"sku": sku})
    except ValueError as error:
        return type(error).__name__
    return answer.status_code
""",
            workload=lambda n: ("a" * n,),
            same=[("a",), ("",)],
            needs=("requests",),
        ),
        Example(
            before="""\
import urllib.request

import httpx
import requests


class Supplier:
    def __init__(self):
        self.session = requests.Session()

    async def price(self, sku):
        return «self.session.get("https://supplier.example/" + sku)».json()

    async def download(self, url):
        with «urllib.request.urlopen(url)» as answer:
            return answer.read()

    async def order(self, sku):
        with httpx.Client() as client:
            return «client.post("https://supplier.example/" + sku)»

    async def stream(self, url):
        return «requests.get(url, stream=True)»
""",
        ),
    ],
    clean=[
        """\
# Not a coroutine.
import requests

def fetch(url):
    return requests.get(url)
""",
        """\
# Made in a thread.
import asyncio
import requests

async def fetch(url):
    return await asyncio.to_thread(requests.get, url)
""",
        """\
# The lambda runs in a thread.
import asyncio
import requests

async def fetch(url):
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, lambda: requests.get(url))
""",
        """\
# An asynchronous client.
import httpx

async def fetch(url):
    async with httpx.AsyncClient() as client:
        return await client.get(url)
""",
        """\
# What `session` is, is not known: many asynchronous clients have the same methods.
async def fetch(session, url):
    return session.get(url)
""",
        """\
# Making a session makes no request.
import requests

async def make():
    return requests.Session()
""",
        """\
# A dictionary's get.
async def stock(counts: dict, sku):
    return counts.get(sku)
""",
        """\
# Local code of the same name.
import requests

async def fetch(requests, url):
    return requests.get(url)
""",
    ],
)
