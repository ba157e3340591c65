"""Variables that grow in a loop: each pass makes the next value out of the one before."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .loops import Loop, dotted

if TYPE_CHECKING:
    from .site import Site

__all__ = ["Accumulation", "accumulation", "leaves"]

_STATEMENTS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(slots=True)
class Accumulation:
    """A name or dotted attribute, and the outermost loop over whose passes it keeps growing."""

    path: str
    loop: Loop
    growing: list[ast.stmt] = field(default_factory=list[ast.stmt])
    """The statements in the loop that make it longer, in source order."""
    reads: list[ast.expr] = field(default_factory=list[ast.expr])
    """Where the loop reads it otherwise."""
    passes: int | None = None
    """How often it can grow by one statement, where the source tells; a loop that is left right after counts once."""


def accumulation(at: Site, target: ast.expr, grown: Callable[[ast.stmt], ast.expr | None]) -> Accumulation | None:
    """How `target` grows around the place; None where every pass starts anew, or no loop is around.

    `grown(statement)` says whether a statement makes the target longer: it returns the node in it that stands for the old
    value (for `x += …` the target), else None. Costs a walk over the loops around.
    """
    path = dotted(target)
    if path is None:
        return None
    found: Accumulation | None = None
    passes: int | None = 1
    for loop in at.loops:
        if loop.is_comprehension:
            return found  # a walrus in a comprehension is not looked into
        here = _in_loop(at, path, loop, grown)
        if here is None:
            return found
        count = 1 if leaves(at, loop) else loop.trip_count
        passes = None if passes is None or count is None else passes * count
        here.passes = passes
        found = here
    return found


def _in_loop(at: Site, path: str, loop: Loop, grown: Callable[[ast.stmt], ast.expr | None]) -> Accumulation | None:
    result = Accumulation(path, loop)
    own: set[ast.AST] = set()
    loads: list[Any] = []
    nodes: list[ast.AST] = list(loop.walk())
    if loop.target is not None:
        nodes += ast.walk(loop.target)
    if isinstance(loop.node, _STATEMENTS):
        nodes += (child for statement in loop.node.orelse for child in ast.walk(statement))
    for node in nodes:
        cls = node.__class__
        if cls is ast.Name or cls is ast.Attribute:
            if (written := dotted(node)) is None:
                continue
            if written == path and node.ctx.__class__ is ast.Load:  # pyright: ignore[reportAttributeAccessIssue]
                loads.append(node)
            elif node.ctx.__class__ is not ast.Load:  # pyright: ignore[reportAttributeAccessIssue]
                if written == path:
                    statement = at.statement(node)
                    if (old := grown(statement)) is None:
                        return None
                    own.add(old)
                    result.growing.append(statement)
                elif path.startswith(written + "."):
                    return None  # another object's attribute in each pass
        elif _binds(node, path):
            return None
    result.growing.sort(key=lambda statement: (statement.lineno, statement.col_offset))
    result.reads = [load for load in loads if load not in own]
    return result


def _binds(node: Any, path: str) -> bool:
    """Does a node that is no Name bind the path, or the name that it starts with?"""
    root = path.partition(".")[0]
    if isinstance(
        node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
    ):
        return node.name == root
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return any((alias.asname or alias.name).partition(".")[0] == root for alias in node.names)
    return isinstance(node, ast.MatchMapping) and node.rest == root


def leaves(at: Site, loop: Loop) -> bool:
    """Is the loop certainly left after the place, with nothing that could start another pass: `…; return`, `…; break`?"""
    if loop.is_comprehension:
        return False
    statement = at.statement(at.node)
    while statement is not loop.node:
        body, index = at.siblings(statement)
        for later in body[index + 1 :]:
            if isinstance(later, (ast.Return, ast.Raise)):
                return True
            if isinstance(later, ast.Break):
                if not _inside_other_loop(at, later, loop):
                    return True
                break
            if isinstance(later, ast.Continue) or _may_continue(later):
                return False
        parent: Any = at.parent(statement)
        while not isinstance(parent, ast.stmt):
            if isinstance(parent, ast.Module):
                return False
            parent = at.parent(parent)
        statement = parent
    return False


def _inside_other_loop(at: Site, statement: ast.stmt, loop: Loop) -> bool:
    for parent in at.parents(statement):
        if parent is loop.node:
            return False
        if isinstance(parent, _STATEMENTS):
            return True
    return True


def _may_continue(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Continue) for node in ast.walk(statement))
