"""The lossless tree of a block, and the way from the nodes of `ast` to its own."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from ..source.positions import byte_to_column, split_lines
from .failure import CannotRewrite

if TYPE_CHECKING:
    from ..source import Block, Document

__all__ = ["BlockTree", "Statement", "altered", "block_tree", "field_names", "fields_of", "rebuilt"]

Statement = cst.BaseSmallStatement | cst.BaseCompoundStatement


class BlockTree:
    """A parsed block. `text` is the block's text inside `head` and `foot`, which make it a module."""

    def __init__(self, text: str, head: str, foot: str, indent: str, newline: str) -> None:
        config = cst.PartialParserConfig(default_indent=indent, default_newline=newline)
        whole = head + text + foot
        try:
            self.module = cst.parse_module(whole, config)
        except BaseException as error:
            # Its checks fail on some sound code (`return(lambda: a)`), and a panic of its parser is no `Exception`.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            raise CannotRewrite(f"libcst does not parse this code: {error}") from error
        if self.module.code != whole:
            raise CannotRewrite("libcst does not keep this code as it is")
        self.text = text
        self._head = head
        self._foot = foot
        self._lines = split_lines(whole)
        self._first = head.count(newline)
        wrapper = MetadataWrapper(self.module, unsafe_skip_copy=True)
        self.spans = cast("dict[cst.CSTNode, CodeRange]", wrapper.resolve(PositionProvider))
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self._statements: dict[tuple[int, int], Statement] = {}
        self._expressions: dict[tuple[int, int, int, int], cst.BaseExpression] = {}
        self._index()
        self.outermost: cst.CSTNode = self.module
        """The body that stands for the block's own lines: the module's, or that of the innermost class of `head`."""
        for _ in range(head.count("class _:")):
            statement = self.outermost.body[0] if isinstance(self.outermost, (cst.Module, cst.IndentedBlock)) else None
            if isinstance(statement, cst.ClassDef):
                self.outermost = statement.body

    def _index(self) -> None:
        stack: list[cst.CSTNode] = [self.module]
        while stack:
            node = stack.pop()
            for child in fields_of(node):
                self.parents[child] = node
                stack.append(child)
            if isinstance(node, cst.BaseExpression):
                (start, end) = _ends(self.spans[node])
                # A node that owns no text of its own around its child (an index, an element) is no expression here.
                self._expressions.setdefault((*start, *end), node)
            elif isinstance(node, (cst.BaseSmallStatement, cst.BaseCompoundStatement)):
                self._statements[_ends(self.spans[node])[0]] = node

    def whole(self, text: str) -> str:
        """Put text of the block into what stands around it in the tree."""
        return self._head + text + self._foot

    def inner_text(self, code: str) -> str | None:
        """Take head and foot off the code of a changed module; None if they are no longer there."""
        if not code.startswith(self._head) or not code.endswith(self._foot):
            return None
        return code[len(self._head) : len(code) - len(self._foot)]

    def start_of(self, node: ast.stmt | ast.expr, base: int) -> tuple[int, int]:
        line = node.lineno - base + self._first
        return line, self._column(line, node.col_offset)

    def _column(self, line: int, offset: int) -> int:
        if not 0 < line <= len(self._lines):
            raise CannotRewrite("the code has changed since it was analyzed")
        return byte_to_column(self._lines[line - 1], offset)

    def statement(self, node: ast.stmt, base: int) -> Statement:
        found = self._statements.get(self.start_of(node, base))
        if found is None:
            raise CannotRewrite(f"found no {type(node).__name__} at its place")
        return found

    def expression(self, node: ast.expr, base: int) -> cst.BaseExpression:
        """Find the expression of a node; in f-strings, whose positions are wrong before Python 3.12, by its code."""
        if isinstance(node, ast.GeneratorExp):
            return self._parent_of(node.elt, cst.GeneratorExp, base)
        if isinstance(node, ast.Tuple) and node.elts:
            return self._parent_of(node.elts[0], cst.Tuple, base)
        line, column = self.start_of(node, base)
        end = (node.end_lineno or node.lineno) - base + self._first
        if isinstance(node, ast.Tuple):
            column, end_column = column + 1, self._column(end, node.end_col_offset or 0) - 1
            found = next((item for item in self._empty_tuples if _ends(self.spans[item])[0][0] == line
                          and column <= _ends(self.spans[item])[0][1] <= end_column), None)  # fmt: skip
        else:
            found = self._expressions.get((line, column, end, self._column(end, node.end_col_offset or 0)))
        if self._interpolated and (found is None or found in self._interpolated):
            wanted = ast.dump(node)
            if found is None or self._dump(found) != wanted:
                alike = [item for item in self._interpolated if self._dump(item) == wanted]
                found = alike[0] if len(alike) == 1 else None
        if found is None:
            raise CannotRewrite(f"found no {type(node).__name__} at its place")
        return found

    def _parent_of(self, part: ast.expr, kind: type[cst.BaseExpression], base: int) -> cst.BaseExpression:
        if isinstance(part, ast.Starred):
            start = self.start_of(part, base)
            anchors: list[cst.CSTNode] = [
                node
                for node, span in self.spans.items()
                if isinstance(node, cst.StarredElement) and _ends(span)[0] == start
            ]
        else:
            anchors = [self.expression(part, base)]
        for anchor in anchors:
            parent = self.parents[anchor]
            if isinstance(parent, cst.Element):
                parent = self.parents[parent]
            if isinstance(parent, kind):
                return parent
        raise CannotRewrite(f"found no {kind.__name__} at its place")

    @cached_property
    def _empty_tuples(self) -> list[cst.BaseExpression]:
        return [node for node in self.parents if isinstance(node, cst.Tuple) and not node.elements]

    @cached_property
    def _interpolated(self) -> set[cst.BaseExpression]:
        """The expressions inside f-strings."""
        found: set[cst.BaseExpression] = set()
        for node in self.parents:
            if isinstance(node, (cst.FormattedStringExpression, cst.TemplatedStringExpression)):
                stack: list[cst.CSTNode] = [node]
                while stack:
                    inner = stack.pop()
                    if isinstance(inner, cst.BaseExpression):
                        found.add(inner)
                    stack.extend(fields_of(inner))
        return found

    def _dump(self, node: cst.BaseExpression) -> str:
        try:
            return ast.dump(ast.parse(f"({self.module.code_for_node(node)})", mode="eval").body)
        except SyntaxError:
            return ""

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Yield the nodes around a node, innermost first."""
        parent = self.parents.get(node)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent)

    def comments(self) -> list[str]:
        return [node.value for node in self.parents if isinstance(node, cst.Comment)]

    def neighbours(self, node: cst.BaseExpression) -> tuple[str, str]:
        """The characters before and after an expression with its parentheses; "" at the ends of a line."""
        first = node.lpar[0] if node.lpar else node
        last = node.rpar[-1] if node.rpar else node
        line, column = _ends(self.spans[first])[0]
        end_line, end_column = _ends(self.spans[last])[1]
        return self._lines[line - 1][:column][-1:], self._lines[end_line - 1][end_column:][:1]


@cache
def field_names(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def fields_of(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield the direct children of a node (its own `children` visits and costs ten times as much)."""
    for name in field_names(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            yield value
        elif isinstance(value, (list, tuple)):
            for item in value:
                if isinstance(item, cst.CSTNode):
                    yield item


Node = TypeVar("Node", bound=cst.CSTNode)


def altered(node: Node, **changes: Any) -> Node:
    """Copy a node with some fields changed, as `with_changes` does, but without libcst's checks of white space.

    These take `return(a if b else c)` for a mistake; what is written is parsed by `ast` in the end.
    """
    result = object.__new__(type(node))
    for name in field_names(type(node)):
        object.__setattr__(result, name, changes[name] if name in changes else getattr(node, name))
    return result


def rebuilt(node: Node, change: Callable[[cst.CSTNode], cst.CSTNode]) -> Node:
    """Copy a node with each child changed; the same node if none is."""
    changes: dict[str, Any] = {}
    for name in field_names(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            new: Any = change(value)
            same = new is value
        elif isinstance(value, (list, tuple)):
            items = cast("Sequence[object]", value)
            new = [change(item) if isinstance(item, cst.CSTNode) else item for item in items]
            same = all(one is two for one, two in zip(items, new, strict=True))
        else:
            continue
        if not same:
            changes[name] = new
    return altered(node, **changes) if changes else node


def _ends(span: CodeRange) -> tuple[tuple[int, int], tuple[int, int]]:
    return (span.start.line, span.start.column), (span.end.line, span.end.column)


_tree = lru_cache(maxsize=64)(BlockTree)


def block_tree(document: Document, block: Block) -> BlockTree:
    """Parse a block, or take the tree of the same text that was parsed before."""
    newline = document.newline
    end = block.members[0].start if block.members else block.end
    text = "".join(document.lines[block.start : end])
    head = ""
    foot = f"{block.indent}pass{newline}" if block.members else ""
    outer = block.parent
    indents: list[str] = [block.indent] if block.members else []
    while outer is not None:
        indents.append(outer.indent)
        outer = outer.parent
    indents = [*indents[::-1]]
    inside = indents[:-1] if block.members else indents
    for indent in ["", *inside][: len(inside)]:
        head += f"{indent}class _:{newline}"
    if not head and text.startswith("\ufeff"):
        raise CannotRewrite("the text starts with a byte order mark")
    return _tree(text, head, foot, _indent_unit(document, indents), newline)


def _indent_unit(document: Document, indents: list[str]) -> str:
    if len(indents) > 1 and indents[-1].startswith(indents[-2]) and len(indents[-1]) > len(indents[-2]):
        return indents[-1][len(indents[-2]) :]
    if indents:
        return indents[0]
    opened = False
    for line in document.lines:
        code = line.strip()
        if opened and code and line[0] in " \t":
            return line[: len(line) - len(line.lstrip(" \t"))]
        opened = code.endswith(":") and line[0] not in " \t" if code else opened
    return " " * 4
