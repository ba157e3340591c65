"""Scores of findings: what the analysis expects of whoever makes them (`models` does), and how they read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .engine import Analyzer
    from .findings import Finding, Score, Share, Speedup

__all__ = ["Scorer", "in_words", "percent"]


class Scorer(Protocol):
    """Says what findings are worth."""

    def score(self, analyzer: Analyzer, findings: Sequence[Finding]) -> None:
        """Set `score` of each finding of the analyzer's document that it knows something of. Never raises."""
        ...


_NO_END = 1_000
"""An upper end of an interval from which on it says only that there was too little to go by."""


def in_words(score: Score) -> str:
    """Say in one line what a finding is worth and on what grounds; "" where nothing is known."""
    speedup, share = score.speedup, score.share
    if share is not None and share.basis == "profiled" and (speedup is None or score.gain is not None):
        return _profiled(score, share)
    if speedup is None:
        return ""
    text = f"this function about {_times(speedup.median)} × as fast ({_grounds(speedup)})"
    if share is None or score.gain is None:
        return text
    return f"{text}; it takes {percent(share.value)} of the run time ({share.basis}): saves {percent(score.gain)}"


def _profiled(score: Score, share: Share) -> str:
    """What the recorded run took there, and what the fix saves of it, which is never more."""
    speedup, gain = score.speedup, score.gain
    if share.value == 0.0:
        text = "the recorded run never saw this function"
    elif share.stale:
        text = f"this function took {percent(share.value)} of the recorded run, before it was last changed"
    elif share.lines is not None:
        at_most = "at most " if share.unsure else ""
        text = f"in the recorded run this code took {at_most}{percent(share.lines)} of the time"
    elif speedup is not None:
        text = f"in the recorded run this function took {percent(share.value)} of the time"
    else:
        text = ""
    if speedup is not None and gain is not None and not share.cold:
        if share.lines is not None and share.value * (1 - 1 / speedup.median) >= share.lines:
            text += ": the fix saves at most that"
        else:
            only = share.lines is None or share.stale or share.lines > 0.9 * share.value
            whole = "" if only else f", {percent(share.value)},"
            faster = f"this function{whole} about {_times(speedup.median)} × as fast: {_grounds(speedup)}"
            text += f": the fix saves {percent(gain, about=True)} ({faster})"
    if share.stalled:
        stall = f"a recorded stall of {_duration(share.stalled)} confirms it"
        text = f"{text}; {stall}" if text else stall
    if share.compiled:
        seen = f"{share.compiled:,} recorded compilations confirm it"
        text = f"{text}; {seen}" if text else seen
    return text


def _grounds(speedup: Speedup) -> str:
    basis = {"model": "predicted", "measured": "measured", "proved": "proved"}[speedup.basis]
    if speedup.high >= _NO_END:
        return f"{_times(speedup.low)} and more, {basis}"
    return f"{_times(speedup.low)} to {_times(speedup.high)}, {basis}"


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _times(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 0.95 else f"{ratio:.2g}"


def percent(part: float, *, about: bool = False) -> str:
    """A part as text, to no more digits than anybody can know."""
    if part < 0.001:
        return "less than 0.1 %"
    text = f"{part:.0%}" if part >= 0.0995 else f"{part:.1%}"
    return f"{'about ' if about else ''}{text.replace('%', ' %')}"
