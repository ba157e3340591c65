"""Reads training rows from CSV files; a row that is not usable is dropped and counted, never a crash."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["Rows", "UnusableRows", "feature", "number", "positive", "read", "text", "whole"]

Converter: TypeAlias = Callable[[str], Any]


class UnusableRows(Exception):  # noqa: N818 - says what happened
    """A file of rows that cannot be used at all: missing, damaged, or without a column that is needed."""


@dataclass(slots=True)
class Rows:
    """Rows with typed values by column, and what was dropped on the way."""

    records: list[dict[str, Any]]
    fingerprint: str
    """A hash of the values in their order, whatever the compression and the line ends."""
    dropped: int = 0
    first: str = ""
    """Where and why the first row was dropped."""
    files: list[str] = field(default_factory=list)


def text(value: str) -> str:
    """A key: not empty."""
    if not value:
        raise ValueError("empty")
    return value


def whole(value: str) -> int:
    return int(value)


def number(value: str) -> float:
    """A finite number."""
    found = float(value)
    if math.isfinite(found):
        return found
    raise ValueError(f"{value!r} is not finite")


def positive(value: str) -> float:
    """A finite number above zero: a time, a ratio."""
    found = number(value)
    if found <= 0:
        raise ValueError(f"{value!r} is not above zero")
    return found


def feature(value: str) -> float:
    """A finite number, or NaN for an empty field: the models know missing values."""
    return number(value) if value else math.nan


def read(paths: Sequence[Path], columns: Mapping[str, Converter]) -> Rows:
    """The rows of all files one after the other. Raises UnusableRows for a file that cannot be used at all.

    `columns` says for each column that is needed how its text becomes a value; other columns are left out.
    """
    rows = Rows([], "", files=[path.name for path in paths])
    digest = hashlib.sha256()
    for path in paths:
        reader = csv.reader(io.StringIO(_text(path)))
        try:
            head = next(reader, [])
            if absent := [name for name in columns if name not in head]:
                raise UnusableRows(f"{path.name}: lacks the column{'s' * (len(absent) > 1)} {', '.join(absent)}")
            places = [head.index(name) for name in columns]
            converters = [(name, convert, head.index(name)) for name, convert in columns.items()]
            for line in reader:
                if not line:
                    continue
                try:
                    if len(line) != len(head):
                        raise ValueError(f"{len(line)} fields where the head has {len(head)}")
                    rows.records.append({name: convert(line[place]) for name, convert, place in converters})
                except (ValueError, OverflowError) as error:
                    rows.dropped += 1
                    rows.first = (
                        rows.first or f"{path.name}, line {reader.line_num}: {_reason(line, converters, error)}"
                    )
                    continue
                digest.update(",".join(line[place] for place in places).encode() + b"\n")
        except csv.Error as error:
            raise UnusableRows(f"{path.name}, line {reader.line_num}: {error}") from None
    rows.fingerprint = digest.hexdigest()[:16]
    return rows


def _reason(line: Sequence[str], converters: Sequence[tuple[str, Converter, int]], error: Exception) -> str:
    for name, convert, place in converters:
        try:
            convert(line[place])
        except (ValueError, OverflowError) as found:
            return f"{name}: {found}"
        except IndexError:
            break
    return str(error)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or error
    except (EOFError, zlib.error):
        reason = "its compressed data is damaged"
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    raise UnusableRows(f"{path.name}: cannot be read: {reason}")
