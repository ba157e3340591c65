"""Handing work to a pool and waiting for it before the next is handed over, in a loop.

`pool.submit(f, x).result()` in a loop, and `pool.apply(f, (x,))`, wait for each piece of work before they start the
next: one worker is busy at any time, the others are idle, and every piece costs the way to the pool on top. Submit all
first and collect afterwards, or leave that to `pool.map(f, xs)`.

**When not to bother**: each piece of work needs the result of the one before; or the pool is there for isolation, or
for a timeout, and not for speed.

**Why the fix needs review**: all pieces of work are handed over at once, and run side by side. When one
fails, others have begun, and may be done.
"""

from __future__ import annotations

import ast

from ...semantics.questions.concurrency import handed_and_awaited, maps, stands_alone
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    found = handed_and_awaited(at, node)
    if found is None:
        return None
    loop = at.repeated_in
    if loop is None or not stands_alone(node, loop):
        return None
    return Match(
        node,
        "waits for each piece of work before the next is started: hand over all first, as pool.map() does",
        "review" if maps(loop, node, found.argument) else None,
        "the pieces of work run side by side, and when one fails others have begun",
        {"whole": loop.container, "pool": found.pool, "function": found.function, "items": loop.iterable},
    )


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(
        match.nodes["whole"],
        "list({pool}.map({function}, {items}))",
        pool=match.nodes["pool"],
        function=match.nodes["function"],
        items=match.nodes["items"],
    )


RULE = Rule(
    slug="pool-submit-then-result",
    code="SLP315",
    family="asyncio",
    stage="stable",
    triggers=Triggers(calls=frozenset({"result", "get", "apply"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use pool.map()",
    examples=[
        Example(
            before="""\
import time
from concurrent.futures import ThreadPoolExecutor


def load(number):
    time.sleep(0.001)
    return 10 // number


def load_all(numbers):
    with ThreadPoolExecutor(8) as pool:
        return [«pool.submit(load, number).result()» for number in numbers]
""",
            after="""\
import time
from concurrent.futures import ThreadPoolExecutor


def load(number):
    time.sleep(0.001)
    return 10 // number


def load_all(numbers):
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(load, numbers))
""",
            workload=lambda n: (range(1, n + 1),),
            same=[([1, 2, 3],), ([],), ([1, 0],)],
        ),
        Example(
            before="""\
import time
from concurrent import futures


def size(entry):
    time.sleep(0.001)
    return len(entry)


executor = futures.ThreadPoolExecutor(max_workers=4)


def largest(entries):
    return max([«executor.submit(size, entry).result()» for entry in entries])
""",
            after="""\
import time
from concurrent import futures


def size(entry):
    time.sleep(0.001)
    return len(entry)


executor = futures.ThreadPoolExecutor(max_workers=4)


def largest(entries):
    return max(list(executor.map(size, entries)))
""",
            workload=lambda n: (["a" * i for i in range(n + 1)],),
            same=[(["a", "bb"],), ([],), ([1, "b"],)],
        ),
        Example(
            before="""\
from multiprocessing import Pool


def total(measure, files, pool: Pool):
    found = 0
    for file in files:
        found += «pool.apply(measure, (file,))»
        found += «pool.apply_async(measure, (file,)).get()»
    return found
""",
        ),
    ],
    clean=[
        """\
# No loop.
from concurrent.futures import ThreadPoolExecutor

def once(pool: ThreadPoolExecutor, f, x):
    return pool.submit(f, x).result()
""",
        """\
# All are handed over first.
from concurrent.futures import ThreadPoolExecutor

def each(pool: ThreadPoolExecutor, f, xs):
    futures = [pool.submit(f, x) for x in xs]
    return [future.result() for future in futures]
""",
        """\
# Each step needs the one before.
from concurrent.futures import ThreadPoolExecutor

def steps(pool: ThreadPoolExecutor, f, state, xs):
    for x in xs:
        state = pool.submit(f, state, x).result()
    return state
""",
        """\
# What `pool` is, is not known.
def each(pool, f, xs):
    return [pool.submit(f, x).result() for x in xs]
""",
        """\
# A few.
from concurrent.futures import ThreadPoolExecutor

def both(pool: ThreadPoolExecutor, f):
    return [pool.submit(f, x).result() for x in ("a", "b")]
""",
    ],
)
