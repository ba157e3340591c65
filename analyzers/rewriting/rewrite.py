"""`BlockRewrite`: what a rule's rewrite is given, for one block of a document."""

from __future__ import annotations

import ast
import builtins
import re

import libcst as cst

from ..findings import TextEdit
from ..source import Block, Document
from .edits import merged, minimal_edits
from .failure import CannotRewrite
from .imports import FileImports
from .naming import bound_names, fresh_name, used_names
from .render import Changes, render
from .templates import Filling, Template
from .tree import block_tree

__all__ = ["BlockRewrite"]

_BUILTINS = frozenset(dir(builtins))
_CALLED = re.compile(r"(?<![\w.{])(\w+)[(.]")


class BlockRewrite:
    """Records a rule's changes to one block and turns them into edits; see the protocol `Rewrite`.

    Beyond the protocol a hole may be a list of statements, and a node without a place in the lossless tree (a
    keyword, a comprehension's `for`, a slice) is filled in as its text.
    """

    def __init__(self, document: Document, block: Block) -> None:
        if block.error is not None or not block.nodes:
            raise CannotRewrite("the code does not parse")
        self._document = document
        self._block = block
        self._tree = block_tree(document, block)
        self._changes = Changes()
        self._imports = FileImports(document, block)
        self._taken: set[str] | None = None

    def replace(self, node: ast.AST, template: str, /, **holes: Filling) -> None:
        filled = self._template(template, holes)
        if isinstance(node, ast.stmt):
            changes = self._changes.of(self._tree.statement(node, self._block.base))
            if changes.replacement is not None or changes.deleted:
                raise CannotRewrite("one statement is replaced twice")
            changes.replacement = filled
            return
        if not isinstance(node, ast.expr) or isinstance(node, (ast.Starred, ast.Slice)):
            raise CannotRewrite(f"a {type(node).__name__} cannot be replaced")
        found = self._tree.expression(node, self._block.base)
        if found in self._changes.expressions:
            raise CannotRewrite("one expression is replaced twice")
        self._changes.expressions[found] = filled

    def insert_before(self, statement: ast.stmt, template: str, /, **holes: Filling) -> None:
        changes = self._changes.of(self._tree.statement(statement, self._block.base))
        changes.before.append(self._template(template, holes))

    def insert_after(self, statement: ast.stmt, template: str, /, **holes: Filling) -> None:
        changes = self._changes.of(self._tree.statement(statement, self._block.base))
        changes.after.append(self._template(template, holes))

    def delete(self, statement: ast.stmt, /) -> None:
        changes = self._changes.of(self._tree.statement(statement, self._block.base))
        if changes.replacement is not None:
            raise CannotRewrite("a statement is replaced and deleted")
        changes.deleted = True

    def name(self, wanted: str, near: ast.AST, /, *instead: str) -> str:
        """Find a name that is used nowhere in the block nor bound at the module's top level: the one that is wanted,
        one of those instead, or the first with a number."""
        found = next((name for name in (wanted, *instead) if fresh_name(name, self._names()) == name), None)
        found = found or fresh_name(wanted, self._names())
        self._names().add(found)
        return found

    def imported(self, qualified: str, near: ast.AST, /) -> str:
        written = self._imports.written(qualified, near, self._names())
        self._names().add(written.partition(".")[0])
        return written

    def text(self, node: ast.AST, /) -> str:
        """Source text of a node as it stands, without parentheses around it."""
        if isinstance(node, ast.comprehension):
            return self._comprehension(node)
        if not isinstance(node, (ast.stmt, ast.expr, ast.keyword, ast.arg, ast.alias, ast.excepthandler, ast.pattern)):
            raise CannotRewrite(f"a {type(node).__name__} has no place of its own")
        # All of these have the four attributes that `span_of` reads.
        span = self._document.span_of(self._block, node)  # pyright: ignore[reportArgumentType]
        return self._document.slice(span)

    def edits(self) -> tuple[TextEdit, ...]:
        """The fewest edits of the document that make the recorded changes, with those of its imports."""
        return merged([*self._imports.edits(), *self._block_edits()])

    def _block_edits(self) -> list[TextEdit]:
        block = self._block
        if not self._changes.expressions and not self._changes.statements:
            return []
        siblings = block.parent.members if block.parent is not None else []
        needs_pass = block.parent is not None and sum(len(member.nodes) for member in siblings) == len(block.nodes)
        try:
            new = render(self._tree, self._changes, block.base, needs_pass)
        except cst.CSTValidationError as error:
            raise CannotRewrite(f"the new code cannot be written: {error}") from error
        if new:
            try:
                ast.parse(self._tree.whole(new))
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                raise CannotRewrite(f"the new code does not parse: {error}") from error
        return minimal_edits(self._tree.text, new, block.start)

    def _hidden(self) -> set[str]:
        """Names that the block or the module binds; a method's own is not seen in it."""
        roots = self._block.nodes
        inner = (
            roots if self._block.parent is None else (child for root in roots for child in ast.iter_child_nodes(root))
        )
        return bound_names(inner).keys() | self._imports.top_names.keys()

    def _names(self) -> set[str]:
        if self._taken is None:
            self._taken = used_names(self._block.nodes) | self._imports.top_names.keys()
        return self._taken

    def _template(self, source: str, holes: dict[str, Filling]) -> Template:
        called = {*_CALLED.findall(source), *(hole for hole in holes.values() if isinstance(hole, str))} & _BUILTINS
        if called and not called.isdisjoint(self._hidden()):
            raise CannotRewrite(f"{min(called & self._hidden())} is not the builtin here")
        return Template(source, {name: self._filling(filling) for name, filling in holes.items()})

    def _filling(self, filling: Filling) -> Filling:
        if isinstance(filling, (ast.Starred, ast.Slice)):
            return self.text(filling)
        if isinstance(filling, ast.AST) and not isinstance(filling, (ast.expr, ast.stmt)):
            return self.text(filling)
        if isinstance(filling, ast.Tuple) and not isinstance(filling.ctx, ast.Load):
            return self.text(filling)
        return filling

    def _comprehension(self, node: ast.comprehension) -> str:
        found = self._tree.parents[self._tree.expression(node.iter, self._block.base)]
        if not isinstance(found, cst.CompFor):
            raise CannotRewrite("found no comprehension at its place")
        return self._tree.module.code_for_node(found.with_changes(inner_for_in=None)).strip()
