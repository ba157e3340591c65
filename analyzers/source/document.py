"""`Document`: a text in blocks that takes edits and parses again only what they touch."""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterator

from ..findings import Position, Span
from .blocks import Block, extend_last, split_statements
from .encoding import decode, encode
from .opening import PART_LINES, blocks_in_parts
from .parsing import SyntaxProblem, parse
from .positions import byte_to_column, content_length, split_lines
from .recovery import recover
from .tree import BlockTree, Change

__all__ = ["Document"]


class Document:
    def __init__(self, text: str) -> None:
        self.encoding = "utf-8"
        self.bom = False
        self.lines = split_lines(text)
        self.revision = 0
        """Counts the edits."""
        self._tree = BlockTree(self.lines, self._fresh(text))

    @classmethod
    def in_parts(cls, text: str, part_lines: int = PART_LINES) -> Generator[None, None, Document]:
        """Make the same document as `Document(text)`, stopping after every millisecond or two of parsing.

        Where the text is broken, the rest of it is parsed at once.
        """
        document = cls.__new__(cls)
        document.encoding, document.bom, document.revision = "utf-8", False, 0
        document.lines = split_lines(text)
        document._tree = BlockTree(document.lines, (yield from blocks_in_parts(document.lines, part_lines)))
        return document

    @classmethod
    def from_bytes(cls, data: bytes) -> Document:
        text, encoding, bom = decode(data)
        document = cls(text)
        document.encoding = encoding
        document.bom = bom
        return document

    def copy(self) -> Document:
        """Copy the document, to edit the one without the other. Syntax trees are shared: do not change them."""
        document = Document.__new__(Document)
        document.encoding, document.bom, document.revision = self.encoding, self.bom, self.revision
        document.lines = list(self.lines)
        document._tree = BlockTree(document.lines, [block.copy() for block in self.blocks])
        return document

    def release(self) -> None:
        """Break the reference cycles between blocks: their memory is then free at once. Not to be used afterwards."""
        for block in self.leaves():
            block.parent = None

    def encode(self) -> bytes:
        return encode(self.text, self.encoding, self.bom)

    @property
    def blocks(self) -> list[Block]:
        """The top level, in order; they cover all lines without gaps."""
        return self._tree.blocks

    @property
    def text(self) -> str:
        return "".join(self.lines)

    @property
    def newline(self) -> str:
        """The most frequent line ending; "\\n" where there is none."""
        text = self.text
        both = text.count("\r\n")
        counts = {"\n": text.count("\n") - both, "\r\n": both, "\r": text.count("\r") - both}
        return max(counts, key=counts.__getitem__)

    def leaves(self) -> Iterator[Block]:
        for block in self.blocks:
            yield from block.leaves()

    def block_at(self, line: int) -> Block:
        """Find the innermost block of a line."""
        found = None
        blocks = self.blocks
        while blocks:
            inner = next((block for block in blocks if block.start <= line < block.end), None)
            if inner is None:
                break
            found = inner
            blocks = inner.members
        return found or self.blocks[-1]

    def slice(self, span: Span) -> str:
        (first, start), (last, end) = self._clamp(span)
        if first == last:
            return self.lines[first][start:end]
        return "".join([self.lines[first][start:], *self.lines[first + 1 : last], self.lines[last][:end]])

    def span_of(self, block: Block, node: ast.stmt | ast.expr) -> Span:
        shift = block.start - block.base - 1
        first = node.lineno + shift
        last = (node.end_lineno or node.lineno) + shift
        return Span(
            Position(first, self.column(first, node.col_offset)),
            Position(last, self.column(last, node.end_col_offset or 0)),
        )

    def column(self, line: int, offset: int) -> int:
        """Convert a byte offset of `ast` in an absolute line to code points."""
        text = self.lines[line]
        if line == 0 and text.startswith("\ufeff"):
            text = "\f" + text[1:]
        return byte_to_column(text, offset)

    def _clamp(self, span: Span) -> Span:
        start = self._clamp_position(span.start)
        return Span(start, max(start, self._clamp_position(span.end)))

    def _clamp_position(self, position: Position) -> Position:
        line, column = position
        if line < 0:
            return Position(0, 0)
        if line >= len(self.lines):
            return Position(len(self.lines) - 1, len(self.lines[-1]))
        return Position(line, max(0, min(column, content_length(self.lines[line]))))

    def _fresh(self, text: str) -> list[Block]:
        statements = parse(text)
        count = len(self.lines)
        if isinstance(statements, SyntaxProblem):
            blocks, _, _ = recover(self.lines, 0, count, None, statements)
        elif statements:
            blocks = split_statements(statements, self.lines, 0, 0, count, None)
        else:
            return [Block(0, count, [], 0)]
        extend_last(blocks, count)
        return blocks

    def edit(self, span: Span, text: str) -> Change:
        """Replace a span's text and parse again what that touches.

        A span past the end is clamped as the language server protocol asks.
        """
        (first, start), (last, end) = self._clamp(span)
        lines = self.lines
        if first and start == 0 and lines[first - 1].endswith("\r"):
            # A \n that comes to stand after this \r makes one line ending with it.
            first -= 1
            start = len(lines[first])
        new = split_lines(lines[first][:start] + text + lines[last][end:])
        if last < len(lines) - 1:
            # What follows the line's own ending is the next line.
            new.pop()
        shift = len(new) - (last + 1 - first)
        lines[first : last + 1] = new
        self.revision += 1
        change = Change([], [], first, last, shift)
        self._tree.update(change)
        return change
