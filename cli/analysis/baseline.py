"""Baselines: the file that holds the findings that a project knows already, and which of a run's are among them.

A line for each finding, in an order that does not hang on where in its file it stands: what changes in the file is what
changed in the project. There are no line numbers, no absolute paths and no times in it.
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Literal, NamedTuple

from ...analyzers.project.writing import replacing
from ..errors import UsageError

__all__ = ["SCHEMA", "Entry", "Matched", "State", "match", "read_baseline", "write_baseline"]

SCHEMA = "slowspot.baseline/1"
_FAMILY = SCHEMA.partition("/")[0] + "/"


class Entry(NamedTuple):
    """A known finding."""

    path: str
    """As in fingerprints: relative to the repository, with forward slashes."""
    function: str
    rule: str
    id: str
    content: str


State = Literal["looked at", "deleted", "unknown"]
"""Of an entry's file: analyzed in this run by the entry's rule; no longer there; neither."""


class Matched(NamedTuple):
    known: dict[int, int]
    """By the index of each finding that is known, the index of its entry."""
    gone: list[int]
    """Indices of the entries whose finding is no longer there."""


def match(entries: Sequence[Entry], found: Sequence[Entry], state_of: Callable[[Entry], State]) -> Matched:
    """Find the entries of findings; each stands for one finding.

    The same id comes first. Then what says the same in the same file: a function has got another name. Then what says
    the same in a function of the same name, where the entry's finding is gone from its file: the file was renamed, or
    the function moved to another.
    """
    known: dict[int, int] = {}
    left = dict.fromkeys(range(len(entries)))

    def moved(entry: Entry) -> bool:
        state = state_of(entry)
        return state == "deleted" or (state == "looked at" and entry.function != "")

    def pair(key_of: Callable[[Entry], Hashable], may: Callable[[Entry], bool] = lambda entry: True) -> None:
        waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for index in left:
            if may(entries[index]):
                waiting[key_of(entries[index])].append(index)
        for index, entry in enumerate(found):
            if index not in known and (candidates := waiting.get(key_of(entry))):
                known[index] = candidates.popleft()
                del left[known[index]]

    pair(lambda entry: (entry.path, entry.id))
    pair(lambda entry: (entry.path, entry.rule, entry.content))
    pair(lambda entry: (entry.function, entry.rule, entry.content), moved)
    return Matched(known, [index for index in left if state_of(entries[index]) != "unknown"])


def read_baseline(path: str) -> list[Entry]:
    """Read a baseline. Raises UsageError where there is none, or the file is something else."""
    text = ""
    try:
        with open(path, "rb") as file:
            text = file.read().decode()
        document = json.loads(text)
    except FileNotFoundError:
        raise UsageError(f"{path}: no such baseline; `--write-baseline {path}` makes it") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is no baseline: it is not UTF-8") from None
    except RecursionError:
        raise UsageError(f"{path}: is no baseline: it is nested too deeply") from None
    except json.JSONDecodeError as error:
        if "\n<<<<<<< " in text:
            hint = (
                "holds a merge that was not resolved: keep the lines of both sides, `--update-baseline` drops the rest"
            )
            raise UsageError(f"{path}: {hint}") from None
        raise UsageError(f"{path}:{error.lineno}: is no baseline: not JSON: {error.msg}") from None
    return _entries(path, document)


def write_baseline(path: str, entries: Iterable[Entry]) -> None:
    """Write a baseline, all or nothing. Raises UsageError where that fails."""
    rows = [
        f"  {json.dumps(name)}: [\n" + ",\n".join(f"   {_row(entry)}" for entry in group) + "\n  ]"
        for name, group in _grouped(entries)
    ]
    findings = "{\n" + ",\n".join(rows) + "\n }" if rows else "{}"
    text = f'{{\n "schema": "{SCHEMA}",\n "findings": {findings}\n}}\n'
    try:
        with replacing(path) as file:
            file.write(text.encode("ascii"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error


def _grouped(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    files: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(set(entries)):
        files[entry.path].append(entry)
    return list(files.items())


def _row(entry: Entry) -> str:
    return json.dumps({"rule": entry.rule, "function": entry.function, "id": entry.id, "content": entry.content})


def _entries(path: str, document: Any) -> list[Entry]:
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise UsageError(f"{path}: is no baseline{_what_else(schema)}; `--write-baseline FILE` makes one")
    try:
        return [
            Entry(_text(name), *(_text(row[key]) for key in ("function", "rule", "id", "content")))
            for name, rows in document["findings"].items()
            for row in rows
        ]
    except (AttributeError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: is damaged: {type(error).__name__}: {error}; write it anew") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} where a text should be")
    return value


def _what_else(schema: object) -> str:
    if not isinstance(schema, str):
        return " of Slowspot's: it has no schema"
    if schema.startswith(_FAMILY):
        return f" that this version reads ({schema}, not {SCHEMA}): a newer version wrote it"
    return f": it says that it is {schema!r}"
