"""The recorded runs that a command goes by: those kept beside the files, or the one that `--profile` names."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ...analyzers.project.discovery import display_path
from ...analyzers.project.notes import NoteRecord
from ..errors import UsageError

if TYPE_CHECKING:
    from ...analyzers.profiling.measured import Run
    from ...analyzers.profiling.overlay import Overlay
    from ...analyzers.source import Document

__all__ = ["Recorded", "Recordings", "add_profile_arguments", "ago", "load", "overlay_of", "provide", "said_of"]

_FOLDER = ".slowspot"


class Recorded(NamedTuple):
    """Which run, so that each process finds it."""

    root: str
    """The folder of the project: the paths in the run are relative to it."""
    name: str
    """The run's id in the store there, or the absolute path of a file: a run, or what a profiler wrote."""


def add_profile_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("recorded runs")
    group.add_argument(
        "--profile", metavar="RUN",
        help="go by this run: its id in `slowspot profile list`, or a file of a profiler (default: the latest run)",
    )  # fmt: skip
    group.add_argument("--no-profile", action="store_true", help="go by no recorded run")


def load(recorded: Recorded) -> Run:
    """Read a run, once per process. Raises UsageError."""
    return _provided.get(recorded) or _load(recorded)


_provided: dict[Recorded, Run] = {}


def provide(runs: Mapping[Recorded, Run]) -> None:
    """Have `load` return these, in a process that does not see where they lie, and forget what was provided before."""
    _provided.clear()
    _provided.update(runs)


@lru_cache(maxsize=16)
def _load(recorded: Recorded) -> Run:
    # Late: only where something was recorded.
    from ...analyzers.profiling.store import Store
    from ..profile_runs import named_runs

    runs = named_runs(recorded.name, Store(recorded.root))
    if len(runs) > 1:
        raise UsageError(f"--profile {recorded.name}: these are {len(runs)} runs; findings go by one")
    return runs[0]


def overlay_of(recorded: Recorded, full: str, document: Document) -> Overlay | None:
    """Lay a run over a file; None where the run did not see it."""
    # Late: as above.
    from ...analyzers.profiling.overlay import overlay

    path = os.path.relpath(full, recorded.root).replace(os.sep, "/")
    return overlay(load(recorded), path, document)


class Recordings:
    """Finds the run that a file's findings go by: the latest of the nearest folder with recordings, at or above it."""

    def __init__(self, given: str | None, base: str, *, none: bool = False) -> None:
        """`given` is what `--profile` says. Raises UsageError."""
        if none and given is not None:
            raise UsageError("--profile and --no-profile do not go together")
        self.notes: list[NoteRecord] = []
        """What is wrong with recordings that nobody asked for by name."""
        self._given = given
        self._file = os.path.abspath(given) if given is not None and os.path.isfile(given) else None
        self._base = base
        self._none = none
        self._roots: dict[str, str | None] = {}
        self._runs: dict[str, Recorded | None] = {}

    def of(self, folder: str) -> Recorded | None:
        """The run for files of an absolute folder. Raises UsageError where the one that was asked for is not there."""
        if self._none:
            return None
        root = self._root(folder)
        if root is None:
            if self._given is None:
                return None
            root = folder if self._file is None else self._project(folder)
        if root not in self._runs:
            self._runs[root] = self._choose(root)
        return self._runs[root]

    def runs(self) -> list[Run]:
        """The runs that were found so far."""
        return [load(chosen) for chosen in dict.fromkeys(self._runs.values()) if chosen is not None]

    def _choose(self, root: str) -> Recorded | None:
        if self._given is not None:
            chosen = Recorded(root, self._file or self._given)
            load(chosen)
            return chosen
        # Late: only where something was recorded.
        from ...analyzers.profiling.store import Store

        store = Store(root)
        infos = store.runs()
        broken = [str(error) for error in store.damaged]
        for info in infos:
            if info.unit == "bytes" or info.total <= 0:
                continue  # says nothing of time
            try:
                load(chosen := Recorded(root, info.id))
            except UsageError as error:
                broken.append(str(error))
                continue
            break
        else:
            chosen = None
        place = display_path(os.path.join(root, _FOLDER), self._base)
        self.notes += [NoteRecord(place, "profile", message) for message in broken[:1]]
        return chosen

    def _project(self, folder: str) -> str:
        """The project of a folder in which nothing was recorded: that of the current folder, where it lies in it."""
        # Late: only where something was recorded.
        from ...analyzers.profiling.store import root_of

        here = root_of(self._base)
        return here if f"{folder}{os.sep}".startswith(f"{here.rstrip(os.sep)}{os.sep}") else root_of(folder)

    def _root(self, folder: str) -> str | None:
        """The nearest folder at or above with recordings: one look at each folder on the way."""
        known = self._roots
        if folder not in known:
            parent = os.path.dirname(folder)
            # Not the folder alone: results may be kept in it, with nothing recorded.
            if os.path.isdir(os.path.join(folder, _FOLDER, "runs")):
                known[folder] = folder
            else:
                known[folder] = None if parent == folder else self._root(parent)
        return known[folder]


def said_of(run: Run, now: float | None = None) -> str:
    """Name a run in a few words: `python -m shop` (4.2 s, 2 hours ago)."""
    about: list[str] = []
    if run.unit == "seconds" and run.total:
        about.append(f"{run.total:.3g} s" if run.total < 100 else f"{run.total:,.0f} s")
    elif run.samples:
        about.append(f"{run.samples:,} samples")
    if run.began:
        about.append(ago((time.time() if now is None else now) - run.began))
    return f"{run.command or run.id} ({', '.join([run.tool, *about])})"


def ago(seconds: float) -> str:
    """How long ago, to one figure that matters: "2 hours ago"."""
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds / size)
        if count:
            return f"{count:,} {name}{'s' * (count > 1)} ago"
    return "just now"
