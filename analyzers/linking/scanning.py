"""What a function goes through to its end: parameters, and what hangs on them; as the text of one file says it.

Less than `models/growth.py` knows of what functions cost, and far less work: summaries are made of every file.
"""

from __future__ import annotations

import ast
from typing import Any, Final

from .flags import Expr

__all__ = ["CONSUMING", "IN", "LOOPS", "SEARCHING", "is_list", "leaves_at_once", "subject_of"]

LOOPS: Final = "goes through"
IN: Final = "in"
"""A membership test, which is a search where what is asked is a list."""
CONSUMING: Final = {
    "sum": "adds up", "min": LOOPS, "max": LOOPS, "sorted": "sorts", "any": LOOPS, "all": LOOPS, "list": "copies",
    "tuple": "copies", "set": LOOPS, "frozenset": LOOPS, "dict": "copies",
}  # fmt: skip
"""Builtins that go through all of their only argument."""
SEARCHING: Final = {"index": "searches", "count": "searches", "remove": "searches"}
"""Methods of lists and texts that do."""
_SAME = frozenset({"enumerate", "reversed", "sorted", "iter", "list", "tuple", "set"})
_PARTS = frozenset({"items", "keys", "values"})
_LISTS = frozenset({"list", "List", "typing.List", "tuple", "Tuple", "deque", "collections.deque"})


def subject_of(node: Any) -> str | None:
    """What an iteration goes through: `xs` of `enumerate(xs)`, `self.words` of `self.words.items()`."""
    for _ in range(4):
        kind = node.__class__
        if kind is ast.Name:
            return node.id
        if kind is ast.Attribute:
            return _dotted(node)
        if kind is not ast.Call:
            return None
        func = node.func
        if func.__class__ is ast.Name and node.args and (func.id in _SAME or func.id == "range"):
            first = node.args[-1 if func.id == "range" and len(node.args) < 3 else 0]
            if func.id == "range":
                if not isinstance(first, ast.Call) or not isinstance(first.func, ast.Name) or first.func.id != "len":
                    return None
                first = first.args[0] if first.args else None
            node = first
        elif func.__class__ is ast.Attribute and func.attr in _PARTS and not node.args:
            node = func.value
        else:
            return None
    return None


def _dotted(node: Any) -> str | None:
    names: list[str] = []
    while node.__class__ is ast.Attribute:
        names.append(node.attr)
        node = node.value
    if node.__class__ is not ast.Name:
        return None
    names.append(node.id)
    return ".".join(reversed(names))


def leaves_at_once(node: Any) -> bool:
    """Does a `for` end with its first pass?"""
    return node.body[-1].__class__ in (ast.Return, ast.Break, ast.Raise) and not any(
        isinstance(each, ast.Continue) for part in node.body for each in ast.walk(part)
    )


def is_list(value: Expr) -> bool:
    """Is what a name or an attribute is given surely searched from its start? `value` as summaries have it."""
    if value.__class__ is not list:
        return False
    if value[0] == "n":
        told = value[1]
        if told.__class__ is list and told[0] == "x":
            told = told[1]
        return told.__class__ is str and told in _LISTS
    return value[0] == "c" and value[1] in ("list", "sorted", "tuple", "deque", "collections.deque")
