"""In how many ways can a regular expression match the same text: the ground for "does it blow up where it fails".

The pattern becomes an automaton without empty moves, whose states are the pattern's places that take a character
(Glushkov's construction). It is exponentially ambiguous if a state can come back to itself along two ways by the same
text, and by the cube if three neighbouring loops take the same character. The engine tries all these ways
where what comes after the loop does not match. Patterns with what this picture does not show (back references, and
lookarounds, atomic groups or word boundaries in loops) count as harmless.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from .patterns import PatternCall, parsed, sre

__all__ = ["Growth", "growth", "growth_at"]

Growth = Literal["exponential", "cubic"]

_MOST = 120
"""Patterns of more places than this are not looked at."""
_OTHER_WORD, _OTHER_DIGIT, _OTHER_SPACE, _OTHER = 256, 257, 258, 259  # what is not in Latin-1
_ALL = (1 << 260) - 1
_WIDE = 160
"""A class of more characters than this stands for "anything": such loops meet in every other pattern."""


def _mask(characters: Iterable[int]) -> int:
    found = 0
    for character in characters:
        found |= 1 << character
    return found


_WORD = _mask(c for c in range(256) if chr(c).isalnum() or c == ord("_")) | 1 << _OTHER_WORD | 1 << _OTHER_DIGIT
_DIGIT = _mask(c for c in range(256) if chr(c).isdecimal()) | 1 << _OTHER_DIGIT
_SPACE = _mask(c for c in range(256) if chr(c).isspace()) | 1 << _OTHER_SPACE
_CLASSES = {
    sre.CATEGORY_DIGIT: _DIGIT, sre.CATEGORY_NOT_DIGIT: _ALL ^ _DIGIT,
    sre.CATEGORY_SPACE: _SPACE, sre.CATEGORY_NOT_SPACE: _ALL ^ _SPACE,
    sre.CATEGORY_WORD: _WORD, sre.CATEGORY_NOT_WORD: _ALL ^ _WORD,
}  # fmt: skip


class _UnclearError(Exception):
    """The pattern has something that the automaton does not show."""


@dataclass(slots=True)
class _Part:
    """A piece of the pattern: can it match nothing, where does it begin, where does it end?"""

    nullable: bool = True
    first: list[int] = field(default_factory=list[int])
    last: list[int] = field(default_factory=list[int])


class _Automaton:
    """Places by number: the characters that each takes, and how many ways lead from one to the next."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.takes: list[int] = []
        self.follows: list[Counter[int]] = []
        self.depth = 0

    def place(self, characters: int) -> _Part:
        if len(self.takes) == _MOST:
            raise _UnclearError
        self.takes.append(characters)
        self.follows.append(Counter())
        return _Part(False, [len(self.takes) - 1], [len(self.takes) - 1])

    def link(self, ends: list[int], starts: list[int]) -> None:
        for end in ends:
            for start in starts:
                self.follows[end][start] += 1

    def sequence(self, items: Sequence[tuple[Any, Any]]) -> _Part:
        whole = _Part()
        rest = False  # `.*` has taken all that is left of the line
        for operation, value in items:
            if rest and operation is sre.AT and value is sre.AT_END and self.flags & (re.MULTILINE | re.DOTALL):
                continue
            rest = operation is sre.MAX_REPEAT and value[1] is sre.MAXREPEAT and value[2][0][0] is sre.ANY
            part = self.piece(operation, value)
            self.link(whole.last, part.first)
            if whole.nullable:
                whole.first = whole.first + part.first
            whole.last = part.last + (whole.last if part.nullable else [])
            whole.nullable = whole.nullable and part.nullable
        return whole

    def piece(self, operation: Any, value: Any) -> _Part:
        if operation is sre.SUBPATTERN:
            _, added, removed, items = value
            before = self.flags
            self.flags = (self.flags | added) & ~removed
            part = self.sequence(items)
            self.flags = before
            return part
        if operation is sre.BRANCH:
            whole = _Part(False)
            for items in value[1]:
                part = self.sequence(items)
                whole.nullable |= part.nullable
                whole.first += part.first
                whole.last += part.last
            return whole
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self.repeat(*value)
        if operation is sre.AT:
            if not self.depth and value in (sre.AT_END, sre.AT_END_STRING):
                return self.place(0)
            if self.depth:
                raise _UnclearError
            return _Part()
        if operation in (sre.ASSERT, sre.ASSERT_NOT) and not self.depth:
            return self.place(0)
        return self.place(self.characters(operation, value))

    def repeat(self, least: int, most: int, items: Sequence[tuple[Any, Any]]) -> _Part:
        if most is not sre.MAXREPEAT:
            # Twice stands for a limited number of times.
            part = self.sequence(items)
            if most > 1:
                again = self.sequence(items)
                self.link(part.last, again.first)
                part.last = part.last + again.last
            part.nullable = part.nullable or least == 0
            return part
        self.depth += 1
        part = self.sequence(items)
        self.depth -= 1
        self.link(part.last, part.first)
        part.nullable = part.nullable or least == 0
        return part

    def characters(self, operation: Any, value: Any) -> int:
        if operation is sre.LITERAL or operation is sre.NOT_LITERAL:
            found = self.literal(value)
            return found if operation is sre.LITERAL else _ALL ^ found
        if operation is sre.ANY:
            return _ALL if self.flags & re.DOTALL else _ALL ^ (1 << 10)
        if operation is sre.CATEGORY and value in _CLASSES and not self.flags & re.ASCII:
            return _CLASSES[value]
        if operation is sre.CATEGORY and value in _CLASSES:
            return _CLASSES[value] & ((1 << 128) - 1)
        if operation is sre.RANGE:
            if value[1] > 255:
                raise _UnclearError
            found = 0
            for character in range(value[0], value[1] + 1):
                found |= self.literal(character)
            return found
        if operation is sre.IN:
            negated = bool(value) and value[0][0] is sre.NEGATE
            found = 0
            for item in value[negated:]:
                found |= self.characters(*item)
            return _ALL ^ found if negated else found
        raise _UnclearError

    def literal(self, character: int) -> int:
        if character > 255:
            raise _UnclearError
        found = 1 << character
        if self.flags & re.IGNORECASE:
            for other in (chr(character).lower(), chr(character).upper()):
                if len(other) == 1 and ord(other) < 256:
                    found |= 1 << ord(other)
        return found

    # -- questions

    def reachable(self, start: int) -> set[int]:
        found: set[int] = set()
        pending = [start]
        while pending:
            for place in self.follows[pending.pop()]:
                if place not in found:
                    found.add(place)
                    pending.append(place)
        return found

    def rings(self) -> list[set[int]]:
        """Sets of places that all lead to each other, each with a way back to itself."""
        reach = [self.reachable(place) for place in range(len(self.takes))]
        found: list[set[int]] = []
        for place, reached in enumerate(reach):
            if place in reached and not any(place in ring for ring in found):
                found.append({other for other in reached if place in reach[other]})
        return found

    def is_ambiguous(self, ring: set[int], accepting: set[int]) -> bool:
        """Do two ways through the ring lead from a place back to it by the same text, on which no match can end?"""
        exits = {to for place in ring for to in self.follows[place] if to in accepting}
        kept = _ALL
        for place in exits:
            kept &= ~self.takes[place]
        if any(
            self.takes[to] & kept and count > 1
            for place in ring
            for to, count in self.follows[place].items()
            if to in ring
        ):
            return True
        forward: dict[tuple[int, int], list[tuple[int, int]]] = {}
        backward: dict[tuple[int, int], list[tuple[int, int]]] = {}
        same = [(place, place) for place in ring]
        pending = list(same)
        seen = set(same)
        while pending:
            pair = pending.pop()
            for one in self.follows[pair[0]]:
                for other in self.follows[pair[1]]:
                    if one in ring and other in ring and self.takes[one] & self.takes[other] & kept:
                        then = (one, other)
                        forward.setdefault(pair, []).append(then)
                        backward.setdefault(then, []).append(pair)
                        if then not in seen:
                            seen.add(then)
                            pending.append(then)
        pending = list(same)
        back = set(same)
        while pending:
            for pair in backward.get(pending.pop(), ()):
                if pair not in back:
                    back.add(pair)
                    pending.append(pair)
        return any(one != other for one, other in seen & back)


