"""What proofs say of a document's findings: the speedup that was measured of this very rewrite."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..analyzers.proving.proofs.standing import proved_speedup

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer
    from ..analyzers.findings import Finding, Speedup
    from ..analyzers.proving.proofs.proof import Proof

__all__ = ["ProvedSpeedups"]


class ProvedSpeedups:
    """A `SpeedupSource` for the one document that the proofs are of."""

    def __init__(self, proof_of: Callable[[Finding], Proof | None]) -> None:
        """`proof_of` looks a finding's proof up; it is asked once for each finding that has a score."""
        self._proof_of = proof_of

    def speedup_of(self, analyzer: Analyzer, finding: Finding) -> Speedup | None:
        proof = self._proof_of(finding)
        return None if proof is None else proved_speedup(proof)
