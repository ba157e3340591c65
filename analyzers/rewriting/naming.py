"""Names: which are taken where, so that new ones collide with none."""

from __future__ import annotations

import ast
import builtins
import keyword
from collections import Counter
from collections.abc import Iterable, Iterator

from ..source import Block, Document

__all__ = ["BUILTINS", "bound_names", "enclosing", "fresh_name", "module_bindings", "used_names"]

BUILTINS = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | frozenset(keyword.softkwlist)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def used_names(nodes: Iterable[ast.AST]) -> set[str]:
    """Collect every name in some statements, read or bound, in whatever scope."""
    names: set[str] = set()
    for root in nodes:
        for node in ast.walk(root):
            if isinstance(node, ast.Name):
                names.add(node.id)
            else:
                names.update(_bound_by(node))
    return names


def bound_names(nodes: Iterable[ast.AST]) -> Counter[str]:
    """Count how often each name is bound (or deleted) in some statements, in whatever scope."""
    names: Counter[str] = Counter()
    for root in nodes:
        for node in ast.walk(root):
            for name in _bound_by(node):
                names[name] += 1
    return names


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=alias):
            yield alias or name.partition(".")[0]
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case _ if type(node).__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple"):  # in ast from Python 3.12 on
            yield getattr(node, "name", "")
        case _:
            pass


def module_bindings(document: Document) -> Counter[str]:
    """Count how often the document's top level binds each name, outside functions and classes."""
    names: Counter[str] = Counter()
    for block in document.blocks:
        stack: list[ast.AST] = list(block.nodes)
        while stack:
            node = stack.pop()
            for name in _bound_by(node):
                names[name] += 1
            if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                stack.extend(ast.iter_child_nodes(node))
    return names


def enclosing(block: Block, node: ast.AST) -> list[ast.AST]:
    """List the nodes around a node of the block, outermost first, itself last; [] if it is not in the block."""
    path: list[ast.AST] = []

    def descend(inside: ast.AST) -> bool:
        path.append(inside)
        if inside is node:
            return True
        if any(descend(child) for child in ast.iter_child_nodes(inside)):
            return True
        path.pop()
        return False

    return path if any(descend(root) for root in block.nodes) else []


def fresh_name(wanted: str, taken: set[str]) -> str:
    """Find `wanted`, `wanted_2` … that is not taken, nor a builtin or keyword."""
    name = wanted
    number = 1
    while name in taken or name in BUILTINS:
        number += 1
        name = f"{wanted}_{number}"
    return name
