"""Looks a key up once to count or add up by it, instead of asking for it before.

if key in counts:                   counts[key] = counts.get(key, 0) + 1
    counts[key] += 1          →
else:
    counts[key] = 1

if key not in groups:               groups.setdefault(key, []).append(x)
    groups[key] = []          →
groups[key].append(x)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 45
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each such pair of statements."""
    for body in view.bodies():
        for statement in body:
            counted = _counted(statement)
            if counted is not None:
                yield counted
        for test, use in pairwise(body):
            grouped = _grouped(test, use)
            if grouped is not None:
                yield grouped


def _counted(statement: ast.stmt) -> Proposal | None:
    match statement:
        case ast.If(
            test=ast.Compare(left=key, ops=[ast.In()], comparators=[ast.Name(id=table)]),
            body=[ast.AugAssign(target=ast.Subscript() as more, op=ast.Add(), value=added)],
            orelse=[ast.Assign(targets=[ast.Subscript() as first], value=start)],
        ) if ast.dump(added) == ast.dump(start):
            place = f"{table}[{ast.unparse(key)}]"
            if ast.unparse(more) == ast.unparse(first) == place:
                return Proposal(f"looks {place} up once", _get(statement, table, key, added))
        case _:
            pass
    return None


def _get(statement: ast.stmt, table: str, key: ast.expr, added: ast.expr) -> Apply:
    def apply(edit: Edit) -> None:
        text = edit.text(key)
        template = f"{table}[{{key}}] = {table}.get({{key}}, 0) + {{added}}"
        edit.replace(statement, template, key=text, added=added)

    return apply


def _grouped(test: ast.stmt, use: ast.stmt) -> Proposal | None:
    match test, use:
        case (
            ast.If(
                test=ast.Compare(left=key, ops=[ast.NotIn()], comparators=[ast.Name(id=table)]),
                body=[ast.Assign(targets=[ast.Subscript() as made], value=ast.List(elts=[]))],
                orelse=[],
            ),
            ast.Expr(ast.Call(func=ast.Attribute(value=ast.Subscript() as used, attr="append"), args=[element])),
        ):
            place = f"{table}[{ast.unparse(key)}]"
            if ast.unparse(made) == ast.unparse(used) == place:
                return Proposal(f"looks {place} up once", _setdefault(test, use, table, key, element))
        case _:
            pass
    return None


def _setdefault(test: ast.stmt, use: ast.stmt, table: str, key: ast.expr, element: ast.expr) -> Apply:
    def apply(edit: Edit) -> None:
        edit.delete(test)
        edit.replace(use, f"{table}.setdefault({{key}}, []).append({{element}})", key=edit.text(key), element=element)

    return apply
