"""Which blocks of a document to look at again when it is told something else of the functions that it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from .semantics.outside import Outside
from .source import Block, Document

__all__ = ["concerned_by"]

_COMPOUND = frozenset({
    ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match,
    getattr(ast, "TryStar", ast.Try),
})  # fmt: skip
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def concerned_by(document: Document, before: Outside, after: Outside) -> Iterator[Block]:
    """Yield the blocks that hold a call of which something else is told now; all, where the file's facts changed."""
    if before is after:
        return
    if before.facts != after.facts:
        yield from (block for block in document.leaves() if block.nodes)
        return
    old, new = before.calls, after.calls
    changed = {key[0] for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    if not changed:
        return
    # A function's name begins with those of what is around it; "" stands for the module's own code.
    names = {name.partition(".<locals>")[0] for name in changed}
    for block in document.leaves():
        if block.nodes and not names.isdisjoint(_names(block)):
            yield block


def _names(block: Block) -> Iterator[str]:
    """The qualified names of functions and classes that a block's statements define, and of what is around them."""
    around = ""
    outer = block.parent
    while outer is not None:
        name = outer.nodes[0].name  # pyright: ignore[reportAttributeAccessIssue] - a class has members
        around = f"{name}.{around}" if around else name
        outer = outer.parent
    yield ""
    yield around
    yield from _defined(block.nodes, f"{around}." if around else "")


def _defined(statements: Sequence[ast.stmt], prefix: str) -> Iterator[str]:
    """Looks into statements only: what an expression holds has no name of its own."""
    for statement in statements:
        if isinstance(statement, _DEFINITIONS):
            yield prefix + statement.name
            if isinstance(statement, ast.ClassDef):
                yield from _defined(statement.body, f"{prefix}{statement.name}.")
        elif statement.__class__ in _COMPOUND:
            for name in ("body", "orelse", "finalbody"):
                yield from _defined(getattr(statement, name, ()), prefix)
            for name in ("handlers", "cases"):
                for part in getattr(statement, name, ()):
                    yield from _defined(part.body, prefix)
