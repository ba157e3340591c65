"""Runs of `slowspot analyze` with a cache of their own, and the floor: the same files through `ast.parse`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Container, Sequence
from pathlib import Path

from processes import Cost, measure

__all__ = ["PARSE", "Ours", "checked"]

_PARSE = """
import ast, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    ast.parse(path.read_bytes())
"""
PARSE = [sys.executable, "-S", "-E", "-W", "ignore", "-c", _PARSE]
"""Reads and parses every file below a folder in one process, and does nothing else."""

_FINE = (0, 1)
"""Status of a linter that has run: nothing found, something found."""


class Ours:
    """`slowspot analyze` with its cache in a folder of its own."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache

    def forget(self) -> None:
        shutil.rmtree(self.cache, ignore_errors=True)

    def command(self, path: Path, *, jobs: int | None = None) -> list[str]:
        given = ["--quiet", "--cache-dir", str(self.cache), *(["--jobs", str(jobs)] if jobs else [])]
        return [sys.executable, "-m", "slowspot.cli", "analyze", *given, str(path)]


def checked(command: Sequence[str], folder: Path | None = None, fine: Container[int] = _FINE) -> Cost:
    """Run a command to its end. Raises RuntimeError where it failed: a linter that breaks off is quick."""
    cost = measure([*command], folder)
    if cost.status not in fine:
        raise RuntimeError(f"ended with {cost.status}: {' '.join(command)}")
    return cost
