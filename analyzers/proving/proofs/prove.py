"""Proves a rewrite: gathers the evidence stage by stage, and concludes at the first that decides."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from ..interpreters import Interpreter
from ..sandbox import NoSandbox, chosen
from .comparison import MOST_UNSTABLE, Compared, Difference, Duel
from .counterexamples import call_of, script_of
from .covering import changed_lines
from .killing import killed
from .mutants import mutants_of
from .proof import Counterexample, Coverage, Effort, Input, Mutants, Progress, Proof, Rewrite, Speed, Verdict
from .rewrites import also_changed, key_of
from .shrinking import shrunk
from .sides import SideLost, target_of
from .speed import measured
from .testing import BeforeTests, after_tests, before_tests
from .usages import usages_of

__all__ = ["Cancelled", "prove"]

_EFFORT = Effort()
_GENERATING_SECONDS = 8.0
_SHRINKING_SECONDS = 6.0
_MUTANT_SECONDS = 8.0
_TIMING_SECONDS = 20.0
_TESTS_PART = 0.3
"""Part of the time that one run of the project's tests may take."""
_MOST_UNANSWERED = 0.1
"""Part of the inputs that may be without a result; with more, what was compared is not what was asked."""
_LEAST_RETURNED = 3
_WEAK, _BLIND = 0.8, 0.4
"""Parts of the planted errors that were told: below the first the evidence is weak, below the second there is none."""
_LONGEST_TOLD = 60
_LEAST_MUTANTS = 4
"""With fewer planted errors their part says nothing."""


class Cancelled(Exception):  # noqa: N818 - what happened
    """Whoever asked for the proof wants it no more."""


class _Concluded(Exception):  # noqa: N818 - not an error
    def __init__(self, verdict: Verdict, reason: str) -> None:
        super().__init__(reason)
        self.verdict: Verdict = verdict
        self.reason = reason


