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
from typing import Any

from slowspot.analyzers.proving.interpreters import Interpreter
from slowspot.analyzers.proving.proofs.proof import Effort, Input, Proof, Rewrite
from slowspot.analyzers.proving.proofs.prove import prove
from slowspot.analyzers.rules.declaration import Example
from slowspot.analyzers.rules.registry import all_rules

__all__ = ["Claim", "claims", "proof_of"]

SMALL = (1, 5, 30)
"""Sizes of the workloads."""
UNAVAILABLE = {"django", "requests", "aiohttp", "pyyaml"}
"""Their examples need a server, a database or a package that the tests do not install."""


@dataclass(frozen=True)
class Claim:
    """An example with arguments on which both sides agree, or with arguments on which they do not."""

    id: str
    example: Example
    equal: bool
    inputs: tuple[Input, ...]

    @property
    def function(self) -> str:
        """The last one: that is the one which is called."""
        tree = ast.parse(self.example.program)
        return [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))][-1]


def claims() -> list[Claim]:
    """All that can be asked: arguments without a pickle (open files, things made by the example) are left out."""
    found: list[Claim] = []
    for rule in all_rules():
        for number, example in enumerate(rule.examples):
            if rule.rewrite is None or not example.after or UNAVAILABLE & set(example.needs):
                continue
            name = f"{rule.slug}-{number}"
            sizes = [partial(example.workload, n) for n in SMALL] if example.workload is not None else []
            if same := _inputs([*example.same, *sizes]):
                found.append(Claim(name, example, True, same))
            found += [
                Claim(f"{name}-differs-{at}", example, False, differs)
                for at, arguments in enumerate(example.differs)
                # Beside others: a function that only raises shows too little for any verdict.
                if (differs := _inputs([arguments])) and (differs := same[:3] + differs)
            ]
    return found


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
    rewrite = Rewrite(str(path), claim.function, claim.example.program, claim.example.after, origin=claim.id)
    effort = Effort(timing=False, generate=generate, tests="never", mutants=0, hash_seeds=(1, 2) if generate else (1,))
    return prove(rewrite, interpreter, effort, root=str(folder), given=claim.inputs)


if __name__ == "__main__":
    sys.exit("a part of tests/proofs/measure.py")
