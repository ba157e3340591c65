"""Features and predictions of speedups."""

from __future__ import annotations

import ast
from math import isnan

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Finding
from slowspot.analyzers.promises.near_misses import near_misses
from slowspot.analyzers.rules.declaration import Rule
from slowspot.analyzers.rules.registry import all_rules, resolve
from slowspot.analyzers.source import Document
from slowspot.models.context import CONTEXT
from slowspot.models.profiles import SEEN, ExampleProfile, RuleProfile, compressed, derived, expanded, seen
from slowspot.models.shapes import likeness, packed
from slowspot.models.speedup import FEATURES, SpeedupModel, features

LOOKUP = """\
def available(skus: list[str], withdrawn: list[str]):
    kept = []
    for sku in skus:
        if sku not in withdrawn:
            kept.append(sku)
        {more}
    return kept
"""


def only(source: str, rule: Rule) -> tuple[Analyzer, Finding]:
    analyzer = Analyzer(Document(source), RuleSet([rule]))
    return analyzer, analyzer.findings()[0]


def row(source: str, slug: str = "list-membership-in-loop") -> dict[str, float]:
    found = features(*only(source, resolve(slug)[0]))
    assert found is not None
    return dict(zip(FEATURES, found, strict=True))


def test_a_finding_in_a_loop_runs_with_it() -> None:
    found = row(LOOKUP.format(more="pass"))
    assert (found["depth"], found["degree"], found["trips"]) == (1, 1, 0)
    assert isnan(found["size"])
    assert found["share-1000"] > found["share-30"] > 0.5


def test_what_else_the_loop_does_lowers_the_share() -> None:
    heavy = row(LOOKUP.format(more="kept.extend(sorted(range(500)))"))
    assert heavy["share-30"] < row(LOOKUP.format(more="pass"))["share-30"] / 10


def test_the_source_may_tell_the_size() -> None:
    found = row(LOOKUP.format(more="pass").replace("in skus:", "in ['a'] * 500:"))
    assert (found["degree"], found["loops-known"]) == (0, 1)
    assert found["inner-trips"] == pytest.approx(8.97, abs=0.01)


def test_a_while_that_counts_tells_how_often_it_runs() -> None:
    source = LOOKUP.format(more="left = 16\n        while left:\n            left -= 1")
    assert row(source)["body-degree"] == 2  # the search in the list, nothing else


def test_at_module_level_the_statement_is_the_body() -> None:
    found = row("xs = [str(x) for x in range(500)]\nprint([y for y in input().split() if y in xs])\n")
    assert found["body-nodes"] < 5


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)
def test_features_of_examples_are_finite_and_the_same_again(rule: Rule) -> None:
    for example in rule.examples:
        source = example.before.replace("«", "").replace("»", "")
        analyzer = Analyzer(Document(source), RuleSet([rule]))
        for finding in analyzer.findings():
            found = features(analyzer, finding)
            assert found is not None
            assert len(found) == len(CONTEXT)
            assert all(isnan(value) or abs(value) < 1e6 for value in found)
            again = features(analyzer, finding)
            assert again is not None
            assert list(map(repr, again)) == list(map(repr, found))


def test_near_misses_are_no_errors() -> None:
    for rule in all_rules()[::12]:
        for program in list(near_misses(rule.examples[0].before.replace("«", "").replace("»", "")))[:40]:
            analyzer = Analyzer(Document(program), RuleSet([rule]))
            for finding in analyzer.findings():
                features(analyzer, finding)


EXAMPLE = ExampleProfile((7,), 0.0, 1.0, (8.0, 12.0, 16.0, 20.0), (7.0, 9.0, 11.0, 13.0), (6.0, 11.5, 15.9, 20.0),
                         (8.0, 12.0, 16.0, 20.0), (7.0, 9.0, 11.0, 13.0))  # fmt: skip


def test_an_example_as_it_stands_gains_what_was_measured_of_it() -> None:
    context = dict.fromkeys(CONTEXT, 0.0)
    context.update(
        {"degree": 1.0, "size": 6.643856, "body-100": 12.0, "body-30": 9.9, "body-300": 13.9, "body-1000": 16}
    )
    context.update(dict.fromkeys(("share-30", "share-100", "share-300", "share-1000"), 0.7))
    found = dict(zip(SEEN, seen(list(context.values()), RuleProfile({0: EXAMPLE})), strict=True))
    assert found["gain-100"] == pytest.approx(3.0, abs=0.1)
    assert found["rest-100"] == pytest.approx(0.0, abs=0.05)
    context["body-100"] = 15.0
    heavier = dict(zip(SEEN, seen(list(context.values()), RuleProfile({0: EXAMPLE})), strict=True))
    assert 0 < heavier["gain-100"] < 0.3


def test_a_rule_of_which_nothing_is_known_has_no_derived_numbers() -> None:
    assert all(isnan(value) or value == 0 for value in derived([0.0] * len(CONTEXT), RuleProfile()))


def test_profiles_come_back_as_they_were_written() -> None:
    profile = RuleProfile({3: EXAMPLE}, 0.25)
    assert RuleProfile.of(profile.document()) == profile


def test_likeness() -> None:
    assert likeness(packed([3.0, 1.0]), packed([3.0, 1.0])) == 1
    assert likeness(packed([3.0]), packed([1.0])) == 0.5
    assert likeness(0, 0) == 0


@pytest.mark.parametrize("value", [-5.0, -0.1, 0.0, 0.3, 11.0])
def test_compressing_can_be_undone(value: float) -> None:
    assert expanded(compressed(value)) == pytest.approx(value)


def test_predictions_lie_in_their_interval() -> None:
    model = SpeedupModel.load()
    for slug in ("list-membership-in-loop", "insert-front", "sort-in-loop"):
        rule = resolve(slug)[0]
        found = model.speedup_of(*only(rule.examples[0].before.replace("«", "").replace("»", ""), rule))
        assert found is not None
        assert 0 < found.low < found.median < found.high
        assert found.basis == "model"


def test_more_around_the_pattern_gains_less() -> None:
    model = SpeedupModel.load()
    rule = resolve("list-membership-in-loop")[0]
    alone = model.speedup_of(*only(LOOKUP.format(more="pass"), rule))
    heavy = model.speedup_of(*only(LOOKUP.format(more="kept.extend(sorted(range(90_000)))"), rule))
    assert alone is not None
    assert heavy is not None
    assert heavy.median < alone.median
    assert heavy.median < 1.3


def test_types_of_names_beside_a_lambda_that_gives_type() -> None:
    source = LOOKUP.format(more="kind = (lambda: type)() and sku")
    assert row(source.replace("sku in skus", "sku in map(lambda x: x, skus)"))["depth"] == 1


def test_a_finding_whose_nodes_are_gone_has_no_features() -> None:
    analyzer, finding = only(LOOKUP.format(more="pass"), resolve("list-membership-in-loop")[0])
    finding.match.node = ast.parse("x in y").body[0]
    assert features(analyzer, finding) is None or len(FEATURES) == len(CONTEXT)
