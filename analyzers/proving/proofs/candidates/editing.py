"""The rewrite of a block that changes get: what rules have, and decorators and module-level constants besides."""

from __future__ import annotations

import ast

from ....findings import Position, Span, TextEdit
from ....rewriting.edits import merged
from ....rewriting.rewrite import BlockRewrite
from ....source import Block, Document
from ..alike import Function

__all__ = ["Edit"]


class Edit(BlockRewrite):
    """See the protocol `Rewrite`."""

    def __init__(self, document: Document, block: Block) -> None:
        super().__init__(document, block)
        self._lines: dict[int, list[str]] = {}
        """New lines by the absolute line above which they go."""

    def decorate(self, function: Function, decorator: str) -> None:
        """Put a decorator nearest to the `def` of the block's function."""
        line = self._block.line_of(function)
        text = self._document.lines[line]
        indent = text[: len(text) - len(text.lstrip(" \t\f"))]
        self._lines.setdefault(line, []).append(f"{indent}@{decorator}{self._document.newline}")

    def constant(self, wanted: str, value: str, near: ast.AST) -> str:
        """Add `name = value` above the top-level statement that holds the block; returns the name."""
        name = self.name(wanted, near)
        top = self._block
        while top.parent is not None:
            top = top.parent
        first = top.nodes[0]
        decorators = getattr(first, "decorator_list", [])
        line = min(map(top.line_of, [first, *decorators]))
        while line > top.start and self._document.lines[line - 1].startswith("#"):
            line -= 1
        newline = self._document.newline
        lines = self._lines.setdefault(line, [newline * 2])
        lines.insert(len(lines) - 1, f"{name} = {value}{newline}")
        return name

    def edits(self) -> tuple[TextEdit, ...]:
        new = [
            TextEdit(Span(Position(line, 0), Position(line, 0)), "".join(lines)) for line, lines in self._lines.items()
        ]
        return merged([*super().edits(), *new])
