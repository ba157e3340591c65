"""Texts as clients hold them, with edits in their columns; and real files to begin with."""

from __future__ import annotations

import ast
import random
import re
import sysconfig
import warnings
from pathlib import Path
from typing import Any

from slowspot.analyzers.rules.registry import all_rules

__all__ = ["Text", "parses", "real_texts"]

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Text:
    """A document of the client's: what the server must hold, too, if both read the protocol alike."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.codec, self.width = _CODECS[encoding]

    @property
    def lines(self) -> list[str]:
        lines = _LINES.findall(self.text)
        return [*lines, ""] if not lines or lines[-1].endswith(("\r", "\n")) else lines

    def column(self, line: str, characters: int) -> int:
        """Columns in the client's units."""
        return len(line[:characters].encode(self.codec)) // self.width

    def characters(self, line: str, column: int) -> int:
        return len(line.encode(self.codec)[: column * self.width].decode(self.codec, "ignore"))

    def edit(self, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        lines = self.lines
        first, last = self._offset(lines, *start), self._offset(lines, *end)
        self.text = self.text[:first] + text + self.text[max(first, last) :]

    def become(self, text: str) -> list[Any]:
        """Turn into another text by one edit of the lines that differ; returns that edit, as scripts have it."""
        old, new = self.text.split("\n"), text.split("\n")
        limit = min(len(old), len(new)) - 1
        head = next((at for at in range(limit) if old[at] != new[at]), limit)
        tail = next((at for at in range(limit - head) if old[-1 - at] != new[-1 - at]), limit - head)
        before = Text("".join(row + "\n" for row in old[:head]), "utf-32").lines
        lines = Text("\n".join(old[: len(old) - tail]), "utf-32").lines
        start, end = (len(before) - 1, 0), (len(lines) - 1, self.column(lines[-1], len(lines[-1])))
        fresh = "\n".join(new[head : len(new) - tail])
        self.edit(start, end, fresh)
        return [*start, *end, fresh]

    def _offset(self, lines: list[str], line: int, column: int) -> int:
        if line >= len(lines):
            return len(self.text)
        content = lines[line].rstrip("\r\n")
        return sum(map(len, lines[:line])) + self.characters(content, column)


def parses(text: str) -> bool:
    """Whether Python takes it, in a file and in an editor alike."""
    if text.startswith("\ufeff") or "\0" in text:
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def real_texts(rng: random.Random, count: int, most_lines: int) -> list[str]:
    """Modules of the standard library, whole, at random; behind each some code that is slow."""
    library = Path(sysconfig.get_paths()["stdlib"])
    paths = sorted(library.glob("*.py")) + sorted(library.glob("[a-z]*/*.py"))
    slow = [example.before for rule in all_rules() for example in rule.examples]
    found: list[str] = []
    while len(found) < count:
        path = rng.choice(paths)
        if {"site-packages", "lib2to3", "test"}.intersection(path.parts):
            continue
        try:
            text = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            continue
        # A file is read by the encoding that it names, a document of an editor's has none.
        if 5 < text.count("\n") < most_lines and "coding" not in "".join(text.splitlines(keepends=True)[:2]):
            whole = "\n\n".join([text, *(re.sub("[«»]", "", it) for it in rng.sample(slow, 6))])
            found.append(whole if parses(whole) else text)
    return found
