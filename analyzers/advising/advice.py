"""The nouns of advice: what is hot, which engines were looked at for it, and what each rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["ENGINES", "Advice", "Basis", "Change", "Engine", "Option", "Trial", "Verdict", "at_most"]

Engine = Literal[
    "code", "asyncio", "threads", "numpy", "numba", "accelerator", "processes", "free-threading", "pypy",
    "lazy-imports", "stay",
]  # fmt: skip

ENGINES: dict[Engine, str] = {
    "code": "better code first",
    "asyncio": "asyncio",
    "threads": "threads",
    "numpy": "whole arrays (NumPy)",
    "numba": "numba",
    "accelerator": "GPU or TPU",
    "processes": "processes",
    "free-threading": "free-threaded Python",
    "pypy": "PyPy",
    "lazy-imports": "lazy imports",
    "stay": "stay as you are",
}
"""Each engine in words."""

Basis = Literal["measured", "proved", "recorded", "text", "predicted"]
"""What a statement rests on. measured: both ways were run and timed. proved: equal and faster, by `proving`. recorded:
a profile of the program as it is. text: read in the source. predicted: the model's guess at what is hot."""

Verdict = Literal["fits", "not", "unknown"]
"""unknown: it may, and what would decide is not known here."""


@dataclass(frozen=True, slots=True)
class Change:
    """The mechanical part of a change: the file as it would be."""

    path: str
    """Absolute."""
    before: str
    after: str
    note: str
    """In words: "asks 16 at a time"."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of running it: the program with the change against the program, or a function by a proof."""

    basis: Literal["measured", "proved"]
    times: float
    """As fast as before, median: above 1 it is faster."""
    low: float
    high: float
    told: str
    """What was run, in words."""
    whole: bool = True
    """Whether it is of the whole program, and not of one function."""

    @property
    def faster(self) -> bool:
        return self.low > 1.02


@dataclass(slots=True)
class Option:
    """One engine, looked at for one hot function."""

    engine: Engine
    verdict: Verdict
    why: str
    """Facts, in a sentence."""
    change: str = ""
    """What must change, in words."""
    at_most: float | None = None
    """By Amdahl: so many times as fast the program can become by this; None: not known."""
    basis: Basis = "text"
    """What `why` rests on."""
    mechanical: Change | None = None
    trial: Trial | None = None
    missing: str = ""
    """Why nothing was run, or what running it came to: "numba is not installed there", "refuted: …"."""
    tried: bool = False
    """Whether it was run, with or without a result."""
    final: bool = False
    """Whether nothing that is measured could change it."""

    @property
    def sure(self) -> Basis:
        """What its gain rests on."""
        return self.trial.basis if self.trial is not None else self.basis


@dataclass(slots=True)
class Advice:
    """What to do about one hot function."""

    path: str
    """Relative to the project, with forward slashes."""
    function: str
    line: int
    """Of its `def`, from 1."""
    share: float
    """Part of the program's time, 0 to 1: on the wall where that was recorded."""
    basis: Literal["recorded", "predicted"]
    options: list[Option] = field(default_factory=list[Option])
    """Best first; the first one is the advice."""
    place: str = ""
    """The function that would change, where it is another: the caller with the loop."""
    stale: bool = False
    """Whether the function was changed since it was recorded."""
    also: list[str] = field(default_factory=list[str])
    """Other hot functions that the same change takes in."""

    @property
    def best(self) -> Option:
        return self.options[0]


_LEAST_LEFT = 0.03


def at_most(share: float, times: float | None = None) -> float | None:
    """How many times as fast the whole becomes when a share of it becomes `times` as fast (None: takes no time).

    None where the share is nearly all of it: what is left is too small to have been recorded well.
    """
    left = 1 - share + (share / times if times else 0.0)
    return 1 / left if left > _LEAST_LEFT else None
