"""The law of the analyzer: after any edits, findings equal those of a fresh analysis whenever the text parses."""

from __future__ import annotations

import ast
import warnings

from hypothesis import event, given
from hypothesis import strategies as st
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Finding, Position, Span
from slowspot.analyzers.rules.declaration import Match, Rule, Triggers
from slowspot.analyzers.rules.registry import all_rules
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.source import Document


def _tell(node: ast.Call, at: Site) -> Match | None:
    """Report all that semantics says of the arguments of `probe(…)`: facts must follow edits as findings do."""
    told = [f"{at.type(argument)!r} {at.qualified(argument)}" for argument in node.args]
    loops = [
        f"{loop.kind} {sorted(loop.bound)} {[loop.is_invariant(argument) for argument in node.args]}"
        f" {sorted(loop.survey.changed)} {sorted(loop.survey.handed)} {loop.has_unknown_calls}"
        for loop in at.loops
    ]
    return Match(node, f"{at.qualname} {at.in_async} {told} {loops}")


PROBE = Rule(
    slug="probe-facts",
    code="SLP000",
    family="folklore",
    stage="stable",
    triggers=Triggers(calls=frozenset({"probe"})),
    check=_tell,
)
RULES = RuleSet([*all_rules(), PROBE])

# Statements that lean on each other by name: an edit of one must reach the others.
_TOP = """\
import numpy as np
----
from collections import deque as queue
----
from os.path import *
----
import time, re
----
ITEMS = [1, 2, 3]
----
ITEMS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
----
sep = ','
----
sorted = list
----
def name() -> str:
    return ''
----
def name() -> list[int]:
    return []
----
async def name():
    time.sleep(1)
    probe(sep)
----
def use(x):
    probe(ITEMS, name(), np, sep, x)
    return sorted(ITEMS)[0]
----
def loop(xs):
    out = ''
    for x in xs:
        out += sep
        probe(ITEMS, xs, x)
        if x in ITEMS:
            continue
    return out
----
def change():
    global sep
    sep = 1
----
class Store(Base):
    kind = []
    def __init__(self):
        self.items = []
        self.text = ''

    def add(self, xs):
        for x in xs:
            self.text += 'x'
            probe(self.items, self.text, self.kind, self.add)
        return sorted(self.items)[0]
----
def made(x):
    if x:
        return use(x)
    return ['a']
----
def made(x):
    xs = made(x - 1)
    return xs + [sep] if xs else []
----
def uses(x):
    kept = [made(x)]
    probe(kept, made(x), again(x))
    return kept
----
def again(x):
    return uses(x)
----
def fill(xs, x):
    xs.append(x)
    self.text = x
----
def fill(xs, x):
    return len(again(xs))
----
class Filled:
    def fill(self, xs):
        for x in xs:
            fill(ITEMS, x)
            self.keep(x)
            probe(ITEMS, xs, self.items)

    def keep(self, x):
        self.items.append(x)

    def keep(self, x):
        fill(self.items, x)
----
def again(x):
    probe(loop(x))
    return loop(x)
----
KEPT = again(1)
----
class Shop(Store):
    @property
    def total(self):
        return self.add([])

    def add(self, xs):
        probe(self.total, KEPT)
        return loop(xs)
----
class Outer:
    class Inner:
        a = 1
        def f(self):
            probe(self.a, sep)

    # a comment
    def g(self, q: list[str]):
        probe(q, ITEMS)
----
if name:
    sep = 2
else:
    import time
----
@name
def decorated():
    probe(ITEMS)
----
text = '''
probe(1)
# no comment
'''
----
x = [probe(y, ITEMS) for y in ITEMS]
----

----
# slowspot
"""
TOP = _TOP.split("----\n")
UNDO = "put back what the edit before took out"
PIECES = [
    "", "\n", " ", "    ", "\t", "'", '"', '"""', "'''", "(", ")", "[", "]", ":", "\\", "\\\n", "#", "x", "sep",
    "ITEMS", "self.", "else:\n", "    probe(sep)\n", "@name\n", "async ", "=", "import re\n",
    "    self.items = {}\n", "    global sep\n", "é", "😀", "\r\n", ";",
]  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    """A text, and edits as (offset, length, replacement): most keep it whole or are undone by a later one."""
    text = "".join(draw(st.lists(st.sampled_from(TOP), min_size=1, max_size=9)))
    edits: list[tuple[int, int, str]] = []
    length = len(text)
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, length))
        size = draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5, 12, 40]))
        size = min(size, length - start)
        new = draw(st.one_of(st.sampled_from(PIECES), st.sampled_from(TOP)))
        edits.append((start, size, new))
        length += len(new) - size
        if draw(st.booleans()):
            edits.append((start, len(new), UNDO))
            length += size - len(new)
    return text, edits


