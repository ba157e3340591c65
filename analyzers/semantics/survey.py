"""What one pass of a loop does to names and objects."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from .inference import type_of
from .knowledge import METHODS, MUTATING_METHODS, PURE, PURE_METHODS
from .model import BlockFacts
from .names import dotted, qualified_name

__all__ = ["Survey"]

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
_FORWARDING = ("builtins.map", "builtins.filter")


class Survey:
    """Filled once, from the nodes that a pass may evaluate. Paths are names or dotted attributes, with an expression
    of the block that stands for each."""

    __slots__ = ("bound", "calls", "changed", "deep", "facts", "given", "handed")

    def __init__(
        self, facts: BlockFacts, loop: Any, container: ast.AST, target: Iterable[ast.AST], body: Iterable[ast.AST]
    ) -> None:
        self.facts = facts
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
        if qualified is not None:
            self._change_of_another_module(func)
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

    def _change_of_another_module(self, func: ast.expr) -> None:
        """`sys.path.insert(…)`, `settings.APPS.append(…)`"""
        owner = func.value if isinstance(func, ast.Attribute) and func.attr in MUTATING_METHODS else None
        if isinstance(owner, ast.Attribute):
            self._change(owner)

    def _key_function(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg == "key" and not isinstance(keyword.value, (ast.Lambda, ast.Constant)):
                named = keyword.value.func if isinstance(keyword.value, ast.Call) else keyword.value
                self.calls = self.calls or qualified_name(self.facts, named) not in PURE


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
