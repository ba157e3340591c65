"""Arguments of a chosen size, for timing: such on which the function has much to do.

Several arrangements are tried on small sizes: elements shared between parameters or not, few distinct ones or many, a
value that is found last or never. The one that makes the function run the most lines is taken.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from .containers import Container, Mapping
from .kinds import Float, Integer, Kind, Text, Union, small
from .parameters import Parameter, Parameters
from .trial import Outcome, Trial
from .unknown import Unknown
from .values import Learnt

__all__ = ["Sizes"]

_SMALL = (24, 96)
_ABSENT = 10**9 + 7


class _Arrangement:
    """How the parameters of one call are made."""

    def __init__(self, scalar: str, *, shared: bool, few: bool, only: str = "", mined: bool = False) -> None:
        self.scalar = scalar
        self.shared = shared
        self.few = few
        self.mined = mined
        """Whether elements are constants of the code, or of calls that are known."""
        self.only = only
        """The one parameter that grows; empty: all of them."""


class Sizes:
    """Makes inputs of a size for one function, whose parameters have been tried before."""

    def __init__(self, parameters: Parameters, trial: Trial, taken: Sequence[str]) -> None:
        self._parameters = [each for each in parameters.all if not each.optional or _plain(each.kind).grows()]
        self._trial = trial
        self._taken = taken
        """Codes of small inputs on which the function returned."""
        self.notes: list[str] = []
        self._best: _Arrangement | None = None
        self._tried = False

    def inputs(self, sizes: list[int], seeds: list[int]) -> list[dict[str, Any]]:
        """One input for each size and seed; none, and a note, where nothing grows or every call fails."""
        if not self._tried:
            self._tried = True
            self._choose()
        if self._best is None:
            return []
        return [
            {
                "origin": "generated",
                "n": n,
                "seed": seed,
                "code": self._code(self._best, n, seed),
                "about": f"n = {n:,}",
            }
            for n in sizes
            for seed in seeds
        ]

    def _choose(self) -> None:
        if not any(_plain(each.kind).grows() or isinstance(_plain(each.kind), Integer) for each in self._parameters):
            self.notes.append("no parameter has a size that could grow")
            return
        best = -1.0
        why = ""
        for arrangement in self._arrangements():
            small_one, larger = (self._trial.of(self._code(arrangement, n, 1)) for n in _SMALL)
            if small_one.outcome == "slow":
                continue
            if larger.outcome not in ("returned", "slow"):
                why = why or larger.told
                continue
            score = larger.steps + max(0, larger.steps - small_one.steps) * 3 + _returns(small_one)
            if score > best:
                best, self._best = score, arrangement
        if self._best is None:
            self.notes.append(f"no arguments of a chosen size are taken: {why or 'every call fails'}"[:300])

    def _arrangements(self) -> list[_Arrangement]:
        growing = [each.name for each in self._parameters if _plain(each.kind).grows()]
        if not growing:
            numbers = [each.name for each in self._parameters if isinstance(_plain(each.kind), Integer)]
            return [_Arrangement("n", shared=False, few=False, only=name) for name in ("", *numbers)]
        scalars = ("absent", "last", "usual", "n") if len(growing) < len(self._parameters) else ("usual",)
        found = [
            _Arrangement(scalar, shared=shared, few=few)
            for scalar in scalars
            for shared in (False, True)
            for few in (False, True)
        ]
        found.append(_Arrangement("usual", shared=False, few=False, mined=True))
        if len(growing) > 1:
            found += [_Arrangement("usual", shared=True, few=False, only=name) for name in growing]
        return found

    def _code(self, arrangement: _Arrangement, n: int, seed: int) -> str:
        given: list[str] = []
        element = next((found for each in self._parameters if (found := _element(each.kind)) is not None), None)
        by_name = False
        for at, parameter in enumerate(self._parameters):
            own = seed * 1000 + (0 if arrangement.shared else at * 10)
            code = self._argument(parameter, arrangement, element, n, own, seed * 1000)
            if parameter.name.startswith("*"):
                given.append("*" + code)
            else:
                by_name = by_name or parameter.keyword or parameter.optional
                given.append(f"{parameter.name}={code}" if by_name else code)
        return ", ".join(given)

    def _argument(
        self, parameter: Parameter, arrangement: _Arrangement, element: Kind | None, n: int, seed: int, first: int
    ) -> str:
        kind = _plain(parameter.kind)
        if kind.grows():
            size = n if arrangement.only in ("", parameter.name) else 5
            if isinstance(kind, Text) and arrangement.only != parameter.name and element is not None:
                kind_scalar = self._scalar(parameter.name, kind, arrangement, element, n, seed, first)
                if kind_scalar is not None:
                    return kind_scalar
            if arrangement.mined and isinstance(kind, Container) and isinstance(_plain(kind.element), (Text, Integer)):
                return kind.around(f"kit.drawn([{', '.join(self._mined(_plain(kind.element)))}], {size}, {seed})")
            if arrangement.few and isinstance(kind, Container) and kind.element.hashable:
                few = f"kit.drawn({kind.element.column(max(2, size // 8), seed)}, {size}, {seed})"
                return kind.around(few)
            return kind.big(size, seed)
        found = self._scalar(parameter.name, kind, arrangement, element, n, seed, first)
        return kind.big(n, seed) if found is None else found

    def _mined(self, kind: Kind) -> list[str]:
        if isinstance(kind, Learnt):
            return [repr(text) for text in kind.seen]
        wanted = str if isinstance(kind, Text) else int
        found = list(
            dict.fromkeys(
                repr(node.value)
                for code in self._taken[:100]
                for node in ast.walk(ast.parse(f"f({code}\n)"))
                if isinstance(node, ast.Constant) and type(node.value) is wanted
            )
        )[:20]
        return found or ["'a'" if isinstance(kind, Text) else "1"]

    def _scalar(
        self, parameter: str, kind: Kind, arrangement: _Arrangement, element: Kind | None, n: int, seed: int, first: int
    ) -> str | None:
        if arrangement.scalar == "last" and element is not None and type(element) is type(kind):
            return f"{element.column(n, first)}[-1]"
        if arrangement.scalar == "absent":
            if isinstance(kind, Integer):
                return str(_ABSENT + seed)
            if isinstance(kind, Float):
                return str(float(_ABSENT + seed))
            if isinstance(kind, Text):
                return f"'absent {seed}'"
        if arrangement.scalar == "n" and isinstance(kind, Integer) and arrangement.only in ("", parameter):
            return str(n + seed // 1000 % max(2, n // 4))
        if arrangement.scalar == "n" and isinstance(kind, Text):
            return kind.big(n, seed)
        return kind.code(small(seed))


def _returns(outcome: Outcome) -> float:
    return 0.5 if outcome.outcome == "returned" else 0.0


def _plain(kind: Kind) -> Kind:
    """The kind that is taken, of several."""
    for _ in range(8):
        if isinstance(kind, Unknown):
            kind = kind.best()
        elif isinstance(kind, Union):
            kind = kind.first()
        else:
            break
    return kind


def _element(kind: Kind) -> Kind | None:
    """What the elements, or the keys, of a container are."""
    kind = _plain(kind)
    if isinstance(kind, Container):
        return _plain(kind.element)
    return _plain(kind.key) if isinstance(kind, Mapping) else None
