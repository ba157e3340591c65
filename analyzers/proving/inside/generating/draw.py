"""How one input is drawn: what is particular about it, and the small pools that its values come from.

All values of one type in an input come from one small pool. So keys are found, elements repeat, two lists overlap and
an index lies within its list far more often than chance would have it.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from .literals import Constants

__all__ = ["THEMES", "Draw", "Theme"]


class Theme:
    """What is particular about an input: how long its containers are, how many values differ, how odd they are."""

    def __init__(
        self,
        name: str,
        least: int,
        most: int,
        *,
        distinct: int = 5,
        odd: float = 0.06,
        mined: float = 0.25,
        order: str = "",
        weight: int = 4,
        mixed: float = 0.1,
        aliased: float = 0.02,
    ) -> None:
        self.name = name
        self.least = least
        self.most = most
        self.distinct = distinct
        self.odd = odd
        self.mined = mined
        self.order = order
        self.weight = weight
        self.mixed = mixed
        self.aliased = aliased


THEMES = (
    Theme("", 2, 6, weight=8),
    Theme("empty", 0, 0, weight=1),
    Theme("some empty", 0, 2, weight=2),
    Theme("one element", 1, 1, weight=2),
    Theme("duplicates", 3, 9, distinct=2, weight=6),
    Theme("few values", 4, 9, distinct=3, odd=0.02, weight=6),
    Theme("all equal", 2, 6, distinct=1, weight=2),
    Theme("sorted", 3, 8, distinct=6, order="sorted", weight=3),
    Theme("reversed", 3, 8, distinct=6, order="reversed", weight=2),
    Theme("odd values", 2, 6, odd=0.6, weight=5),
    Theme("constants of the code", 2, 6, mined=0.9, odd=0.0, weight=7),
    Theme("mixed", 2, 7, odd=0.3, mixed=0.9, weight=4),
    Theme("shared", 2, 5, aliased=0.6, weight=2),
    Theme("longer", 12, 40, distinct=12, odd=0.03, weight=2),
)  # fmt: skip


class Draw:
    """One input being drawn. The same seed draws the same."""

    def __init__(
        self, rng: random.Random, theme: Theme, constants: Constants, *, largest: int, cautious: bool = False
    ) -> None:
        self.rng = rng
        self.theme = theme
        self.constants = constants
        self.largest = largest
        """Numbers beyond are left out: the function runs as long as they are large."""
        self.cautious = cautious
        """Whether that holds for constants of the code too."""
        self.depth = 0
        self.strings: list[str] = []
        """Code of the strings in this input so far: keys are found by strings that stand elsewhere in it."""
        self.choices: list[tuple[Any, int]] = []
        """What was chosen for parts whose type nobody told, for the trial to judge."""
        self.length = self._some()
        self.common = rng.random() < 0.5
        """Whether containers beside each other have one length."""
        self._pools: dict[str, list[str]] = {}
        self.memo: dict[int, int] = {}

    def _some(self) -> int:
        return self.rng.randint(self.theme.least, self.theme.most)

    def size(self) -> int:
        """How long a container is: those within others are short, and of different lengths."""
        if self.depth > 1:
            return self.rng.choice((0, 1, 2, 2, 3, 4)) if self.theme.most else self.rng.choice((0, 0, 1))
        if self.theme.name == "empty" and self.rng.random() < 0.3:
            return self.rng.randint(1, 4)
        return self.length if self.common else self._some()

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def leaf(
        self, name: str, typical: Callable[[random.Random], str], odd: Sequence[str], mined: Callable[[], Sequence[str]]
    ) -> str:
        """Draw one value of a type without parts, as code: of the pool that this input has for the type."""
        pool = self._pools.get(name)
        if pool is None:
            count = max(1, self.theme.distinct + self.rng.choice((-1, 0, 0, 1)))
            pool = self._pools[name] = [self._fresh(typical, odd, mined) for _ in range(count)]
        if self.rng.random() < 0.04:
            return self._fresh(typical, odd, mined)
        return self.rng.choice(pool)

    def _fresh(
        self, typical: Callable[[random.Random], str], odd: Sequence[str], mined: Callable[[], Sequence[str]]
    ) -> str:
        if self.rng.random() < self.theme.mined:
            told = mined()
            if told:
                return self.rng.choice(told)
        if odd and self.rng.random() < self.theme.odd:
            return self.rng.choice(odd)
        return typical(self.rng)

    def ordered(self, codes: list[str]) -> list[str]:
        """Put literals in the order that the theme asks for; what cannot be compared stays as it is."""
        return codes if self.depth > 1 else self.first_ordered(codes)

    def first_ordered(self, codes: list[str]) -> list[str]:
        """As `ordered`, at any depth."""
        if not self.theme.order:
            return codes
        try:
            values = [eval(code, {"__builtins__": {}}) for code in codes]
            places = sorted(range(len(codes)), key=values.__getitem__, reverse=self.theme.order == "reversed")
        except Exception:  # noqa: BLE001 - what has no order, or no value without names
            return codes
        return [codes[at] for at in places]
