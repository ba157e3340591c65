"""What stops a thread until something outside has happened or a long computation is over: one table per library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = ["ALIASES", "BLOCKS", "ENTERS", "INSIDE", "LONG", "METHODS", "RETURNS", "STREAMS", "kinds_of"]


def _of(owner: str, names: str) -> Iterable[str]:
    return (f"{owner}.{name}" for name in names.split())


_HTTP = "get post put patch delete head options request"
_HTTP_CALLS = [
    *_of("requests", _HTTP),
    *_of("requests.Session", _HTTP + " send"),
    *_of("httpx", _HTTP + " stream"),
    *_of("httpx.Client", _HTTP + " send stream"),
    *_of("urllib.request", "urlopen urlretrieve"),
    *_of("urllib3.PoolManager", "request urlopen"),
    "urllib3.request",
]

_SUBPROCESS = [
    *_of("subprocess", "run call check_call check_output getoutput getstatusoutput"),
    *_of("subprocess.Popen", "wait communicate"),
    *_of("os", "system wait waitpid wait3 wait4"),
]

_INPUT = ["builtins.input", "getpass.getpass", "click.prompt", "click.confirm", "typer.prompt", "typer.confirm"]

_CURSOR = "execute executemany fetchone fetchmany fetchall"
_DRIVERS = ("psycopg2", "psycopg", "pymysql", "MySQLdb", "mysql.connector", "pyodbc", "oracledb", "cx_Oracle")
_DB_API = [
    *(
        f"{module}.connect"
        for module in (
            "psycopg2",
            "psycopg",
            "pymysql",
            "MySQLdb",
            "mysql.connector",
            "pyodbc",
            "oracledb",
            "cx_Oracle",
        )
    ),
    *_of("dbapi.Connection", "execute executemany executescript commit"),
    *_of("dbapi.Cursor", _CURSOR + " executescript"),
    *_of("psycopg2.extras", "execute_values execute_batch"),
]
_SQLALCHEMY = [
    *_of("sqlalchemy.orm.Session", "execute scalar scalars commit flush refresh get merge"),
    *_of("sqlalchemy.orm.Query", "all first one one_or_none scalar count get delete update"),
    *_of("sqlalchemy.Connection", "execute scalar scalars commit"),
    *_of("sqlalchemy.Engine", "connect begin"),
]
_REDIS = _of(
    "redis.Redis",
    "get set setex setnx mget mset getset hget hset hgetall hmget hmset hdel hexists hincrby hkeys hvals delete exists"
    " expire ttl incr decr incrby lpush rpush lpop rpop blpop brpop lrange llen lrem ltrim sadd srem smembers"
    " sismember scard zadd zrange zrem zrangebyscore zscore zcard publish keys scan scan_iter ping flushdb flushall"
    " xadd xread xreadgroup xack eval evalsha",
)
_MONGO = _of(
    "pymongo.Collection",
    "find_one insert_one insert_many update_one update_many replace_one delete_one delete_many count_documents"
    " estimated_document_count distinct bulk_write find_one_and_update find_one_and_delete find_one_and_replace"
    " create_index drop",
)

_NETWORK = [
    *_of("socket", "getaddrinfo gethostbyname gethostbyname_ex gethostbyaddr getnameinfo getfqdn create_connection"),
    "ssl.get_server_certificate",
    *(
        call
        for owner in ("smtplib.SMTP", "smtplib.SMTP_SSL")
        for call in _of(owner, "connect ehlo helo starttls login sendmail send_message quit")
    ),
    *_of("ftplib.FTP", "connect login retrbinary retrlines storbinary storlines nlst cwd quit"),
    *_of("imaplib.IMAP4_SSL", "login select search fetch store logout"),
    *_of("http.client.HTTPConnection", "connect request getresponse"),
    *_of("http.client.HTTPSConnection", "connect request getresponse"),
    *_of("paramiko.SSHClient", "connect exec_command open_sftp"),
    *_of("paramiko.SFTPClient", "get put listdir stat remove"),
    *_of(
        "botocore.client.BaseClient",
        "put_object get_object head_object delete_object delete_objects list_objects list_objects_v2 copy_object"
        " upload_file upload_fileobj download_file download_fileobj put_item get_item query scan update_item"
        " delete_item batch_get_item batch_write_item send_message receive_message delete_message publish invoke"
        " invoke_model converse invoke_agent describe_instances get_secret_value get_parameter assume_role"
        " get_caller_identity start_execution start_query_execution get_query_execution retrieve",
    ),
]

_LOCKS = [
    *(f"threading.{name}.acquire" for name in ("Lock", "RLock", "Semaphore", "BoundedSemaphore")),
    *(f"multiprocessing.{name}.acquire" for name in ("Lock", "RLock", "Semaphore", "BoundedSemaphore")),
    *_of("threading.Event", "wait"),
    *_of("threading.Condition", "wait wait_for acquire"),
    *_of("threading.Barrier", "wait"),
    *_of("multiprocessing.Event", "wait"),
    *(f"queue.{name}.get" for name in ("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue")),
    *(f"queue.{name}.join" for name in ("Queue", "LifoQueue", "PriorityQueue")),
    *(f"multiprocessing.{name}.get" for name in ("Queue", "SimpleQueue", "JoinableQueue")),
    "multiprocessing.JoinableQueue.join",
]

_POOLS = ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor")
_PROCESS_POOLS = ("multiprocessing.Pool", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool")
_RESULTS = [
    *_of("concurrent.futures.Future", "result exception"),
    "concurrent.futures.wait",
    *(f"{pool}.shutdown" for pool in _POOLS),
    *(call for pool in _PROCESS_POOLS for call in _of(pool, "map starmap apply join")),
    *_of("multiprocessing.pool.AsyncResult", "get wait"),
    "threading.Thread.join",
    "multiprocessing.Process.join",
]

_COMPUTATION = [
    *_of("hashlib", "pbkdf2_hmac scrypt"),
    *_of("bcrypt", "hashpw checkpw"),
    *_of("argon2.PasswordHasher", "hash verify"),
    *_of("passlib.context.CryptContext", "hash verify"),
    *_of("werkzeug.security", "generate_password_hash check_password_hash"),
    *_of("django.contrib.auth.hashers", "make_password check_password"),
    *_of("shutil", "copytree rmtree make_archive unpack_archive"),
    *_of("tarfile.TarFile", "extractall"),
    *_of("zipfile.ZipFile", "extractall"),
    *_of("pandas", "read_csv read_excel read_parquet read_json read_sql read_sql_query read_hdf read_feather"),
    *_of("pandas.DataFrame", "to_csv to_excel to_parquet to_sql to_hdf"),
    *_of("polars", "read_csv read_excel read_parquet read_json"),
    *_of("torch", "load"),
    *_of("joblib", "load dump"),
    *_of("PIL.Image.Image", "resize thumbnail save rotate"),
    *_of("librosa", "load"),
    *_of("cv2", "imread imwrite"),
]

_PATH_READS = "read_text read_bytes write_text write_bytes"
_PATH_LOOKS = "exists is_file is_dir is_symlink stat lstat unlink mkdir rmdir rename replace touch iterdir glob rglob"
_FILES = [
    "builtins.open",
    "io.open",
    *_of("file", "read readline readlines write writelines"),
    *_of("pathlib.Path", _PATH_READS),
    *_of("pathlib.Path", _PATH_LOOKS + " open resolve"),
    *_of("shutil", "copy copy2 copyfile copyfileobj move disk_usage"),
    *_of("os", "listdir scandir walk stat remove unlink makedirs mkdir rename replace rmdir removedirs fsync"),
    *_of("os.path", "exists isfile isdir getsize getmtime realpath"),
    *_of("glob", "glob iglob"),
]

_CLIENT = "an asynchronous client (aiohttp, httpx.AsyncClient)"
_DRIVER = "an asynchronous driver"
BLOCKS: Final[dict[str, dict[str, str]]] = {
    "sleep": {"time.sleep": "asyncio.sleep"},
    "http": dict.fromkeys(_HTTP_CALLS, _CLIENT),
    "subprocess": dict.fromkeys(_SUBPROCESS, "asyncio.create_subprocess_exec()"),
    "input": dict.fromkeys(_INPUT, "asyncio.to_thread()"),
    "database": {
        **dict.fromkeys(_DB_API, _DRIVER),
        **dict.fromkeys(_SQLALCHEMY, "sqlalchemy.ext.asyncio"),
        **dict.fromkeys(_REDIS, "redis.asyncio"),
        **dict.fromkeys(_MONGO, "pymongo.AsyncMongoClient"),
    },
    "network": dict.fromkeys(_NETWORK, "an asynchronous library"),
    "lock": dict.fromkeys(_LOCKS, "asyncio's own class"),
    "result": dict.fromkeys(_RESULTS, "asyncio.wrap_future()"),
    "computation": dict.fromkeys(_COMPUTATION, "asyncio.to_thread()"),
    "file": dict.fromkeys(_FILES, "asyncio.to_thread()"),
}
"""Kind of waiting → callable ("module.function", "type.method") → what to use in a coroutine instead."""

LONG: Final[dict[str, str]] = {
    name: instead
    for kind in ("sleep", "http", "subprocess", "input", "database", "network")
    for name, instead in BLOCKS[kind].items()
}
"""What waits for something outside the process, longer than most work takes."""


def kinds_of(*kinds: str) -> frozenset[str]:
    """The last names of what blocks in these ways, as triggers of rules."""
    return frozenset(name.rpartition(".")[2] for kind in kinds for name in BLOCKS[kind])


RETURNS = {
    "sqlite3.connect": "dbapi.Connection",
    **{f"{module}.connect": "dbapi.Connection" for module in _DRIVERS},
    "redis.Redis": "redis.Redis",
    "redis.StrictRedis": "redis.Redis",
    "redis.from_url": "redis.Redis",
    "redis.Redis.from_url": "redis.Redis",
    "redis.StrictRedis.from_url": "redis.Redis",
    "pymongo.MongoClient": "pymongo.MongoClient",
    "sqlalchemy.create_engine": "sqlalchemy.Engine",
    "sqlalchemy.orm.Session": "sqlalchemy.orm.Session",
    "boto3.client": "botocore.client.BaseClient",
    "smtplib.SMTP": "smtplib.SMTP",
    "smtplib.SMTP_SSL": "smtplib.SMTP_SSL",
    "subprocess.Popen": "subprocess.Popen",
    "concurrent.futures.thread.ThreadPoolExecutor": "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor": "concurrent.futures.ProcessPoolExecutor",
    "asyncio.run_coroutine_threadsafe": "concurrent.futures.Future",
    "tarfile.open": "tarfile.TarFile",
    "zipfile.ZipFile": "zipfile.ZipFile",
    "PIL.Image.open": "PIL.Image.Image",
    "threading.Thread": "threading.Thread",
    **{f"concurrent.futures.{name}": f"concurrent.futures.{name}" for name in ("ThreadPoolExecutor", "Future")},
    "concurrent.futures.ProcessPoolExecutor": "concurrent.futures.ProcessPoolExecutor",
    **{f"threading.{name}": f"threading.{name}" for name in ("Lock", "RLock", "Semaphore", "Event", "Condition")},
    **{f"queue.{name}": f"queue.{name}" for name in ("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue")},
    **{f"multiprocessing.{name}": f"multiprocessing.{name}" for name in ("Queue", "SimpleQueue", "Process", "Pool")},
    "multiprocessing.Manager": "multiprocessing.Manager",
}

_SESSION = dict.fromkeys(("query",), "sqlalchemy.orm.Query")
METHODS = {
    "dbapi.Connection": dict.fromkeys(("cursor", "execute", "executemany", "executescript"), "dbapi.Cursor"),
    "dbapi.Cursor": dict.fromkeys(("execute", "executemany"), "dbapi.Cursor"),
    "sqlalchemy.Engine": {"connect": "sqlalchemy.Connection", "begin": "sqlalchemy.Connection"},
    "sqlalchemy.orm.Session": _SESSION,
    "sqlalchemy.orm.Query": {
        name.rpartition(".")[2]: "sqlalchemy.orm.Query"
        for name in _of("", "filter filter_by order_by join outerjoin options limit offset group_by distinct")
    },
    "redis.Redis": {"pubsub": "redis.client.PubSub"},
    "botocore.client.BaseClient": {"get_paginator": "botocore.paginate.Paginator"},
    **{pool: {"submit": "concurrent.futures.Future"} for pool in _POOLS},
    **{
        pool: dict.fromkeys(("apply_async", "map_async", "starmap_async"), "multiprocessing.pool.AsyncResult")
        for pool in _PROCESS_POOLS
    },
    "PIL.Image.Image": dict.fromkeys(("resize", "rotate", "convert", "crop", "copy"), "PIL.Image.Image"),
    "paramiko.SSHClient": {"open_sftp": "paramiko.SFTPClient"},
    "multiprocessing.Manager": {
        "dict": "multiprocessing.managers.DictProxy",
        "list": "multiprocessing.managers.ListProxy",
    },
}

ENTERS = {
    **{name: name for name in METHODS if name.endswith((".Connection", ".Cursor", "Pool", "PoolExecutor", ".Manager"))},
    **{
        name: name
        for name in (
            "sqlalchemy.orm.Session", "smtplib.SMTP", "smtplib.SMTP_SSL", "ftplib.FTP", "paramiko.SSHClient",
            "subprocess.Popen", "tarfile.TarFile", "zipfile.ZipFile", "PIL.Image.Image", "dbapi.Cursor",
            "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool",
        )
    },
}  # fmt: skip

ALIASES = {
    **dict.fromkeys(
        (
            "sqlite3.Connection", "psycopg2.extensions.connection", "psycopg2.connection", "psycopg.Connection",
            "pymysql.Connection", "pymysql.connections.Connection", "pyodbc.Connection",
        ),
        "dbapi.Connection",
    ),
    **dict.fromkeys(
        ("sqlite3.Cursor", "psycopg2.extensions.cursor", "psycopg.Cursor", "pymysql.cursors.Cursor", "pyodbc.Cursor"),
        "dbapi.Cursor",
    ),
    "sqlalchemy.engine.Engine": "sqlalchemy.Engine",
    "sqlalchemy.engine.Connection": "sqlalchemy.Connection",
    "sqlalchemy.orm.session.Session": "sqlalchemy.orm.Session",
    "sqlmodel.Session": "sqlalchemy.orm.Session",
    "redis.client.Redis": "redis.Redis",
    "redis.StrictRedis": "redis.Redis",
    "pymongo.collection.Collection": "pymongo.Collection",
    "pymongo.mongo_client.MongoClient": "pymongo.MongoClient",
    "PIL.Image": "PIL.Image.Image",
    "requests.sessions.Session": "requests.Session",
    "multiprocessing.queues.Queue": "multiprocessing.Queue",
    "concurrent.futures.thread.ThreadPoolExecutor": "concurrent.futures.ThreadPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor": "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures._base.Future": "concurrent.futures.Future",
}  # fmt: skip
"""Where a class is defined → the name that the tables know it by."""

STREAMS = frozenset({
    *_of("requests.Response", "iter_content iter_lines"),
    *_of("httpx.Response", "iter_bytes iter_lines iter_text iter_raw"),
    "botocore.paginate.Paginator.paginate",
    "redis.client.PubSub.listen",
    *_of("subprocess.Popen", "stdout stderr"),
    "kafka.KafkaConsumer",
})  # fmt: skip
"""Methods, attributes and objects of which a pass of a loop waits for what has not arrived yet."""

INSIDE = {"pymongo.MongoClient": "pymongo.Database", "pymongo.Database": "pymongo.Collection"}
"""Type → type of whatever attribute or item of it."""