@lru_cache(maxsize=512)
def growth(pattern: str | bytes, flags: int, *, whole: bool = False) -> Growth | None:
    """How the time to fail grows with the text; None where it is not known to be worse than linear per start.

    `whole`: the pattern must match up to the end (`fullmatch`). Costs up to the square of the pattern's length.
    """
    tree = parsed(pattern, flags)
    if tree is None:
        return None
    automaton = _Automaton(tree.state.flags)
    try:
        part = automaton.sequence(list(tree))
    except _UnclearError:
        return None
    if whole:
        automaton.link(part.last, automaton.place(0).first)
        part.last = []
    accepting = set(part.last)
    for ring in automaton.rings():
        if not ring & accepting and automaton.is_ambiguous(ring, accepting):
            return "exponential"
    return "cubic" if _has_three_touching_loops(automaton, accepting) else None


def _has_three_touching_loops(automaton: _Automaton, accepting: set[int]) -> bool:
    """Do three loops of one class each stand side by side and take the same character: `\\s*\\t+\\s*x`?"""
    loops = [
        place
        for place, follows in enumerate(automaton.follows)
        if place in follows and 0 < automaton.takes[place].bit_count() < _WIDE
    ]
    for first in loops:
        for second in loops:
            shared = automaton.takes[first] & automaton.takes[second]
            if shared and second > first and second in automaton.follows[first]:
                for third in loops:
                    if (
                        third > second
                        and third not in accepting
                        and third in automaton.follows[second]
                        and automaton.takes[third] & shared
                    ):
                        return True
    return False


def growth_at(call: PatternCall) -> Growth | None:
    """How the time to fail grows with the text at a call of `re`; None where its pattern or flags are not known."""
    if call.pattern is None or call.flags is None:
        return None
    pattern = call.pattern if isinstance(call.pattern, str) else call.pattern.decode("latin-1")
    if pattern.count("+") + pattern.count("*") + pattern.count(",}") < 2:
        return None  # it takes two repeats: parsing the pattern costs more than counting them
    return growth(call.pattern, call.flags, whole=call.method == "fullmatch")
