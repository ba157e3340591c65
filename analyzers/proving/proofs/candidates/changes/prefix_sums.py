"""Adds up all beginnings of a list at once instead of each from its first element.

    for i in range(len(xs)):            sums = list(itertools.accumulate(xs, initial=0))
        use(sum(xs[:i]))          →     for i in range(len(xs)):
                                            use(sums[i])

An index beyond the end, or a negative one, tells the difference; so do floats from Python 3.12 on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 7
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each list."""
    found: dict[tuple[ast.stmt, str], list[tuple[ast.expr, ast.expr]]] = {}
    for node in view.walk():
        match node:
            case ast.Call(
                func=ast.Name(id="sum"),
                args=[
                    ast.Subscript(ast.Name(id=name) as items, ast.Slice(lower=None, upper=ast.expr() as end, step=None))
                ],
                keywords=[],
            ):
                anchor = view.anchor(node)
                if anchor is not None and view.unchanged(items, anchor) and view.local_before(name, anchor):
                    found.setdefault((anchor, name), []).append((node, end))
            case _:
                pass
    for (anchor, name), places in found.items():
        yield Proposal(f"adds up the beginnings of {name} once", _change(anchor, name, places))


def _change(anchor: ast.stmt, name: str, places: list[tuple[ast.expr, ast.expr]]) -> Apply:
    def apply(edit: Edit) -> None:
        sums = edit.name("sums", anchor, f"{name}_sums")
        accumulate = edit.imported("itertools.accumulate", anchor)
        edit.insert_before(anchor, f"{sums} = list({accumulate}({name}, initial=0))")
        for node, end in places:
            edit.replace(node, f"{sums}[{{end}}]", end=end)

    return apply
