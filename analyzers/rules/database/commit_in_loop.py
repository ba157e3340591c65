"""Committing after each row, in a loop.

A commit waits until the database has written everything to the disk. In a loop over rows that wait comes once per
row; one commit after the loop, or after every few thousand rows, waits once for all of them.

**When not to bother**: a pass takes long anyway, or what is done so far must be kept when a later pass fails.
"""

from __future__ import annotations

import ast
import re

from ...semantics.knowledge.database import CONNECTION
from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_NAMES = re.compile(r"(?:.*_)?(?:conn|con|connection|db|session)", re.IGNORECASE)
_WRITES = {"execute", "add", "merge", "delete", "add_all"}
_BATCH = re.compile(r"batch|chunk|page|group|part|block|bulk", re.IGNORECASE)


def check(node: ast.Call, at: Site) -> Match | None:
    statement, loop = at.parent(node), at.loop
    if isinstance(statement, ast.Await):
        statement = at.parent(statement)
    if loop is None:  # cheap
        return None
    if loop.kind != "for" or node.args:
        return None
    if not isinstance(node.func, ast.Attribute) or statement not in loop.body or loop not in at.repeating:
        return None
    session = node.func.value
    kind, name = at.type(session).name, (at.dotted(session) or "").rpartition(".")[2]
    if kind != CONNECTION and _NAMES.fullmatch(name) is None:
        return None
    if _is_batch(loop, at) or not _writes_one(session, loop, at):
        return None
    return Match(node, "waits for the disk in each pass: commit once after the loop, or after many rows")


def _is_batch(loop: Loop, at: Site) -> bool:
    """Does a pass handle many rows: `for batch in …`, `for start in range(0, n, 1000)`?"""
    if any(isinstance(n, ast.Name) and _BATCH.search(n.id) for part in (loop.target, loop.iterable) if part
           for n in ast.walk(part)):  # fmt: skip
        return True
    iterable = loop.iterable
    return at.is_call(iterable, "builtins.range") and len(getattr(iterable, "args", ())) == 3


def _writes_one(session: ast.expr, loop: Loop, at: Site) -> bool:
    """Does a pass store one row by the same session, with no loop of its own, nor care for errors?"""
    writes = False
    for node in loop.walk():
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While, ast.comprehension, ast.Try, ast.With, ast.AsyncWith)):
            return False
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WRITES:
            writes = writes or at.same(node.func.value, session)
    return writes


RULE = Rule(
    slug="commit-in-loop",
    code="SLP756",
    family="database",
    stage="preview",
    triggers=Triggers(calls=frozenset({"commit"}), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
import sqlite3


def store(path, rows):
    prices = sqlite3.connect(path)
    for sku, cents in rows:
        prices.execute("INSERT INTO prices VALUES (?, ?)", (sku, cents))
        «prices.commit()»
    prices.close()
""",
        ),
        Example(
            before="""\
async def rename(self, users, prefixes, names):
    for user, prefix, name in zip(users, prefixes, names):
        user.name = prefix + name
        self.session.add(user)
        self.changed.add(user)
        await «self.session.commit()»


def fill(db, count):
    for number in range(count):
        db.execute("INSERT INTO numbers VALUES (?)", (number,))
        «db.commit()»
""",
        ),
    ],
    clean=[
        """\
# Once for all.
def store(session, users):
    for user in users:
        session.add(user)
    session.commit()
""",
        """\
# What went well is kept when a row fails.
def store(session, users, log):
    for user in users:
        try:
            session.add(user)
            session.commit()
        except ValueError:
            session.rollback()
    for user in users:
        session.add(user)
        session.commit()
        try:
            log(user)
        except ValueError:
            pass
""",
        """\
# Many rows in each pass.
def store(session, batches, users):
    for batch in batches:
        session.add_all(batch)
        session.commit()
    for start in range(0, len(users), 1000):
        session.add_all(users[start : start + 1000])
        session.commit()
    for team in users:
        for user in team:
            session.add(user)
        session.commit()
""",
        """\
# Now and then.
def store(session, users):
    for number, user in enumerate(users):
        session.add(user)
        if number % 1000 == 0:
            session.commit()
""",
        """\
# Nothing is stored here: others shall see the progress.
def run(session, statements, progress, other):
    for statement in statements:
        progress.statement = statement
        other.add(statement)
        session.commit()
""",
        """\
# Not a session, as far as the name tells.
def install(packages, pathset):
    for package in packages:
        pathset.add(package)
        pathset.commit()
""",
        """\
# A message.
def store(session, repository, files):
    for file in files:
        session.add(file)
        session.commit(file)
""",
        """\
# The answer is used.
def store(session, users):
    found = []
    for user in users:
        session.add(user)
        found.append(session.commit())
    return found
""",
        """\
# Two databases.
def store(sessions, user):
    for session in (sessions.main, sessions.copy):
        session.add(user)
        session.commit()
""",
        """\
# As long as there is work.
def run(session, queue):
    while queue:
        session.add(queue.pop())
        session.commit()
""",
        """\
# A function.
def store(session, users, commit):
    for user in users:
        session.add(user)
        commit()
""",
    ],
)
