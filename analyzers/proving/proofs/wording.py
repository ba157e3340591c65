"""A proof as people read it, and as programs do (schema slowspot.proof/1, which may gain fields and loses none)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .proof import Counterexample, Coverage, Mutants, Proof, Rewrite, Speed, SpeedAt, TestsRun

__all__ = ["SCHEMA", "as_json", "from_json", "lines_of", "seconds_told", "times", "title"]

SCHEMA = "slowspot.proof/1"


def as_json(proof: Proof) -> dict[str, Any]:
    """The record of a proof. The texts of the rewrite are not in it: `key` names them."""
    best = proof.speedup
    return {
        "schema": SCHEMA,
        "verdict": proof.verdict,
        "reason": proof.reason,
        "path": proof.rewrite.path,
        "function": proof.rewrite.function,
        "origin": proof.rewrite.origin,
        "rules": list(proof.rewrite.rules),
        "key": proof.key,
        "equal": proof.equal,
        "inputs": {"replayed": 0, "generated": 0, **proof.inputs},
        "counterexample": None if proof.counterexample is None else asdict(proof.counterexample),
        "speedup": None
        if best is None
        else {**{name: _rounded(getattr(best, name)) for name in ("low", "median", "high")}, "pairs": best.pairs,
              "inputs": best.inputs},
        "faster": None if proof.speed is None else proof.speed.faster,
        "measured": None
        if proof.speed is None
        else {"note": proof.speed.note, "sets": [_set(each) for each in proof.speed.sets]},
        "strength": proof.strength,
        "coverage": None if proof.coverage is None else asdict(proof.coverage),
        "mutants": None if proof.mutants is None else asdict(proof.mutants),
        "tests": None if proof.tests is None else asdict(proof.tests),
        "beyond": list(proof.beyond),
        "tolerance": proof.tolerance,
        "sandbox": proof.sandbox,
        "python": proof.python,
        "seconds": round(proof.seconds, 2),
        "notes": list(proof.notes),
    }  # fmt: skip


def _set(measured: SpeedAt) -> dict[str, Any]:
    return {name: _rounded(value) if isinstance(value, float) else value for name, value in asdict(measured).items()}


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def from_json(record: Mapping[str, Any], rewrite: Rewrite | None = None) -> Proof:
    """Read a record back. Raises KeyError, TypeError or ValueError for what is none."""
    if record["schema"] != SCHEMA:
        raise ValueError(f"a proof of schema {record['schema']!r}, not {SCHEMA}")
    if rewrite is None:
        rewrite = Rewrite(
            str(record["path"]), str(record["function"]), "", "", str(record["origin"]),
            tuple(map(str, record["rules"])),
        )  # fmt: skip
    speed = None
    if record["measured"] is not None:
        sets = tuple(SpeedAt(**each) for each in record["measured"]["sets"])
        speed = Speed(bool(record["faster"]), sets, str(record["measured"]["note"]))
    if record["verdict"] not in ("proved", "refuted", "unproved"):
        raise ValueError(f"no verdict: {record['verdict']!r}")
    return Proof(
        record["verdict"], str(record["reason"]), rewrite, key=str(record["key"]), equal=record["equal"],
        counterexample=_read(Counterexample, record["counterexample"]),
        inputs={str(name): int(count) for name, count in record["inputs"].items()},
        beyond=tuple(record["beyond"]), strength=record["strength"],
        coverage=_read(Coverage, record["coverage"]), mutants=_read(Mutants, record["mutants"]),
        tests=_read(TestsRun, record["tests"]), speed=speed, tolerance=record["tolerance"],
        sandbox=str(record["sandbox"]), python=str(record["python"]), seconds=float(record["seconds"]),
        notes=tuple(record["notes"]),
    )  # fmt: skip


def _read(kind: Any, record: Mapping[str, Any] | None) -> Any:
    if record is None:
        return None
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in record.items()})


def times(ratio: float) -> str:
    """A ratio as people read it: "3.8×", "41×", "0.93×"."""
    return f"{ratio:.0f}×" if ratio >= 20 else f"{ratio:.1f}×" if ratio >= 1.15 else f"{ratio:.2f}×"


def title(proof: Proof) -> str:
    """What stands behind the title of a fix: "proved on 412 inputs, 3.8× (3.5–4.1)"."""
    count = f"{proof.checked:,} input{'s' * (proof.checked != 1)}"
    best = proof.speedup
    measured = ""
    if best is not None:
        low, high = times(best.low).rstrip("×"), times(best.high).rstrip("×")
        measured = f", {times(best.median)} ({low}–{high})"
    if proof.verdict == "proved":
        weak = " weakly" if proof.strength == "weak" else ""
        return f"proved{weak} on {count}{measured}"
    if proof.verdict == "refuted":
        return f"refuted: {_shortened(proof.reason)}"
    if proof.equal and proof.speed is not None and not proof.speed.faster:
        return f"equal on {count}, not faster{measured}"
    return f"not proved: {_shortened(proof.reason)}"


def lines_of(proof: Proof) -> list[str]:
    """The evidence, a line for each kind, without the verdict."""
    rows: list[str] = []
    counted = [f"{count:,} {origin}" for origin, count in proof.inputs.items() if count and origin != "unanswered"]
    if counted:
        rows.append(f"inputs    {', '.join(counted)}{_without(proof)}")
    if proof.tolerance is not None:
        rows.append(f"floats    equal to a relative {proof.tolerance:g}, as asked for")
    if proof.coverage is not None and proof.coverage.changed:
        reached = len(proof.coverage.changed) - len(proof.coverage.missing)
        rows.append(f"coverage  {reached} of {len(proof.coverage.changed)} changed lines reached")
    if proof.mutants is not None and proof.mutants.tried:
        rows.append(f"mutants   {proof.mutants.killed} of {proof.mutants.tried} planted errors told apart")
        rows += [f"          not told: {each}" for each in proof.mutants.survivors[:3]]
    if proof.tests is not None:
        same = f"{proof.tests.same} of {proof.tests.ran} as before" if proof.tests.ran else proof.tests.note
        rows.append(f"tests     {same}")
    if proof.speed is not None:
        rows += [f"speed     {_speed_told(each)}" for each in proof.speed.sets]
    rows += [f"beyond    differs on arguments that the hints rule out: {each}" for each in proof.beyond]
    rows += [f"note      {each}" for each in proof.notes]
    if proof.sandbox:
        rows.append(f"ran in    {proof.sandbox}; {proof.python}; {proof.seconds:.1f} s")
    return rows


def _without(proof: Proof) -> str:
    count = proof.inputs.get("unanswered", 0)
    return f" ({count:,} more without a result, which prove nothing)" if count else ""


def _speed_told(at: SpeedAt) -> str:
    return (
        f"{times(at.median)} ({times(at.low)} to {times(at.high)}, {at.pairs} pairs) on {at.inputs}: "
        f"{seconds_told(at.before_seconds)} became {seconds_told(at.after_seconds)} a call"
    )


def seconds_told(seconds: float) -> str:
    """A time in the unit that fits: "3.2 ms"."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def _shortened(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= 90 else text[:87] + "..."
