"""A finding in its context: the body around it, how often its pattern runs there, and what both cost by estimate."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2, nan
from typing import TYPE_CHECKING, Any, Final

from .asking import Questions
from .bodies import Body, Place, Tally, body_of, tally_of
from .operations import NANOSECONDS, OPERATIONS
from .shapes import SHAPE, shape_of

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer
    from ..analyzers.findings import Finding
    from ..analyzers.semantics.model import BlockFacts

__all__ = ["CONTEXT", "SIZES", "Context", "body_in", "context_of", "described", "function_around"]

SIZES: Final = (30, 100, 300, 1000)
"""What an unknown number of passes may be."""

_GROUPS: Final = {
    "calls": ("call", "argument", "construct", "definition", "class"),
    "methods": ("method", "cheap-method", "cheap-builtin", "builtin"),
    "attributes": ("attribute", "store-attribute"),
    "arithmetic": ("arithmetic", "augment", "compare", "boolean", "branch", "assign", "unpack"),
    "containers": ("subscript", "store-subscript", "slice", "display", "display-item", "contains", "comprehension",
                   "comprehension-step", "generator", "generator-step"),
    "text": ("format", "format-piece", "concatenate", "text-method", "regex", "each-character", "each-piece"),
    "loops": ("loop-start", "step", "while-step"),
    "hidden": ("each-compare", "each-sort", "each-copy", "each-move", "each-hash", "each-add", "each-key", "each-deep"),
    "library": ("library", "slow-library", "blocking", "import"),
}  # fmt: skip
_GROUP_OF: Final = [
    next((number for number, kinds in enumerate(_GROUPS.values()) if kind in kinds), 0) for kind in OPERATIONS
]

CONTEXT: Final = (
    "python-minor", "severity", "safe", "in-async",
    "depth", "degree", "trips", "loops-known", "size", "inner-trips",
    *(f"body-{n}" for n in SIZES), "body-nodes", "body-loops", "body-unknown-loops", "body-degree",
    *(f"share-{n}" for n in SIZES), "pattern-cost", "pattern-degree", "pattern-nodes",
    *(f"mix-{group}" for group in _GROUPS),
    *SHAPE,
)  # fmt: skip
"""Names of the numbers that `described` gives."""

_SEVERITIES: Final = ("hint", "info", "warning", "error")


@dataclass(slots=True)
class Context:
    """Where a finding's pattern stands, and what runs around it."""

    body: Body
    place: Place
    pattern: Tally
    pattern_nodes: int
    size: int | None
    """Number of elements that the pattern deals with, where the source tells."""
    shape: list[float]


def context_of(analyzer: Analyzer, finding: Finding) -> Context | None:
    """Work out the context of a finding of the analyzer's document; None where its nodes are no longer there.

    The body around is that of the innermost function, and at module level the statement. It is walked once and kept
    with the facts of its block.
    """
    document, model = analyzer.document, analyzer.model
    block = document.block_at(finding.span.start.line)
    node = finding.match.node
    facts = model.facts(block)
    body = _body_around(facts, node)
    if body is None:
        return None
    # A decorator is no part of what is walked.
    place = body.places.get(node) or _place_of_part(body, node) or Place(1.0, 0, 0, None)
    asked = Questions(facts)
    pattern, sizes = tally_of([node], targets=_targets(place), **_hooks(asked))
    size = max(sizes) if sizes and pattern.degree == 0 else place.size
    nodes = sum(1 for _ in ast.walk(node))
    return Context(body, place, pattern, nodes, size, shape_of(finding.match, place, pattern, asked))


def _body_around(facts: BlockFacts, node: ast.AST) -> Body | None:
    return body_in(facts, function_around(facts.block.nodes, node))


def body_in(facts: BlockFacts, function: ast.AST | None) -> Body | None:
    """What the body of a function of the block does, or for None the block's own statements. Kept with the facts."""
    key = ("body", function)
    cached = facts.usage_cache.get(key)
    if cached is None:
        hooks = _hooks(Questions(facts))
        if function is not None:
            cached = body_of(function, **hooks)
        elif facts.block.nodes:
            cached = body_of(facts.block.nodes[0], roots=facts.block.nodes, **hooks)
        else:
            return None
        facts.usage_cache[key] = cached
    return cached


