"""The growth that was measured beside the growth that the source claims."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Literal, NamedTuple

from ..analyzers.proving.scaling_fit import Growth
from ..analyzers.source import SourceError
from ..analyzers.source.encoding import decode
from ..models.growth import Claim, claim_of

__all__ = ["Verdict", "claim_in", "expected_exponent", "verdict_of"]

_NEAR = 0.25
"""Exponents this near count as the same: caches, tables that double, and constant parts move them as far."""


class Verdict(NamedTuple):
    word: Literal["agree", "slower", "faster", "unknown"]
    """Whether it was measured to grow as claimed, or slower, or faster."""
    sentence: str


def claim_in(path: str, function: str) -> Claim | None:
    """What the source of a function claims; None where the file cannot be read, or defines it in another way."""
    try:
        with open(path, "rb") as file:
            text = decode(file.read())[0]
    except (OSError, SourceError):
        return None
    return claim_of(text, function)


def expected_exponent(claim: Claim, grown: Collection[str], window: tuple[int, int]) -> float | None:
    """The local exponent within a range of sizes, of what grew; None where the claim does not tell.

    A logarithm counts 1 ÷ ln n: n log n has an exponent of 1.1 around n = 20,000.
    """
    if claim.order is None:
        return None
    names = {name for each in grown for name in (each, f"len({each})")}
    if not grown:  # a function made the arguments: which of several sizes grew is not known
        if len(claim.order.sizes) > 1:
            return None
        names = set(claim.order.sizes)
    power, logs = claim.order.degree(names)
    middle = math.sqrt(window[0] * window[1])
    return power + logs / math.log(max(middle, 3.0))


def verdict_of(claim: Claim | None, growth: Growth, grown: Collection[str]) -> Verdict:
    if claim is None or (claim.order is None and not claim.exponential):
        return Verdict("unknown", "")
    if claim.exponential or growth.base is not None:
        if claim.exponential and growth.base is not None:
            return Verdict("agree", "Both agree.")
        if claim.exponential:
            return Verdict("slower", "It grows slower than its source allows: not every branch is taken.")
        return Verdict("faster", f"It grows faster than its source tells{_blamed(claim)}.")
    expected = expected_exponent(claim, grown, growth.window)
    if expected is None:
        return Verdict("unknown", "Which of these sizes grew is not known, so the two are not compared.")
    if min(growth.low, growth.exponent - _NEAR) <= expected <= max(growth.high, growth.exponent + _NEAR):
        return Verdict("agree", "Both agree.")
    if growth.exponent < expected:
        return Verdict(
            "slower",
            "It grows slower than its source allows: with these inputs a loop is left early, an inner one is short, "
            "or a part that grows less still rules at these sizes.",
        )
    if claim.hidden:
        return Verdict("unknown", f"The rest of the growth is in {', '.join(claim.hidden[:2])}.")
    return Verdict("faster", f"It grows faster than its source tells{_blamed(claim)}.")


def _blamed(claim: Claim) -> str:
    if claim.doubts:
        named = ", ".join(dict.fromkeys(doubt.text for doubt in claim.doubts))
        return f": {named} may be a list, which is searched from its start"
    if claim.assumed:
        return f": {' or '.join(claim.assumed[:2])} may take longer for more"
    return ": data that outgrow the processor's caches take longer each, or a part that the source hides"
