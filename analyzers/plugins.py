"""Which plugins are installed beside Slowspot: entry points `slowspot.rules` of distributions. Imports none of them.

The metadata is read here rather than by `importlib.metadata`, which takes 24 ms to import. It takes 1 ms for 134
distributions; of folders with many it is kept that they hold no plugin, which makes that 0.1 ms.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from .cache_folder import cache_folder

__all__ = ["ENVIRONMENT", "GROUP", "Plugin", "identity", "installed", "turned_off"]

GROUP = "slowspot.rules"
ENVIRONMENT = "SLOWSPOT_NO_PLUGINS"
"""Set to anything, no plugin is looked for, in this process and those that it starts. `--no-plugins` sets it."""

_SUFFIXES = (".dist-info", ".egg-info")

KEPT = "no-plugins-1.json"
"""A file in the cache folder: folders without plugins, with their times of change. Of one with plugins nothing is kept:
who can write the cache must not be able to name modules that are imported."""

_MANY = 50
"""Distributions in a folder from which on it is worth keeping that none is a plugin."""


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
    return () if turned_off() else _look(tuple(sys.path), os.getcwd())[0]


@lru_cache(maxsize=4)
def _look(paths: tuple[str, ...], here: str) -> tuple[tuple[Plugin, ...], dict[str, int]]:
    """The plugins on a path, and what is new of folders without any."""
    found: list[Plugin] = []
    kept = _without_plugins()
    fresh: dict[str, int] = {}
    before: list[str] = []
    for path in dict.fromkeys(paths):
        if not path or os.path.abspath(path) == here:
            continue
        try:
            changed = os.stat(path).st_mtime_ns
            if kept.get(path) == changed:
                continue
            folders = [name for name in os.listdir(path) if name.endswith(_SUFFIXES)]
        except OSError:  # an archive, or a folder that does not exist
            continue
        own: list[Plugin] = []
        for folder in folders:
            distribution, _, version = folder.rpartition(".")[0].partition("-")
            own += _of(os.path.join(path, folder, "entry_points.txt"), distribution, version)
        # Of a distribution that is there twice, the first on the path is the one that is imported.
        found += [plugin for plugin in own if not any(_holds(above, plugin.distribution) for above in before)]
        before.append(path)
        if not own and len(folders) >= _MANY and time.time_ns() - changed > 2e9:  # it may change in the same instant
            fresh[path] = changed
    return tuple(sorted(found)), {**kept, **fresh} if fresh else {}


def _holds(path: str, distribution: str) -> bool:
    return any(name.partition("-")[0].partition(".")[0] == distribution for name in os.listdir(path))


def _without_plugins() -> dict[str, int]:
    # Late: a file is rarely there, but in environments with many packages.
    import json

    try:
        with open(os.path.join(cache_folder(), KEPT), "rb") as file:
            kept = json.loads(file.read())
    except (OSError, ValueError):
        return {}
    return {path: at for path, at in kept.items() if isinstance(at, int)} if isinstance(kept, dict) else {}


def _keep(without: dict[str, int]) -> None:
    # Late: once for an environment.
    import json

    path = os.path.join(cache_folder(), KEPT)
    with suppress(OSError):  # a read-only folder costs the next run a millisecond
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(f"{path}.{os.getpid()}", "w", encoding="utf-8") as file:
            json.dump({path: at for path, at in without.items() if os.path.isdir(path)}, file)
        os.replace(f"{path}.{os.getpid()}", path)


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
    """Name the code of all plugins for keys of caches: versions, and of what is no installed copy the files' state.

    Who asks for it keeps results, and so also which folders need not be looked through.
    """
    if not turned_off() and (fresh := _look(tuple(sys.path), os.getcwd())[1]):
        _keep(fresh)
        fresh.clear()
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
