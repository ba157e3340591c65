"""What one pass of a loop does to names and objects."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .bodies import is_stub, outcome_of
from .inference import type_of
from .instances import own_methods
from .knowledge import IMMUTABLE, METHODS, MUTATING_METHODS, PURE, PURE_METHODS
from .model import BlockFacts
from .names import dotted, qualified_name, resolve
from .returns import is_plain
from .sharing import is_shared

__all__ = ["Effects", "Survey", "effects_of", "own_functions"]

_QUIET = frozenset(
    f"builtins.{name}"
    for name in (
        "bytearray", "callable", "dir", "format", "getattr", "globals", "hasattr", "id", "input", "iter", "locals",
        "memoryview", "object", "open", "print", "super", "vars",
    )
)  # fmt: skip
"""Builtins that run no code of the user's to speak of, besides those without effects."""
_LOOK_ONLY = frozenset({
    "builtins.callable", "builtins.hasattr", "builtins.id", "builtins.print", "re.finditer", "re.sub", "re.subn",
})  # fmt: skip
_NEW = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.Constant, ast.Compare, ast.JoinedStr)
_LONG = 60
"""Longer functions are not looked into."""
_FORWARDING = ("builtins.map", "builtins.filter")


LEVELS = 3


class Survey:
    """Filled once, from the nodes that a pass may evaluate. Paths are names or dotted attributes, with an expression
    of the block that stands for each."""

    __slots__ = ("bound", "calls", "changed", "deep", "facts", "given", "handed", "levels")

    def __init__(
        self,
        facts: BlockFacts,
        loop: Any,
        container: ast.AST,
        target: Iterable[ast.AST],
        body: Iterable[ast.AST],
        levels: int = LEVELS,
    ) -> None:
        self.facts = facts
        self.levels = levels
        """So deep is looked into functions of the module that are called."""
        self.bound: set[str] = set()
        """Names, and dotted attributes, that get a value."""
        self.changed: dict[str, ast.expr] = {}
        """Objects that are changed in place."""
        self.given: dict[str, ast.expr] = {}
        """Objects whose attributes are given a value."""
        self.handed: dict[str, ast.expr] = {}
        """Objects that are handed to code which may change them."""
        self.deep: dict[str, ast.expr] = {}
        """Objects in which something further down is changed: `xs` of `xs[0].append(1)`."""
        self.calls = isinstance(loop, ast.AsyncFor) or bool(getattr(loop, "is_async", False))
        """Is code run that is not known here?"""
        for node in target:
            if isinstance(node, ast.Name):
                self.bound.add(node.id)
        if isinstance(loop, ast.comprehension):
            self._around(container)
        if isinstance(loop, (ast.For, ast.comprehension)):
            self._advance(loop.iter)
        for node in body:
            handler = _HANDLERS.get(node.__class__)
            if handler is not None:
                handler(self, node)

    def _around(self, node: ast.AST) -> None:
        """`xs.extend(x for x in ys if x not in xs)`: the list grows while the generator runs."""
        parents = self.facts.scopes.parent
        parent = parents.get(node)
        while isinstance(parent, (ast.expr, ast.keyword)):
            func: Any = getattr(parent, "func", None)
            if isinstance(func, ast.Attribute) and func is not node and func.attr in MUTATING_METHODS:
                self._change(func.value)
            parent = parents.get(parent)
        if isinstance(parent, ast.AugAssign):
            self._change(parent.target)

    def _advance(self, iterable: ast.expr) -> None:
        """A generator of this module runs a bit further in each pass."""
        if isinstance(iterable, ast.Call) and qualified_name(self.facts, iterable.func) is None:
            self.calls = self.calls or type_of(self.facts, iterable).name in ("", "iterator")

    def _change(self, node: ast.expr) -> None:
        path = dotted(node)
        if path is not None:
            self.changed.setdefault(path, node)
            return
        while isinstance(node, (ast.Attribute, ast.Subscript)):
            subscript = isinstance(node, ast.Subscript)
            node = node.value
            path = dotted(node)
            if path is not None:
                self.deep.setdefault(path, node)
                if subscript and type_of(self.facts, node).name == "collections.defaultdict":
                    self.changed.setdefault(path, node)
                return

    def _hand(self, node: ast.expr) -> None:
        node = node.value if isinstance(node, ast.Starred) else node
        path = dotted(node)
        if path is not None:
            self.handed.setdefault(path, node)
        elif isinstance(node, (ast.Subscript, ast.Attribute)):
            while isinstance(node, (ast.Subscript, ast.Attribute)):
                node = node.value
                path = dotted(node)
                if path is not None:
                    self.deep.setdefault(path, node)
                    return

    # -- by node

    def _name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.bound.add(node.id)

    def _stored(self, node: ast.Attribute | ast.Subscript) -> None:
        if isinstance(node.ctx, ast.Load):
            if isinstance(node, ast.Subscript) and type_of(self.facts, node.value).name == "collections.defaultdict":
                self._change(node.value)  # a missing key is added
            return
        path = dotted(node.value)
        if isinstance(node, ast.Subscript) or path is None:
            self._change(node.value)
        else:
            self.given.setdefault(path, node.value)
            self.bound.add(f"{path}.{node.attr}")

    def _augmented(self, node: ast.AugAssign) -> None:
        self._change(node.target)
        path = dotted(node.target)
        if path is not None:
            self.bound.add(path)

    def _named(self, node: Any) -> None:
        if node.name:
            self.bound.add(node.name)

    def _rest(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bound.add(node.rest)

    def _imported(self, node: ast.Import | ast.ImportFrom) -> None:
        self.bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)

    def _others_run(self, node: ast.AST) -> None:
        self.calls = True

    def _comprehension(self, node: ast.comprehension) -> None:
        self.calls = self.calls or bool(node.is_async)

    def _context(self, node: ast.With) -> None:
        for item in node.items:
            if type_of(self.facts, item.context_expr).name != "file":
                self.calls = True

    def _call(self, node: ast.Call) -> None:
        facts, func = self.facts, node.func
        qualified = qualified_name(facts, func)
        if qualified is None and self._own_call(node):
            return
        if qualified is not None:
            self._change_of_another_module(func)
        elif isinstance(func, ast.Name):
            self._change_through_method(func)
        if qualified is None and isinstance(func, ast.Attribute):
            receiver = type_of(facts, func.value).name
            if func.attr not in PURE_METHODS.get(receiver, ()):
                if func.attr in MUTATING_METHODS or any(keyword.arg == "inplace" for keyword in node.keywords):
                    self._change(func.value)
                if not (
                    func.attr in METHODS.get(receiver, {})
                    or func.attr in ("count", "index")
                    or (receiver in PURE_METHODS and func.attr in MUTATING_METHODS)
                ):
                    self._hand(func.value)
            if receiver in PURE_METHODS:
                self._key_function(node)
                if func.attr not in ("extend", "update"):
                    return  # a builtin container keeps what it is given, but does not change it
            else:
                self.calls = True
        elif qualified in PURE:
            self._key_function(node)
            return
        elif qualified in _QUIET:
            pass
        elif qualified in _FORWARDING:
            self.calls = self.calls or not node.args or qualified_name(facts, node.args[0]) not in PURE
        elif not _is_exception(qualified):
            self.calls = True
        if qualified in _LOOK_ONLY:
            return
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            self._hand(argument)

    def _own_call(self, node: ast.Call) -> bool:
        """Take over what the functions or methods of this module do that the call may mean; False where that is not
        known."""
        if not self.levels:
            return False
        found = own_functions(self.facts, node.func)
        effects = [effects_of(where, function, self.levels) for function, where in found]
        mapped = [_arguments(node, function) for function, _ in found]
        if not found or None in effects or None in mapped:
            return False
        self.calls = self.calls or isinstance(node.func, ast.Attribute)  # a class elsewhere may override it
        for known, given in zip(effects, mapped, strict=True):
            assert known is not None
            assert given is not None
            used = not isinstance(self.facts.scopes.parent.get(node), ast.Expr)
            self.calls = self.calls or known.calls or (known.hands_out and used)
            for path in known.outer:
                self.changed.setdefault(path, node.func)
            for table, paths in (
                (self.changed, known.changed),
                (self.given, known.given),
                (self.handed, known.handed),
                (self.deep, known.deep),
            ):
                for path in paths:
                    name, dot, rest = path.partition(".")
                    argument = given.get(name)
                    if argument is None:
                        continue
                    here = dotted(argument)
                    if here is None:
                        self._hand(argument)
                    else:
                        table.setdefault(here + dot + rest, argument)
            for path in known.bound:
                name, dot, rest = path.partition(".")
                here = dotted(given[name]) if name in given else None
                if here is not None:
                    self.bound.add(here + dot + rest)
        return True

    def _change_of_another_module(self, func: ast.expr) -> None:
        """`sys.path.insert(…)`, `settings.APPS.append(…)`"""
        owner = func.value if isinstance(func, ast.Attribute) and func.attr in MUTATING_METHODS else None
        if isinstance(owner, ast.Attribute):
            self._change(owner)

    def _change_through_method(self, func: ast.Name) -> None:
        """`add = xs.append` before, `add(x)` here"""
        found = resolve(self.facts, func)
        for binding, _ in found[1] if found is not None else ():
            method = binding.value
            if binding.kind == "assign" and isinstance(method, ast.Attribute) and method.attr in MUTATING_METHODS:
                self._change(method.value)

    def _key_function(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg == "key" and not isinstance(keyword.value, (ast.Lambda, ast.Constant)):
                named = keyword.value.func if isinstance(keyword.value, ast.Call) else keyword.value
                self.calls = self.calls or qualified_name(self.facts, named) not in PURE


@dataclass(frozen=True, slots=True)
class Effects:
    """What calling a function does to what it is given: as in Survey, paths that begin with a parameter."""

    changed: frozenset[str]
    given: frozenset[str]
    handed: frozenset[str]
    deep: frozenset[str]
    bound: frozenset[str]
    outer: frozenset[str]
    """What it changes of the names around it."""
    calls: bool
    """Does it run code that is not known here, or change what is not known to be its own?"""
    hands_out: bool
    """May it return an object that others hold?"""


def effects_of(facts: BlockFacts, function: Any, levels: int = LEVELS) -> Effects | None:
    """What a call of a function of the block changes, looking so many levels into functions that it calls.

    None for coroutines, generators, stubs and what is too long to look into. Kept in `BlockFacts.told`.
    """
    key = (f"effects{levels}", function)
    if key in facts.told:
        return facts.told[key]
    result: Effects | None = None
    if isinstance(function, ast.FunctionDef) and not is_stub(function) and is_plain(facts, function):
        length = (function.end_lineno or function.lineno) - function.lineno
        body = [node for statement in function.body for node in ast.walk(statement)] if length < _LONG else []
        if body and not any(isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await)) for node in body):
            result = _effects(facts, function, Survey(facts, function, function, (), body, levels - 1))
    facts.told[key] = result
    return result


