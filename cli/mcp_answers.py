"""What the tools of `slowspot mcp` answer: small records, from which the protocol's schemas are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "Analysis", "Applied", "Bench", "Benched", "Counterexample", "Explained", "Found", "Hot", "Hotspots", "Proved",
    "found", "hot",
]  # fmt: skip


@dataclass
class Found:
    """A slow spot. `gain` is the part of the program's run time that the fix is expected to save."""

    id: str
    """For prove and apply."""
    place: str
    """file:line:column."""
    function: str
    rule: str
    message: str
    severity: str
    fix: str | None
    """"safe": apply takes it as it is. "review": prove it first. None: there is none."""
    fix_title: str | None
    speedup: float | None
    gain: float | None
    share: float | None
    basis: str | None
    """Of the speedup: "model", "measured" or "proved"."""


@dataclass
class Analysis:
    """The most promising slow spots first."""

    findings: list[Found]
    more: int
    """Findings left out by `limit`."""
    files: int
    notes: list[str] = field(default_factory=list[str])


@dataclass
class Hot:
    """A function with its share of the run time. `basis`: "profiled" was measured, "predicted" was not."""

    place: str
    function: str
    share: float | None
    basis: str


@dataclass
class Hotspots:
    functions: list[Hot]
    notes: list[str] = field(default_factory=list[str])


@dataclass
class Explained:
    rule: str
    page: str


@dataclass
class Benched:
    """`speedup` is the first file's time ÷ this one's, with a 95 % interval."""

    path: str
    verdict: str
    """faster, slower, same, noisy, or why it was not measured."""
    message: str
    speedup: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass
class Bench:
    measured: str
    others: list[Benched]


@dataclass
class Counterexample:
    call: str
    difference: str
    before: str
    after: str


@dataclass
class Proved:
    id: str
    """For apply, where the verdict is "proved"."""
    verdict: str
    """proved: equal on all evidence, and faster. refuted: see the counterexample. unproved: anything else."""
    reason: str
    function: str
    inputs: dict[str, int]
    counterexample: Counterexample | None
    speedup: float | None
    low: float | None
    high: float | None
    evidence: list[str]
    seconds: float


@dataclass
class Applied:
    path: str
    diff: str


def found(record: Mapping[str, Any]) -> Found:
    """A finding of `slowspot.analysis/1`."""
    fix, speedup, share = record["fix"], record["speedup"], record["share"]
    start = record["range"]["start"]
    return Found(
        record["id"], f"{record['path']}:{start['line']}:{start['column']}", record["function"], record["rule"],
        record["message"], record["severity"], None if fix is None else fix["safety"],
        None if fix is None else fix["title"], None if speedup is None else speedup["median"], record["gain"],
        None if share is None else share["value"], None if speedup is None else speedup["basis"],
    )  # fmt: skip


def hot(record: Mapping[str, Any]) -> Hot:
    """A function of `slowspot.hotspots/1`."""
    return Hot(f"{record['path']}:{record['line']}", record["function"], record["share"], record["basis"])
