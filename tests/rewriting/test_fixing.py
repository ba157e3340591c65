"""Fixes of findings: checked, declined with a reason, applied one after the other."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Fix
from slowspot.analyzers.rewriting import Declined, apply_edits, build_fix, fix_all, try_build_fix
from slowspot.analyzers.rewriting.fixing import AllFixed
from slowspot.analyzers.rules.declaration import Match, Rewrite, Rule, Triggers
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.source import Document


def rule(name: str, template: str, *, needs: str = "") -> Rule:
    """A rule that reports the calls of one name and replaces them by a template of their first argument `{x}`."""

    def check(node: ast.Call, site: Site) -> Match | None:
        return Match(node, f"calls {name}", safety="safe", nodes={"x": node.args[0]})

    def rewrite(match: Match, rewrite: Rewrite) -> None:
        written = rewrite.imported(needs, match.node) if needs else ""
        rewrite.replace(match.node, template, x=match.nodes["x"], needs=written)

    return Rule(
        slug=f"calls-{name}", code="SLP999", family="folklore", stage="stable",
        triggers=Triggers(calls=frozenset({name})), check=check, rewrite=rewrite, title=f"Replace {name}",
    )  # fmt: skip


SLOW = rule("slow", "fast({x})")
AGAIN = rule("again", "again({x}, 1)")
PING = rule("ping", "pong({x})")
PONG = rule("pong", "ping({x})")
IMPORTS = rule("imports", "{needs}({x})", needs="heapq.heapify")


def analyzed(text: str, *rules: Rule) -> tuple[Document, Analyzer]:
    document = Document(text)
    return document, Analyzer(document, RuleSet(rules))


def fix_of(text: str, the_rule: Rule) -> Fix | Declined:
    document, analyzer = analyzed(text, the_rule)
    return try_build_fix(document, analyzer, analyzer.findings()[0])


def fixed(text: str, *rules: Rule) -> AllFixed:
    document, analyzer = analyzed(text, *rules)
    result = fix_all(document, analyzer, lambda finding: True)
    assert document.text == result.text
    assert fix_all(*analyzed(result.text, *rules), lambda finding: True).text == result.text
    return result


def test_a_fix_is_its_changed_words() -> None:
    document, analyzer = analyzed("r = [\n    slow( a ),  # c\n]\n", SLOW)
    fix = build_fix(document, analyzer, analyzer.findings()[0])
    assert fix is not None
    assert [(document.slice(edit.span), edit.text) for edit in fix.edits] == [("slow( a ", "fast(a")]


def test_a_fix_has_the_title_and_safety_of_its_rule() -> None:
    fix = fix_of("r = slow(a)\n", SLOW)
    assert isinstance(fix, Fix)
    assert (fix.title, fix.safety, fix.reason) == ("Replace slow", "safe", "")


def test_a_fix_adds_its_import() -> None:
    text = "import os\n\nr = imports(a)\n"
    fix = fix_of(text, IMPORTS)
    assert isinstance(fix, Fix)
    assert apply_edits(text, fix.edits) == "import heapq\nimport os\n\nr = heapq.heapify(a)\n"


def test_a_fix_that_the_rule_reports_again_is_declined() -> None:
    assert fix_of("r = again(a)\n", AGAIN) == Declined("the rule would report the new code again")


def test_a_fix_that_loses_a_comment_is_declined() -> None:
    assert fix_of("r = slow(  # c\n    a)\n", SLOW) == Declined("a comment would be lost: # c")


def test_a_fix_that_does_not_parse_is_declined() -> None:
    assert "does not parse" in reason_of("r = slow(a)\n", rule("slow", "[*{x} for b in c]"))


def test_a_template_that_is_no_code_is_declined() -> None:
    assert "is no expression" in reason_of("r = slow(a)\n", rule("slow", "{x} :="))


def reason_of(text: str, the_rule: Rule) -> str:
    fix = fix_of(text, the_rule)
    assert isinstance(fix, Declined)
    return fix.reason


def test_a_crash_of_a_rewrite_is_declined(caplog: pytest.LogCaptureFixture) -> None:
    assert fix_of("r = slow(a)\n", rule("slow", "{x")) == Declined(
        "the rewrite failed: ValueError: expected '}' before end of string"
    )
    assert "the rewrite failed at line 1" in caplog.text


def test_a_finding_of_older_code_is_declined() -> None:
    document, analyzer = analyzed("r = slow(a)\n", SLOW)
    finding = analyzer.findings()[0]
    analyzer.update(document.edit(finding.span, "slow(b)"))
    assert try_build_fix(document, analyzer, finding) == Declined("the code has changed since it was analyzed")


def test_nested_findings_are_all_fixed() -> None:
    result = fixed("def f():\n    return slow(slow(1) + slow(2))\n", SLOW)
    assert result.text == "def f():\n    return fast(fast(1) + fast(2))\n"
    assert result.applied == {"calls-slow": 3}


def test_an_import_is_added_once() -> None:
    result = fixed(
        '"""Doc."""\n\n\nclass C:\n    def f(self):\n        return imports(a), imports(b)\n\n\nx = imports(c)\n',
        IMPORTS,
    )
    assert result.text == (
        '"""Doc."""\n\nimport heapq\n\n\nclass C:\n    def f(self):\n'
        "        return heapq.heapify(a), heapq.heapify(b)\n"
        "\n\nx = heapq.heapify(c)\n"
    )  # fmt: skip


def test_declined_findings_come_with_reasons() -> None:
    result = fixed("r = slow(a), slow(  # c\n    b), again(c), slow(d)\n", SLOW, AGAIN)
    assert result.text == "r = fast(a), slow(  # c\n    b), again(c), fast(d)\n"
    assert [(finding.rule.slug, reason) for finding, reason in result.declined] == [
        ("calls-slow", "a comment would be lost: # c"),
        ("calls-again", "the rule would report the new code again"),
    ]


def test_fixes_that_undo_each_other_end() -> None:
    result = fixed_once("r = ping(a)\n", PING, PONG)
    assert result.applied.total() == 1


def fixed_once(text: str, *rules: Rule) -> AllFixed:
    return fix_all(*analyzed(text, *rules), lambda finding: True)


def test_only_wanted_findings_are_fixed() -> None:
    document, analyzer = analyzed("r = slow(a)\nr = slow(b)\n", SLOW)
    result = fix_all(document, analyzer, lambda finding: finding.span.start.line == 1)
    assert result.text == "r = slow(a)\nr = fast(b)\n"


def test_libcst_is_not_imported_before_the_first_fix() -> None:
    modules = "sys, slowspot.analyzers.rewriting, slowspot.analyzers.rewriting.suppression"
    program = f"import {modules}; print('libcst' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"


def test_a_fix_in_a_very_long_statement_is_declined() -> None:
    assert reason_of(f"r = slow(a), {'1234567, ' * 40_000}\n", SLOW) == "the statement is too long"
