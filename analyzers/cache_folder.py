"""Where Slowspot keeps what it can make again."""

from __future__ import annotations

import os
import sys

__all__ = ["ENVIRONMENT", "cache_folder"]

ENVIRONMENT = "SLOWSPOT_CACHE_DIR"
"""Names the folder of the cache in place of the user's own: a CI job keeps it, a test has one of its own."""


def cache_folder() -> str:
    """Return the folder of the user's cache, by the system's custom; it need not exist."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return os.path.abspath(named)
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(
            os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"), "slowspot", "cache"
        )
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "slowspot")
    base = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, ".cache"), "slowspot")
