"""`slowspot profile clear`: forgets the runs that are kept for a project."""

from __future__ import annotations

import argparse
import os

from ..analyzers.profiling.store import StoreError
from ..analyzers.project.discovery import display_path
from .errors import CLEAN, UsageError
from .profile_runs import chosen_store

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", help="a file or folder of the project (default: this folder)")


def run(options: argparse.Namespace) -> int:
    store = chosen_store(options.path)
    try:
        count = store.clear()
    except StoreError as error:
        raise UsageError(str(error)) from error
    place = display_path(store.root, os.getcwd())
    print(f"{'no run was' if not count else 'one run was' if count == 1 else f'{count} runs were'} kept in {place}"
          f"{': forgotten' if count else ''}")  # fmt: skip
    return CLEAN
