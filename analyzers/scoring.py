"""What the analysis expects of whoever scores findings: `models` does, and the analyzers know nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .engine import Analyzer
    from .findings import Finding

__all__ = ["Scorer"]


class Scorer(Protocol):
    """Says what findings are worth."""

    def score(self, analyzer: Analyzer, findings: Sequence[Finding]) -> None:
        """Set `score` of each finding of the analyzer's document that it knows something of. Never raises."""
        ...
