"""Which files a run is about: walks folders, leaves out what the settings and .gitignore leave out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..settings import DEFAULT_EXCLUDE, PathPatterns
from .configuration import SETTINGS_FILES, Scope, SettingsFiles
from .notes import NoteRecord
from .repositories import root_above

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["Found", "Source", "UnusablePathError", "discover", "display_path"]

_SUFFIXES = (".py", ".pyw")
_NOTEBOOKS = (".ipynb",)
_PACKAGE_NAMES = frozenset({"build", "dist", "_build"})
"""Excluded names that packages have too: with an `__init__.py` in it, the folder is code."""


class UnusablePathError(Exception):
    """A path that was named and that no walk can begin at: which one, and why."""


@dataclass(slots=True)
class Source:
    """A file to analyze."""

    path: str
    """As shown: relative to the current folder where it lies below it, with the separators of the system."""
    full: str
    size: int
    scope: Scope
    """Its own: overrides and per-file ignores are laid over."""


@dataclass(slots=True)
class Found:
    sources: list[Source] = field(default_factory=list[Source])
    """Sorted by path; none twice."""
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])
    folders: int = 0


def display_path(full: str, base: str) -> str:
    """Spell an absolute path relative to `base` where it lies below it."""
    prefix = base if base.endswith(os.sep) else base + os.sep
    if full == base:
        return "."
    return full.removeprefix(prefix)


def discover(
    paths: Sequence[str], settings: SettingsFiles, *, notebooks: bool = False, force_exclude: bool = False
) -> Found:
    """List the Python files in `paths` (files and folders), and if wanted the notebooks.

    What is named is taken even where it is excluded, unless `force_exclude`. Folders behind symbolic links are not
    entered, linked files are taken once. Raises UnusablePathError for a path that does not exist; whatever else cannot
    be read is in the notes.
    """
    walk = _Walk(settings, (*_SUFFIXES, *_NOTEBOOKS) if notebooks else _SUFFIXES)
    for path in paths:
        try:
            status = os.stat(path)
        except OSError as error:
            reason = "does not exist" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
            raise UnusablePathError(f"{path}: {reason}") from error
        except ValueError as error:  # a NUL byte in the name
            raise UnusablePathError(f"{path!r}: {error}") from error
        if not (force_exclude and walk.excluded(path, status)):
            walk.start(path, status)
    return walk.finish()


class _IgnoreFile:
    """One .gitignore: its folder and its patterns."""

    __slots__ = ("prefix", "spec")

    def __init__(self, folder: str, spec: GitIgnoreSpec) -> None:
        self.prefix = len(folder.rstrip(os.sep)) + 1
        self.spec = spec

    def decides(self, full: str) -> bool | None:
        """Say whether a path (a folder ends in a slash) is left out; None where no pattern speaks of it."""
        path = full[self.prefix :]
        if os.sep != "/":
            path = path.replace(os.sep, "/")
        return self.spec.check_file(path).include


class _Walk:
    def __init__(self, settings: SettingsFiles, suffixes: tuple[str, ...]) -> None:
        self._suffixes = suffixes
        self._settings = settings
        self._base = os.getcwd()
        self._found = Found()
        self._seen: set[str] = set()
        """Real paths of the files and folders taken so far."""
        self._links: list[tuple[str, Scope]] = []
        self._patterns: dict[str, PathPatterns] = {}

    def start(self, path: str, status: os.stat_result) -> None:
        full = os.path.abspath(path)
        if not stat.S_ISDIR(status.st_mode):
            self._named_file(full, status)
            return
        scope = self._settings.for_folder(full)
        ignores = self._ignores_above(full) if scope.settings.respect_gitignore else ()
        self._folder(full, os.path.realpath(full), scope, ignores, named=True)

    def excluded(self, path: str, status: os.stat_result) -> bool:
        """Whether a walk from the current folder would leave a named path out by what settings exclude.

        Elsewhere the walk is one from where the settings stand.
        """
        full = os.path.abspath(path)
        is_folder = stat.S_ISDIR(status.st_mode)
        scope = self._settings.for_folder(full if is_folder else os.path.dirname(full))
        inside = full.startswith(os.path.join(self._base, ""))
        above = self._base if inside else scope.root
        *folders, name = os.path.relpath(full, above).split(os.sep)
        for folder in [*folders, name] if is_folder and name != os.curdir else folders:
            above = os.path.join(above, folder)
            if self._excluded(above + "/", folder, scope):
                return True
            if folder in _PACKAGE_NAMES and self._is_output(above, set(os.listdir(above)), scope):
                return True
        return not is_folder and self._excluded(full, name, scope)

    def finish(self) -> Found:
        for full, scope in sorted(self._links, key=lambda link: link[0]):
            real = os.path.realpath(full)
            try:
                status = os.stat(real)
            except OSError:
                continue  # a dangling link
            if stat.S_ISREG(status.st_mode) and real not in self._seen:
                self._seen.add(real)
                self._take(full, status.st_size, scope)
        self._found.sources.sort(key=lambda source: source.path.split(os.sep))
        return self._found

    def _named_file(self, full: str, status: os.stat_result) -> None:
        real = os.path.realpath(full)
        if real in self._seen:
            return
        self._seen.add(real)
        if not stat.S_ISREG(status.st_mode):
            self._note(full, "skipped", "is neither a file nor a folder")
            return
        suffix = os.path.splitext(full)[1].lower()
        if suffix == ".pyi":
            self._note(full, "skipped", "is a stub: nothing in it runs")
        elif suffix in _NOTEBOOKS and suffix not in self._suffixes:
            self._note(full, "skipped", "is a notebook, which this command does not take")
        elif suffix in self._suffixes or (not suffix and self._has_shebang(full)):
            self._take(full, status.st_size)
        else:
            self._note(full, "skipped", "is no Python file: neither .py nor .pyw, nor a script with `#!…python`")

    def _has_shebang(self, full: str) -> bool:
        try:
            with open(full, "rb") as file:
                first = file.read(128).partition(b"\n")[0]
        except OSError:
            return True  # the reader reports it
        return first.startswith(b"#!") and b"python" in first

    def _take(self, full: str, size: int, scope: Scope | None = None) -> None:
        scope = self._settings.for_file(full, scope)
        self._found.sources.append(Source(display_path(full, self._base), full, size, scope))

    def _note(self, full: str, kind: str, message: str) -> None:
        self._found.notes.append(NoteRecord(display_path(full, self._base), kind, message))

    def _folder(
        self, full: str, real: str, scope: Scope, ignores: Sequence[_IgnoreFile], *, named: bool = False
    ) -> None:
        # A stack instead of recursion: a tree may be deeper than Python's stack.
        stack = [(full, real, scope, ignores, named)]
        while stack:
            full, real, scope, ignores, named = stack.pop()
            if real in self._seen:
                continue
            self._seen.add(real)
            try:
                with os.scandir(full) as entries:
                    listed = list(entries)
            except OSError as error:
                self._note(full, "unreadable", f"cannot list the folder: {error.strerror or error}")
                continue
            names = {entry.name for entry in listed}
            if not named and ("pyvenv.cfg" in names or self._is_output(full, names, scope)):
                continue
            self._found.folders += 1
            if not named and not names.isdisjoint(SETTINGS_FILES):
                scope = self._settings.for_folder(full)
            if ignores and not named and ".git" in names:
                ignores = ()  # another repository, a submodule perhaps: git asks only what lies in it
            if scope.settings.respect_gitignore and ".gitignore" in names:
                ignores = self._with(ignores, full, os.path.join(full, ".gitignore"))
            for entry in listed:
                self._entry(entry, full, real, scope, ignores, stack)

    def _entry(
        self,
        entry: os.DirEntry[str],
        folder: str,
        real_folder: str,
        scope: Scope,
        ignores: Sequence[_IgnoreFile],
        stack: list[tuple[str, str, Scope, Sequence[_IgnoreFile], bool]],
    ) -> None:
        name = entry.name
        is_python = name.endswith(self._suffixes)
        try:
            if entry.is_dir(follow_symlinks=False):
                if self._excluded(entry.path + "/", name, scope) or _ignored(entry.path + "/", ignores):
                    return
                stack.append((entry.path, os.path.join(real_folder, name), scope, ignores, False))
            elif is_python and not self._excluded(entry.path, name, scope) and not _ignored(entry.path, ignores):
                if entry.is_symlink():
                    self._links.append((entry.path, scope))
                elif entry.is_file():
                    real = os.path.join(real_folder, name)
                    if real not in self._seen:
                        self._seen.add(real)
                        self._take(entry.path, entry.stat().st_size, scope)
        except OSError as error:  # deleted since it was listed
            if is_python:
                self._note(entry.path, "unreadable", error.strerror or str(error))

    def _is_output(self, full: str, names: set[str], scope: Scope) -> bool:
        name = os.path.basename(full)
        return name in _PACKAGE_NAMES and name in scope.settings.exclude and "__init__.py" not in names

    def _excluded(self, path: str, name: str, scope: Scope) -> bool:
        settings = scope.settings
        if settings.exclude is DEFAULT_EXCLUDE:
            if path.endswith("/") and name in _DEFAULT_NAMES:
                return True
            if not settings.extend_exclude:
                return False
        patterns = self._patterns.get(scope.root)
        if patterns is None:
            own = () if settings.exclude is DEFAULT_EXCLUDE else settings.exclude
            patterns = self._patterns[scope.root] = PathPatterns((*own, *settings.extend_exclude))
        relative = os.path.relpath(path, scope.root).replace(os.sep, "/")
        return patterns.matches(relative + "/" if path.endswith("/") else relative)

    def _ignores_above(self, full: str) -> Sequence[_IgnoreFile]:
        """Return the ignore files above a folder up to its repository; none where they leave out the folder itself."""
        root = root_above(full)
        if root is None:
            return ()  # in no repository: only the ignore files below the folder count
        above: list[str] = []
        folder = full
        while folder != root:
            folder = os.path.dirname(folder)
            above.append(folder)
        ignores = self._with((), root, os.path.join(root, ".git", "info", "exclude"))
        for folder in reversed(above):
            ignores = self._with(ignores, folder, os.path.join(folder, ".gitignore"))
        steps = [*reversed(above), full][1:]
        return () if any(_ignored(step + "/", ignores) for step in steps) else ignores

    def _with(self, ignores: Sequence[_IgnoreFile], folder: str, path: str) -> Sequence[_IgnoreFile]:
        try:
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                lines = [line for line in file if line.strip() and not line.startswith("#")]
        except OSError:
            return ignores
        if not lines:
            return ignores
        # Late: 30 ms, and a run over single files needs none.
        from pathspec import GitIgnoreSpec

        try:
            spec = GitIgnoreSpec.from_lines(_valid(lines))
        except ValueError as error:
            self._note(path, "settings", f"cannot be understood: {error}")
            return ignores
        return (*ignores, _IgnoreFile(folder, spec))


_DEFAULT_NAMES = frozenset(DEFAULT_EXCLUDE) - _PACKAGE_NAMES


def _valid(lines: Iterable[str]) -> list[str]:
    """Drop the lines that git takes for no pattern but pathspec refuses."""
    return [line for line in lines if line.strip() not in {"!", "/"}]


def _ignored(path: str, ignores: Sequence[_IgnoreFile]) -> bool:
    for ignore in reversed(ignores):
        decision = ignore.decides(path)
        if decision is not None:
            return decision
    return False
