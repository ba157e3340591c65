"""Waiting for another process in an `async def`, which stops the whole event loop.

`subprocess.run(…)`, `os.system(…)` and `process.communicate()` keep the thread until the other process has ended. In a
coroutine that means: no other task of the event loop runs meanwhile, however long the process takes. `await
asyncio.create_subprocess_exec(…)` starts it and lets the others run; `await asyncio.to_thread(subprocess.run, …)` waits
in a thread, and is the smaller change.

**When not to bother**: the program has one task only, and nothing else waits on its event loop.

**Why the fix needs review**: other tasks run while the process does, and may change what this one has read before it;
and it is started from another thread.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.questions.blocking import blocks_as
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers
from ..threads import move_to_thread, thread_safety


def check(node: ast.Call, at: Site) -> Match | None:
    found = blocks_as(at, node, "subprocess")
    if found is None:
        return None
    return Match(
        node,
        f"stops the whole event loop until the process has ended: use {found.instead}, or asyncio.to_thread()",
        thread_safety(node, at),
        "other tasks run meanwhile, and the process is started from another thread",
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    assert isinstance(match.node, ast.Call)
    move_to_thread(match.node, edit)


RULE = Rule(
    slug="async-subprocess",
    code="SLP305",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=kinds_of("subprocess"), in_async=True),
    check=check,
    rewrite=rewrite,
    title="Wait for the process in a thread",
    also=("ASYNC220", "ASYNC221", "ASYNC222"),
    examples=[
        Example(
            before="""\
import asyncio
import subprocess
import sys


async def version(module):
    answer = «subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True)»
    return answer.returncode


async def versions(modules):
    return await asyncio.gather(*map(version, modules))
""",
            after="""\
import asyncio
import subprocess
import sys


async def version(module):
    answer = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", f"import {module}"], capture_output=True)
    return answer.returncode


async def versions(modules):
    return await asyncio.gather(*map(version, modules))
""",
            workload=lambda n: (["sys"] * max(1, n // 10),),
            same=[(["sys", "no_such_module"],), ([],)],
        ),
        Example(
            before="""\
import asyncio
import sys
from subprocess import PIPE, Popen


async def run(code):
    process = Popen([sys.executable, "-c", code], stdout=PIPE)
    return «process.communicate()»[0]


async def run_all(codes):
    return await asyncio.gather(*map(run, codes))
""",
            after="""\
import asyncio
import sys
from subprocess import PIPE, Popen


async def run(code):
    process = Popen([sys.executable, "-c", code], stdout=PIPE)
    return (await asyncio.to_thread(process.communicate))[0]


async def run_all(codes):
    return await asyncio.gather(*map(run, codes))
""",
            workload=lambda n: (["print(1)"] * max(1, n // 10),),
            same=[(["print(1)"],), ([],)],
        ),
        Example(
            before="""\
import os
import subprocess


async def build(folder):
    with subprocess.Popen(["make"], cwd=folder) as process:
        «process.wait()»
    «os.system("sync")»
    return «subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=folder)».strip()
""",
        ),
    ],
    clean=[
        """\
# Not a coroutine.
import subprocess

def run(command):
    return subprocess.run(command)
""",
        """\
# Run in a thread.
import asyncio
import subprocess

async def run(command):
    return await asyncio.to_thread(subprocess.run, command)
""",
        """\
# asyncio's own processes.
import asyncio

async def run(command):
    process = await asyncio.create_subprocess_exec(*command)
    await process.communicate()
    return await process.wait()
""",
        """\
# Waiting for a thread's event is not waiting for a process.
import threading

async def run(runner):
    event = threading.Event()
    runner.run(event)
    event.wait()
""",
        """\
# What `process` is, is not known.
async def run(process):
    return process.wait()
""",
        """\
# Starting a process does not wait for it.
import subprocess

async def start(command):
    return subprocess.Popen(command)
""",
        """\
# Only looks.
import subprocess

async def is_over(command):
    process = subprocess.Popen(command)
    return process.wait(timeout=0)
""",
    ],
)
