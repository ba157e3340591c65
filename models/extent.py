"""Which lines a fix of a finding can save time in: what is marked, and the loop that does nothing else."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer
    from ..analyzers.findings import Finding

__all__ = ["extent_of", "statements_around"]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_WHOLE = (*_FUNCTIONS, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
"""What is marked in the header of these is often paid in the body: `for i in range(len(rows))`."""


def extent_of(analyzer: Analyzer, finding: Finding) -> set[int]:
    """Lines, counted from 0 in the document; all that are marked are among them.

    The whole statement, for profilers tell the line of a call, which may be any line of a long statement. Where that is
    all there is in an `if` or a loop, their headers too: without it they would not run.
    """
    block = analyzer.document.block_at(finding.span.start.line)
    last = finding.span.end.line
    if finding.span.end.column == 0 and last > finding.span.start.line:
        last -= 1
    lines = set(range(finding.span.start.line, last + 1))
    chain = statements_around(block.nodes, finding.match.node)
    if not chain:
        return lines
    shift = block.line_of(chain[0]) - chain[0].lineno
    inner = chain.pop()
    lines.update(_lines([inner] if isinstance(inner, _WHOLE) else _header(inner), shift))
    while chain and _is_alone(inner, chain[-1]):
        inner = chain.pop()
        lines.update(_lines(_header(inner), shift))
    return lines


def statements_around(roots: Any, node: ast.AST) -> list[ast.stmt]:
    """The statements that a node lies in, outermost first; the last one has it in its header or is a simple one."""
    line: int | None = getattr(node, "lineno", None)
    if line is None:
        return []
    place = (line, getattr(node, "col_offset", 0))
    chain: list[ast.stmt] = []
    stack: list[Any] = list(roots)
    while stack:
        inner = stack.pop()
        decorators = getattr(inner, "decorator_list", None)
        begin = (decorators[0].lineno, 0) if decorators else (inner.lineno, inner.col_offset)
        if begin <= place < (inner.end_lineno, inner.end_col_offset):
            chain.append(inner)
            stack = [each for statements in _bodies(inner) for each in statements]
    return chain


def _bodies(statement: Any) -> list[list[ast.stmt]]:
    parts = (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ()))
    own = [getattr(statement, name, None) for name in ("body", "orelse", "finalbody")]
    return [statements for statements in (*own, *(part.body for part in parts)) if statements]


def _is_alone(statement: ast.stmt, outer: ast.stmt) -> bool:
    return isinstance(outer, (ast.For, ast.AsyncFor, ast.While, ast.If)) and _bodies(outer) == [[statement]]


def _header(statement: ast.stmt) -> list[Any]:
    """Of a loop or an `if` what stands before its body; of a simple statement all of it."""
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return [statement.target, statement.iter]
    return [statement.test] if isinstance(statement, (ast.If, ast.While)) else [statement]


def _lines(nodes: list[Any], shift: int) -> range:
    return range(min(node.lineno for node in nodes) + shift, max(node.end_lineno for node in nodes) + shift + 1)
