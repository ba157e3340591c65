"""Keeps the answers of a function that asks itself the same questions again and again.

    def ways(n):                        @functools.lru_cache(maxsize=None)
        …                         →     def ways(n):
        return ways(n - 1) + ways(n - 2)

Arguments that cannot be hashed, equal ones of other types (1 and 1.0), and a result that somebody changes tell the
difference.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 5
ALTERNATIVES = True


def proposals(view: View) -> Iterator[Proposal]:
    """At most one: for a function of the module that calls itself twice."""
    function = view.function
    calls = [
        node for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function.name
    ]  # fmt: skip
    plain = isinstance(function, ast.FunctionDef) and not function.decorator_list and "." not in view.qualname
    if plain and len(calls) > 1 and not any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in view.walk()):
        for typed in (False, True):
            yield Proposal("keeps its answers" + (", by type too" if typed else ""), _change(view, typed=typed))


def _change(view: View, *, typed: bool) -> Apply:
    def apply(edit: Edit) -> None:
        cache = edit.imported("functools.lru_cache", view.function)
        edit.decorate(view.function, f"{cache}(maxsize=None{', typed=True' if typed else ''})")

    return apply
