"""What a recorded run knows of a function, in words without paths."""

from __future__ import annotations

import os

from ...analyzers.profiling.overlay import overlay
from ...analyzers.profiling.store import Store, StoreError, root_of
from ...analyzers.source import Document, SourceError

__all__ = ["profile_words"]

_MOST_LINES = 5


def profile_words(path: str, text: str, function: str) -> list[str]:
    """The function's share of the latest run, and its hottest lines, counted within it from 1. [] where nothing was
    recorded, or on another text."""
    root = root_of(path)
    try:
        run = Store(root).load()
        if run is None:
            return []
        relative = os.path.relpath(path, root).replace(os.sep, "/")
        laid = overlay(run, relative, Document(text))
    except (StoreError, SourceError, OSError, ValueError):
        return []
    placed = laid.of(function) if laid is not None else None
    if placed is None or placed.stale or not placed.measured.total:
        return []
    measured = placed.measured
    words = [f"{run.share(measured.total):.1%} of the run, {run.share(measured.own):.1%} in the function itself"]
    if measured.calls:
        words.append(f"called {measured.calls:,} times in the run")
    lines = sorted(placed.lines.items(), key=lambda item: -item[1].total)[:_MOST_LINES]
    words += [
        f"line {number - placed.first + 1}: {line.total / measured.total:.0%} of the function's time"
        for number, line in lines
        if line.total > 0.02 * measured.total
    ]
    return words
