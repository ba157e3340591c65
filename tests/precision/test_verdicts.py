"""The verdicts are facts about known rules, and no stable rule falls below what a stable rule must reach."""

from __future__ import annotations

from collections import Counter

import pytest
from slowspot.analyzers.rules.registry import all_rules, resolve
from slowspot.models.precision import FILE

from .verdicts import Verdict, figures, labels, verdicts

VERDICTS = verdicts()
FIGURES = figures()


def test_there_are_enough_of_enough_packages() -> None:
    assert len(VERDICTS) >= 900
    assert len({verdict.package for verdict in VERDICTS}) >= 20


@pytest.mark.parametrize("slug", sorted({verdict.rule for verdict in VERDICTS}))
def test_a_file_of_verdicts_is_of_a_rule_and_in_order(slug: str) -> None:
    assert [rule.slug for rule in resolve(slug)] == [slug]
    places = [(v.package, v.path, v.line) for v in VERDICTS if v.rule == slug]
    assert places == sorted(set(places))


def test_a_verdict_is_a_fact_in_a_few_words() -> None:
    def well_formed(verdict: Verdict) -> bool:
        return verdict.verdict in ("true", "minor", "false") and len(verdict.why) <= 160 and verdict.line > 0

    assert [verdict for verdict in VERDICTS if not well_formed(verdict)] == []


def test_the_ranking_has_these_figures() -> None:
    assert FILE.read_text(encoding="utf-8") == labels(FIGURES), "run `make precision`"


def test_figures_are_of_these_verdicts() -> None:
    counted = Counter(verdict.rule for verdict in VERDICTS)
    assert {slug: row.judged + row.gone for slug, row in FIGURES.items() if row.judged + row.gone} == counted


@pytest.mark.parametrize("slug", [rule.slug for rule in all_rules() if rule.stage == "stable"])
def test_a_stable_rule_is_right_and_worth_it(slug: str) -> None:
    row = FIGURES[slug]
    assert row.enough, (
        f"{row.judged} of {row.reported} findings are judged: tests/precision/measure.py --unjudged {slug}"
    )
    assert row.not_false >= 0.95
    assert row.worth_it >= 0.8
