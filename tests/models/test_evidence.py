"""What is shown of the measured rows, and which rules are off for want of a gain."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.rules.declaration import Example, Rule, Triggers
from slowspot.analyzers.rules.registry import resolve
from slowspot.models.evidence import FILE, Evidence, evidence, evidence_of, read_evidence
from slowspot.models.evidence_pages import headline, off_versions, provenance, table, times

EXAMPLES = [
    Example(before="def f(xs):\n    return «sorted(xs)[0]»\n", after="def f(xs):\n    return min(xs)\n"),
    Example(before="def g(xs):\n    return «sorted(xs)[-1]»\n", after="def g(xs):\n    return max(xs)\n"),
]
RULE = Rule(
    slug="sorted-first", code="SLP113", family="collections", stage="stable",
    triggers=Triggers(nodes=(ast.Subscript,)), check=lambda node, at: None, examples=EXAMPLES,
)  # fmt: skip


def data(**changes: Any) -> dict[str, Any]:
    digests = {str(index): example.digest for index, example in enumerate(EXAMPLES)}
    return {
        "schema": "slowspot.evidence/1",
        "machine": "x86_64-linux-2",
        "releases": {"cpython-3.11": "3.11.7", "cpython-3.13": "3.13.0", "pypy-3.9": "3.9.16"},
        "off": {"cpython-3.11": [], "cpython-3.13": [], "pypy-3.9": []},
        "rules": {
            "sorted-first": {
                "examples": digests,
                "cpython-3.11": [[10, 0.0, -0.1, 0.1, 2], [1000, 4.95, 4.9, 5.0, 1]],
                "pypy-3.9": [[10, 1.0, 0.9, 1.1, 2]],
            }
        },
        **changes,
    }


def test_a_table_has_a_row_for_a_size_and_a_column_for_an_interpreter() -> None:
    known = evidence_of(data())
    found = known.of(RULE)
    assert table(found) == [
        ["items", "3.11", "PyPy 3.9"],
        ["10", "1.0 (0.93 to 1.1)", "2.0 (1.9 to 2.1)"],
        ["1,000", "31 (30 to 32, of 1)", "–"],
    ]
    assert provenance(found, known).endswith("Measured on x86_64 Linux with 2 cores: CPython 3.11.7, PyPy 3.9.16.")


def test_the_headline_is_of_the_version_next_to_the_target() -> None:
    known = evidence_of(data())
    assert headline(known.of(RULE), known, (3, 10)) == (
        "measured: 1.0 × at 10 items, 31 × at 1,000 (CPython 3.11, x86_64 Linux)"
    )
    assert headline({}, known, (3, 10)) == "not measured"


def test_a_changed_example_is_not_measured() -> None:
    changed = Example(before=EXAMPLES[0].before, after="def f(xs):\n    return min(iter(xs))\n")
    rule = Rule(
        slug="sorted-first", code="SLP113", family="collections", stage="stable",
        triggers=RULE.triggers, check=RULE.check, examples=[changed, EXAMPLES[1]],
    )  # fmt: skip
    assert evidence_of(data()).of(rule) == {}


@pytest.mark.parametrize(
    ("target", "nearest"),
    [((3, 8), "3.11"), ((3, 11), "3.11"), ((3, 12), "3.13"), ((3, 13), "3.13"), ((3, 14), "3.13")],
)
def test_a_version_that_was_not_measured_takes_the_nearest_the_newer_of_two(
    target: tuple[int, int], nearest: str
) -> None:
    assert evidence_of(data()).nearest(target) == f"cpython-{nearest}"


def real_rule_is_off() -> Evidence:
    (rule,) = resolve("sorted-first")
    digests = {str(index): example.digest for index, example in enumerate(rule.examples)}
    rules = {"sorted-first": {"examples": digests, "cpython-3.13": [[10, 0.0, -0.1, 0.0, 1]]}}
    return evidence_of(data(rules=rules, off={"cpython-3.11": [], "cpython-3.13": ["sorted-first"]}))


def test_a_rule_without_gain_is_off_where_its_target_is_the_oldest() -> None:
    known = real_rule_is_off()
    assert [known.off(target) for target in [(3, 10), (3, 13), (3, 14)]] == [
        frozenset(), frozenset({"sorted-first"}), frozenset({"sorted-first"}),
    ]  # fmt: skip
    (rule,) = resolve("sorted-first")
    assert off_versions(rule, known).startswith("Off where the oldest Python of the code is 3.13: ")


def test_a_changed_example_takes_a_rule_off_nowhere() -> None:
    known = evidence_of(data(off={"cpython-3.11": ["sorted-first"]}))  # the examples here are not those of the rule
    assert known.off((3, 11)) == frozenset()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "is missing"),
        ("{", "is damaged"),
        ("[]", "is damaged"),
        (json.dumps(data(off={"cpython-3.11": ["gone"]})), "is damaged"),
        (json.dumps(data(schema="slowspot.evidence/2")), "has the schema 'slowspot.evidence/2'"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_counts_as_nothing(
    content: str | None, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.json"
    if content is not None:
        path.write_text(content)
    known = read_evidence(path)
    assert known.problem.startswith(f"evidence.json: {problem}")
    assert (known.of(RULE), known.off((3, 11)), known.nearest((3, 11))) == ({}, frozenset(), "")


def test_a_damaged_entry_is_not_measured() -> None:
    broken = {"sorted-first": {"examples": data()["rules"]["sorted-first"]["examples"], "cpython-3.11": [[10, "x"]]}}
    assert evidence_of(data(rules=broken)).of(RULE) == {}


def test_the_shipped_file_is_sound() -> None:
    assert read_evidence(FILE).problem == evidence().problem == ""


@pytest.mark.parametrize(
    ("log2", "text"), [(-1.0, "0.5"), (-0.003, "1.0"), (0.0, "1.0"), (1.77, "3.4"), (4.95, "31"), (10.24, "1,200")]
)
def test_ratios_have_two_digits(log2: float, text: str) -> None:
    assert times(log2) == text
