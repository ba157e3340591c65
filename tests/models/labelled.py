"""The functions of tests/models/complexity: what a person says that they cost, and what the analysis says.

A label stands above its function: `# cost: len(xs) * log(len(xs))`. It is the worst case, in the sizes of what comes in
(`parts(tree)`: all that hangs on it), "exponential", or "unknown" where nobody can tell from the source.

`python -m tests.models.labelled` prints what is not right; `--record` writes complexity/figures.json.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from slowspot.models.growth import Claim, claim_of
from slowspot.models.orders import ONE, Order, size

__all__ = ["FOLDER", "Judged", "Labelled", "figures", "functions", "judged", "rates"]

FOLDER = Path(__file__).parent / "complexity"
UNSEEN = "unseen.py"
"""Written after the analysis had been mended with the other files in hand."""
_LABEL = re.compile(r"^( *)# cost: (.+)$", re.MULTILINE)

Outcome = Literal["right", "above", "below", "silent", "overconfident"]
"""`above`: a bound that holds, but is not reached; `below`: less than it costs; `overconfident`: something was said
where nobody can tell."""


class Labelled(NamedTuple):
    file: str
    name: str
    label: str
    text: str
    """Of the whole file."""


class Judged(NamedTuple):
    labelled: Labelled
    outcome: Outcome
    claim: Claim


def functions() -> Iterator[Labelled]:
    for path in sorted(FOLDER.glob("*.py")):
        text = path.read_text()
        labels = {text.count("\n", 0, found.start()) + 1: found[2].strip() for found in _LABEL.finditer(text)}
        for name, node in _defined(ast.parse(text).body, ""):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if first - 1 in labels:
                yield Labelled(path.name, name, labels.pop(first - 1), text)
        assert not labels, f"{path.name}: labels above no function: {labels}"


def _defined(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _defined(node.body, f"{prefix}{node.name}.")


def judged() -> list[Judged]:
    found: list[Judged] = []
    for each in functions():
        claim = claim_of(each.text, each.name)
        assert claim is not None, f"{each.file}: {each.name} is not found"
        found.append(Judged(each, _outcome(each.label, claim), claim))
    return found


def rates(found: Iterable[Judged]) -> Counter[str]:
    return Counter(each.outcome for each in found)


def _outcome(label: str, claim: Claim) -> Outcome:
    if (claim.order is None or claim.hidden) and not claim.exponential:  # "at least" says nothing
        return "right" if label == "unknown" else "silent"
    if label == "unknown":
        return "overconfident"
    if label == "exponential" or claim.exponential:
        return "right" if claim.exponential and label == "exponential" else "above" if claim.exponential else "below"
    assert claim.order is not None
    expected = order_of(label)
    if claim.order == expected:
        return "right"
    return "above" if expected.within(claim.order) else "below"


def order_of(label: str) -> Order:
    return _order(ast.parse(label, mode="eval").body)


def _order(node: ast.expr) -> Order:
    if isinstance(node, ast.BinOp):
        left = _order(node.left)
        if isinstance(node.op, ast.Pow):
            assert isinstance(node.right, ast.Constant)
            return left.power(float(node.right.value))  # pyright: ignore[reportArgumentType]
        right = _order(node.right)
        return left.plus(right) if isinstance(node.op, ast.Add) else left.times(right)
    if isinstance(node, ast.Constant):
        return ONE
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        (argument,) = node.args[:1]
        if node.func.id == "log":
            return _order(argument).log
        if node.func.id == "sqrt":
            return _order(argument).power(0.5)
        if node.func.id == "parts":
            return size(f"the parts of {ast.unparse(argument)}")
    return size(ast.unparse(node))


def figures() -> dict[str, Any]:
    """What stands in docs/quality.md."""
    found = judged()
    seen = [each for each in found if each.labelled.file != UNSEEN]
    return {
        "functions": dict(sorted(rates(seen).items())),
        "unseen": dict(sorted(rates(each for each in found if each.labelled.file == UNSEEN).items())),
        "themes": len({each.labelled.file for each in seen}),
        "unknown": sum(each.labelled.label == "unknown" for each in found),
        "not_right": [
            {
                "function": f"{each.labelled.file}: {each.labelled.name}", "costs": each.labelled.label,
                "said": each.claim.cost, "outcome": each.outcome,
            }
            for each in found if each.outcome != "right"
        ],
    }  # fmt: skip


def main() -> None:
    if "--record" in sys.argv:
        (FOLDER / "figures.json").write_text(json.dumps(figures(), indent=1) + "\n")
    for each in judged():
        if each.outcome != "right":
            claim = each.claim
            unknown = "; ".join(f"{reason.line}: {reason.text}" for reason in claim.unknown)
            print(f"{each.outcome:14}{each.labelled.file}: {each.labelled.name}: {each.labelled.label}")
            print(f"{'':14}{claim.text} {claim.where} {unknown} {' '.join(claim.hidden)}")
    print(dict(rates(judged())))


if __name__ == "__main__":
    main()
