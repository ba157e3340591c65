"""Would the inputs of a proof have told a small error? Mutants run on them, until one shows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from .comparing import difference
from .mutants import Mutant
from .proof import Input, Mutants
from .sides import Side, SideLost

__all__ = ["killed"]

_CALL_SECONDS = 1.0
_FIRST = 8
"""Inputs asked at once at first; most mutants show on these."""
_BATCH = 64


def killed(
    mutants: Sequence[Mutant], side: Side, inputs: Sequence[Input], expected: Sequence[dict[str, Any]], *,
    seconds: float,
) -> Mutants:  # fmt: skip
    """Run each mutant on inputs until one shows a difference from what is expected, in `seconds` at most.

    `expected` are the observations of the old function on the same inputs, in order. Inputs that told earlier mutants
    come first. Mutants for which no time was left, and those that cannot be imported, are not counted as tried. The
    side has a mutant open afterwards.
    """
    until = time.monotonic() + seconds
    usable = [
        (given, known) for given, known in zip(inputs, expected, strict=True)
        if not given.beyond and known.get("outcome") in ("returned", "raised")
    ]  # fmt: skip
    if not usable:
        return Mutants()
    told: Counter[int] = Counter()
    tried = shown = 0
    survivors: list[str] = []
    for mutant in mutants:
        if time.monotonic() > until:
            break
        try:
            side.open(mutant.text)
        except SideLost:
            continue
        order = [number for number, _ in told.most_common()]
        order += [number for number in range(len(usable)) if number not in told]
        found = _shown(side, usable, order, until)
        if found is None:
            break
        tried += 1
        if found < 0:
            survivors.append(mutant.told)
        else:
            shown += 1
            told[found] += 1
    return Mutants(tried, shown, tuple(survivors))


def _shown(
    side: Side, usable: Sequence[tuple[Input, dict[str, Any]]], order: Sequence[int], until: float
) -> int | None:
    """The number of the first input that shows a difference, -1 where none does, None where no time was left."""
    for batch in _batches(order):
        left = until - time.monotonic()
        if left <= 0:
            return None
        job = {
            "kind": "observe", "inputs": [asdict(usable[number][0]) for number in batch], "trace": False,
            "detail": False, "call_seconds": _CALL_SECONDS, "tolerance": None,
        }  # fmt: skip
        try:
            found = side.ask(job, left + 2 * _CALL_SECONDS).get("observations")
        except SideLost as lost:
            if lost.reason == "timeout" and time.monotonic() > until:
                return None
            return batch[0]  # whatever ended it, the old function did not
        if not isinstance(found, list) or len(found) != len(batch):
            return batch[0]
        for number, observation in zip(batch, found, strict=True):
            if difference(usable[number][1], observation) is not None:
                return number
    return -1


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    yield order[:_FIRST]
    for start in range(_FIRST, len(order), _BATCH):
        yield order[start : start + _BATCH]
