"""What functions of the module return where no annotation says it: the join over what their bodies return.

A function's answer hangs on nothing but the text: it is worked out with empty caches, so that it does not matter who
asks first, and is kept in `BlockFacts.told`, which the engine compares after an edit. A function that calls itself is
assumed to return what the rest of it returns, and must not contradict that; of functions that call each other in a
circle nothing is known.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce
from typing import Any

from .bodies import Outcome, falls_through, outcome_of
from .elements import lasting
from .model import BlockFacts, Pending
from .names import qualified_name
from .types import NONE, UNKNOWN, Type, join

__all__ = ["inferred_return", "is_accessor", "is_plain", "is_property"]

TypeOf = Callable[[BlockFacts, ast.AST | None], Type]

_DEEPEST = 20
"""So many functions that return what others return are followed."""
_ATTEMPTS = 3
_KEEPING = frozenset({
    "builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod", "typing.override", "typing.final",
    "typing_extensions.override", "typing_extensions.final", "functools.cache", "functools.lru_cache",
})  # fmt: skip
"""Decorators that leave what a call returns."""
_CACHES = frozenset({"functools.cache", "functools.lru_cache"})
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property", "django.utils.functional.cached_property"})


def is_plain(facts: BlockFacts, function: Any) -> bool:
    """Does calling the name call this function, with the result that its body gives?"""
    return all(
        qualified_name(facts, decorator.func if isinstance(decorator, ast.Call) else decorator) in _KEEPING
        for decorator in function.decorator_list
    )


def is_property(facts: BlockFacts, function: ast.AST) -> bool:
    """Is reading the attribute a call of this method?"""
    return (
        isinstance(function, ast.FunctionDef)
        and len(function.decorator_list) == 1
        and qualified_name(facts, function.decorator_list[0]) in _PROPERTIES
    )


def is_accessor(function: ast.AST) -> bool:
    """Is it a method that a decorator makes part of an attribute: `@property`, `@name.setter`?"""
    return isinstance(function, ast.FunctionDef) and bool(function.decorator_list)


def inferred_return(facts: BlockFacts, function: Any, type_of: TypeOf, asker: BlockFacts | None = None) -> Type:
    """What a call of a function of the block `facts` returns, of a coroutine what awaiting it gives.

    `asker` is the block of the call.
    """
    model = facts.model
    key = ("returns", function)
    known = facts.told.get(key)
    if known is not None:
        lowest = model.circular.get(function)
        if lowest is not None:
            _circle(model.pending, lowest)
        return known
    for depth, entry in enumerate(model.pending):
        if entry.function is function:
            if depth == len(model.pending) - 1 and asker is facts:
                entry.asked = True
                return entry.assumed
            _circle(model.pending, depth)
            return UNKNOWN
    if len(model.pending) >= _DEEPEST:
        return UNKNOWN
    result = UNKNOWN
    if "return" in facts.text or "yield" in facts.text:
        outcome = outcome_of(function, may_yield="yield" in facts.text)
        result = UNKNOWN if outcome is None else _infer(facts, function, outcome, type_of)
    facts.told[key] = result
    return result


def _circle(pending: list[Pending], depth: int) -> None:
    for entry in pending[depth:]:
        entry.lowest = min(entry.lowest, depth)


def _infer(facts: BlockFacts, function: Any, outcome: Outcome, type_of: TypeOf) -> Type:
    model = facts.model
    depth = len(model.pending)
    entry = Pending(function)
    kept = (facts.types, facts.settled, model.assumed, model.journal)
    model.pending.append(entry)
    model.assumed, model.journal = {}, None
    facts.types, facts.settled = {}, {}
    try:
        result = _yielded(facts, function, outcome, type_of)
        if result is None:
            result = _returned(facts, outcome, entry, type_of)
            if _is_kept(facts, function):
                result = lasting(result)
            if not outcome.empty and _trusts_manager(facts, function):
                result = result.as_declared()
    finally:
        model.pending.pop()
        facts.types, facts.settled, model.assumed, model.journal = kept
        for other in [other for other, lowest in model.circular.items() if lowest >= depth]:
            del model.circular[other]
    if entry.lowest < depth:
        model.circular[function] = entry.lowest
    return result if entry.lowest > depth else UNKNOWN


def _is_kept(facts: BlockFacts, function: Any) -> bool:
    """Does each call get the same object?"""
    decorators = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return any(qualified_name(facts, decorator) in _CACHES for decorator in decorators)


def _trusts_manager(facts: BlockFacts, function: Any) -> bool:
    """Would the function return None if a lock, or what is called `open`, swallowed an error?"""
    if not falls_through(function.body, trusting=False):
        return False
    managers = (
        item.context_expr
        for node in ast.walk(function)
        if isinstance(node, (ast.With, ast.AsyncWith))
        for item in node.items
    )
    return not all(isinstance(m, ast.Call) and qualified_name(facts, m.func) == "builtins.open" for m in managers)


def _yielded(facts: BlockFacts, function: Any, outcome: Outcome, type_of: TypeOf) -> Type | None:
    if not outcome.yielded:
        return None
    if isinstance(function, ast.AsyncFunctionDef):
        return UNKNOWN
    element: Type | None = None
    for node in outcome.yielded:
        kind = NONE if node.value is None else type_of(facts, node.value)
        kind = kind.element if isinstance(node, ast.YieldFrom) else kind
        element = kind if element is None else join(element, kind)
        if not element.known:
            return Type("iterator")
    return Type("iterator", (element,)) if element is not None else UNKNOWN


def _returned(facts: BlockFacts, outcome: Outcome, entry: Pending, type_of: TypeOf) -> Type:
    result: Type | None = NONE if outcome.empty else None
    recursive: list[ast.expr] = []
    unassumed: list[Type] = []
    for value in outcome.returned:
        kind = type_of(facts, value)
        if entry.asked:
            recursive.append(value)
            unassumed.append(kind)
            entry.asked = False
            facts.types, facts.settled = {}, {}
            continue
        result = kind if result is None else join(result, kind)
        if not result.known:
            return UNKNOWN
    if result is None:
        return reduce(join, unassumed)  # `return [x, f(x)]` is a list, whatever f returns
    for _ in range(_ATTEMPTS if recursive else 0):
        entry.assumed = result
        after = result
        for value in recursive:
            after = join(after, type_of(facts, value))
            if not after.known:
                return UNKNOWN
        facts.types, facts.settled = {}, {}
        if after == result:
            return result
        result = after
    return UNKNOWN if recursive else result
