"""Where settings, consent, log and cache of language models lie: in the user's own folders, never in a workspace."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile

__all__ = ["cache_folder", "private_write", "settings_file", "state_folder"]


def settings_file() -> str:
    """The file that holds settings and consent of all workspaces."""
    return os.path.join(_base("XDG_CONFIG_HOME", ".config", "APPDATA"), "ai.json")


def state_folder() -> str:
    """The folder of the log and of what was spent."""
    return os.path.join(_base("XDG_STATE_HOME", os.path.join(".local", "state"), "LOCALAPPDATA"), "ai")


def cache_folder() -> str:
    """The folder of answers that are kept, and of what servers were found to take."""
    return os.path.join(_base("XDG_CACHE_HOME", ".cache", "LOCALAPPDATA"), "ai")


def _base(variable: str, below_home: str, on_windows: str) -> str:
    named = os.environ.get(on_windows if sys.platform == "win32" else variable, "")
    # The specification of these variables: a relative path counts as none. One that moves with the current folder would
    # let a workspace bring its own consent.
    root = named if os.path.isabs(named) else os.path.join(os.path.expanduser("~"), below_home)
    return os.path.join(root, "slowspot")


def private_write(path: str, data: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes only. Raises OSError."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=stat.S_IRWXU, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=folder)  # readable by nobody else
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
