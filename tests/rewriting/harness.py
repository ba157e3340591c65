"""How these tests speak: a text, what is done to nodes in it (found by their code), and the text that follows."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable
from textwrap import dedent

from slowspot.analyzers.rewriting import apply_edits
from slowspot.analyzers.rewriting.failure import CannotRewrite
from slowspot.analyzers.rewriting.rewrite import BlockRewrite
from slowspot.analyzers.source import Block, Document

__all__ = ["Rewriting", "check", "check_declined", "code"]


class Rewriting:
    """A document, and a rewrite of the block in which `anchor` is found."""

    def __init__(self, source: str, anchor: str) -> None:
        self.document = Document(source)
        self.block, _ = _find(self.document, anchor)
        self.rewrite = BlockRewrite(self.document, self.block)

    def __call__(self, text: str) -> ast.AST:
        """The first node of the block whose code (or first line) reads so, as `ast.unparse` writes it."""
        return _find(self.document, text, self.block)[1]

    def statement(self, text: str) -> ast.stmt:
        node = _find(self.document, text, self.block, ast.stmt)[1]
        assert isinstance(node, ast.stmt)
        return node

    @property
    def text(self) -> str:
        edits = self.rewrite.edits()
        assert all(one.span.end <= two.span.start for one, two in itertools.pairwise(edits))
        return apply_edits(self.document, edits)


def code(text: str) -> str:
    return dedent(text).removeprefix("\n")


def check(before: str, anchor: str, change: Callable[[Rewriting, BlockRewrite], object], after: str) -> None:
    """Hold that a change of the block with `anchor` in it yields the text `after`."""
    rewriting = Rewriting(before, anchor)
    change(rewriting, rewriting.rewrite)
    text = rewriting.text
    assert text == after, text


def check_declined(before: str, anchor: str, change: Callable[[Rewriting, BlockRewrite], object]) -> str:
    """Hold that the change is refused, and return why."""
    try:
        rewriting = Rewriting(before, anchor)
        change(rewriting, rewriting.rewrite)
        text = rewriting.text
    except CannotRewrite as error:
        return str(error)
    raise AssertionError(f"was not declined:\n{text}")


def _find(document: Document, text: str, within: Block | None = None, kind: type = ast.AST) -> tuple[Block, ast.AST]:
    for block in [within] if within else document.leaves():
        for root in block.nodes:
            for node in ast.walk(root):
                if isinstance(node, (ast.stmt, ast.expr)) and isinstance(node, kind) and _reads(node, text):
                    return block, node
    raise LookupError(text)


def _reads(node: ast.AST, text: str) -> bool:
    found = ast.unparse(node).replace("lambda :", "lambda:")  # as Python 3.10 writes it
    return found == text or (isinstance(node, ast.stmt) and found.partition("\n")[0] == text)
