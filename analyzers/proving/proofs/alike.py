"""Whether two texts of a function are the same program, written differently: comments, layout, names of locals."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from hashlib import sha256

__all__ = ["Function", "defined", "shape_of"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def shape_of(text: str, function: str) -> str:
    """Digest a file's program, without what does not matter: layout, docstrings, what the function's locals are called.

    The order of imports counts as nothing either. Raises SyntaxError, for a null character ValueError, and
    RecursionError where it is nested too deeply.
    """
    tree = ast.parse(text)
    for found in defined(tree.body, function.replace(".<locals>", "").split(".")):
        _rename(found)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            _drop_docstring(node)
    imports = sorted(ast.dump(each) for each in tree.body if isinstance(each, (ast.Import, ast.ImportFrom)))
    others = [ast.dump(each) for each in tree.body if not isinstance(each, (ast.Import, ast.ImportFrom))]
    return sha256("\n".join([*imports, *others]).encode("utf-8", "surrogatepass")).hexdigest()


def defined(nodes: Sequence[ast.stmt], names: Sequence[str]) -> Iterator[Function]:
    """Yield the functions of a dotted name, given in parts, in some statements, `if` and `try` looked into."""
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if names and node.name == names[0]:
                if names[1:]:
                    yield from defined(node.body, names[1:])
                elif not isinstance(node, ast.ClassDef):
                    yield node
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from defined(getattr(node, name, []), names)
        for handler in getattr(node, "handlers", []):
            yield from defined(handler.body, names)


def _drop_docstring(node: ast.Module | ast.ClassDef | Function) -> None:
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        del node.body[0]


def _rename(function: Function) -> None:
    """Number the local names of a function in the order in which they appear. Parameters keep theirs."""
    kept = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
    names: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            kept.update(node.names)
    for node in _in_order(function):
        bound = node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None
        if isinstance(node, ast.ExceptHandler):
            bound = node.name
        if bound is not None and bound not in kept:
            names.setdefault(bound, f"local {len(names)}")
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id in names:
            node.id = names[node.id]
        elif isinstance(node, ast.ExceptHandler) and node.name in names:
            node.name = names[node.name]


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Depth first, in the order of the text as far as the tree has it; inner functions' own names are theirs."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        yield child
        yield from _in_order(child)
