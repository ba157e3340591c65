"""Links the files of the workspace with each other, and with the texts that the editor has open."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from ...analyzers.findings import Position, Span
from ...analyzers.linking.collecting import FORM, summary_of
from ...analyzers.linking.program import Program, UnreadableError
from ...analyzers.project.cache import code_identity, key_of
from ...analyzers.source import Document, SourceError
from ...analyzers.source.notebook import is_notebook
from .notebooks import notebook_of

if TYPE_CHECKING:
    from ...analyzers.project.cache import ResultsCache

__all__ = ["Linked"]

logger = logging.getLogger(__name__)

NOTHING = b""


class Linked:
    """One program of all workspace folders. A text that is open stands for its file."""

    def __init__(self, cache: ResultsCache, made: Callable[[int], None]) -> None:
        """`made` is told how many bytes of source were parsed: their trees become garbage."""
        self._cache = cache
        self._made = made
        self._code = code_identity()
        self._program = Program(changes=True, costs=False)
        self._summaries: dict[str, bytes] = {}
        """By path the digest of what the program has of it."""
        self._tables: dict[str, bytes] = {}
        """By path what a file is told; of most nothing."""
        self._texts: dict[str, Document] = {}
        """What the editor has open, by path; what is no file by its URI."""
        self._paths: dict[str, str] = {}
        """By the program's names."""
        self._differs = False

    # -- what is said

    def put(self, path: str, data: bytes, *, make: bool = True) -> bool:
        """Take a file as it is on disk. An open one is known already.

        False where what it says is not in the cache, and shall not be made.
        """
        if path not in self._texts:
            summary = self._summary(path, data, make=make)
            if summary is None:
                return False
            self._put(path, summary)
        return True

    def make(self, path: str, data: bytes) -> None:
        """Have the cache hold what a file says."""
        self._summary(path, data, make=True)

    def tell_costs(self, wanted: bool) -> None:
        """Have files told what calls go through, or not."""
        self._program.tell_costs(wanted)
        self._differs = True

    def drop(self, paths: Iterable[str]) -> None:
        """Forget files, but for those that are open."""
        for path in paths:
            if path not in self._texts and self._summaries.pop(path, None) is not None:
                self._program.remove(_name(path))
                self._differs = True

    def keep(self, paths: Collection[str]) -> None:
        """Forget all files but these, and those that are open."""
        self.drop([path for path in self._summaries if path not in paths])

    def open(self, path: str, text: str) -> None:
        """Have a text of the editor stand for a file."""
        self._texts[path] = Document(text)
        self._say(path, anyway=True)

    def edit(self, path: str, edits: Iterable[Sequence[Any]]) -> None:
        """Take edits of an open text: each its span, as four numbers, and the new text."""
        document = self._texts.get(path)
        if document is None:
            return
        for line, column, end_line, end_column, text in edits:
            document.edit(Span(Position(line, column), Position(end_line, end_column)), text)
        self._say(path, anyway=False)

    def close(self, path: str) -> None:
        """Forget an open text. Its file has to be put again."""
        if self._texts.pop(path, None) is not None:
            self.drop([path])

    def is_open(self, path: str) -> bool:
        return path in self._texts

    def text(self, path: str) -> str | None:
        """What the editor has open for a path."""
        document = self._texts.get(path)
        return None if document is None else document.text

    # -- what is told

    def link(self) -> set[str]:
        """Link what has changed; returns the paths that are told something else now. Costs nothing where none has."""
        if not self._differs:
            return set()
        self._differs = False
        changed: set[str] = set()
        try:
            tables = self._program.link()
        except Exception:
            # What was told before stays; files are still analyzed by themselves.
            logger.exception("the files cannot be linked")
            tables = {}
        for name, table in tables.items():
            path = self._paths.get(name, name)
            changed.add(path)
            if table:
                self._tables[path] = table
            else:
                self._tables.pop(path, None)
        return changed

    def table(self, path: str) -> bytes:
        return self._tables.get(path, NOTHING)

    # -- summaries

    def _say(self, path: str, *, anyway: bool) -> None:
        """Summarize an open text. One that is broken says what it said before: somebody is typing."""
        document = self._texts[path]
        if not anyway and path in self._summaries and any(block.error is not None for block in document.leaves()):
            return
        self._made(sum(map(len, document.lines)))
        try:
            summary = summary_of(document)
        except Exception:
            # One text never keeps the others from being linked.
            logger.exception("%s cannot be summarized", path)
            summary = b""
        self._put(path, summary)

    def _put(self, path: str, summary: bytes) -> None:
        digest = blake2b(summary, digest_size=16).digest()
        if self._summaries.get(path) == digest:
            return
        self._summaries[path] = digest
        name = _name(path)
        if name != path:
            self._paths[name] = path
        try:
            self._program.put(name, summary)
        except UnreadableError as error:
            logger.error("what %s says cannot be read: %s", path, error)
            self._program.remove(name)
        self._differs = True

    def _summary(self, path: str, data: bytes, *, make: bool) -> bytes | None:
        form = "notebook" if is_notebook(path) else "module"
        key = key_of(FORM, form, self._code, blake2b(data, digest_size=20).digest())
        summary = self._cache.get(key)
        if summary is None and make:
            summary = self._summarize(path, data)
            self._cache.put(key, summary)
        return summary

    def _summarize(self, path: str, data: bytes) -> bytes:
        self._made(len(data))
        try:
            notebook = notebook_of(path, data)
            if notebook is not None and not notebook.is_python:
                return b""
            document = Document.from_bytes(data) if notebook is None else Document(notebook.module.text)
            summary = summary_of(document)
            document.release()
        except (SourceError, RecursionError, MemoryError):
            return b""
        except Exception:
            # As above.
            logger.exception("%s cannot be summarized", path)
            return b""
        return summary


def _name(path: str) -> str:
    """How the program spells a path."""
    return path.replace(os.sep, "/")
