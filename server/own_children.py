"""Processes that run our own code: they find it, and what it needs, where this process did."""

from __future__ import annotations

import os
import sys

__all__ = ["own_environment"]


def own_environment() -> dict[str, str]:
    """The environment for a child of our own; never for a program of the user's.

    An editor's extension brings us in a folder that is on this process's search path alone. Handed to the user's
    programs, that path would put our packages before theirs.
    """
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
