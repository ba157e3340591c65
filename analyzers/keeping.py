"""Findings of blocks as an edit moves them, and what blocks provide to each other, kept with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .findings import Finding, Position, Related, Span
from .semantics.model import BlockFacts
from .semantics.module import fingerprint
from .semantics.outside import Hop
from .source import Document

__all__ = ["moved", "place_of", "provided_by"]


def moved(finding: Finding, lines: int) -> Finding:
    # Built directly: `dataclasses.replace` takes several times as long, and this runs at each keystroke.
    return Finding(
        finding.rule,
        finding.span.shifted(lines),
        finding.message,
        finding.function,
        finding.severity,
        finding.safety,
        finding.reason,
        finding.match,
        tuple(_moved_related(related, lines) for related in finding.related) if finding.related else (),
        finding.score,
    )


def _moved_related(related: Related, lines: int) -> Related:
    if related.path:
        return related
    span = related.span.shifted(lines if related.block is None else related.block.start)
    return Related(span, related.message, step=related.step)


def place_of(document: Document, hop: Hop, message: str) -> Related:
    """The place that linking names, as a finding of the document keeps it."""
    span = Span(Position(hop.line, hop.column), Position(hop.end_line, hop.end_column))
    if hop.path:
        return Related(span, message, path=hop.path, step=True)
    around = document.block_at(hop.line)  # so that the place moves with what it stands in
    return Related(span.shifted(-around.start), message, around, step=True)


def provided_by(every: Sequence[BlockFacts]) -> dict[str, tuple[str, ...]]:
    """What blocks give to others. Of one block it is kept: the next edit asks for what goes with it."""
    alone = every[0] if len(every) == 1 and not every[0].inherited and not every[0].inherited_attributes else None
    if alone is not None and alone.provided is not None:
        return alone.provided
    bindings: list[Any] = []
    attributes: list[Any] = []
    for facts in every:
        bindings += [binding for binding, _ in facts.exports]
        attributes += [attribute for attribute, _ in facts.attributes]
    found = fingerprint(bindings, attributes)
    if alone is not None:
        alone.provided = found
    return found
