"""The share of the run time that a finding's function is expected to take, where only its own source is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..analyzers.findings import Share
from .context import function_around
from .hotness import HotnessModel
from .trees import load

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer
    from ..analyzers.findings import Finding

__all__ = ["PredictedShares"]


class PredictedShares:
    """A `ShareSource`. What it says of a function of one program says little: it knows neither entry nor callers."""

    def __init__(self, model: HotnessModel) -> None:
        self._model = model

    @classmethod
    def load(cls, path: Path) -> PredictedShares:
        """Read the forest for single functions. Raises UnusableModel."""
        return cls(HotnessModel(None, load(path)))

    def share_of(self, analyzer: Analyzer, finding: Finding) -> Share | None:
        """Predict the share of the function around a finding, once for all findings in it; None at module level."""
        facts = analyzer.model.facts(analyzer.document.block_at(finding.span.start.line))
        function = function_around(facts.block.nodes, finding.match.node)
        if function is None:
            return None
        key = ("share", function)
        cache = facts.usage_cache
        if key not in cache:
            value = self._model.share_of(function, finding.function)
            cache[key] = None if value is None else Share(value, "predicted")
        return cache[key]
