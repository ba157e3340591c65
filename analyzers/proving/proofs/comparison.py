"""Every input on both sides: where they differ, whether that can be repeated, and what was left without a result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

from ..interpreters import Interpreter
from ..sandbox import Sandbox
from .comparing import difference, new_names
from .proof import Effort, Input
from .sides import Side, SideLost, Target

__all__ = ["MOST_UNSTABLE", "Compared", "Difference", "Duel"]

_BATCH = 20
"""Inputs that a side is asked for at once: so much is asked again, one by one, when a side is lost."""
_MOST_LOST = 8
"""Inputs that may cost a side its process; with more of them the rest is left out."""
MOST_UNSTABLE = 4
"""Inputs on which the old function differs from itself, after which no more are looked at."""
_WHY = {
    "timeout": "the function as it is takes too long",
    "lost": "the function as it is costs its process",
    "unmade": "the arguments cannot be made",
}
LOST = "lost"
"""Outcome of an input on which the process was lost."""


@dataclass(frozen=True, slots=True)
class Difference:
    given: Input
    told: str
    before: dict[str, Any]
    after: dict[str, Any]
    earlier: tuple[Input, ...] = ()
    """Calls that it takes before this one for the two to differ."""
    repeats: bool = True
    """Whether the two differ again in fresh processes."""


@dataclass(slots=True)
class Compared:
    """What became of the inputs."""

    same: list[Input] = field(default_factory=list[Input])
    observations: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Of `before` for the inputs in `same`, with the first hash seed."""
    returned: int = 0
    unanswered: list[tuple[Input, str]] = field(default_factory=list[tuple[Input, str]])
    """Inputs without a result on the old side, and why."""
    unstable: int = 0
    """Inputs on which the old function differs from itself."""
    difference: Difference | None = None
    beyond: list[Difference] = field(default_factory=list[Difference])
    opaque: set[str] = field(default_factory=set[str])
    """Classes of values that cannot be looked into: of these only the type was compared."""


