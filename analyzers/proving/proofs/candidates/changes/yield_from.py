"""Hands on what another iterator gives without a step of its own for each element.

    for inner in flatten(item):   →     yield from flatten(item)
        yield inner

What is sent or thrown into the generator reaches the inner one then.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 30
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each such loop; `list()` around what is gone through is left out, too."""
    if isinstance(view.function, ast.AsyncFunctionDef):
        return
    for loop in view.loops():
        match loop:
            case ast.For(
                target=ast.Name(id=name), iter=items, body=[ast.Expr(ast.Yield(ast.Name(id=given)))], orelse=[]
            ) if name == given and len(view.uses(name)) == len(view.uses(name, loop)):
                match items:
                    case ast.Call(func=ast.Name(id="list" | "tuple"), args=[ast.Call() as inner], keywords=[]):
                        items = inner
                    case _:
                        pass
                yield Proposal("hands on what it goes through", _change(loop, items))
            case _:
                pass


def _change(loop: ast.For, items: ast.expr) -> Apply:
    def apply(edit: Edit) -> None:
        edit.replace(loop, "yield from {items}", items=items)

    return apply
