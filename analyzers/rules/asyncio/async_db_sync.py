"""A query by a synchronous database driver in an `async def`, which stops the whole event loop.

`cursor.execute(…)` of sqlite3, psycopg, PyMySQL and the like, the methods of a synchronous `redis.Redis`, of PyMongo's
collections and of SQLAlchemy's `Session` keep the thread until the server has answered. In a coroutine no other task of
the event loop runs meanwhile: every request of the service waits for this one query. Each of these libraries has an
asynchronous sibling (aiosqlite, `psycopg.AsyncConnection`, asyncpg, `redis.asyncio`, `sqlalchemy.ext.asyncio`).

The rule reports objects whose type it knows: from where they were made, or from an annotation.

**When not to bother**: the program has one task only, or the database is a small file that nobody else writes to. In a
web framework that runs plain functions in threads (FastAPI, Starlette), a plain `def` handler is the smaller change.
"""

from __future__ import annotations

import ast

from ...semantics.knowledge.blocking import kinds_of
from ...semantics.questions.blocking import blocks_as
from ...semantics.site import Site
from ..declaration import Example, Match, Rule, Triggers


def check(node: ast.Call, at: Site) -> Match | None:
    found = blocks_as(at, node, "database")
    if found is None:
        return None
    return Match(
        node,
        "stops the whole event loop until the database has answered: "
        f"use {found.instead}, or move the work to asyncio.to_thread()",
    )


RULE = Rule(
    slug="async-db-sync",
    code="SLP307",
    family="asyncio",
    stage="stable",
    gains="latency",
    triggers=Triggers(calls=kinds_of("database"), in_async=True),
    check=check,
    examples=[
        Example(
            before="""\
import sqlite3

import psycopg2
import redis
from pymongo import MongoClient
from sqlalchemy.orm import Session


class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)
        self.cache = redis.Redis()
        self.mongo = MongoClient()

    async def names(self):
        cursor = self.connection.cursor()
        «cursor.execute("SELECT name FROM users")»
        return «cursor.fetchall()»

    async def cached(self, key):
        return «self.cache.get(key)»

    async def find(self, key):
        return «self.mongo.shop["users"].find_one({"_id": key})»


async def orders(address):
    with «psycopg2.connect(address)» as connection, connection.cursor() as cursor:
        «cursor.execute("SELECT * FROM orders")»
        return «cursor.fetchall()»


async def user(db: Session, key: int):
    return «db.query(User).filter(User.id == key).first()»
""",
        ),
    ],
    clean=[
        """\
# Not a coroutine.
import sqlite3

def names(path):
    return sqlite3.connect(path).execute("SELECT name FROM users").fetchall()
""",
        """\
# An asynchronous driver.
import aiosqlite

async def names(path):
    async with aiosqlite.connect(path) as connection:
        cursor = await connection.execute("SELECT name FROM users")
        return await cursor.fetchall()
""",
        """\
# The asynchronous sibling has the same method.
import redis.asyncio as redis

async def cached(key):
    return await redis.Redis().get(key)
""",
        """\
# What is awaited does not block, whatever the annotation says.
import sqlalchemy as sa

async def names(db, session: sa.orm.Session):
    async with db.session_context() as session:
        result = await session.execute("SELECT name FROM users")
        return result.mappings().all()

async def orders(session: sa.orm.Session):
    return (await session.execute("SELECT * FROM orders")).all()
""",
        """\
# What `cursor` is, is not known.
async def names(cursor):
    cursor.execute("SELECT name FROM users")
""",
        """\
# Run in a thread.
import asyncio
import sqlite3

async def names(connection: sqlite3.Connection):
    return await asyncio.to_thread(lambda: connection.execute("SELECT name FROM users").fetchall())
""",
        """\
# A request, which is another rule's.
import requests

async def page(url):
    return requests.get(url)
""",
    ],
)
