"""Inputs of a function, as source of its arguments: small odd ones to compare with, and long ones to time.

Many are drawn and tried on the function that is loaded; those are kept that reach new lines or end in a new way, and of
the rest some of each kind. The same job gives the same inputs, as long as the time suffices.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import ast
import inspect
import random
import time
from typing import Any

from ..loading import Arguments, NotLoaded, Subject
from .draw import THEMES, Draw
from .literals import mined
from .parameters import Parameters
from .sized import Sizes
from .trial import Outcome, Trial
from .varying import varied

__all__ = ["generated", "sized"]

_MOST_RAISING = 0.2
"""Share of the inputs on which the function raises: they say little about what it returns."""
_OVERSAMPLED = 3.0
"""Drawn for each that is kept."""
_LARGEST = (300, 10**5, 10**21)
"""Numbers are at most this large; larger ones are drawn once the function was quick on those before."""
_SLOW = 0.15
_MANY = 2_000
"""Seconds, and lines that run: with as many the function is not quick."""
_ATTEMPTS = 60
_VARIED = 0.3
"""Share of the inputs that are known calls with something changed, where there are any."""
_LAZY = 25
"""Calls with an iterator, of a generator."""
_BEYOND = 0.06
"""Share of those that are outside of what the function is for, and are there to be told about."""


class _Drawn:
    def __init__(self, given: dict[str, Any], outcome: Outcome, new: bool) -> None:
        self.given = given
        self.outcome = outcome
        self.new = new


def generated(subject: Subject, job: dict[str, Any]) -> dict[str, Any]:
    """Make inputs: at most `count`, in at most `seconds`; and for each of `sizes` and of `seeds` one of that size.

    The job names `before` and `after` (texts), `seed`, `known` (inputs) and `usages`.
    """
    maker = _Maker(subject, job)
    inputs = maker.inputs(int(job.get("count", 400)), float(job.get("seconds", 3.0)))
    answer: dict[str, Any] = {"inputs": inputs, "notes": maker.notes()}
    if job.get("sizes"):
        sizes = Sizes(maker.parameters, maker.trial, maker.taken)
        answer["sized"] = sizes.inputs(job["sizes"], job.get("seeds") or [1])
        answer["notes"].extend(sizes.notes)
    return answer


def sized(subject: Subject, n: int, seed: int) -> Arguments:
    """Make arguments of size n, the same for the same seed and the same text. Raises NotLoaded.

    Where a type is not told, what is loaded decides: for the same arguments on both sides ask `generated` for `sizes`.
    """
    known: dict[str, Any] = vars(subject).setdefault("_sizes", {})
    sizes = known.get(subject.text)
    if sizes is None:
        maker = _Maker(subject, {"before": subject.text, "after": subject.text, "seed": 0})
        maker.inputs(40, 1.0)
        sizes = known[subject.text] = Sizes(maker.parameters, maker.trial, maker.taken)
    found = sizes.inputs([n], [seed])
    if not found:
        raise NotLoaded("; ".join(sizes.notes) or f"nothing makes arguments of size {n} for {subject.qualname}")
    return subject.arguments(found[0])


class _Maker:
    def __init__(self, subject: Subject, job: dict[str, Any]) -> None:
        texts = [job.get("before") or subject.text, job.get("after") or subject.text]
        self._subject = subject
        self.constants = mined(texts, subject.qualname)
        self._rng = random.Random(job.get("seed", 0))
        self.parameters = Parameters(subject, texts, job)
        self._known = self.parameters.known
        self.trial = Trial(subject)
        self._seen: set[str] = set()
        self._features: set[Any] = set()
        self._stage = 0
        self._ceiling = len(_LARGEST) - 1
        self._quickest = True
        self.taken: list[str] = []
        """Codes on which the function returned."""
        self._notes: list[str] = []

    def notes(self) -> list[str]:
        return [*self.parameters.notes, *self._notes]

    def inputs(self, count: int, seconds: float) -> list[dict[str, Any]]:
        """Draw, try and choose."""
        ends = time.monotonic() + seconds
        parameters = self.parameters.all
        if not parameters:
            return [{"origin": "generated", "code": "", "about": "no arguments"}] if count else []
        drawn: list[_Drawn] = []
        wanted = int(count * _OVERSAMPLED)
        attempts = failures = 0
        while len(drawn) < wanted and attempts < wanted * 3 and time.monotonic() < ends:
            attempts += 1
            found = self._drawn()
            if found is None:
                failures += 1
                if self._stage < self._ceiling and failures % _ATTEMPTS == 0 and self._quickest:
                    self._stage += 1
                elif failures > 4 * _ATTEMPTS and failures > attempts * 0.9 and drawn:
                    break  # there are no more that differ
                continue
            self._grow(found.outcome, attempts, wanted)
            if found.outcome.outcome in ("returned", "raised"):
                drawn.append(found)
            if found.outcome.outcome == "returned" and not found.given["beyond"]:
                self.taken.append(found.given["code"])
        chosen = [each.given for each in _chosen(drawn, count)]
        return chosen + self._lazy(chosen)

    def _lazy(self, chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Calls of a generator with an iterator in place of a list: only there one sees what it takes at once.

        Of parameters without a hint; known calls with a list promise nothing else.
        """
        function = self._subject.function
        if not (inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)):
            return []
        found: list[dict[str, Any]] = []
        for given in chosen:
            call: Any = ast.parse(f"f({given['code']}\n)", mode="eval").body
            for at, bare in enumerate(self._bare()[: len(call.args)]):
                argument = call.args[at]
                sequence = isinstance(argument, (ast.List, ast.Tuple)) or isinstance(
                    getattr(argument, "value", None), (str, bytes)
                )
                if bare and sequence and not given["beyond"]:
                    parts = [ast.unparse(each) for each in call.args]
                    parts[at] = f"iter({parts[at]})"
                    parts += [f"{each.arg}={ast.unparse(each.value)}" for each in call.keywords if each.arg]
                    code = ", ".join(parts)
                    if code not in self._seen and self.trial.of(code).outcome == "returned":
                        self._seen.add(code)
                        found.append({"origin": "generated", "code": code, "about": "an iterator", "beyond": False})
            if len(found) >= _LAZY:
                break
        return found

    def _bare(self) -> list[bool]:
        """Of each parameter by place, whether it has no hint."""
        try:
            parameters = inspect.signature(self._subject.function).parameters.values()
        except (TypeError, ValueError):
            return []
        return [each.annotation is each.empty for each in parameters]

    def _drawn(self) -> _Drawn | None:
        theme = self._rng.choices(THEMES, [each.weight for each in THEMES])[0]
        d = Draw(
            self._rng, theme, self.constants, largest=_LARGEST[self._stage], cautious=self._ceiling < len(_LARGEST) - 1
        )
        origin, about, beyond = "generated", theme.name, False
        known = self._known.codes or self._known.from_project
        code: str | None
        if known and d.chance(_VARIED):
            origin, about = ("varied" if self._known.codes else "generated"), "as known calls"
            code = varied(known, self._rng)
        else:
            beyond = d.chance(_BEYOND) and any(each.beyond is not None for each in self.parameters.all)
            seen = any(each.seen is not None for each in self.parameters.all) and d.chance(0.5)
            code = self._call(d, beyond=beyond, seen=seen and not beyond)
        if code is None or code in self._seen:
            return None
        self._seen.add(code)
        outcome = self.trial.of(code)
        if outcome.outcome == "refused" and not d.choices and not beyond:
            outcome.outcome = "raised"  # the hints allow it
        for unknown, at in d.choices:
            unknown.judge(at, taken=outcome.outcome in ("returned", "raised", "slow"))
        choices = tuple((id(unknown), at) for unknown, at in d.choices)
        features = {*outcome.features, *((choice, outcome.outcome) for choice in choices)}
        new = outcome.outcome in ("returned", "raised") and not features <= self._features
        if new:
            self._features |= features
        return _Drawn({"origin": origin, "code": code, "about": about, "beyond": beyond}, outcome, new and not beyond)

    def _call(self, d: Draw, *, beyond: bool, seen: bool) -> str:
        given: list[str] = []
        by_name = False
        outside = (
            self._rng.choice([each for each in self.parameters.all if each.beyond is not None]) if beyond else None
        )
        for parameter in self.parameters.all:
            if parameter.optional and parameter is not outside and d.chance(0.35):
                by_name = True
                continue
            kind = parameter.kind
            if parameter is outside and parameter.beyond is not None:
                kind = parameter.beyond
            elif seen and parameter.seen is not None:
                kind = parameter.seen
            code = kind.code(d)
            if parameter.name.startswith("*"):
                if not by_name:
                    given.append("*" + code)
            elif by_name or parameter.keyword:
                given.append(f"{parameter.name}={code}")
            else:
                given.append(code)
        return ", ".join(given)

    def _grow(self, outcome: Outcome, attempts: int, wanted: int) -> None:
        """Let numbers become larger, as long as that does not make the function run long."""
        if outcome.outcome == "slow" or outcome.seconds > _SLOW:
            self._ceiling = min(self._ceiling, max(0, self._stage - 1))
            self._stage = min(self._stage, self._ceiling)
        if outcome.steps > _MANY or outcome.seconds > _SLOW:
            self._quickest = False
        if self._quickest and attempts in (wanted // 4, wanted // 2) and self._stage < self._ceiling:
            self._stage += 1


def _chosen(drawn: list[_Drawn], count: int) -> list[_Drawn]:
    """Those with something new, then some of every theme and type in turns; few that raise."""
    kept: list[_Drawn] = []
    raising = 0
    most_raising = max(4, int(count * _MOST_RAISING))
    if not any(each.outcome.outcome == "returned" for each in drawn):
        most_raising = count
    groups: dict[Any, list[_Drawn]] = {}
    for each in drawn:
        if each.new and len(kept) < count * 0.6 and (each.outcome.outcome == "returned" or raising < most_raising):
            kept.append(each)
            raising += each.outcome.outcome == "raised"
        else:
            groups.setdefault((each.given["about"], each.given["beyond"], each.outcome.outcome), []).append(each)
    while groups and len(kept) < count:
        for key in list(groups):
            found = groups[key].pop(0)
            if not groups[key]:
                del groups[key]
            if found.outcome.outcome == "raised":
                if raising >= most_raising:
                    continue
                raising += 1
            if len(kept) < count:
                kept.append(found)
    return kept
