"""How often branches are taken, by heuristics in the manner of Ball and Larus: errors are rare, guards seldom hit."""

from __future__ import annotations

import ast
from collections.abc import Sequence

__all__ = ["chance_of", "exits", "is_main_test"]

_RARE = frozenset({"debug", "verbose", "type_checking", "trace", "_debug", "__debug__", "tracing", "debugging"})


def is_main_test(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and any(isinstance(side, ast.Name) and side.id == "__name__" for side in (test.left, test.comparators[0]))
    )


def exits(body: Sequence[ast.stmt]) -> bool:
    """Does a block leave by `return`, `raise`, `continue` or `break` in any case?"""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and exits(last.body) and exits(last.orelse)
    return isinstance(last, (ast.Return, ast.Raise, ast.Continue, ast.Break))


def chance_of(test: ast.expr, body: Sequence[ast.stmt]) -> float:
    """Estimate how often the body of an `if` runs each time it is tested."""
    last = body[-1] if body else None
    if isinstance(last, ast.Raise):
        return 0.03
    chance = _by_test(test)
    if isinstance(last, ast.Break):
        return min(chance, 0.2)
    if isinstance(last, ast.Return) and len(body) <= 2:
        return min(chance, 0.35)
    return chance


def _by_test(test: ast.expr) -> float:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _by_test(test.operand)
        return 0.4 if inner == 0.5 else 1.0 - inner
    name = getattr(test, "attr", getattr(test, "id", ""))
    if name.lower() in _RARE:
        return 0.03
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        operator = test.ops[0]
        if isinstance(operator, ast.Is):
            return 0.25
        if isinstance(operator, ast.IsNot):
            return 0.75
        if isinstance(operator, ast.Eq):
            return 0.35
        if isinstance(operator, ast.NotEq):
            return 0.65
    if isinstance(test, ast.Constant):
        return 1.0 if test.value else 0.0
    return 0.5
