"""Which blocks of a document to look at again when it is told something else of the functions that it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .semantics.outside import Outside
from .source import Block, Document

__all__ = ["concerned_by"]

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
    """The qualified names of functions and classes that a block's statements define, and "" for its other code."""
    prefix = ""
    outer = block.parent
    while outer is not None:
        prefix = f"{outer.nodes[0].name}.{prefix}"  # pyright: ignore[reportAttributeAccessIssue] - a class has members
        outer = outer.parent
    yield ""
    for statement in block.nodes:
        for node in ast.walk(statement) if not isinstance(statement, _DEFINITIONS) else (statement,):
            if isinstance(node, ast.ClassDef):
                yield from _members(node, f"{prefix}{node.name}.")
            elif isinstance(node, _DEFINITIONS):
                yield prefix + node.name


def _members(owner: ast.ClassDef, prefix: str) -> Iterator[str]:
    for node in owner.body:
        if isinstance(node, ast.ClassDef):
            yield from _members(node, f"{prefix}{node.name}.")
        elif isinstance(node, _DEFINITIONS):
            yield prefix + node.name
