"""What is predicted of a program: its functions by the share of run time that they are expected to take."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..analyzers.project.notes import NoteRecord

if TYPE_CHECKING:
    from ..models.hotness import HotFunction

__all__ = ["Prediction", "line_in_cell"]


@dataclass(slots=True)
class Prediction:
    entry: str | None
    """The file that is run, as shown."""
    files: int
    lines: int
    functions: int
    """All of them; `ranked` may have fewer."""
    notes: list[NoteRecord]
    ranked: list[HotFunction]
    scored: bool
    """Whether they have shares, and not just an order."""
    cells: dict[str, list[tuple[int, int]]]
    """Of notebooks, by path: see `line_in_cell`."""


def line_in_cell(cells: Sequence[tuple[int, int]], line: int) -> tuple[int, int]:
    """Return the cell's number and the line in it for a line of a notebook's module, both from 1."""
    start, number = cells[max(bisect_right(cells, (line - 1, sys.maxsize)) - 1, 0)]
    return number, max(line - start, 1)
