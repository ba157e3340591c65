"""How control leaves the body of a function: what it returns and yields, and whether it may run off its end."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Outcome", "falls_through", "is_stub", "outcome_of"]

_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_JUMPS = (ast.Return, ast.Raise, ast.Break, ast.Continue)


@dataclass(slots=True)
class Outcome:
    returned: list[ast.expr] = field(default_factory=list[ast.expr])
    """The values of its `return` statements."""
    yielded: list[ast.Yield | ast.YieldFrom] = field(default_factory=list[ast.Yield | ast.YieldFrom])
    """Not empty for a generator."""
    empty: bool = False
    """May it return None without saying so: by a bare `return`, or at its end?"""


def is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Does it stand for one that is written elsewhere: is there nothing in it but `...`, `pass` or a `raise`?"""
    return all(
        isinstance(statement, (ast.Pass, ast.Raise))
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in function.body
    )


def outcome_of(function: ast.FunctionDef | ast.AsyncFunctionDef, *, may_yield: bool) -> Outcome | None:
    """What a call gives; None for a function that returns no value at all, a stub among them."""
    outcome = Outcome()
    pending: list[Any] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Return):
            if node.value is None:
                outcome.empty = True
            else:
                outcome.returned.append(node.value)
        elif isinstance(node, ast.stmt) and not isinstance(node, _NESTED):
            for name in ("body", "orelse", "finalbody", "handlers", "cases"):
                pending += getattr(node, name, ())
        elif isinstance(node, (ast.ExceptHandler, ast.match_case)):
            pending += node.body
    if may_yield:
        outcome.yielded = _yields(function)
    if not (outcome.returned or outcome.yielded):
        return None
    outcome.returned.sort(key=lambda value: (value.lineno, value.col_offset))
    outcome.empty = outcome.empty or falls_through(function.body)
    return outcome


def _yields(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.Yield | ast.YieldFrom]:
    found: list[ast.Yield | ast.YieldFrom] = []
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            found.append(node)
        if not isinstance(node, _NESTED):
            pending += ast.iter_child_nodes(node)
    return found


def falls_through(body: Sequence[ast.stmt], *, trusting: bool = True) -> bool:
    """May control reach what follows the statements? `trusting`: files and locks go on with no error."""
    return all(_goes_on(statement, trusting) for statement in body)


def _goes_on(node: Any, trusting: bool) -> bool:
    if isinstance(node, _JUMPS):
        return False
    if isinstance(node, ast.If):
        return (
            not node.orelse
            or falls_through(node.body, trusting=trusting)
            or falls_through(node.orelse, trusting=trusting)
        )
    if isinstance(node, (ast.Try, getattr(ast, "TryStar", ast.Try))):
        if not falls_through(node.finalbody, trusting=trusting):
            return False
        done = falls_through(node.body, trusting=trusting) and falls_through(node.orelse, trusting=trusting)
        return done or any(falls_through(handler.body, trusting=trusting) for handler in node.handlers)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return falls_through(node.body, trusting=trusting) or any(
            not trusting or _may_swallow(item.context_expr) for item in node.items
        )
    if isinstance(node, ast.While):
        return not (isinstance(node.test, ast.Constant) and node.test.value) or _breaks(node.body)
    if isinstance(node, ast.Match):
        last = node.cases[-1]
        covers = last.guard is None and isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
        return not covers or any(falls_through(case.body, trusting=trusting) for case in node.cases)
    return True


def _may_swallow(manager: ast.expr) -> bool:
    """May `with` go on behind an error? Files and locks do not."""
    called: ast.expr = manager.func if isinstance(manager, ast.Call) else manager
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name != "open" and "lock" not in name.lower()


def _breaks(body: Sequence[ast.AST]) -> bool:
    """Is there a `break` of the loop that the statements are the body of?"""
    pending: list[Any] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            pending += node.orelse
        elif not isinstance(node, _NESTED):
            for name in ("body", "orelse", "finalbody", "handlers", "cases"):
                pending += getattr(node, name, ())
    return False
