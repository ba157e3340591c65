"""What a finding looks like, as bits: two findings of a rule that share many are of one kind.

A rule often stands for several patterns, and its examples for one each. How much a finding gains is best told by the
examples that resemble it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from .operations import OPERATIONS

if TYPE_CHECKING:
    from ..analyzers.rules.declaration import Match
    from .asking import Questions
    from .tallies import Place, Tally

__all__ = ["SHAPE", "likeness", "packed", "shape_of"]

_WORD: Final = 12
_WORDS: Final = 10
_BITS: Final = _WORD * _WORDS

SHAPE: Final = tuple(f"shape-{number}" for number in range(_WORDS))
"""Names of the numbers of 12 bits that a shape is made of: few enough that four digits hold one."""

_ASKED: Final = 6
"""So many names and attributes are asked for their type."""
_WALKED: Final = 120


def shape_of(match: Match, place: Place, pattern: Tally, asked: Questions) -> list[float]:
    """The shape of a match in its place: a set of marks, each one of 120 bits, as ten numbers of 12."""
    bits = 0
    for mark in _marks(match, place, pattern, asked):
        bits |= 1 << crc32(mark.encode()) % _BITS
    return [float(bits >> _WORD * number & (1 << _WORD) - 1) for number in range(_WORDS)]


def packed(words: Sequence[float]) -> int:
    """One number of all bits; 0 where they are not known."""
    bits = 0
    for number, word in enumerate(words):
        if word != word:
            return 0
        bits |= int(word) << _WORD * number
    return bits


def likeness(first: int, second: int) -> float:
    """How many of the marks that either has both have, 0 to 1."""
    either = (first | second).bit_count()
    return (first & second).bit_count() / either if either else 0.0


def _marks(match: Match, place: Place, pattern: Tally, asked: Questions) -> Iterator[str]:
    yield f"safety {match.safety}"
    yield f"degree {place.degree}"
    yield f"in {place.owner.__class__.__name__}"
    yield f"is {match.node.__class__.__name__}"
    for key, value in match.nodes.items():
        yield f"key {key}"
        if value is None or isinstance(value, bool) or (isinstance(value, str) and "{" in value):
            yield f"{key}={value}"
        elif isinstance(value, ast.AST):
            yield f"{key} is {value.__class__.__name__}"
    for word in match.message.split():
        if word.isalpha() and word.islower():
            yield f"says {word}"
    for row in pattern.rows:
        for kind, count in zip(OPERATIONS, row, strict=True):
            if count and kind.startswith("each-"):
                yield kind
    left = _ASKED
    for number, node in enumerate(ast.walk(match.node)):
        if number > _WALKED:
            break
        yield node.__class__.__name__
        if isinstance(node, ast.Call):
            name: Any = getattr(node.func, "attr", getattr(node.func, "id", ""))
            yield f"calls {name}"
        elif isinstance(node, ast.Name | ast.Attribute) and left:
            kind = asked.kind_of(node)
            if kind:
                left -= 1
                yield f"type {kind}"
