"""Executing the same SQL statement for each row, in a loop.

`for row in rows: cursor.execute("INSERT …", row)` hands the driver one row at a time: each costs a call, and with
most database servers a round trip. `cursor.executemany("INSERT …", rows)` hands it all of them.

`executemany()` of psycopg2 is such a loop itself, so nothing is said where that is imported.

**When not to bother**: a few rows.

**Why the fix needs review**: all parameters are made before the first row is stored; and where an error shall concern
one row alone, the loop is right.
"""

from __future__ import annotations

import ast
import re

from ...semantics.knowledge.database import CONNECTION, CURSOR
from ...semantics.questions.repeats import depends_on_pass, used_after
from ...semantics.site import Site
from ..declaration import Example, Match, Rewrite, Rule, Triggers

_WRITES = re.compile(r"\s*(?:insert|update|delete|replace)\s", re.IGNORECASE)
_NAMES = re.compile(r"(?:.*_)?(?:cur|curs|cursor|conn|con|connection|db)", re.IGNORECASE)


def check(node: ast.Call, at: Site) -> Match | None:
    statement, loop = at.parent(node), at.loop
    if loop is None:  # cheap
        return None
    if loop.kind != "for" or loop.is_async or not isinstance(statement, ast.Expr):
        return None
    if len(node.args) != 2 or node.keywords or not isinstance(node.func, ast.Attribute):
        return None
    sql = at.constant(node.args[0])
    if not isinstance(sql, str) or _WRITES.match(sql) is None or loop not in at.repeating:
        return None
    cursor = node.func.value
    kind, name = at.type(cursor).name, (at.dotted(cursor) or "").rpartition(".")[2]
    if kind not in (CURSOR, CONNECTION) and (kind or _NAMES.fullmatch(name) is None):
        return None
    if at.imports("psycopg2"):
        return None  # its executemany() is such a loop itself
    if not depends_on_pass(node.args[1], loop) or loop.node.orelse or _is_used(cursor, node, at):
        return None
    alone = list(loop.body) == [statement] and not used_after(at, loop)
    return Match(
        node,
        "hands the driver one row at a time: executemany() hands it all of them",
        "review" if alone else None,
        "all parameters are made before the first row is stored, and rowcount and lastrowid are not of the last row",
        {"loop": loop.node, "cursor": cursor, "sql": node.args[0], "row": node.args[1]},
    )


def _is_used(cursor: ast.expr, node: ast.Call, at: Site) -> bool:
    """Does a pass ask more of the cursor, such as the key of the new row, or care for errors?"""
    assert at.loop is not None
    for other in at.loop.walk():
        if isinstance(other, ast.Try):
            return True
        if at.same(other, cursor) and at.parent(other) is not node.func:
            return True
    return False


def rewrite(match: Match, edit: Rewrite) -> None:
    nodes = match.nodes
    loop, row = nodes["loop"], nodes["row"]
    rows = "{items}"
    if edit.text(loop.target) != edit.text(row):
        rows = "[{row} for {target} in {items}]"
    edit.replace(
        loop,
        "{cursor}.executemany({sql}, " + rows + ")",
        cursor=nodes["cursor"],
        sql=nodes["sql"],
        items=loop.iter,
        row=row,
        target=edit.text(loop.target),
    )


