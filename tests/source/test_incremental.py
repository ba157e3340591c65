"""The law of the incremental document: after any edits it equals a fresh one of the same text, whenever that parses."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st
from slowspot.analyzers.source import Block, Document, SyntaxProblem
from slowspot.analyzers.source.parsing import parse

from .strategies import Edit, apply_to_string, edit_sequences, examples, sources


def described(block: Block) -> tuple[object, ...]:
    """Reduce a block to what must be equal, lines absolute."""
    shift = block.start - block.base
    return (
        block.start,
        block.count,
        block.indent,
        block.error,
        [node_described(node, shift) for node in block.nodes],
        [described(member) for member in block.members],
    )


def node_described(node: object, shift: int) -> object:
    if isinstance(node, list):
        return [node_described(item, shift) for item in node]
    if not isinstance(node, ast.AST):
        return (type(node), repr(node))
    place: list[object] = []
    if "lineno" in node._attributes:
        place = [getattr(node, name) + (shift if "line" in name else 0) for name in node._attributes]
    return (type(node).__name__, place, [node_described(value, shift) for _, value in ast.iter_fields(node)])


def check_cover(document: Document) -> None:
    """Hold that blocks cover all lines without gap or overlap, members the rest of their class."""

    def cover(blocks: list[Block], start: int, end: int, parent: Block | None) -> None:
        for block in blocks:
            assert block.start == start
            assert block.count > 0
            assert block.parent is parent
            start = block.end
            if block.members:
                assert block.start < block.members[0].start
                cover(block.members, block.members[0].start, block.end, block)
            for node in ast.walk(ast.Module(block.nodes, [])):
                if isinstance(node, ast.stmt):
                    assert block.start <= block.line_of(node) < block.end
        assert start == end

    cover(document.blocks, 0, len(document.lines), None)


def check(initial: str, edits: list[Edit]) -> int:
    document = Document(initial)
    text = initial
    check_cover(document)
    compared = 0
    for number, edit in enumerate(edits):
        before = list(document.leaves())
        for block in before:
            block.data = (number, document.lines[block.start : block.end])
        change = document.edit(*edit)
        text = apply_to_string(text, edit)
        assert document.text == text
        check_cover(document)
        check_change(before, document, change.removed, change.added)
        if not isinstance(parse(text), SyntaxProblem):
            compared += 1
            assert [described(b) for b in document.blocks] == [described(b) for b in Document(text).blocks]
    return compared


def check_change(before: list[Block], document: Document, removed: list[Block], added: list[Block]) -> None:
    after = list(document.leaves())
    gone = set(map(id, removed))
    new = set(map(id, added))
    assert [id(block) for block in before if id(block) in gone] == [id(block) for block in removed]
    assert [id(block) for block in after if id(block) in new] == [id(block) for block in added]
    assert [id(b) for b in before if id(b) not in gone] == [id(b) for b in after if id(b) not in new]
    for block in after:
        if id(block) in new:
            assert block.data is None
        elif not block.members:
            assert block.data[1] == document.lines[block.start : block.end]


@examples()
@given(edit_sequences())
def test_edited_document_equals_fresh_one(sequence: tuple[str, list[Edit]]) -> None:
    check(*sequence)


@examples(0.4)
@given(sources(), st.integers(1, 9))
def test_document_made_in_parts_equals_one_made_at_once(text: str, part_lines: int) -> None:
    making = Document.in_parts(text, part_lines)
    while True:
        try:
            next(making)
        except StopIteration as end:
            document: Document = end.value
            break
    check_cover(document)
    assert document.text == text
    if not isinstance(parse(text), SyntaxProblem):
        assert [described(b) for b in document.blocks] == [described(b) for b in Document(text).blocks]
