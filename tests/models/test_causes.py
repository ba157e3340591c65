"""One message per cause: what one change would take away is told once, by the finding that gains most."""

from __future__ import annotations

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Finding, Score
from slowspot.analyzers.rules.registry import all_rules
from slowspot.analyzers.source import Document
from slowspot.models.causes import ABOUT_A_LIST, causes_of, one_per_cause


def shown(source: str, **gains: float) -> list[Finding]:
    """The findings that stay, with gains given by rule."""
    analyzer = Analyzer(Document(source), RuleSet(all_rules()))
    findings = [finding for finding in analyzer.findings() if finding.rule.slug.replace("-", "_") in gains]
    for finding in findings:
        finding.score = Score(gain=gains[finding.rule.slug.replace("-", "_")])
    return one_per_cause(findings, causes_of(analyzer, findings))


def slugs(findings: list[Finding]) -> list[str]:
    return [finding.rule.slug for finding in findings]


ONE_LIST = """\
def places(wanted, known: list, others: list):
    for item in wanted:
        if item in known:
            yield known.index(item)
        if item in others:
            yield None
"""


def test_the_largest_gain_stays_and_names_the_others() -> None:
    first, other = shown(ONE_LIST, list_membership_in_loop=0.1, list_index_in_loop=0.2)
    assert slugs([first, other]) == ["list-index-in-loop", "list-membership-in-loop"]
    assert [(it.span.start.line, it.message.partition(":")[0]) for it in first.related[-1:]] == [
        (2, "list-membership-in-loop")
    ]
    # Another list in the same loop is another cause.
    assert other.span.start.line == 4


def test_two_loops_are_two_causes() -> None:
    body = "    for item in wanted:\n        if item in known:\n            yield item\n"
    found = shown(f"def twice(wanted, known: list):\n{body}{body}", list_membership_in_loop=0.1)
    assert slugs(found) == ["list-membership-in-loop"] * 2


@pytest.mark.parametrize(("inner", "outer", "kept"), [(0.1, 0.2, "list-first"), (0.2, 0.1, "nested-loop-join")])
def test_marks_that_overlap_are_one_place(inner: float, outer: float, kept: str) -> None:
    source = """\
def join(rows: list, others: list):
    found = {}
    for row in rows:
        found[row] = [other for other in others if row.key == other.key][0]
    return found
"""
    (finding,) = shown(source, nested_loop_join=inner, list_first=outer)
    assert (finding.rule.slug, len(finding.related)) == (kept, len(finding.match.related) + 1)


def test_marks_side_by_side_are_not() -> None:
    source = "def ends(xs: list, ys: list):\n    return sorted(xs)[0], sorted(ys)[0]\n"
    assert slugs(shown(source, sorted_first=0.1)) == ["sorted-first"] * 2


def test_the_rules_about_lists_exist() -> None:
    assert {rule.slug for rule in all_rules()} >= ABOUT_A_LIST
