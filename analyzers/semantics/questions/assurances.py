"""What must be sure before a fix that takes another way through the same code may be called safe."""

from __future__ import annotations

import ast
from typing import Any

from ..instances import evidence_of, own_class
from ..knowledge import PURE, PURE_METHODS, RETURNS
from ..loops import Loop
from ..site import Site
from ..survey import own_functions
from ..types import Type, hashable

__all__ = [
    "HASHES_MEANWHILE",
    "STOPS_GENERATOR",
    "consumed_at_once",
    "evaluates_before",
    "holds_hashables",
    "is_bound_here",
    "is_hidden_from_others",
    "is_sure_truth",
    "may_stop_iteration",
    "never_fails",
    "runs_alike",
    "sees_names",
    "stores_plainly",
    "walks_plainly",
]

HASHES_MEANWHILE = "what cannot be hashed ends the loop at once, and no longer after all has been evaluated"
STOPS_GENERATOR = "a StopIteration that escapes from what is called is no longer turned into a RuntimeError"
_PLAIN = frozenset({
    "list", "tuple", "set", "frozenset", "dict", "str", "bytes", "bytearray", "range", "dict_keys", "dict_values",
    "dict_items", "collections.deque", "collections.defaultdict", "collections.OrderedDict", "collections.Counter",
})  # fmt: skip
_STREAMS = frozenset({"iterator", "file"})
_SCALARS = frozenset({"str", "bytes", "int", "float", "bool", "None"})
_NUMBERS = frozenset({"int", "float", "bool"})
_EAGER = tuple(f"builtins.{name}" for name in ("sum", "any", "all", "list", "tuple", "set", "frozenset", "sorted",
                                               "min", "max", "dict"))  # fmt: skip
_SEES_NAMES = frozenset({"locals", "vars", "dir", "eval", "exec", "super"})
_QUIET_METHODS = frozenset(name for methods in PURE_METHODS.values() for name in methods) | {
    "append", "add", "discard", "setdefault", "total_seconds", "isoformat", "strftime", "group", "groups",
}  # fmt: skip
_SURE_METHODS = frozenset({
    "capitalize", "casefold", "endswith", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier",
    "islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper", "lower", "lstrip", "removeprefix",
    "removesuffix", "replace", "rstrip", "startswith", "strip", "swapcase", "title", "upper", "find", "count",
})  # fmt: skip
_CALLS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
_DEEPEST = 3


def walks_plainly(at: Site, node: ast.expr, *, streams: bool = True) -> bool:
    """Is it certainly an object of a builtin class, which is walked through without asking code of the user's?

    An object of another class may have a `__len__` that list() asks, and a subclass of set an `__iter__` that set()
    passes over. `streams`: a generator or file will do as well, which can be walked through but once.
    """
    if isinstance(node, ast.GeneratorExp):
        return streams
    kind = at.type(node)
    sure = kind.known and not kind.declared and not kind.optional
    return sure and (kind.name in _PLAIN or (streams and kind.name in _STREAMS))


def holds_hashables(at: Site, node: ast.expr) -> bool:
    """Are its elements certainly hashable, equal ones alike, and is that proved?"""
    kind = at.type(node)
    if kind.declared or kind.optional:
        return False
    element = kind.element
    return element.proven and hashable(element) is True


def consumed_at_once(at: Site, loop: Loop) -> bool:
    """Does a loop certainly run where it is written: is it no generator that is walked through later?"""
    container = loop.container
    if not isinstance(container, ast.GeneratorExp):
        return True
    around = at.parent(container)
    if at.is_call(around, *_EAGER):
        return True
    return (
        isinstance(around, ast.Call)
        and isinstance(around.func, ast.Attribute)
        and around.func.attr == "join"
        and at.type(around.func.value).is_("str", "bytes")
    )


def is_hidden_from_others(at: Site, name: ast.expr) -> bool:
    """Is it a local name that no nested function reads or binds, nor a generator that may run later?"""
    if not isinstance(name, ast.Name) or not is_bound_here(at, name):
        return False
    owner = at.owner(name)
    for usage in at.usages(name):
        if usage.kind == "captured":
            return False
        scope = at.facts.scopes.scope_of.get(usage.node)
        while scope is not None and scope is not owner:
            if isinstance(scope.node, ast.GeneratorExp):
                return False
            scope = scope.parent
    return True


def is_bound_here(at: Site, name: ast.expr) -> bool:
    """Is it a local name to which no nested function gives a value?"""
    if not isinstance(name, ast.Name) or not at.is_local(name):
        return False
    owner = at.owner(name)
    return all(binding.scope is owner for binding in at.bindings(name))


def evaluates_before(at: Site, first: ast.expr, then: ast.expr) -> bool:
    """Does an expression mean the same before and after another one is evaluated?

    So do constants, local names that nothing else binds, and names and attributes where nothing is called.
    """
    if isinstance(first, ast.Constant):
        return True
    if at.dotted(first) is None:
        return False
    parts = list(ast.walk(then))
    if any(isinstance(part, ast.NamedExpr) and at.same(part.target, first) for part in parts):
        return False
    if is_bound_here(at, first):
        return True
    return not any(isinstance(part, _CALLS) for part in parts)


