"""Two texts timed in turns: a pair of processes that share a hash seed, and what their samples come to."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from statistics import fmean, median
from typing import Any

from ..intervals import estimate, spread_of
from .proof import Input, SpeedAt
from .sides import Side, SideLost

__all__ = ["Course", "NotTimed", "Pair", "concluded_on"]

_PASS = 0.005
"""Seconds that one pass of the old side may take, unless a single call takes longer."""
_SAMPLE = 0.0015
"""Seconds that the passes of a sample should take together, unless making their arguments takes `_MAKING`."""
_MOST_PASSES = 30
_MAKING = 0.008
_MOST_CALLS = 64
_SHORTEST = 0.00003
"""Seconds below which a pass goes over its inputs several times."""
_MOST_REPEATED = 256
"""Calls of such a pass."""
_MOST_SPREAD = 0.3
_MOST_APART = 12
"""Calls of a pass where each has a module of its own."""
_TRYING = 0.3
"""Seconds for finding out which inputs can be timed."""
_FIRST_CALL = 3.0
"""Seconds after which an input has no result."""
_LONG_CALL = 0.002
"""Seconds from which on a call is long enough to warm up by itself."""
_COLD = 0.1
"""How much less than half of a gain, as a logarithm, first calls may show: caches and the interpreter are cold."""
_CHECKED = 0.1
"""Seconds said to be saved that are enough to compare a side's clock with what is counted from outside."""
_CHECKING = 1.0
"""Seconds that such a sample should take at most."""
_MOST_CHECKED = 5_000
"""Passes of it."""
_CHECKS = 3
_SAVED = 0.4
"""Part of the time said to be saved that has to be saved as counted from outside."""
_WORKING = 0.7
"""Part of its time for which a function works that does not wait."""
_UNSURE = 0.01
"""Seconds by which that may be off."""
_PATIENCE = 12
"""Times as long as the old side: then the new one is given up."""


Samples = Sequence[Sequence[float]]


class NotTimed(Exception):  # noqa: N818 - what happened
    """There is no figure, and the message says why. It `counts` for all inputs where the results differ."""

    def __init__(self, message: str, *, counts: bool = False) -> None:
        super().__init__(message)
        self.counts = counts


