"""Making a pool of threads or processes in every pass of a loop.

`ProcessPoolExecutor()` and `multiprocessing.Pool()` start processes, each with an interpreter of its own, and end them
again when the `with` block is left; a thread pool does the same with threads. In a loop that happens n times, and the
end of each block waits for the slowest piece of work while all other workers are idle. Made once before the loop, the
same workers serve all passes.

**When not to bother**: a pass works long enough for the start not to matter, or needs workers of its own (another
number of them, another initializer).
"""

from __future__ import annotations

import ast

from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_MAKE = (
    "concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor", "concurrent.futures.process.ProcessPoolExecutor",
    "multiprocessing.Pool", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool",
    "multiprocessing.Manager",
)  # fmt: skip


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, *_MAKE):
        return None
    loop = at.repeated_in
    # Retrying, or starting anew what has broken, is what a `while` is for.
    if loop is None or loop.kind == "while":
        return None
    if not loop.bound.isdisjoint(name.id for name in ast.walk(node) if isinstance(name, ast.Name)):
        return None
    return Match(node, "starts and ends its workers in every pass: make one pool before the loop")


RULE = Rule(
    slug="pool-per-call",
    code="SLP316",
    family="asyncio",
    stage="stable",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in _MAKE), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
from concurrent.futures import ThreadPoolExecutor


def lengths(groups):
    found = []
    for group in groups:
        with «ThreadPoolExecutor(4)» as pool:
            found.extend(pool.map(len, group))
    return found
""",
            after="""\
from concurrent.futures import ThreadPoolExecutor


def lengths(groups):
    found = []
    with ThreadPoolExecutor(4) as pool:
        for group in groups:
            found.extend(pool.map(len, group))
    return found
""",
            workload=lambda n: ([["a", "bb"]] * n,),
            same=[([["a"], ["bb", "c"]],), ([],)],
        ),
        Example(
            before="""\
import multiprocessing


def squares(groups, square, workers=4):
    return [«multiprocessing.Pool(processes=workers)».map(square, group) for group in groups]
""",
        ),
    ],
    clean=[
        """\
# Once.
from concurrent.futures import ThreadPoolExecutor

def lengths(words):
    with ThreadPoolExecutor() as pool:
        return list(pool.map(len, words))
""",
        """\
# Anew when it has broken.
from concurrent.futures import ProcessPoolExecutor

def keep_up(work):
    while True:
        with ProcessPoolExecutor() as pool:
            work(pool)
""",
        """\
# Each pool is of another size.
from concurrent.futures import ThreadPoolExecutor

def measure(sizes, work):
    for size in sizes:
        with ThreadPoolExecutor(size) as pool:
            work(pool)
""",
        """\
# Some other pool.
from swimming import Pool

def fill(houses):
    return [Pool() for house in houses]
""",
        """\
# A few passes.
from concurrent.futures import ThreadPoolExecutor

def rounds(work):
    for _ in range(3):
        with ThreadPoolExecutor() as pool:
            work(pool)
""",
        """\
# Each has initial work of its own.
from concurrent.futures import ProcessPoolExecutor

def each(parts, work):
    for part in parts:
        with ProcessPoolExecutor(initializer=part.load) as pool:
            work(pool)
""",
    ],
)
