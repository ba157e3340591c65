"""Which files a Python program imported: told by a hook that it finds before all others, for one run that is not timed.

A package that is installed in editable mode is imported from the working tree whatever the folder that the program
runs in; both sides would then run the same code, and nobody would notice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

__all__ = ["Seen", "hooked", "strays", "what_was_seen"]

_VARIABLE = "SLOWSPOT_GATE_SEEN"
_HOOK = """\
import os, sys


def tell(folder):
    found = []
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str):
            found.append([name, os.path.realpath(path)])
    script = os.path.realpath(sys.argv[0]) if sys.argv and sys.argv[0] else ""
    if os.path.isfile(script):  # Python forgets what file it is when it has run
        found.append(["__main__", script])
    import json

    with open(os.path.join(folder, str(os.getpid()) + ".json"), "w") as file:
        json.dump(found, file)


def begin(here):
    sys.path[:] = [path for path in sys.path if os.path.realpath(path) != here]
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize
    except ImportError:
        sys.modules["sitecustomize"] = ours
    folder = os.environ.get("SLOWSPOT_GATE_SEEN")
    if folder:
        import atexit

        atexit.register(tell, folder)


begin(os.path.dirname(os.path.realpath(__file__)))
"""
"""Source of a `sitecustomize`, which Python imports at its start; it makes way for the user's own."""


class Seen(NamedTuple):
    """A module that was imported, and the file that it came from."""

    name: str
    path: str


def hooked(environment: dict[str, str], folder: str) -> dict[str, str]:
    """Return an environment in which Python programs leave word of what they imported, in a new folder."""
    hook = os.path.join(folder, "hook")
    os.makedirs(hook)
    Path(hook, "sitecustomize.py").write_text(_HOOK, encoding="ascii")
    before = environment.get("PYTHONPATH")
    return {
        **environment,
        "PYTHONPATH": hook + (os.pathsep + before if before else ""),
        _VARIABLE: folder,
    }


def what_was_seen(folder: str) -> list[Seen]:
    """Read what programs left in the folder: nothing where none was Python, or all ended without a chance to tell."""
    found: dict[Seen, None] = {}
    for path in sorted(Path(folder).glob("*.json")):
        with suppress(OSError, ValueError, TypeError):  # it was ended while it wrote
            found.update((Seen(str(name), str(file)), None) for name, file in json.loads(path.read_bytes()))
    return list(found)


def strays(seen: Iterable[Seen], top: str, tree: str) -> dict[str, str]:
    """Return files of the repository at `top` that were imported from there, though `tree` has them too.

    The value is the folder, relative to the repository, that must stand on the module path for the tree's to be found.
    """
    found: dict[str, str] = {}
    for name, path in seen:
        inside = os.path.relpath(path, top)
        if inside.startswith(os.pardir) or not os.path.isfile(os.path.join(tree, inside)):
            continue
        parts = name.split(".")
        folder = os.path.dirname(inside)
        if os.path.basename(inside).startswith("__init__."):
            folder = os.path.dirname(folder)
        for _ in parts[1:]:
            folder = os.path.dirname(folder)
        found[inside] = folder
    return found
