"""Notebook files (.ipynb): their cells of Python as one module, and new sources put back, all else byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .cells import CellModule
from .encoding import SourceError
from .json_places import JsonReader
from .positions import split_lines

__all__ = ["Notebook", "NotebookError", "is_notebook"]

SUFFIX = ".ipynb"
_BOM = "\ufeff"
_SURROGATE = re.compile("[\ud800-\udfff]")
_OF_PYTHON = frozenset({"python", "ipython", "python3", "ipython3", "xpython"})


class NotebookError(SourceError):
    """The bytes are no notebook that can be read; `line` counts from 0, in the file."""

    kind = "notebook-error"


@dataclass(slots=True)
class _Source:
    """Where a cell's source stands in the file: the whole value, and the strings that it consists of."""

    number: int
    """Of the cell among all cells, from 1, as notebooks' users and other tools count."""
    start: int
    end: int
    strings: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    is_list: bool = True

    @property
    def text(self) -> str:
        return "".join(text for _, _, text in self.strings)


class Notebook:
    """A notebook's file. `module` has its cells of code; `numbers` tells which of all cells each of them is."""

    def __init__(self, text: str) -> None:
        """Read a notebook. Raises NotebookError for what is no JSON, no notebook, or of a format before 4."""
        self._text = text
        cells, about = _read(text)
        self.language = _language(about)
        """What its kernel runs, in lower case; "python" where nothing is said."""
        self._sources = list(cells) if self.is_python else []
        self.numbers = [source.number for source in self._sources]
        self.module = CellModule(source.text for source in self._sources)

    @classmethod
    def from_bytes(cls, data: bytes) -> Notebook:
        try:
            return cls(data.decode())
        except UnicodeDecodeError as error:
            raise NotebookError(f"is no notebook: not valid utf-8 ({error.reason})", _line(data, error.start)) from None

    @property
    def is_python(self) -> bool:
        return self.language in _OF_PYTHON

    @property
    def lines(self) -> int:
        """Lines of code, as an editor counts them."""
        return sum(cell.count - (not cell.lines[-1]) for cell in self.module.cells)

    def line_in_file(self, index: int, line: int) -> int:
        """The line of the file that holds a cell's line, both counted from 0: what viewers of the bare JSON mark."""
        source = self._sources[index]
        place = source.strings[-1][0] if source.strings else source.start
        seen = 0
        for start, _, text in source.strings:
            seen += len(split_lines(text)) - 1
            if line < seen:
                place = start
                break
        return self._first_lines[index] + self._text.count("\n", source.start, place)

    @cached_property
    def _first_lines(self) -> list[int]:
        """Where the sources begin: one walk over the file, which may be long for what its cells have shown."""
        lines: list[int] = []
        line = place = 0
        for source in self._sources:
            line += self._text.count("\n", place, source.start)
            place = source.start
            lines.append(line)
        return lines

    def with_texts(self, texts: Mapping[int, str]) -> bytes:
        """The file with new sources for some cells, by their index. What is equal in them keeps its bytes."""
        pieces: list[str] = []
        place = 0
        for index, text in sorted(texts.items()):
            source = self._sources[index]
            if text == source.text:
                continue
            pieces += (self._text[place : source.start], self._written(source, text))
            place = source.end
        return "".join([*pieces, self._text[place:]]).encode()

    def _written(self, source: _Source, text: str) -> str:
        raw = self._text
        if not source.is_list:
            return self._string(text)
        new = text.splitlines(keepends=True)
        if not new:
            return "[]"
        if source.strings:
            opening = raw[source.start : source.strings[0][0]]
            ending = raw[source.strings[-1][1] : source.end]
            # Of two strings on: what stands between them; else as after the bracket.
            between = raw[source.strings[0][1] : source.strings[1][0]] if len(source.strings) > 1 else None
            between = between if between is not None else "," + (opening[1:] or " ")
        else:
            opening, ending, between = "[", "]", ", "
        return opening + between.join(self._strings(source, new)) + ending

    def _strings(self, source: _Source, new: Sequence[str]) -> Iterator[str]:
        """The strings of a source; those that were there before as they were written."""
        # Late: most notebooks are only read.
        from difflib import SequenceMatcher

        old = [text for _, _, text in source.strings]
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                for start, end, _ in source.strings[a:b]:
                    yield self._text[start:end]
            else:
                yield from map(self._string, new[c:d])

    def _string(self, text: str) -> str:
        """Write a string as the rest of the file has them: notebooks keep letters of all languages as they are."""
        return json.dumps(text, ensure_ascii=self._is_escaped or _SURROGATE.search(text) is not None)

    @cached_property
    def _is_escaped(self) -> bool:
        return self._text.isascii() and "\\u" in self._text


