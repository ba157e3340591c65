"""Where the benchmarks type."""

from __future__ import annotations

import ast
import random

__all__ = ["spots"]


def spots(text: str, count: int) -> list[tuple[int, int]]:
    """Ends of names inside functions, as line and column (in UTF-16 units: only ASCII lines are taken)."""
    lines = text.split("\n")
    found = [
        (node.lineno - 1, node.end_col_offset or 0)
        for function in ast.walk(ast.parse(text))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and lines[node.lineno - 1].isascii()
    ]
    return random.Random(1).sample(found, min(count, len(found)))