def prove(
    rewrite: Rewrite,
    interpreter: Interpreter,
    effort: Effort = _EFFORT,
    *,
    root: str,
    given: Sequence[Input] = (),
    replayed: Sequence[Input] = (),
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Proof:
    """Say whether a rewrite is equal and faster, on which evidence. Never raises for what the code under proof does.

    It runs that code, in child processes within a sandbox. Takes seconds: up to `effort.seconds`, and ending it.
    Raises Cancelled, and UnusableInterpreter where the interpreter does not start.
    """
    return _Proving(rewrite, interpreter, effort, root, on_progress, cancelled).proof(given, replayed)


class _Proving:
    def __init__(
        self, rewrite: Rewrite, interpreter: Interpreter, effort: Effort, root: str,
        on_progress: Progress | None, cancelled: Callable[[], bool] | None,
    ) -> None:  # fmt: skip
        self._rewrite = rewrite
        self._interpreter = interpreter
        self._effort = effort
        self._target = target_of(rewrite.path, rewrite.function, root)
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._began = time.monotonic()
        self._until = self._began + effort.seconds
        self._notes: list[str] = []
        self._usages: dict[str, Any] = {}
        self._told: dict[str, Any] = {}
        """What is known so far, by field of `Proof`."""

    def proof(self, given: Sequence[Input], replayed: Sequence[Input]) -> Proof:
        try:
            self._look_at_texts()
            try:
                self._sandbox = chosen(self._effort.sandbox)
            except NoSandbox as error:
                raise _Concluded("unproved", str(error)) from None
            self._told["sandbox"] = self._sandbox.name
            texts = (self._rewrite.before, self._rewrite.after)
            with Duel(self._target, texts, self._interpreter, self._effort, self._sandbox) as duel:
                reason = self._evidence(duel, given, replayed)
            verdict: Verdict = "proved"
        except _Concluded as concluded:
            verdict, reason = concluded.verdict, concluded.reason
        except SideLost as lost:
            verdict, reason = "unproved", f"a process was lost: {lost.message}"
        return Proof(
            verdict, reason, self._rewrite, key=key_of(self._rewrite), tolerance=self._effort.tolerance,
            python=f"{self._interpreter.implementation} {self._interpreter.release}",
            seconds=time.monotonic() - self._began, notes=tuple(dict.fromkeys(self._notes)), **self._told,
        )  # fmt: skip

    def _tell(self, what: str, done: int = 0, total: int = 0) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled
        if self._on_progress is not None:
            self._on_progress(what, done, total)

    def _look_at_texts(self) -> None:
        rewrite = self._rewrite
        if rewrite.before == rewrite.after:
            raise _Concluded("unproved", "the rewrite changes nothing")
        others = also_changed(rewrite)
        if others:
            raise _Concluded("unproved", f"the rewrite also changes {', '.join(others)}: give one function at a time")

    def _evidence(self, duel: Duel, given: Sequence[Input], replayed: Sequence[Input]) -> str:
        """Go through the stages; return the sentence that a proof rests on. Raises _Concluded, SideLost."""
        self._open(duel)
        tests = self._tests_before()
        inputs = [*given, *replayed, *tests.inputs]
        if self._effort.generate:
            inputs += self._generated(duel, inputs)
        compared = self._compare(duel, sorted(inputs, key=lambda each: each.beyond))
        self._test_after(tests)
        self._told["equal"] = True
        self._cover(duel, compared)
        self._plant(duel, compared)
        if not self._effort.timing:
            raise _Concluded("unproved", f"equal on {self._counted()}; how fast it is was not asked")
        speed = self._measure(compared, replayed)
        self._told["speed"] = speed
        if not speed.faster:
            raise _Concluded("unproved", f"equal on {self._counted()}, but not faster: {speed.note}".rstrip(": "))
        if not speed.sets:
            raise _Concluded("unproved", "its speed was not measured")
        best = speed.sets[0]
        gain = f"{best.median:.3g} x ({best.low:.3g} to {best.high:.3g}) faster on {best.inputs}"
        weak = ", weak evidence" if self._told.get("strength") == "weak" else ""
        return f"equal on {self._counted()}{weak}; {gain}{f'; {speed.note}' if speed.note else ''}"

    def _counted(self) -> str:
        count = sum(n for origin, n in self._told["inputs"].items() if origin != "unanswered")
        return f"{count:,} input{'s' * (count != 1)}"

    def _open(self, duel: Duel) -> None:
        self._tell("loading")
        for hash_seed in self._effort.hash_seeds:
            before, after = duel.open(hash_seed)
            if before is not None:
                raise _Concluded("unproved", f"the file cannot be loaded as it is: {before.message}")
            if after is not None:
                self._told["equal"] = False
                self._told["counterexample"] = Counterexample(
                    f"import {self._target.module}", "the rewrite cannot be loaded", "loads", after.message,
                )  # fmt: skip
                raise _Concluded("refuted", f"the rewrite cannot be loaded: {after.message}")

    def _tests_before(self) -> BeforeTests:
        if self._effort.tests == "never":
            return BeforeTests(note="not asked for")
        self._tell("running the tests that reach the function")
        seconds = max(5.0, self._effort.seconds * _TESTS_PART)
        return before_tests(self._rewrite, self._target, self._interpreter, self._sandbox, seconds=seconds)

    def _test_after(self, tests: BeforeTests) -> None:
        if not tests.passed:
            if self._effort.tests == "always":
                raise _Concluded("unproved", f"no tests of the project tell: {tests.note}")
            return
        self._tell("running the tests on the rewrite")
        seconds = max(10.0, self._effort.seconds * _TESTS_PART)
        ran = after_tests(tests, self._rewrite, self._target, self._interpreter, self._sandbox, seconds=seconds)
        self._told["tests"] = ran
        if ran.failing:
            told = f"the test {ran.failing[0]} passes with the function as it is, and fails with the rewrite"
            self._told["equal"] = False
            self._told["counterexample"] = Counterexample(
                f"pytest {ran.failing[0]}", told, "passes", "fails" + (f": {ran.note}" if ran.note else "")
            )
            raise _Concluded("refuted", told)

    def _generated(self, duel: Duel, known: Sequence[Input]) -> list[Input]:
        self._tell("making inputs")
        self._usages = usages_of(self._target, self._rewrite.before)
        job = {
            "kind": "generate", "count": self._effort.inputs, "seed": self._effort.seed,
            "seconds": _GENERATING_SECONDS, "call_seconds": self._effort.call_seconds,
            "before": self._rewrite.before, "after": self._rewrite.after,
            "known": [asdict(each) for each in known if not each.beyond],
            "usages": self._usages,
        }  # fmt: skip
        try:
            answer = duel.side("before", self._effort.hash_seeds[0]).ask(job, _GENERATING_SECONDS * 2 + 10)
        except SideLost as lost:
            self._notes.append(f"no inputs could be generated: {lost.message}")
            return []
        finally:
            # It called the function to see what it takes: what these calls left behind must not stay.
            duel.close("before", self._effort.hash_seeds[0])
        self._notes += [str(note) for note in answer.get("notes", ())]
        return [Input(**fields) for fields in answer.get("inputs", ())]

    def _compare(self, duel: Duel, inputs: Sequence[Input]) -> Compared:
        if not inputs:
            raise _Concluded("unproved", self._why_no_inputs())
        compared = duel.compare(inputs, self._until, lambda done, total: self._tell("comparing", done, total))
        counted = Counter(each.origin for each in compared.same if not each.beyond)
        self._told["inputs"] = {**counted, "unanswered": len(compared.unanswered)}
        self._told["beyond"] = tuple(_told(each) for each in compared.beyond)[:3]
        if compared.difference is not None:
            self._refute(duel, compared.difference)
        if compared.unstable >= MOST_UNSTABLE or compared.unstable > len(compared.same) / 4:
            raise _Concluded("unproved", "the function is not deterministic: it differs from itself on the same input")
        if compared.unstable:
            self._notes.append(f"on {compared.unstable} inputs the function differs from itself; they prove nothing")
        if compared.opaque:
            kinds = ", ".join(sorted(compared.opaque)[:3])
            self._notes.append(f"values of these types cannot be looked into, only their types were compared: {kinds}")
        if not compared.same:
            why = compared.unanswered[0][1] if compared.unanswered else self._why_no_inputs()
            raise _Concluded("unproved", f"no input had a result on both sides: {why}")
        if len(compared.unanswered) > _MOST_UNANSWERED * (len(compared.same) + len(compared.unanswered)):
            given, why = compared.unanswered[0]
            raise _Concluded(
                "unproved", f"{len(compared.unanswered)} inputs have no result ({why}; such as {given.code})"
            )
        if compared.returned < min(_LEAST_RETURNED, len(inputs)):
            raise _Concluded("unproved", f"the function raises on all but {compared.returned} inputs")
        return compared

    def _why_no_inputs(self) -> str:
        return "; ".join(["there are no inputs", *self._notes])

    def _refute(self, duel: Duel, found: Difference) -> None:
        if not found.repeats:
            raise _Concluded(
                "unproved",
                f"the two differed once ({found.told}), and do not again: {call_of(self._rewrite, found.given)}",
            )
        self._tell("looking for a smaller counterexample")
        until = time.monotonic() + _SHRINKING_SECONDS
        hash_seed = self._effort.hash_seeds[0]

        def differs(smaller: Input) -> bool:
            if time.monotonic() > until:
                return False
            old, new = (duel.observed(which, [smaller], hash_seed)[0] for which in ("before", "after"))
            return old["outcome"] in ("returned", "raised") and duel.differ(old, new) is not None

        small = found.given if found.earlier else shrunk(found.given, differs)
        if small != found.given:
            sides = duel.once(small, hash_seed, detail=True)
            told = duel.differ(*sides)
            if told is not None:
                found = Difference(small, told, sides[0], sides[1])
        self._told["equal"] = False
        calls = [call_of(self._rewrite, each) for each in (*found.earlier, found.given)]
        script = script_of(self._rewrite, self._target, found.given)
        self._told["counterexample"] = Counterexample(
            "; ".join(calls), found.told, _did(found.before), _did(found.after), "" if found.earlier else script
        )
        raise _Concluded("refuted", found.told)

    def _cover(self, duel: Duel, compared: Compared) -> None:
        changed = changed_lines(self._rewrite.before, self._rewrite.after, self._rewrite.function)
        self._tell("looking which lines are reached")
        seconds = max(3.0, self._until - time.monotonic())
        inputs = sorted(compared.same, key=lambda given: given.beyond)
        lines = duel.reached(inputs, changed, self._effort.hash_seeds[0], time.monotonic() + seconds)
        missing = tuple(line for line in changed if line not in lines)
        self._told["coverage"] = Coverage(changed, missing)
        if missing:
            lines = ", ".join(map(str, missing[:5])) + (", ..." if len(missing) > 5 else "")
            many = "line" if len(missing) == 1 else "lines"
            raise _Concluded(
                "unproved", f"equal on {self._counted()}, but no input reaches {many} {lines} of the new code"
            )

    def _plant(self, duel: Duel, compared: Compared) -> None:
        coverage: Coverage = self._told["coverage"]
        mutants = mutants_of(self._rewrite, coverage.changed, self._effort.mutants, self._effort.seed)
        self._tell("planting errors", 0, len(mutants))
        found = Mutants()
        if mutants:
            with duel.fresh(self._effort.hash_seeds[0]) as side:
                found = killed(mutants, side, compared.same, compared.observations, seconds=_MUTANT_SECONDS)
        self._told["mutants"] = found
        if found.tried < _LEAST_MUTANTS:
            return
        part = found.killed / found.tried
        if part < _BLIND:
            raise _Concluded(
                "unproved",
                f"equal on {self._counted()}, but these tell only {found.killed} of {found.tried} planted errors",
            )
        if part < _WEAK:
            self._told["strength"] = "weak"
            self._notes.append(
                f"the inputs tell {found.killed} of {found.tried} planted errors; not {'; '.join(found.survivors[:3])}"
            )

    def _measure(self, compared: Compared, replayed: Sequence[Input]) -> Speed:
        """Time both on what was recorded in a real run; what tests and people give is mostly too small for it."""
        real = [each for each in compared.same if each in replayed]
        varied = [each for each in compared.same if each.origin in ("varied", "given") and not each.beyond]
        return measured(
            self._rewrite.before, self._rewrite.after, self._target, self._interpreter, sandbox=self._sandbox,
            replayed=real, varied=varied, usages=self._usages, effort=self._effort,
            seconds=min(max(5.0, self._until - time.monotonic()), _TIMING_SECONDS),
            on_progress=lambda done, total: self._tell("timing", done, total), cancelled=self._cancelled,
        )  # fmt: skip


def _did(observation: dict[str, Any]) -> str:
    parts = observation["parts"]
    shown = {name: str(part.get("shown", "")) for name, part in parts.items()}
    if observation["outcome"] == "returned":
        return f"returns {shown.get('result', '')}"
    if observation["outcome"] == "raised":
        return f"raises {shown.get('exception', '')}"
    return f"gives no result ({observation.get('why') or observation['outcome']})"


def _told(found: Difference) -> str:
    call = found.given.code or "recorded arguments"
    return f"{call if len(call) <= _LONGEST_TOLD else call[: _LONGEST_TOLD - 1] + '…'}: {found.told}"
