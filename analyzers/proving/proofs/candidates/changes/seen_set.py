"""Keeps a set beside the list that is asked what it already holds.

    found = []                          found = []
    for x in xs:                        seen = set()
        if x not in found:        →     for x in xs:
            found.append(x)                 if x not in seen:
                                                found.append(x)
                                                seen.add(x)

Elements that cannot be hashed tell the difference.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 12
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each list that begins empty, and is added to in one way only."""
    for start in view.walk():
        match start:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[])):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.List(elts=[])):
                pass
            case _:
                continue
        added = [statement for statement in view.walk() if _is_append(statement, name)]
        asked = [
            node.comparators[0] for node in view.walk()
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn))
            and isinstance(node.comparators[0], ast.Name) and node.comparators[0].id == name
            and view.outermost_loop(node) is not None
        ]  # fmt: skip
        if added and asked and not _changed_otherwise(view, name):
            yield Proposal(f"keeps a set of what is in {name}", _change(start, added, asked))


def _is_append(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(id=into), "append"), [_], [])):
            return into == name
        case _:
            return False


def _changed_otherwise(view: View, name: str) -> bool:
    stores = sum(isinstance(node.ctx, ast.Store) for node in view.uses(name))
    methods = {
        node.func.attr for node in ast.walk(view.function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name) and node.func.value.id == name
    }  # fmt: skip
    return stores != 1 or not methods <= {"append", "count", "index", "copy"}


def _change(start: ast.stmt, added: Sequence[ast.AST], asked: Sequence[ast.expr]) -> Apply:
    def apply(edit: Edit) -> None:
        seen = edit.name("seen", start)
        edit.insert_after(start, f"{seen} = set()")
        for node in asked:
            edit.replace(node, seen)
        for statement in added:
            assert isinstance(statement, ast.Expr)
            assert isinstance(statement.value, ast.Call)
            edit.insert_after(statement, f"{seen}.add({{element}})", element=statement.value.args[0])

    return apply
