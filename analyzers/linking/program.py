"""The files of a program, and what each is told of the others."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Program"]


class Program:
    """Summaries come in, tables go out: `codec.decoded` makes an `Outside` of one."""

    def __init__(self) -> None:
        self._summaries: dict[str, bytes] = {}

    def put(self, path: str, summary: bytes, roots: Iterable[str] = ()) -> None:
        """Add a file, or replace what it says. `path` is absolute or relative to one folder for all, with `/`."""
        self._summaries[path] = summary

    def remove(self, path: str) -> None:
        self._summaries.pop(path, None)

    def link(self) -> dict[str, bytes]:
        """Return the tables that have changed since the last time, by path; b"" where a file is told nothing any more.

        The first time all that are not empty. Costs what the changed summaries reach.
        """
        return {}