class Duel:
    """Both sides of a rewrite, with each hash seed, kept open."""

    def __init__(
        self, target: Target, texts: tuple[str, str], interpreter: Interpreter, effort: Effort, sandbox: Sandbox
    ) -> None:
        self.target = target
        self.texts = texts
        self._interpreter = interpreter
        self._effort = effort
        self._sandbox = sandbox
        self._stack = ExitStack()
        self._pool = self._stack.enter_context(ThreadPoolExecutor(2))
        self._sides: dict[tuple[str, int], Side] = {}
        self._cost = 0
        self._ignored = new_names(*texts)

    def __enter__(self) -> Duel:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def side(self, which: str, hash_seed: int) -> Side:
        """The side "before" or "after" with a hash seed, with its text open. Raises SideLost."""
        key = (which, hash_seed)
        if key not in self._sides:
            side = self.fresh(hash_seed)
            self._stack.callback(side.close)
            side.open(self.texts[which == "after"])
            self._sides[key] = side
        return self._sides[key]

    def close(self, which: str, hash_seed: int) -> None:
        """End a side; when it is asked for again, a fresh process starts."""
        side = self._sides.pop((which, hash_seed), None)
        if side is not None:
            side.close()

    def fresh(self, hash_seed: int) -> Side:
        """A side of its own; who asks for it closes it."""
        return Side(self.target, self._interpreter, hash_seed, self._sandbox)

    def open(self, hash_seed: int) -> tuple[SideLost | None, SideLost | None]:
        """Open both sides at once, and say how each failed."""
        return self._pool.submit(self._tried, "before", hash_seed).result(), self._tried("after", hash_seed)

    def _tried(self, which: str, hash_seed: int) -> SideLost | None:
        try:
            self.side(which, hash_seed)
        except SideLost as lost:
            return lost
        return None

    def compare(
        self, inputs: Sequence[Input], until: float, tell: Callable[[int, int], None], *, stop_at_first: bool = True
    ) -> Compared:
        """Observe inputs on both sides, with each hash seed, up to a difference that counts."""
        compared = Compared()
        total = len(inputs) * len(self._effort.hash_seeds)
        done = 0
        for number, hash_seed in enumerate(self._effort.hash_seeds):
            wanted = inputs if number == 0 else list(compared.same)
            for batch in _batches(wanted):
                if time.monotonic() > until:
                    if number == 0:
                        compared.unanswered += [(given, "no time was left") for given in wanted[done:]]
                    return compared
                self._add(compared, batch, hash_seed, first=number == 0)
                if compared.difference is not None and stop_at_first:
                    return compared
                if self._cost > _MOST_LOST or compared.unstable >= MOST_UNSTABLE:
                    return compared
                done += len(batch)
                tell(done, total)
        return compared

    def _add(self, compared: Compared, batch: Sequence[Input], hash_seed: int, *, first: bool) -> None:
        task = self._pool.submit(self.observed, "before", batch, hash_seed)
        after = self.observed("after", batch, hash_seed)
        for number, (given, old, new) in enumerate(zip(batch, task.result(), after, strict=True)):
            if old["outcome"] in ("timeout", LOST, "unmade"):
                if first:
                    compared.unanswered.append((given, _WHY[old["outcome"]]))
                continue
            if isinstance(old.get("opaque"), list):
                compared.opaque.update(map(str, old["opaque"]))
            told = self.differ(old, new)
            if told is None:
                if first:
                    compared.same.append(given)
                    compared.observations.append(old)
                    compared.returned += old["outcome"] == "returned"
                continue
            if given.beyond:
                # Refutes nothing, so it is not worth the processes that a second look takes.
                compared.beyond.append(Difference(given, told, old, new))
                continue
            self._judge(compared, Difference(given, told, old, new), batch[:number], hash_seed)
            if compared.difference is not None or compared.unstable >= MOST_UNSTABLE:
                return

    def _judge(self, compared: Compared, found: Difference, earlier: Sequence[Input], hash_seed: int) -> None:
        """Look at a difference again, in fresh processes: the function may differ from itself, or after other calls."""
        given = found.given
        again = self.once(given, hash_seed, detail=True)
        other = self.once(given, hash_seed, sides=("before",))
        if self.differ(again[0], other[0]) is not None:
            compared.unstable += 1
            return
        told = self.differ(*again)
        if told is None:
            found = self._after_others(found, earlier, hash_seed)
        else:
            found = Difference(given, told, again[0], again[1])
        compared.difference = found

    def _after_others(self, found: Difference, earlier: Sequence[Input], hash_seed: int) -> Difference:
        """Look for the call that must come first: a cache that one of the texts keeps is met by what comes later."""
        for before in [(each,) for each in reversed(earlier)] + [tuple(earlier)]:
            sides = [self._in_turn(which, (*before, found.given), hash_seed) for which in ("before", "after")]
            told = self.differ(sides[0], sides[1])
            if told is not None:
                return Difference(found.given, told, sides[0], sides[1], before)
        return Difference(found.given, found.told, found.before, found.after, repeats=False)

    def _in_turn(self, which: str, inputs: Sequence[Input], hash_seed: int) -> dict[str, Any]:
        """Observe inputs one after the other in a module that was just loaded; what the last one did."""
        try:
            side = self.side(which, hash_seed)
            side.open(self.texts[which == "after"])
        except SideLost as lost:
            return _lost(lost)
        return self._asked(side, inputs, detail=True)[-1]

    def reached(self, inputs: Sequence[Input], wanted: Sequence[int], hash_seed: int, until: float) -> set[int]:
        """Lines among those wanted that the new function reaches; asked apart, for tracing can be seen."""
        found: set[int] = set()
        for batch in _batches(inputs):
            if found.issuperset(wanted) or time.monotonic() > until:
                break
            for one in self.observed("after", batch, hash_seed, trace=True):
                found.update(line for line in one.get("lines", ()) if line in wanted)
        return found

    def differ(self, old: dict[str, Any], new: dict[str, Any]) -> str | None:
        """Say in words how two observations differ; a result that is missing on one side is a difference."""
        if new["outcome"] == LOST and old["outcome"] != LOST:
            return f"the new function gives no result: {new.get('why', 'its process was lost')}"
        if new["outcome"] == "timeout" and old["outcome"] != "timeout":
            return f"the new function gives no result within {self._effort.call_seconds:g} s"
        return difference(old, new, tolerance=self._effort.tolerance)

    def once(
        self, given: Input, hash_seed: int, *, sides: Sequence[str] = ("before", "after"), detail: bool = False
    ) -> list[dict[str, Any]]:
        """Observe one input in processes of its own."""
        found: list[dict[str, Any]] = []
        for which in sides:
            with self.fresh(hash_seed) as side:
                try:
                    side.open(self.texts[which == "after"])
                except SideLost as lost:
                    found.append(_lost(lost))
                    continue
                found += self._asked(side, [given], detail=detail)
        return found

    def observed(
        self, which: str, batch: Sequence[Input], hash_seed: int, *, trace: bool = False
    ) -> list[dict[str, Any]]:
        """Observe a batch on one side; what costs the process is found by asking one by one."""
        try:
            side = self.side(which, hash_seed)
        except SideLost as lost:
            return [_lost(lost) for _ in batch]
        return self._asked(side, batch, trace=trace)

    def _asked(
        self, side: Side, batch: Sequence[Input], *, trace: bool = False, detail: bool = False
    ) -> list[dict[str, Any]]:
        job = {
            "kind": "observe", "inputs": [asdict(given) for given in batch], "trace": trace, "detail": detail,
            "call_seconds": self._effort.call_seconds, "tolerance": self._effort.tolerance, "ignored": self._ignored,
        }  # fmt: skip
        allowed = self._effort.call_seconds * (1.5 if len(batch) == 1 else 4) + 5
        try:
            answer = side.ask(job, allowed)
            found = answer.get("observations")
            if not isinstance(found, list) or len(found) != len(batch) or not all(map(_well_formed, found)):
                raise SideLost("error", "its answer is none")
        except SideLost as lost:
            if len(batch) == 1 or self._cost > _MOST_LOST:
                self._cost += 1
                return [_lost(lost) for _ in batch]
            return [one for given in batch for one in self._asked(side, [given], trace=trace, detail=detail)]
        return found


def _batches(inputs: Sequence[Input]) -> Iterator[Sequence[Input]]:
    """The first are few: most of what is wrong shows at once."""
    start, size = 0, 5
    while start < len(inputs):
        yield inputs[start : start + size]
        start, size = start + size, _BATCH


def _lost(lost: SideLost) -> dict[str, Any]:
    return {"outcome": LOST, "parts": {}, "lines": [], "why": lost.message}


def _well_formed(observation: Any) -> bool:
    return (
        type(observation) is dict
        and isinstance(observation.get("outcome"), str)
        and isinstance(observation.get("parts"), dict)
        and all(
            isinstance(part, dict) and isinstance(part.get("digest"), str) for part in observation["parts"].values()
        )
    )
