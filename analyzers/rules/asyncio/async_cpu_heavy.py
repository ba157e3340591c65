"""A long computation by a library in an `async def`, which stops the whole event loop.

Hashing a password (`hashlib.pbkdf2_hmac`, `bcrypt.hashpw`) is made to take long; unpacking an archive, copying or
deleting a folder tree, reading a table with pandas and resizing an image take as long as the data is large. Done in a
coroutine, no other task of the event loop runs meanwhile. `await asyncio.to_thread(…)` does it in a thread: these
functions spend their time in C code or in the operating system, and let other threads run.

**When not to bother**: the data is certainly small; or the program has one task only.

**Why the fix needs review**: other tasks run meanwhile, and may change the data; and the work is done in another
thread.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.questions.blocking import blocks_as
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..threads import move_to_thread, thread_safety


def check(node: ast.Call, at: Site) -> Match | None:
    if blocks_as(at, node, "computation") is None:
        return None
    return Match(
        node,
        "stops the whole event loop for as long as the work takes: move it to asyncio.to_thread()",
        thread_safety(node, at),
        "other tasks run meanwhile, and the work is done in another thread",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    move_to_thread(match.node, edit)


RULE = Rule(
    slug="async-cpu-heavy",
    code="SLP311",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=kinds_of("computation"), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Do the work in a thread",
    examples=[
        Example(
            before="""\
import asyncio
import hashlib


async def digest(password, salt):
    return «hashlib.pbkdf2_hmac("sha256", password, salt, 20_000)».hex()


async def digests(passwords):
    return await asyncio.gather(*(digest(password, b"salt") for password in passwords))
""",
            after="""\
import asyncio
import hashlib


async def digest(password, salt):
    return (await asyncio.to_thread(hashlib.pbkdf2_hmac, "sha256", password, salt, 20_000)).hex()


async def digests(passwords):
    return await asyncio.gather(*(digest(password, b"salt") for password in passwords))
""",
            workload=lambda n: ([b"x" * i for i in range(n)],),
            same=[([b"a", b"b"],), ([],), (["no bytes"],)],
        ),
        Example(
            before="""\
import shutil


async def clear(folder):
    «shutil.rmtree(folder, ignore_errors=True)»
    return folder
""",
            after="""\
import asyncio
import shutil


async def clear(folder):
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return folder
""",
            workload=lambda n: ("no such folder",),
            same=[("no such folder",)],
        ),
        Example(
            before="""\
import zipfile

import pandas as pd


async def load(upload, folder):
    with zipfile.ZipFile(upload) as archive:
        «archive.extractall(folder)»
    return «pd.read_csv(folder / "sales.csv")»
""",
        ),
    ],
    clean=[
        """\
# Not a coroutine.
import shutil

def clear(folder):
    shutil.rmtree(folder)
""",
        """\
# In a thread.
import asyncio
import shutil

async def clear(folder):
    await asyncio.to_thread(shutil.rmtree, folder)
""",
        """\
# A quick hash.
import hashlib

async def digest(data: str):
    return hashlib.sha256(data.encode()).hexdigest()
""",
        """\
# What `archive` is, is not known.
async def unpack(archive, folder):
    archive.extractall(folder)
""",
        """\
# The rest of a resized list.
async def scale(image, size):
    return image.resize(size)
""",
    ],
)
