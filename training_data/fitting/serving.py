"""What it costs to use the models: bytes on disk, time to load them, time to score a row."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...models.trees import FOLDER, UnusableModel, load

__all__ = ["lines", "measured"]

_REPEATS = 15
_ROWS = 100

TARGETS = {"bytes": (1_500_000, 600_000), "load_ms": (30, 10), "score_us": (50, 25)}
"""(at most, aim): of all files together, of all forests together, of the slowest forest for one row."""


def measured(folder: Path = FOLDER) -> dict[str, Any]:
    """Sizes of all model files, and the times of those that are forests (best of some repeats)."""
    forests: dict[str, dict[str, float]] = {}
    sizes = {path.name: path.stat().st_size for path in sorted(folder.glob("*.json"))}
    for name in sizes:
        try:
            forest = load(folder / name)
        except UnusableModel:
            continue  # a table of evidence, say
        chance = random.Random(0)
        width = len(forest.features)
        rows = [[chance.choice((float("nan"), chance.gauss(0, 3))) for _ in range(width)] for _ in range(_ROWS)]
        forests[name] = {
            "trees": forest.size,
            "features": width,
            "load_ms": round(_best(lambda name=name: load(folder / name)) * 1e3, 2),
            "score_us": round(_best(lambda forest=forest, rows=rows: [*map(forest.predict, rows)]) / _ROWS * 1e6, 1),
        }
    return {"sizes": sizes, "forests": forests}


def _best(work: Callable[[], object]) -> float:
    found: list[float] = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def lines(document: Mapping[str, Any]) -> Iterator[str]:
    """As text for the terminal."""
    yield f"model files: {sum(document['sizes'].values()):,} bytes"
    for name, forest in document["forests"].items():
        yield (
            f"  {name}: {forest['trees']} trees, {forest['features']} features, loads in {forest['load_ms']} ms, "
            f"scores a row in {forest['score_us']} µs"
        )
