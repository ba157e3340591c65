"""How many elements something has, as far as its own text tells, and what is assumed where it does not."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

__all__ = [
    "BRANCH", "DEPENDENT", "DISPLAYS", "HELD", "MAX_DEGREE", "RARE", "CostOf", "KindOf", "SizeOf", "depends_on",
    "is_small_text", "names_in", "size_in_source",
]  # fmt: skip

SizeOf = Callable[[ast.AST], "int | None"]
KindOf = Callable[[ast.AST], str]
CostOf = Callable[[str], "float | None"]

MAX_DEGREE: Final = 4
"""Deeper nests of loops of unknown length count as so deep."""
DEPENDENT: Final = 8
"""Passes of a loop over what the loop around it yields (the words of a line), where their number is not known."""
BRANCH: Final = 0.5
"""Of both sides of an `if` (Wu and Larus 1994 measure 0.5 to 0.6 where no other heuristic speaks)."""
RARE: Final = 0.05
"""Of a branch that raises, and of an `except`."""
HELD: Final = 8
"""Elements of what the loop around yields, or of a text that a pass makes."""

DISPLAYS: Final[dict[type, str]] = {
    ast.List: "list", ast.ListComp: "list", ast.Tuple: "tuple", ast.Dict: "dict", ast.DictComp: "dict", ast.Set: "set",
    ast.SetComp: "set", ast.JoinedStr: "str",
}  # fmt: skip
"""Types of what a display or comprehension makes."""
_PASSED = ("enumerate", "reversed", "sorted", "list", "tuple", "iter", "zip", "set", "map", "filter")
_VIEWS = ("items", "keys", "values", "copy")


def size_in_source(node: Any, size_of: SizeOf | None) -> int | None:
    cls = node.__class__
    if cls is ast.Constant:
        return len(node.value) if isinstance(node.value, str | bytes) else None
    if cls is ast.List or cls is ast.Tuple or cls is ast.Set:
        return len(node.elts)
    if cls is ast.Dict:
        return len(node.keys)
    if size_of is not None:
        return size_of(node)
    if cls is ast.Call:
        func = node.func
        if func.__class__ is ast.Name and node.args:
            if func.id == "range":
                values = [argument.value for argument in node.args if argument.__class__ is ast.Constant]
                if len(values) == len(node.args) and all(v.__class__ is int and abs(v) < 1 << 60 for v in values):
                    return len(range(*values)) if len(values) < 3 or (len(values) == 3 and values[2]) else None
            elif func.id in _PASSED:
                return size_in_source(node.args[-1] if func.id in ("map", "filter") else node.args[0], None)
        elif func.__class__ is ast.Attribute and func.attr in _VIEWS and not node.args:
            return size_in_source(func.value, None)
    return None


def depends_on(node: Any, bound: set[str]) -> bool:
    """Is it made of what the loops around yield? `line.split()`, `range(i)`, `row`"""
    while True:
        cls = node.__class__
        if cls is ast.Name:
            return node.id in bound
        if cls is ast.Attribute or cls is ast.Subscript or cls is ast.Starred or cls is ast.Await:
            node = node.value
        elif cls is ast.Call:
            func = node.func
            if func.__class__ is ast.Attribute and depends_on(func.value, bound):
                return True
            if not node.args or (func.__class__ is ast.Name and func.id in ("range", "len")):
                return False
            node = node.args[0]
        else:
            return cls is ast.GeneratorExp or (cls is ast.ListComp and depends_on(node.generators[0].iter, bound))


def names_in(target: Any) -> set[str]:
    if target.__class__ is ast.Name:
        return {target.id}
    found: set[str] = set()
    stack = [target]
    while stack:
        node = stack.pop()
        if node.__class__ is ast.Name:
            found.add(node.id)
        elif node.__class__ is ast.Tuple or node.__class__ is ast.List:
            stack += node.elts
        elif node.__class__ is ast.Starred:
            stack.append(node.value)
    return found


def is_small_text(node: Any) -> bool:
    """Is it a text of a few characters, as most are that a pass makes? `str(x)`, `f"{x}"`"""
    return node.__class__ is ast.JoinedStr or (
        node.__class__ is ast.Call and node.func.__class__ is ast.Name and node.func.id in ("str", "repr", "format")
    )
