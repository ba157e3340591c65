"""Rows of evidence: one measured example at one size on one interpreter; how they are written, read and kept fresh."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NamedTuple

from ...analyzers.rules.declaration import Example, Rule

__all__ = [
    "FILE",
    "Key",
    "Row",
    "RowsError",
    "append_rows",
    "examples_by_key",
    "fresh",
    "read_rows",
    "stale",
    "write_rows",
]

FILE = Path(__file__).with_name("rows.csv")


class Key(NamedTuple):
    """What a row is of. There is one row for a key."""

    rule: str
    example: int
    n: int
    implementation: str
    python: str
    machine: str


@dataclass(frozen=True, slots=True)
class Row:
    rule: str
    example: int
    digest: str
    """`Example.digest` of the text that was measured."""
    n: int
    implementation: str
    python: str
    """"3.11"; `release` is the whole of it."""
    release: str
    machine: str
    before_ns: float
    """Of one call; the median."""
    after_ns: float
    ratio: float
    """Old ÷ new time, with its 95 % interval."""
    low: float
    high: float

    @property
    def key(self) -> Key:
        return Key(self.rule, self.example, self.n, self.implementation, self.python, self.machine)


COLUMNS = tuple(field.name for field in fields(Row))
_READ = {"str": str, "int": int, "float": float}
_TYPES = tuple(_READ[str(field.type)] for field in fields(Row))


class RowsError(ValueError):
    """A file of rows that cannot be used: which line, and what is wrong with it."""


def read_rows(path: Path) -> list[Row]:
    """Read a file of rows; no file is no rows. Raises RowsError, OSError."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise RowsError(f"{path}: is no text in UTF-8") from error
    lines = csv.reader(text.splitlines())
    header = next(lines, [])
    if missing := [column for column in COLUMNS if column not in header]:
        raise RowsError(f"{path}: lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}")
    places = [header.index(column) for column in COLUMNS]
    rows: list[Row] = []
    for line in lines:
        try:
            row = Row(*(read(line[place]) for read, place in zip(_TYPES, places, strict=True)))
        except (ValueError, IndexError) as error:
            raise RowsError(f"{path}, line {lines.line_num}: {','.join(line)!r} is not a row of evidence") from error
        if not 0 < row.low <= row.ratio <= row.high:
            raise RowsError(f"{path}, line {lines.line_num}: the ratio {row.ratio} is not within its interval")
        rows.append(row)
    return rows


def append_rows(path: Path, rows: Iterable[Row]) -> None:
    """Add rows at the end of a file, which is made where it does not exist. Raises OSError."""
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if file.tell() == 0:
            writer.writerow(COLUMNS)
        writer.writerows(map(_cells, rows))


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write the whole file, one row for a key (the last one given), in order; replaces it at once. Raises OSError."""
    kept = {row.key: row for row in rows}
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    append_rows(draft, (kept[key] for key in sorted(kept, key=_place)))
    if not kept:
        draft.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    os.replace(draft, path)


def _place(key: Key) -> tuple[object, ...]:
    return key.rule, key.example, key.machine, key.implementation, [int(part) for part in key.python.split(".")], key.n


def _cells(row: Row) -> Iterator[object]:
    """Numbers to four digits: more would be noise."""
    for column in COLUMNS:
        value = getattr(row, column)
        yield (
            f"{value:.4g}"
            if isinstance(value, float) and value < 1000
            else round(value)
            if isinstance(value, float)
            else value
        )


def examples_by_key(rules: Iterable[Rule]) -> dict[tuple[str, int], Example]:
    """The examples that can be measured (both sides and a workload), by slug and index."""
    return {
        (rule.slug, index): example
        for rule in rules
        for index, example in enumerate(rule.examples)
        if example.after and example.workload is not None
    }


def fresh(rows: Iterable[Row], rules: Iterable[Rule]) -> list[Row]:
    """The rows whose example is still the text that was measured."""
    digests = {key: example.digest for key, example in examples_by_key(rules).items()}
    return [row for row in rows if digests.get((row.rule, row.example)) == row.digest]


def stale(rows: Sequence[Row], rules: Iterable[Rule]) -> list[str]:
    """The slugs of rules with rows of an example that has changed since, or is gone."""
    kept = {row.key for row in fresh(rows, rules)}
    return sorted({row.rule for row in rows if row.key not in kept})
