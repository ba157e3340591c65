"""Counts by `range()` instead of by hand.

i = 0                               for i in range(0, n):
while i < n:                  →         …
    …
    i += 1
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 50
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each loop whose bound stays, and that counts by one at its end and nowhere else."""
    for body in view.bodies():
        for start, loop in pairwise(body):
            match start, loop:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=first),
                    ast.While(
                        test=ast.Compare(ast.Name(id=tested), [ast.Lt() | ast.LtE() as sign], [bound]),
                        body=[*others, ast.AugAssign(ast.Name(id=counted), ast.Add(), ast.Constant(value=1))],
                        orelse=[],
                    ),
                ) if name == tested == counted and others and _is_steady(name, others, bound, loop, view):
                    yield Proposal(
                        f"counts {name} by range()",
                        _change(start, loop, name, first, bound, others, inclusive=isinstance(sign, ast.LtE)),
                    )
                case _:
                    pass


def _is_steady(name: str, others: list[ast.stmt], bound: ast.expr, loop: ast.While, view: View) -> bool:
    if any(view.touched(name, statement) for statement in others) or not view.unchanged(bound, loop):
        return False
    if any(isinstance(node, (ast.Call, ast.Attribute)) for node in ast.walk(bound)):
        match bound:
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name()]):
                pass
            case _:
                return False
    if any(isinstance(node, ast.Continue) for statement in others for node in ast.walk(statement)):
        return False
    return not any(node.lineno > (loop.end_lineno or 0) for node in view.uses(name))


def _change(
    start: ast.stmt,
    loop: ast.While,
    name: str,
    first: ast.expr,
    bound: ast.expr,
    others: list[ast.stmt],
    *,
    inclusive: bool,
) -> Apply:
    def apply(edit: Edit) -> None:
        end = "({bound}) + 1" if inclusive else "{bound}"
        edit.replace(
            loop, f"for {name} in range({{first}}, {end}):\n    {{others}}", first=first, bound=bound, others=others
        )
        edit.delete(start)

    return apply
