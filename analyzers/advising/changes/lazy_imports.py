"""Moves an import from the top of a file into the functions that use it.

    import sqlite3                    def load(path):
                                 →        import sqlite3
    def load(path):
        return sqlite3.connect(path)      return sqlite3.connect(path)

What nobody calls is then never imported. A module that must be imported for what it does at import is not told from
others: that the program says the same is tried by running it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ...findings import Position, Span, TextEdit
from ...rewriting.edits import apply_edits
from ..advice import Change
from ..sources import Source

__all__ = ["imported_late", "movable", "needed"]

_MOST_USERS = 4
"""An import that more functions need is left where it is."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def movable(source: Source) -> dict[int, list[ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Imports at the top of a file that only its functions use: line (from 1) → those functions."""
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    if "import *" in source.text or "__all__" in source.text:
        return {}
    users = _users(tree)
    found: dict[int, list[ast.FunctionDef | ast.AsyncFunctionDef]] = {}
    for node in tree.body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)) or node.lineno != node.end_lineno:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module == "__future__" or not node.module):
            continue
        names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        dotted = isinstance(node, ast.Import) and any("." in each.name and not each.asname for each in node.names)
        if dotted and sum(_binds(other, names[0]) for other in tree.body) > 1:
            continue  # `import a.b` binds a, which another import binds, too
        using = [users.get(name) for name in names]
        if any(each is None for each in using):
            continue  # used at module level, or bound otherwise
        functions = {function.lineno: function for each in using for function in each or ()}
        if 1 <= len(functions) <= _MOST_USERS:
            found[node.lineno] = [functions[line] for line in sorted(functions)]
    return found


def imported_late(source: Source, lines: Iterable[int]) -> Change | None:
    """The file with the imports of these lines (from 1) in the functions that use them. None where none can move."""
    moving = {line: users for line, users in movable(source).items() if line in set(lines)}
    if not moving:
        return None
    document = source.document
    newline = document.newline
    into: dict[int, tuple[int, list[str]]] = {}
    """By line: how far it is indented, and what goes above it."""
    edits: list[TextEdit] = []
    for line, users in moving.items():
        text = document.lines[line - 1].strip()
        names = _names(ast.parse(text).body[0])
        edits.append(TextEdit(Span(Position(line - 1, 0), Position(line, 0)), ""))
        for function in users:
            first, _ = _place(function, names)
            into.setdefault(first.lineno, (first.col_offset, []))[1].append(text)
    for number, (column, texts) in into.items():
        new = "".join(f"{' ' * column}{text}{newline}" for text in texts)
        at = Position(number - 1, 0)
        edits.append(TextEdit(Span(at, at), new))
    after = apply_edits(document, sorted(edits, key=lambda edit: edit.span))
    try:
        ast.parse(after)
    except SyntaxError:
        return None
    moved = ", ".join(document.lines[line - 1].strip() for line in moving)
    return Change(source.full, source.text, after, f"{moved}: in the functions that use it")


def needed(source: Source, line: int, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Does each call of the function need the import of that line (from 1), as far as conditions tell?"""
    names = _names(ast.parse(source.document.lines[line - 1].strip()).body[0])
    return not _place(function, names)[1]


def _place(function: ast.FunctionDef | ast.AsyncFunctionDef, names: set[str]) -> tuple[ast.stmt, bool]:
    """The statement above which the import goes: all that uses it comes after, and conditions that keep from using it
    stand before (the second part says whether there are any). Never within a loop or an inner function."""
    body: list[ast.stmt] = function.body
    conditional = False
    while True:
        using = [statement for statement in body if _uses(statement, names)]
        first = using[0]
        if len(using) > 1 or not isinstance(first, (ast.If, ast.With, ast.Try)):
            return first, conditional
        head = [child for child in ast.iter_child_nodes(first) if not isinstance(child, (ast.stmt, ast.ExceptHandler))]
        bodies = [first.body, *([first.orelse, first.finalbody] if isinstance(first, ast.Try) else [])]
        bodies += [first.orelse] if isinstance(first, ast.If) else []
        inner = [part for part in bodies if any(_uses(statement, names) for statement in part)]
        caught = isinstance(first, ast.Try) and any(_uses(handler, names) for handler in first.handlers)
        if caught or len(inner) != 1 or any(_uses(part, names) for part in head):
            return first, conditional
        if isinstance(first, ast.If) and inner[0] is first.orelse and isinstance(inner[0][0], ast.If):
            return first, conditional  # perhaps an `elif`
        conditional = conditional or isinstance(first, ast.If)
        body = inner[0]


def _uses(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(node))


def _names(node: ast.stmt) -> set[str]:
    assert isinstance(node, (ast.Import, ast.ImportFrom))
    return {alias.asname or alias.name.partition(".")[0] for alias in node.names}


def _binds(node: ast.stmt, name: str) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom)) and name in _names(node)


def _users(tree: ast.Module) -> dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef] | None]:
    """By name: the outermost functions whose bodies use it; None where something else does (a base class, a decorator,
    an annotation), or binds it."""
    found: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef] | None] = {}

    def visit(node: ast.AST, function: ast.FunctionDef | ast.AsyncFunctionDef | None) -> None:
        if isinstance(node, ast.Name):
            known = found.setdefault(node.id, [])
            if function is None or not isinstance(node.ctx, ast.Load) or function.body[0].lineno == function.lineno:
                found[node.id] = None
            elif known is not None and function not in known:
                known.append(function)
        elif isinstance(node, _FUNCTIONS) and function is None:
            for name, value in ast.iter_fields(node):
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, ast.AST):
                        visit(each, node if name == "body" else None)
        else:
            for child in ast.iter_child_nodes(node):
                visit(child, function)

    for statement in tree.body:
        if not isinstance(statement, (ast.Import, ast.ImportFrom)):
            visit(statement, None)
    return found
