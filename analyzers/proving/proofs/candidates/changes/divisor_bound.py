"""Looks for a divisor up to the square root only.

    for d in range(2, n):         →     for d in range(2, math.isqrt(n) + 1):
        if n % d == 0:                      if n % d == 0:
            return False                        return False

Only what ends at the first divisor may stop there; numbers that have no root tell the difference.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 6
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each loop or generator over the numbers up to one that is divided by them."""
    for node in view.walk():
        match node:
            case ast.For(target=ast.Name(id=divisor), iter=numbers, body=[ast.If(test=test)]):
                pass
            case ast.comprehension(target=ast.Name(id=divisor), iter=numbers):
                test = view.parent(node)
            case _:
                continue
        match numbers:
            case ast.Call(func=ast.Name(id="range"), args=[_, end, *_]):
                pass
            case _:
                continue
        number = _number(end)
        if number is not None and test is not None and _divides(test, number, divisor):
            yield Proposal(f"looks for divisors up to the root of {number}", _change(end, number))


def _number(end: ast.expr) -> str | None:
    """`n`, or the n of `n + 1` and `n // 2 + 1`."""
    names = [each.id for each in ast.walk(end) if isinstance(each, ast.Name)]
    plain = all(
        isinstance(each, (ast.Name, ast.BinOp, ast.Constant, ast.operator, ast.expr_context)) for each in ast.walk(end)
    )
    return names[0] if plain and len(names) == 1 else None


def _divides(test: ast.AST, number: str, divisor: str) -> bool:
    for each in ast.walk(test):
        match each:
            case ast.BinOp(left=ast.Name(id=left), op=ast.Mod(), right=ast.Name(id=right)):
                if (left, right) == (number, divisor):
                    return True
            case _:
                pass
    return False


def _change(end: ast.expr, number: str) -> Apply:
    def apply(edit: Edit) -> None:
        edit.replace(end, f"{edit.imported('math.isqrt', end)}({number}) + 1")

    return apply
