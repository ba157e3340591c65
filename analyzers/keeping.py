"""Findings of blocks as an edit moves them, and what blocks provide to each other, kept with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .findings import Finding, Related
from .semantics.model import BlockFacts
from .semantics.module import fingerprint

__all__ = ["moved", "provided_by"]


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
    return Related(related.span.shifted(lines if related.block is None else related.block.start), related.message)


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
