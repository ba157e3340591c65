"""What code under proof must be able to read: the system's libraries, its interpreter and packages, its project."""

from __future__ import annotations

import functools
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Reach", "Seen", "reach_of", "seen"]

_SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store",
    "/sys/devices/system/cpu",
)  # fmt: skip
# Not all of /etc: the administrator's secrets are there.
_SETTINGS = (
    "alternatives", "debian_version", "fonts", "group", "hosts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d",
    "locale.alias", "locale.conf", "localtime", "mime.types", "nsswitch.conf", "os-release", "passwd", "protocols",
    "services", "ssl/certs", "ssl/openssl.cnf", "timezone",
)  # fmt: skip

_CHILD_SIDE = str(Path(__file__).resolve().parents[1] / "inside")
_QUESTION = """
import json, os, sys, sysconfig
paths = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix, *sys.path]
paths += [sysconfig.get_config_var(name) or "" for name in ("LIBDIR", "srcdir")]
# Editable installs that find their files by a hook, not by a path.
for name, module in list(sys.modules.items()):
    paths += list((getattr(module, "MAPPING", None) or {}).values()) if "__editable__" in name else []
# The child side, once for each interpreter: a child itself writes no bytecode, and would compile it at each start.
if not sys.dont_write_bytecode:
    import compileall
    compileall.compile_dir(sys.argv[1], quiet=2)
print(json.dumps([sys.executable, [path for path in paths if isinstance(path, str) and os.path.isabs(path)]]))
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """What an interpreter needs: the program itself, no script that looks for it, and the places it reads."""

    executable: str
    paths: tuple[str, ...]


@functools.lru_cache(maxsize=32)
def reach_of(executable: str, search: str = "") -> Reach:
    """Ask an interpreter, once, what it reads; of one that gives no answer nothing is known. `search`: PYTHONPATH."""
    environment = {**os.environ, "PYTHONPATH": search}
    try:
        done = subprocess.run(
            [executable, "-c", _QUESTION, _CHILD_SIDE],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, cwd=os.path.dirname(executable) or None, timeout=20, check=False,
        )  # fmt: skip
        answered, paths = json.loads(done.stdout)
    except (OSError, ValueError, TypeError, subprocess.TimeoutExpired):
        answered, paths = "", []
    answered = answered or executable
    needed = [answered, *paths]
    return Reach(answered, tuple(dict.fromkeys(path for path in needed if os.path.exists(path))))


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in the sandbox under its own path: folders and files, links, and what of them is hidden again."""

    places: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    """Where, and what it says."""
    hidden: tuple[str, ...]


def seen(needed: Iterable[str]) -> Seen:
    """Resolve what is needed, the system's own places with it. A home is never seen whole."""
    places: dict[str, None] = {}
    links: dict[str, str] = {}
    wanted = [*_SYSTEM, *(f"/etc/{name}" for name in _SETTINGS), *needed]
    for path in wanted:
        for place in _without_homes(_resolved(os.path.abspath(path), links)):
            if os.path.exists(place):
                places[place] = None
    outermost = [place for place in sorted(places) if not any(_within(place, other, strictly=True) for other in places)]
    kept = [(link, text) for link, text in sorted(links.items()) if not any(_within(link, each) for each in outermost)]
    return Seen(tuple(outermost), tuple(kept), tuple(_hidden(outermost, places)))


def _resolved(path: str, links: dict[str, str]) -> str:
    """The real path, with each link on the way noted."""
    real = "/"
    left = [part for part in path.split("/") if part]
    for _ in range(1000):  # a ring of links
        if not left:
            break
        here = os.path.join(real, left.pop(0))
        try:
            text = os.readlink(here)
        except OSError:
            real = here
            continue
        links[here] = text
        target = os.path.normpath(os.path.join(real, text))
        left[:0] = [part for part in target.split("/") if part]
        real = "/"
    return real


def _within(path: str, folder: str, *, strictly: bool = False) -> bool:
    return path.startswith(folder.rstrip("/") + "/") or (path == folder and not strictly)


def _homes() -> list[str]:
    found = [os.path.expanduser("~")]
    try:
        # Late: Windows lacks it.
        import pwd

        found.append(pwd.getpwuid(os.getuid()).pw_dir)
    except (ImportError, KeyError):
        pass
    return [os.path.realpath(home) for home in found if os.path.isabs(home) and os.path.realpath(home) != "/"]


def _without_homes(path: str) -> Iterator[str]:
    """A folder that a home is in stands only with its own modules and packages."""
    if path != "/" and not any(_within(home, path, strictly=True) for home in _homes()):
        yield path
        return
    try:
        names = os.listdir(path)
    except OSError:
        return
    for name in names:
        each = os.path.join(path, name)
        if name.endswith(".py") or os.path.isfile(os.path.join(each, "__init__.py")):
            yield each


def _hidden(outermost: list[str], needed: Iterable[str]) -> Iterator[str]:
    """Where a home itself is a project: keys and settings are in what begins with a point."""
    needed = list(needed)
    for home in _homes():
        if home not in outermost:
            continue
        for name in sorted(os.listdir(home)):
            path = os.path.join(home, name)
            if name.startswith(".") and not os.path.islink(path) and not any(_within(each, path) for each in needed):
                yield path
