"""Lists that an object keeps in an attribute, and how the methods of its class use them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..site import Site

__all__ = ["grown_elsewhere", "uses_in_class"]

_QUEUE = {"append", "extend", "clear", "pop", "insert", "remove", "appendleft", "popleft"}
_LIMITS = (0, 1)


def uses_in_class(at: Site, attribute: ast.Attribute) -> list[tuple[ast.Attribute, list[ast.AST], ast.AST]]:
    """All places in the class of `self` that read or assign `self.name`: the place, what is around it (innermost
    first, up to the method), and the method. Empty where the class is not known."""
    owner = at.own_class(attribute.value)
    if owner is None:
        return []
    found: list[tuple[ast.Attribute, list[ast.AST], ast.AST]] = []
    block = at.facts.block
    while block is not None and not (block.nodes and block.nodes[0] is owner):
        block = block.parent
    members = owner.body if block is None or not block.members else [n for part in block.members for n in part.nodes]
    for method in members:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and method.args.args:
            myself = method.args.args[0].arg
            found += [
                (node, [*reversed(around)], method)
                for node, around in _walk(method, [])
                if isinstance(node, ast.Attribute)
                and node.attr == attribute.attr
                and isinstance(node.value, ast.Name)
                and node.value.id == myself
            ]
    return found


def _walk(node: ast.AST, around: list[ast.AST]) -> Iterator[tuple[ast.AST, list[ast.AST]]]:
    yield node, around
    inside = [*around, node]
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, inside)


def grown_elsewhere(at: Site, attribute: ast.Attribute) -> bool:
    """Does another method add to the end of the list, is nothing asked of it that a deque could not do, and nothing
    that keeps it short?"""
    grown = False
    for place, around, method in uses_in_class(at, attribute):
        match around[0]:
            case ast.Attribute(attr=name):
                call = around[1]
                if name not in _QUEUE or not isinstance(call, ast.Call):
                    return False
                if name in ("append", "extend") and method is not at.function and method.name != "__init__":  # pyright: ignore[reportAttributeAccessIssue]
                    grown = True
            case ast.Subscript(slice=ast.Slice()):
                return False
            case ast.Call(func=ast.Name(id="len")):
                if _is_limit(around):
                    return False
            case ast.Call() | ast.Return() | ast.keyword() | ast.Starred():
                return False
            case ast.Assign(value=value) if value is place:
                return False
            case _:
                pass
    return grown


def _is_limit(around: list[ast.AST]) -> bool:
    """`len(self.recent) > 10`: is a length compared with anything but 0 and 1?"""
    match around[1]:
        case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()], comparators=[right]):
            other = right if left is around[0] else left
            return not (isinstance(other, ast.Constant) and other.value in _LIMITS)
        case _:
            return False
