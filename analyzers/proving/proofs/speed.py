"""How much faster a rewrite is: measured in pairs of processes, on several sets of inputs, and then once more."""

from __future__ import annotations

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
_SIZES = (10, 100, 1_000, 10_000)
_SEEDS = 48
"""Arguments of each size: half of them to measure on, half to confirm."""
_PAIRS = 3
_MOST_PAIRS = 5
"""Where three are too noisy to tell."""
_ROUNDS = 8
_ROUNDS_BESIDE = 4
"""Of the sets that do not count: they say where it is slower."""
_LONGEST = 0.03
"""Seconds of the old side for one call; where one takes longer, no larger size is tried."""
_SECONDS = 8.0
"""What the stage takes, unless single calls are slow."""
_GENERATING_SECONDS = 3.0


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
    """Compare the speed of two texts: about 8 s, where single calls are slow up to `seconds`.

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
        return Speed(False, measuring.sets(), str(error))


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
        self._until = time.monotonic() + seconds
        self._enough = time.monotonic() + min(seconds, _SECONDS) * 0.6
        """When the sets that do not count have had their time."""
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
        self._courses = self._planned(replayed, varied, usages)
        if not self._courses:
            raise NotTimed("there are no arguments to time it on")
        self._race()
        main = self._counting()
        first = self._results[main.name]
        if first.low <= LEAST:
            raise NotTimed("; ".join(filter(None, [_shown(first), _slower(self.sets(), first)])))
        only = self._only_recorded(main)
        if only:
            raise NotTimed(only)
        self._confirm(main)
        return Speed(True, self.sets(), _slower(self.sets(), first))

    # -- what it is timed on

    def _planned(self, replayed: Sequence[Input], varied: Sequence[Input], usages: Any) -> list[Course]:
        courses: list[Course] = []
        if replayed:
            name = "replayed" if any(each.origin == "replayed" for each in replayed) else "given"
            courses.append(Course(name, list(replayed)))
        sized, others = self._generated([*replayed, *varied], usages)
        for n in sorted(sized):
            half = (len(sized[n]) + 1) // 2
            courses.append(Course(f"n = {n:,}", sized[n][:half], sized[n][half:]))
        if varied:
            courses.append(Course("varied", list(varied)))
        if not courses and others:
            courses.append(Course("generated", others))
        return courses

    def _generated(self, known: Sequence[Input], usages: Any) -> tuple[dict[int, list[Input]], list[Input]]:
        """Arguments of several sizes, and some without: as source, so that both sides get the same."""
        job: dict[str, Any] = {
            "kind": "generate", "count": 40, "seed": self._effort.seed, "seconds": _GENERATING_SECONDS,
            "call_seconds": self._effort.call_seconds, "before": self._texts[0], "after": self._texts[1],
            "known": [asdict(each) for each in known[:40]], "usages": usages or {},
            "sizes": list(_SIZES), "seeds": list(range(_SEEDS)),
        }  # fmt: skip
        sized: dict[int, list[Input]] = {}
        try:
            with self._side(1) as side:  # of its own: making arguments takes trial runs
                side.open(self._texts[0])
                answer = side.ask(job, _GENERATING_SECONDS * 2 + 5)
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

    def _race(self) -> None:
        """Measure all courses, in three pairs of processes, and what counts in more where it is noisy."""
        for number in range(_MOST_PAIRS):
            with self._pair() as pair:
                if number == 0:
                    self._try_out(pair)
                for course in self._courses:
                    course.new_row()
                    main = course is self._main()
                    if course.trouble or (not main and number and time.monotonic() > self._enough):
                        continue
                    if number < _PAIRS or course.name not in self._results:
                        close = main or (course.name == "varied" and self._main().recorded)
                        self._run(pair, course, _ROUNDS if close else _ROUNDS_BESIDE, warm=number == 0)
            if number + 1 >= _PAIRS:
                for course in self._courses:
                    self._conclude(course)
                if self._main().name in self._results:
                    break

    def _pair(self) -> Pair:
        return Pair(self._side, self._texts, self._seeds.randrange(1, 2**32), self._until)

    def _try_out(self, pair: Pair) -> None:
        slow = False
        for course in self._courses:
            sized = course.name.startswith("n = ")
            if sized and slow:
                course.trouble = "the smaller sizes take long enough"
                continue
            pair.try_out(course, course.inputs)
            if sized and not course.trouble:
                slow = course.pass_seconds / len(course.chosen) > _LONGEST
        self._courses = [course for course in self._courses if not course.trouble] or self._courses[:1]
        if self._courses[0].trouble:
            raise NotTimed(self._courses[0].trouble)
        self._total = 2 * _PAIRS * _ROUNDS + (len(self._courses) - 1) * _PAIRS * _ROUNDS_BESIDE

    def _main(self) -> Course:
        """What counts before anything is known: recorded arguments, or the largest size."""
        recorded = [each for each in self._courses if each.recorded]
        return (recorded or sorted(self._courses, key=_size, reverse=True))[0]

    def _run(self, pair: Pair, course: Course, rounds: int, *, warm: bool) -> None:
        """Take samples; fewer where they are slow."""
        cost = 2 * course.sample_seconds
        rounds = max(min(rounds, int(1.0 / cost)), 1)
        if warm and cost < 0.5:
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

    def _conclude(self, course: Course) -> None:
        found = concluded_on(course, course.before, course.after, self._effort.seed)
        if isinstance(found, SpeedAt):
            self._results[course.name] = found
        else:
            self._noise[course.name] = found

    # -- what it comes to

    def _counting(self) -> Course:
        """Decide which course counts, and put it first.

        Of generated sizes it is the largest on which the new side is faster, as long as none beyond it is slower.
        """
        main = self._main()
        if main.name.startswith("n = "):
            for course in sorted(self._courses, key=_size, reverse=True):
                found = self._results.get(course.name)
                if found is None or not course.name.startswith("n = "):
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
        if not main.recorded or len(self._courses) == 1:
            return ""
        others = [found for found in self.sets() if found.inputs != main.name]
        if not others:
            return f"on other arguments than the recorded ones it could not be measured: {self._why_not_others(main)}"
        if any(found.median > LEAST for found in others):
            return ""
        return f"only on the recorded arguments; {_shown(max(others, key=lambda found: found.median))}"

    def _why_not_others(self, main: Course) -> str:
        return next((self._noise.get(each.name, each.trouble) for each in self._courses if each is not main), "")

    def _confirm(self, main: Course) -> None:
        """Measure once more, in fresh processes and where there are others on other arguments."""
        again = Course(main.name, main.others or main.inputs, apart=main.apart)
        found: SpeedAt | str = ""
        for number in range(_MOST_PAIRS):
            with self._pair() as pair:
                if number == 0:
                    pair.try_out(again, again.inputs)
                    if again.trouble:
                        raise NotTimed(f"it could not be confirmed: {again.trouble}")
                again.new_row()
                self._run(pair, again, _ROUNDS, warm=False)
            if number + 1 >= _PAIRS:
                found = concluded_on(again, again.before, again.after, self._effort.seed + 1)
                if isinstance(found, SpeedAt):
                    break
        if not isinstance(found, SpeedAt):
            raise NotTimed(f"it could not be confirmed: {found}")
        if found.low <= LEAST:
            raise NotTimed(f"a second measurement does not confirm it: {_shown(found)}")
        both = concluded_on(main, main.before + again.before, main.after + again.after, self._effort.seed)
        if isinstance(both, SpeedAt):
            self._results[main.name] = both


def _size(course: Course) -> int:
    return len(course.name) if course.name.startswith("n = ") else 0


def _shown(found: SpeedAt) -> str:
    return f"{found.median:.3g} x ({found.low:.3g} to {found.high:.3g}) on {found.inputs}"


def _slower(found: Sequence[SpeedAt], main: SpeedAt) -> str:
    slower = [_shown(each) for each in found if each.inputs != main.inputs and each.high < 1 / TELLING]
    return f"slower: {'; '.join(slower)}" if slower else ""
