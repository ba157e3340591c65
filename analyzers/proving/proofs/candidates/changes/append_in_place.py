"""Adds to a list in place instead of building another with one element more.

    found = found + [x]           →     found.append(x)
    found = [*found, x]           →     found.append(x)
    found = found + more          →     found.extend(more)

Whoever else holds the list sees it grow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 13
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each such statement in a loop."""
    for node in view.walk():
        if not isinstance(node, ast.Assign) or view.outermost_loop(node) is None:
            continue
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.BinOp(left=ast.Name(id=old), op=ast.Add(), right=ast.List(elts=[element])),
            ) if name == old and not isinstance(element, ast.Starred):
                yield Proposal(f"adds to {name} in place", _change(node, name, "append", element))
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.List(elts=[ast.Starred(value=ast.Name(id=old)), element]),
            ) if name == old and not isinstance(element, ast.Starred):
                yield Proposal(f"adds to {name} in place", _change(node, name, "append", element))
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.BinOp(left=ast.Name(id=old), op=ast.Add(), right=ast.Name() | ast.ListComp() as more),
            ) if name == old and _begins_as_list(name, view):
                yield Proposal(f"adds to {name} in place", _change(node, name, "extend", more))
            case _:
                pass


def _begins_as_list(name: str, view: View) -> bool:
    for node in view.walk():
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.List()) if found == name:
                return True
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.List()) if found == name:
                return True
            case _:
                pass
    return False


def _change(node: ast.Assign, name: str, method: str, added: ast.expr) -> Apply:
    def apply(edit: Edit) -> None:
        edit.replace(node, f"{name}.{method}({{added}})", added=added)

    return apply
