"""Where the repository begins that holds a folder."""

from __future__ import annotations

import os

__all__ = ["root_above"]


def root_above(folder: str) -> str | None:
    """Return the nearest folder with a `.git`, from an absolute folder upwards, itself included; None where none has.

    A file of that name counts, as linked worktrees and submodules have it. Looks at each folder on the way.
    """
    root = folder
    while not os.path.lexists(os.path.join(root, ".git")):
        parent = os.path.dirname(root)
        if parent == root:
            return None
        root = parent
    return root
