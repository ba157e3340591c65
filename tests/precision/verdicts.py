"""What people found who read the code at findings: facts, one JSON object a line, a file per rule.

`{"package": …, "version": …, "path": …, "line": …, "verdict": …, "why": …}`: the distribution of the package index, the
file in it, the line (from 1) at which the finding begins, the verdict, and why in a few words; never source text.

- `true`: a competent reviewer would accept the change,
- `minor`: true, but not worth it: a cold path, a few elements, test code,
- `false`: it is not so, or nothing would be gained.

Figures of the rules as they are now are in figures.json; tests/precision/measure.py writes it.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slowspot.models.precision import SCHEMA

__all__ = ["FIGURES", "Figures", "Verdict", "figures", "labels", "verdicts"]

FOLDER = Path(__file__).parent / "verdicts"
FIGURES = Path(__file__).parent / "figures.json"

ENOUGH = 10
"""Judged findings that a stable rule has, or all that exist."""
NOT_FALSE = 0.95
WORTH_IT = 0.80


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding that somebody looked at."""

    rule: str
    package: str
    version: str
    path: str
    line: int
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A rule over all packages: how much it reports, and how what it still reports was judged."""

    reported: int
    packages: int
    """In how many of them."""
    true: int
    minor: int
    false: int
    gone: int
    """Judged findings that the rule, as it is now, does not report any more."""

    @property
    def judged(self) -> int:
        return self.true + self.minor + self.false

    @property
    def enough(self) -> bool:
        return self.judged >= min(ENOUGH, self.reported)

    @property
    def not_false(self) -> float:
        """Share of the judged ones; 1 where there is none."""
        return 1 - self.false / self.judged if self.judged else 1.0

    @property
    def worth_it(self) -> float:
        return self.true / self.judged if self.judged else 1.0

    @property
    def fit_for_stable(self) -> bool:
        return self.enough and self.not_false >= NOT_FALSE and self.worth_it >= WORTH_IT


def verdicts() -> list[Verdict]:
    """All there are, by rule."""
    return [
        Verdict(path.stem, **json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def figures() -> dict[str, Figures]:
    """By rule, as last measured."""
    data: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {slug: Figures(**row) for slug, row in data["rules"].items()}


def labels(rows: dict[str, Figures]) -> str:
    """models/precision.json: what the ranking of findings knows of these verdicts, as JSON."""
    counts = {slug: (row.true, row.minor, row.false) for slug, row in sorted(rows.items()) if row.judged}
    return json.dumps({"schema": SCHEMA, "rules": counts}, separators=(",", ":")) + "\n"


def tally(
    found: list[Verdict], reported: dict[str, set[tuple[str, str, int]]], counts: Counter[str]
) -> dict[str, Figures]:
    """Figures from verdicts and what the rules report now, as (package, path, line) by rule."""
    result: dict[str, Figures] = {}
    for slug in sorted({*counts, *(verdict.rule for verdict in found)}):
        live = reported.get(slug, set())
        judged = [verdict for verdict in found if verdict.rule == slug]
        kept = Counter(v.verdict for v in judged if (v.package, v.path, v.line) in live)
        result[slug] = Figures(
            counts[slug], len({package for package, _, _ in live}), kept["true"], kept["minor"], kept["false"],
            len(judged) - kept.total(),
        )  # fmt: skip
    return result
