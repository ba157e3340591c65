"""Takes the elements themselves instead of looking each up by its index.

    for i in range(len(xs)):            for i, x in enumerate(xs):
        use(xs[i], i)             →         use(x, i)

The sequence must stay as it is while the loop runs, and give by its indices what it gives one after the other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import COMPREHENSIONS, Apply, Proposal, View

ORDER = 55
ALTERNATIVES = False


def proposals(view: View) -> Iterator[Proposal]:
    """One for each loop or comprehension over the indices of a sequence that only reads it."""
    for node in view.walk():
        if isinstance(node, ast.For):
            clause, whole, inside = node, node, [*node.body, *node.orelse]
        elif isinstance(node, COMPREHENSIONS) and len(node.generators) == 1:
            clause, whole, inside = node.generators[0], node, []
        else:
            continue
        match clause.target, clause.iter:
            case (
                ast.Name(id=index),
                ast.Call(
                    func=ast.Name(id="range"),
                    args=[ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=items)], keywords=[])],
                    keywords=[],
                ),
            ):
                places = _reads(whole, items, index)
                changed = any(view.touched(name, statement) for name in (items, index) for statement in inside)
                if places and not changed:
                    others = len(view.uses(index, whole)) - len(places) - 1
                    if isinstance(node, ast.For):
                        others += len(view.uses(index)) - len(view.uses(index, whole))
                    yield Proposal(f"goes through {items} itself", _change(clause, items, index, places, others))
            case _:
                pass


def _reads(loop: ast.AST, items: str, index: str) -> list[ast.Subscript]:
    found: list[ast.Subscript] = []
    for node in ast.walk(loop):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=by), ctx=ast.Load()):
                if name == items and by == index:
                    found.append(node)
            case _:
                pass
    return found


def _change(
    loop: ast.For | ast.comprehension, items: str, index: str, places: list[ast.Subscript], others: int
) -> Apply:
    def apply(edit: Edit) -> None:
        wanted = items[:-1] if items.endswith("s") and len(items) > 2 else f"{items}_item"
        element = edit.name(wanted, loop.target, f"each_{wanted}")
        for place in places:
            edit.replace(place, element)
        if others:
            edit.replace(loop.target, "{both}", both=f"{index}, {element}")
            edit.replace(loop.iter, f"enumerate({items})")
        else:
            edit.replace(loop.target, element)
            edit.replace(loop.iter, items)

    return apply
