"""Which names a piece of code binds, and in which scope a name is looked up: only as exact as a summary needs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Names", "Scope", "bound_names", "target_names"]


@dataclass(slots=True)
class Names:
    """What the statements of one function, class or module bind."""

    bound: set[str] = field(default_factory=set[str])
    outer: set[str] = field(default_factory=set[str])
    """Declared `nonlocal`."""
    module: set[str] = field(default_factory=set[str])
    """Declared `global`."""


@dataclass(slots=True)
class Scope:
    kind: str
    """"module", "function", "class", "comprehension"."""
    function: int
    names: dict[str, int]
    parent: Scope | None
    declared: Names | None = None

    def lookup(self, name: str, *, inside: bool = True) -> int | None:
        """Return the variable that a name stands for; None for builtins and unknown names.

        Names of a class body are seen by the body itself only.
        """
        scope: Scope | None = self
        while scope is not None:
            if scope.kind != "class" or inside:
                declared = scope.declared
                if declared is not None and name in declared.module:
                    while scope.parent is not None:
                        scope = scope.parent
                    return scope.names.get(name)
                found = scope.names.get(name)
                if found is not None:
                    return found
            inside = inside and scope.kind == "comprehension"
            scope = scope.parent
        return None


def target_names(target: ast.AST) -> Iterator[str]:
    """Yield the names that an assignment target binds."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from target_names(element)
    elif isinstance(target, ast.Starred):
        yield from target_names(target.value)


def bound_names(body: Iterable[ast.stmt]) -> Names:
    """Collect what statements bind, those of nested functions and classes left out."""
    names = Names()
    bound = names.bound
    pending: list[Any] = list(body)
    while pending:
        node = pending.pop()
        kind = node.__class__
        if kind is ast.Assign:
            for target in node.targets:
                bound.update(target_names(target))
        elif kind in (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
            bound.add(node.name)
        elif kind in (ast.Import, ast.ImportFrom):
            bound.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif kind in (ast.AnnAssign, ast.AugAssign):
            bound.update(target_names(node.target))
        elif kind is ast.Global:
            names.module.update(node.names)
        elif kind is ast.Nonlocal:
            names.outer.update(node.names)
        else:
            if kind in (ast.For, ast.AsyncFor):
                bound.update(target_names(node.target))
            elif kind in (ast.With, ast.AsyncWith):
                for item in node.items:
                    if item.optional_vars is not None:
                        bound.update(target_names(item.optional_vars))
            elif kind is ast.ExceptHandler and node.name:
                bound.add(node.name)
            elif kind is ast.match_case:
                bound.update(_captured(node.pattern))
            for part in ("body", "orelse", "finalbody", "handlers", "cases"):
                pending.extend(getattr(node, part, ()))
    bound -= names.outer
    bound -= names.module
    return names


def _captured(pattern: ast.AST) -> Iterator[str]:
    for node in ast.walk(pattern):
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if isinstance(name, str):
            yield name
