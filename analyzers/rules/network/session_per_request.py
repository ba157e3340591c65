"""Opening an HTTP session, or client, for a single request.

A session (`aiohttp.ClientSession`, `httpx.AsyncClient`, `httpx.Client`, `requests.Session`) keeps connections open,
so that the next request to the same host needs no new TCP and TLS handshake. One that is made for each request gives
that up, and pays for making the pool (and often for reading the certificates) besides. The documentation of each of
these libraries asks for one session per application.

The rule reports a session made anew in each pass of a loop, and one that an `async def` makes for one request that
depends on the function's arguments and goes to one host.

**When not to bother**: the function is called once in a while, or each request goes to another host and shall share
no cookies.

**Why the fix needs review**: requests share connections, cookies and whatever is set on the session; and it is opened
even where the loop makes no pass.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_ASYNC = ("aiohttp.ClientSession", "httpx.AsyncClient")
_SESSIONS = (*_ASYNC, "httpx.Client", "requests.Session", "requests.session")
_REQUESTS = {"get", "post", "put", "patch", "delete", "head", "options", "request", "stream"}


def check(node: ast.Call, at: Site) -> Match | None:
    made = at.qualified(node.func)
    if made not in _SESSIONS:
        return None
    around: Any = at.parent(node)
    statement = at.statement(node)
    if isinstance(around, ast.withitem) and isinstance(around.optional_vars, ast.Name):
        name = around.optional_vars
    elif isinstance(statement, ast.Assign) and statement.value is node and isinstance(statement.targets[0], ast.Name):
        name = statement.targets[0]
    else:
        return None
    requests = [usage.around for usage in at.usages(name) if usage.kind == "method" and usage.detail in _REQUESTS]
    loop = at.loop
    if loop is not None:
        if not requests or not _repeats(loop, node, at) or not _is_private(name, at):
            return None
        simple = isinstance(statement, (ast.With, ast.AsyncWith)) and len(statement.items) == 1
        movable = simple and loop.kind == "for" and len(loop.body) == 1 and not loop.node.orelse
        return Match(
            node,
            "opens a new connection pool in each pass: make one session before the loop",
            "review" if movable and at.parent(statement) is loop.node and not loop.is_async else None,
            "requests share connections and cookies",
            {"loop": loop.node, "with": statement},
        )
    if any(keyword.arg is None for keyword in node.keywords):
        return None
    if made not in _ASYNC or not requests or len(at.usages(name)) != 1 or not _is_asked_again(requests[0], at):
        return None
    return Match(node, "opens a new connection pool for one request: share a session between calls")


def _repeats(loop: Loop, node: ast.Call, at: Site) -> bool:
    """Does each pass make the same session, and is it no new try of the same request?"""
    if loop.kind == "while" or loop not in at.repeating:
        return False
    if any(isinstance(inner, (ast.Return, ast.Break)) for inner in loop.walk()):
        return False
    return all(loop.keeps(value) != "no" for value in _values(node))


def _is_private(name: ast.Name, at: Site) -> bool:
    """Is the session used for nothing but requests: no cookies or headers set on it, not handed on?"""
    return all(usage.kind == "method" and usage.detail in (*_REQUESTS, "close") for usage in at.usages(name))


def _is_asked_again(request: ast.Call, at: Site) -> bool:
    """Does a coroutine function ask one host for what its arguments say, once, whenever it is called?"""
    function = at.function
    if not isinstance(function, ast.AsyncFunctionDef) or _ONCE.match(function.name):
        return False
    for parent in at.parents(request):
        if isinstance(parent, (ast.For, ast.AsyncFor, ast.While, ast.comprehension)):
            return False
        if isinstance(parent, ast.If) and any(_is_session(node) for node in ast.walk(parent.test)):
            return False  # if session is None: …
    address = next((k.value for k in request.keywords if k.arg == "url"), None)
    if address is None:
        position = 1 if isinstance(request.func, ast.Attribute) and request.func.attr in ("request", "stream") else 0
        address = request.args[position] if len(request.args) > position else None
    if address is None or not _has_one_host(address, at):
        return False
    names = (name for value in _values(request) for name in ast.walk(value) if isinstance(name, ast.Name))
    return any(_comes_from_parameter(name, at) for name in names)


_ONCE = re.compile(r"_?(?:main|test|demo|example|setup|startup|start|login|authenticate)(?:_|$)")
_RARE = re.compile(r"//(?:localhost|127\.0\.0\.1)|oauth|token|login", re.IGNORECASE)


def _is_session(node: ast.AST) -> bool:
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name.lower().endswith(("session", "client"))


def _has_one_host(address: ast.expr, at: Site, depth: int = 3) -> bool:
    """Does the address begin with a text or attribute that is the same in each call?"""
    match address:
        case ast.Constant(value=str(text)):
            return "//" in text and _RARE.search(text) is None
        case ast.JoinedStr(values=[first, *_]):
            if any(isinstance(v, ast.Constant) and _RARE.search(str(v.value)) for v in address.values):
                return False
            return _has_one_host(first.value if isinstance(first, ast.FormattedValue) else first, at, depth)
        case ast.BinOp(left=first):
            return _has_one_host(first, at, depth)
        case ast.Attribute(value=ast.Name() as owner):
            return at.own_class(owner) is not None
        case ast.Name():
            if at.owner(address) is None:
                return True  # of the module
            value = at.only_value(address)
            return value is not None and depth > 0 and _has_one_host(value, at, depth - 1)
        case _:
            return False


def _comes_from_parameter(name: ast.Name, at: Site, depth: int = 3) -> bool:
    if not at.is_local(name) or depth == 0:
        return False
    for binding in at.bindings(name):
        if binding.kind == "parameter":
            return at.own_class(name) is None
        if binding.kind == "assign" and isinstance(binding.value, ast.expr):
            inner = (n for n in ast.walk(binding.value) if isinstance(n, ast.Name) and n.id != name.id)
            if any(_comes_from_parameter(other, at, depth - 1) for other in inner):
                return True
    return False


def _values(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def rewrite(match: Match, edit: Rewrite) -> None:
    loop, inner = match.nodes["loop"], match.nodes["with"]
    item = inner.items[0]
    edit.replace(
        loop,
        "{with_} {session} as {name}:\n    for {target} in {items}:\n        {body}",
        with_="async with" if isinstance(inner, ast.AsyncWith) else "with",
        session=item.context_expr,
        name=item.optional_vars.id,
        target=edit.text(loop.target),
        items=loop.iter,
        body=inner.body,
    )


RULE = Rule(
    slug="session-per-request",
    code="SLP701",
    family="network",
    stage="stable",
    severity="info",
    triggers=Triggers(calls=frozenset({"ClientSession", "AsyncClient", "Client", "Session", "session"})),
    check=check,
    rewrite=rewrite,
    title="Make one session for all passes",
    examples=[
        Example(
            before="""\
