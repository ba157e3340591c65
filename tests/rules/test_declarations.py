"""Every rule keeps what its declaration says: detection, fix, idempotence, equality, and silence on clean code."""

from __future__ import annotations

import ast
import re

import pytest
from slowspot.analyzers.rules.declaration import Example, Rule
from slowspot.analyzers.rules.registry import all_rules

from .harness import analyze, check_near_misses, fix_everything, run, unmark

RULES = all_rules()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.slug}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.examples)
]
PAIRS = [
    pytest.param(rule, example, id=f"{rule.slug}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.examples)
    if example.after
]
# An AntiExample has a plain form to compare with, also where the rule has no rewrite.
FIXED = [
    pytest.param(rule, example, id=f"{rule.slug}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.examples)
    if example.after and rule.rewrite is not None
]
CLEAN = [
    pytest.param(rule, snippet, id=f"{rule.slug}-{number}")
    for rule in RULES
    for number, snippet in enumerate(rule.clean)
]
UNSAFE = [
    pytest.param(rule, program, id=f"{rule.slug}-{number}")
    for rule in RULES
    for number, program in enumerate(rule.unsafe)
]
HUNDREDS = {
    "collections": "1", "strings": "2", "files": "2", "asyncio": "3", "arrays": "6", "frames": "6", "database": "7",
    "network": "7", "regex": "8", "logging": "8", "caching": "8", "memory": "8", "startup": "8", "folklore": "9",
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
class TestAnatomy:
    def test_has_examples_and_clean_snippets(self, rule: Rule) -> None:
        assert rule.examples
        assert len(rule.clean) >= 3
        for snippet in rule.clean:
            assert snippet.startswith("# "), "the first line says why it is clean"

    def test_names_follow_the_scheme(self, rule: Rule) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule.slug)
        assert re.fullmatch(rf"SLP{HUNDREDS[rule.family]}\d\d", rule.code)
        assert rule.check.__module__.endswith(f".{rule.family}.{rule.slug.replace('-', '_')}")

    def test_page_has_a_summary_and_says_when_not_to_bother(self, rule: Rule) -> None:
        first, blank, *_ = rule.doc.splitlines()
        assert first.endswith(".")
        assert blank == ""
        assert "When not to bother" in rule.doc

    def test_a_rewrite_has_a_title(self, rule: Rule) -> None:
        assert (rule.rewrite is None) == (rule.title == "")

    def test_an_example_has_inputs(self, rule: Rule) -> None:
        for example in rule.examples:
            if example.after:
                assert example.same
                assert example.workload is not None


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_findings_are_where_the_marks_are(rule: Rule, example: Example) -> None:
    source, spans = unmark(example.before)
    document, _, findings = analyze(source, rule)
    assert [document.slice(finding.span) for finding in findings] == [document.slice(span) for span in spans]
    assert [finding.span for finding in findings] == spans


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_review_says_why_in_one_sentence(rule: Rule, example: Example) -> None:
    _, _, findings = analyze(unmark(example.before)[0], rule)
    for finding in findings:
        assert bool(finding.reason) == (finding.safety == "review")
        assert not finding.reason.endswith(".")
        assert not finding.message.endswith(".")


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_fix_gives_the_after_text(rule: Rule, example: Example) -> None:
    assert fix_everything(unmark(example.before)[0], rule) == example.after


@pytest.mark.parametrize(("rule", "example"), PAIRS)
def test_the_rule_is_silent_on_its_own_fix(rule: Rule, example: Example) -> None:
    assert analyze(example.after, rule)[2] == []


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_fix_works_with_windows_newlines_and_tabs(rule: Rule, example: Example) -> None:
    def other(text: str) -> str:
        return re.sub(r"^( {4})+", lambda m: "\t" * (len(m[0]) // 4), text, flags=re.MULTILINE).replace("\n", "\r\n")

    assert fix_everything(other(unmark(example.before)[0]), rule) == other(example.after)


@pytest.mark.parametrize(("rule", "example"), PAIRS)
def test_both_forms_agree_on_the_same_inputs(rule: Rule, example: Example) -> None:
    before = unmark(example.before)[0]
    for arguments in example.same:
        assert run(example.after, arguments) == run(before, arguments)


@pytest.mark.parametrize(("rule", "example"), PAIRS)
def test_both_forms_agree_on_the_workload(rule: Rule, example: Example) -> None:
    assert example.workload is not None
    workload = example.workload
    assert run(example.after, lambda: workload(30)) == run(unmark(example.before)[0], lambda: workload(30))


@pytest.mark.parametrize(("rule", "example"), PAIRS)
def test_a_review_fix_differs_where_it_says(rule: Rule, example: Example) -> None:
    before = unmark(example.before)[0]
    for arguments in example.differs:
        assert run(example.after, arguments) != run(before, arguments)


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_a_safe_fix_has_no_inputs_on_which_it_differs(rule: Rule, example: Example) -> None:
    _, _, findings = analyze(unmark(example.before)[0], rule)
    if all(finding.safety == "safe" for finding in findings):
        assert example.differs == ()


@pytest.mark.parametrize(("rule", "snippet"), CLEAN)
def test_silent_on_clean_code(rule: Rule, snippet: str) -> None:
    ast.parse(snippet)
    document, _, findings = analyze(snippet, rule)
    assert [document.slice(finding.span) for finding in findings] == []


@pytest.mark.parametrize(("rule", "program"), UNSAFE)
def test_a_fix_is_not_safe_where_a_fact_is_missing(rule: Rule, program: str) -> None:
    assert program.startswith("# "), "the first line says why it is not safe"
    ast.parse(program)
    _, _, findings = analyze(program, rule)
    assert findings
    assert [finding.safety for finding in findings if finding.safety == "safe"] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_does_not_crash_on_other_shapes(rule: Rule) -> None:
    check_near_misses(rule, fixes=True)