def is_notebook(path: str) -> bool:
    return path.lower().endswith(SUFFIX)


def _read(text: str) -> tuple[Iterator[_Source], dict[str, Any]]:
    """Find the sources of the code cells and the notebook's metadata."""
    reader = JsonReader(text)
    start = 1 if text.startswith(_BOM) else 0
    about: dict[str, Any] = {}
    found: list[tuple[_Source, dict[str, Any]]] | None = None
    try:
        place = reader.skip(start)
        if reader.at(place) != "{":
            raise NotebookError("is no notebook: no JSON object")
        for key, value in reader.members(place):
            if key == "cells" and reader.at(value) == "[":
                found = list(_cells(reader, value))
            elif key in {"metadata", "nbformat"}:
                about[key] = reader.value(value)[0]
    except json.JSONDecodeError as error:
        raise NotebookError(f"is no notebook: {error.msg}", error.lineno - 1) from None
    except RecursionError:
        raise NotebookError("is no notebook: nested too deeply") from None
    version = about.get("nbformat")
    if found is None:
        if isinstance(version, int) and version < 4:
            raise NotebookError(f"is a notebook of the old format {version}; saved once by Jupyter it has the new one")
        raise NotebookError("is no notebook: it has no cells")
    return (source for source, cell in found if _is_python(cell)), about


def _cells(reader: JsonReader, place: int) -> Iterator[tuple[_Source, dict[str, Any]]]:
    """Each cell that is an object, with its source and what else tells of its kind."""
    for number, cell in enumerate(reader.items(place), 1):
        if reader.at(cell) != "{":
            continue
        about: dict[str, Any] = {}
        source: _Source | None = None
        for key, value in reader.members(cell):
            if key == "source":
                source = _source(reader, number, value)
            elif key in {"cell_type", "metadata"}:
                about[key] = reader.value(value)[0]
        if source is not None:
            yield source, about


def _source(reader: JsonReader, number: int, place: int) -> _Source | None:
    """A source is a string or a list of strings."""
    if reader.at(place) != "[":
        value, end = reader.value(place)
        return _Source(number, place, end, [(place, end, value)], is_list=False) if isinstance(value, str) else None
    source = _Source(number, place, place)
    for item in reader.items(place):
        value, end = reader.value(item)
        if not isinstance(value, str):
            source.number = 0
        source.strings.append((item, end, str(value)))
    source.end = reader.after
    return source if source.number else None


def _is_python(cell: Mapping[str, Any]) -> bool:
    """Whether a cell is code of the notebook's own language: editors let single cells have another one."""
    if cell.get("cell_type") != "code":
        return False
    about = cell.get("metadata")
    own = about.get("vscode") if isinstance(about, Mapping) else None
    language = own.get("languageId") if isinstance(own, Mapping) else None
    return not isinstance(language, str) or language.lower() in _OF_PYTHON


def _language(about: Mapping[str, Any]) -> str:
    metadata = about.get("metadata")
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        part = metadata.get(key) if isinstance(metadata, Mapping) else None
        value = part.get(name) if isinstance(part, Mapping) else None
        if isinstance(value, str) and value:
            return value.lower()
    return "python"


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset)