import requests


def sizes(urls):
    found = []
    for url in urls:
        with «requests.Session()» as session:
            answer = session.get(url, timeout=2)
            found.append(len(answer.text))
    return found
""",
            after="""\
import requests


def sizes(urls):
    found = []
    with requests.Session() as session:
        for url in urls:
            answer = session.get(url, timeout=2)
            found.append(len(answer.text))
    return found
""",
            workload=lambda n: (["nowhere:"] * n,),
            same=[([],), (["nowhere:"],), (["", "b:"],)],
            needs=("requests",),
        ),
        Example(
            before="""\
import aiohttp


async def statuses(urls, proxy=None):
    found = {}
    for url in urls:
        async with «aiohttp.ClientSession(trust_env=True)» as session:
            try:
                async with session.get(url, proxy=proxy) as answer:
                    found[url] = answer.status
            except aiohttp.ClientError as error:
                found[url] = type(error).__name__
    return found
""",
            after="""\
import aiohttp


async def statuses(urls, proxy=None):
    found = {}
    async with aiohttp.ClientSession(trust_env=True) as session:
        for url in urls:
            try:
                async with session.get(url, proxy=proxy) as answer:
                    found[url] = answer.status
            except aiohttp.ClientError as error:
                found[url] = type(error).__name__
    return found
""",
            workload=lambda n: ([f"nowhere{i}:" for i in range(n)],),
            same=[([],), (["nowhere:", ""],), ([1],)],
            needs=("aiohttp",),
        ),
        Example(
            before="""\
import aiohttp
import httpx
import requests


async def fetch_price(sku: str) -> int:
    async with «aiohttp.ClientSession()» as session, session.get("https://supplier.example/" + sku) as answer:
        return int((await answer.json())["cents"])


class Supplier:
    async def order(self, sku, count):
        url = f"{self.base}/orders"
        payload = {"sku": sku, "count": count}
        async with «httpx.AsyncClient(timeout=5)» as client:
            answer = await client.post(url, json=payload)
        return answer.status_code


