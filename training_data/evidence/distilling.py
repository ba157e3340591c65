"""From rows to `models/evidence.json`: what each rule gains by interpreter and size, and where it gains nothing."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from pathlib import Path
from statistics import median
from typing import Any

from ...analyzers.rules.declaration import Rule
from ...models.evidence import SCHEMA
from .rows import Row, examples_by_key, fresh

__all__ = ["LARGE", "LEAST_GAIN", "best_lower_bound", "contradicted", "distil", "text_of", "write_evidence"]

LEAST_GAIN = 1.05
"""A rule none of whose examples is surely faster by this, at any size, gains nothing."""


LARGE = 1_000
"""The size from which on a measurement can say that nothing is gained: at small ones many a good rule gains nothing."""


def distil(rows: Iterable[Row], rules: Sequence[Rule]) -> dict[str, Any]:
    """Make what is shipped from what was measured: of rows whose example has not changed, on the machine class that has
    most of them."""
    usable = fresh(rows, rules)
    machines = Counter(row.machine for row in usable)
    machine = min(machines, key=lambda name: (-machines[name], name), default="")
    usable = [row for row in usable if row.machine == machine]
    releases = {_interpreter(row): row.release for row in usable}
    order = sorted(releases, key=lambda name: (name.partition("-")[0], int(name.rpartition(".")[2])))
    by_rule: dict[str, list[Row]] = {}
    for row in usable:
        by_rule.setdefault(row.rule, []).append(row)
    return {
        "schema": SCHEMA,
        "machine": machine,
        "releases": {name: releases[name] for name in order},
        "off": {name: _off(name, by_rule, rules) for name in order},
        "rules": {rule.slug: _of_rule(rule, by_rule[rule.slug], order) for rule in rules if rule.slug in by_rule},
    }


def _interpreter(row: Row) -> str:
    return f"{row.implementation}-{row.python}"


def _of_rule(rule: Rule, rows: Sequence[Row], interpreters: Sequence[str]) -> dict[str, Any]:
    digests = {str(index): example.digest for (_, index), example in examples_by_key([rule]).items()}
    found: dict[str, Any] = {"examples": digests}
    for name in interpreters:
        sizes: dict[int, list[Row]] = {}
        for row in rows:
            if _interpreter(row) == name:
                sizes.setdefault(row.n, []).append(row)
        if sizes:
            found[name] = [[n, *_over(sizes[n]), len(sizes[n])] for n in sorted(sizes)]
    return found


def _over(rows: Sequence[Row]) -> tuple[float, float, float]:
    """log2 of the median ratio of the examples, of the lowest and of the highest bound."""
    return (
        round(median(log2(row.ratio) for row in rows), 3),
        round(log2(min(row.low for row in rows)), 3),
        round(log2(max(row.high for row in rows)), 3),
    )


def best_lower_bound(rows: Iterable[Row]) -> float:
    """The ratio that some example surely reaches at some size; 0 without rows."""
    return max((row.low for row in rows), default=0.0)


def contradicted(rows: Sequence[Row]) -> bool:
    """Whether measurement contradicts a rule of folklore, which says "this gains nothing": in every example, at its
    largest size, the folklore is surely quicker."""
    largest: dict[int, Row] = {}
    for row in rows:
        if row.example not in largest or largest[row.example].n < row.n:
            largest[row.example] = row
    return bool(largest) and all(row.high < 1 / LEAST_GAIN for row in largest.values())


def _off(interpreter: str, by_rule: Mapping[str, Sequence[Row]], rules: Sequence[Rule]) -> list[str]:
    """The rules that are off on one interpreter; one that was not measured there at the largest size that it was
    measured at anywhere is not: what it gains may only show there."""
    found: list[str] = []
    for rule in rules:
        everywhere = by_rule.get(rule.slug, [])
        measured = [row for row in everywhere if _interpreter(row) == interpreter]
        if rule.family == "folklore":
            gains_nothing = contradicted(measured)
        else:
            largest = max((row.n for row in everywhere), default=0)
            judged = rule.gains == "time" and any(row.n >= max(largest, LARGE) for row in measured)
            gains_nothing = judged and best_lower_bound(measured) < LEAST_GAIN
        if gains_nothing:
            found.append(rule.slug)
    return sorted(found)


def text_of(evidence: Mapping[str, Any]) -> str:
    """JSON with a rule a line, so that a change shows as one."""
    compact = (",", ":")
    rules: Mapping[str, Any] = evidence["rules"]
    head = ",\n".join(
        f"{json.dumps(key)}:{json.dumps(value, separators=compact)}"
        for key, value in evidence.items()
        if key != "rules"
    )
    body = ",\n".join(f"{json.dumps(slug)}:{json.dumps(value, separators=compact)}" for slug, value in rules.items())
    return f'{{{head},\n"rules":{{\n{body}\n}}}}\n'


def write_evidence(path: Path, evidence: Mapping[str, Any]) -> None:
    """Replace the file at once. Raises OSError."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(text_of(evidence), encoding="utf-8", newline="\n")
    os.replace(draft, path)
