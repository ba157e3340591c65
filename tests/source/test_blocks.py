"""Which lines make a block, whole and half-typed."""

from __future__ import annotations

import pathlib
import sysconfig
import warnings

import pytest
from slowspot.analyzers.findings import Position, Span
from slowspot.analyzers.source import Block, Document
from slowspot.analyzers.source.lexing import logical_lines


def shape(document: Document) -> str:
    """Write blocks as first line and kind, members in brackets."""

    def one(block: Block) -> str:
        kind = "broken" if block.error else type(block.nodes[0]).__name__ if block.nodes else "blank"
        members = f"[{' '.join(map(one, block.members))}]" if block.members else ""
        return f"{block.start}:{kind}{members}"

    return " ".join(map(one, document.blocks))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "0:blank"),
        ("# only\n", "0:blank"),
        ("a\n\n# about b\nb\n# tail\n", "0:Expr 1:Expr"),
        ("a; b\nc\n", "0:Expr 1:Expr"),
        ("class A:\n    # c\n    x = 1\n\n    def m(self): pass\n", "0:ClassDef[1:Assign 3:FunctionDef]"),
        ("class A: x = 1\n", "0:ClassDef"),
        ("class A(\n    B,\n):\n    class C:\n        x = 1\n", "0:ClassDef[3:ClassDef[4:Assign]]"),
        ("def f(\na\ndef g(): pass\n", "0:broken 2:FunctionDef"),
        ("x = (\nclass A:\n    def m(:\n        pass\n    y = 1\n", "0:broken 1:ClassDef[2:broken 4:Assign]"),
        ('def f():\n    x = """\ndef g(): pass\ny = 1\n', "0:broken 2:FunctionDef 3:Assign"),
        ("def f(): pass\nelse:\n    x\nz\n", "0:FunctionDef 1:broken 3:Expr"),
        ("@a b\ndef f(): pass\n", "0:broken 1:FunctionDef"),
        ("try:\n    x\ny\n", "0:broken 2:Expr"),
        ("x = 'a\ny\n", "0:broken 1:Expr"),
    ],
)
def test_blocks(text: str, expected: str) -> None:
    assert shape(Document(text)) == expected


def test_a_half_typed_method_leaves_its_class_alone() -> None:
    document = Document("class A:\n    def m(self):\n        pass\n\n    def n(self):\n        pass\n")
    outer, _, last = document.leaves()
    change = document.edit(Span(Position(2, 8), Position(2, 12)), "foo(")
    assert shape(document) == "0:ClassDef[1:broken 3:FunctionDef]"
    assert [type(block) for block in change.removed + change.added] == [Block, Block]
    assert list(document.leaves())[::2] == [outer, last]


def test_a_bracket_closed_in_a_later_block_joins_them() -> None:
    document = Document("x = [\n  1,\n]\ny = 2\n")
    document.edit(Span(Position(0, 4), Position(0, 5)), "")
    assert "broken" in shape(document)
    document.edit(Span(Position(0, 4), Position(0, 4)), "[")
    assert shape(document) == "0:Assign 3:Assign"


def test_spans_past_the_end_clamp() -> None:
    document = Document("a\nb")
    document.edit(Span(Position(0, 99), Position(0, 99)), "c")
    document.edit(Span(Position(9, 9), Position(99, 0)), "d")
    assert document.text == "ac\nbd"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 3000 + ")" * 3000, "too many nested parentheses"),
        ("".join(" " * i + "if x:\n" for i in range(1000)), "too many levels of indentation"),
        ("a\nx = '\0'\n", "NUL"),
        ("x = '\ud800'\n", "surrogates"),
        ("-" * 100_000 + "1", ""),
        ("f(" * 3000, "too many nested parentheses"),
        ("class A:\n x\n  y\n" * 300, "unexpected indent"),
        ("class A:\n  def f(" * 300, ""),
        ("@" * 1000 + "\n" * 1000, ""),
        ('"""\ndef f(): pass\nx = """ a b\n' * 200, ""),
    ],
)
def test_hostile_text_becomes_broken_blocks(text: str, message: str) -> None:
    document = Document(text)
    problems = [block.error.message for block in document.leaves() if block.error]
    assert any(message in problem for problem in problems)
    document.edit(Span(Position(0, 0), Position(0, 0)), "x")
    assert document.text == "x" + text


def test_a_five_megabyte_line_parses() -> None:
    document = Document("x = '" + "a" * 5_000_000 + "'")
    document.edit(Span(Position(0, 100), Position(0, 100)), "'")
    assert document.blocks[0].error


def test_the_parser_gives_no_warnings() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("error")
        document = Document("x = '\\d'\nassert (1, 'x')\n1 is 1\n")
    assert not caught
    assert not any(block.error for block in document.blocks)


def test_the_scanner_agrees_with_the_parser_on_the_standard_library() -> None:
    """On text that parses: nothing open at the end, nothing hopeless, every block's end a logical line's end."""
    folder = pathlib.Path(sysconfig.get_paths()["stdlib"])
    paths = sorted(folder.glob("*.py"))[::3] + sorted(folder.glob("test/test_*string*.py"))
    for path in paths:
        document = Document(path.read_bytes().decode("utf-8", "replace"))
        if any(block.error for block in document.leaves()):
            continue
        found, state, hopeless = logical_lines(document.lines, 0, len(document.lines))
        assert (state, hopeless) == ((), False), path
        stops = {line.stop for line in found} | {len(document.lines)}
        assert all(block.end in stops for block in document.leaves()), path
