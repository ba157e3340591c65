"""`sorted(xs)[0]` stands for a rule: this is its page.

The second paragraph explains.
"""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from slowspot.analyzers.rules.declaration import AntiExample, Example, Match, Rewrite, Rule, Triggers


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "docs" / "generate.py"
    spec = importlib.util.spec_from_file_location("generate", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(node: ast.Subscript, site: object) -> Match:
    return Match(node, "sorts all to see one", safety="review", reason="The error for no items is another.")


def rewrite(match: Match, edit: Rewrite) -> None:
    edit.replace(match.node, "min(xs)")


def rule(slug: str = "sorted-first", **fields: object) -> Rule:
    known: dict[str, object] = {
        "slug": slug,
        "code": "SLP199",
        "family": "collections",
        "stage": "stable",
        "triggers": Triggers(nodes=(ast.Subscript,)),
        "check": check,
        "rewrite": rewrite,
        "also": ("FURB192",),
        "examples": [
            Example(before="def f(xs):\n    return «sorted(xs)[0]»\n", after="def f(xs):\n    return min(xs)\n")
        ],
        "clean": ["# Not sorted at all.\nxs[0]\n"],
    }
    return Rule(**(known | fields))  # pyright: ignore[reportArgumentType]


def test_a_page_holds_what_the_declaration_says(generate: ModuleType) -> None:
    page = generate.page(rule(), {"review": ["The error for no items is another."]})
    assert page == (
        "<!-- Made by docs/generate.py from the rule's declaration: edit that. -->\n"
        "# sorted-first\n\n"
        "`sorted(xs)[0]` stands for a rule: this is its page.\n\n"
        "| code | family | stage | severity | fix | overlaps with |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| SLP199 | collections | stable | warning | review | FURB192 |\n\n"
        "The second paragraph explains.\n\n"
        "## Why a fix needs review\n\n"
        "- The error for no items is another.\n\n"
        "## Measured\n\n"
        "Not measured.\n\n"
        "## Example\n\n"
        "```python\ndef f(xs):\n    return sorted(xs)[0]\n```\n\n"
        "becomes\n\n"
        "```python\ndef f(xs):\n    return min(xs)\n```\n\n"
        "## Not reported\n\n"
        "```python\n# Not sorted at all.\nxs[0]\n```\n"
    )


def test_folklore_is_compared_not_rewritten(generate: ModuleType) -> None:
    shown = generate.shown_example(AntiExample(before="«a»", after="b"))
    assert shown == "```python\na\n```\n\nis no faster than\n\n```python\nb\n```"


def test_fixes_are_those_of_the_examples(generate: ModuleType) -> None:
    assert generate.fixes(rule()) == {"review": ["The error for no items is another."]}


def test_the_index_goes_by_family_with_folklore_last(generate: ModuleType) -> None:
    rules = [rule("leave-it", family="folklore", code="SLP001"), rule("b", code="SLP102"), rule("a", code="SLP101")]
    index = generate.index(rules, {"leave-it": {}, "a": {}, "b": {"safe": []}})
    assert [line for line in index.splitlines() if line.startswith(("## ", "| SLP"))] == [
        "## Collections",
        "| SLP101 | [a](a.md) | stable | – | `sorted(xs)[0]` stands for a rule: this is its page |",
        "| SLP102 | [b](b.md) | stable | safe | `sorted(xs)[0]` stands for a rule: this is its page |",
        "## Folklore",
        "| SLP001 | [leave-it](leave-it.md) | stable | – | `sorted(xs)[0]` stands for a rule: this is its page |",
    ]
