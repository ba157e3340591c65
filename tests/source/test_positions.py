"""Columns in code points, UTF-8 bytes and UTF-16 units agree with what Python's codecs count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.source import (
    Document,
    byte_to_column,
    column_to_byte,
    column_to_utf16,
    utf16_to_column,
)
from slowspot.analyzers.source.positions import split_lines

from .strategies import examples

LINES = st.text(st.sampled_from("ab é😀\u2028\t\f\ud800"), max_size=12)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@examples(0.2)
@given(LINES, st.integers(0, 14))
def test_columns_convert_there_and_back(line: str, column: int) -> None:
    column = min(column, len(line))
    assert column_to_byte(line, column) == len(line[:column].encode("utf-8", "surrogatepass"))
    assert column_to_utf16(line, column) == utf16(line[:column])
    assert byte_to_column(line, column_to_byte(line, column)) == column
    assert utf16_to_column(line, column_to_utf16(line, column)) == column


@examples(0.2)
@given(LINES, st.integers(0, 60))
def test_any_offset_snaps_down_to_a_character(line: str, offset: int) -> None:
    column = utf16_to_column(line, offset)
    assert column == max(c for c in range(len(line) + 1) if utf16(line[:c]) <= offset)
    column = byte_to_column(line, offset)
    assert column == max(c for c in range(len(line) + 1) if column_to_byte(line, c) <= offset)


def test_inside_a_surrogate_pair_snaps_down() -> None:
    assert utf16_to_column("a😀b", 2) == 1
    assert utf16_to_column("a😀b", 3) == 2


def test_past_the_end_clamps() -> None:
    assert utf16_to_column("é", 9) == byte_to_column("é", 9) == utf16_to_column("e", 9) == byte_to_column("e", 9) == 1


def test_only_newlines_of_python_end_lines() -> None:
    assert split_lines("a\r\nb\rc\nd\fe\vf\u2028g\x85h\n") == ["a\r\n", "b\r", "c\n", "d\fe\vf\u2028g\x85h\n", ""]
    assert split_lines("") == [""]
    assert split_lines("\r") == ["\r", ""]


def test_span_of_a_node_counts_code_points() -> None:
    document = Document("x\n'é😀'; y = 1\n")
    block = document.blocks[1]
    assert document.span_of(block, block.nodes[1]) == Span(Position(1, 6), Position(1, 11))


def test_span_of_a_node_after_a_bom_in_the_text() -> None:
    document = Document("\ufeffx = 'é'\n")
    block = document.blocks[0]
    assert document.slice(document.span_of(block, block.nodes[0])) == "x = 'é'"
