"""What stands between two readings of a clock."""

from __future__ import annotations

import ast

from ..site import Site

__all__ = ["CLOCKS", "timed"]

CLOCKS = (
    "time.perf_counter", "time.time", "time.monotonic", "time.perf_counter_ns", "time.time_ns", "time.monotonic_ns",
    "time.process_time", "timeit.default_timer",
)  # fmt: skip


def timed(at: Site, node: ast.Call) -> list[ast.stmt] | None:
    """The statements that `clock() - start` times, where `start = clock()` stands before in the same body."""
    difference = at.parent(node)
    if not (isinstance(difference, ast.BinOp) and isinstance(difference.op, ast.Sub) and difference.left is node):
        return None
    start = difference.right
    if not isinstance(start, ast.Name) or not at.is_call(node, *CLOCKS):
        return None
    between: list[ast.stmt] = []
    statement = at.previous(at.statement(node))
    while statement is not None:
        if (
            isinstance(statement, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == start.id for target in statement.targets)
            and at.is_call(statement.value, *CLOCKS)
        ):
            between.reverse()
            return between
        between.append(statement)
        statement = at.previous(statement)
    return None
