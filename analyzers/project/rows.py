"""Places and scores as JSON rows, and back: in whatever is kept of findings between runs or told between processes."""

from __future__ import annotations

from typing import Any

from ..findings import Position, Score, Share, Span, Speedup

__all__ = ["place_row", "read_place", "read_score", "score_row"]

Row = list[Any]


def place_row(span: Span) -> list[int]:
    return [*span.start, *span.end]


def read_place(row: Row) -> Span:
    """Raises ValueError and TypeError where the row is something else."""
    line, column, end_line, end_column = row
    return Span(Position(int(line), int(column)), Position(int(end_line), int(end_column)))


def score_row(score: Score) -> Row:
    speedup, share = score.speedup, score.share
    return [
        None if speedup is None else list(speedup),
        None if share is None else list(share),
        score.gain,
        score.probability,
    ]


def read_score(row: Row) -> Score:
    """Raises ValueError and TypeError where the row is something else."""
    speedup, share, gain, probability = row
    return Score(
        None if speedup is None else Speedup(*speedup), None if share is None else Share(*share), gain, probability
    )
