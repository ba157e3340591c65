"""The store of a project's runs: one file each, below `.slowspot/`."""

from __future__ import annotations

import os
import re
import stat
import tempfile
import time
from contextlib import suppress

from .measured import Run
from .stored import SCHEMA, RunInfo, StoreError, run_of, stored, summary_of

__all__ = ["FOLDER", "KEPT", "RunInfo", "Store", "StoreError", "is_run_file", "load_run", "root_of"]

FOLDER = ".slowspot"
KEPT = 20
"""Runs that are kept; an older one goes when a new one comes."""

_MARKERS = ("pyproject.toml", "slowspot.toml", ".git")
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_NUMBERED = re.compile(r"(.*)-(\d{1,6})")
_MOST_DAMAGED = 5
"""Files that are tried in vain before a usable run: an editor that opens somebody's folder waits for it."""
_FORGOTTEN = 3600.0
"""Seconds after which what a killed process left half written is removed."""


def root_of(path: str) -> str:
    """The folder whose store a file or folder belongs to.

    It is the nearest one, from there upwards, with a `.slowspot`; else with a pyproject.toml, slowspot.toml or .git;
    else the folder itself. What lies above a repository (a store in the home folder, say) has nothing to do with it.
    """
    start = os.path.abspath(path)
    if not os.path.isdir(start):
        start = os.path.dirname(start)
    marked: str | None = None
    folder = start
    while True:
        if os.path.isdir(os.path.join(folder, FOLDER)):
            return folder
        if marked is None and any(os.path.exists(os.path.join(folder, name)) for name in _MARKERS):
            marked = folder
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return marked or start
        folder = above


