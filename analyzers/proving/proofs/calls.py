"""Recorded calls of functions: made by running a program, kept below `.slowspot/calls/`, replayed by proofs."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..children import ANALYZERS, STARTING
from .proof import Input

__all__ = ["LARGEST", "MOST", "CallStore", "CallStoreError", "Noted", "note_calls"]

SCHEMA = "slowspot.calls/1"
FOLDER = os.path.join(".slowspot", "calls")
MOST = 200
"""Calls that are kept of one function."""
LARGEST = 1_000_000
"""Bytes of the pickled arguments of one call."""
_LARGEST_FILE = 100_000_000


class CallStoreError(Exception):
    """Recorded calls cannot be kept or read; the message says why."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a run gave: pickled arguments in base64, why some calls could not be kept, and how the program ended."""

    calls: tuple[str, ...]
    refused: tuple[str, ...]
    code: int
    """Exit code; negative: the signal that ended it."""


def note_calls(path: str, function: str, program: Sequence[str], python: str) -> Noted:
    """Run a program, with this process's terminal and environment, and note the calls of a function of a file.

    `program` is what stands after `python`. It is not held in a sandbox: it is run as its user would run it. Calls in
    processes that it forks are not noted. Raises OSError where the interpreter does not start.
    """
    with tempfile.TemporaryDirectory(prefix="slowspot-", ignore_cleanup_errors=True) as folder:
        job = {
            "path": os.path.realpath(path), "function": function, "arguments": list(program),
            "result": os.path.join(folder, "calls.jsonl"), "most": MOST, "largest": LARGEST,
        }  # fmt: skip
        name = Path(folder, "job.json")
        name.write_text(json.dumps(job), encoding="utf-8")
        process = subprocess.Popen([python, "-c", STARTING, ANALYZERS, "inside.noting", str(name)])
        while True:
            try:
                code = process.wait()
                break
            except KeyboardInterrupt:  # the program got it, too, and decides
                continue
        calls: dict[int, str] = {}
        refused: list[str] = []
        with suppress(FileNotFoundError), open(job["result"], encoding="utf-8") as lines:
            for line in lines:
                with suppress(ValueError, KeyError):  # the program was ended while it wrote
                    record = json.loads(line)
                    if "refused" in record:
                        refused.append(str(record["refused"]))
                    else:
                        calls[int(record["at"])] = str(record["pickled"])
    return Noted(tuple(calls.values()), tuple(refused), code)


class CallStore:
    """Recorded calls of the project at `root`. The latest recording of a function replaces the one before."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)

    def path_of(self, path: str, function: str) -> str:
        """The file for a function."""
        relative = os.path.relpath(os.path.realpath(path), self._root).replace(os.sep, "/")
        name = blake2b(f"{relative}::{function}".encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
        return os.path.join(self._root, FOLDER, f"{name}.json")

    def keep(self, path: str, function: str, calls: Sequence[str], command: str) -> str:
        """Keep calls; returns the file. Raises CallStoreError."""
        file = self.path_of(path, function)
        record = {"schema": SCHEMA, "path": os.path.relpath(path, self._root), "function": function,
                  "command": command, "calls": list(calls)}  # fmt: skip
        try:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            above = os.path.join(self._root, ".slowspot", ".gitignore")
            with suppress(FileExistsError), open(above, "x", encoding="utf-8") as ignore:
                ignore.write("# Made by slowspot: what was measured on this machine.\n*\n")
            descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=os.path.dirname(file))
            with open(descriptor, "w", encoding="utf-8") as out:
                json.dump(record, out)
            os.replace(temporary, file)
        except OSError as error:
            raise CallStoreError(f"{file}: cannot be written: {error.strerror or error}") from error
        return file

    def load(self, path: str, function: str) -> list[Input]:
        """The recorded calls of a function, [] where there are none. Raises CallStoreError for a damaged file.

        They are pickles: what reads them must be a child process in a sandbox.
        """
        file = self.path_of(path, function)
        try:
            if os.path.getsize(file) > _LARGEST_FILE:
                raise CallStoreError(f"{file}: is too large; remove it, and record again")
            record: Any = json.loads(Path(file).read_text(encoding="utf-8"))
            if record["schema"] != SCHEMA:
                raise CallStoreError(f"{file}: was written by another version; remove it, and record again")
            return [Input("replayed", pickled=str(each)) for each in record["calls"]]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise CallStoreError(f"{file}: cannot be read: {error.strerror or error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise CallStoreError(f"{file}: is damaged; remove it, and record again") from error
