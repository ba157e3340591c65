"""File patterns as Ruff reads them: shell patterns in which `*` also stands for slashes, of whole paths or of names."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

__all__ = ["Exclusions", "Pattern"]

_SPECIAL = frozenset("*?[]{}!/\\")


class Pattern:
    """One pattern of a settings file: of the path below the file's folder, or of a name in any folder.

    Where patterns may be `negatable`, a `!` before it turns it around. One that is no valid pattern matches nothing.
    """

    __slots__ = ("_compiled", "_folder", "_negated", "_text")

    def __init__(self, pattern: str, folder: str, *, negatable: bool = False) -> None:
        self._negated = negatable and pattern.startswith("!")
        self._text = os.path.expanduser(pattern[self._negated :])
        self._folder = folder
        self._compiled: tuple[re.Pattern[str] | None, re.Pattern[str] | None] | None = None

    @property
    def plain_name(self) -> str:
        """The one name that it means, in whatever folder; "" where it is more than a name."""
        return "" if self._negated or any(letter in _SPECIAL for letter in self._text) else self._text

    def matches(self, path: str) -> bool:
        """Say whether an absolute path is meant, by itself or by its name."""
        if self._compiled is None:
            text = _slashes(self._text)
            # Of the folder nothing is special, also where its name holds a bracket.
            root = "" if os.path.isabs(self._text) else re.escape(_slashes(self._folder).rstrip("/") + "/")
            self._compiled = _compiled(text), _compiled(text.removeprefix("./").rstrip("/"), root)
        by_name, by_path = self._compiled
        found = _fits(by_name, os.path.basename(path)) or _fits(by_path, _slashes(path))
        return found is not self._negated


class Exclusions:
    """Patterns of what is left out: a path, or a folder around it up to `root` and with it."""

    __slots__ = ("_folders", "_names", "_patterns", "_root")

    def __init__(self, patterns: Sequence[Pattern], root: str) -> None:
        # Nearly all are names, and each folder is asked about for each file in it.
        self._names = frozenset(pattern.plain_name for pattern in patterns) - {""}
        self._patterns = [pattern for pattern in patterns if not pattern.plain_name]
        self._root = root
        self._folders: dict[str, bool] = {}

    def hold(self, path: str) -> bool:
        folder, name = os.path.split(path)
        return self._meant(path, name) or self._in_folder(folder)

    def _in_folder(self, folder: str) -> bool:
        if len(folder) < len(self._root):
            return False
        known = self._folders.get(folder)
        if known is None:
            parent, name = os.path.split(folder)
            known = self._meant(folder, name) or (parent != folder and self._in_folder(parent))
            self._folders[folder] = known
        return known

    def _meant(self, path: str, name: str) -> bool:
        return name in self._names or any(pattern.matches(path) for pattern in self._patterns)


def _fits(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.fullmatch(text) is not None


def _slashes(path: str) -> str:
    return path if os.sep == "/" else path.replace(os.sep, "/")


_PARTS = re.compile(
    r"""
    (?P<around>/\*\*/) | (?P<first>\A\*\*/) | (?P<rest>/\*\*\Z) | (?P<any>\*+) | (?P<one>\?)
    | \[(?P<negated>[!^]?)(?P<set>\]?[^\]]*)\] | (?P<open>\{) | (?P<close>\}) | (?P<comma>,) | (?P<plain>\\?.)
    """,
    re.VERBOSE | re.DOTALL,
)


def _compiled(pattern: str, before: str = "") -> re.Pattern[str] | None:
    """Translate a pattern; None where it is none."""
    parts = [before]
    depth = 0
    for match in _PARTS.finditer(pattern):
        kind = match.lastgroup
        text = match[0]
        if kind == "around":
            parts.append("/(?:.*/)?")
        elif kind == "first":
            parts.append("(?:.*/)?")
        elif kind == "rest":
            parts.append("/.+")
        elif kind == "any":
            parts.append(".*")
        elif kind == "one":
            parts.append(".")
        elif kind == "set":
            inner = match["set"].replace("\\", r"\\").replace("[", r"\[")
            inner = r"\]" + inner[1:] if inner.startswith("]") else inner
            parts.append(f"[{'^' if match['negated'] else ''}{inner}]")
        elif kind == "open":
            depth += 1
            parts.append("(?:")
        elif kind == "close" and depth:
            depth -= 1
            parts.append(")")
        elif kind == "comma" and depth:
            parts.append("|")
        else:
            parts.append(re.escape(text[-1]))
    if depth:
        return None
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error:
        return None
