"""Each rule with a fix goes through `prove` on its own examples, with the verdict that its safety claims."""

from __future__ import annotations

import sys
import zlib
from functools import cache
from pathlib import Path

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter, probe

from .catalogue import Claim, claims, holds, proof_of

CLAIMS = claims()
SAMPLE = [claim for claim in CLAIMS if zlib.crc32(claim.id.encode()) % 60 == 0]
"""A proof takes a second: all of them go through `make proofs`."""


@cache
def interpreter() -> Interpreter:
    return probe(sys.executable)


def test_nearly_every_rule_with_a_fix_is_there() -> None:
    assert len({claim.example.before for claim in CLAIMS}) >= 300
    assert {claim.claim for claim in SAMPLE} == {"safe", "review", "differs"}


@pytest.mark.parametrize("claim", SAMPLE, ids=lambda claim: claim.id)
def test_has_the_verdict_that_the_rule_claims(claim: Claim, tmp_path: Path) -> None:
    proof = proof_of(claim, interpreter(), tmp_path)
    assert holds(claim, proof), f"{claim.claim}: {proof.reason} {proof.counterexample}"
