"""What a function waits for: calls that stop its thread until something outside has happened, by the tables."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from ..profiling.measured import MeasuredLine
from ..semantics.questions.blocking import blocking_call
from .sources import Function

__all__ = ["ASYNC_LIBRARIES", "Wait", "async_library", "waiting_part", "waits_of"]

_OUTSIDE = ("sleep", "http", "subprocess", "input", "database", "network")
"""Kinds of blocking that are waiting for something outside the process."""

ASYNC_LIBRARIES = {
    "requests": "httpx.AsyncClient or aiohttp",
    "urllib": "httpx.AsyncClient or aiohttp",
    "urllib3": "httpx.AsyncClient or aiohttp",
    "http": "httpx.AsyncClient or aiohttp",
    "httpx": "httpx.AsyncClient",
    "psycopg2": "psycopg 3 (AsyncConnection) or asyncpg",
    "psycopg": "psycopg.AsyncConnection",
    "pymysql": "asyncmy or aiomysql",
    "MySQLdb": "asyncmy or aiomysql",
    "mysql": "mysql.connector.aio",
    "sqlite3": "aiosqlite (a thread, too)",
    "dbapi": "the driver's asynchronous sibling",
    "pyodbc": "aioodbc",
    "oracledb": "oracledb.connect_async",
    "sqlalchemy": "sqlalchemy.ext.asyncio",
    "redis": "redis.asyncio",
    "pymongo": "pymongo.AsyncMongoClient",
    "botocore": "aioboto3",
    "boto3": "aioboto3",
    "paramiko": "asyncssh",
    "smtplib": "aiosmtplib",
    "ftplib": "aioftp",
    "imaplib": "aioimaplib",
    "subprocess": "asyncio.create_subprocess_exec",
    "os": "asyncio.create_subprocess_exec",
    "time": "asyncio.sleep",
    "socket": "asyncio's streams",
}
"""Package that blocks → what does the same without blocking."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that waits."""

    call: ast.Call
    name: str
    """Of the library's function: "requests.get"."""
    kind: str
    line: int
    """From 1."""


def async_library(name: str) -> str:
    """What replaces the library of a blocking function; "" where none is known."""
    return ASYNC_LIBRARIES.get(name.partition(".")[0], "")


def waits_of(function: Function) -> list[Wait]:
    """The calls of a function that wait for something outside, in the order of the text."""
    found: list[Wait] = []
    for node in function.view.walk():
        if isinstance(node, ast.Call) and not isinstance(function.view.parent(node), ast.Await):
            blocking = blocking_call(function.facts, node)
            if blocking is not None and blocking.kind in _OUTSIDE:
                found.append(Wait(node, blocking.name, blocking.kind, function.line_of(node)))
    return sorted(found, key=lambda wait: wait.line)


def waiting_part(function: Function, waits: list[Wait], lines: Mapping[int, MeasuredLine], own: float) -> float:
    """The part of its own time that a function spends in the lines of what waits; lines count from 0 there."""
    if not waits or own <= 0:
        return 0.0
    within: set[int] = set()
    for wait in waits:
        last = (wait.call.end_lineno or wait.call.lineno) - wait.call.lineno
        within |= set(range(wait.line - 1, wait.line + last))
    return min(sum(line.own for number, line in lines.items() if number in within) / own, 1.0)