def _effects(facts: BlockFacts, function: Any, survey: Survey) -> Effects:
    scope = facts.scopes.scope_of[function]
    calls = survey.calls or bool(scope.declared_global or scope.declared_nonlocal)
    outer: set[str] = set()
    tables: list[set[str]] = []
    handed = set(survey.handed)
    parameters: dict[str, bool] = {}
    passed_on: set[str] = set()
    for table in (survey.changed, survey.given, handed, survey.deep, {path for path in survey.bound if "." in path}):
        kept: set[str] = set()
        for path in table:
            root = path.partition(".")[0]
            if root not in parameters:
                bindings = scope.bindings.get(root, ())
                parameters[root] = len(scope.bindings_of(root)) == 1 and all(b.kind == "parameter" for b in bindings)
            if parameters[root]:
                kept.add(path)
            elif root not in scope.bindings:
                calls = True
                if table is not handed:
                    outer.add(path)
            elif any(binding.kind == "parameter" for binding in scope.bindings[root]):
                passed_on.add(root)  # it is bound anew: before or after
                calls = True
            elif is_shared(facts, scope, root):
                calls = True
        tables.append(kept)
    for name in {root for root in scope.bindings if not parameters.get(root)}:
        for binding in scope.bindings_of(name):
            # `items = self.items`: what happens to the one happens to the other.
            path = dotted(binding.value) if isinstance(binding.value, (ast.Name, ast.Attribute)) else None
            changes = any(changed.partition(".")[0] == name for changed in (*survey.changed, *survey.given))
            if path is not None and changes:
                tables[2].add(path)
                calls = True
    tables[2] |= passed_on
    changed, given, passed, deep, bound = map(frozenset, tables)
    outcome = outcome_of(function, may_yield=False)
    hands_out = outcome is not None and not all(_is_own(facts, value) for value in outcome.returned)
    return Effects(changed, given, passed, deep, bound, frozenset(outer), calls, hands_out)


