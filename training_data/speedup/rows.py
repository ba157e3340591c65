"""The rows of the speedup model as files: which program, at which size, on what, and what its fix changed."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

__all__ = ["COLUMNS", "ROWS", "Row", "RowsError", "read_rows", "row_of", "write_table"]

ROWS: Final = Path(__file__).parent / "rows.csv.gz"


class RowsError(Exception):
    """A file that holds no rows, or not all columns of them."""


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
        return [f"{value:.5g}" if isinstance(value, float) else str(value) for value in map(self._get, COLUMNS)]

    def _get(self, column: str) -> Any:
        return getattr(self, column)


COLUMNS: Final = tuple(field.name for field in fields(Row))
_KINDS: Final[Mapping[str, type]] = {
    field.name: {"int": int, "float": float}.get(str(field.type), str) for field in fields(Row)
}


def row_of(values: Mapping[str, str]) -> Row:
    """Read a row. Raises ValueError or KeyError where one of its values is missing or no number."""
    return Row(**{column: _KINDS[column](values[column]) for column in COLUMNS})


def read_rows(path: Path) -> Iterator[tuple[Row, dict[str, str]]]:
    """Read rows, each with the columns that come after it (features). Raises RowsError for what is no file of rows."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
                raise RowsError(f"{path}: no rows of the speedup model: it lacks {', '.join(missing)}")
            for values in reader:
                try:
                    yield row_of(values), {name: values[name] for name in values if name not in COLUMNS}
                except (TypeError, ValueError):
                    raise RowsError(f"{path}:{reader.line_num}: not a row: a value is missing or no number") from None
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise RowsError(f"{path}: cannot be read: {error}") from None


def write_table(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a table; the same values give the same bytes, packed too."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)
