"""Copies of an analyzer lead lives of their own; what is tried on one is undone; a released one leaves no garbage."""

from __future__ import annotations

import ast
import gc
import weakref

import pytest
from hypothesis import given
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Position, Span, TextEdit
from slowspot.analyzers.rules.declaration import Match, Rule, Triggers
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.source import Document

from .test_incremental import PROBE, RULES, TOP, UNDO, parses, plain, position, sessions


def trees(document: Document) -> list[str]:
    return [ast.dump(node, include_attributes=True) for block in document.leaves() for node in block.nodes]


@given(sessions())
def test_a_copy_follows_edits_and_leaves_the_original_alone(session: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, edits = session
    original = Analyzer(Document(text), RULES)
    findings, before = plain(original.findings()), trees(original.document)
    analyzer = original.copy()
    assert plain(analyzer.findings()) == findings
    for start, size, new in edits:
        start, size = min(start, len(text)), min(size, max(len(text) - start, 0))
        span = Span(position(text, start), position(text, start + size))
        analyzer.update(analyzer.document.edit(span, "" if new == UNDO else new))
        analyzer = analyzer.copy()
        text = analyzer.document.text
        if parses(text):
            assert plain(analyzer.findings()) == plain(Analyzer(Document(text), RULES).findings())
    assert (plain(original.findings()), trees(original.document)) == (findings, before)


@given(sessions())
def test_a_change_of_counts_is_that_of_the_new_text(session: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, edits = session
    document = Document(text)
    analyzer = Analyzer(document, RULES)
    for start, size, new in edits:
        start, size = min(start, len(text)), min(size, max(len(text) - start, 0))
        edit = TextEdit(Span(position(text, start), position(text, start + size)), "" if new == UNDO else new)
        found = plain(analyzer.findings())
        change = analyzer.count_change(PROBE, [edit])
        assert (document.text, plain(analyzer.findings())) == (text, found)
        broken = not parses(text)
        analyzer.update(document.edit(edit.span, edit.text))
        text = document.text
        if not broken and parses(text):
            assert change == analyzer.count(PROBE) - sum(slug == PROBE.slug for slug, *_ in found)


def test_several_edits_are_counted_together() -> None:
    analyzer = Analyzer(Document("probe(1)\nprobe(2)\nx = probe(3)\n"), RuleSet([PROBE]))
    edits = [
        TextEdit(Span(Position(0, 0), Position(1, 5)), "slow"),
        TextEdit(Span(Position(2, 4), Position(2, 9)), "probe(1,\n    2) + probe"),
    ]
    assert [analyzer.count_change(PROBE, edits) for _ in range(2)] == [-1, -1]


def test_changes_are_those_of_the_text_as_it_is_now() -> None:
    analyzer = Analyzer(Document("probe(1)\nx = 1\n"), RuleSet([PROBE]))
    first = TextEdit(Span(Position(0, 0), Position(1, 0)), "")
    changes = [analyzer.count_change(PROBE, [first])]
    for new in ("y = 1\n", "", "probe(1)\n" + "y = 1\n" * 600):
        analyzer.update(analyzer.document.edit(Span(Position(0, 0), Position(0 if new else 1, 0)), new))
        changes.append(analyzer.count_change(PROBE, [first]))
    assert changes == [-1, 0, -1, -1]


def test_a_rule_that_crashes_on_edits_is_told(caplog: pytest.LogCaptureFixture) -> None:
    def check(node: ast.Call, site: Site) -> Match | None:
        return Match(node, "one argument") if len(node.args) == 1 else ast.literal_eval("")

    rule = Rule(
        slug="crashes", code="SLP998", family="folklore", stage="stable",
        triggers=Triggers(calls=frozenset({"f"})), check=check,
    )  # fmt: skip
    analyzer = Analyzer(Document("f(1)\n"), RuleSet([rule]))
    with pytest.raises(RuntimeError, match="internal error in rule crashes"):
        analyzer.count_change(rule, [TextEdit(Span(Position(0, 2), Position(0, 3)), "")])
    assert "rule crashes failed" in caplog.text
    assert (analyzer.notes, analyzer.count(rule)) == ([], 1)


def test_a_released_analysis_goes_at_once() -> None:
    text = "".join(TOP)
    assert parses(text)
    document = Document(text)
    analyzer = Analyzer(document, RULES)
    analyzer.count_change(PROBE, [TextEdit(Span(Position(0, 0), Position(0, 0)), "import os\n")])
    nodes = [node for block in document.leaves() for root in block.nodes for node in ast.walk(root)]
    remains = [weakref.ref(it) for it in (document, analyzer, analyzer.model)]
    remains += [weakref.ref(node) for node in nodes if isinstance(node, (ast.stmt, ast.expr))]
    del nodes
    gc.collect()
    gc.disable()
    try:
        analyzer.release()
        del document, analyzer
        left = [ref for ref in remains if ref() is not None]
    finally:
        gc.enable()
    assert left == []
