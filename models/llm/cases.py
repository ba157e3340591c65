"""Our own measured cases with the same cause: examples of rules, before and after, with what they gained."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from ..evidence import evidence
from ..evidence_pages import NOT_MEASURED, headline

if TYPE_CHECKING:
    from ...analyzers.rules.declaration import Example, Rule

__all__ = ["Case", "cases_for"]

_MOST = 3
_MOST_LINES = 30
_LEAST_ALIKE = 0.35


class Case(NamedTuple):
    rule: str
    title: str
    before: str
    after: str
    measured: str
    """Of all of the rule's examples, in words: "measured: 3.4 × at 100 items …"."""


def cases_for(rules: Iterable[str], function: str, target: tuple[int, int]) -> list[Case]:
    """The measured examples nearest to a function: of the rules that were found in it first, else of the most alike.

    `function` is source without indentation; `target` the Python that it runs on.
    """
    # Late: the rules take a while to import.
    from ...analyzers.rules.registry import all_rules

    features = _features(function)
    wanted = list(dict.fromkeys(rules))
    known = evidence()
    scored: list[tuple[bool, float, Rule, Example, str]] = []
    for rule in all_rules():
        if rule.stage == "retired" or (wanted and len(wanted) >= _MOST and rule.slug not in wanted):
            continue
        measured = headline(known.of(rule), known, target)
        if measured == NOT_MEASURED:
            continue
        best = _best(rule.examples, features)
        if best is not None:
            alike, example = best
            scored.append((rule.slug in wanted, alike, rule, example, measured))
    scored.sort(key=lambda one: (not one[0], -one[1]))
    chosen = [one for one in scored if one[0] or one[1] >= _LEAST_ALIKE][:_MOST]
    return [
        Case(rule.slug, rule.title or rule.slug, example.program.strip(), example.after.strip(), measured)
        for _, _, rule, example, measured in chosen
    ]


def _best(examples: Sequence[Example], features: Counter[str]) -> tuple[float, Example] | None:
    found: tuple[float, Example] | None = None
    for example in examples:
        if example.after and example.program.count("\n") <= _MOST_LINES:
            alike = _alike(_features(example.program), features)
            if found is None or alike > found[0]:
                found = alike, example
    return found


def _features(source: str) -> Counter[str]:
    """What a program does, as words: its operations, those in loops apart, and the names that it calls."""
    found: Counter[str] = Counter()

    def walk(node: ast.AST, depth: int) -> None:
        for child in ast.iter_child_nodes(node):
            inner = depth + isinstance(child, (ast.For, ast.While, ast.AsyncFor, ast.comprehension))
            if not isinstance(child, (ast.Name, ast.expr_context, ast.Constant, ast.arguments, ast.arg, ast.Module)):
                found[f"{type(child).__name__}@{min(depth, 2)}"] += 1
            if isinstance(child, ast.Call):
                called = child.func
                name = getattr(called, "attr", getattr(called, "id", ""))
                found[f"call {name}@{min(depth, 2)}"] += 3
            walk(child, inner)

    with suppress(SyntaxError, ValueError, RecursionError):
        walk(ast.parse(source), 0)
    return found


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Weighted Jaccard: 0 nothing in common, 1 the same."""
    union = sum((one | other).values())
    return sum((one & other).values()) / union if union else 0.0
