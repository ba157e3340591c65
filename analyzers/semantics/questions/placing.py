"""Where something that a loop does in each pass can be done once; what a comprehension keeps."""

from __future__ import annotations

import ast
from typing import Any

from ..loops import Loop
from ..site import Site

__all__ = ["filtering", "place_before"]


def place_before(at: Site, loop: Loop, *parts: ast.expr) -> ast.stmt | None:
    """The statement before which these expressions can be evaluated, once for all passes of a loop around the node.

    None where a name in them is not certainly bound there, one of them may be None, or something between the loop and
    the node asks about a name in them first: `if pattern and re.match(pattern, line)`.
    """
    anchor = at.anchor(loop)
    if anchor is None or any(at.type(part).optional for part in parts):
        return None
    names = [name for part in parts for name in ast.walk(part) if isinstance(name, ast.Name)]
    if not all(at.qualified(name) is not None or at.bound_before(name, anchor) for name in names):
        return None
    return None if _is_tested(at, {name.id for name in names}) else anchor


def _is_tested(at: Site, names: set[str]) -> bool:
    below: ast.AST = at.node
    for parent in at.parents(at.node):
        if isinstance(parent, ast.Try):
            return True  # made to fail
        tests: list[Any] = []
        if isinstance(parent, (ast.If, ast.While, ast.IfExp)):
            tests = [parent.test]
        elif isinstance(parent, ast.BoolOp):
            tests = parent.values
        elif isinstance(parent, ast.comprehension):
            tests = parent.ifs
        for test in tests:
            if test is not below and any(isinstance(name, ast.Name) and name.id in names for name in ast.walk(test)):
                return True
        below = parent
    return False


def filtering(at: Site, condition: ast.expr) -> ast.ListComp | None:
    """`[x for x in xs if condition]`: the comprehension that keeps by this one condition, and does nothing else."""
    generator: Any = at.parent(condition)
    whole: Any = at.parent(generator)
    if not isinstance(generator, ast.comprehension) or not isinstance(whole, ast.ListComp):
        return None
    alone = len(whole.generators) == 1 and generator.ifs == [condition] and not generator.is_async
    return whole if alone and at.same(whole.elt, generator.target) else None
