"""The runs that a command line names: kept ones by id, `latest`, `previous`, or files."""

from __future__ import annotations

import os
import sys

from ..analyzers.profiling.attributing.attribution import attribute
from ..analyzers.profiling.measured import Run
from ..analyzers.profiling.readers import UnreadableProfile, read
from ..analyzers.profiling.store import Store, StoreError, is_run_file, load_run, root_of
from ..analyzers.project.discovery import display_path
from .errors import UsageError
from .terminal import escaped

__all__ = ["chosen_store", "named_runs"]


def chosen_store(place: str) -> Store:
    """The store of the project that a file or folder belongs to. Raises UsageError where there is no such place."""
    if not os.path.exists(place):
        raise UsageError(f"{place}: does not exist")
    return Store(root_of(place))


def named_runs(text: str, store: Store) -> list[Run]:
    """Read the runs in a list that commas separate. Raises UsageError for the first that cannot be had."""
    names = [text] if os.path.isfile(text) else [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise UsageError(f"{text!r} names no run")
    return [_named(name, store) for name in names]


def _named(name: str, store: Store) -> Run:
    try:
        if os.path.isfile(name):
            return load_run(name) if is_run_file(name) else _imported(name, store)
        run = store.load(name)
    except StoreError as error:
        raise UsageError(str(error)) from error
    for error in store.damaged:
        print(f"slowspot: passed by: {escaped(str(error))}", file=sys.stderr)
    if run is None:
        kept = [info.id for info in store.runs()]
        place = display_path(store.root, os.getcwd())
        hint = f"kept in {place}: {', '.join(kept[:4])}{' …' if len(kept) > 4 else ''}" if kept else _none(place)
        raise UsageError(f"{name}: no such run or file; {hint}")
    return run


def _none(place: str) -> str:
    return f"no run is kept in {place}: record with `slowspot profile`"


def _imported(path: str, store: Store) -> Run:
    try:
        profile = read(path)
    except UnreadableProfile as error:
        raise UsageError(str(error)) from error
    return attribute(profile, store.root, run_id=os.path.basename(path))
