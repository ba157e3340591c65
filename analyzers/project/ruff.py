"""Which of our rules Ruff reports as well, by its settings in force for a file. Reads files; never runs Ruff."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..rules.peers import RUFF, RUFF_RULES, RuffRule
from .ruff_patterns import Exclusions, Pattern

__all__ = ["NOT_DEFERRED", "RUFF_FILES", "Deferred", "RuffFiles"]

RUFF_FILES = (".ruff.toml", "ruff.toml", "pyproject.toml")
"""In order of precedence, where a folder holds several. The last one counts only with a table [tool.ruff]."""

DEFAULT_EXCLUDE = (
    ".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d",
    ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode", "__pypackages__", "_build",
    "buck-out", "dist", "node_modules", "site-packages", "venv",
)  # fmt: skip

MANY_ON_SINCE = (0, 16)
"""The version from which Ruff's default selection holds rules of our table; before, it held none of them."""

_EXTENDED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Deferred:
    """What is left to Ruff in a file."""

    rules: frozenset[str] = frozenset()
    """Slugs."""
    by: str = ""
    """Ruff's settings file, absolute; "" where Ruff is not set up."""


NOT_DEFERRED = Deferred()


class RuffFiles:
    """Ruff's settings by folder, each file read once."""

    def __init__(self) -> None:
        self._by_folder: dict[str, _Ruff | None] = {}

    def for_file(self, path: str) -> Deferred:
        """Tell what is left to Ruff in a file, given by its absolute path: nothing where Ruff leaves the file out.

        Without settings of Ruff's in or above its folder nobody is known to run it. Settings of the user's own, outside
        of the project, do not count: the same project has the same findings on each machine.
        """
        ruff = self._in_or_above(os.path.dirname(path))
        return NOT_DEFERRED if ruff is None else ruff.for_file(path)

    def _in_or_above(self, folder: str) -> _Ruff | None:
        if folder not in self._by_folder:
            self._by_folder[folder] = self._find(folder)
        return self._by_folder[folder]

    def _find(self, folder: str) -> _Ruff | None:
        for name in RUFF_FILES:
            path = os.path.join(folder, name)
            table = _ruff_table(path)
            if table is not None:
                return _Ruff(path, _layers(path, table))
        parent = os.path.dirname(folder)
        return None if parent == folder else self._in_or_above(parent)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One settings file of Ruff's; `extend` lays it over another."""

    folder: str
    top: Mapping[str, Any]
    lint: Mapping[str, Any]

    def lint_value(self, key: str) -> Any:
        """A key of the linter, which may also stand at the top, as it did in older versions."""
        value = self.lint.get(key)
        return self.top.get(key) if value is None else value

    def names(self, key: str) -> tuple[str, ...] | None:
        value = self.lint_value(key)
        return None if value is None else _strings(value)


class _Ruff:
    """The settings in force below a settings file."""

    def __init__(self, path: str, layers: Sequence[_Layer]) -> None:
        self._path = path
        self._root = os.path.dirname(path)
        self._layers = layers
        version = _version(layers, self._root)
        preview = _last(layers, "preview", of_lint=True)
        if preview is None:
            preview = _last(layers, "preview")
        exact = _last(layers, "explicit-preview-rules", of_lint=True)
        self._choice = _Choice(version, preview is True, exact is True)
        self._active = self._choice.active(layers)
        excluded = [*self._patterns("exclude", DEFAULT_EXCLUDE), *self._patterns("extend-exclude", add=True)]
        self._excluded = Exclusions(excluded, self._root)
        self._unlinted = self._patterns("exclude", of_lint=True)
        self._ignores = [*self._per_file("per-file-ignores"), *self._per_file("extend-per-file-ignores", add=True)]
        self._known: dict[frozenset[str], Deferred] = {}

    def for_file(self, path: str) -> Deferred:
        if not self._active or self._excluded.hold(path):
            return NOT_DEFERRED
        if any(pattern.matches(path) for pattern in self._unlinted):
            return NOT_DEFERRED
        active = self._active
        for pattern, ignored in self._ignores:
            if pattern.matches(path):
                active = active - ignored
        if active not in self._known:
            slugs = frozenset(slug for slug, codes in RUFF.items() if active.issuperset(codes))
            self._known[active] = Deferred(slugs, self._path if slugs else "")
        return self._known[active]

    def _patterns(
        self, key: str, default: Sequence[str] = (), *, add: bool = False, of_lint: bool = False
    ) -> list[Pattern]:
        """The patterns of a key: those of the last layer that has it, or of all (`add`)."""
        found = [Pattern(pattern, self._root) for pattern in default]
        for layer in self._layers:
            value = (layer.lint if of_lint else layer.top).get(key)
            if value is not None:
                own = [Pattern(pattern, layer.folder) for pattern in _strings(value)]
                found = [*found, *own] if add else own
        return found

    def _per_file(self, key: str, *, add: bool = False) -> list[tuple[Pattern, frozenset[str]]]:
        found: list[tuple[Pattern, frozenset[str]]] = []
        for layer in self._layers:
            table = layer.lint_value(key)
            if isinstance(table, Mapping):
                own = [
                    (Pattern(str(pattern), layer.folder, negatable=True), self._choice.codes(_strings(names)))
                    for pattern, names in table.items()
                ]
                found = [*found, *own] if add else own
        return found


