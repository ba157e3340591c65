"""Hands a whole list to what takes all elements anyway: a generator is resumed for each.

    ",".join(str(x) for x in xs)        →     ",".join([str(x) for x in xs])
    sum(x * x for x in xs)              →     sum([x * x for x in xs])

Takes the memory of the list.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..editing import Edit
from ..located import Apply, Proposal, View

ORDER = 60
ALTERNATIVES = False
_TAKERS = {"sum", "max", "min", "sorted", "tuple", "frozenset", "list", "set"}
_DISPLAYS = {"list": "[%s]", "set": "{{%s}}"}


def proposals(view: View) -> Iterator[Proposal]:
    """One for each generator."""
    for node in view.walk():
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.GeneratorExp() as generator], keywords=keywords) if (
                name in _TAKERS and name not in view.bound
            ):
                whole = node if name in _DISPLAYS and not keywords else generator
                yield Proposal(f"gives {name}() a list", _change(whole, generator, _DISPLAYS.get(name, "[%s]")))
            case ast.Call(func=ast.Attribute(attr="join"), args=[ast.GeneratorExp() as generator], keywords=[]):
                yield Proposal("gives join() a list", _change(generator, generator, "[%s]"))
            case _:
                pass


def _change(whole: ast.expr, generator: ast.GeneratorExp, display: str) -> Apply:
    def apply(edit: Edit) -> None:
        clauses = {f"clause{number}": clause for number, clause in enumerate(generator.generators)}
        inside = " ".join(["{element}", *(f"{{{name}}}" for name in clauses)])
        edit.replace(whole, display % inside, element=generator.elt, **clauses)

    return apply
