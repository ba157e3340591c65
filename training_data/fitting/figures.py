"""Held-out figures: what `slowspot evaluate` finds, prints, and writes to figures.json for the pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .validation import Estimate

__all__ = ["FILE", "SCHEMA", "Evaluation", "Figure", "lines", "read", "shown", "without_nan", "write"]

SCHEMA = "slowspot.figures/1"
FILE = Path(__file__).parents[1] / "figures.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One held-out figure beside its targets and what simpler ways reach on the same rows."""

    name: str
    """As in "Spearman, unseen surroundings"."""
    found: Estimate
    at_least: float | None = None
    aim: float | None = None
    at_most: float | None = None
    """Where a figure must lie in a range (a coverage), or where less is better (an error): then `at_least` is None."""
    baselines: Mapping[str, Estimate] = field(default_factory=dict)
    less_is_better: bool = False
    """An error, a width: known by itself where there is only `at_most`."""
    unit: str = ""
    """"%": shown as per cent; "×": a factor; "": as it is."""

    @property
    def reached(self) -> bool | None:
        """Whether it keeps its target; None where it has none."""
        if self.at_least is None and self.at_most is None:
            return None
        value = self.found.value
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def beaten_by(self) -> list[str]:
        """The baselines that are better."""
        less = self.less_is_better or (self.at_least is None and self.at_most is not None)
        sign = -1 if less else 1
        return [name for name, found in self.baselines.items() if sign * found.value > sign * self.found.value]


@dataclass(slots=True)
class Evaluation:
    """All that is said of one model."""

    data: Mapping[str, str | int | Sequence[str]]
    """What the rows are: {"rules": 128, "interpreters": ["cpython 3.11", …], "machine classes": […]}."""
    figures: Sequence[Figure]
    reliability: Sequence[tuple[float, float]] = ()
    """(level of the interval, share of held-out rows inside)."""
    tables: Mapping[str, Sequence[Sequence[object]]] = field(default_factory=dict)
    """More, by title: the head, then rows of numbers and words."""
    notes: Sequence[str] = ()
    """Sentences for the card that only the evaluation can know, such as what was dropped and why."""

    def document(self) -> dict[str, Any]:
        return {
            "data": dict(self.data),
            "figures": [_figure(figure) for figure in self.figures],
            "reliability": [[round(level, 4), round(share, 4)] for level, share in self.reliability],
            "tables": {title: [list(row) for row in rows] for title, rows in self.tables.items()},
            "notes": list(self.notes),
        }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        **figure.found.document(),
        "at_least": figure.at_least,
        "at_most": figure.at_most,
        "aim": figure.aim,
        "reached": figure.reached,
        "unit": figure.unit,
        "beaten_by": figure.beaten_by,
        "baselines": {name: found.document() for name, found in figure.baselines.items()},
    }


def shown(value: float, unit: str = "") -> str:
    """A number as the pages have it."""
    if value != value:
        return "–"
    return f"{value:.1%}" if unit == "%" else f"{value:.2f} ×" if unit == "×" else f"{value:.3f}"


def write(document: Mapping[str, Any], path: Path = FILE) -> None:
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read(path: Path = FILE) -> dict[str, Any]:
    """What `slowspot evaluate --record` wrote; empty where it has not run."""
    if not path.exists():
        return {}
    document = json.loads(path.read_text(encoding="utf-8"))
    return document if document.get("schema") == SCHEMA else {}


def without_nan(value: Any) -> Any:
    """The document with null for what is no finite number."""
    if isinstance(value, Mapping):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(item) for item in value]
    return None if isinstance(value, float) and value - value != 0 else value


def lines(name: str, document: Mapping[str, Any]) -> Iterator[str]:
    """An evaluation's document as text for the terminal."""
    yield f"{name}: {document['rows']:,} rows"
    for figure in document["figures"]:
        unit = figure["unit"]
        value, low, high = (shown(_value(figure[key]), unit) for key in ("value", "low", "high"))
        wanted = " and ".join(
            f"{word} {shown(figure[key], unit)}"
            for key, word in (("at_least", "at least"), ("at_most", "at most"))
            if figure[key] is not None
        )
        verdict = {True: "reached", False: "MISSED", None: ""}[figure["reached"]]
        target = f"  {verdict}: {wanted}" if wanted else ""
        yield f"  {figure['name']:<58} {value:>8}  [{low}, {high}]{target}"
        for baseline, found in figure["baselines"].items():
            yield f"    {baseline:<56} {shown(_value(found['value']), unit):>8}"


def _value(value: float | None) -> float:
    return float("nan") if value is None else value
