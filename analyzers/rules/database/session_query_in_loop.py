"""Fetching one object in each pass of a loop through an SQLAlchemy session, by a key that the loop runs over.

`for key in keys: session.get(User, key)` sends one query per pass, each with a round trip to the database.
`session.scalars(select(User).where(User.id.in_(keys)))` fetches all of them in one query.

**When not to bother**: the loop makes a few passes only, or most of the objects are in the session already, where
`get()` finds them without a query.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...semantics.knowledge.database import SESSIONS
from ...semantics.loops import Loop
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers

_WRITES = {"add", "merge", "delete", "commit", "flush", "rollback"}
_ONE = {"first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none", "get"}
_LOCKS = {"with_for_update", "with_row_locks"}


def check(node: ast.Call, at: Site) -> Match | None:
    loop = at.loop
    if loop is None:  # cheap
        return None
    if loop.target is None:
        return None
    if not at.imports("sqlalchemy", "sqlmodel") or loop not in at.repeating:
        return None
    session = next((part for part in _receivers(node) if _is_session(part, at)), None)
    if session is None or _changes(session, loop, at) or loop.is_async:
        return None
    own = {name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)}
    used = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in loop.bound]
    if len(used) != 1 or used[0].id not in own or not _is_key(used[0], node, at):
        return None
    return Match(node, "sends a query in each pass: one query before the loop, with in_(), fetches all of them")


def _receivers(call: ast.Call) -> Iterator[ast.expr]:
    node: ast.expr = call
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
        yield node


def _is_session(node: ast.expr, at: Site) -> bool:
    if at.type(node).name in SESSIONS:
        return True
    return (at.dotted(node) or "").rpartition(".")[2] in ("session", "db_session") and not at.type(node).known


def _changes(session: ast.expr, loop: Loop, at: Site) -> bool:
    """Does a pass write by the same session, so that the next one may read what this one wrote?"""
    return any(
        isinstance(node, ast.Attribute)
        and (node.attr in _LOCKS or (node.attr in _WRITES and at.same(node.value, session)))
        for node in loop.walk()
    )


def _is_key(name: ast.Name, call: ast.Call, at: Site) -> bool:
    """`session.get(User, key)`, `where(User.id == key.value)`, `filter_by(id=key)`: does it ask by that key alone?"""
    value: ast.AST = name
    while isinstance(at.parent(value), ast.Attribute):
        value = at.parent(value)
    around = at.parent(value)
    if isinstance(around, ast.keyword):
        return _method(at.parent(around)) == "filter_by" and _method(call) in _ONE - {"get"}
    if isinstance(around, ast.Compare):
        return len(around.ops) == 1 and isinstance(around.ops[0], ast.Eq) and _method(call) in _ONE - {"get"}
    of_query = isinstance(getattr(call.func, "value", None), ast.Call)  # session.query(User).get(key)
    return around is call and _method(call) == "get" and len(call.args) == (1 if of_query else 2)


def _method(call: ast.AST) -> str:
    return getattr(getattr(call, "func", None), "attr", "")


RULE = Rule(
    slug="session-query-in-loop",
    code="SLP759",
    family="database",
    stage="stable",
    triggers=Triggers(calls=frozenset(_ONE), in_loop=True),
    check=check,
    examples=[
        Example(
            before="""\
from sqlalchemy import select
from sqlalchemy.orm import Session
from shop.models import User


def names(session: Session, keys):
    return [«session.get(User, key)».name for key in keys]


def find(db, rows):
    found = {}
    for row in rows:
        found[row.id] = «db.session.query(User).filter_by(name=row.name).one_or_none()»
        user = «db.session.scalar(select(User).where(User.mail == row.mail))»
        if user is not None:
            found[row.id] = user
        found[row.id] = «db.session.query(User).get(row.id)»
        db.found.add(row.id)
    return found
""",
        ),
    ],
    clean=[
        """\
# One query.
from sqlalchemy import select
from shop.models import User

def names(session, keys):
    return [user.name for user in session.scalars(select(User).where(User.id.in_(keys)))]
""",
        """\
# A pass may read what the one before wrote.
import sqlalchemy
from shop.models import User

def add(session, names):
    for name in names:
        if session.query(User).filter_by(name=name).first() is None:
            session.add(User(name=name))
""",
        """\
# Left as soon as one is found.
import sqlalchemy
from shop.models import User

def first(session, keys):
    for key in keys:
        return session.get(User, key)
""",
        """\
# Locks row by row.
import sqlalchemy
from shop.models import User

def lock(session, keys):
    for key in keys:
        print(session.query(User).filter_by(id=key).with_for_update().one())
""",
        """\
# A query by two things.
import sqlalchemy
from shop.models import User

def find(session, pairs):
    return [session.query(User).filter_by(name=name, mail=mail).first() for name, mail in pairs]
""",
        """\
# What is looked up is made in the pass.
import sqlalchemy
from shop.models import User

def find(session, rows, parse):
    for row in rows:
        key = parse(row)
        print(session.get(User, key))
""",
        """\
# A condition that in_() does not say.
from sqlalchemy import select
from shop.models import User

def older(session, ages):
    print([session.scalar(select(User).where(User.age > age)) for age in ages])
    print([session.scalar(select(User).where(User.low == age == User.high)) for age in ages])
    return [session.scalar(select(User).limit(age)) for age in ages]
""",
        """\
# Settings, and answers of a web session.
import sqlalchemy

def read(session: dict, request, keys):
    return [session.get(key, 0) for key in keys], [request.session.get(key) for key in keys]
""",
        """\
# Not SQLAlchemy.
def read(session, keys, model):
    return [session.get(model, key) for key in keys]
""",
        """\
# Many rows for each.
import sqlalchemy
from shop.models import User

def find(session, teams):
    found = []
    for team in teams:
        found += session.query(User).filter_by(team=team).get(3, name=4)
        first(session)
    return found

def first(session):
    return session
""",
        """\
# A key that is computed, an option, and what no query takes.
import sqlalchemy
from shop.models import User

def find(session, parse, keys):
    for key in keys:
        print(session.get(User, parse(key)))
    for key in keys:
        print(session.query(User).execution_options(tag=key).first())
        print(session.query(User).filter(User.team == key).get(3))
    return [session.query(User).first(key) for key in keys]
""",
        """\
# Until there is none.
import sqlalchemy
from shop.models import User

def free(session, name):
    while session.query(User).filter_by(name=name).first():
        name += "x"
    return name
""",
        """\
# Asynchronous.
import sqlalchemy
from shop.models import User

async def names(session, keys):
    async for key in keys:
        print(session.get(User, key))
""",
    ],
)
