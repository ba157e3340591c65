"""Results kept between runs: bytes by key, in one SQLite file that looks after itself.

A key is made of everything that a result depends on (`key_of`), so an entry is never out of date: it is only no longer
asked for, and goes when the file reaches its limit. Values are data in the callers' own format, and are never
unpickled: who can write the file must not be able to do more than spoil results.

The file is a rollback database, not a write-ahead log, and is never synced: docs/decisions/0038 says why.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..cache_folder import ENVIRONMENT, cache_folder
from ..plugins import identity as plugins_identity
from ..version import VERSION

if TYPE_CHECKING:
    import sqlite3
    from types import TracebackType

__all__ = [
    "ENVIRONMENT",
    "LIMIT",
    "CacheInfo",
    "ResultsCache",
    "cache_folder",
    "code_identity",
    "key_of",
    "results_file",
]

LIMIT = 256 * 2**20
"""Bytes on disk from which the entries go that were not used for the longest time."""

SCHEMA = 1
"""Part of the file's name: two versions of Slowspot that store differently do not meet in one file."""

APPLICATION = 0x536C7370
"""SQLite's `application_id` of our files ("Slsp"): another program's database is left alone."""

WAIT_SECONDS = 2.0
"""How long another process may hold the file, once per run; then the run goes on without."""

PENDING_ENTRIES = 256
PENDING_BYTES = 2**20
"""So much is written in one transaction: a commit costs about as much as 40 entries."""

USED_AGAIN_HOURS = 24
"""An entry's last use is noted again after so long: a run that finds all it asks for writes nothing."""

KEPT_PART = 0.75
"""Of the limit, when entries have to go: so that they do not go at each write from then on."""

CHECK_BYTES = 16

_FOLDERS = ("analyzers", "models", "cli/analysis")
"""Of the package: where the code is that makes results."""

Result = TypeVar("Result")


def key_of(*parts: str | bytes) -> bytes:
    """Make a key of all that a result depends on: what it is, `code_identity()`, settings, the text itself."""
    digest = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        # With its length: ("ab", "c") is not ("a", "bc").
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.digest()


def code_identity() -> str:
    """Name the code that makes results: our version, Python's and the plugins', and the state of our own files.

    Of an installed copy that is what its installer has recorded of their contents (two builds may have one number), so
    that CI jobs share entries. A working copy changes with each save, which costs a look at each file: 5 ms.
    """
    version = "{}-py{}.{}".format(VERSION, *sys.version_info) + plugins_identity()
    package = Path(__file__).resolve().parents[2]
    digest = blake2b(digest_size=10)
    if {"site-packages", "dist-packages"} & set(package.parts):
        for line in _recorded(package):
            digest.update(line)
        return f"{version}+{digest.hexdigest()}"
    for folder in _FOLDERS:
        for path, names, files in os.walk(package / folder):
            names[:] = sorted(name for name in names if name != "__pycache__")
            for name in sorted(files):
                if name.endswith((".py", ".json")):
                    status = os.stat(os.path.join(path, name))
                    digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return f"{version}+{digest.hexdigest()}"


def _recorded(package: Path) -> list[bytes]:
    """Lines of name, digest and size for each file of an installed package; none where the installer wrote none."""
    try:
        data = (package.parent / f"{package.name}-{VERSION}.dist-info" / "RECORD").read_bytes()
    except OSError:
        return []
    ours = tuple(f"{package.name}/{folder}/".encode() for folder in _FOLDERS)
    # What was compiled has no digest there, and differs from machine to machine.
    return sorted(line for line in data.splitlines() if line.startswith(ours) and not line.endswith(b",,"))


def results_file(folder: str) -> str:
    """The file in a cache folder that `ResultsCache` keeps."""
    return os.path.join(os.path.abspath(folder), f"results-{SCHEMA}.sqlite3")


class CacheInfo(NamedTuple):
    """What a cache holds."""

    path: str
    entries: int
    bytes: int
    """On disk."""
    limit: int


