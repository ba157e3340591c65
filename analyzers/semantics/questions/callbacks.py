"""Functions that are called for each of many items, though no loop is to be seen in them."""

from __future__ import annotations

import ast
from typing import Any

from ..knowledge.callbacks import PER_ITEM, PER_ITEM_ANYWHERE, TAKES_FUNCTION
from ..names import qualified_name
from ..site import Site
from ..usages import usages

__all__ = ["called_per_item"]


def called_per_item(at: Site) -> str | None:
    """Who calls the function around the node for each of many items: "HTMLParser", "map()"; None where nobody does.

    Seen are methods that frameworks call (see `knowledge/callbacks.py`), lambdas and local functions handed to `map()`
    or as a `key=`, and local functions that are called in a loop of the function around them.
    """
    function = at.function
    if function is None:
        return None
    if isinstance(function, ast.Lambda):
        return _taker(at, function)
    return _framework(at, function.name) or _local(at, function)


def _framework(at: Site, name: str) -> str | None:
    frame = at.frame.function
    around = frame.parent if frame is not None else None
    if around is None or around.kind != "class":
        return None
    if name in PER_ITEM_ANYWHERE:
        return "sorting and look-ups" if name == "__lt__" else "look-ups and comparisons"
    facts = at.facts.around(around.node)
    for base in around.node.bases:
        qualified = qualified_name(facts, base) or ""
        for pattern in PER_ITEM.get(qualified, ()):
            if name == pattern or (pattern.endswith("*") and name.startswith(pattern[:-1])):
                return qualified.rpartition(".")[2]
    return None


def _taker(at: Site, function: ast.expr) -> str | None:
    """The call that a function is handed to, where that calls it for each item."""
    parent: Any = at.facts.scopes.parent.get(function)
    if isinstance(parent, ast.keyword):
        return "key=" if parent.arg == "key" else None
    qualified = at.qualified(parent.func) if isinstance(parent, ast.Call) else None
    return f"{qualified.rpartition('.')[2]}()" if qualified in TAKES_FUNCTION else None


def _local(at: Site, function: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    scopes = at.facts.scopes
    scope = next((s for s in scopes.scope_of.values() if s.kind == "function" and s.node is function), None)
    outer = scope.parent if scope is not None else None
    if outer is None or outer.kind != "function":
        return None
    for usage in usages(at.facts, outer, function.name):
        taker = _taker(at, usage.node)
        if taker is not None:
            return taker
        call = scopes.parent.get(usage.node)
        if isinstance(call, ast.Call) and call.func is usage.node and _repeats(at, call, outer.node):
            return "a loop"
    return None


def _repeats(at: Site, call: ast.AST, function: ast.AST) -> bool:
    """Does a loop of that function come by the call, which is no loop over a few items?"""
    below = call
    for parent in at.parents(call):
        if parent is function:
            return False
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            return False
        if isinstance(parent, ast.While):
            return True
        if isinstance(parent, (ast.For, ast.AsyncFor)) and below is not parent.iter:
            return not at.is_small(parent.iter)
        if isinstance(parent, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            first = parent.generators[0]
            if below is not first or not any(node is call for node in ast.walk(first.iter)):
                return not at.is_small(first.iter)
        below = parent
    return False
