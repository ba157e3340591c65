"""Takes from the front of a deque instead of a list, which moves all others up.

    waiting = [start]                   waiting = collections.deque([start])
    while waiting:                →     while waiting:
        node = waiting.pop(0)               node = waiting.popleft()

An empty one raises IndexError with other words.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 14
ALTERNATIVES = False
_BOTH_HAVE = {"append", "extend", "pop", "clear", "copy", "remove", "count"}


def proposals(view: View) -> Iterator[Proposal]:
    """One for each list of the function's own that is used as both can be, and never handed on."""
    for start in view.walk():
        match start:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if name in view.parameters or sum(isinstance(use.ctx, ast.Store) for use in view.uses(name)) != 1:
            continue
        taken = [call for call in _calls(view, name, "pop") if _is_zero(call)]
        if taken and all(_is_fine(use, view) for use in view.uses(name) if isinstance(use.ctx, ast.Load)):
            yield Proposal(f"makes {name} a deque", _change(start, name, value, taken))


def _calls(view: View, name: str, method: str) -> list[ast.Call]:
    found: list[ast.Call] = []
    for node in view.walk():
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=of), attr=attr)) if (of, attr) == (name, method):
                found.append(node)
            case _:
                pass
    return found


def _is_zero(call: ast.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0


def _is_fine(use: ast.Name, view: View) -> bool:
    """Asked for its truth or length, gone through, or one of the methods that both have?"""
    match view.parent(use):
        case ast.Attribute(attr=attr):
            return attr in _BOTH_HAVE
        case ast.While() | ast.If() | ast.BoolOp() | ast.UnaryOp() | ast.For():
            return True
        case ast.Call(func=ast.Name(id="len" | "bool")):
            return True
        case _:
            return False


def _change(start: ast.stmt, name: str, value: ast.expr, taken: list[ast.Call]) -> Apply:
    def apply(edit: Edit) -> None:
        edit.replace(value, f"{edit.imported('collections.deque', start)}({{value}})", value=edit.text(value))
        for call in taken:
            edit.replace(call, f"{name}.popleft()")

    return apply