class Store:
    """Runs of the project at `root`. Nothing is written before the first `add`; several processes may use it at once.

    A file that cannot be used is told in `damaged` by the method that met it, and does not stand in others' way.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)
        self.damaged: list[StoreError] = []
        """What the last `runs` or `load` could not read."""
        self._folder = os.path.join(self.root, FOLDER)
        self._runs = os.path.join(self._folder, "runs")
        self._latest = os.path.join(self._folder, "latest")

    def path_of(self, run_id: str) -> str:
        """The file of a run."""
        return os.path.join(self._runs, f"{run_id}.json")

    def new_id(self) -> str:
        """An id for a run that ends now, which sorts after those in the store."""
        now = time.strftime("%Y%m%d-%H%M%S-1", time.gmtime())
        newest = next(iter(self._ids()), "")
        return now if not newest or _order(now) > _order(newest) else _next(newest)

    def add(self, run: Run) -> None:
        """Keep a run, under another id where its own is taken, and drop the oldest beyond the last 20.

        Raises StoreError where the folder cannot be written; nothing is left half written.
        """
        if not _ID.fullmatch(run.id):
            raise ValueError(f"{run.id!r} is no id of a run")
        temporary: str | None = None
        reserved: str | None = None
        try:
            self._prepare()
            run.id, reserved = self._reserve(run.id)
            descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self._runs)
            with open(descriptor, "wb") as file:
                file.write(stored(run))
            os.replace(temporary, reserved)
            temporary = reserved = None
            descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self._folder)
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(run.id + "\n")
            os.replace(temporary, self._latest)
            temporary = None
        except OSError as error:
            raise StoreError(self._folder, f"cannot be written: {error.strerror or error}") from error
        finally:
            for left in (temporary, reserved):
                if left is not None:
                    with suppress(OSError):
                        os.unlink(left)
        self._forget(keep=run.id)

    def runs(self) -> list[RunInfo]:
        """List the runs, newest first. Reads the first line of each file."""
        self.damaged = []
        found: list[RunInfo] = []
        for name in self._ids():
            try:
                found.append(summary_of(self.path_of(name), name))
            except FileNotFoundError:
                continue  # dropped by another process
            except StoreError as error:
                self.damaged.append(error)
        return found

    def load(self, run_id: str = "latest") -> Run | None:
        """Read a run by its id; `latest` and `previous` are the newest two that can be read. None: there is none.

        Raises StoreError for a file that is damaged or of a newer Slowspot; `latest` and `previous` pass those by,
        as long as there are others.
        """
        self.damaged = []
        if run_id not in ("latest", "previous"):
            if not _ID.fullmatch(run_id):
                return None
            try:
                return run_of(self.path_of(run_id))
            except FileNotFoundError:
                return None
        skip = 1 if run_id == "previous" else 0
        for name in self._ids():
            try:
                run = run_of(self.path_of(name))
            except FileNotFoundError:
                continue
            except StoreError as error:
                self.damaged.append(error)
                if len(self.damaged) == _MOST_DAMAGED:
                    break
                continue
            if not skip:
                return run
            skip -= 1
        if self.damaged:
            raise self.damaged[0]
        return None

    def clear(self) -> int:
        """Remove all runs; return how many. Raises StoreError where that is not permitted."""
        names = self._ids()
        try:
            for name in names:
                with suppress(FileNotFoundError):
                    os.unlink(self.path_of(name))
            with suppress(FileNotFoundError):
                os.unlink(self._latest)
        except OSError as error:
            raise StoreError(self._folder, f"cannot be cleared: {error.strerror or error}") from error
        self._forget()
        return len(names)

    def stamp(self) -> object:
        """What differs whenever the store has changed. Two looks at the disk."""
        return _looks(self._latest), _looks(self._runs)

    def _ids(self) -> list[str]:
        """Ids of all runs, newest first. An empty file is being written."""
        try:
            with os.scandir(self._runs) as entries:
                names = [
                    entry.name[:-5]
                    for entry in entries
                    if entry.name.endswith(".json") and _ID.fullmatch(entry.name[:-5]) and _has_content(entry)
                ]
        except OSError:
            return []
        return sorted(names, key=_order, reverse=True)

    def _prepare(self) -> None:
        os.makedirs(self._runs, exist_ok=True)
        with suppress(FileExistsError), open(os.path.join(self._folder, ".gitignore"), "x", encoding="utf-8") as file:
            file.write("# Made by slowspot: what was measured on this machine.\n*\n")

    def _reserve(self, run_id: str) -> tuple[str, str]:
        """Make an empty file under the id or, where it is taken, the next that is free."""
        # A number of the same second that was dropped is not given again: it would sort before those that are there.
        same = [name for name in self._ids() if _order(name)[0] == _order(run_id)[0]]
        if same and _order(same[0]) >= _order(run_id):
            run_id = _next(same[0])
        for _ in range(10_000):
            path = self.path_of(run_id)
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
            except FileExistsError:
                run_id = _next(run_id)
            else:
                return run_id, path
        raise FileExistsError(f"no id is free after {run_id}")

    def _forget(self, keep: str = "") -> None:
        """Drop the oldest runs, and what killed processes left."""
        for name in self._ids()[KEPT:]:
            if name != keep:
                with suppress(OSError):
                    os.unlink(self.path_of(name))
        old = time.time() - _FORGOTTEN
        for folder in (self._folder, self._runs):
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    with suppress(OSError):
                        status = entry.stat(follow_symlinks=False)
                        left = entry.name.endswith(".tmp") or (entry.name.endswith(".json") and not status.st_size)
                        if left and status.st_mtime < old:
                            os.unlink(entry.path)


def load_run(path: str) -> Run:
    """Read a file of a store, wherever it lies. Raises StoreError, FileNotFoundError."""
    return run_of(path)


def is_run_file(path: str) -> bool:
    """Tell by the first bytes whether a file is a run as the store has it, of this version or another."""
    start = f'{{"schema":"{SCHEMA.rpartition("/")[0]}/'.encode()
    try:
        with open(path, "rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False


def _next(run_id: str) -> str:
    match = _NUMBERED.fullmatch(run_id)
    return f"{match[1]}-{int(match[2]) + 1}" if match else f"{run_id}-2"


def _order(run_id: str) -> tuple[str, int]:
    """Sort -10 after -9."""
    match = _NUMBERED.fullmatch(run_id)
    return (match[1], int(match[2])) if match else (run_id, 0)


def _has_content(entry: os.DirEntry[str]) -> bool:
    try:
        status = entry.stat()
    except OSError:
        return False
    return not stat.S_ISREG(status.st_mode) or status.st_size > 0


def _looks(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size
