"""Multiplies instead of raising to the power of two.

x ** 2                        →     x * x
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 65
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each power of a name."""
    for node in view.walk():
        match node:
            case ast.BinOp(left=ast.Name(id=name), op=ast.Pow(), right=ast.Constant(value=2)):
                yield Proposal(f"multiplies {name} by itself", _change(node, name))
            case _:
                pass


def _change(node: ast.BinOp, name: str) -> Apply:
    def apply(edit: Edit) -> None:
        edit.replace(node, f"{name} * {name}")

    return apply