def stores_plainly(at: Site, target: ast.expr, given: ast.expr) -> bool:
    """Does `target += given` of a list or set, besides changing it, only store the object where it already was?

    Not so an item of a tuple, an attribute of the class, a property, or what `given` binds anew meanwhile.
    """
    if not evaluates_before(at, target, given):
        return False
    if isinstance(target, ast.Name):
        return at.is_local(target)
    owner = own_class(at.facts, target.value) if isinstance(target, ast.Attribute) else None
    if owner is None or not isinstance(target, ast.Attribute):
        return False
    evidence = evidence_of(at.facts, owner, target.attr)
    return not evidence.intercepted and all(entry.kind != "class" for entry, _ in evidence.entries)


def may_stop_iteration(at: Site, parts: list[ast.expr]) -> bool:
    """May evaluating one of them raise StopIteration (which a generator and `map` take otherwise than a display), or
    does it look at the names around (`locals()`)? Attributes and operators do neither."""
    return any(_may_stop(at, node, _DEEPEST) for part in parts for node in ast.walk(part))


def _may_stop(at: Site, node: ast.AST, levels: int) -> bool:
    if isinstance(node, ast.Raise):
        called = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        qualified = at.qualified(called) if called is not None else None
        return qualified is None or not qualified.startswith("builtins.") or "Stop" in qualified
    if isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom)):
        return True
    if not isinstance(node, ast.Call):
        return False
    qualified = at.qualified(node.func)
    if qualified is not None:
        return qualified not in PURE and qualified not in _KNOWN and qualified not in RETURNS
    if isinstance(node.func, ast.Attribute):
        return node.func.attr not in _QUIET_METHODS
    found = own_functions(at.facts, node.func) if levels else []
    return not found or any(_body_may_stop(at, function, where, levels - 1) for function, where in found)


def _body_may_stop(at: Site, function: Any, where: Any, levels: int) -> bool:
    if not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return True
    there = Site(where, at.frame, function)
    return any(_may_stop(there, node, levels) for statement in function.body for node in ast.walk(statement))


def runs_alike(at: Site, made: ast.GeneratorExp) -> bool:
    """Does a display made of a generator expression do what a comprehension does: is the generator no coroutine's, and
    no StopIteration turned into a RuntimeError by it?"""
    parts = [made.elt]
    for generator in made.generators:
        parts += generator.ifs
    parts += [generator.iter for generator in made.generators[1:]]
    waits = any(isinstance(part, ast.Await) for each in parts for part in ast.walk(each))
    return not waits and not any(g.is_async for g in made.generators) and not may_stop_iteration(at, parts)


_KNOWN = frozenset(f"builtins.{name}" for name in ("print", "getattr", "hasattr", "callable", "id", "isinstance"))


def sees_names(body: ast.AST) -> bool:
    """Does an expression ask for the names around: `locals()`, `eval(…)`, `super()`?"""
    return any(isinstance(part, ast.Name) and part.id in _SEES_NAMES for part in ast.walk(body))


def never_fails(at: Site, node: ast.expr) -> bool:
    """Does evaluating it certainly raise nothing and change nothing? Comparisons of numbers or texts, and the like."""
    match node:
        case ast.Constant():
            return True
        case ast.Name():
            owner = at.owner(node)
            kinds = {binding.kind for binding in at.bindings(node)}
            return owner is not None and (kinds <= {"comprehension", "parameter"} and bool(kinds))
        case ast.BoolOp(values=values):
            return all(never_fails(at, value) and _sure(at.type(value)) for value in values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return never_fails(at, operand) and _sure(at.type(operand))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return never_fails(at, left) and never_fails(at, right) and _compares(op, at.type(left), at.type(right))
        case ast.Call(func=ast.Attribute(value=text, attr=method), args=args, keywords=[]) if method in _SURE_METHODS:
            return all(_is_text(at, part) and never_fails(at, part) for part in (text, *args))
        case ast.Call(func=ast.Name(), args=[items], keywords=[]) if at.is_call(node, "builtins.len"):
            return never_fails(at, items) and _sure(at.type(items)) and at.type(items).name in _PLAIN
        case _:
            return False


def is_sure_truth(at: Site, node: ast.expr) -> bool:
    """Is its truth told without asking code of the user's?"""
    return _sure(at.type(node))


def _is_text(at: Site, node: ast.expr) -> bool:
    kind = at.type(node)
    return kind.is_("str") and kind.proven


def _sure(kind: Type) -> bool:
    """Is its truth known without asking code of the user's?"""
    return kind.known and not kind.declared and (kind.name in _SCALARS or kind.name in _PLAIN)


def _compares(op: ast.cmpop, left: Type, right: Type) -> bool:
    if isinstance(op, (ast.Is, ast.IsNot)):
        return True
    if left.declared or right.declared or left.name not in _SCALARS:
        return False
    if isinstance(op, (ast.Eq, ast.NotEq)):
        return right.name in _SCALARS
    if left.optional or right.optional:
        return False
    if isinstance(op, (ast.In, ast.NotIn)):
        return right.name in ("set", "frozenset", "dict") or (left.name == right.name == "str")
    return (left.name == right.name and left.name in ("str", "bytes")) or {left.name, right.name} <= _NUMBERS
