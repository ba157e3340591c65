"""File patterns as Ruff reads them: shell patterns in which `*` also stands for slashes, of whole paths or of names."""

from __future__ import annotations

import os
import re

__all__ = ["Pattern"]


class Pattern:
    """One pattern of a settings file: of the path below the file's folder, or of a name in any folder.

    Where patterns may be `negatable`, a `!` before it turns it around. One that is no valid pattern matches nothing.
    """

    __slots__ = ("_name", "_negated", "_path")

    def __init__(self, pattern: str, folder: str, *, negatable: bool = False) -> None:
        self._negated = negatable and pattern.startswith("!")
        pattern = os.path.expanduser(pattern[self._negated :])
        self._name = _compiled(_slashes(pattern))
        # Of the folder nothing is special, also where its name holds a bracket.
        root = "" if os.path.isabs(pattern) else re.escape(_slashes(folder).rstrip("/") + "/")
        self._path = _compiled(_slashes(pattern).removeprefix("./").rstrip("/"), root)

    def matches(self, path: str) -> bool:
        """Say whether an absolute path is meant, by itself or by its name."""
        found = _fits(self._name, os.path.basename(path)) or _fits(self._path, _slashes(path))
        return found is not self._negated

    def matches_or_holds(self, path: str, root: str) -> bool:
        """Say whether a path or a folder around it, up to `root` and with it, is meant."""
        while len(path) >= len(root):
            if self.matches(path):
                return True
            parent = os.path.dirname(path)
            if parent == path:
                return False
            path = parent
        return False


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
