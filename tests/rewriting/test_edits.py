"""Edits: what turns one text into another, in whole words, and applying them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slowspot.analyzers.findings import Position, Span, TextEdit
from slowspot.analyzers.rewriting import apply_edits, minimal_edits
from slowspot.analyzers.rewriting.edits import merged

TEXTS = st.lists(st.sampled_from(["a", "bb", " ", "\n", "\r\n", "\r", "é", "(", ")"]), max_size=30).map("".join)


def edit(line: int, start: int, end: int, text: str) -> TextEdit:
    return TextEdit(Span(Position(line, start), Position(line, end)), text)


@given(TEXTS, TEXTS)
def test_minimal_edits_turn_one_text_into_the_other(old: str, new: str) -> None:
    edits = minimal_edits(old, new, 0)
    assert apply_edits(old, edits) == new
    assert all(one.span.end <= two.span.start for one, two in itertools.pairwise(edits))


def test_edits_are_of_whole_words() -> None:
    assert minimal_edits("x = value_a + 1\n", "x = value_b + 1\n", 5) == [edit(5, 4, 11, "value_b")]


def test_equal_texts_need_no_edit() -> None:
    assert minimal_edits("a\nb\n", "a\nb\n", 0) == []


def test_changes_far_apart_stay_apart() -> None:
    assert minimal_edits("a\nb\nc\n", "x\nb\ny\n", 0) == [edit(0, 0, 1, "x"), edit(2, 0, 1, "y")]


def test_edits_at_one_place_are_joined_in_order() -> None:
    assert merged([edit(0, 0, 0, "import a\n"), edit(0, 0, 0, "b\n"), edit(3, 1, 2, "c")]) == (
        edit(0, 0, 0, "import a\nb\n"),
        edit(3, 1, 2, "c"),
    )


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        merged([edit(0, 0, 5, "a"), edit(0, 3, 6, "b")])


def test_an_edit_at_the_end_of_the_text_is_applied() -> None:
    assert apply_edits("a\n", [edit(1, 0, 0, "b")]) == "a\nb"
