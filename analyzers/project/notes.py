"""What is to be told of a file besides findings, as plain data that travels between processes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NoteRecord"]


@dataclass(slots=True)
class NoteRecord:
    path: str
    kind: str
    message: str
    line: int | None = None
    """Counts from 1."""
    cell: int | None = None
    """In a notebook, the number of the cell that `line` counts in, from 1 and among all cells."""
    fails: bool = False
    """Whether a run with it fails, as one with a finding does."""

    @property
    def internal(self) -> bool:
        """Whether it tells of a fault of Slowspot's own."""
        return self.kind in {"rule-crash", "internal-error"}
