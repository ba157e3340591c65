"""A function in a document: its node, the block that holds it, and what changes ask about it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ....source import Block, Document
from ..alike import Function, defined

if TYPE_CHECKING:
    from .editing import Edit  # it brings libcst

__all__ = ["CHANGING", "COMPREHENSIONS", "Apply", "Loop", "Proposal", "View", "located"]

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Loop = ast.For | ast.AsyncFor | ast.While


Apply = Callable[["Edit"], None]


class Proposal(NamedTuple):
    """One place of a function that could be written otherwise."""

    note: str
    """In words: "asks a set of `names`"."""
    apply: Apply


@dataclass(frozen=True, eq=False)
class View:
    """The function that is to become faster, as the changes see it."""

    document: Document
    block: Block
    function: Function
    qualname: str
    version: tuple[int, int] = (3, 10)
    """Of the program's interpreter."""
    installed: frozenset[str] = frozenset()
    """Packages that the program's interpreter has, of those that changes use."""

    @cached_property
    def parameters(self) -> frozenset[str]:
        return frozenset(each.arg for each in ast.walk(self.function.args) if isinstance(each, ast.arg))

    @cached_property
    def bound(self) -> frozenset[str]:
        """Names that the function binds, parameters among them."""
        return self.parameters | frozenset(_stored(self.function))

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.function) for child in ast.iter_child_nodes(node)}

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out, up to the function itself."""
        while node is not self.function:
            node = self._parents[node]
            yield node

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def walk(self) -> Iterator[ast.AST]:
        """All nodes of the body; of functions and classes within, none."""
        stack: list[ast.AST] = list(reversed(self.function.body))
        while stack:
            node = stack.pop()
            yield node
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
                stack.extend(reversed(list(ast.iter_child_nodes(node))))

    def bodies(self) -> Iterator[list[ast.stmt]]:
        """Each run of statements: the body, and those of its loops and branches."""
        yield self.function.body
        for node in self.walk():
            for name in ("body", "orelse", "finalbody"):
                body = getattr(node, name, None)
                if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                    yield body

    def loops(self) -> Iterator[Loop]:
        """Loops, outer ones first."""
        for node in self.walk():
            if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
                yield node

    def outermost_loop(self, node: ast.AST) -> Loop | None:
        """The outermost loop around a node, where the node is run by each pass of it."""
        found: Loop | None = None
        inner = node
        for outer in self.around(node):
            if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
                if outer is not self.function:
                    return None
            elif isinstance(outer, (ast.For, ast.AsyncFor)):
                if inner is not outer.iter and inner not in outer.orelse:
                    found = outer
            elif isinstance(outer, ast.While) and inner not in outer.orelse:
                found = outer
            inner = outer
        return found

    def anchor(self, node: ast.AST) -> ast.stmt | None:
        """The statement above which goes what a node that is run again and again needs only once: its outermost loop,
        or what holds its comprehension. None where it is run once."""
        found: ast.stmt | None = self.outermost_loop(node)
        if found is None:
            for outer in self.around(node):
                if isinstance(outer, COMPREHENSIONS) and node not in ast.walk(outer.generators[0].iter):
                    found = self.statement(outer)
                elif isinstance(outer, ast.stmt):
                    break
                elif isinstance(outer, ast.Lambda):
                    return None
        while found is not None:
            parent = self.parent(found)
            if not (isinstance(parent, ast.If) and parent.orelse == [found] and isinstance(found, ast.If)):
                break
            found = parent  # perhaps an `elif`
        return found

    def unchanged(self, node: ast.AST, anchor: ast.stmt) -> bool:
        """Does an expression go by nothing that the statement binds or, to all appearances, changes?"""
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        return not any(self.touched(name, anchor) for name in names) and not any(
            isinstance(each, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda, *COMPREHENSIONS))
            for each in ast.walk(node)
        )

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that a node stands in."""
        return node if isinstance(node, ast.stmt) else next(it for it in self.around(node) if isinstance(it, ast.stmt))

    def local_before(self, name: str, statement: ast.stmt) -> bool:
        """Is a name the function's own, and bound before a statement? Parameters are; others where they stand above."""
        if name in self.parameters:
            return True
        return any(
            isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
            and node.lineno < statement.lineno
            for node in self.walk()
        )  # fmt: skip

    def uses(self, name: str, within: ast.AST | None = None) -> list[ast.Name]:
        """Each occurrence of a name."""
        return [node for node in ast.walk(within or self.function) if isinstance(node, ast.Name) and node.id == name]

    def touched(self, name: str, within: ast.AST) -> bool:
        """May what a name means be another, or be changed, by the end of a piece of code? A call of one of its methods
        that is not known to leave it alone counts, and so does giving it to somebody as `x.append(name)` does not."""
        for node in ast.walk(within):
            match node:
                case ast.Name(id=found, ctx=ast.Store() | ast.Del()) if found == name:
                    return True
                case ast.Attribute(value=ast.Name(id=found), ctx=ast.Store() | ast.Del()) if found == name:
                    return True
                case ast.Subscript(value=ast.Name(id=found), ctx=ast.Store() | ast.Del()) if found == name:
                    return True
                case ast.Call(func=ast.Attribute(value=ast.Name(id=found), attr=method)) if found == name:
                    if method in CHANGING:
                        return True
                case _:
                    pass
        return False


CHANGING = frozenset({
    "add", "append", "appendleft", "clear", "discard", "extend", "extendleft", "insert", "pop", "popitem", "popleft",
    "remove", "reverse", "rotate", "setdefault", "sort", "update", "write", "read", "readline",
})  # fmt: skip
"""Methods after which an object may be another than before."""


def _stored(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        match each:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                if each is not node:
                    yield name
            case ast.alias(name=name, asname=alias):
                yield alias or name.partition(".")[0]
            case _:
                pass


def located(document: Document, qualified: str) -> tuple[Block, Function] | None:
    """Find a function by its qualified name: the last definition of the name. None: there is none, or it is broken."""
    found: tuple[Block, Function] | None = None
    wanted = qualified.replace(".<locals>", "").split(".")
    for block in document.leaves():
        outer: list[str] = []
        parent = block.parent
        while parent is not None:
            first = parent.nodes[0]
            assert isinstance(first, ast.ClassDef)
            outer.insert(0, first.name)
            parent = parent.parent
        if outer == wanted[: len(outer)]:
            for function in defined(block.nodes, wanted[len(outer) :]):
                found = block, function
    return found
