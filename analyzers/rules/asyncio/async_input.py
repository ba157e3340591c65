"""Waiting for a line from the terminal in an `async def`, which stops the whole event loop.

`input()` keeps the thread until somebody has typed a line, which may take minutes: no other task of the event loop
runs meanwhile, no connection is kept alive and no timeout fires. `await asyncio.to_thread(input)` waits in a thread.

**When not to bother**: the program has one task only, and nothing else waits on its event loop.

**Why the fix needs review**: other tasks run meanwhile, and what they print mixes with the prompt; and Ctrl+C ends the
program only after the line.
"""

from __future__ import annotations

import ast
import io

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.questions.blocking import blocks_as
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..threads import move_to_thread, thread_safety


def check(node: ast.Call, at: Site) -> Match | None:
    if blocks_as(at, node, "input") is None:
        return None
    return Match(
        node,
        "stops the whole event loop until somebody has answered: wait in a thread with asyncio.to_thread()",
        thread_safety(node, at),
        "other tasks run, and print, while the program waits for an answer",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    move_to_thread(match.node, edit)


RULE = Rule(
    slug="async-input",
    code="SLP306",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=kinds_of("input"), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Wait for the answer in a thread",
    also=("ASYNC250",),
    examples=[
        Example(
            before="""\
import asyncio
import sys


async def ask(lines, work):
    sys.stdin = lines
    others = asyncio.gather(*(asyncio.sleep(0.001) for _ in work))
    name = «input("Name: ")»
    await others
    return name
""",
            after="""\
import asyncio
import sys


async def ask(lines, work):
    sys.stdin = lines
    others = asyncio.gather(*(asyncio.sleep(0.001) for _ in work))
    name = await asyncio.to_thread(input, "Name: ")
    await others
    return name
""",
            workload=lambda n: (io.StringIO("Ann\n"), range(n)),
            same=[lambda: (io.StringIO("Ann\n"), [1]), lambda: (io.StringIO("Ann"), []), lambda: (io.StringIO(), [])],
        ),
        Example(
            before="""\
import asyncio
import builtins
import sys


async def chat(lines):
    sys.stdin = lines
    while (line := «builtins.input()») != "quit":
        print(line.upper())


async def main(lines):
    await asyncio.gather(chat(lines), asyncio.sleep(0))
""",
            after="""\
import asyncio
import builtins
import sys


async def chat(lines):
    sys.stdin = lines
    while (line := await asyncio.to_thread(builtins.input)) != "quit":
        print(line.upper())


async def main(lines):
    await asyncio.gather(chat(lines), asyncio.sleep(0))
""",
            workload=lambda n: (io.StringIO("word\n" * n + "quit\n"),),
            same=[lambda: (io.StringIO("a\nquit\n"),), lambda: (io.StringIO("a\n"),)],
        ),
    ],
    clean=[
        """\
# Not a coroutine.
def ask():
    return input("Name: ")
""",
        """\
# Already in a thread.
import asyncio

async def ask():
    return await asyncio.to_thread(input, "Name: ")
""",
        """\
# Some other input.
from forms import input

async def ask():
    return input("Name: ")
""",
        """\
# A method of the same name.
async def ask(terminal):
    return terminal.input("Name: ")
""",
    ],
)
