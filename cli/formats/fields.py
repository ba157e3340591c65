"""JSON as reports have it: a field a line, and of a list that is made as it is written, an item a line.

So a change of one finding is a change of one line, no report is in memory twice, and the encoder is the quick one:
the standard library's takes three times as long for a text that is indented throughout.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

__all__ = ["write_items", "write_object"]


def write_object(write: Callable[[str], object], fields: Mapping[str, Any]) -> None:
    """Write an object; a field whose value is an iterator becomes a list."""
    separator = "{\n"
    for name, value in fields.items():
        write(f'{separator} "{name}": ')
        separator = ",\n"
        if isinstance(value, Iterator):
            write_items(write, value, "  ")
        else:
            write(json.dumps(value))
    write("\n}")


def write_items(write: Callable[[str], object], items: Iterable[Any], indent: str = " ") -> None:
    """Write a list."""
    separator = "[\n"
    for item in items:
        write(f"{separator}{indent}{json.dumps(item)}")
        separator = ",\n"
    write(f"\n{indent[1:]}]" if separator == ",\n" else "[]")
