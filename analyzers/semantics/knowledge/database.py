"""DB-API drivers, SQLAlchemy, and stores reached over a network: what connects, what gives a cursor."""

from __future__ import annotations

CURSOR = "dbapi.Cursor"
CONNECTION = "dbapi.Connection"

CONNECTS = {
    "sqlite3.connect": CONNECTION, "sqlite3.dbapi2.connect": CONNECTION, "psycopg.connect": CONNECTION,
    "psycopg2.connect": CONNECTION, "pymysql.connect": CONNECTION, "MySQLdb.connect": CONNECTION,
    "mysql.connector.connect": CONNECTION, "pyodbc.connect": CONNECTION, "cx_Oracle.connect": CONNECTION,
    "oracledb.connect": CONNECTION, "pymssql.connect": CONNECTION, "duckdb.connect": "duckdb.Connection",
    "redis.Redis": "redis.Redis", "redis.StrictRedis": "redis.Redis", "redis.from_url": "redis.Redis",
    "redis.Redis.from_url": "redis.Redis",
    "pymongo.MongoClient": "pymongo.MongoClient", "pymongo.mongo_client.MongoClient": "pymongo.MongoClient",
    "sqlalchemy.create_engine": "sqlalchemy.Engine",
}  # fmt: skip
"""Callables that open a connection, or make a pool of them → what they return."""

SESSIONS = ("sqlalchemy.orm.Session", "sqlalchemy.orm.session.Session", "sqlalchemy.orm.scoped_session",
            "sqlalchemy.ext.asyncio.AsyncSession", "sqlmodel.Session")  # fmt: skip

RETURNS = {
    **CONNECTS,
    "django.db.connection.cursor": CURSOR,
}

METHODS = {
    CONNECTION: {"cursor": CURSOR, "execute": CURSOR, "executemany": CURSOR, "executescript": CURSOR},
    CURSOR: {"fetchall": "list[tuple]", "fetchmany": "list[tuple]"},
    "redis.Redis": {"pipeline": "redis.Pipeline"},
    "sqlalchemy.Engine": {"connect": "sqlalchemy.Connection", "begin": "sqlalchemy.Connection"},
}

ENTERS = {
    CONNECTION: CONNECTION, CURSOR: CURSOR, "sqlalchemy.Connection": "sqlalchemy.Connection",
    **{name: name for name in SESSIONS},
}  # fmt: skip
