"""Blocks: top-level statements, and inside classes their members, each with the lines that it covers."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from typing import Any

from .lexing import CLEAN, CONTINUATION, State, logical_lines
from .parsing import SyntaxProblem

__all__ = ["BACKSLASHES", "Block", "decorator_line", "extend_last", "is_gap", "split_statements"]

BACKSLASHES = ("\\\n", "\\\r\n", "\\\r", "\\")
_DECORATED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Block:
    """A run of lines with the statements in them; see `Document`."""

    __slots__ = (
        "base",
        "count",
        "data",
        "end_state",
        "error",
        "functions",
        "hopeless",
        "indent",
        "members",
        "nodes",
        "parent",
        "start",
    )

    def __init__(
        self,
        start: int,
        count: int,
        nodes: list[ast.stmt],
        base: int,
        parent: Block | None = None,
        error: SyntaxProblem | None = None,
    ) -> None:
        self.start = start
        """Absolute first line, from 0; the document keeps it up to date."""
        self.count = count
        """Lines, of a class with those of its members."""
        self.nodes = nodes
        """Statements; [] for a broken or blank block. A class with members: its `ClassDef` with an empty body."""
        self.base = base
        """A node's absolute line, from 0, is `node.lineno - 1 - base + start`."""
        self.members: list[Block] = []
        self.parent = parent
        self.error = error
        self.indent = ""
        """Of a class with members: the white space before each member."""
        self.end_state: State = CLEAN
        """Of a broken block: the brackets and strings that are open at its end."""
        self.hopeless = False
        """Of a broken block: no text after it can make it parse."""
        self.data: Any = None
        """Belongs to the analyzer; the document never touches it."""
        self.functions: Any = None
        """Belongs to `source.functions`: the functions in the nodes, kept for as long as the block stands."""

    @property
    def end(self) -> int:
        """The line after the last one."""
        return self.start + self.count

    def line_of(self, node: ast.stmt | ast.expr) -> int:
        """Absolute line, from 0, at which a node of this block starts."""
        return node.lineno - 1 - self.base + self.start

    def leaves(self) -> Iterator[Block]:
        """Yield the block itself, then its members in text order, theirs after each."""
        yield self
        for member in self.members:
            yield from member.leaves()

    def copy(self, parent: Block | None = None) -> Block:
        """Copy the block and its members. Nodes are shared, but for classes with members: edits change those."""
        nodes = [copy.copy(self.nodes[0])] if self.members else self.nodes
        block = Block(self.start, self.count, nodes, self.base, parent, self.error)
        block.indent, block.end_state, block.hopeless = self.indent, self.end_state, self.hopeless
        block.members = [member.copy(block) for member in self.members]
        return block

    def close(self) -> None:
        """Let a class's node end where its last member does; `ast` counts a semicolon after that, too."""
        last = self.members[-1] if self.members else None
        if last and last.nodes:
            end = last.nodes[-1]
            node = self.nodes[0]
            node.end_lineno = (end.end_lineno or 1) - last.base + last.start + self.base - self.start
            node.end_col_offset = end.end_col_offset

    def __repr__(self) -> str:
        kind = "broken" if self.error else type(self.nodes[0]).__name__ if self.nodes else "blank"
        return f"<Block {self.start}+{self.count} {kind}{f' {self.members!r}' if self.members else ''}>"


def split_statements(
    statements: Sequence[ast.stmt], lines: Sequence[str], origin: int, first: int, limit: int, parent: Block | None
) -> list[Block]:
    """Cut parsed statements into blocks that cover the lines from `first` to the last statement's end.

    A node's absolute line is `lineno - 1 + origin`. Statements that share a line share a block, as do those joined by a
    backslash. Lines after the last statement, up to `limit`, are left to the caller.
    """
    blocks: list[Block] = []
    shift = origin - 1
    start = first
    group: list[ast.stmt] = []
    stop = first
    for statement in statements:
        if group and statement.lineno + shift >= stop:
            blocks.append(_block(start, stop, group, origin, lines, parent))
            start = stop
            group = [statement]
        else:
            group.append(statement)
        stop = (statement.end_lineno or statement.lineno) + origin
        if stop < limit and lines[stop - 1].endswith(BACKSLASHES):
            stop = _continued(statement, stop, limit, lines)
    if group:
        blocks.append(_block(start, stop, group, origin, lines, parent))
    return blocks


def _continued(statement: ast.stmt, stop: int, limit: int, lines: Sequence[str]) -> int:
    """Find the end of a statement's last logical line, which a backslash may carry beyond the statement."""
    line = lines[stop - 1]
    if stop == 1 and line.startswith("\ufeff"):
        line = "\f" + line[1:]
    rest = line.encode("utf-8", "surrogatepass")[statement.end_col_offset :]
    if b"#" in rest:
        return stop
    stop += 1
    while stop < limit and lines[stop - 1].endswith(BACKSLASHES) and "#" not in lines[stop - 1]:
        stop += 1
    return stop


def _block(
    start: int, stop: int, nodes: list[ast.stmt], origin: int, lines: Sequence[str], parent: Block | None
) -> Block:
    block = Block(start, stop - start, nodes, start - origin, parent)
    node = nodes[0]
    if isinstance(node, ast.ClassDef) and len(nodes) == 1:
        first = _first_member_line(node, lines, origin, block)
        if first is not None:
            block.members = split_statements(node.body, lines, origin, first, stop, block)
            node.body = []
            block.close()
    return block


def _first_member_line(node: ast.ClassDef, lines: Sequence[str], origin: int, block: Block) -> int | None:
    """Find where a class's members begin: after its header; None for a class whose body stands in the header's line."""
    statement = node.body[0]
    decorated = decorator_line(statement, lines, origin)
    if decorated is None:
        line = statement.lineno - 1 + origin
        indent = lines[line][: statement.col_offset]
        if indent.strip(" \t\f"):
            return None
    else:
        line = decorated
        text = lines[line]
        indent = text[: len(text) - len(text.lstrip(" \t\f"))]
    header = node.lineno - 1 + origin
    if _continues(lines, header, line - 1):
        return None
    block.indent = indent
    while line - 1 > header and is_gap(lines[line - 1]) and not _continues(lines, header, line - 2):
        line -= 1
    return line


def _continues(lines: Sequence[str], first: int, line: int) -> bool:
    """Tell whether a line ends in a backslash outside comments; a statement begins in `first`, at or before it."""
    text = lines[line]
    if not text.endswith(BACKSLASHES) or is_gap(text):
        return False
    return "#" not in text or logical_lines(lines, first, line + 1)[1] == (CONTINUATION,)


def decorator_line(statement: ast.stmt, lines: Sequence[str], origin: int) -> int | None:
    """Find the line of a statement's first @, absolute; None without decorators."""
    if not (isinstance(statement, _DECORATED) and statement.decorator_list):
        return None
    line = statement.decorator_list[0].lineno - 1 + origin
    # The @ may stand in an earlier line than its expression: @(\n name\n)
    while not lines[line].lstrip(" \t\f\ufeff").startswith("@"):
        line -= 1
    return line


def is_gap(line: str) -> bool:
    """Tell whether a line that begins outside strings and brackets is blank or a comment."""
    stripped = line.strip(" \t\f\r\n")
    return not stripped or stripped[0] == "#"


def extend_last(blocks: list[Block], end: int) -> None:
    """Give the lines up to `end` to the last block, and to its last member."""
    while blocks:
        last = blocks[-1]
        last.count = end - last.start
        blocks = last.members
