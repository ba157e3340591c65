"""Which Python a program of the user's is profiled with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

__all__ = ["interpreter_for"]

ENVIRONMENTS = (".venv", "venv")


def interpreter_for(path: str, wished: str, root: str) -> str:
    """The interpreter for a program: the one wished for, else that of its virtual environment, else our own.

    `wished` is taken as it is, but for `~`, `${workspaceFolder}` and paths relative to `root`: whoever starts it says
    that it is missing. The environment is the activated one, or a `.venv` or `venv` in a folder from the program's up
    to `root`.
    """
    if wished:
        expanded = os.path.expanduser(wished.replace("${workspaceFolder}", root))
        return expanded if os.path.basename(expanded) == expanded else os.path.join(root, expanded)
    for environment in _environments(path, root):
        for inside in ("bin/python", "Scripts/python.exe"):
            candidate = os.path.join(environment, *inside.split("/"))
            if os.path.isfile(candidate):
                return candidate
    return sys.executable


def _environments(path: str, root: str) -> Iterator[str]:
    activated = os.environ.get("VIRTUAL_ENV")
    if activated:
        yield activated
    folder = os.path.dirname(os.path.abspath(path))
    while True:
        yield from (os.path.join(folder, name) for name in ENVIRONMENTS)
        parent = os.path.dirname(folder)
        if parent == folder or folder == root or not folder.startswith(root):
            return
        folder = parent
