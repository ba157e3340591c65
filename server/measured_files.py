"""Hot functions of files that are not open, where they are in those files by now. Imported late: it needs models."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pygls.uris import from_fs_path

from ..analyzers.profiling.overlay import overlay
from ..analyzers.source import SourceError
from ..analyzers.source.encoding import decode
from ..analyzers.source.positions import split_lines
from .spots import FUNCTIONS_FROM, Spot, spots_of_functions

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from ..analyzers.profiling.measured import Run
    from .convert import Columns
    from .index import FileFindings
    from .profiles import Profiles

__all__ = ["LARGEST_FILE", "MeasuredFile", "MeasuredFiles"]

LARGEST_FILE = 4_000_000
"""Bytes of a measured file that is still read to see where its functions are now."""


class MeasuredFile(NamedTuple):
    """A file with hot functions."""

    run: Run
    name: str
    """As the run has it."""
    findings: Sequence[Finding]
    """What is known to be slow there."""
    digest: str
    """Of what is known."""


class _Read(NamedTuple):
    run: Run
    digest: str
    stamp: tuple[int, int] | None
    spots: list[Spot]


class MeasuredFiles:
    """Keeps what was read of a file as long as neither the file nor its project's run changes."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._read: dict[str, _Read] = {}

    def hot(
        self, profiles: Profiles, is_open: Callable[[str], bool], known: Callable[[str], FileFindings | None]
    ) -> dict[str, MeasuredFile]:
        """The files, by path, in which the latest runs found hot functions, and which are not open.

        `known` tells what the index knows of a file, by its URI.
        """
        found: dict[str, MeasuredFile] = {}
        for root in profiles.roots():
            run = profiles.latest(root)
            if run is None or run.unit == "bytes":
                continue
            for name in {function.path for function in run.functions if run.share(function.own) >= FUNCTIONS_FROM}:
                path = os.path.join(root, *name.split("/"))
                uri = from_fs_path(path)
                if uri is not None and not is_open(uri):
                    file = known(uri)
                    found[path] = MeasuredFile(run, name, file.findings if file else (), file.digest if file else "")
        return found

    def outdated(self, wanted: Mapping[str, MeasuredFile]) -> dict[str, MeasuredFile]:
        """Those files that have to be read, again or for the first time; what others hold is forgotten."""
        for path in self._read.keys() - wanted.keys():
            del self._read[path]
        return {
            path: file
            for path, file in wanted.items()
            if (known := self._read.get(path)) is None
            or (known.run, known.digest, known.stamp) != (file.run, file.digest, _stamp(path))
        }

    def read(self, files: Mapping[str, MeasuredFile]) -> None:
        """Read files and find their hot functions: milliseconds for each 1,000 lines, so call it in a thread."""
        for path, file in files.items():
            # Before the file is read, so that a change in between shows at the next look.
            stamp = _stamp(path)
            self._read[path] = _Read(file.run, file.digest, stamp, _spots(path, file, self._columns))

    def spots(self) -> list[Spot]:
        """The hot functions of the files that were read, in no order."""
        return [spot for read in list(self._read.values()) for spot in read.spots]


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def _spots(path: str, file: MeasuredFile, columns: Columns) -> list[Spot]:
    """None of a file that has gone, cannot be read or is no Python any longer."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > LARGEST_FILE:
            return []
        with open(path, "rb") as stream:
            text = decode(stream.read())[0]
    except (OSError, ValueError, SourceError):
        return []
    placed = overlay(file.run, file.name, text)
    if placed is None:
        return []
    uri, lines = from_fs_path(path) or "", split_lines(text)
    return list(spots_of_functions(placed, file.findings, uri, lines, columns))
