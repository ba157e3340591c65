"""A part whose type nobody told: many types are tried, and those stay that the function takes.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

from collections.abc import Sequence

from .containers import Container, Function, Lazy, Mapping, Tuples
from .draw import Draw
from .kinds import Boolean, Bytes, Fixed, Float, Integer, Kind, Nothing, Text, Union

__all__ = ["ITERABLES", "Unknown", "anything", "number"]

_TRIES = 6
"""Refused so often, and never taken: a type is given up."""

ITERABLES = (
    "[{}]", "({},)", "iter([{}])", "kit.lazy([{}])", "dict.fromkeys([{}])", "{{{}}}", "dict.fromkeys([{}]).keys()",
    "(x for x in [{}])", "map(lambda x: x, [{}])",
)  # fmt: skip

_EQUAL_NUMBERS = (
    "1", "True", "1.0", "0", "False", "0.0", "-0.0", "2", "2.0", "kit.Int(1)", "kit.Float(2.0)", "(1+0j)",
    "__import__('decimal').Decimal(1)", "__import__('fractions').Fraction(2)",
)  # fmt: skip
_NUMBERS = (
    "1", "True", "1.0", "0", "-0.0", "float('nan')", "2.5", "-1", "kit.Int(3)", "kit.Float(0.5)",
    "__import__('fractions').Fraction(1, 3)",
)  # fmt: skip
_UNHASHABLE = ("[1]", "[2]", "[]", "{'a': 1}", "{}", "{1}", "kit.Unhashable(1)", "kit.Unhashable(2)", "[1]", "[[1]]")
_CUSTOM = (
    "kit.Equal(1, 'a')", "kit.Equal(1, 'b')", "kit.Equal(2, 'c')", "kit.Equal(True, 'd')", "kit.Equal('x', 'e')",
)  # fmt: skip
_ORDERED = ("kit.Ordered(1, 'a')", "kit.Ordered(1, 'b')", "kit.Ordered(2, 'c')", "kit.Ordered(0, 'd')")
_TEXTS = ("'a'", "kit.Str('a')", "'b'", "kit.Str('b')", "''", "kit.Str('')", "'A'")
_NANS = ("float('nan')", "1.0", "float('nan')", "0.0", "-0.0", "__import__('math').nan", "__import__('math').nan")
_PAIRS = ("(1, 'a')", "(1, 'b')", "(2, 'a')", "(0, 'c')", "(1, 'a')", "(True, 'a')", "(1.0, 'b')")
_DEEP = (
    "[1, [2, 3]]",
    "[[], [1]]",
    "[[1, 2], [3, [4]]]",
    "{'a': {'b': 1}}",
    "{'a': [1, {'b': 2}]}",
    "(1, (2, 3))",
    "kit.List([1, 2])",
    "[kit.List([1]), 2]",
    "kit.Tuple((1, 2))",
    "kit.Dict({'a': 1})",
    "[1]",
    "1",
)
_MIXED = (
    "1", "'1'", "1.0", "True", "None", "''", "'a'", "b'a'", "(1,)", "()", "[1]", "{}", "float('nan')", "0", "False",
    "-1",
    "kit.Equal(1, 'a')", "kit.Unhashable(1)", "kit.Str('a')", "kit.Int(1)", "frozenset({1})", "...", "2j", "range(3)",
)  # fmt: skip


class Unknown(Kind):
    """Tries one of several kinds, by how often the function took each."""

    loose = True

    def __init__(self, options: Sequence[tuple[str, Kind, float]], usual: Kind | None = None) -> None:
        self.names = [name for name, _, _ in options]
        self.kinds = [kind for _, kind, _ in options]
        self._weights = [weight for _, _, weight in options]
        self._taken = [0] * len(options)
        self._refused = [0] * len(options)
        self._usual = usual
        self.hashable = all(kind.hashable for kind in self.kinds)

    def _weight(self, at: int) -> float:
        if self._refused[at] >= _TRIES and not self._taken[at]:
            return 0.0
        share = (self._taken[at] + 1) / (self._taken[at] + self._refused[at] + 1)
        return self._weights[at] * share**3

    def code(self, d: Draw) -> str:
        return self.chosen(d).code(d)

    def chosen(self, d: Draw) -> Kind:
        """The kind for the next value of an input: the same as before, mostly."""
        # One element of another type among many is as telling as many types.
        if id(self) in d.memo and d.chance(1.0 - d.theme.mixed * 0.3):
            return self.kinds[d.memo[id(self)]]
        weights = [self._weight(at) for at in range(len(self.kinds))]
        if not any(weights):
            weights = self._weights
        at = d.rng.choices(range(len(self.kinds)), weights)[0]
        d.memo.setdefault(id(self), at)
        if (self, at) not in d.choices:
            d.choices.append((self, at))
        return self.kinds[at]

    def judge(self, at: int, *, taken: bool) -> None:
        """Note whether the function took an input with this choice."""
        if taken:
            self._taken[at] += 1
        else:
            self._refused[at] += 1

    def best(self) -> Kind:
        """The kind for timing: the most usual of those that were taken."""
        if not any(self._taken):
            return self.kinds[0]
        for at, kind in enumerate(self.kinds):
            if self._taken[at] > self._refused[at] and self._weights[at] >= 1:
                return kind
        return self.kinds[max(range(len(self.kinds)), key=lambda at: self._taken[at] - self._refused[at])]

    def column(self, n: int, seed: int) -> str:
        return self.best().column(n, seed)

    def big(self, n: int, seed: int) -> str:
        return self.best().big(n, seed)

    def grows(self) -> bool:
        return self.best().grows()


def number() -> Kind:
    """What is calculated with."""
    return Unknown([
        ("int", Integer(), 4), ("float", Float(), 3), ("numbers", Fixed(_NUMBERS, hashable=True), 1),
        ("equal numbers", Fixed(_EQUAL_NUMBERS, hashable=True), 1),
        ("bool", Boolean(), 0.4), ("str", Text(), 0.3), ("list", Container(Integer()), 0.2),
    ])  # fmt: skip


def anything(depth: int = 0, *, key: bool = False) -> Kind:
    """What may be anything: first plain values, then containers of them. A key is hashable."""
    scalars: list[tuple[str, Kind, float]] = [
        ("int", Integer(), 4), ("str", Text(), 3), ("float", Float(), 1),
        ("equal numbers", Fixed(_EQUAL_NUMBERS, hashable=True), 1.5), ("nan", Fixed(_NANS, hashable=True), 0.6),
        ("equal objects", Fixed(_CUSTOM, hashable=True), 0.8), ("texts", Fixed(_TEXTS, hashable=True), 0.8),
        ("pairs", Fixed(_PAIRS, hashable=True), 0.8), ("bool", Boolean(), 0.3), ("bytes", Bytes(), 0.3),
        ("none", Union([Nothing(), Integer()]), 0.5),
    ]  # fmt: skip
    if key:
        return Unknown(scalars)
    others: list[tuple[str, Kind, float]] = [
        ("unhashable", Fixed(_UNHASHABLE), 1.2), ("mixed", Fixed(_MIXED), 0.8),
        ("ordered", Fixed(_ORDERED), 0.5), ("deep", Fixed(_DEEP), 0.4),
    ]  # fmt: skip
    if depth > 1:
        return Unknown([*scalars, *others])
    inner = anything(depth + 1)
    containers: list[tuple[str, Kind, float]] = [
        ("list", Container(inner), 3), ("tuple", Container(inner, ["({},)"]), 0.7),
        ("dict", Mapping(anything(2, key=True), inner), 1), ("iterable", Lazy(inner, ITERABLES), 1),
        ("list of lists", Container(Container(inner)), 1),
        ("list of pairs", Container(Tuples([anything(2), anything(2)])), 0.7),
    ]  # fmt: skip
    if depth == 0:
        return Unknown([*containers, *scalars, *others, ("function", Function(), 0.5)])
    return Unknown([*scalars, *others, *((name, kind, weight * 0.3) for name, kind, weight in containers)])
