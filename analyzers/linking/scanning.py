"""What a function searches or adds up: parameters, and what hangs on them; as the text of one file says it.

Less than `models/growth.py` knows of what functions cost, and far less work: summaries are made of every file.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from typing import Any, Final

from .flags import Expr

__all__ = ["CONSUMING", "IN", "SEARCHES", "SEARCHING", "is_list", "is_search", "may_be_list", "subject_of"]

SEARCHES: Final = "searches"
IN: Final = "in"
"""A membership test, which is a search where what is asked is a list."""
CONSUMING: Final = {
    "sum": "adds up", "min": "takes the least of", "max": "takes the largest of", "sorted": "sorts",
    "set": "makes a set of", "frozenset": "makes a set of",
}  # fmt: skip
"""Builtins that go through all of their argument, for what could be known of it beforehand."""
SEARCHING: Final = frozenset({"index", "count"})
"""Methods of lists and texts that go through them."""
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


def is_search(target: ast.expr, tests: Iterable[ast.expr], parameters: Collection[str]) -> bool:
    """Does a loop look for elements that fit what the function was given: `if item.name == name`?"""
    bound = _names(target)
    for test in tests:
        for node in ast.walk(test):
            if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], (ast.Eq, ast.In)):
                continue
            left, right = _names(node.left), _names(node.comparators[0])
            for own, other in ((left, right), (right, left)):
                if not own.isdisjoint(bound) and other.isdisjoint(bound) and not other.isdisjoint(parameters):
                    return True
    return False


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


_SEQUENCES = frozenset({"str", "bytes", "Sequence", "typing.Sequence", "collections.abc.Sequence"})


def may_be_list(value: Expr) -> bool:
    """Does nothing say that it is something else?"""
    if value.__class__ is list and value[0] == "n":
        told = value[1]
        told = told[1] if told.__class__ is list and told[0] == "x" else told
        return told.__class__ is str and (told in _LISTS or told in _SEQUENCES)
    return True


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
