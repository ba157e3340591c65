"""Variables that grow in a loop: each pass makes the next value out of the one before."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .knowledge import MUTATING_METHODS, PURE_METHODS
from .loops import Loop, dotted, is_pure
from .model import BlockFacts
from .names import qualified_name

__all__ = ["Accumulation", "accumulation", "leaves", "only_looks"]

_STATEMENTS = (ast.For, ast.AsyncFor, ast.While)


class Place(Protocol):
    """What is asked of a `Site`, which imports this module."""

    facts: BlockFacts
    node: ast.AST

    @property
    def loops(self) -> list[Loop]: ...
    def statement(self, node: ast.AST, /) -> ast.stmt: ...
    def siblings(self, statement: ast.stmt, /) -> tuple[Sequence[ast.stmt], int]: ...
    def parent(self, node: ast.AST, /) -> ast.AST: ...
    def parents(self, node: ast.AST, /) -> Iterator[ast.AST]: ...
    def inside(self, node: ast.AST, outer: ast.AST, /) -> bool: ...


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
    start: ast.Assign | ast.AnnAssign | None = None
    """The statement before the loop, in the same body, that gives it its first value. None where there is none, or
    where something in between reads or binds it."""

    @property
    def start_value(self) -> ast.expr | None:
        return self.start.value if self.start is not None else None


def accumulation(at: Place, target: ast.expr, grown: Callable[[ast.stmt], ast.expr | None]) -> Accumulation | None:
    """How `target` grows around the place; None where every pass starts anew, or no loop is around.

    `grown(statement)` says whether a statement makes the target longer: it returns the node in it that stands for the
    old value (for `x += …` the target), else None. Costs a walk over the loops around.
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
        here.start = _start(at, path, loop)
        found = here
    return found


def _start(at: Place, path: str, loop: Loop) -> ast.Assign | ast.AnnAssign | None:
    body, index = at.siblings(loop.node)
    for statement in reversed(body[:index]):
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and dotted(statement.targets[0]) == path:
            return statement
        if isinstance(statement, ast.AnnAssign) and statement.value is not None and dotted(statement.target) == path:
            return statement
        if any(_mentions(node, path) for node in ast.walk(statement)):
            return None
    return None


def _mentions(node: ast.AST, path: str) -> bool:
    written = dotted(node) if isinstance(node, (ast.Name, ast.Attribute)) else None
    if written is None:
        return _binds(node, path)
    # Of `self.items`, a bare `self` counts only where it is handed on, which shows as a Name under no Attribute.
    return written == path or (path.startswith(written + ".") and not isinstance(node, ast.Name))


def only_looks(at: Place, node: ast.expr, inside: ast.AST) -> bool:
    """Does this read leave no second reference to the container that it reads, nor a half-run iteration over it?

    `inside` is a statement that changes the container: a `for` over the container around it is no mere look.
    """
    facts = at.facts
    parent: Any = facts.scopes.parent.get(node)
    if isinstance(parent, ast.Attribute):
        call = facts.scopes.parent.get(parent)
        methods = MUTATING_METHODS.union(*(PURE_METHODS[name] for name in ("list", "dict", "set")))
        lasting = ("items", "keys", "values")  # views
        if not (isinstance(call, ast.Call) and call.func is parent and parent.attr in methods):
            return False
        return parent.attr not in lasting or only_looks(at, call, inside)
    if isinstance(parent, (ast.Compare, ast.FormattedValue, ast.BinOp, ast.Expr)):
        return True
    if isinstance(parent, ast.Assert):
        return parent.test is node
    if isinstance(parent, ast.Return):  # unless a `finally` goes on with what is returned
        return not any(isinstance(outer, ast.Try) and at.inside(inside, outer) for outer in at.parents(parent))
    if isinstance(parent, ast.comprehension):
        whole = facts.scopes.parent[parent]
        return not isinstance(whole, ast.GeneratorExp) or is_pure(facts, facts.scopes.parent[whole])
    if isinstance(parent, ast.Subscript):
        return parent.value is node
    if isinstance(parent, (ast.If, ast.While)) or (isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)):
        return True
    if isinstance(parent, ast.BoolOp) or (isinstance(parent, ast.IfExp) and parent.test is not node):
        return only_looks(at, parent, inside)
    if isinstance(parent, ast.IfExp):
        return True
    if isinstance(parent, (ast.For, ast.AsyncFor)):
        return not at.inside(inside, parent)
    if isinstance(parent, (ast.Starred, ast.keyword)):
        return isinstance(parent, ast.Starred) or parent.arg is None  # copied
    if isinstance(parent, ast.Dict):
        return any(key is None and value is node for key, value in zip(parent.keys, parent.values, strict=True))
    if isinstance(parent, ast.Call) and parent.func is not node:
        qualified = qualified_name(facts, parent.func)
        if qualified in _LAZY:
            return only_looks(at, parent, inside)
        if qualified == "builtins.slice" or (qualified in _HAND_OUT and len(parent.args) > 1):
            return False
        return qualified == "builtins.print" or is_pure(facts, parent)
    return False


_HAND_OUT = {"builtins.max", "builtins.min", "builtins.sum"}
"""What of several arguments may return one as it is."""
_LAZY = {"builtins.enumerate", "builtins.zip", "builtins.reversed", "builtins.iter", "builtins.map", "builtins.filter"}


def _in_loop(at: Place, path: str, loop: Loop, grown: Callable[[ast.stmt], ast.expr | None]) -> Accumulation | None:
    result = Accumulation(path, loop)
    own: set[ast.AST] = set()
    loads: list[Any] = []
    nodes: list[ast.AST] = list(loop.walk())
    if loop.target is not None:
        nodes += ast.walk(loop.target)
        nodes += ast.walk(loop.node.iter)
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


def leaves(at: Place, loop: Loop) -> bool:
    """Is the loop certainly left after the place, and not passed again: `…; return`, `…; break`?"""
    if loop.is_comprehension:
        return False
    statement = at.statement(at.node)
    if isinstance(statement, (ast.Return, ast.Raise)):
        return True
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


def _inside_other_loop(at: Place, statement: ast.stmt, loop: Loop) -> bool:
    for parent in at.parents(statement):
        if parent is loop.node:
            return False
        if isinstance(parent, _STATEMENTS):
            return True
    return True


def _may_continue(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Continue) for node in ast.walk(statement))
