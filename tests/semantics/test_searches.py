"""Searches of lists that no set can answer, or for a while only."""

from __future__ import annotations

from typing import Any

import pytest
from slowspot.analyzers.semantics.questions.searches import for_the_unhashable, starts_anew
from slowspot.analyzers.semantics.site import Site

from .probing import ask


@pytest.mark.parametrize(
    ("caught", "expected"), [("TypeError", True), ("(KeyError, TypeError)", True), ("KeyError", False), ("", False)]
)
def test_what_has_no_hash_is_looked_for_in_a_list(caught: str, expected: bool) -> None:
    source = f"def f(x, xs):\n    try:\n        x in {{1}}\n    except {caught}:\n        probe(x in xs)\n"
    assert ask(source, for_the_unhashable) == [expected]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [("done = []", True), ("done += group", False), ("done: list = []", True), ("pass", False), ("done.pop()", False)],
)
def test_a_list_that_each_pass_begins_anew(statement: str, expected: bool) -> None:
    def asked(node: Any, at: Site) -> bool:
        return starts_anew(node, "done", at.loops[0], at)

    source = f"def f(groups):\n    done = [0]\n    for group in groups:\n        {statement}\n        probe(done)\n"
    assert ask(source, asked) == [expected]


def test_a_list_that_grows_through_the_name_of_its_method() -> None:
    def asked(node: Any, at: Site) -> str:
        return at.loops[0].content_change("xs")

    source = """\
def f(ys):
    xs = []
    add = xs.append
    for y in ys:
        probe(y in xs)
        {call}(y)
"""
    assert ask(source.format(call="add"), asked) == ["certain"]
    assert ask(source.format(call="print"), asked) == ["none"]
