"""Small errors planted into a rewrite, to see whether the inputs of its proof would have told."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .covering import Function, function_in, statement_lines
from .errors import Planted, planted_in
from .proof import Rewrite

__all__ = ["Mutant", "mutants_of"]

_FEW = 8
"""With fewer errors in the changed lines, the rest of the function gets some too."""


@dataclass(frozen=True, slots=True)
class Mutant:
    text: str
    """Of the whole file."""
    told: str
    """What was planted: "line 4: < became <="."""


def mutants_of(rewrite: Rewrite, lines: Sequence[int], most: int, seed: int) -> list[Mutant]:
    """Return versions of the new text with one error each, in these lines of it: as unlike each other as there are.

    The errors are those of people who rewrite code: off by one, a wrong comparison or tie, a lost item, a condition
    turned round, a copy that is none. Those that obviously change nothing are left out; not all equal ones are obvious.
    """
    tree = ast.parse(rewrite.after)
    function = function_in(tree, rewrite.function)
    if function is None:
        return []
    found = list(_planted(tree, rewrite.after, function, set(lines)))
    if len(found) < _FEW:
        rest = set(range(function.lineno, (function.end_lineno or function.lineno) + 1)) - set(lines)
        more = list(_planted(tree, rewrite.after, function, rest))
        random.Random(seed).shuffle(more)
        found += more[: _FEW - len(found)]
    mutants: list[Mutant] = []
    seen = {ast.dump(tree)}
    for planted in _unlike(found, seed):
        if len(mutants) == most:
            break
        text = planted.applied(rewrite.after)
        try:
            compile(text, "<mutant>", "exec", dont_inherit=True)
            dump = ast.dump(ast.parse(text))
        except (SyntaxError, ValueError):
            continue
        if dump not in seen:
            seen.add(dump)
            mutants.append(Mutant(text, f"line {planted.line}: {planted.told}"))
    return mutants


def _planted(tree: ast.Module, text: str, function: Function, lines: set[int]) -> Iterator[Planted]:
    """Yield the errors that fit into statements that begin on one of these lines."""
    for body in (function, *_others(tree, function, lines)):
        reached = statement_lines(body)
        spots = {line for line, begin in reached.items() if begin in lines or line in lines}
        yield from planted_in(body, text, spots)


def _others(tree: ast.Module, function: Function, lines: set[int]) -> Iterator[Function]:
    """Functions outside that have some of the lines: helpers that came with the rewrite."""
    for node in ast.walk(tree):
        if not isinstance(node, Function) or _within(node, function):
            continue
        if any(node.lineno <= line <= (node.end_lineno or node.lineno) for line in lines):
            yield node


def _within(node: Function, other: Function) -> bool:
    return other.lineno <= node.lineno and (node.end_lineno or 0) <= (other.end_lineno or 0)


def _unlike(found: Sequence[Planted], seed: int) -> Iterator[Planted]:
    """Order errors so that each is of another kind, and on another line, than those before it, as far as there are."""
    left = list(found)
    random.Random(seed).shuffle(left)
    kinds: dict[str, int] = {}
    lines: dict[int, int] = {}
    while left:
        best = min(left, key=lambda each: (kinds.get(each.kind, 0), lines.get(each.line, 0)))
        left.remove(best)
        kinds[best.kind] = kinds.get(best.kind, 0) + 1
        lines[best.line] = lines.get(best.line, 0) + 1
        yield best
