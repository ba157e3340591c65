"""What a module imports at its top level, `if` and `try` included."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..source import Document

__all__ = ["ModuleImports", "imports_of"]


@dataclass(slots=True)
class ModuleImports:
    renamed: dict[str, str] = field(default_factory=dict[str, str])
    """Local name → imported name, for `from m import name as local`."""
    packages: set[str] = field(default_factory=set[str])
    """Top-level packages of absolute imports."""
    names: set[str] = field(default_factory=set[str])
    """What import statements bind, all that stand outside functions and classes."""


def imports_of(document: Document) -> ModuleImports:
    """Look at the import statements only: cheap enough for every file."""
    imports = ModuleImports()
    for block in document.blocks:
        for node in block.nodes:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                _add((node,), imports)
            elif isinstance(node, (ast.If, ast.Try)):
                _add(ast.walk(node), imports)
            elif isinstance(node, _COMPOUND):
                for part in ast.walk(node):
                    if isinstance(part, (ast.Import, ast.ImportFrom)):
                        imports.names.update(_bound(part))
    return imports


_COMPOUND = (ast.With, ast.For, ast.While, ast.Match, getattr(ast, "TryStar", ast.Try))


def _bound(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.asname or alias.name.partition(".")[0] for alias in node.names]


def _add(nodes: Iterable[ast.AST], imports: ModuleImports) -> None:
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            imports.names.update(_bound(node))
            if node.module and not node.level:
                imports.packages.add(node.module.partition(".")[0])
            imports.renamed.update((a.asname, a.name) for a in node.names if a.asname and a.asname != a.name)
        elif isinstance(node, ast.Import):
            imports.names.update(_bound(node))
            imports.packages.update(alias.name.partition(".")[0] for alias in node.names)
