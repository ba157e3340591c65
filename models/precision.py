"""How likely a finding of a rule is right: from verdicts of people who read such findings in real packages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .trees import UnusableModel

__all__ = ["FILE", "SCHEMA", "Precision"]

SCHEMA = "slowspot.precision/1"
FILE = Path(__file__).with_name("precision.json")

_PRIOR_WEIGHT = 4.0
"""So many verdicts the pooled rate of all rules counts for: what a rule with few verdicts is drawn towards."""


class Precision:
    """Probability that a finding is true: (not false verdicts + prior) ÷ (verdicts + prior), a Beta posterior's mean.

    A verdict "minor" (true, but not worth it) counts as true: how much a place matters is the share's business.
    """

    def __init__(self, verdicts: Mapping[str, tuple[int, int, int]]) -> None:
        """`verdicts`: by rule, how many of its findings were judged true, minor and false."""
        self._verdicts = verdicts
        judged = sum(map(sum, verdicts.values()))
        false = sum(row[2] for row in verdicts.values())
        self.pooled = (judged - false + 1) / (judged + 2)

    @classmethod
    def load(cls, file: Path = FILE) -> Precision:
        """Read the shipped verdicts. Raises UnusableModel."""
        try:
            data: Any = json.loads(file.read_bytes())
            if data["schema"] != SCHEMA:
                raise UnusableModel(f"{file.name}: has schema {data['schema']!r}, not {SCHEMA!r}")
            rows = {
                str(slug): (int(true), int(minor), int(false)) for slug, (true, minor, false) in data["rules"].items()
            }
        except OSError as error:
            raise UnusableModel(f"{file.name}: cannot be read: {error.strerror or error}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnusableModel(f"{file.name}: damaged ({type(error).__name__}: {error})") from error
        if any(count < 0 for row in rows.values() for count in row):
            raise UnusableModel(f"{file.name}: has a negative count")
        return cls(rows)

    def judged(self, slug: str) -> int:
        """How many findings of a rule were judged."""
        return sum(self._verdicts.get(slug, (0, 0, 0)))

    def probability(self, slug: str) -> float:
        true, minor, false = self._verdicts.get(slug, (0, 0, 0))
        return (true + minor + _PRIOR_WEIGHT * self.pooled) / (true + minor + false + _PRIOR_WEIGHT)
