"""What a proof means for the fix that it is of: what it is worth, and whether it still stands."""

from __future__ import annotations

from ...findings import Speedup
from .proof import Proof
from .wording import times

__all__ = ["proved_speedup", "withdrawn"]


def withdrawn(proof: Proof) -> str:
    """Why a fix is not offered any longer at this place; "" where it is.

    A counterexample was found, or it measured no gain. What is merely unproved may still be right.
    """
    if proof.verdict == "refuted":
        example = proof.counterexample
        return f"refuted by {example.call}: {example.difference}" if example is not None else proof.reason
    best = proof.speedup
    if proof.verdict != "proved" and best is not None and best.median <= 1.0:
        return f"no faster here: measured {times(best.median)} ({times(best.low)} to {times(best.high)})"
    return ""


def proved_speedup(proof: Proof) -> Speedup | None:
    """What was measured of the rewrite, with a 95 % interval; None where nothing was, or where it is not equal."""
    best = proof.speedup
    if best is None or proof.verdict == "refuted" or proof.equal is False:
        return None
    return Speedup(best.low, best.median, best.high, "proved" if proof.verdict == "proved" else "measured")
