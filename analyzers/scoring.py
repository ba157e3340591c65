"""Scores of findings: what the analysis expects of whoever makes them (`models` does), and how they read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .engine import Analyzer
    from .findings import Finding, Score

__all__ = ["Scorer", "in_words"]


class Scorer(Protocol):
    """Says what findings are worth."""

    def score(self, analyzer: Analyzer, findings: Sequence[Finding]) -> None:
        """Set `score` of each finding of the analyzer's document that it knows something of. Never raises."""
        ...


def in_words(score: Score) -> str:
    """Say in one line what a finding is worth and on what grounds; "" where nothing is known."""
    speedup, share = score.speedup, score.share
    if speedup is None:
        return ""
    grounds = {"model": "predicted", "measured": "measured", "proved": "proved"}[speedup.basis]
    span = f"{_times(speedup.low)} to {_times(speedup.high)}"
    text = f"this function about {_times(speedup.median)} × as fast ({span}, {grounds})"
    if share is None or score.gain is None:
        return text
    return f"{text}; it takes {_percent(share.value)} of the run time ({share.basis}): saves {_percent(score.gain)}"


def _times(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 0.95 else f"{ratio:.2g}"


def _percent(part: float) -> str:
    if part < 0.001:
        return "less than 0.1 %"
    return f"{part:.0%}".replace("%", " %") if part >= 0.1 else f"{part:.1%}".replace("%", " %")
