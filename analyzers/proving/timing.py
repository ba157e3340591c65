"""Which of two programs is faster, and by how much: measured in pairs, in child processes, on equal results only."""

from __future__ import annotations

import base64
import itertools
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

from .children import Child, ChildDied
from .interpreters import Interpreter
from .intervals import estimate, spread_allowed, spread_of

__all__ = ["Comparison", "Dropped", "Effort", "Pair", "Pickled", "RuleWorkload", "compare", "concluded"]

_LIFE = 100
"""Pairs that a child measures before a fresh one takes over: what measured code leaves behind does not pile up."""
_ATTEMPTS = 2
"""What is too noisy is measured once more, and all samples count together."""


@dataclass(frozen=True, slots=True)
class RuleWorkload:
    """Arguments made by the workload of a rule's example; the child imports the rule's file (Python 3.10 or newer)."""

    slug: str
    example: int
    n: int


@dataclass(frozen=True, slots=True)
class Pickled:
    """A tuple of arguments, pickled (protocol 5 or older for Python 3.9)."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """Two module sources to compare."""

    key: str
    before: str
    after: str
    entry: str | None = ""
    """The function to call; "" is the last one defined; None runs the module itself."""
    arguments: RuleWorkload | Pickled | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    processes: int = 3
    """Each with a hash seed of its own, which both sides share."""
    rounds: int = 7
    """Paired samples in each process."""
    sample_seconds: float = 0.005
    timeout: float = 20.0
    """Seconds for one pair in one process, after which that process is ended."""


@dataclass(frozen=True, slots=True)
class Comparison:
    key: str
    ratio: float
    """Old time ÷ new time: above 1 where `after` is faster."""
    low: float
    high: float
    """Ends of the 95 % bootstrap interval over processes."""
    before_seconds: float
    after_seconds: float
    """Of one call: medians."""
    spread: float
    """How far `before` is from itself, measured the same way: 0.02 for ± 2 %."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A pair without a result."""

    key: str
    reason: str
    """disagree, error, timeout, crash, memory, missing-package or noisy."""
    message: str


def compare(
    pairs: Sequence[Pair], interpreter: Interpreter, effort: Effort = Effort(), *, seed: int = 0
) -> Iterator[Comparison | Dropped]:
    """Yield one outcome for each pair, in order, as they come. Raises UnusableInterpreter.

    The children of all hash seeds live side by side and take turns, so a batch of many pairs pays for starting them
    once. One that dies costs the pair that it was at.
    """
    seeds = [random.Random(f"{seed} {number}").randrange(1, 2**32) for number in range(effort.processes)]
    with ExitStack() as stack:
        seats = [_Seat(interpreter, hash_seed, stack) for hash_seed in seeds]
        for pair in pairs:
            yield _measured(pair, interpreter, seats, effort, seed)


class _Seat:
    """A place for one child at a time."""

    def __init__(self, interpreter: Interpreter, hash_seed: int, stack: ExitStack) -> None:
        self._interpreter = interpreter
        self._hash_seed = hash_seed
        self._child: Child | None = None
        self._asked = 0
        stack.callback(self.leave)

    def ask(self, job: dict[str, Any], timeout: float) -> dict[str, Any]:
        if self._child is None:
            self._child = Child(self._interpreter, self._hash_seed)
        try:
            answer = self._child.ask(job, timeout)
        except ChildDied:
            self.leave()
            raise
        self._asked += 1
        if self._asked == _LIFE:
            self.leave()
        return answer

    def leave(self) -> None:
        if self._child is not None:
            self._child.close()
        self._child, self._asked = None, 0


def _measured(
    pair: Pair, interpreter: Interpreter, seats: Sequence[_Seat], effort: Effort, seed: int
) -> Comparison | Dropped:
    job: dict[str, Any] = {
        "kind": "pair",
        "before": pair.before,
        "after": pair.after,
        "entry": pair.entry,
        "rounds": effort.rounds,
        "sample_seconds": effort.sample_seconds,
        "timeout": effort.timeout,
    }
    if isinstance(pair.arguments, RuleWorkload):
        if interpreter.version < (3, 10):
            return Dropped(pair.key, "error", f"{interpreter.label} cannot import rules: give the arguments pickled")
        job["workload"] = [pair.arguments.slug, pair.arguments.example, pair.arguments.n]
    elif pair.arguments is not None:
        job["pickled"] = base64.b64encode(pair.arguments.data).decode("ascii")
    before: list[list[float]] = []
    after: list[list[float]] = []
    for attempt in itertools.count(1):
        for number, seat in enumerate(seats):
            try:
                answer = seat.ask({**job, "seed": f"{seed} {attempt} {number} {pair.key}"}, effort.timeout)
            except ChildDied as died:
                return Dropped(pair.key, died.reason, died.message)
            if "samples" not in answer:
                return Dropped(pair.key, answer["reason"], answer["message"])
            before.append(answer["samples"]["before"])
            after.append(answer["samples"]["after"])
        outcome = concluded(pair.key, before, after, seed)
        if isinstance(outcome, Comparison) or attempt == _ATTEMPTS:
            return outcome
    raise AssertionError("the attempts have an end")


def concluded(
    key: str, before: Sequence[Sequence[float]], after: Sequence[Sequence[float]], seed: int = 0, *, level: float = 0.95
) -> Comparison | Dropped:
    """Turn samples (nanoseconds a call, a list for each process; paired by place) into a comparison, or refuse."""
    if min(map(min, [*before, *after])) <= 0:
        return Dropped(key, "noisy", "a sample without any time: the clock is too coarse or was set back")
    paired = [list(zip(*process, strict=True)) for process in zip(before, after, strict=True)]
    found = estimate(paired, level=level, seed=f"{seed} {key}")
    spread = spread_of(before, seed=f"{seed} {key}")
    if spread > spread_allowed(found.ratio):
        message = f"the old side differs from itself by {spread:.0%}, the sides by {found.ratio:.3g} x"
        return Dropped(key, "noisy", message)
    return Comparison(
        key=key,
        ratio=found.ratio,
        low=found.low,
        high=found.high,
        before_seconds=median(sample for process in before for sample in process) / 1e9,
        after_seconds=median(sample for process in after for sample in process) / 1e9,
        spread=spread,
    )