def _is_own(facts: BlockFacts, value: ast.expr) -> bool:
    """Is it a new object, or one that nothing can change?"""
    return isinstance(value, _NEW) or type_of(facts, value).name in IMMUTABLE


def own_functions(facts: BlockFacts, func: ast.expr) -> list[tuple[Any, BlockFacts]]:
    """The functions of this module that a call of `func` may mean."""
    if isinstance(func, ast.Attribute):
        return own_methods(facts, func)
    found = resolve(facts, func) if isinstance(func, ast.Name) else None
    if found is None or len(found[1]) != 1 or found[1][0][0].kind != "def":
        return []
    binding, where = found[1][0]
    return [(binding.value, where)]


def _arguments(call: ast.Call, function: Any) -> dict[str, ast.expr] | None:
    """Parameter → what the call gives it; None where `*args` or `**kwargs` hide it, or decorators move it."""
    if any(isinstance(argument, ast.Starred) for argument in call.args) or any(k.arg is None for k in call.keywords):
        return None
    decorators = {getattr(d, "id", getattr(d, "attr", "")) for d in function.decorator_list}
    if "classmethod" in decorators or function.args.vararg or function.args.kwarg:
        return None
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    values = list(call.args)
    if isinstance(call.func, ast.Attribute) and "staticmethod" not in decorators:
        values.insert(0, call.func.value)
    given = dict(zip(names, values, strict=False))
    given.update((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg is not None)
    return given


def _is_exception(qualified: str | None) -> bool:
    return (qualified or "").startswith("builtins.") and (qualified or "").endswith(("Error", "Exception", "Warning"))


_HANDLERS: dict[type, Any] = {
    ast.Name: Survey._name,
    ast.Attribute: Survey._stored,
    ast.Subscript: Survey._stored,
    ast.AugAssign: Survey._augmented,
    ast.FunctionDef: Survey._named,
    ast.AsyncFunctionDef: Survey._named,
    ast.ClassDef: Survey._named,
    ast.ExceptHandler: Survey._named,
    ast.MatchAs: Survey._named,
    ast.MatchStar: Survey._named,
    ast.MatchMapping: Survey._rest,
    ast.Import: Survey._imported,
    ast.ImportFrom: Survey._imported,
    ast.Await: Survey._others_run,
    ast.Yield: Survey._others_run,
    ast.YieldFrom: Survey._others_run,
    ast.AsyncFor: Survey._others_run,
    ast.AsyncWith: Survey._others_run,
    ast.comprehension: Survey._comprehension,
    ast.With: Survey._context,
    ast.Call: Survey._call,
}
