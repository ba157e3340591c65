"""Running over an answer that arrives bit by bit, with a synchronous client, in an `async def`.

`for chunk in answer.iter_content(…)` of requests, `for page in paginator.paginate(…)` of boto3, `for line in
process.stdout` and `for message in pubsub.listen()` wait for the network or another process in every pass. In a
coroutine each of these waits stops the whole event loop, although nothing in the loop looks like waiting. Use an
asynchronous client and `async for`, or move the whole loop to `asyncio.to_thread()`.

**When not to bother**: the program has one task only, and nothing else waits on its event loop.
"""

from __future__ import annotations

import ast

from ...semantics.questions.blocking import waits_in_passes
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.For, at: Site) -> Match | None:
    if not waits_in_passes(at, node.iter):
        return None
    return Match(
        node.iter,
        "stops the whole event loop in every pass, until more has arrived: use an asynchronous client and `async for`",
    )


RULE = Rule(
    slug="async-stream-sync",
    code="SLP325",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(nodes=(ast.For,), in_async=True),
    check=check,
    examples=[
        Example(
            before="""\
import subprocess

import boto3
import redis
import requests


async def download(url, file):
    answer = await fetch(url)
    with requests.Session() as session:
        request = requests.Request("GET", url).prepare()
    for chunk in «(await opened(session, request)).iter_content(1024)»:
        file.write(chunk)


async def opened(session, request) -> requests.Response:
    ...


async def keys(bucket):
    paginator = boto3.client("s3").get_paginator("list_objects_v2")
    for page in «paginator.paginate(Bucket=bucket)»:
        print(page)


async def lines(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    for line in «process.stdout»:
        print(line)


async def messages():
    pubsub = redis.Redis().pubsub()
    for message in «pubsub.listen()»:
        print(message)
""",
        ),
    ],
    clean=[
        """\
# Not a coroutine.
import subprocess

def lines(command):
    for line in subprocess.Popen(command, stdout=subprocess.PIPE).stdout:
        print(line)
""",
        """\
# An asynchronous client.
import redis.asyncio

async def messages():
    async for message in redis.asyncio.Redis().pubsub().listen():
        print(message)
""",
        """\
# What `answer` is, is not known.
async def download(answer, file):
    for chunk in answer.iter_content(1024):
        file.write(chunk)
""",
        """\
# All has arrived.
import requests

async def each(answer: requests.Response):
    for entry in answer.json():
        print(entry)
""",
    ],
)
