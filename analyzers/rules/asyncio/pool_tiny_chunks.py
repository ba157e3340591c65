"""Sending items to worker processes one at a time.

`ProcessPoolExecutor.map(f, items)` and `Pool.imap(f, items)` put each item into a message of its own, send it to a
process, and send the result back the same way. For a function that takes microseconds that way costs many times the
work. With `chunksize=100` a message carries a hundred items, with the same results in the same order. (`Pool.map()`
makes chunks by itself, and threads need no messages.)

The rule reports functions of the module whose body is a few plain expressions.

**When not to bother**: there are a few items, or each takes milliseconds; or the results are wanted one by one, as they
come: a chunk comes all at once.
"""

from __future__ import annotations

import ast

from ...semantics.questions.concurrency import sends_one_by_one
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    if not sends_one_by_one(at, node):
        return None
    return Match(
        node,
        "sends each item to a process in a message of its own: chunksize= puts many into one",
    )


RULE = Rule(
    slug="pool-tiny-chunks",
    code="SLP323",
    family="asyncio",
    stage="stable",
    triggers=Triggers(calls=frozenset({"map", "imap", "imap_unordered"})),
    check=check,
    examples=[
        Example(
            before="""\
from concurrent.futures import ProcessPoolExecutor


def square(number):
    return number * number


def squares(pool: ProcessPoolExecutor, numbers):
    return list(«pool.map(square, numbers)»)
""",
        ),
        Example(
            before="""\
import multiprocessing


def last_word(line):
    words = line.split()
    return words[-1] if words else ""


def count(lines):
    with multiprocessing.Pool() as pool:
        return sum(word == "yes" for word in «pool.imap(last_word, lines)»)
""",
        ),
    ],
    clean=[
        """\
# Chunks are asked for.
from concurrent.futures import ProcessPoolExecutor

def square(number):
    return number * number

def squares(pool: ProcessPoolExecutor, numbers):
    return list(pool.map(square, numbers, chunksize=1000))
""",
        """\
# Threads need no messages.
from concurrent.futures import ThreadPoolExecutor

def square(number):
    return number * number

def squares(pool: ThreadPoolExecutor, numbers):
    return list(pool.map(square, numbers))
""",
        """\
# The work may take long.
from concurrent.futures import ProcessPoolExecutor

def work(number):
    return compute(number)

def total(number):
    return sum(i * i for i in range(number))

def all_of(pool: ProcessPoolExecutor, numbers, other):
    return list(pool.map(work, numbers)), list(pool.map(total, numbers)), list(pool.map(other, numbers))
""",
        """\
# The builtin.
def square(number):
    return number * number

def squares(numbers):
    return list(map(square, numbers))
""",
        """\
# A few.
from concurrent.futures import ProcessPoolExecutor

def square(number):
    return number * number

def squares(pool: ProcessPoolExecutor):
    return list(pool.map(square, (1, 2, 3)))
""",
        """\
# Makes chunks by itself.
import multiprocessing

def square(number):
    return number * number

def squares(pool: multiprocessing.Pool, numbers):
    return pool.map(square, numbers)
""",
    ],
)
