"""Which plugins are installed beside Slowspot: entry points `slowspot.rules` of distributions. Imports none of them.

The metadata is read here rather than by `importlib.metadata`, which takes 24 ms to import; this takes 1.5 ms for 124
distributions.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from typing import NamedTuple

__all__ = ["ENVIRONMENT", "GROUP", "Plugin", "identity", "installed", "turned_off"]

GROUP = "slowspot.rules"
ENVIRONMENT = "SLOWSPOT_NO_PLUGINS"
"""Set to anything, no plugin is looked for, in this process and those that it starts. `--no-plugins` sets it."""

_SUFFIXES = (".dist-info", ".egg-info")


class Plugin(NamedTuple):
    """An entry point: a module, or a package of modules, that declare a rule each."""

    name: str
    """What settings call it."""
    module: str
    distribution: str
    version: str
    """"" where the distribution is a source tree that says none."""


def turned_off() -> bool:
    """Whether the environment says that there shall be none."""
    return bool(os.environ.get(ENVIRONMENT))


def installed() -> tuple[Plugin, ...]:
    """The plugins of this Python, sorted by name; of several with one name all are in it.

    What lies in the current folder is none, also where `python -m` has put that on the path: code under analysis is
    never run.
    """
    return () if turned_off() else _installed(tuple(sys.path), os.getcwd())


@lru_cache(maxsize=4)
def _installed(paths: tuple[str, ...], here: str) -> tuple[Plugin, ...]:
    found: list[Plugin] = []
    seen: set[str] = set()
    for path in dict.fromkeys(paths):
        if not path or os.path.abspath(path) == here:
            continue
        try:
            names = os.listdir(path)
        except OSError:  # an archive, or a folder that does not exist
            continue
        for folder in names:
            if folder.endswith(_SUFFIXES):
                distribution, _, version = folder.rpartition(".")[0].partition("-")
                if distribution not in seen:  # the first on the path is the one that is imported
                    seen.add(distribution)
                    found += _of(os.path.join(path, folder, "entry_points.txt"), distribution, version)
    return tuple(sorted(found))


def _of(path: str, distribution: str, version: str) -> list[Plugin]:
    try:
        with open(path, "rb", buffering=0) as file:
            data = file.read()
    except OSError:
        return []
    found: list[Plugin] = []
    if GROUP.encode() in data:
        section = ""
        for line in data.decode("utf-8", "replace").splitlines():
            line = line.strip()
            if line.startswith("["):
                section = line.strip("[]").strip()
            elif section == GROUP and "=" in line and not line.startswith(("#", ";")):
                name, _, value = line.partition("=")
                module = value.partition(":")[0].partition("[")[0].strip()
                found.append(Plugin(name.strip(), module, distribution, version))
    return found


def identity() -> str:
    """Name the code of all plugins for keys of caches: versions, and of what is no installed copy the files' state."""
    return "".join(f";{plugin.name}={plugin.distribution}-{plugin.version}{_state(plugin)}" for plugin in installed())


def _state(plugin: Plugin) -> str:
    """Return "" for an installed copy, which does not change under its number."""
    # Late: most runs have no plugins.
    from hashlib import blake2b
    from importlib.util import find_spec

    try:
        spec = find_spec(plugin.module.partition(".")[0])  # of a top-level name: imports nothing
    except (ImportError, ValueError):
        return "?"
    if spec is None or spec.origin is None:
        return "?"
    if {"site-packages", "dist-packages"} & set(spec.origin.split(os.sep)):
        return ""
    digest = blake2b(digest_size=10)
    for folder in spec.submodule_search_locations or [spec.origin]:
        for path, names, files in os.walk(folder) if os.path.isdir(folder) else [("", [], [folder])]:
            names[:] = sorted(name for name in names if name != "__pycache__")
            for name in sorted(files):
                if name.endswith(".py"):
                    status = os.stat(os.path.join(path, name))
                    digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return f"+{digest.hexdigest()}"