def sizes(urls):
    found = []
    for url in urls:
        session = «requests.Session()»
        found.append(len(session.get(url).content))
    return found
""",
        ),
    ],
    clean=[
        """\
# One session for all.
import requests

def sizes(urls):
    with requests.Session() as session:
        return [len(session.get(url).content) for url in urls]
""",
        """\
# Each session has cookies of its own.
import requests

def log_in_all(users):
    for user in users:
        with requests.Session() as session:
            session.cookies.update(user.cookies)
            session.post("https://shop.example/login")
""",
        """\
# So has this one.
import aiohttp

async def log_in_all(users):
    for user in users:
        async with aiohttp.ClientSession(cookies=user.cookies) as session:
            await session.post("https://shop.example/login")
""",
        """\
# A new try with a new session.
import requests

def fetch(url):
    for attempt in range(20):
        with requests.Session() as session:
            answer = session.get(url)
            if answer.ok:
                return answer
""",
        """\
# Connects again whenever the connection is lost.
import aiohttp

async def listen(url, handle):
    while True:
        async with aiohttp.ClientSession() as session:
            await handle(await session.get(url))
""",
        """\
# Several requests.
import httpx

async def details(sku):
    async with httpx.AsyncClient() as client:
        first = await client.get("https://shop.example/" + sku)
        return await client.get(first.headers["location"])
""",
        """\
# Several requests, in a loop.
import httpx

async def pages(urls):
    async with httpx.AsyncClient() as client:
        for url in urls:
            print(await client.get("https://shop.example/" + url))
""",
        """\
# Three passes.
import requests

def sizes():
    for name in ("a", "b", "c"):
        with requests.Session() as session:
            print(len(session.get("https://shop.example/" + name).content))
""",
        """\
# Asked once: nothing says that it is called again with something else.
import aiohttp

async def newest_version():
    async with aiohttp.ClientSession() as session:
        async with session.get("https://shop.example/version") as answer:
            return await answer.text()
""",
        """\
# The program's main function.
import httpx

async def main(url):
    async with httpx.AsyncClient() as client:
        print(await client.get("https://shop.example/" + url))
""",
        """\
# Each call may ask another host.
import httpx

async def is_up(url):
    async with httpx.AsyncClient() as client:
        return (await client.get(url)).is_success
""",
        """\
# There is a session to share; this is for when there is none.
import aiohttp

async def fetch(sku, session=None):
    if session is None:
        async with aiohttp.ClientSession() as own:
            return await own.get("https://shop.example/" + sku)
    return await session.get("https://shop.example/" + sku)
""",
        """\
# On the same machine, and for signing in once in a while, a handshake does not matter.
import aiohttp

async def sign_in(name):
    async with aiohttp.ClientSession() as session:
        await session.post(f"http://localhost:8000/{name}")
    async with aiohttp.ClientSession() as session:
        await session.post("https://shop.example/oauth2", data=name)
""",
        """\
# Settings of its own for each call.
import aiohttp

async def fetch(sku, **settings):
    async with aiohttp.ClientSession(**settings) as session:
        return await session.get("https://shop.example/" + sku)
""",
        """\
# Without a request nothing is lost.
import aiohttp

async def make(urls, use):
    for url in urls:
        async with aiohttp.ClientSession() as session:
            await use(session, url)
""",
        """\
# Handed on, for others to use.
import requests

def make():
    session = requests.Session()
    return session
""",
        """\
# requests.get() makes a session for each call, too: in a plain function this is no worse.
import requests

def fetch(sku):
    with requests.Session() as session:
        return session.get("https://shop.example/" + sku)

async def fetch_blocking(sku):
    with requests.Session() as session:
        return session.get("https://shop.example/" + sku)

fetch_later = lambda sku, session=requests.Session(): session.get("https://shop.example/" + sku)
""",
        """\
# Some other Session.
from tables import Session

def rows(names):
    for name in names:
        with Session() as session:
            print(session.get(name))
""",
        """\
# A token is asked for once in a while.
import aiohttp

async def f(name):
    async with aiohttp.ClientSession() as session:
        await session.get(f"https://example.org/{name}/oauth/token")
""",
        """\
# Of this machine; a place without a host.
import aiohttp

async def f(name):
    async with aiohttp.ClientSession() as session:
        await session.get("http://localhost/" + name)

async def g(name):
    async with aiohttp.ClientSession() as session:
        await session.get("/" + name)
""",
    ],
)