RULE = Rule(
    slug="execute-in-loop",
    code="SLP755",
    family="database",
    stage="stable",
    triggers=Triggers(calls=frozenset({"execute"}), in_loop=True),
    check=check,
    rewrite=rewrite,
    title="Use executemany()",
    examples=[
        Example(
            before="""\
import sqlite3


def total(rows):
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE prices (sku, cents)")
    for sku, cents in rows:
        «cursor.execute("INSERT INTO prices VALUES (?, ?)", (sku, int(cents)))»
    return cursor.execute("SELECT sum(cents) FROM prices").fetchall()
""",
            after="""\
import sqlite3


def total(rows):
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE prices (sku, cents)")
    cursor.executemany("INSERT INTO prices VALUES (?, ?)", [(sku, int(cents)) for sku, cents in rows])
    return cursor.execute("SELECT sum(cents) FROM prices").fetchall()
""",
            workload=lambda n: ([(f"s{i}", i) for i in range(n)],),
            same=[([],), ([("a", 1), ("b", "2")],), ([("a", "x")],)],
        ),
        Example(
            before="""\
import sqlite3

ADD = "insert into prices values (?, ?)"


def total(rows):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE prices (sku, cents)")
        for row in rows:
            «connection.execute(ADD, row)»
        return connection.execute("SELECT sum(cents) FROM prices").fetchall()
""",
            after="""\
import sqlite3

ADD = "insert into prices values (?, ?)"


def total(rows):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE prices (sku, cents)")
        connection.executemany(ADD, rows)
        return connection.execute("SELECT sum(cents) FROM prices").fetchall()
""",
            workload=lambda n: ([(f"s{i}", i) for i in range(n)],),
            same=[([],), ([("a", 1), ("b", 2)],), ([("a",)],)],
        ),
        Example(
            before="""\
def store(self, events):
    for event in events:
        tag = event.get("tag", "")
        sql = \"\"\"INSERT INTO events (tag, data)
                 VALUES (%s, %s)\"\"\"
        «self.cur.execute(sql, (tag, event["data"]))»
""",
        ),
    ],
    clean=[
        """\
# executemany() of psycopg2 is such a loop itself.
import psycopg2.extras

def store(cursor, rows):
    for row in rows:
        cursor.execute("INSERT INTO prices VALUES (%s, %s)", psycopg2.extras.Json(row))
""",
        """\
# The key of each new row is asked for.
def store(cursor, rows):
    keys = []
    for row in rows:
        cursor.execute("INSERT INTO prices VALUES (?, ?)", row)
        keys.append(cursor.lastrowid)
    return keys
""",
        """\
# An error concerns one row alone.
def store(cursor, rows, log):
    for row in rows:
        try:
            cursor.execute("INSERT INTO prices VALUES (?, ?)", row)
        except ValueError:
            log(row)
""",
        """\
# A question, whose answer is fetched elsewhere.
def ask(cursor, rows, fetch):
    for row in rows:
        cursor.execute("SELECT cents FROM prices WHERE sku = ?", row)
        fetch()
""",
        """\
# Another statement each time.
def store(cursor, statements, row):
    for statement in statements:
        cursor.execute(statement, row)
""",
        """\
# Three rows.
def store(cursor):
    for row in (("a", 1), ("b", 2), ("c", 3)):
        cursor.execute("INSERT INTO prices VALUES (?, ?)", row)
""",
        """\
# What the parameters are is not seen.
def store(cursor, rows, names):
    for row in rows:
        cursor.execute("DELETE FROM prices")
    for name in names:
        cursor.execute("DELETE FROM prices WHERE sku = ?", (name,), timeout=3)
""",
        """\
# The same row each time.
def store(cursor, times, row):
    for number in times:
        cursor.execute("INSERT INTO prices VALUES (?, ?)", row)
""",
        """\
# No cursor, as far as the name tells.
def store(backend, rows):
    for row in rows:
        backend.execute("INSERT INTO prices VALUES (?, ?)", row)
""",
        """\
# Nor by its type.
def store(db: dict, rows):
    for row in rows:
        db.execute("INSERT INTO prices VALUES (?, ?)", row)
""",
        """\
# The answer is used.
def store(cursor, rows, check):
    for row in rows:
        check(cursor.execute("INSERT INTO prices VALUES (?, ?)", row))
""",
        """\
# Asynchronous.
async def store(cursor, rows):
    async for row in rows:
        cursor.execute("INSERT INTO prices VALUES (?, ?)", row)
""",
        """\
# How often it goes on is not known.
def store(cursor, queue):
    while queue:
        row = queue.pop()
        cursor.execute("INSERT INTO prices VALUES (?, ?)", row)
""",
        """\
# More to come at the end.
def store(cursor, rows, done):
    for row in rows:
        cursor.execute("INSERT INTO prices VALUES (?, ?)", row)
    else:
        done()
""",
        """\
# A function, not a cursor.
def store(execute, rows):
    for row in rows:
        execute("INSERT INTO prices VALUES (?, ?)", row)
""",
    ],
)