class ResultsCache:
    """Bytes by key, for one thread. Several processes may use one file at once.

    Nothing here raises for the sake of the disk: what cannot be read was never stored, what cannot be written is
    dropped, a damaged file is begun anew; `problem` says what was wrong first. Entries are checked when they are read,
    against a digest of key and value: an entry that another program or a failing disk has changed is a miss.

    After a fork each process opens the file for itself.
    """

    def __init__(self, path: str | None = None, *, limit: int = LIMIT, clock: Callable[[], float] = time.time) -> None:
        """`path` is the file; by default the one in the user's cache. Nothing is opened before the first use."""
        self.path = results_file(cache_folder()) if path is None else os.path.abspath(path)
        self.limit = limit
        self.problem = ""
        """What kept the cache from being used in full, in words; "" where all is well."""
        self.hits = self.misses = 0
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._forsaken: list[sqlite3.Connection] = []
        """Opened by the process that this one was forked from; closing them here is not ours to do."""
        self._off = self._read_only = self._healed = False
        self._pending: dict[bytes, bytes] = {}
        self._pending_bytes = 0
        self._used_again: set[int] = set()

    # -- use

    def get(self, key: bytes) -> bytes | None:
        """Return the value of a key, or None. 15 µs."""
        return self.get_many((key,)).get(key)

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values of those keys that are known."""
        asked = list(dict.fromkeys(keys))
        found = {key: self._pending[key] for key in asked if key in self._pending}
        rest = [key for key in asked if key not in found]
        for start in range(0, len(rest), 500):
            part = rest[start : start + 500]
            found.update(self._attempt(lambda connection, part=part: self._read(connection, part)) or {})
        self.hits += len(found)
        self.misses += len(asked) - len(found)
        return found

    def put(self, key: bytes, value: bytes) -> None:
        """Store a value. It reaches the disk with others, at the latest by `flush` or `close`."""
        if self._off or self._read_only:
            return
        if len(value) > self.limit // 8:
            return  # it would drive out too many others
        self._pending_bytes += len(value) - len(self._pending.get(key, b""))
        self._pending[key] = value
        if len(self._pending) >= PENDING_ENTRIES or self._pending_bytes >= PENDING_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        pending, used = self._pending, self._used_again
        self._pending, self._pending_bytes, self._used_again = {}, 0, set()
        if not (pending or used) or self._read_only:
            return
        now = self._hours()
        rows = [(_id(key), now, _check(key, value) + value) for key, value in pending.items()]
        again = [(now, number) for number in used]
        self._attempt(lambda connection: self._write(connection, rows, again), writes=True)

    def close(self) -> None:
        """Write what waits and let the file go. It may be used again."""
        self.flush()
        self._disconnect()

    def __enter__(self) -> ResultsCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- housekeeping

    def info(self) -> CacheInfo:
        """Count what is there. Reads the whole file's index."""
        self.flush()
        count = 0
        if os.path.exists(self.path):
            row = self._attempt(lambda connection: connection.execute("SELECT count(*) FROM entries").fetchone())
            count = int(row[0]) if row else 0
        return CacheInfo(self.path, count, _size(self.path), self.limit)

    def clear(self) -> bool:
        """Remove all entries by removing the file; returns whether it is gone. `problem` says why it is not.

        The database of another program stays.
        """
        self._pending.clear()
        self._pending_bytes = 0
        self._used_again.clear()
        self._disconnect()
        if _is_foreign(self.path):
            self.problem = f"{self.path} is the database of another program"
            return False
        if not self._remove():
            return False
        self._off = self._read_only = self._healed = False
        self.problem = ""
        return True

    # -- the file

    def _attempt(self, work: Callable[[sqlite3.Connection], Result], *, writes: bool = False) -> Result | None:
        """Do something with the file; None where that fails, for good or until the file was made anew."""
        if self._off:
            return None
        try:
            # Late: 10 ms, and a Python may have been built without it.
            import sqlite3
        except ImportError as error:
            self._give_up(f"this Python has no SQLite: {error}")
            return None
        for again in (True, False):
            try:
                return work(self._connected())
            except sqlite3.DatabaseError as error:
                # "no such table", "no such column": as good as damaged.
                if isinstance(error, sqlite3.OperationalError) and not str(error).startswith("no such"):
                    self._operational(error, writes)
                    break
                # Damaged, or no database at all.
                self._disconnect()
                if again and not self._healed:
                    self._healed = True
                    self.problem = self.problem or f"{self.path} was damaged ({error}) and has been begun anew"
                    if self._remove():
                        continue
                self._give_up(f"{self.path} is damaged: {error}")
            except _ForeignError as error:
                self._disconnect()
                self._give_up(str(error))
            except OSError as error:
                self._give_up(f"{self.path} cannot be used: {error.strerror or error}")
            break
        return None

    def _operational(self, error: sqlite3.OperationalError, writes: bool) -> None:
        """Draw the consequence of a file that is whole but cannot be used as wished."""
        said = str(error)
        if "locked" in said or not writes or self._connection is None:
            self._disconnect()
            self._give_up(f"{self.path} cannot be used: {said}")
            return
        # Read-only, or no space left: what is there can still be read.
        with suppress(Exception):  # there may be no transaction any longer
            self._connection.execute("ROLLBACK")
        self._read_only = True
        self.problem = self.problem or f"{self.path} cannot be written: {said}"

    def _give_up(self, problem: str) -> None:
        self._off = True
        self.problem = problem
        self._pending.clear()

    def _connected(self) -> sqlite3.Connection:
        if self._connection is not None:
            if self._process == os.getpid():
                return self._connection
            self._forsaken.append(self._connection)
            self._connection = None
        # Late: as in `_attempt`.
        import sqlite3

        existed = os.path.exists(self.path)
        if not existed:
            _make_folder(os.path.dirname(self.path))
        connection = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        self._connection, self._process = connection, os.getpid()
        self._prepare(connection)
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -2000")  # 2 MB: entries are read once
        connection.execute(f"PRAGMA max_page_count = {max(self.limit // 4096, 64)}")
        if _number(connection, "application_id") == APPLICATION:
            return
        if _number(connection, "page_count") and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise _ForeignError(f"{self.path} is the database of another program")
        # Two processes may be here at once: the second one waits, and finds the table.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL)"
        )
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("COMMIT")

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None and self._process == os.getpid():
            with suppress(Exception):  # a damaged file may fail here once more
                connection.close()

    def _remove(self) -> bool:
        """Delete the file. Who has it open in another process goes on with it unseen, and loses nothing but entries."""
        try:
            for path in (self.path, f"{self.path}-journal"):
                with suppress(FileNotFoundError):
                    os.unlink(path)
        except OSError as error:
            self.problem = f"{self.path} cannot be removed: {error.strerror or error}"
            return False
        return True

    # -- entries

    def _read(self, connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        by_id = {_id(key): key for key in keys}
        marks = ",".join("?" * len(by_id))
        rows = connection.execute(f"SELECT id, used, value FROM entries WHERE id IN ({marks})", tuple(by_id)).fetchall()
        found: dict[bytes, bytes] = {}
        old = self._hours() - USED_AGAIN_HOURS
        for number, used, stored in rows:
            key = by_id[number]
            value = stored[CHECK_BYTES:] if isinstance(stored, bytes) else b""
            if not isinstance(stored, bytes) or stored[:CHECK_BYTES] != _check(key, value):
                continue  # damaged, or another key with the same 63 bits
            found[key] = value
            if used <= old:
                self._used_again.add(number)
        return found

    def _write(
        self, connection: sqlite3.Connection, rows: Sequence[tuple[int, int, bytes]], again: Sequence[tuple[int, int]]
    ) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._make_room(connection, sum(len(row[2]) for row in rows))
            connection.executemany("INSERT OR REPLACE INTO entries (id, used, value) VALUES (?, ?, ?)", rows)
            connection.executemany("UPDATE entries SET used = ? WHERE id = ?", again)
        except BaseException:
            with suppress(Exception):  # a full disk has ended the transaction already
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _make_room(self, connection: sqlite3.Connection, wanted: int) -> None:
        """Drop the entries that were not used for the longest time where the file would outgrow its limit."""
        page = _number(connection, "page_size")
        taken = (_number(connection, "page_count") - _number(connection, "freelist_count")) * page
        # Pages are never quite full, and the tree above them takes some.
        if taken + 1.2 * wanted + 16 * page <= self.limit:
            return
        excess = taken + 1.2 * wanted - KEPT_PART * self.limit
        gone: list[tuple[int]] = []
        for number, size in connection.execute("SELECT id, length(value) FROM entries ORDER BY used").fetchall():
            if excess <= 0:
                break
            gone.append((number,))
            excess -= size + 16
        connection.executemany("DELETE FROM entries WHERE id = ?", gone)

    def _hours(self) -> int:
        return int(self._clock() // 3600)


class _ForeignError(Exception):
    """The file belongs to another program."""


def _id(key: bytes) -> int:
    """The row of a key: SQLite finds rows by number without an index. That it is the right one is in the check."""
    return int.from_bytes(key[:8], "little") >> 1


def _check(key: bytes, value: bytes) -> bytes:
    return blake2b(value, digest_size=CHECK_BYTES, key=key).digest()


def _make_folder(path: str) -> None:
    """Make the cache's folder. A new one is told to git, for it may lie in a repository."""
    if not os.path.isdir(path):
        os.makedirs(path, mode=0o700, exist_ok=True)
        with suppress(OSError), open(os.path.join(path, ".gitignore"), "x", encoding="utf-8") as file:
            file.write("# Made by slowspot: results that are kept between runs.\n*\n")


def _is_foreign(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            header = file.read(72)
    except OSError:
        return False
    return header.startswith(b"SQLite format 3\0") and header[68:72] != APPLICATION.to_bytes(4, "big")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
