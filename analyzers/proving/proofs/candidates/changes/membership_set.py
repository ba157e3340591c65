"""Asks a set, made once, whether something is in a list that a loop leaves as it is.

    for name in names:                  known_set = set(known)
        if name in known:         →     for name in names:
            …                               if name in known_set:

Elements that cannot be hashed, and objects that are equal to everything, tell the difference.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 10
ALTERNATIVES = False
_NO_LISTS = ("set", "frozenset", "dict", "str", "bytes", "Set", "Mapping", "MutableMapping", "Counter", "AbstractSet")


def proposals(view: View) -> Iterator[Proposal]:
    """One for each list and loop."""
    found: dict[tuple[ast.stmt, str], list[ast.Name]] = {}
    for node in view.walk():
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() as known]):
                anchor = view.anchor(node)
                if anchor is None or not view.local_before(known.id, anchor) or not view.unchanged(known, anchor):
                    continue
                if _may_be_list(known.id, view):
                    found.setdefault((anchor, known.id), []).append(known)
            case _:
                pass
    for (anchor, name), places in found.items():
        yield Proposal(f"asks a set of {name}", _change(anchor, name, places))


def _change(anchor: ast.stmt, name: str, places: list[ast.Name]) -> Apply:
    def apply(edit: Edit) -> None:
        new = edit.name(f"{name}_set", anchor)
        edit.insert_before(anchor, f"{new} = set({name})")
        for place in places:
            edit.replace(place, new)

    return apply


def _may_be_list(name: str, view: View) -> bool:
    """Nothing says that it is a set, a dict or a text."""
    for argument in ast.walk(view.function.args):
        if isinstance(argument, ast.arg) and argument.arg == name and argument.annotation is not None:
            hint = ast.unparse(argument.annotation).strip("'\"").partition("[")[0].rpartition(".")[2]
            return hint not in _NO_LISTS
    for node in view.walk():
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                if isinstance(value, (ast.Set, ast.SetComp, ast.Dict, ast.DictComp, ast.JoinedStr)):
                    return False
                if isinstance(value, ast.Call) and ast.unparse(value.func) in ("set", "frozenset", "dict", "str"):
                    return False
            case _:
                pass
    return True
