"""The log of all that was sent and came back, for a person to read: one JSON line for each question."""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Iterator
from typing import Any

from .failures import UnusableSettings
from .places import state_folder

__all__ = ["append", "entries", "log_file"]

_MOST_BYTES = 16 << 20
"""Then the log is put aside as `log.1.jsonl`, in place of the one before."""


def log_file() -> str:
    return os.path.join(state_folder(), "log.jsonl")


def append(entry: dict[str, Any]) -> None:
    """Write an entry down. Raises UnusableSettings: what cannot be logged is not sent."""
    path = log_file()
    line = json.dumps({"when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **entry}) + "\n"
    try:
        os.makedirs(os.path.dirname(path), mode=stat.S_IRWXU, exist_ok=True)
        if os.path.exists(path) and os.path.getsize(path) > _MOST_BYTES:
            os.replace(path, path.removesuffix(".jsonl") + ".1.jsonl")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, stat.S_IRUSR | stat.S_IWUSR)
        try:
            os.write(descriptor, line.encode())  # at once: lines of several processes stay whole
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UnusableSettings(
            f"{path}: cannot be written ({error.strerror}); nothing is sent that is not logged"
        ) from None


def entries() -> Iterator[dict[str, Any]]:
    """Read the log, oldest first; lines that are damaged are passed by."""
    newest = log_file()
    for path in (newest.removesuffix(".jsonl") + ".1.jsonl", newest):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                for line in file:
                    try:
                        entry = json.loads(line)
                    except (ValueError, RecursionError):
                        continue
                    if isinstance(entry, dict):
                        yield entry
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UnusableSettings(f"{path}: cannot be read: {error.strerror}") from None