def position(text: str, offset: int) -> Position:
    lines = Document(text[:offset]).lines
    return Position(len(lines) - 1, len(lines[-1]))


def plain(findings: list[Finding]) -> list[tuple[object, ...]]:
    return [(f.rule.slug, f.span, f.message, f.function, f.safety, f.reason, f.related) for f in findings]


def parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            return False
    return True


@given(sessions())
def test_after_any_edits_findings_equal_those_of_a_fresh_document(
    session: tuple[str, list[tuple[int, int, str]]],
) -> None:
    text, edits = session
    document = Document(text)
    analyzer = Analyzer(document, RULES)
    before = ""
    for start, size, new in edits:
        if new == UNDO:
            new = before
        start, size = min(start, len(text)), min(size, max(len(text) - start, 0))
        before = text[start : start + size]
        span = Span(position(text, start), position(text, start + size))
        # An edit between \r and \n has no position of its own in LSP: the text that the document has is what counts.
        change = document.edit(span, new)
        analyzer.update(change)
        text = document.text
        found = analyzer.findings()
        if parses(text):
            event("parses")
            assert plain(found) == plain(Analyzer(Document(text), RULES).findings())
            assert not any(note.kind == "rule-crash" for note in analyzer.notes)
        else:
            event("broken")
            for finding in found:
                (first, start_column), (last, end_column) = finding.span
                assert 0 <= first <= last < len(document.lines)
                assert start_column <= len(document.lines[first])
                assert end_column <= len(document.lines[last])


@given(sessions(), st.lists(st.integers(0, 4), min_size=1, max_size=8))
def test_an_analysis_in_parts_ends_where_one_at_once_does(
    session: tuple[str, list[tuple[int, int, str]]], parts: list[int]
) -> None:
    text, edits = session
    document = Document(text)
    analyzer = Analyzer(document, RULES, lazily=True)
    for number, (start, size, new) in enumerate(edits):
        blocks = parts[number % len(parts)]
        if blocks:
            steps = iter(range(blocks))
            analyzer.work(lambda steps=steps: next(steps, None) is None)
        start, size = min(start, len(text)), min(size, max(len(text) - start, 0))
        span = Span(position(text, start), position(text, start + size))
        analyzer.update(document.edit(span, "" if new == UNDO else new))
        text = document.text
    found = analyzer.findings()
    if parses(text):
        assert plain(found) == plain(Analyzer(Document(text), RULES).findings())
    assert all(finding.span.end.line < len(document.lines) for finding in found)


def test_a_block_that_breaks_before_it_was_analyzed_keeps_what_was_found_in_the_one_before() -> None:
    document = Document("def f(a):\n    probe(a)\n    return a\n")
    analyzer = Analyzer(document, RULES, lazily=True)
    [before] = [finding.span for finding in analyzer.findings()]
    for text in ("b", "("):
        analyzer.update(document.edit(Span(Position(2, 11), Position(2, 11)), text))
    assert [finding.span for finding in analyzer.findings()] == [before]


def test_findings_that_hang_on_an_imported_package_follow_its_import() -> None:
    # No name of the function changes: its rule asks whether the module has to do with pandas at all.
    text = "import pandas as pd\n\n\ndef by_day(df):\n    return df.groupby('day')['v'].agg(lambda g: g.sum())\n"
    document = Document(text)
    analyzer = Analyzer(document, RULES)
    assert "pd-groupby-lambda" in {finding.rule.slug for finding in analyzer.findings()}
    for start, end, typed in ((9, 13, ""), (9, 9, "ndas")):
        analyzer.update(document.edit(Span(Position(0, start), Position(0, end)), typed))
        fresh = Analyzer(Document(document.text), RULES).findings()
        assert [finding.rule.slug for finding in analyzer.findings()] == [finding.rule.slug for finding in fresh]
