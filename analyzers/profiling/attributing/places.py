"""Where recorded code lies: in the project, in a library, or nowhere (C, generated code)."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

__all__ = ["LIBRARY_FOLDERS", "Places", "is_generated", "library_name"]

LIBRARY_FOLDERS = frozenset({
    ".direnv", ".eggs", ".git", ".hg", ".nox", ".pyenv", ".tox", ".venv", "__pycache__", "__pypackages__",
    "dist-packages", "node_modules", "site-packages", "venv",
})  # fmt: skip
"""Names of folders below a project that hold other people's code. So do those with a `pyvenv.cfg`."""

_PACKAGES = re.compile(r"/(?:site-packages|dist-packages)/")
_STANDARD = re.compile(r"/(?:lib(?:64)?/(?:python|pypy)3[.\d]*t?|__pypackages__/[^/]+/lib|[Pp]ython3?\d*/Lib)/")
_BUILT_IN = re.compile(r"<built-in method (.+)>")
_METHOD = re.compile(r"<method '(.+)' of '(.+)' objects>")
_SOURCES = (".py", ".pyw")
_MOST_FILES = 100_000
"""Python files of a project that are looked at to place another machine's paths."""


class Places:
    """Tells the project's files below `root` from all others. Asks the disk once for each path."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self._prefixes = tuple({_folder(os.path.abspath(root)), _folder(self.root)})
        self._environments: dict[str, bool] = {}
        self._by_name: dict[str, list[str]] | None = None

    def below(self, path: str) -> str | None:
        """The path relative to the root, with forward slashes, of a file of the project that is there (or was).

        None for libraries, for what lies elsewhere, and for what is no Python source.
        """
        if not path or path[0] == "<" or "\0" in path:
            return None
        full = path if os.path.isabs(path) else os.path.join(self.root, path)
        full = os.path.normpath(full)
        relative = self._relative(full)
        if relative is None:
            relative = self._relative(os.path.realpath(full))
        if relative is None or self.is_library(relative):
            return None
        if not os.path.isabs(path) and not os.path.isfile(full):
            return None
        return relative if _is_source(relative) else None

    def foreign(self, path: str) -> list[str]:
        """The files of the project that a path of another machine may mean: those with the longest equal end.

        [] where the path is of this machine, or a library's. Several where the name does not tell which.
        """
        if not path or path[0] == "<" or "\0" in path:
            return []
        if _PACKAGES.search(_slashes(path)) or _STANDARD.search(_slashes(path)):
            return []
        absolute = _is_absolute(path)
        if absolute and os.path.exists(path):
            return []
        if not absolute and os.path.exists(os.path.join(self.root, path)):
            return []
        parts = [part for part in _slashes(path).split("/") if part not in ("", ".")]
        if not parts or not _is_source(parts[-1]):
            return []
        if not absolute and parts[0].removesuffix(".py") in sys.stdlib_module_names:
            return []
        candidates = self._files().get(parts[-1], [])
        # A path that is not absolute is short for one in some folder of the program's: all of it must be there.
        shortest = 1 if absolute else len(parts)
        for count in range(len(parts), shortest - 1, -1):
            end = "/".join(parts[-count:])
            found = [name for name in candidates if name == end or name.endswith("/" + end)]
            if found:
                return found
        return []

    def is_library(self, relative: str) -> bool:
        """Tell whether a path below the root lies in an environment or a folder of installed packages."""
        folders = relative.split("/")[:-1]
        if not LIBRARY_FOLDERS.isdisjoint(folders) or _STANDARD.search("/" + relative):
            return True
        folder = self.root
        for name in folders:
            folder = os.path.join(folder, name)
            inside = self._environments.get(folder)
            if inside is None:
                inside = self._environments[folder] = os.path.isfile(os.path.join(folder, "pyvenv.cfg"))
            if inside:
                return True
        return False

    def _relative(self, full: str) -> str | None:
        for prefix in self._prefixes:
            if full.startswith(prefix):
                return _slashes(full[len(prefix) :]) if os.sep != "/" else full[len(prefix) :]
        return None

    def _files(self) -> dict[str, list[str]]:
        if self._by_name is None:
            self._by_name = {}
            for count, relative in enumerate(self._walk()):
                if count >= _MOST_FILES:
                    break
                self._by_name.setdefault(relative.rpartition("/")[2], []).append(relative)
        return self._by_name

    def _walk(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(
                name
                for name in folders
                if name not in LIBRARY_FOLDERS and not os.path.isfile(os.path.join(folder, name, "pyvenv.cfg"))
            )
            base = os.path.relpath(folder, self.root)
            for name in sorted(files):
                if name.endswith(_SOURCES):
                    yield _slashes(name if base == "." else os.path.join(base, name))


def is_generated(path: str) -> bool:
    """Tell whether code has no file: made by `exec`, dataclasses, attrs. (`<frozen importlib>` is a library.)"""
    return path[:1] == "<" and not path.startswith(("<frozen", "<built-in", "<thread", "<process"))


def library_name(name: str, path: str) -> str:
    """Name a function of a library with its module: `requests.api.get`. C is named as the tool named it."""
    if path.startswith("<frozen "):
        return f"{path[8:].rstrip('>')}.{name}"
    if not path or path[0] == "<":
        return _c_name(name)
    slashed = _slashes(path)
    module = slashed
    for pattern in (_PACKAGES, _STANDARD):
        ends = [found.end() for found in pattern.finditer(slashed)]
        if ends:
            module = slashed[ends[-1] :]
            break
    else:
        if _is_absolute(path):
            module = _package_path(path)
    stem, dot, suffix = module.rpartition(".")
    module = stem if dot and "/" not in suffix else module
    module = module.removesuffix("/__init__").strip("/").replace("/", ".")
    return f"{module}.{name}" if module else name


def _c_name(name: str) -> str:
    """Strip what cProfile writes around the names of C functions."""
    if found := _METHOD.fullmatch(name):
        return f"{found[2]}.{found[1]}"
    if found := _BUILT_IN.fullmatch(name):
        name = found[1]
    return name.removeprefix("builtins.")


def _package_path(path: str) -> str:
    """Shorten a path to what is imported by it: as far up as there is an `__init__.py`."""
    folder, name = os.path.split(path)
    for _ in range(20):
        if not os.path.isfile(os.path.join(folder, "__init__.py")):
            break
        folder, package = os.path.split(folder)
        name = f"{package}/{name}"
    return name


def _is_source(path: str) -> bool:
    return path.endswith(_SOURCES) or "." not in path.rpartition("/")[2]


def _is_absolute(path: str) -> bool:
    return path.startswith(("/", "\\")) or path[1:2] == ":"


def _slashes(path: str) -> str:
    return path.replace("\\", "/")


def _folder(path: str) -> str:
    return path if path.endswith(os.sep) else path + os.sep
