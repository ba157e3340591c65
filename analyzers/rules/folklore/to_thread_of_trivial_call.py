"""A thread for a call that takes microseconds. Call it directly.

Handing a call to a thread and coming back costs far more than looking whether a file exists on a local disk, joining a
path or reading the clock. The event loop is not held up by these; it is by hundreds of hops to a small pool of threads,
which also serves the calls that do take long.

**When not to bother**: the path lies on a network file system, where even a look may take long.

**Why the fix needs review**: other tasks run during the `await`, and code may rely on that.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.costs import TRIVIAL
from ...semantics.site import Site
from ..declaration import AntiExample, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not node.args or not isinstance(at.parent(node), ast.Await):
        return None
    threaded = at.is_call(node, "asyncio.to_thread")
    executed = isinstance(node.func, ast.Attribute) and node.func.attr == "run_in_executor"
    if not threaded and not executed:
        return None
    called = node.args[0] if threaded else (node.args[1] if len(node.args) > 1 else None)
    if called is None or (at.qualified(called) or "") not in TRIVIAL:
        return None
    rest = node.args[1 if threaded else 2 :]
    return Match(
        node,
        f"leave it in the loop: a hop to a thread takes far longer than {ast.unparse(called)}()",
        "review",
        "other tasks do not run at this place any more",
        {"await": at.parent(node), "called": called, "arguments": rest, "keywords": node.keywords},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    arguments = [edit.text(argument) for argument in (*nodes["arguments"], *nodes["keywords"])]
    braces = ", ".join(arguments).replace("{", "{{").replace("}", "}}")
    edit.replace(nodes["await"], f"{{called}}({braces})", called=nodes["called"])


RULE = Rule(
    slug="to-thread-of-trivial-call",
    code="SLP904",
    family="folklore",
    stage="stable",
    severity="info",
    triggers=Triggers(calls=frozenset({"to_thread", "run_in_executor"})),
    check=check,
    rewrite=rewrite,
    title="Call it directly",
    examples=[
        AntiExample(
            before="""\
import asyncio
import os


async def present(paths):
    return [path for path in paths if await «asyncio.to_thread(os.path.exists, path)»]
""",
            after="""\
import asyncio
import os


async def present(paths):
    return [path for path in paths if os.path.exists(path)]
""",
            workload=lambda n: ([f"/{i}" for i in range(n)],),
            same=[([],), (["/", "/none"],)],
        ),
        AntiExample(
            before="""\
import asyncio
import os.path


async def joined(names, folder):
    loop = asyncio.get_running_loop()
    found = []
    for name in names:
        found.append(await «loop.run_in_executor(None, os.path.join, folder, name)»)
    return found
""",
            after="""\
import asyncio
import os.path


async def joined(names, folder):
    loop = asyncio.get_running_loop()
    found = []
    for name in names:
        found.append(os.path.join(folder, name))
    return found
""",
            workload=lambda n: (["a"] * n, "b"),
            same=[([], ""), (["a", "/b"], "c")],
        ),
    ],
    clean=[
        """\
# These take long.
import asyncio
import os
import shutil


async def f(path, parse, loop):
    await asyncio.to_thread(shutil.rmtree, path)
    await asyncio.to_thread(os.listdir, path)
    await asyncio.to_thread(parse, path)
    await loop.run_in_executor(None, shutil.rmtree, path)
""",
        """\
# It is awaited elsewhere, beside others; nothing is called.
import asyncio
import os


async def f(path, loop):
    await asyncio.gather(asyncio.to_thread(os.path.exists, path), asyncio.sleep(1))
    await asyncio.to_thread()
    await loop.run_in_executor(os.path.exists)
    await loop.run_in_executor()
""",
        """\
# Another to_thread, and run_in_executor as a function.
import os

from shop import run_in_executor, to_thread


async def f(path):
    await to_thread(os.path.exists, path)
    await run_in_executor(None, os.path.exists, path)
""",
    ],
)