@dataclass(frozen=True, slots=True)
class _Choice:
    """How selectors choose rules under a version of Ruff's; None where it is not known."""

    version: tuple[int, int] | None
    preview: bool
    exact: bool
    """Whether rules in preview are to be selected by their own codes."""

    def active(self, layers: Iterable[_Layer]) -> frozenset[str]:
        """The codes of our table that are on: as Ruff does it, layer by layer, the longer selector wins."""
        active = {code for code, rule in RUFF_RULES.items() if self._on_by_default(rule)}
        carried: list[str] = []
        for layer in layers:
            select = layer.names("select")
            ignored = [*(layer.names("ignore") or ()), *(layer.names("extend-ignore") or ()), *carried]
            carried = ignored if select == () else []  # nothing selected: what is ignored is for the next layer
            selected = [*(select or ()), *(layer.names("extend-select") or ())]
            if select is not None:
                active.clear()
            for code, rule in RUFF_RULES.items():
                on = max((self._weight(selector, code, rule) for selector in selected), default=0)
                off = max((self._weight(selector, code, rule) for selector in ignored), default=0)
                if on > off:
                    active.add(code)
                elif off:
                    active.discard(code)
        return frozenset(active)

    def codes(self, selectors: Iterable[str]) -> frozenset[str]:
        """The codes of our table that selectors mean, whatever the version."""
        listed = tuple(selectors)
        return frozenset(
            code for code, rule in RUFF_RULES.items() if any(_reaches(selector, code, rule) for selector in listed)
        )

    def _on_by_default(self, rule: RuffRule) -> bool:
        if self.version is None or self.version < MANY_ON_SINCE or not self._has(rule):
            return False
        return rule.default == "always" or (rule.default == "in preview" and self.preview)

    def _has(self, rule: RuffRule) -> bool:
        """Whether a selector that is no code of its own gets the rule. Of an unknown version the least is assumed."""
        if rule.since is None:
            return self.preview and not self.exact
        if self.preview and not self.exact:
            return True
        return rule.since <= (self.version or OLDEST)

    def _weight(self, selector: str, code: str, rule: RuffRule) -> int:
        """0 where it does not mean the rule; the more exactly it does, the more."""
        if selector == code or (selector == rule.name and self.preview):
            return 99 if rule.since is not None or self.preview else 0
        return _reaches(selector, code, rule) if self._has(rule) else 0


OLDEST = (0, 12)
"""Assumed where nothing tells the version: what became stable later counts only if selected by its own code."""


def _reaches(selector: str, code: str, rule: RuffRule) -> int:
    if selector == "ALL":
        return 1
    if selector == code or selector == rule.name:
        return 99
    if selector == rule.category:
        return 2
    linter = code.rstrip("0123456789")
    whole = selector.rstrip("0123456789") == linter and code.startswith(selector)
    # PL is short for PLC, PLE, PLR and PLW; a selector F does not mean FURB.
    return 2 + len(selector) if whole or (selector == "PL" and linter in {"PLC", "PLE", "PLR", "PLW"}) else 0


def _layers(path: str, table: Mapping[str, Any]) -> list[_Layer]:
    """The settings file and those that it extends, the outermost first. One that cannot be read is passed over."""
    layers: list[_Layer] = []
    seen: set[str] = set()
    while path not in seen and len(seen) < _EXTENDED_AT_MOST:
        seen.add(path)
        folder = os.path.dirname(path)
        lint = table.get("lint")
        layers.append(_Layer(folder, table, lint if isinstance(lint, Mapping) else {}))
        extended = table.get("extend")
        if not isinstance(extended, str):
            break
        path = os.path.normpath(os.path.join(folder, os.path.expandvars(os.path.expanduser(extended))))
        above = _ruff_table(path, extended=True)
        if above is None:
            break
        table = above
    return layers[::-1]


def _ruff_table(path: str, *, extended: bool = False) -> Mapping[str, Any] | None:
    """Ruff's settings in a file; None where it has none, or none that can be read (Ruff says so itself)."""
    in_project = os.path.basename(path) == "pyproject.toml"
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
    if in_project and b"ruff" not in data:
        return None
    # Late: most folders hold no such file.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table: Any = tomllib.loads(data.decode())
    except (ValueError, RecursionError):
        return None
    if in_project:
        tool = table.get("tool")
        table = tool.get("ruff") if isinstance(tool, Mapping) else None
    return table if isinstance(table, Mapping) else None


def _version(layers: Sequence[_Layer], root: str) -> tuple[int, int] | None:
    """The least version of Ruff's that may be in use: what is required, else what the project's `.venv` holds."""
    required = _last(layers, "required-version")
    if isinstance(required, str):
        bounds = [_two(match[1]) for match in re.finditer(r"(?:^|,)\s*(?:>=|~=|===?|>)?\s*(\d+\.\d+)", required)]
        return max(bounds, default=None)
    for site_packages in _site_packages(os.path.join(root, ".venv")):
        try:
            names = os.listdir(site_packages)
        except OSError:
            continue
        for name in names:
            if match := re.fullmatch(r"ruff-(\d+\.\d+).*\.dist-info", name):
                return _two(match[1])
    return None


def _site_packages(environment: str) -> list[str]:
    library = os.path.join(environment, "lib")
    try:
        pythons = [name for name in os.listdir(library) if name.startswith("python")]
    except OSError:
        pythons = []
    found = [os.path.join(library, python, "site-packages") for python in pythons]
    return [*found, os.path.join(environment, "Lib", "site-packages")]  # the last: on Windows


def _two(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    return int(major), int(minor)


def _last(layers: Sequence[_Layer], key: str, *, of_lint: bool = False) -> Any:
    """The value of the layer nearest to the code that has one."""
    for layer in reversed(layers):
        value = (layer.lint if of_lint else layer.top).get(key)
        if value is not None:
            return value
    return None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