def _hooks(asked: Questions) -> dict[str, Any]:
    return {"size_of": asked.size_of, "kind_of": asked.kind_of, "cost_of_call": asked.cost_of_call}


def function_around(roots: Any, node: ast.AST) -> ast.AST | None:
    """The innermost function whose body (not its header) holds the node."""
    line: int | None = getattr(node, "lineno", None)
    if line is None:
        return None
    found: ast.AST | None = None
    stack: list[Any] = list(roots)
    while stack:
        inner = stack.pop()
        if not inner.lineno <= line <= inner.end_lineno:
            continue
        cls = inner.__class__
        if cls is ast.FunctionDef or cls is ast.AsyncFunctionDef:
            if _is_after(node, inner.body[0]):
                found = inner
                stack = list(inner.body)
            continue
        for field in ("body", "orelse", "finalbody"):
            stack += getattr(inner, field, ())
        for handler in getattr(inner, "handlers", ()):
            stack += handler.body
        for case in getattr(inner, "cases", ()):
            stack += case.body
    return found


def _is_after(node: Any, first: Any) -> bool:
    return (node.lineno, node.col_offset) >= (first.lineno, first.col_offset)


def _place_of_part(body: Body, node: Any) -> Place | None:
    """Of a name or constant: the place of the smallest node around it."""
    line = getattr(node, "lineno", None)
    if line is None:
        return None
    start, end = (line, node.col_offset), (node.end_lineno, node.end_col_offset)
    best: tuple[tuple[int, int], Place] | None = None
    for around, place in body.places.items():
        first: Any = getattr(around, "lineno", None)
        if first is None:
            continue
        begin = (first, around.col_offset)  # pyright: ignore[reportAttributeAccessIssue]
        last = (around.end_lineno, around.end_col_offset)  # pyright: ignore[reportAttributeAccessIssue]
        if begin <= start and last >= end and (best is None or begin >= best[0]):
            best = begin, place
    return best[1] if best is not None else None


def _targets(place: Place) -> Iterator[str]:
    """Names that the loops around bind."""
    at: Place | None = place
    while at is not None and at.owner is not None:
        for name in ast.walk(getattr(at.owner, "target", at.owner)) if hasattr(at.owner, "target") else ():
            if isinstance(name, ast.Name):
                yield name.id
        at = at.outer


def described(analyzer: Analyzer, finding: Finding, context: Context) -> list[float]:
    """The context as numbers, in the order of `CONTEXT`; NaN where something is not known. Costs are log2 of ns."""
    body, place, pattern = context.body, context.place, context.pattern
    costs = [body.cost(n) + 1.0 for n in SIZES]
    parts = [place.times(n) * pattern.cost(n) for n in SIZES]
    middle = body.tally.mix(100)
    mix = [0.0] * len(_GROUPS)
    for group, count, cost in zip(_GROUP_OF, middle, NANOSECONDS, strict=True):
        if count:
            mix[group] += count * cost
    whole = sum(mix) or 1.0
    return [
        float(analyzer.rules.target[1]),
        float(_SEVERITIES.index(finding.rule.severity)),
        nan if finding.safety is None else float(finding.safety == "safe"),
        float(isinstance(body.node, ast.AsyncFunctionDef)),
        float(place.depth),
        float(place.degree),
        log2(place.factor) if place.factor > 0 else nan,
        float(place.known),
        nan if not context.size else log2(context.size),
        nan if not place.size else log2(place.size),
        *map(log2, costs),
        log2(body.size + 1),
        float(body.loops),
        float(body.unknown_loops),
        float(body.tally.degree),
        *(min(part / cost, 1.0) for part, cost in zip(parts, costs, strict=True)),
        log2(pattern.cost(100) + 1),
        float(pattern.degree),
        float(context.pattern_nodes),
        *(part / whole for part in mix),
        *context.shape,
    ]
