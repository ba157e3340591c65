"""Orders of growth in several sizes: n², n·m, n log n; sums keep what no other term outgrows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

__all__ = ["ONE", "Order", "size", "together"]

_MOST_TERMS = 6
_LETTERS = "nmkpqr"
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Term = tuple[tuple[str, float, int], ...]
"""Powers of sizes and of their logarithms, by name."""
_NONE: Final = (("", 0.0, 0),)


class Order(NamedTuple):
    terms: tuple[Term, ...]
    """None is outgrown by another; the constant is one term without parts."""

    def times(self, other: Order) -> Order:
        return _reduced(_product(one, two) for one in self.terms for two in other.terms)

    def plus(self, other: Order) -> Order:
        return _reduced((*self.terms, *other.terms))

    def power(self, exponent: float) -> Order:
        """Each term to this power; of what the terms bring together the largest is that of one of them."""
        return _reduced(
            tuple((name, power * exponent, round(logs * exponent)) for name, power, logs in term) for term in self.terms
        )

    @property
    def log(self) -> Order:
        """Its logarithm: that of each size in it."""
        return _reduced(((name, 0.0, 1),) if power else () for term in self.terms for name, power, _ in term or _NONE)

    @property
    def constant(self) -> bool:
        return self.terms == ((),)

    @property
    def sizes(self) -> list[str]:
        """Names of the sizes that occur, those of high power first."""
        powers: dict[str, float] = {}
        for term in self.terms:
            for name, power, logs in term:
                powers[name] = max(powers.get(name, 0.0), power + 0.1 * logs)
        return sorted(powers, key=lambda name: -powers[name])

    def degree(self, names: Collection[str] | None = None) -> tuple[float, int]:
        """The power, and that of the logarithm, when these sizes (all, without names) grow together."""
        return max(
            (
                sum(power for name, power, _ in term if names is None or name in names),
                sum(logs for name, _, logs in term if names is None or name in names),
            )
            for term in self.terms
        )

    def within(self, other: Order) -> bool:
        """Does the other grow at least as fast, whatever the sizes?"""
        return other.plus(self) == other

    def replaced(self, values: dict[str, Order]) -> Order:
        """With other orders in place of these sizes."""
        result: Order | None = None
        for term in self.terms:
            made = ONE
            for name, power, logs in term:
                value = values.get(name)
                part = Order((((name, power, logs),),))
                if value is not None:
                    part = value.power(power)
                    for _ in range(logs):
                        part = part.times(value.log)
                made = made.times(part)
            result = made if result is None else result.plus(made)
        return result or ONE

    def spelled(self, names: Iterable[str]) -> str:
        """With the sizes themselves, in the order of these: "len(orders) · len(items)"."""
        return self.told({name: name for name in names}).replace("·", " · ")

    def told(self, letters: dict[str, str]) -> str:
        """In letters: "n²·m"; `letters` gets one for each size that has none yet."""
        for name in self.sizes:
            if name not in letters:
                own = name if name.isidentifier() and len(name) == 1 else ""
                free = [letter for letter in _LETTERS if letter not in letters.values()]
                letters[name] = own if own and own not in letters.values() else free[0] if free else name
        return " + ".join(_term_told(term, letters) for term in self.terms)


ONE: Final = Order(((),))


def size(name: str) -> Order:
    return Order((((name, 1.0, 0),),))


def together(orders: Iterable[Order]) -> Order:
    """The sum; a constant for none."""
    return _reduced(term for order in [ONE, *orders] for term in order.terms)


def _product(one: Term, two: Term) -> Term:
    powers: dict[str, tuple[float, int]] = {}
    for name, power, logs in (*one, *two):
        before = powers.get(name, (0.0, 0))
        powers[name] = before[0] + power, before[1] + logs
    return tuple(sorted((name, power, logs) for name, (power, logs) in powers.items() if power or logs))


def _reduced(terms: Iterable[Term]) -> Order:
    unique = list(dict.fromkeys(tuple(part for part in term if part[1] or part[2]) for term in terms))
    kept = [term for term in unique if not any(other != term and _within(term, other) for other in unique)]
    kept.sort(key=lambda term: (-sum(power + 0.1 * logs for _, power, logs in term), term))
    return Order(tuple(kept[:_MOST_TERMS]))


def _within(term: Term, other: Term) -> bool:
    powers = {name: (power, logs) for name, power, logs in other}
    return all((power, logs) <= powers.get(name, (0.0, 0)) for name, power, logs in term)


def _term_told(term: Term, letters: dict[str, str]) -> str:
    if not term:
        return "1"
    parts: list[str] = []
    for name, power, logs in sorted(term, key=lambda part: (part[2], -part[1], list(letters).index(part[0]))):
        letter = letters[name]
        text = ""
        if power == 0.5:
            text = f"√{letter}"
        elif power == int(power):
            text = letter + (str(int(power)).translate(_SUPERSCRIPTS) if power > 1 else "") if power else ""
        else:
            text = f"{letter}^{power:.3g}"
        if logs:
            raised = str(logs).translate(_SUPERSCRIPTS) if logs > 1 else ""
            text = f"{text} log{raised} {letter}".strip()
        parts.append(text)
    return "·".join(parts)
