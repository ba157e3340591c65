"""Two texts timed in turns: a pair of processes that share a hash seed, and what their samples come to."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..timing import Comparison, Dropped, concluded
from .proof import Input, SpeedAt
from .sides import Side, SideLost

__all__ = ["Course", "NotTimed", "Pair", "concluded_on"]

_PASS = 0.03
"""Seconds that one pass of the old side may take, unless a single call takes longer."""
_MOST_CALLS = 64
_MOST_APART = 12
"""Calls of a pass where each has a module of its own."""
_TRYING = 1.0
"""Seconds for finding out which inputs can be timed."""
_PATIENCE = 12
"""Times as long as the old side: then the new one is given up."""


class NotTimed(Exception):  # noqa: N818 - what happened
    """There is no figure, and the message says why. It `counts` for all inputs where the results differ."""

    def __init__(self, message: str, *, counts: bool = False) -> None:
        super().__init__(message)
        self.counts = counts


@dataclass(slots=True)
class Course:
    """Inputs that are timed together, and the samples: nanoseconds a call, a row for each pair of processes."""

    name: str
    inputs: list[Input]
    others: list[Input] = field(default_factory=list[Input])
    """Of the same kind, for confirming."""
    chosen: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What a pass is over."""
    how: str = "plain"
    apart: bool = False
    pass_seconds: float = 0.0
    """Of the old side, roughly."""
    loading: float = 0.0
    """Seconds for loading the module."""
    before: list[list[float]] = field(default_factory=list[list[float]])
    after: list[list[float]] = field(default_factory=list[list[float]])
    trouble: str = ""
    """Why there is no figure."""

    @property
    def recorded(self) -> bool:
        """Whether these are arguments of a real run, or given as such."""
        return self.name in ("replayed", "given")

    @property
    def sample_seconds(self) -> float:
        """What a sample of the old side takes, roughly."""
        loads = len(self.chosen) if self.apart else 1
        return 2 * self.pass_seconds + loads * self.loading + 0.02

    def new_row(self) -> None:
        """Begin with a new pair of processes."""
        self.before.append([])
        self.after.append([])

    def begin_again(self) -> None:
        """Forget what was sampled: each call gets a module of its own from here on."""
        self.apart = True
        most = max(1, min(_MOST_APART, int(0.05 / max(self.loading, 1e-6))))
        self.pass_seconds *= min(most / len(self.chosen), 1)
        self.chosen = self.chosen[:most]
        self.before = [[] for _ in self.before[-1:]]
        self.after = [[] for _ in self.after[-1:]]


class Pair:
    """A process for each side, with one hash seed."""

    def __init__(self, side: Callable[[int], Side], texts: tuple[str, str], hash_seed: int, until: float) -> None:
        self._sides = (side(hash_seed), side(hash_seed))
        self._texts = texts
        self._random = random.Random(hash_seed)
        self._until = until

    def __enter__(self) -> Pair:
        for side, text, which in zip(self._sides, self._texts, ("old", "new"), strict=True):
            try:
                side.open(text)
            except SideLost as lost:
                self.__exit__()
                raise NotTimed(f"the {which} side is lost: {lost.message}") from None
        return self

    def __exit__(self, *_: object) -> None:
        for side in self._sides:
            side.close()

    def try_out(self, course: Course, inputs: Sequence[Input]) -> None:
        """Have the old side find out which inputs can be timed, and choose as many as a pass has time for.

        Without any, the course has its trouble.
        """
        wanted = [asdict(each) for each in inputs]
        job = {"kind": "time", "trial": True, "inputs": wanted, "seconds": _TRYING}
        try:
            answer = self._sides[0].ask(job, self._allowed(10.0))
            usable = [(int(number), int(taken) / 1e9) for number, taken in answer["usable"]]
        except SideLost as lost:
            course.trouble = f"the old function has no result: {lost.message}"
            return
        except (KeyError, TypeError, ValueError):
            course.trouble = "the answer is none"
            return
        if not usable:
            course.trouble = str(answer.get("trouble") or "there are no inputs")
            return
        course.how = str(answer["how"])
        course.loading = int(answer["loading"]) / 1e9
        self._random.shuffle(usable)
        course.chosen, course.pass_seconds = [], 0.0
        for number, taken in usable:
            if course.chosen and (course.pass_seconds + taken > _PASS or len(course.chosen) == _MOST_CALLS):
                continue
            course.chosen.append(wanted[number])
            course.pass_seconds += taken
        if answer["keeps"] and not course.apart:
            course.begin_again()

    def sample(self, course: Course) -> None:
        """Take one sample of each side, in random order. Raises NotTimed where they answer differently."""
        while True:
            job = {
                "kind": "time", "inputs": course.chosen, "how": course.how, "apart": course.apart,
                "seed": self._random.getrandbits(32),
            }  # fmt: skip
            found: list[dict[str, Any]] = [{}, {}]
            for number in self._random.sample((0, 1), 2):
                found[number] = self._asked(number, job, course)
            if course.apart or not any(each["keeps"] for each in found):
                break
            course.begin_again()
        self._compare(found, job, course)
        for row, each in zip((course.before[-1], course.after[-1]), found, strict=True):
            passes = sorted(each["nanoseconds"])
            row.append(passes[len(passes) // 4] / len(course.chosen))  # whatever disturbs makes them longer

    def _asked(self, number: int, job: dict[str, Any], course: Course) -> dict[str, Any]:
        allowed = self._allowed(5.0 + _PATIENCE * course.sample_seconds)
        which = ("old", "new")[number]
        try:
            answer = self._sides[number].ask(job, allowed)
        except SideLost as lost:
            raise NotTimed(f"the {which} function has no result on {course.name}: {lost.message}") from None
        if not _well_formed(answer):
            raise NotTimed(f"the answer of the {which} side is none")
        return answer

    def _compare(self, found: Sequence[dict[str, Any]], job: dict[str, Any], course: Course) -> None:
        old, new = (each["answers"] for each in found)
        unlike = [number for number in old.keys() & new.keys() if old[number] != new[number]]
        if unlike:
            again = self._asked(0, job, course)["answers"]
            if any(again.get(number) == old[number] for number in unlike):
                raise NotTimed(f"the results differ while they are timed, on {course.name}", counts=True)

    def _allowed(self, seconds: float) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise NotTimed("no time was left")
        return min(seconds, left + 1.0)


def concluded_on(
    course: Course, before: Sequence[Sequence[float]], after: Sequence[Sequence[float]], seed: int
) -> SpeedAt | str:
    """Return what samples say, or why they say nothing."""
    rows = [(one, other) for one, other in zip(before, after, strict=True) if one and len(one) == len(other)]
    if not rows:
        return course.trouble or "there was no time for it"
    outcome = concluded(course.name, [one for one, _ in rows], [other for _, other in rows], seed)
    if isinstance(outcome, Dropped):
        return f"too noisy to tell: {outcome.message}"
    return _told(course.name, outcome, sum(len(one) for one, _ in rows))


def _told(name: str, found: Comparison, pairs: int) -> SpeedAt:
    return SpeedAt(name, found.low, found.ratio, found.high, pairs, found.before_seconds, found.after_seconds)


def _well_formed(answer: dict[str, Any]) -> bool:
    taken, answers = answer.get("nanoseconds"), answer.get("answers")
    return (
        isinstance(taken, list)
        and bool(taken)
        and all(type(each) is int and each > 0 for each in taken)
        and isinstance(answers, dict)
        and type(answer.get("keeps")) is bool
    )
