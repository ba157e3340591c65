"""How much faster a rewrite is: measured in pairs of processes, on several sets of inputs, and then once more."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from ..interpreters import Interpreter
from ..intervals import TELLING
from ..sandbox import Sandbox
from .proof import Effort, Input, Speed, SpeedAt
from .racing import Course, NotTimed, Pair, concluded_on
from .sides import Side, SideLost, Target

__all__ = ["LEAST", "measured"]

LEAST = 1.05
"""A rewrite is faster where the lower end of the interval lies above this, twice."""
_SIZES = (10, 30, 100, 300, 1_000, 3_000, 10_000)
"""Every second one is tried only where the next is too large."""
_SEEDS = 40
"""Arguments of each size: half of them to measure on, half to confirm."""
_PAIRS = 3
"""Of processes; the first two decide where they leave no doubt."""
_MOST_PAIRS = 5
"""Where three are too noisy to tell."""
_ROUNDS = 6
_ROUNDS_BESIDE = 3
"""Of the sets that do not count: they say where it is slower."""
_SAMPLING = 0.4
"""Seconds of sampling in one pair of processes, unless single calls are slow."""
_LONGEST = 0.01
"""Seconds of the old side for one call; where one would take longer, no larger size is tried."""
_TOO_LONG = 0.04
"""Seconds of a call, and of making its arguments a fifth of them, from which on a larger size is left out."""
_LEAST_SECONDS = 10.0
"""What the stage has at least: with less, nothing could be confirmed."""
_SLOW = 0.05
"""Seconds of a recorded call from which on few arguments are made beside it."""
_CLEAR = 1.2
"""A gain that two pairs of processes settle."""
_SECONDS = 10.0
"""What the stage takes at most, unless single calls are slow."""
_GENERATING_SECONDS = 1.5


def measured(
    before: str,
    after: str,
    target: Target,
    interpreter: Interpreter,
    *,
    sandbox: Sandbox,
    replayed: Sequence[Input] = (),
    varied: Sequence[Input] = (),
    effort: Effort,
    seconds: float = 20.0,
    usages: Any = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Speed:
    """Compare the speed of two texts: some 5 s, where single calls are slow up to `seconds`, or 10 where that is less.

    What counts is `replayed` where there is any, else generated arguments of the largest size that is quick enough,
    else `varied`; it comes first in the result. `usages` is what `usages_of` found, and helps to make arguments.
    Nothing is raised for what the code under proof does; UnusableInterpreter where the interpreter does not start.
    `cancelled` ends it early: it is then not faster.
    """

    def tell(done: int, total: int) -> None:
        if cancelled is not None and cancelled():
            raise NotTimed("cancelled")
        if on_progress is not None:
            on_progress(done, total)

    def side(hash_seed: int) -> Side:
        return Side(target, interpreter, hash_seed, sandbox)

    measuring = _Measuring((before, after), side, effort, seconds, tell)
    try:
        return measuring.speed(replayed, varied, usages)
    except NotTimed as error:
        return Speed(False, () if error.counts else measuring.sets(), str(error))


class _Measuring:
    def __init__(
        self, texts: tuple[str, str], side: Callable[[int], Side], effort: Effort, seconds: float,
        tell: Callable[[int, int], None],
    ) -> None:  # fmt: skip
        self._texts = texts
        self._side = side
        self._effort = effort
        self._tell = tell
        self._seeds = random.Random(f"speed {effort.seed}")
        seconds = max(seconds, _LEAST_SECONDS)
        self._until = time.monotonic() + seconds
        self._enough = time.monotonic() + min(seconds, _SECONDS) * 0.3
        """When the sets that do not count have had their time."""
        self._late = time.monotonic() + seconds / 2
        """When it is time to confirm."""
        self._done = 0
        self._total = 0
        self._courses: list[Course] = []
        self._results: dict[str, SpeedAt] = {}
        self._noise: dict[str, str] = {}
        """Why a course has no result."""

    def sets(self) -> tuple[SpeedAt, ...]:
        """What was measured so far, in the order of the courses."""
        return tuple(self._results[each.name] for each in self._courses if each.name in self._results)

    def speed(self, replayed: Sequence[Input], varied: Sequence[Input], usages: Any) -> Speed:
        self._tell(0, 0)
        self._race(replayed, varied, usages)
        main = self._counting()
        first = self._results[main.name]
        if first.low <= LEAST:
            raise NotTimed("; ".join(filter(None, [_shown(first), _slower(self.sets(), first)])))
        only = self._only_recorded(main)
        if only:
            raise NotTimed(only)
        self._confirm(main)
        note = _slower(self.sets(), first)
        if main.recorded and self._control() is None:
            note = "; ".join(filter(None, ["there were no other arguments to time it on", note]))
        return Speed(True, self.sets(), note)

    # -- what it is timed on

    def _plan(self, pair: Pair, replayed: Sequence[Input], varied: Sequence[Input], usages: Any) -> None:
        """Find out which inputs can be timed, of which sizes."""
        courses: list[Course] = []
        if replayed:
            real = any(each.origin == "replayed" for each in replayed)
            courses.append(self._tried(pair, Course("replayed" if real else "given", list(replayed))))
        if varied:
            courses.append(self._tried(pair, Course("varied", list(varied))))
        usable = [each for each in courses if not each.trouble]
        if len(usable) < 2 or max(each.call_seconds for each in usable) < _SLOW:
            # Making arguments takes trial runs of the function.
            slow = bool(usable) and usable[0].call_seconds > _SLOW
            sized, others = self._generated([*replayed, *varied], usages, _SIZES[:2] if slow else _SIZES)
            found = self._ladder(pair, sized)
            if not found and not any(each.name == "varied" for each in usable):
                found = [self._tried(pair, Course("generated", others))]
            courses += found
        self._courses = [each for each in courses if not each.trouble]
        if not self._courses:
            raise NotTimed(courses[0].trouble if courses else "there are no arguments to time it on")
        self._total = 2 * _PAIRS * _ROUNDS + (len(self._courses) - 1) * 2 * _ROUNDS_BESIDE

    def _ladder(self, pair: Pair, sized: dict[int, list[Input]]) -> list[Course]:
        """Go up the sizes, as far as calls do not get long."""
        tried: list[Course] = []
        for number, n in enumerate(_SIZES):
            if n not in sized or number % 2:
                continue
            early = tried and _expected(tried, n) > _LONGEST
            if early or not self._try_size(pair, n, sized, tried):
                if number:
                    self._try_size(pair, _SIZES[number - 1], sized, tried)
                break
        return tried

    def _try_size(self, pair: Pair, n: int, sized: dict[int, list[Input]], tried: list[Course]) -> bool:
        """Whether a size can be timed; then it is one of those tried."""
        if n not in sized or (tried and _expected(tried, n) > _TOO_LONG):
            return False
        if tried and tried[-1].making / len(tried[-1].chosen) * n / tried[-1].n > _TOO_LONG / 5:
            return False
        half = (len(sized[n]) + 1) // 2
        course = self._tried(pair, Course(f"n = {n:,}", sized[n][:half], sized[n][half:], n=n))
        if course.trouble or (tried and course.call_seconds > _TOO_LONG):
            return False
        tried.append(course)
        return True

    def _tried(self, pair: Pair, course: Course) -> Course:
        self._tell(0, 0)
        pair.try_out(course, course.inputs)
        return course

    def _generated(
        self, known: Sequence[Input], usages: Any, sizes: Sequence[int]
    ) -> tuple[dict[int, list[Input]], list[Input]]:
        """Arguments of several sizes, and some without: as source, so that both sides get the same."""
        job: dict[str, Any] = {
            "kind": "generate", "count": 20, "seed": self._effort.seed, "seconds": _GENERATING_SECONDS,
            "call_seconds": self._effort.call_seconds, "before": self._texts[0], "after": self._texts[1],
            "known": [asdict(each) for each in known[:40]], "usages": usages or {},
            "sizes": list(sizes), "seeds": list(range(_SEEDS)),
        }  # fmt: skip
        sized: dict[int, list[Input]] = {}
        try:
            with self._side(1) as side:  # of its own: making arguments takes trial runs
                side.open(self._texts[0])
                answer = side.ask(job, _GENERATING_SECONDS * (2 if known else 6))
            for each in answer.get("sized") or ():
                n = int(each["n"])
                sized.setdefault(n, []).append(Input("generated", code=str(each["code"]), about=f"n = {n:,}"))
            rest = [
                Input("generated", code=str(each["code"])) for each in answer.get("inputs") or () if each.get("code")
            ]
        except SideLost:
            return {}, []
        except (AttributeError, KeyError, TypeError, ValueError):
            return {}, []
        return sized, rest

    # -- measuring

    def _race(self, replayed: Sequence[Input], varied: Sequence[Input], usages: Any) -> None:
        """Measure all courses in a few pairs of processes, what counts first."""
        for number in range(_MOST_PAIRS):
            with self._pair() as pair:
                if number == 0:
                    self._plan(pair, replayed, varied, usages)
                main = self._main()
                control = self._control()
                first = [main, *([control] if control is not None else [])]
                for course in [*first, *(each for each in self._courses if each not in first)]:
                    if course.trouble or (course not in first and (number >= 2 or time.monotonic() > self._enough)):
                        continue
                    self._run(pair, course, _ROUNDS if course in first else _ROUNDS_BESIDE, warm=number == 0)
            if number and (self._settled(main, self._conclude(main), number + 1) or time.monotonic() > self._late):
                break
        for course in self._courses:
            self._conclude(course)

    def _pair(self) -> Pair:
        return Pair(self._side, self._texts, self._seeds.randrange(1, 2**32), self._until)

    @staticmethod
    def _settled(course: Course, found: SpeedAt | str, pairs: int) -> bool:
        """Whether another pair of processes would not change what is known."""
        if isinstance(found, str):  # too noisy to tell; but a gain would show by now
            return pairs >= _PAIRS and course.gain is not None and course.gain < LEAST
        return pairs >= _PAIRS or found.low > _CLEAR or found.high < LEAST

    def _main(self) -> Course:
        """What counts before anything is known: recorded arguments, or the largest size."""
        recorded = [each for each in self._courses if each.recorded]
        return (recorded or sorted(self._courses, key=lambda each: each.n, reverse=True))[0]

    def _control(self) -> Course | None:
        """What has to gain too where recorded arguments do: others, whose results nobody can know beforehand."""
        if not self._main().recorded:
            return None
        others = [each for each in self._courses if not each.recorded]
        return next((each for each in others if each.name == "varied"), others[-1] if others else None)

    def _run(self, pair: Pair, course: Course, rounds: int, *, warm: bool) -> None:
        """Take samples; fewer where they are slow."""
        course.new_row()
        cost = 2 * course.sample_seconds
        rounds = max(min(rounds, int(_SAMPLING / cost)), 1)
        if warm and cost < 0.2:
            self._sampled(pair, course)
            course.before[-1].clear()
            course.after[-1].clear()
        for _ in range(rounds):
            self._sampled(pair, course)
            if course.trouble:
                return

    def _sampled(self, pair: Pair, course: Course) -> None:
        self._done += 1
        self._tell(min(self._done, self._total), self._total)
        try:
            pair.sample(course)
        except NotTimed as error:
            if course is self._main() or error.counts:
                raise
            course.trouble = str(error)

    def _conclude(self, course: Course) -> SpeedAt | str:
        found = concluded_on(course, course.before, course.after, self._effort.seed)
        self._results.pop(course.name, None)
        if isinstance(found, SpeedAt):
            self._results[course.name] = found
        else:
            self._noise[course.name] = found
        return found

    # -- what it comes to

    def _counting(self) -> Course:
        """Decide which course counts, and put it first.

        Of generated sizes it is the largest on which the new side is faster, as long as none beyond it is slower.
        """
        main = self._main()
        if main.n:
            for course in sorted(self._courses, key=lambda each: each.n, reverse=True):
                found = self._results.get(course.name)
                if found is None or not course.n:
                    continue
                if found.low > LEAST:
                    main = course
                if found.low > LEAST or found.high < 1 / TELLING:
                    break
        if main.name not in self._results:
            raise NotTimed(f"on {main.name}: {self._noise.get(main.name, main.trouble)}")
        self._courses.remove(main)
        self._courses.insert(0, main)
        return main

    def _only_recorded(self, main: Course) -> str:
        """Whether others than the recorded arguments gain nothing: whoever knows the answers is quick on those only."""
        control = self._control()
        if not main.recorded or control is None:
            return ""
        gains = {each.name: each.gain for each in self._courses if not each.recorded}
        told = {name: gain for name, gain in gains.items() if gain is not None}
        if not told:
            return f"on other arguments than the recorded ones it could not be measured: {control.trouble}"
        if any(gain > LEAST for gain in told.values()):
            return ""
        name = max(told, key=lambda each: told[each])
        return f"only on the recorded arguments; {told[name]:.3g} x on {name}"

    def _confirm(self, main: Course) -> None:
        """Measure once more, in fresh processes and where there are others on other arguments."""
        again = Course(main.name, main.others or main.inputs, apart=main.apart)
        clear = self._results[main.name].low > 2 * LEAST
        found: SpeedAt | str = ""
        for number in range(_MOST_PAIRS):
            with self._pair() as pair:
                if number == 0:
                    pair.try_out(again, again.inputs)
                    if again.trouble:
                        raise NotTimed(f"it could not be confirmed: {again.trouble}")
                pair.sample_unseen(again)
                self._run(pair, again, _ROUNDS_BESIDE + 1 if clear else _ROUNDS, warm=False)
                if number == 0:
                    pair.check_clocks(again)
            found = concluded_on(again, again.before, again.after, self._effort.seed + 1)
            if number and (self._settled(again, found, number + 1) or time.monotonic() > self._until - 2):
                break
        if not isinstance(found, SpeedAt):
            raise NotTimed(f"it could not be confirmed: {found}")
        if found.low <= LEAST:
            raise NotTimed(f"a second measurement does not confirm it: {_shown(found)}")
        if again.remembers:
            raise NotTimed("only on arguments that it has seen before")
        both = concluded_on(main, main.before + again.before, main.after + again.after, self._effort.seed)
        if isinstance(both, SpeedAt):
            self._results[main.name] = both


def _expected(tried: Sequence[Course], n: int) -> float:
    """Seconds that a call of size n will take, as far as it goes on as it went."""
    last = tried[-1]
    growth = 1.0
    if len(tried) > 1:
        before = tried[-2]
        growth = math.log(last.call_seconds / before.call_seconds) / math.log(last.n / before.n)
    return last.call_seconds * (n / last.n) ** max(growth, 1.0)


def _shown(found: SpeedAt) -> str:
    return f"{found.median:.3g} x ({found.low:.3g} to {found.high:.3g}) on {found.inputs}"


def _slower(found: Sequence[SpeedAt], main: SpeedAt) -> str:
    slower = [_shown(each) for each in found if each.inputs != main.inputs and each.high < 1 / TELLING]
    return f"slower: {'; '.join(slower)}" if slower else ""
