"""What patterns stand for, and in how many ways they can match the same text."""

from __future__ import annotations

import re

import pytest
from slowspot.analyzers.semantics.questions.backtracking import growth
from slowspot.analyzers.semantics.questions.patterns import begins_with_anything, choices, meaning, plain


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("abc", ("abc",)),
        (r"a\.b\n", ("a.b\n",)),
        (b"a[.]", (b"a.",)),
        ("red|green", ("red", "green")),
        ("(?:re|gr)d", ("red", "grd")),
        ("cat|car|cow", ("cat", "car", "cow")),
        ("a|a", ("a",)),
    ],
)
def test_a_few_texts_are_spelt_out(pattern: str | bytes, texts: tuple[str | bytes, ...]) -> None:
    found = choices(pattern, 0)
    assert found is not None
    assert found.texts == texts


@pytest.mark.parametrize(
    "pattern",
    ["a.c", "a+", "a?", "", "a|", "[a-c]", "[^a]", r"\d", "(?i)abc", "(?i:a)b", r"\bab", "^a|b", "(", r"(a)\1"],
)
def test_what_is_more_than_text_is_not(pattern: str) -> None:
    assert choices(pattern, 0) is None


@pytest.mark.parametrize("flags", [re.IGNORECASE, re.MULTILINE])
def test_flags_that_change_what_matches_count(flags: re.RegexFlag) -> None:
    assert plain("^abc", int(flags)) is None


@pytest.mark.parametrize(
    ("method", "pattern", "operator", "exact"),
    [
        ("search", "ab", "in", True),
        ("match", "ab", "startswith", True),
        ("search", "^ab", "startswith", True),
        ("search", r"ab\Z", "endswith", True),
        ("search", "ab$", "endswith", False),
        ("match", "ab$", "==", False),
        ("fullmatch", "ab", "==", True),
        ("fullmatch", "ab$", "==", True),
    ],
)
def test_a_plain_pattern_asks_what_an_operator_asks(method: str, pattern: str, operator: str, exact: bool) -> None:
    found = plain(pattern, 0)
    assert found is not None
    assert (meaning(method, found), found.is_exact(method)) == (operator, exact)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b", "(a*)*b", r"(?:\w+\s*)*$", r'"(?:[^"\\]+|\\.)*"', r"(?:\s*,\s*)*x", r"(\d+\.?)+$", "(?:a|b|ab)*c",
        "(.*)*x", "(?i:[a-z]+|A+)*;", "(?:(?:x?)+)+y",
    ],
)  # fmt: skip
def test_nested_repeats_that_share_text_are_exponential(pattern: str) -> None:
    assert growth(pattern, 0) == "exponential"


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+", r"(?:\w+\s+)*$", r'"(?:[^"\\]|\\.)*"', r"(?:,\s*\w+)*$", "([^/]+/)*x", r"(?:\w+\.)*\w+$", r"\w+\d+x",
        r"^(\w+\.)*\w+@(\w+\.)+\w+$", r"(?:\b\w+\b)*$", r"(a)(?:\1+)*b", "(?:a+){3}b", "(?:a+){3}b{2,}c", "(", "ab",
    ],
)  # fmt: skip
def test_other_patterns_are_harmless(pattern: str) -> None:
    assert growth(pattern, 0) is None


def test_a_loop_at_the_end_fails_only_where_all_must_match() -> None:
    assert growth("(a+)+", 0) is None
    assert growth("(a+)+", 0, whole=True) == "exponential"


def test_a_rest_that_takes_the_line_never_fails() -> None:
    assert growth(r"(\w+\s*)*.*$", re.MULTILINE) is None
    assert growth(r"(\w+\s*)*.*$", 0) == "exponential"


@pytest.mark.parametrize("pattern", [r"\s*\t+\s*(\S)", "a+a*a+b", r"[ab]+[bc]+[bd]+e"])
def test_three_repeats_of_one_character_side_by_side_are_cubic(pattern: str) -> None:
    assert growth(pattern, 0) == "cubic"


@pytest.mark.parametrize(("pattern", "answer"), [(".*a", True), ("(.+?)=", True), ("^.*a", False), (".?a", False)])
def test_a_leading_wildcard_is_seen(pattern: str, answer: bool) -> None:
    assert begins_with_anything(pattern, 0) is answer
