"""The gauntlet's smaller part, for each change; and that it sees what it is there to see."""

from __future__ import annotations

import random

import pytest
from slowspot.analyzers.rules.declaration import Example, Rule
from slowspot.analyzers.rules.registry import all_rules, resolve

from tests.heavy import skip_without

from .fuzz import fault, fuzz
from .inputs import disagreements, varied
from .mutations import mutations

RULES = [rule for rule in all_rules() if rule.stage != "retired"]
PAIRS = [
    pytest.param(rule, example, id=f"{rule.slug}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.examples)
    if example.after
]


@pytest.mark.parametrize(("rule", "example"), PAIRS)
def test_both_programs_agree_on_inputs_made_by_chance(rule: Rule, example: Example) -> None:
    skip_without(example.needs)
    assert list(disagreements(rule, example, 8, seed=1)) == []


def test_fixes_in_programs_made_by_chance_break_nothing() -> None:
    result = fuzz(RULES, 600, seed=2)
    assert (result.faults, result.applications.total() >= 600) == ([], True)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("a = 1  # why\nb = (", "does not parse"),
        ("a = 1\nb = 2\n", "lost comments: ['# why']"),
        ("a = 1  # why\r\n", "brings a carriage return"),
        ("a = 1  # why\nb = 3\n", ""),
    ],
)
def test_a_broken_program_is_seen(after: str, words: str) -> None:
    assert fault("a = 1  # why\nb = 2\n", after).startswith(words)
    assert bool(fault("a = 1  # why\nb = 2\n", after)) == bool(words)


def test_mixed_newlines_are_seen() -> None:
    assert fault("a = 1\r\n", "a = 1\r\nb = 2\n") == "mixes newlines"


def test_a_wrong_twin_is_seen() -> None:
    rule = resolve("sorted-first")[0]
    wrong = Example(
        before="def first(xs: list):\n    return sorted(xs)[0]\n",
        after="def first(xs: list):\n    return max(xs)\n",
        same=[([1],)],
        workload=lambda n: (list(range(n)),),
    )
    assert list(disagreements(rule, wrong, 50, seed=0)) != []


@pytest.mark.parametrize("value", [3, 2.5, "text", b"bytes", [1, 2], (1, "a"), {1}, {"a": 1}, True, None])
def test_another_input_is_of_the_same_type(value: object) -> None:
    assert {type(varied(value, random.Random(seed))) for seed in range(20)} == {type(value)}


def test_each_guard_has_its_mutations() -> None:
    source = """
def check(node, at):
    if not node.args or node.keywords:
        return None
    if slow(node):  # cheap
        return None
    return Match(node, "", "safe" if a and b else "review")
"""
    assert [mutation.words for mutation in mutations(source)] == [
        "drop `if not node.args or node.keywords`",
        "drop `not node.args` of the `or`",
        "drop `node.keywords` of the `or`",
        "safe becomes review",
        "drop `a` of the `and`",
        "drop `b` of the `and`",
        "review becomes safe",
    ]
