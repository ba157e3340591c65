"""One function run on growing inputs in a child process: which sizes, how often, and when to stop."""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .children import Child, ChildDied
from .interpreters import Interpreter

__all__ = ["CannotScale", "Measured", "Parameter", "Stop", "Workload", "measure", "refusal"]

_SMALLEST = 8
_LARGEST = 1 << 20
"""Of sizes that are chosen here: lists of so many elements still fit into the memory that the child may take."""
_LEAST_ROUNDS, _MOST_ROUNDS = 3, 15
_PLANNED_ROUNDS = 7
_SAMPLE_SECONDS = 0.002
_STEEP = 4.5
"""Local exponents above this ask for sizes in equal steps: the next power of two may never end."""
_CACHED = "the caches that it uses (lru_cache) are emptied before each call"


class CannotScale(Exception):  # noqa: N818 - what happened
    """Nothing was measured; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Workload:
    path: str
    function: str
    """Qualified name; dots lead into classes."""
    input: str | None = None
    """A function of n that returns the arguments: its name in the same file, or FILE::NAME."""
    arguments: tuple[tuple[str, str], ...] = ()
    """Expressions by parameter, in which n is the size."""
    grow: tuple[str, ...] = ()
    """Parameters that grow, if not all that have a size."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    told: str
    """What it is given."""
    grows: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A size that gave no time, and why."""

    n: int
    reason: str
    """timeout, crash, memory or error."""
    message: str


@dataclass(slots=True)
class Measured:
    samples: dict[int, list[float]] = field(default_factory=dict[int, list[float]])
    """Seconds of one call, by size."""
    source: str = ""
    parameters: list[Parameter] = field(default_factory=list[Parameter])
    notes: list[str] = field(default_factory=list[str])
    kind: str = "plain"
    """"plain", "coroutine", "iterator" or "async generator": how the function is run."""
    fresh: bool = False
    """Whether each call gets arguments of its own: it changes them, or it cannot be seen that it does not."""
    stop: Stop | None = None
    seconds: float = 0.0

    @property
    def grown(self) -> list[str]:
        return [parameter.name for parameter in self.parameters if parameter.grows]


def measure(
    workload: Workload,
    interpreter: Interpreter,
    *,
    sizes: Sequence[int] = (),
    max_seconds: float = 10.0,
    on_progress: Callable[[str], None] | None = None,
) -> Measured:
    """Time calls at growing sizes until the time is used up; with `sizes`, at these.

    Each size is sampled several times, in rounds that take the sizes in random order, so that a slow spell of the
    machine meets them all. Raises UnusableInterpreter and CannotScale.
    """
    with _Bench(workload, interpreter, max_seconds, on_progress) as bench:
        chosen = bench.given(sizes) if sizes else bench.grown()
        bench.rounds(chosen)
    return bench.measured


class _Bench:
    def __init__(
        self,
        workload: Workload,
        interpreter: Interpreter,
        max_seconds: float,
        on_progress: Callable[[str], None] | None,
    ) -> None:
        self.measured = Measured()
        self._workload = workload
        self._interpreter = interpreter
        self._budget = max_seconds
        self._began = time.monotonic()
        self._child: Child | None = None
        self._random = random.Random(workload.seed)
        self._costs: dict[int, float] = {}
        """Seconds that a sample takes in all, by size, with the arguments, without waiting for a core."""
        self._calls: dict[int, float] = {}
        """Seconds of one call, as first seen."""
        self._tell = on_progress or (lambda _: None)

    def __enter__(self) -> _Bench:
        self._open()
        self._began = time.monotonic()  # importing the program is not what the time is for
        return self

    def __exit__(self, *_: object) -> None:
        self._leave()
        self.measured.seconds = time.monotonic() - self._began

    @property
    def _left(self) -> float:
        return self._began + self._budget - time.monotonic()

    # -- the child

    def _open(self) -> None:
        work = self._workload
        self._child = Child(self._interpreter, hash_seed=0)
        timeout = max(30.0, self._budget)
        job: dict[str, Any] = {
            "kind": "scale-open",
            "path": os.path.abspath(work.path),
            "function": work.function,
            "input": work.input,
            "arguments": dict(work.arguments),
            "grow": list(work.grow),
            "cwd": os.getcwd(),
            "sample_seconds": _SAMPLE_SECONDS,
            "seed": work.seed,
            "timeout": timeout,
        }
        try:
            answer = self._child.ask(job, timeout)
        except ChildDied as died:
            self._leave()
            raise CannotScale(f"importing {work.path} failed: {died.message}") from None
        if "reason" in answer:
            self._leave()
            raise CannotScale(refusal(answer, work.path, self._interpreter))
        found = self.measured
        found.source = answer["source"]
        found.parameters = [Parameter(name, told, grows) for name, told, grows in answer["parameters"]]
        found.notes = list(answer["notes"])

    def _leave(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None

    def _sample(self, n: int, timeout: float) -> float | Stop:
        """Seconds of one call at a size, or why there are none."""
        if self._child is None:
            self._open()
        assert self._child is not None
        try:
            answer = self._child.ask({"kind": "scale-sample", "n": n, "timeout": timeout}, timeout)
        except ChildDied as died:
            self._leave()
            return Stop(n, died.reason, died.message)
        if "reason" in answer:
            return Stop(n, answer["reason"], answer["message"])
        self._costs[n] = answer["cost"]
        self.measured.kind, self.measured.fresh = answer["kind"], not answer["reused"]
        if answer["caches"] and _CACHED not in self.measured.notes:
            self.measured.notes.append(_CACHED)
        return answer["seconds"]

    # -- which sizes

    def given(self, sizes: Sequence[int]) -> list[int]:
        """Try each of these sizes once; those from the first that fails on are left out."""
        for n in sorted(set(sizes)):
            if not self._try(n, max(self._left, 1.0)):
                break
        stop = self.measured.stop
        if stop is not None and not self._calls:
            raise CannotScale(_failed(stop))
        return sorted(self._calls)

    def grown(self) -> list[int]:
        """Double the size as long as that promises to end in time, then lay sizes more densely below the largest."""
        n = _SMALLEST
        failed: Stop | None = None
        while n <= _LARGEST:
            if not self._try(n, self._patience()):
                failed = failed or self.measured.stop
                if self._calls or n >= 8 * _SMALLEST:
                    break
                self.measured.stop = None  # it may need more than so few
            n *= 2
            if not self._promises(n):
                break
        if not self._calls:
            assert failed is not None
            raise CannotScale(_failed(failed))
        n = max(self._calls)
        if n < _LARGEST:  # as much further as the time allows
            for part in (1.41, 1.19, 1.1, 1.05):
                further = max(round(n * part), n + 1)
                stop = self.measured.stop
                if stop is not None and further >= stop.n:
                    continue
                if self._promises(further) and self._try(further, self._patience()):
                    n = further
        return self._laid_out()

    def _try(self, n: int, timeout: float) -> bool:
        self._tell(f"n = {n:,}")
        found = self._sample(n, timeout)
        if isinstance(found, Stop):
            self.measured.stop = found
            return False
        self._calls[n] = found
        if found >= 0.02:  # long enough to be told from the noise, and too dear to be thrown away
            self.measured.samples.setdefault(n, []).append(found)
        return True

    def _patience(self) -> float:
        return max(min(self._left, self._budget / 3), 1.0)

    def _promises(self, n: int) -> bool:
        """Will a few rounds with this size fit into the time that is left?"""
        known = sorted(self._calls)
        if self._left <= 0:
            return False
        if len(known) < 2:
            return True
        last, before = known[-1], known[-2]
        step = math.log(last / before)
        growth = math.log(max(self._calls[last], 1e-9) / max(self._calls[before], 1e-9)) / step
        if self._calls[last] > _SAMPLE_SECONDS / 10 and growth > _STEEP:
            # As an exponential does: each step in n brings the same factor.
            rate = math.log(self._calls[last] / self._calls[before]) / (last - before)
            expected = self._calls[last] * math.exp(min(rate * (n - last), 60))
            return expected * 1.5 * _PLANNED_ROUNDS < 0.8 * self._left
        if self._costs[last] < 5 * _SAMPLE_SECONDS:
            return True
        # Over two steps, as each time is a single one, and other work on the machine makes it long.
        earlier = known[-3] if len(known) > 2 else before
        longer = [self._calls[last] / max(self._calls[earlier], 1e-9)]
        if self._costs[last] > 50 * _SAMPLE_SECONDS:
            longer.append(self._costs[last] / self._costs[earlier])
        power = max(math.log(max(longer)) / math.log(last / earlier), 0.5)
        expected = max(self._costs[last], self._calls[last]) * (n / last) ** power
        return expected * _PLANNED_ROUNDS / (1 - 2 ** -(power / 2)) < 0.8 * self._left

    def _laid_out(self) -> list[int]:
        known = sorted(self._calls)
        largest = known[-1]
        below = [n for n in known if n <= largest / 1.8]
        if below and self._calls[largest] > 10 * _SAMPLE_SECONDS:
            power = math.log(self._calls[largest] / max(self._calls[below[-1]], 1e-9)) / math.log(largest / below[-1])
        else:
            power = 1.0
        if power > _STEEP or largest <= 40:
            lowest = max(largest // 3, 1)
            step = max((largest - lowest) / 12, 1.0)
            return sorted(
                {round(lowest + step * number) for number in range(13)} & set(range(1, largest + 1)) | {largest}
            )
        chosen: set[int] = set()
        n = float(largest)
        while n >= known[0]:
            chosen.add(round(n))
            n /= 2 ** (1 / 3) if n > largest / 4 else 2**0.5 if n > largest / 16 else 2 if n > largest / 1024 else 4
        return sorted(chosen)

    # -- rounds

    def rounds(self, sizes: Sequence[int]) -> None:
        """Sample all sizes in turns, each round in another order, while there is time for one more round."""
        left = list(sizes)
        last = 0.0
        for number in range(_MOST_ROUNDS):
            if number >= _LEAST_ROUNDS and last > self._left:
                break
            began = time.monotonic()
            if self._left < -self._budget:
                break
            self._tell(f"round {number + 1}, {len(left)} sizes")
            for n in self._random.sample(left, len(left)):
                found = self._sample(n, max(self._patience(), 20 * self._calls.get(n, 0.0)))
                if isinstance(found, Stop):
                    left.remove(n)
                    self.measured.samples.pop(n, None)
                    if self.measured.stop is None or found.n < self.measured.stop.n:
                        self.measured.stop = found
                elif number or n in self._calls:  # the first sample of a size pays for what it finds cold
                    self.measured.samples.setdefault(n, []).append(found)
                else:
                    self._calls[n] = found
            last = time.monotonic() - began
        samples = self.measured.samples
        for n in left:
            if n in self._calls:  # the time was used up when each had been tried
                samples.setdefault(n, [self._calls[n]])
        often = {n: times for n, times in samples.items() if len(times) > 1}
        if len(often) >= 5:  # what was only tried while the sizes were sought is the noisiest
            self.measured.samples = often


def refusal(answer: dict[str, Any], path: str, interpreter: Interpreter) -> str:
    """Say why the child gave nothing, and what to do."""
    message = answer["message"]
    if answer["reason"] == "missing-package":
        return f"{path}: {message}; install it for {interpreter.executable}, or name another with --python"
    return message if answer["reason"] == "input" else f"{path}: {message}"


def _failed(stop: Stop) -> str:
    if stop.reason == "input":
        return stop.message
    return f"no size gave a time; with n = {stop.n:,}: {stop.message}"
