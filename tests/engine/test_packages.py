"""Rules that wait for the import of a package."""

from __future__ import annotations

import ast

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.rules.declaration import Match, Rule, Triggers
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.source import Document

ASKED: list[str] = []


def check(node: ast.Call, at: Site) -> Match | None:
    ASKED.append(ast.unparse(node))
    return Match(node, "called")


RULE = Rule(
    slug="any-call",
    code="SLP999",
    family="numba",
    stage="stable",
    triggers=Triggers(nodes=(ast.Call,), packages=frozenset({"numba", "cupy"})),
    check=check,
)


def test_a_rule_is_not_called_where_its_packages_are_not_imported() -> None:
    ASKED.clear()
    rules = RuleSet([RULE])
    assert not Analyzer(Document("import numpy\nf()\n"), rules).findings()
    assert not ASKED
    assert (
        len(Analyzer(Document("try:\n    from cupy import zeros\nexcept ImportError: pass\nf()\n"), rules).findings())
        == 1
    )


def test_an_edit_of_the_imports_turns_it_on_and_off() -> None:
    document = Document("import numpy\nf()\n")
    analyzer = Analyzer(document, RuleSet([RULE]))
    line = Span(Position(0, 0), Position(0, 12))
    analyzer.update(document.edit(line, "import numba"))
    assert [finding.span.start.line for finding in analyzer.findings()] == [1]
    analyzer.update(document.edit(line, "import numpy"))
    assert not analyzer.findings()
