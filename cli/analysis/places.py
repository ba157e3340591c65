"""How files are named: as they are shown, relative to the current folder; for services, relative to the repository."""

from __future__ import annotations

import os

__all__ = ["repository_of", "within_repository"]


def repository_of(folder: str) -> str:
    """Return the root of the repository that holds an absolute folder, or the folder itself where none does."""
    root = folder
    while not os.path.exists(os.path.join(root, ".git")):
        parent = os.path.dirname(root)
        if parent == root:
            return folder
        root = parent
    return root


def within_repository(path: str, base: str, root: str) -> str:
    """Respell a path that is shown relative to `base`: relative to `root`, with forward slashes.

    What lies outside of it has no other name than the absolute one.
    """
    if base != root or os.path.isabs(path):
        full = os.path.normpath(os.path.join(base, path))
        path = full.removeprefix(root.rstrip(os.sep) + os.sep)
    return path if os.sep == "/" else path.replace(os.sep, "/")
