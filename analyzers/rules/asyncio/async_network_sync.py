"""A blocking network call other than HTTP in an `async def`, which stops the whole event loop.

`socket.getaddrinfo(…)`, `smtplib`, `ftplib`, `imaplib`, Paramiko and boto3 keep the thread until the other side has
answered: a name server that does not, for many seconds. No other task of the event loop runs meanwhile. asyncio
resolves names (`loop.getaddrinfo()`) and connects (`asyncio.open_connection()`) itself; for most protocols there is an
asynchronous library (aiosmtplib, asyncssh, aioboto3); and `asyncio.to_thread()` takes any of these calls.

**When not to bother**: the program has one task only, and nothing else waits on its event loop.

**Why the fix needs review**: other tasks run meanwhile, and may change what this one has read before it; and the call
is made in another thread.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.questions.blocking import blocks_as
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..threads import move_to_thread, thread_safety


def check(node: ast.Call, at: Site) -> Match | None:
    found = blocks_as(at, node, "network")
    if found is None:
        return None
    return Match(
        node,
        f"stops the whole event loop until the other side has answered: use {found.instead}, or asyncio.to_thread()",
        # A client's object may be bound to the thread that made it.
        None if found.on_object else thread_safety(node, at),
        "other tasks run meanwhile, and the call is made in another thread",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    move_to_thread(match.node, edit)


RULE = Rule(
    slug="async-network-sync",
    code="SLP308",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=kinds_of("network"), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Make the call in a thread",
    examples=[
        Example(
            before="""\
import asyncio
import socket


async def address(host, port):
    try:
        return «socket.getaddrinfo(host, port)»[0][-1]
    except OSError as error:
        return type(error).__name__


async def addresses(hosts):
    return await asyncio.gather(*(address(host, 80) for host in hosts))
""",
            after="""\
import asyncio
import socket


async def address(host, port):
    try:
        return (await asyncio.to_thread(socket.getaddrinfo, host, port))[0][-1]
    except OSError as error:
        return type(error).__name__


async def addresses(hosts):
    return await asyncio.gather(*(address(host, 80) for host in hosts))
""",
            workload=lambda n: (["127.0.0.1"] * n,),
            same=[(["127.0.0.1"],), ([],), (["256.1.1.1.1"],)],
        ),
        Example(
            before="""\
from socket import gethostbyname


async def resolve(host):
    return «gethostbyname(host)»
""",
            after="""\
import asyncio
from socket import gethostbyname


async def resolve(host):
    return await asyncio.to_thread(gethostbyname, host)
""",
            workload=lambda n: ("127.0.0.1",),
            same=[("127.0.0.1",)],
        ),
        Example(
            before="""\
import smtplib

import boto3


async def send(message, host):
    with smtplib.SMTP(host) as server:
        «server.login("shop", "secret")»
        «server.send_message(message)»


class Files:
    def __init__(self):
        self.s3 = boto3.client("s3")

    async def load(self, key):
        return «self.s3.get_object(Bucket="shop", Key=key)»["Body"]
""",
        ),
    ],
    clean=[
        """\
# Not a coroutine.
import socket

def address(host):
    return socket.gethostbyname(host)
""",
        """\
# The event loop's own.
import asyncio

async def address(host):
    return await asyncio.get_running_loop().getaddrinfo(host, 80)
""",
        """\
# In a thread.
import asyncio
import socket

async def address(host):
    return await asyncio.to_thread(socket.gethostbyname, host)
""",
        """\
# An asynchronous client of the same methods.
import aiosmtplib

async def send(message, host):
    async with aiosmtplib.SMTP(host) as server:
        await server.send_message(message)
""",
        """\
# What `client` is, is not known.
async def load(client, key):
    return client.get_object(Key=key)
""",
    ],
)
