"""The rules' own examples as rewrites to prove: equal on their own inputs, refuted on what is known to differ."""

from __future__ import annotations

import ast
import base64
import copy
import pickle
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.proving.interpreters import Interpreter
from slowspot.analyzers.proving.proofs.proof import Effort, Input, Proof, Rewrite
from slowspot.analyzers.proving.proofs.prove import prove
from slowspot.analyzers.proving.proofs.rewrites import also_changed
from slowspot.analyzers.rules.declaration import Example, Rule
from slowspot.analyzers.rules.registry import all_rules
from slowspot.analyzers.source import Document

__all__ = ["Claim", "claims", "holds", "proof_of"]

SMALL = (1, 5, 30)
"""Sizes of the workloads."""
UNAVAILABLE = {"django", "requests", "aiohttp", "pyyaml"}
"""Their examples need a server, a database or a package that the tests do not install."""


@dataclass(frozen=True)
class Claim:
    """An example with arguments, and what its rule says of them."""

    id: str
    example: Example
    claim: Literal["safe", "review", "differs"]
    """safe: equal. review: equal, or refuted where our eyes are sharper than the rule's (shared objects, the state of
    `random`): its reason says so. differs: refuted.
    """
    inputs: tuple[Input, ...]


def claims() -> list[Claim]:
    """All that can be asked. Left out: arguments without a pickle (open files, things of the example), and fixes
    of another function than the one that is called.
    """
    found: list[Claim] = []
    for rule in all_rules():
        for number, example in enumerate(rule.examples):
            if rule.rewrite is None or not example.after or UNAVAILABLE & set(example.needs):
                continue
            if also_changed(_rewrite(example, Path("example.py"))):
                continue
            name = f"{rule.slug}-{number}"
            sizes = [partial(example.workload, n) for n in SMALL] if example.workload is not None else []
            if same := _inputs([*example.same, *sizes]):
                found.append(Claim(name, example, "safe" if _is_safe(rule, example) else "review", same))
            found += [
                Claim(f"{name}-differs-{at}", example, "differs", differs)
                for at, arguments in enumerate(example.differs)
                # Beside others: a function that only raises shows too little for any verdict.
                if (differs := _inputs([arguments])) and (differs := same[:3] + differs)
            ]
    return found


def holds(claim: Claim, proof: Proof) -> bool:
    """Whether the verdict is the one that the rule claims."""
    if claim.claim == "safe":
        return proof.equal is True
    return proof.verdict == "refuted" or (claim.claim == "review" and proof.equal is True)


def _is_safe(rule: Rule, example: Example) -> bool:
    findings = Analyzer(Document(example.program), RuleSet([rule])).findings()
    return all(finding.safety == "safe" for finding in findings)


def _rewrite(example: Example, path: Path) -> Rewrite:
    tree = ast.parse(example.program)
    # The last one: that is the one which is called.
    name = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))][-1]
    return Rewrite(str(path), name, example.program, example.after)


def _inputs(arguments: Iterable[tuple[Any, ...] | Callable[[], tuple[Any, ...]]]) -> tuple[Input, ...]:
    return tuple(made for each in arguments if (made := _input(each)) is not None)


def _input(arguments: tuple[Any, ...] | Callable[[], tuple[Any, ...]]) -> Input | None:
    given = arguments() if callable(arguments) else copy.deepcopy(arguments)
    try:
        pickled = pickle.dumps((given, {}))
    except (TypeError, AttributeError, pickle.PicklingError):
        return None
    # What stands in the rule's own module is not there for the child to import.
    if b"slowspot" in pickled or b"__main__" in pickled:
        return None
    return Input("given", pickled=base64.b64encode(pickled).decode())


def proof_of(claim: Claim, interpreter: Interpreter, folder: Path, *, generate: bool = False) -> Proof:
    """Prove it on its own arguments, and on generated ones where that is asked for. Without timing."""
    path = folder / "example.py"
    path.write_text(claim.example.program, encoding="utf-8")
    rewrite = _rewrite(claim.example, path)
    effort = Effort(timing=False, generate=generate, tests="never", mutants=0, hash_seeds=(1, 2) if generate else (1,))
    return prove(rewrite, interpreter, effort, root=str(folder), given=claim.inputs)


if __name__ == "__main__":
    sys.exit("run tests/proofs/measure.py --what catalogue")
