"""Findings that hang on what functions elsewhere in the module do: their other places, and what an edit there means."""

from __future__ import annotations

import ast

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.rules.declaration import Match, Rule, Triggers
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.semantics.outside import Hop
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.source import Document

SOURCE = """\
import time


def pause():
    time.sleep(1)


def rest():
    pause()


async def serve():
    rest()
"""


def make(source: str) -> Analyzer:
    return Analyzer(Document(source), RuleSet(resolve("async-blocking-indirect")))


def edit(analyzer: Analyzer, line: int, old: str, new: str) -> None:
    column = analyzer.document.lines[line].index(old)
    span = Span(Position(line, column), Position(line, column + len(old)))
    analyzer.update(analyzer.document.edit(span, new))


def places(analyzer: Analyzer) -> list[tuple[int, list[str]]]:
    document = analyzer.document
    return [(f.span.start.line, [document.slice(r.span) for r in f.related]) for f in analyzer.findings()]


def test_the_places_on_the_way_are_told() -> None:
    assert places(make(SOURCE)) == [(12, ["pause()", "time.sleep(1)"])]


def test_they_move_with_their_own_blocks() -> None:
    analyzer = make(SOURCE)
    edit(analyzer, 7, "def rest", "# between\n\n\ndef rest")
    assert places(analyzer) == [(15, ["pause()", "time.sleep(1)"])]


def test_an_edit_at_the_end_of_the_way_concerns_the_finding() -> None:
    analyzer = make(SOURCE)
    edit(analyzer, 4, "time.sleep(1)", "print(1)")
    assert places(analyzer) == []
    edit(analyzer, 4, "print(1)", "time.sleep(2)")
    assert places(analyzer) == [(12, ["pause()", "time.sleep(2)"])]


def test_an_edit_half_way_concerns_the_finding() -> None:
    analyzer = make(SOURCE)
    edit(analyzer, 8, "pause()", "pass")
    assert places(analyzer) == []
    edit(analyzer, 8, "pass", "pause()")
    assert places(analyzer) == [(12, ["pause()", "time.sleep(1)"])]


def test_a_copy_follows_alike() -> None:
    analyzer = make(SOURCE).copy()
    edit(analyzer, 4, "time.sleep(1)", "print(1)")
    assert places(analyzer) == []


def check(node: ast.Call, at: Site) -> Match | None:
    if not at.is_call(node, "time.sleep"):
        return None
    here, there = Hop("", 6, 4, 6, 11, "pause"), Hop("lib/other.py", 70, 4, 70, 9, "rest")
    return Match(node, "sleeps", related=[(here, "calls pause()"), (there, "calls rest()")])


def test_a_place_that_linking_names_moves_in_this_file_and_stays_in_others() -> None:
    rule = Rule(
        slug="naps",
        code="SLP999",
        family="asyncio",
        stage="stable",
        gains="latency",
        triggers=Triggers(nodes=(ast.Call,)),
        check=check,
        examples=[],
    )
    analyzer = Analyzer(Document("import time\n\ntime.sleep(1)\n\nx = 1\ndef rest():\n    pause()\n"), RuleSet([rule]))
    edit(analyzer, 4, "1", "[\n1]")
    (finding,) = analyzer.findings()
    assert [(it.path, it.span.start, it.span.end, it.message) for it in finding.related] == [
        ("", Position(7, 4), Position(7, 11), "calls pause()"),
        ("lib/other.py", Position(70, 4), Position(70, 9), "calls rest()"),
    ]
