"""How files are named: as they are shown, relative to the current folder; for services, relative to the repository."""

from __future__ import annotations

import os
from collections.abc import Callable

from ...analyzers.project.discovery import display_path
from ...analyzers.project.repositories import root_above

__all__ = ["identity_in", "repository_of", "within_repository"]


def repository_of(folder: str) -> str:
    """Return the root of the repository that holds an absolute folder, or the folder itself where none does."""
    return root_above(folder) or folder


def within_repository(path: str, base: str, root: str) -> str:
    """Respell a path that is shown relative to `base`: relative to `root`, with forward slashes.

    What lies outside of it has no other name than the absolute one.
    """
    if base != root or os.path.isabs(path):
        full = os.path.normpath(os.path.join(base, path))
        path = full.removeprefix(root.rstrip(os.sep) + os.sep)
    return path if os.sep == "/" else path.replace(os.sep, "/")


def identity_in(base: str) -> Callable[[str], str]:
    """Return how absolute paths are written in fingerprints: with forward slashes, and relative to the repository that
    holds `base`, so that they are the same wherever in it, and wherever on a disk, a run was started.
    """
    root = repository_of(base)
    return lambda full: display_path(full, root).replace(os.sep, "/")
