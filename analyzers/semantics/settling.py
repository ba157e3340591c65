"""What a variable holds whose bindings may depend on the variable itself: `line = line.strip()`, `total += total`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from .model import BlockFacts
from .types import UNKNOWN, Type, join

__all__ = ["settle"]

Evidence = TypeVar("Evidence")

_ATTEMPTS = 4


def settle(
    facts: BlockFacts,
    key: object,
    evidence: Sequence[Evidence],
    depends: Callable[[Evidence], bool],
    evaluate: Callable[[Evidence, Type], Type],
    weaken: Callable[[Type], Type],
) -> Type:
    """The type that holds wherever the variable `key` is read: the join over all that gives it a value.

    `depends` says whether a piece of evidence mentions the variable itself. Such evidence is evaluated under the
    assumption that the rest is right, and must not contradict it: an induction over the run of the program. `evaluate`
    is given the assumed type. `weaken` takes away what does not last, such as element types of a list that grows.
    What was inferred under an assumption that fails is forgotten.
    """
    known = facts.settled.get(key)
    if known is not None:
        return known
    assumed = facts.model.assumed
    if key in assumed:
        return assumed[key]
    assumed[key] = UNKNOWN
    try:
        result = _settle(facts, key, evidence, depends, evaluate, weaken)
    finally:
        del assumed[key]
    # Where a function that reads the variable was looked into meanwhile, what it was told stands.
    result = facts.settled.setdefault(key, result)
    if facts.model.journal is not None:
        facts.model.journal.append((facts.settled, key))
    return result


def _settle(
    facts: BlockFacts,
    key: object,
    evidence: Sequence[Evidence],
    depends: Callable[[Evidence], bool],
    evaluate: Callable[[Evidence, Type], Type],
    weaken: Callable[[Type], Type],
) -> Type:
    result: Type | None = None
    dependent: list[Evidence] = []
    for piece in evidence:
        if depends(piece):
            dependent.append(piece)
            continue
        kind = evaluate(piece, UNKNOWN)
        result = kind if result is None else join(result, kind)
        if not result.known:
            return UNKNOWN
    if result is None:
        return UNKNOWN
    result = weaken(result)
    if not dependent:
        return result
    model = facts.model
    outermost = model.journal is None
    journal: list[tuple[dict[Any, Any], Any]] = model.journal if model.journal is not None else []
    model.journal = journal
    start = len(journal)
    try:
        for _ in range(_ATTEMPTS):
            model.assumed[key] = result
            after = result
            for piece in dependent:
                after = join(after, evaluate(piece, result))
                if not after.known:
                    break
            after = weaken(after)
            if after == result:
                return result
            _forget(journal, start)
            if not after.known:
                return UNKNOWN
            result = after
        return UNKNOWN
    finally:
        if outermost:
            model.journal = None


def _forget(journal: list[tuple[dict[Any, Any], Any]], start: int) -> None:
    """Take back what was inferred since; what came out unknown stays so."""
    while len(journal) > start:
        cache, key = journal.pop()
        kind = cache.get(key)
        if kind is not None and kind.known:
            del cache[key]
