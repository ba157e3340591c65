"""Adds up by `sum()` over a list instead of one after the other.

    total = 0
    for row in rows:              →     total = sum([row.price * row.count for row in rows], total)
        total += row.price * row.count

Texts, lists and the like raise TypeError then; floats are rounded otherwise from Python 3.12 on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View
from .comprehension import nest_of, written

ORDER = 42
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each loop that does nothing else."""
    for loop in view.loops():
        nest = nest_of(loop) if isinstance(loop, ast.For) else None
        match nest:
            case clauses, ast.AugAssign(target=ast.Name() as total, op=ast.Add(), value=value):
                plain = _without(loop, total.id, view)
                if plain and len(view.uses(total.id, loop)) == 1:
                    yield Proposal(f"adds up {total.id} by sum()", _change(loop, total.id, value, clauses))
            case _:
                pass


def _without(loop: ast.AST, total: str, view: View) -> bool:
    """Are the loop's variables its own, but for the total?"""
    assert isinstance(loop, ast.For)
    others = {node.id for node in ast.walk(loop) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    same = all(len(view.uses(name)) == len(view.uses(name, loop)) for name in others - {total})
    kinds = (ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr)
    return same and not any(isinstance(node, kinds) for node in ast.walk(loop))


def _change(loop: ast.stmt, total: str, value: ast.expr, clauses: list[ast.For | ast.If]) -> Apply:
    def apply(edit: Edit) -> None:
        template, holes = written(clauses)
        edit.replace(loop, f"{total} = sum([{{value}} {template}], {total})", value=value, **holes)

    return apply
