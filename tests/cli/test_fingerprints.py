from __future__ import annotations

from collections.abc import Sequence

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.source import Document
from slowspot.cli.analysis.fingerprints import Fingerprint, fingerprints

from .sample_rules import RULES


def prints(text: str, path: str = "a.py") -> Sequence[Fingerprint]:
    found = fingerprints(Analyzer(Document(text), RuleSet(RULES)).findings(), path)
    assert found
    return found


REFORMATTED = {
    "quotes": ("slow('a')", 'slow("a")'),
    "prefixes": (r"slow(U'a', R'\d')", r'slow("a", r"\d")'),
    "numbers": ("slow(0XFF, 1E5, 10L)".replace("10L", "10J"), "slow(0xFF, 1e5, 10j)"),
    "line breaks": ("slow(a, b)", "slow(\n        a,\n        b,\n    )"),
    "parentheses": ("slow((a), (b + c))", "slow(a, b + c)"),
    "slices": ("slow(a[x+1 :])", "slow(a[x + 1 :])"),
    "joined strings": ("slow('a' 'b')", 'slow("ab")'),
    "templates": ("slow(f'{a}b')", 'slow(f"{a}" "b")'),
    "comments": ("slow(a)", "slow(  # why\n        a\n    )"),
    "dictionaries": ("slow({**a, 'b': None})", 'slow({**a, "b": None,})'),
    "lambdas": ("slow(lambda *a, b=1: (a))", "slow(lambda *a, b=1: a)"),
}


@pytest.mark.parametrize("name", REFORMATTED)
def test_reformatted_code_is_the_same(name: str) -> None:
    before, after = REFORMATTED[name]
    assert prints(f"def f(a, b, c, x):\n    {before}\n") == prints(f"import os\n\n\ndef f(a, b, c, x):\n    {after}\n")


@pytest.mark.parametrize(
    "other", ["slow(b)", "slow('a')", "slow(a, None)", "slow(*a)", "slow(a=a)", "slow(-a)", "slow([a])", "slow((a,))"]
)
def test_other_code_is_another(other: str) -> None:
    (before,), (after,) = prints("slow(a)\n"), prints(other + "\n")
    assert before.id != after.id
    assert before.content != after.content


def test_the_content_is_the_same_in_a_renamed_function_and_file() -> None:
    (before,), (after,) = prints("def f():\n    slow(a)\n"), prints("def g():\n    slow(a)\n", "b.py")
    assert before.id != after.id
    assert before.content == after.content


def test_numbers_that_python_does_not_print() -> None:
    assert prints(f"slow(0x{'f' * 5_000})\n") != prints(f"slow(0x{'f' * 5_001})\n")


def test_deep_nesting() -> None:
    assert prints("slow(" + "+".join("a" * 600) + ")\n") != prints("slow(" + "+".join("a" * 601) + ")\n")
