"""Makes the profile of each rule from its examples: what they cost by estimate, and what was measured of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from math import log2
from statistics import median

from ...analyzers.engine import Analyzer, RuleSet
from ...analyzers.rules.declaration import Example, Rule
from ...analyzers.source import Document
from ...models.bodies import Body, functions_in
from ...models.context import body_in, context_of
from ...models.profiles import GRID, ExampleProfile, RuleProfile
from ...models.shapes import packed
from ..evidence.rows import Row

__all__ = ["profiles_of"]


def profiles_of(rules: Iterable[Rule], rows: Iterable[Row]) -> dict[str, RuleProfile]:
    """Profiles by slug, of the rules with an example that has both sides.

    Of several Python versions the median counts; PyPy is left out.
    """
    measured: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        if row.implementation == "cpython":
            measured.setdefault((row.rule, row.example), []).append(row)
    found: dict[str, RuleProfile] = {}
    for rule in rules:
        examples = {
            index: profile
            for index, example in enumerate(rule.examples)
            if example.after and (profile := _profile(rule, example, measured.get((rule.slug, index), ()))) is not None
        }
        if examples:
            found[rule.slug] = RuleProfile(examples)
    return found


def _profile(rule: Rule, example: Example, rows: Sequence[Row]) -> ExampleProfile | None:
    analyzer = Analyzer(Document(example.before.replace("«", "").replace("»", "")), RuleSet([rule]))
    found = [context_of(analyzer, finding) for finding in analyzer.findings() if finding.safety is not None]
    contexts = [context for context in found if context is not None]
    if not contexts:
        return None
    # The functions around the findings, each once, before and after the fix of all.
    bodies = {context.body.node: context.body for context in contexts}
    fixed = Analyzer(Document(example.after), RuleSet([]))
    after = [_same_function(node, fixed) or body for node, body in bodies.items()]
    degree = max(context.place.degree for context in contexts)
    trips = sum(context.place.factor for context in contexts if context.place.degree == degree)
    old, new = _estimated(bodies.values()), _estimated(after)
    marked = tuple(
        log2(sum(context.place.times(n) * context.pattern.cost(n) for context in contexts) + 1) for n in GRID
    )
    earlier, later = [(row.n, row.before_ns) for row in rows], [(row.n, row.after_ns) for row in rows]
    return ExampleProfile(
        tuple(packed(context.shape) for context in contexts),
        log2(trips),
        float(degree),
        old,
        new,
        marked,
        _curve(earlier, old),
        _curve(later, new),
    )


def _same_function(node: ast.AST, analyzer: Analyzer) -> Body | None:
    """The body after the fix: the last function of that name."""
    name = getattr(node, "name", None)
    found: Body | None = None
    for block in analyzer.document.leaves():
        for function in functions_in(block.nodes):
            if function.name == name:
                found = body_in(analyzer.model.facts(block), function)
    return found


def _estimated(bodies: Iterable[Body]) -> tuple[float, ...]:
    kept = list(bodies)
    return tuple(log2(sum(body.cost(n) for body in kept) + 1) for n in GRID)


def _curve(times: Sequence[tuple[int, float]], estimated: Sequence[float]) -> tuple[float, ...]:
    """log2 of the times at the sizes of `GRID`, along straight lines between measured sizes and beyond them.

    One measured size says nothing of growth: there it is that of the estimate.
    """
    sizes: dict[int, list[float]] = {}
    for n, time in times:
        sizes.setdefault(n, []).append(log2(time))
    points = [(log2(n), median(values)) for n, values in sorted(sizes.items())]
    if not points:
        return ()
    if len(points) == 1:
        n, time = points[0]
        nearest = min(range(len(GRID)), key=lambda index: abs(log2(GRID[index]) - n))
        return tuple(value - estimated[nearest] + time for value in estimated)
    curve: list[float] = []
    for n in map(log2, GRID):
        index = next((i for i in range(len(points) - 2) if n <= points[i + 1][0]), len(points) - 2)
        (first, low), (second, high) = points[index : index + 2]
        curve.append(low + (high - low) * (n - first) / (second - first))
    return tuple(curve)
