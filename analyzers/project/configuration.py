"""Finds, reads and caches the settings in force in each folder: slowspot.toml, or [tool.slowspot] in pyproject.toml."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..settings import FailOn, Settings, target_of_requires_python
from ..settings_reading import parse

__all__ = ["SETTINGS_FILES", "Override", "Scope", "SettingsError", "SettingsFiles", "cache_folder_said", "line_of"]

SETTINGS_FILES = ("slowspot.toml", "pyproject.toml")
"""In order of precedence, where a folder holds both."""


@dataclass(frozen=True, slots=True)
class Override:
    """What the command line says; None where it says nothing."""

    select: tuple[str, ...] | None = None
    """Takes the place of the settings' `select` and `ignore`."""
    ignore: tuple[str, ...] = ()
    """Adds to the settings' `ignore`."""
    preview: bool | None = None
    fail_on: FailOn | None = None
    jobs: int | None = None
    profile_threshold: float | None = None
    link: bool | None = None

    def over(self, settings: Settings) -> Settings:
        if self.select is not None:
            settings = replace(settings, select=self.select, ignore=())
        if self.ignore:
            settings = replace(settings, ignore=(*settings.ignore, *self.ignore))
        if self.preview is not None:
            settings = replace(settings, preview=self.preview)
        if self.fail_on is not None:
            settings = replace(settings, fail_on=self.fail_on)
        if self.jobs is not None:
            settings = replace(settings, jobs=self.jobs)
        if self.profile_threshold is not None:
            settings = replace(settings, profile_threshold=self.profile_threshold)
        if self.link is not None:
            settings = replace(settings, link=self.link)
        return settings


@dataclass(frozen=True, slots=True)
class Scope:
    """The settings in force in a folder. Its patterns are relative to `root`, which is absolute."""

    settings: Settings
    root: str
    says: bool = False
    """Whether a settings file is in force; else `root` is the root of the file system."""
    file: str = ""
    """That file's path; "" for none."""


