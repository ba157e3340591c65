"""Opening a database connection in each pass of a loop.

To connect takes several round trips to the server (and to open a SQLite file takes system calls, and reading the
schema): more than most queries. A client object of redis or MongoDB, or an SQLAlchemy engine, brings a pool of
connections with it, which is lost with it. One that is made before the loop serves all passes.

**When not to bother**: each pass takes long anyway.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.database import CONNECTS
from ...semantics.questions.repeats import depends_on_pass
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.loop
    if loop is None:  # cheap
        return None
    if loop.kind == "while" or at.qualified(node.func) not in CONNECTS or loop not in at.repeating:
        return None
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    if any(depends_on_pass(value, loop) for value in values):
        return None  # each to another database
    if any(isinstance(inner, (ast.Break, ast.Return)) for inner in loop.walk()):
        return None  # until a try succeeds
    return Match(node, "connects anew in each pass: open one connection before the loop")


RULE = Rule(
    slug="connect-in-loop",
    code="SLP758",
    family="database",
    stage="preview",
    triggers=Triggers(calls=frozenset(name.rpartition(".")[2] for name in CONNECTS), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import sqlite3

import redis


def store(path, rows):
    for row in rows:
        with «sqlite3.connect(path)» as connection:
            connection.execute("INSERT INTO prices VALUES (?, ?)", row)


def read(keys, host):
    return [«redis.Redis(host=host)».get(key) for key in keys]
""",
        ),
    ],
    clean=[
        """\
# One connection.
import sqlite3

def store(path, rows):
    with sqlite3.connect(path) as connection:
        for row in rows:
            connection.execute("INSERT INTO prices VALUES (?, ?)", row)
""",
        """\
# Each pass reads another file.
import sqlite3

def count(paths):
    return [sqlite3.connect(path).execute("SELECT count(*) FROM prices") for path in paths]
""",
        """\
# Until it succeeds.
import time

import psycopg2

def connect(dsn, log):
    for attempt in range(100):
        try:
            connection = psycopg2.connect(dsn)
        except psycopg2.OperationalError as error:
            log(error)
            time.sleep(attempt)
        else:
            return connection
""",
        """\
# In every pass of an endless loop, after a loss of the connection.
import psycopg2

def listen(dsn, handle):
    while True:
        handle(psycopg2.connect(dsn))
""",
        """\
# Some other connect().
def open_all(signals, handler):
    for signal in signals:
        signal.connect(handler)
""",
        """\
# Two.
import sqlite3

def copies(path):
    for name in ("a", "b"):
        print(name, sqlite3.connect(path))
""",
    ],
)
