"""Loops that do the same to each of many items, no item needing another's result: what can run at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..semantics.inference import type_of
from ..semantics.knowledge import MUTATING_METHODS
from ..semantics.names import dotted, resolve
from .sources import Function, Sources

__all__ = ["Mapped", "called", "changes_elsewhere", "mapped_loops"]

Way = Literal["append", "store", "list", "dict", ""]
_REPEATABLE = ("list", "tuple", "set", "frozenset", "dict", "range", "str")
_DEEPEST = 3
_SAYS = frozenset({"print", "input"})


@dataclass(frozen=True, slots=True, eq=False)
class Mapped:
    """A loop whose passes call one function for an item each."""

    owner: Function
    whole: ast.For | ast.ListComp | ast.DictComp | ast.AST
    call: ast.Call
    """Of the function, within it."""
    item: str
    items: ast.expr
    way: Way
    """How results are collected; "" in a way that is not understood, so that nothing is known to be independent."""
    is_awaited: bool = False

    @property
    def line(self) -> int:
        return self.owner.line_of(self.whole)

    @property
    def repeatable(self) -> bool:
        """May what it runs over be run over twice?"""
        return isinstance(self.items, ast.Name) and type_of(self.owner.facts, self.items).is_(*_REPEATABLE)


def mapped_loops(owner: Function, callee: str = "") -> Iterator[Mapped]:
    """Loops of a function that call another one (by the last part of its name; "": any) for each item."""
    view = owner.view
    for node in view.walk():
        match node:
            case ast.For(target=ast.Name(id=item), iter=items, orelse=[]):
                found = list(_calls(node.body, callee, item))
                if len(found) == 1:
                    call, awaited = found[0]
                    way = _collected(node.body, call, item, awaited)
                    yield Mapped(owner, node, call, item, items, way, awaited)
            case ast.ListComp(generators=[ast.comprehension(target=ast.Name(id=item), iter=items, ifs=[], is_async=0)]):
                yield from _comprehended(owner, node, node.elt, item, items, callee, "list")
            case ast.DictComp(
                key=ast.Name(id=key),
                generators=[ast.comprehension(target=ast.Name(id=item), iter=items, ifs=[], is_async=0)],
            ) if key == item:
                yield from _comprehended(owner, node, node.value, item, items, callee, "dict")
            case _:
                pass


def _comprehended(
    owner: Function, node: ast.ListComp | ast.DictComp, value: ast.expr, item: str, items: ast.expr, callee: str,
    way: Way,
) -> Iterator[Mapped]:  # fmt: skip
    inner = value.value if isinstance(value, ast.Await) else value
    if isinstance(inner, ast.Call) and _is_of(inner, callee) and _names(inner, item):
        yield Mapped(owner, node, inner, item, items, way, inner is not value)


def _calls(body: list[ast.stmt], callee: str, item: str) -> Iterator[tuple[ast.Call, bool]]:
    for statement in body:
        for node in ast.walk(statement):
            inner = node.value if isinstance(node, ast.Await) else None
            if isinstance(inner, ast.Call) and _is_of(inner, callee) and _names(inner, item):
                yield inner, True
            elif isinstance(node, ast.Call) and _is_of(node, callee) and _names(node, item):
                awaited = any(isinstance(each, ast.Await) and each.value is node for each in ast.walk(statement))
                if not awaited:
                    yield node, False


def _is_of(call: ast.Call, callee: str) -> bool:
    last = (dotted(call.func) or getattr(call.func, "attr", "")).rpartition(".")[2]
    return last == callee if callee else bool(last) and last not in ("append", "add")


def _names(node: ast.AST, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node))


def _collected(body: list[ast.stmt], call: ast.Call, item: str, awaited: bool) -> Way:
    """How a loop collects what the call gives, where that is all that it does."""

    def is_call(value: ast.expr) -> bool:
        return value.value is call if awaited and isinstance(value, ast.Await) else value is call

    match body:
        case [ast.Expr(ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]))]:
            return "append" if is_call(value) and not _names(call, name) else ""
        case [ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=key))], value=value)]:
            return "store" if key == item and is_call(value) and not _names(call, name) else ""
        case _:
            return ""


def called(sources: Sources, owner: Function, call: ast.Call, known: str = "") -> Function | None:
    """The plain function that a call runs, of the same file or, by `known` (its file), of another one."""
    func = call.func
    if isinstance(func, ast.Name):
        found = resolve(owner.facts, func)
        if found is not None and len(found[1]) == 1 and found[1][0][0].kind == "def":
            return owner.source.function(func.id)
    name = (dotted(func) or "").rpartition(".")[2]
    return sources.function(known, name) if known and name else None


def changes_elsewhere(sources: Sources, function: Function, depth: int = _DEEPEST) -> str:
    """What a function visibly changes beside its own variables, in words; "" for nothing that can be seen."""
    view = function.view
    own = view.bound - view.parameters
    for node in view.walk():
        match node:
            case ast.Global(names=[name, *_]) | ast.Nonlocal(names=[name, *_]):
                return f"it sets {name}, which others see"
            case ast.Attribute(value=value, ctx=ast.Store()) | ast.Subscript(value=value, ctx=ast.Store()):
                if (root := _root(value)) not in own:
                    return f"it changes {root or function.text_of(value)}"
            case ast.Call(func=ast.Name(id=name)) if name in _SAYS and name not in view.bound:
                return f"it calls {name}()"
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in MUTATING_METHODS:
                if (root := _root(value)) not in own:
                    return f"it changes {root or function.text_of(value)}"
            case ast.Call() if depth > 0 and isinstance(node.func, ast.Name):
                inner = called(sources, function, node)
                if inner is not None and inner.name != function.name:
                    found = changes_elsewhere(sources, inner, depth - 1)
                    if found:
                        return f"{inner.name}: {found}"
            case _:
                pass
    return ""


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
