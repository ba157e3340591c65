"""Rows joined with the features of their findings: each program is made anew from its key, analyzed, and looked at."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ...models.speedup import FEATURES, features
from ..executors import run
from .programs import Key, Program, build
from .rows import COLUMNS, Row
from .subjects import subjects

__all__ = ["TABLE", "Joined", "features_of", "join"]

TABLE = (*COLUMNS, *FEATURES)
"""The columns of a file of rows with features; an empty field is what is not known."""

_TOGETHER = 50

_Asked = tuple[Key, str]
"""A program, and the version of Python on which it was measured."""


@dataclass(slots=True)
class Joined:
    lines: list[list[str]] = field(default_factory=list[list[str]])
    dropped: Counter[str] = field(default_factory=Counter[str])
    """Rows whose example has changed since ("stale"), that are there twice, or whose program yields no finding."""


def join(rows: Iterable[Row], *, jobs: int = 1, executor: str = "local") -> Joined:
    """Put the features beside each row, in the order of the catalogue. Costs 30 ms a program."""
    joined = Joined()
    order = {key: number for number, key in enumerate(subjects())}
    current = {key: subject.hash for key, subject in subjects().items()}
    usable: dict[tuple[object, ...], Row] = {}
    for row in rows:
        if current.get((row.rule, row.example)) != row.example_hash:
            joined.dropped["stale"] += 1
        elif usable.setdefault((row.rule, row.example, row.recipe, row.n, row.python, row.machine), row) is not row:
            joined.dropped["twice"] += 1
    wanted = sorted(usable.values(), key=lambda row: (order[row.rule, row.example], row.recipe, row.n, row.python))
    asked = list(dict.fromkeys(map(_asked, wanted)))
    parts = [asked[start : start + _TOGETHER] for start in range(0, len(asked), _TOGETHER)]
    found: dict[_Asked, list[str] | None] = {}
    for part in run(_described, parts, executor, jobs):
        found.update(part)
    for row in wanted:
        values = found[_asked(row)]
        if values is None:
            joined.dropped["no finding"] += 1
        else:
            joined.lines.append([*row.values(), *values])
    return joined


def features_of(program: Program, python: str) -> list[float] | None:
    """The features of a program's finding on a version of Python; None where the analyzer no longer sees it."""
    values = features(*program.analyzed())
    if values is not None and "python-minor" in FEATURES:
        # What was measured counts, not the oldest version that the code must run on, which is not known here.
        values[FEATURES.index("python-minor")] = float(python.partition(".")[2])
    return values


def _asked(row: Row) -> _Asked:
    return Key(row.rule, row.example, row.recipe, row.size), row.python


def _described(asked: Sequence[_Asked]) -> list[tuple[_Asked, list[str] | None]]:
    return [(each, _written(*each)) for each in asked]


def _written(key: Key, python: str) -> list[str] | None:
    program = build(key)
    values = features_of(program, python) if isinstance(program, Program) else None
    return None if values is None else ["" if math.isnan(value) else f"{value:.4g}" for value in values]
