"""Each rule with a fix goes through `prove` on its own examples, with the verdict that its safety claims."""

from __future__ import annotations

import sys
import zlib
from functools import cache
from pathlib import Path

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter, probe

from .catalogue import Claim, claims, proof_of

CLAIMS = claims()
SAMPLE = [claim for claim in CLAIMS if zlib.crc32(claim.id.encode()) % 25 == 0]
"""A proof takes a second: all of them go through `make proofs`."""


@cache
def interpreter() -> Interpreter:
    return probe(sys.executable)


def test_nearly_every_rule_with_a_fix_is_there() -> None:
    assert len(CLAIMS) >= 450
    assert len({claim.id.rpartition("-")[0] for claim in CLAIMS if claim.equal}) >= 130
    assert len(SAMPLE) >= 12


@pytest.mark.parametrize("claim", SAMPLE, ids=lambda claim: claim.id)
def test_has_the_verdict_that_the_rule_claims(claim: Claim, tmp_path: Path) -> None:
    proof = proof_of(claim, interpreter(), tmp_path)
    told = f"{proof.reason} {proof.counterexample}"
    if "give one function at a time" in proof.reason:
        # The fix makes a coroutine of the function's callers too: more than one proof can say.
        assert proof.verdict == "unproved"
    elif claim.equal:
        assert proof.equal, told
    else:
        assert proof.verdict == "refuted", told
