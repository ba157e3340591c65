"""Arrays and frames that grow in a loop by being joined into a new one each time: `a = join([a, item])`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..accumulation import Accumulation
from ..loops import dotted
from ..site import Site

__all__ = ["Joining", "Operands", "joining"]

Operands = Callable[[ast.AST], Sequence[ast.expr] | None]


@dataclass(slots=True)
class Joining:
    """One statement that joins something to what has grown so far."""

    statement: ast.Assign
    target: ast.expr
    items: Sequence[ast.expr]
    """What is added."""
    growth: Accumulation
    collectable: bool
    """Can the items be collected in a list, and joined once after `growth.loop`, as far as the text shows? So if they
    come behind what was there and are not changed in place later on, and the loop, which has no `else`, uses the
    target, a local, for nothing else."""


def joining(at: Site, call: ast.Call, operands: Operands) -> Joining | None:
    """How the call makes its own first value grow over the passes of the loops around; None where it does not.

    `operands(node)` tells what a call joins, in order, or None for any other node. None too for loops of a few passes
    and for what starts anew in each pass. A first value given by the other branch (`if a is None: a = x`) is no new
    start.
    """
    statement = at.parent(call)
    if isinstance(statement, ast.IfExp) and statement.test is not call:
        statement = at.parent(statement)
    if not (isinstance(statement, ast.Assign) and call in _values(statement) and len(statement.targets) == 1):
        return None
    target = statement.targets[0]
    own = _old(statement, operands)
    if own is None:
        return None
    growth = at.accumulation(target, lambda other: _old(other, operands) or _first_value(at, other, operands))
    if growth is None or (growth.passes is not None and growth.passes <= at.FEW):
        return None
    joined: Sequence[ast.expr] = operands(call) or []
    items = [operand for operand in joined if operand is not own]
    loop = growth.loop.node
    collectable = (
        isinstance(target, ast.Name)
        and statement.value is call
        and joined[0] is own
        and growth.growing == [statement]
        and not growth.reads
        and not loop.orelse
        and at.is_local(target)
        and not any(usage.kind == "captured" for usage in at.usages(target))
        and at.bound_before(target, loop)
        and not any(_changes(at, item, growth) for item in items)
    )
    return Joining(statement, target, items, growth, collectable)


def _changes(at: Site, item: ast.expr, growth: Accumulation) -> bool:
    """Is it one and the same object in each pass, changed in place, so that all pieces would show its last state?"""
    while isinstance(item, (ast.Subscript, ast.Attribute, ast.Starred)):
        item = item.value
    if not isinstance(item, ast.Name) or growth.loop.content_change(item.id) != "certain":
        return False
    innermost = at.loop or growth.loop
    anew = [binding.node for binding in at.bindings(item) if binding.kind not in ("augment", "parameter", "delete")]
    return not any(at.inside(node, innermost.node) for node in anew)


def _old(statement: ast.stmt, operands: Operands) -> ast.expr | None:
    """The operand that is the assignment's own target."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    path = dotted(statement.targets[0])
    for value in _values(statement):
        joined = operands(value) or ()
        found = [operand for operand in joined if path is not None and dotted(operand) == path]
        if len(found) == 1 and len(joined) > 1:
            return found[0]
    return None


def _values(statement: ast.Assign) -> Sequence[ast.expr]:
    """What is assigned; of `a = x if a is None else join([a, x])` both."""
    value = statement.value
    return (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)


def _first_value(at: Site, statement: ast.stmt, operands: Operands) -> ast.expr | None:
    """The target of `a = x` in `if a is None: a = x … else: a = join([a, x])`: the first value of all passes."""
    parent = at.parent(statement)
    if not isinstance(statement, ast.Assign) or not isinstance(parent, ast.If) or not parent.orelse:
        return None
    other = parent.orelse if statement in parent.body else parent.body
    if not any(_old(branch, operands) for node in other for branch in ast.walk(node) if isinstance(branch, ast.stmt)):
        return None
    test = parent.test
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    first = isinstance(test, (ast.Name, ast.Attribute))
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        value = at.constant(test.comparators[0])
        first = value is None or (type(value) is int and value in (0, 1))
    return statement.targets[0] if first else None
