"""Reading or writing files in an `async def`, which holds up the event loop while the disk works.

`open(path).read()`, `path.write_text(…)` and `path.unlink()` keep the thread until the operating system is done. On a
local disk with the file in its cache that takes less time than to hand the call to a thread, and the plain call is the
faster one. On a network file system, a slow or sleeping disk, or with a large file, no other task of the event loop
runs for as long as it takes: then `await asyncio.to_thread(path.read_bytes)` lets the others run. Best put several
calls into one function, and that into a thread.

**When not to bother**: small files on a local disk, which is most of them. That is why the rule is off unless asked
for.

**Why the fix needs review**: other tasks run meanwhile, and may change what this one has read before it.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.knowledge.costs import TRIVIAL
from ...semantics.questions.blocking import blocks_as, is_path_method
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..threads import move_to_thread, thread_safety


def check(node: ast.Call, at: Site) -> Match | None:
    if blocks_as(at, node, "file") is None and not is_path_method(at, node):
        return None
    if at.qualified(node.func) in TRIVIAL:
        return None  # the hop takes longer
    # What these return is read later, on the event loop.
    later = getattr(node.func, "attr", getattr(node.func, "id", "")) in _LATER
    return Match(
        node,
        "holds up the event loop while the disk works: for slow disks and large files use asyncio.to_thread()",
        None if later else thread_safety(node, at),
        "other tasks run meanwhile, and may change what this one relies on",
    )


_LATER = ("open", "walk", "scandir", "iterdir", "glob", "rglob", "iglob")


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    move_to_thread(match.node, edit)


RULE = Rule(
    slug="async-file-io",
    code="SLP312",
    family="asyncio",
    stage="preview",
    gains="latency",
    severity="info",
    triggers=Triggers(calls=kinds_of("file"), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Ask the disk in a thread",
    also=("ASYNC230", "ASYNC231", "ASYNC240"),
    examples=[
        Example(
            before="""\
from pathlib import Path


async def load(name):
    path = Path(name)
    if not «path.exists()»:
        return None
    return «path.read_text(encoding="utf-8")»
""",
            after="""\
import asyncio
from pathlib import Path


async def load(name):
    path = Path(name)
    if not await asyncio.to_thread(path.exists):
        return None
    return await asyncio.to_thread(path.read_text, encoding="utf-8")
""",
            workload=lambda n: ("no such file",),
            same=[("no such file",), (".",)],
        ),
        Example(
            before="""\
import os


async def forget(path, copy):
    «os.remove(path)»
    «copy.unlink()»
    with «open(path)» as file:
        return «file.read()»
""",
        ),
    ],
    clean=[
        """\
# A look at the disk takes less than the hop to a thread.
import os


async def f(path):
    return os.path.exists(path)
""",
        """\
# Not a coroutine.
def load(path):
    with open(path) as file:
        return file.read()
""",
        """\
# In a thread.
import asyncio
from pathlib import Path

async def load(path: Path):
    return await asyncio.to_thread(path.read_text)
""",
        """\
# An asynchronous path.
async def load(path):
    return await path.read_text() if await path.is_file() else ""
""",
        """\
# An answer's text.
async def load(answer):
    return answer.read()
""",
        """\
# In memory.
import io

async def text(data):
    return io.StringIO(data).read()
""",
    ],
)
