"""What reports say of rules, as plain data: to print results that were kept, no rule has to be loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...analyzers.findings import Severity

__all__ = ["RuleCard", "card_of", "forget", "introduce"]


class RuleCard(NamedTuple):
    """A rule, as far as reports speak of it. All of it travels as JSON."""

    slug: str
    code: str
    family: str
    stage: str
    severity: Severity
    title: str
    """Of its fix, in a few words; may be empty."""
    doc: str
    """Its page, Markdown; the first line is the summary."""

    @property
    def summary(self) -> str:
        return self.doc.partition("\n")[0].strip().rstrip(".")


_known: dict[str, RuleCard] = {}


def card_of(slug: str) -> RuleCard:
    """Return the card of a rule: one that was introduced, else from its declaration, which loads all rules."""
    card = _known.get(slug)
    if card is None:
        # Late: 200 files, for a run whose cards were kept with its results.
        from ...analyzers.rules.registry import resolve

        rule = resolve(slug)[0]
        card = _known[slug] = RuleCard(
            rule.slug, rule.code, rule.family, rule.stage, rule.severity, rule.title, rule.doc
        )
    return card


def introduce(cards: Iterable[RuleCard]) -> None:
    """Make cards known that were kept, from the same version of the rules."""
    _known.update({card.slug: card for card in cards})


def forget() -> None:
    """For tests, whose rules change."""
    _known.clear()
