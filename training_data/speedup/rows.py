"""The rows of the speedup model as files: which program, at which size, on what, and what its fix changed."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from ..fitting.rows import number, positive, read, text, whole

__all__ = ["COLUMNS", "ROWS", "Row", "append_row", "read_rows", "write_table"]

ROWS: Final = Path(__file__).parent / "rows.csv.gz"


@dataclass(frozen=True, slots=True)
class Row:
    rule: str
    example: int
    example_hash: str
    """Of the example as it was when it was measured; see `subjects.example_hash`."""
    recipe: int
    n: int
    known: int
    """1 where the size stands in the source, 0 where it comes with the arguments."""
    python: str
    machine: str
    before_ns: int
    after_ns: int
    ratio: float
    """Old time ÷ new time of one call of the entry."""
    low: float
    high: float

    @property
    def size(self) -> int:
        """The size of the program's key."""
        return self.n if self.known else 0

    def values(self) -> list[str]:
        values = [getattr(self, column) for column in COLUMNS]
        return [f"{value:.5g}" if isinstance(value, float) else str(value) for value in values]


COLUMNS: Final = tuple(field.name for field in fields(Row))
_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "rule": text, "example": whole, "example_hash": text, "recipe": whole, "n": whole, "known": whole, "python": text,
    "machine": text, "before_ns": whole, "after_ns": whole, "ratio": positive, "low": number, "high": number,
}  # fmt: skip


def read_rows(paths: Sequence[Path]) -> tuple[list[Row], int]:
    """Read the rows of files, without their features; return also how many were dropped. Raises UnusableRows."""
    found = read(paths, _READERS)
    return [Row(**record) for record in found.records], found.dropped


def append_row(path: Path, values: Sequence[str]) -> None:
    """Add a line to a table that is not packed; the file is made with its head if need be."""
    begins = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if begins:
            writer.writerow(COLUMNS)
        writer.writerow(values)


def write_table(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a table; the same values give the same bytes, packed too."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)