@dataclass(frozen=True, slots=True)
class SettingsError:
    """A settings file that cannot be used, or a key in it."""

    path: str
    line: int | None
    """Counts from 1."""
    message: str
    ours: bool
    """Whether it concerns Slowspot's own settings, not a pyproject.toml that is broken elsewhere."""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.line is None else f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What a folder passes on to those below: the settings as written, and the version that its project requires."""

    settings: Settings
    root: str
    says: bool = False
    file: str = ""
    says_target: bool = False
    requires: tuple[int, int] | None = None


class SettingsFiles:
    """The settings by folder. What is wrong in files read on the way is collected in `errors`."""

    def __init__(self, override: Override | None = None) -> None:
        self.errors: list[SettingsError] = []
        self._override = override or Override()
        self._inherited: dict[str, _Inherited] = {}
        self._scopes: dict[str, Scope] = {}
        self._of_files: dict[tuple[int, tuple[bool, ...]], Scope] = {}
        """By identity of what the settings file says, which is kept, and of what in it means a file."""

    def for_folder(self, folder: str) -> Scope:
        """Return the settings of the nearest settings file in or above an absolute folder."""
        scope = self._scopes.get(folder)
        if scope is None:
            found = self._find(folder)
            settings = self._override.over(_with_target(found))
            scope = self._scopes[folder] = Scope(settings, found.root, found.says, found.file)
        return scope

    def for_file(self, path: str, scope: Scope | None = None) -> Scope:
        """Return the settings of a file, given by its absolute path: overrides and per-file ignores are laid over.

        `scope` is that of its folder, where it is known already. Files of which the settings say the same share one
        object.
        """
        scope = scope or self.for_folder(os.path.dirname(path))
        if not scope.settings.vary:
            return scope
        applying = scope.settings.applying(os.path.relpath(path, scope.root).replace(os.sep, "/"))
        found = self._find(os.path.dirname(path))
        key = (id(found), applying)
        laid = self._of_files.get(key)
        if laid is None:
            # The command line wins over the overrides, and the per-file ignores add to what it says.
            settings = self._override.over(_with_target(found).with_overrides(applying)).with_ignores(applying)
            laid = self._of_files[key] = replace(scope, settings=settings)
        return laid

    def _find(self, folder: str) -> _Inherited:
        known = self._inherited.get(folder)
        if known is not None:
            return known
        parent = os.path.dirname(folder)
        found = _Inherited(Settings(), folder) if parent == folder else self._find(parent)
        own_path = os.path.join(folder, "slowspot.toml")
        own = self._read(own_path)
        project_path = os.path.join(folder, "pyproject.toml")
        project = self._read(project_path)
        if project is not None:
            text, table = project
            requires = _table(table, "project").get("requires-python")
            if isinstance(requires, str):
                found = replace(found, requires=target_of_requires_python(requires) or found.requires)
            section = _table(table, "tool").get("slowspot")
            if own is None and section is not None:
                found = self._checked(found, folder, project_path, text, section)
        if own is not None:
            found = self._checked(found, folder, own_path, *own)
        self._inherited[folder] = found
        return found

    def _checked(self, above: _Inherited, folder: str, path: str, text: str, section: object) -> _Inherited:
        if not isinstance(section, Mapping):
            self._wrong(path, None, "tool.slowspot must be a table: [tool.slowspot]", ours=True)
            return above
        if path.endswith("slowspot.toml") and "tool" in section:
            self._wrong(path, None, "here the settings stand at the top, not in [tool.slowspot]", ours=True)
            return above
        settings, problems = parse(section)
        for problem in problems:
            self._wrong(path, line_of(text, problem.key), str(problem), ours=True)
        return _Inherited(settings, folder, True, path, "target-version" in section, above.requires)

    def _read(self, path: str) -> tuple[str, Mapping[str, object]] | None:
        """Return the text and what it says; None where there is no such file, or none that can be used."""
        try:
            with open(path, "rb") as file:
                data = file.read()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError):  # ValueError: a NUL in the name
            return None
        except OSError as error:
            self._wrong(path, None, f"cannot be read: {error.strerror or error}", ours=True)
            return None
        ours = path.endswith("slowspot.toml") or b"slowspot" in data
        # Late: most folders hold no settings.
        if sys.version_info >= (3, 11):
            import tomllib
        else:
            import tomli as tomllib
        try:
            text = data.decode()
            return text, tomllib.loads(text)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._wrong(path, line, "is not UTF-8, as TOML must be", ours=ours)
        except tomllib.TOMLDecodeError as error:
            match = re.search(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
            message = match[1] if match else str(error)
            line = int(match[2]) if match and match[2] else data.count(b"\n") + 1
            self._wrong(path, line, f"is not valid TOML: {message[:1].lower()}{message[1:]}", ours=ours)
        except RecursionError:
            self._wrong(path, None, "is nested too deeply", ours=ours)
        return None

    def _wrong(self, path: str, line: int | None, message: str, *, ours: bool) -> None:
        self.errors.append(SettingsError(path, line, message, ours))


def cache_folder_said(folder: str) -> str | None:
    """Return what the nearest settings file in or above an absolute folder says of `cache-dir`, as an absolute path.

    It is wanted before settings are read: what names of rules mean may lie in the cache. So nothing else is looked at
    here, and what is wrong with a file is told when it is read for good.
    """
    while True:
        for name in SETTINGS_FILES:
            try:
                with open(os.path.join(folder, name), "rb") as file:
                    data = file.read()
            except (OSError, ValueError):
                continue
            if b"cache-dir" in data:
                found = SettingsFiles()._read(os.path.join(folder, name))
                table: Mapping[str, object] = {} if found is None else found[1]
                said = (table if name == "slowspot.toml" else _table(_table(table, "tool"), "slowspot")).get(
                    "cache-dir"
                )
                if isinstance(said, str) and said:
                    return os.path.join(folder, said)
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _with_target(found: _Inherited) -> Settings:
    if found.says_target or found.requires is None:
        return found.settings
    return replace(found.settings, target_version=found.requires)


def _table(table: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = table.get(key)
    return value if isinstance(value, Mapping) else {}


_KEY_PARTS = re.compile(r'[^."[]+(?:\[\d+\])?|"[^"]*"')


def line_of(text: str, key: str) -> int | None:
    """Return the line (from 1) on which a key of Slowspot's settings is written, where that is plain to see.

    `key` is named as in problems: `ignore`, `overrides[2].ignore`, `rules.busy-poll.shorter-than`.
    """
    *tables, name = _KEY_PARTS.findall(key)
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if "tool.slowspot" in line), 0)
    for table in tables:
        word, _, number = table.rstrip("]").partition("[")
        headings = [at for at in range(start, len(lines)) if re.match(rf"\s*\[.*{re.escape(word)}", lines[at])]
        index = int(number or 1) - 1
        start = headings[index] if index < len(headings) else start
    name, _, number = name.rstrip("]").partition("[")
    if number:
        headings = [at for at in range(start, len(lines)) if re.match(rf"\s*\[\[.*{re.escape(name)}", lines[at])]
        return headings[int(number) - 1] + 1 if int(number) <= len(headings) else None
    written = re.escape(name.strip('"'))
    for at in range(start, len(lines)):
        if re.match(rf"""\s*["']?{written}["']?\s*=|\s*\[+[\w.\-"']*{written}["']?\]""", lines[at]):
            return at + 1
    return line_of(text, ".".join(tables)) if tables else None