@dataclass(slots=True, eq=False)
class Course:
    """Inputs that are timed together, and the samples: nanoseconds a call, a row for each pair of processes."""

    name: str
    inputs: list[Input]
    others: list[Input] = field(default_factory=list[Input])
    """Of the same kind, for confirming."""
    n: int = 0
    """Their size, 0 where they have none."""
    chosen: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What a pass is over."""
    how: str = "plain"
    apart: bool = False
    pass_seconds: float = 0.0
    """Of the old side, roughly."""
    making: float = 0.0
    """Seconds for making the arguments of a pass."""
    loading: float = 0.0
    """Seconds for loading the module."""
    before: list[list[float]] = field(default_factory=list[list[float]])
    after: list[list[float]] = field(default_factory=list[list[float]])
    unseen: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """Nanoseconds of first calls, of the old side and of the new one."""
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
        work = self.passes * self.repeat * (self.pass_seconds + self.making)
        return work + loads * self.loading + 0.01

    @property
    def repeat(self) -> int:
        """How often a pass goes over its inputs."""
        if self.apart:
            return 1
        most = min(_MOST_REPEATED // len(self.chosen), int(_MAKING / max(self.making, 1e-9)))
        return max(1, min(int(_SHORTEST / max(self.pass_seconds, 1e-9)), most))

    @property
    def passes(self) -> int:
        """How many passes make a sample."""
        if self.apart or self.pass_seconds > _LONG_CALL:
            return 1
        most = int(_MAKING / max(self.making * self.repeat, 1e-9))
        return max(3, min(int(_SAMPLE / max(self.pass_seconds * self.repeat, 1e-9)), most, _MOST_PASSES))

    @property
    def call_seconds(self) -> float:
        """What a call of the old side takes, roughly."""
        return self.pass_seconds / max(len(self.chosen), 1)

    @property
    def remembers(self) -> bool:
        """Whether the gain is gone where a process has not seen the inputs before: something remembers results."""
        if not self.unseen:
            return False
        first = fmean(math.log(old / new) for old, new in self.unseen)
        return first < math.log(self.gain or 1.0) / 2 - _COLD

    @property
    def gain(self) -> float | None:
        """Old time ÷ new time, in the middle of all samples: roughly, however noisy they are."""
        pairs = [pair for row in zip(self.before, self.after, strict=True) for pair in zip(*row, strict=False)]
        return median(old / new for old, new in pairs) if pairs else None

    def job(self, warm_on: list[dict[str, Any]]) -> dict[str, Any]:
        """What a side is asked for."""
        return {
            "kind": "time", "inputs": self.chosen, "how": self.how, "apart": self.apart, "warm_on": warm_on,
            "repeat": self.repeat, "passes": self.passes,
        }  # fmt: skip

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
        with ThreadPoolExecutor(2) as pool:
            opening = [pool.submit(side.open, text) for side, text in zip(self._sides, self._texts, strict=True)]
        try:
            for task, which in zip(opening, ("old", "new"), strict=True):
                try:
                    task.result()
                except SideLost as lost:
                    raise NotTimed(f"the {which} side is lost: {lost.message}") from None
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for side in self._sides:
            side.close()

    def try_out(self, course: Course, inputs: Sequence[Input]) -> None:
        """Have the old side find out which inputs can be timed, and choose as many as a pass has time for.

        Where there are none, the course has its trouble.
        """
        wanted = [asdict(each) for each in inputs]
        found = self._tried(course, wanted[:1], _FIRST_CALL)
        if found is None:
            return
        if len(wanted) > 1 and (not found["usable"] or found["usable"][0][1] < _PASS * 1e9):
            found = self._tried(course, wanted, _FIRST_CALL + 2.0)
            if found is None:
                return
        if not found["usable"]:
            course.trouble = str(found.get("trouble") or "there are no inputs")
            return
        course.how, course.loading = str(found["how"]), found["loading"] / 1e9
        usable = [(number, taken / 1e9, making / 1e9) for number, taken, making in found["usable"]]
        self._random.shuffle(usable)
        course.chosen, course.pass_seconds, course.making = [], 0.0, 0.0
        for number, taken, making in usable:
            full = course.pass_seconds + taken > _PASS or course.making + making > _MAKING
            if course.chosen and (full or len(course.chosen) == _MOST_CALLS):
                continue
            course.chosen.append(wanted[number])
            course.pass_seconds += taken
            course.making += making
        if found["keeps"] or course.apart:
            course.begin_again()

    def _tried(self, course: Course, wanted: list[dict[str, Any]], seconds: float) -> dict[str, Any] | None:
        job = {"kind": "time", "trial": True, "inputs": wanted, "seconds": _TRYING}
        try:
            found = self._sides[0].ask(job, self._allowed(seconds))
        except SideLost as lost:
            course.trouble = f"the old function has no result: {lost.message}"
            return None
        if not _is_trial(found, len(wanted)):
            course.trouble = "the answer is none"
            return None
        return found

    def sample(self, course: Course) -> None:
        """Take one sample of each side, in random order. Raises NotTimed where they answer differently."""
        while True:
            job = course.job(course.chosen if course.call_seconds < _LONG_CALL else [])
            found = self._both(job, course)
            if course.apart or not any(each["keeps"] for each in found):
                break
            course.begin_again()
        for row, each in zip((course.before[-1], course.after[-1]), found, strict=True):
            # What disturbs makes passes longer, and the first finds the processor's caches as others left them.
            passes = sorted(each["nanoseconds"][1:] or each["nanoseconds"])
            row.append(passes[len(passes) // 4] / len(course.chosen) / course.repeat)

    def sample_unseen(self, course: Course) -> None:
        """Time the first calls that these processes ever see of some inputs; it has to come before all samples."""
        half = (len(course.chosen) + 1) // 2
        job = {**course.job(course.chosen[half:]), "inputs": course.chosen[:half], "passes": 1, "repeat": 1}
        found = self._both(job, course)
        course.unseen.append((found[0]["nanoseconds"][0], found[1]["nanoseconds"][0]))

    def check_clocks(self, course: Course) -> None:
        """Compare what the sides say with a clock of our own: code under proof could have got at theirs.

        Raises NotTimed where of the time that the new side is said to save hardly any is saved, whenever it is tried.
        """
        passes = 1 if course.apart else course.passes
        job = {**course.job([]), "seed": 0}
        ours: tuple[list[float], list[float]] = ([], [])
        while len(ours[0]) < _CHECKS:
            found = [self._accounted(number, {**job, "passes": passes}, course) for number in (0, 1)]
            saved = found[0][0] - found[1][0]
            longest = max(seconds for _, seconds in found)
            if saved < _CHECKED and longest < _CHECKING / 2 and passes < _MOST_CHECKED and not course.apart:
                more = min(_CHECKING / longest, 1.2 * _CHECKED / max(saved, 1e-6))
                passes = min(int(passes * more) + 1, _MOST_CHECKED)
                continue  # too little to be seen from outside
            for number in (0, 1):
                ours[number].append(found[number][1])
            if min(ours[0]) - min(ours[1]) > saved * _SAVED - _UNSURE:
                return
        raise NotTimed("the time that it is said to save is not saved", counts=True)

    def _accounted(self, number: int, job: dict[str, Any], course: Course) -> tuple[float, float]:
        """Seconds of a sample: as the side says, and as counted from outside.

        The system counts those on the processor; where the side does not work but wait, it is those that pass here.
        """
        side, began = self._sides[number], time.monotonic()
        before = side.processor_seconds()
        said = sum(self._asked(number, job, course)["nanoseconds"]) / 1e9
        passed = time.monotonic() - began
        after = side.processor_seconds()
        if before is None or after is None or after - before < said * _WORKING:
            return said, passed
        return said, after - before

    def _both(self, job: dict[str, Any], course: Course) -> list[dict[str, Any]]:
        job["seed"] = self._random.getrandbits(32)
        found: list[dict[str, Any]] = [{}, {}]
        for number in self._random.sample((0, 1), 2):
            found[number] = self._asked(number, job, course)
        old, new = (each["answers"] for each in found)
        unlike = [number for number in old.keys() & new.keys() if old[number] != new[number]]
        if unlike:
            again = self._asked(0, job, course)["answers"]
            if any(again.get(number) == old[number] for number in unlike):
                raise NotTimed(f"the results differ while they are timed, on {course.name}", counts=True)
        return found

    def _asked(self, number: int, job: dict[str, Any], course: Course) -> dict[str, Any]:
        more = job["passes"] / max(course.passes, 1)
        allowed = self._allowed(5.0 + _PATIENCE * course.sample_seconds * max(more, 1.0))
        which = ("old", "new")[number]
        try:
            answer = self._sides[number].ask(job, allowed)
        except SideLost as lost:
            raise NotTimed(f"the {which} function has no result on {course.name}: {lost.message}") from None
        if not _well_formed(answer):
            raise NotTimed(f"the answer of the {which} side is none")
        return answer

    def _allowed(self, seconds: float) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise NotTimed("no time was left")
        return min(seconds, left + 1.0)


def concluded_on(course: Course, before: Samples, after: Samples, seed: int) -> SpeedAt | str:
    """Return what samples say, or why they say nothing."""
    rows = [list(zip(one, other, strict=False)) for one, other in zip(before, after, strict=True)]
    rows = [row for row in rows if row]
    if not rows:
        return course.trouble or "there was no time for it"
    found = estimate(rows, seed=f"{seed} {course.name}")
    spread = spread_of([[old for old, _ in row] for row in rows], seed=f"{seed} {course.name}")
    if spread > _MOST_SPREAD:
        return f"too noisy to tell: the old function differs from itself by {spread:.0%}"
    pairs = [pair for row in rows for pair in row]
    return SpeedAt(
        course.name, found.low, found.ratio, found.high, len(pairs),
        median(old for old, _ in pairs) / 1e9, median(new for _, new in pairs) / 1e9,
    )  # fmt: skip


def _is_trial(answer: dict[str, Any], count: int) -> bool:
    usable = answer.get("usable")
    return (
        isinstance(usable, list)
        and all(
            isinstance(each, list) and [type(part) for part in each] == [int] * 3 and 0 <= each[0] < count
            for each in usable
        )
        and type(answer.get("loading")) is int
        and type(answer.get("keeps")) is bool
    )


def _well_formed(answer: dict[str, Any]) -> bool:
    taken, answers = answer.get("nanoseconds"), answer.get("answers")
    return (
        isinstance(taken, list)
        and bool(taken)
        and all(type(each) is int and each > 0 for each in taken)
        and isinstance(answers, dict)
        and type(answer.get("keeps")) is bool
    )
