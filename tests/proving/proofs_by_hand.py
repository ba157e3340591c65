"""Proofs as `prove` would give them, made by hand, and the fixes that they are of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Finding, Fix
from slowspot.analyzers.proving.proofs.proof import Counterexample, Coverage, Mutants, Proof, Rewrite, Speed, SpeedAt
from slowspot.analyzers.proving.proofs.rewrites import from_finding
from slowspot.analyzers.proving.proofs.store import ProofStore, Stored
from slowspot.analyzers.rewriting.fixing import build_fix
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.source import Document

SHOP = """\
LIMIT = 3


def cheapest(prices):
    return sorted(prices)[0]


def first(prices):
    return cheapest(prices[:LIMIT])
"""


def fix_of(path: Path, rule: str = "sorted-first", text: str = "") -> tuple[Document, Finding, Fix, Rewrite]:
    """The first finding of a rule in a file, with its fix."""
    document = Document(text or path.read_text("utf-8"))
    analyzer = Analyzer(document, RuleSet(resolve(rule)))
    finding = analyzer.findings()[0]
    fix = build_fix(document, analyzer, finding)
    assert fix is not None
    return document, finding, fix, from_finding(str(path), document, finding, fix)


def proved(rewrite: Rewrite, median: float = 3.8) -> Proof:
    speed = Speed(True, (SpeedAt("n = 1,000", median * 0.92, median, median * 1.08, 40, 3.8e-5, 1e-5),))
    return Proof(
        "proved", "equal on 412 inputs, and faster", rewrite, equal=True, inputs={"generated": 400, "replayed": 12},
        coverage=Coverage((5,)), mutants=Mutants(7, 7), speed=speed, sandbox="bubblewrap", python="3.11.7", seconds=9.5,
    )  # fmt: skip


def refuted(rewrite: Rewrite) -> Proof:
    example = Counterexample(
        "cheapest([])", "raises IndexError, and ValueError", "raises IndexError", "raises ValueError", "print(1)\n"
    )
    return Proof(
        "refuted",
        "differs on cheapest([])",
        rewrite,
        equal=False,
        counterexample=example,
        inputs={"replayed": 0, "generated": 3},
    )


def slower(rewrite: Rewrite) -> Proof:
    speed = Speed(False, (SpeedAt("n = 1,000", 0.88, 0.9, 0.93, 40, 1e-5, 1.1e-5),), "slower")
    return replace(proved(rewrite), verdict="unproved", reason="equal, and not faster", speed=speed)


def keep(root: Path, path: Path, make: Callable[[Rewrite], Proof] = proved, rule: str = "sorted-first") -> Stored:
    """Store a proof of the first finding of a rule in a file."""
    document, finding, _, rewrite = fix_of(path, rule)
    return ProofStore(str(root)).add(make(rewrite), [finding], document=document)
