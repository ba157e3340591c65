"""How these tests speak: a source text, what is done to nodes in it (found by their code), and the text that follows."""

from __future__ import annotations

import ast

from slowspot.analyzers.rewriting import apply_edits
from slowspot.analyzers.rewriting.rewrite import BlockRewrite
from slowspot.analyzers.source import Block, Document


class Rewriting:
    """A document, and a rewrite of the block in which `anchor` is found."""

    def __init__(self, source: str, anchor: str) -> None:
        self.document = Document(source)
        self.block, _ = _find(self.document, anchor)
        self.rewrite = BlockRewrite(self.document, self.block)

    def __call__(self, code: str) -> ast.AST:
        """The node with this code: the first expression or statement of the block that reads so."""
        return _find(self.document, code, self.block)[1]

    def statement(self, code: str) -> ast.stmt:
        node = _find(self.document, code, self.block, ast.stmt)[1]
        assert isinstance(node, ast.stmt)
        return node

    @property
    def text(self) -> str:
        edits = self.rewrite.edits()
        for one, two in zip(edits, edits[1:], strict=False):
            assert one.span.end <= two.span.start
        return apply_edits(self.document, edits)


def _find(document: Document, code: str, within: Block | None = None, kind: type = ast.AST) -> tuple[Block, ast.AST]:
    for block in [within] if within else document.leaves():
        for root in block.nodes:
            for node in ast.walk(root):
                if isinstance(node, (ast.stmt, ast.expr)) and isinstance(node, kind) and _reads(node, code):
                    return block, node
    raise LookupError(code)


def _reads(node: ast.AST, code: str) -> bool:
    text = ast.unparse(node)
    return text == code or (isinstance(node, ast.stmt) and text.partition("\n")[0] == code)
