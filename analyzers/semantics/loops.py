"""Loops: how they nest, what each pass changes, what stays the same, how often they run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from .frames import COMPREHENSION, WHILE, Frame
from .inference import type_of
from .knowledge import IMMUTABLE, METHODS, MUTATING_METHODS, PURE, PURE_METHODS
from .model import BlockFacts
from .names import qualified_name, resolve
from .sizes import FEW, size_of

__all__ = ["Keeping", "Loop", "is_pure", "is_shared"]

Change = Literal["none", "possible", "certain"]
Keeping = Literal["certainly", "likely", "no"]


class Loop:
    """One loop statement or one `for` of a comprehension."""

    __slots__ = ("_bound", "_calls", "_touched", "facts", "frame", "kind", "node")

    def __init__(self, facts: BlockFacts, frame: Frame) -> None:
        self.facts = facts
        self.frame = frame
        self.kind: Final = frame.kind
        """"for", "while" or "comprehension"."""
        self.node: Any = frame.node
        """ast.For, ast.AsyncFor, ast.While, or ast.comprehension."""
        self._bound: set[str] | None = None
        self._touched: dict[str, Change] = {}
        self._calls = False

    @property
    def is_async(self) -> bool:
        return isinstance(self.node, ast.AsyncFor) or bool(getattr(self.node, "is_async", False))

    @property
    def is_comprehension(self) -> bool:
        return self.kind == COMPREHENSION

    @property
    def iterable(self) -> ast.expr | None:
        """What a `for` runs over; None for `while`."""
        return None if self.kind == WHILE else self.node.iter

    @property
    def target(self) -> ast.expr | None:
        return None if self.kind == WHILE else self.node.target

    @property
    def body(self) -> Sequence[ast.stmt]:
        """Statements of one pass; empty for a comprehension."""
        return () if self.kind == COMPREHENSION else self.node.body

    @property
    def container(self) -> ast.AST:
        """The node that holds all of the loop: the statement, or the whole comprehension."""
        return self.facts.scopes.parent[self.node] if self.kind == COMPREHENSION else self.node

    def parts(self) -> Iterator[ast.AST]:
        """What runs in every pass."""
        if self.kind == COMPREHENSION:
            whole: Any = self.container
            later = False
            for generator in whole.generators:
                if later:
                    yield generator.iter
                    yield generator.target
                later = later or generator is self.node
                if later:
                    yield from generator.ifs
            if isinstance(whole, ast.DictComp):
                yield whole.key
                yield whole.value
            else:
                yield whole.elt
            return
        if self.kind == WHILE:
            yield self.node.test
        yield from self.node.body

    def walk(self) -> Iterator[ast.AST]:
        """All nodes that a pass may evaluate, nested functions included."""
        for part in self.parts():
            yield from ast.walk(part)

    @property
    def trip_count(self) -> int | None:
        """Number of passes where the source tells; None where it does not."""
        return size_of(self.facts, self.iterable)

    @property
    def few(self) -> bool:
        """Does the source say that there are only a few passes (eight at most)?"""
        count = self.trip_count
        return count is not None and count <= FEW

    # -- change

    def _survey(self) -> None:
        self._bound = bound = set[str]()
        touched = self._touched
        if self.kind != WHILE:
            for node in ast.walk(self.node.target):
                if isinstance(node, ast.Name):
                    bound.add(node.id)
        if self.kind == COMPREHENSION:
            self._survey_around()
        for node in self.walk():
            cls = node.__class__
            if cls is ast.Name:
                if node.ctx.__class__ is not ast.Load:  # pyright: ignore[reportAttributeAccessIssue]
                    bound.add(node.id)  # pyright: ignore[reportAttributeAccessIssue]
            elif cls is ast.Call:
                self._survey_call(node)
            elif cls is ast.Attribute or cls is ast.Subscript:
                if node.ctx.__class__ is not ast.Load:  # pyright: ignore[reportAttributeAccessIssue]
                    path = dotted(node.value)  # pyright: ignore[reportAttributeAccessIssue]
                    if path:
                        touched[path] = "certain"
                    if cls is ast.Attribute and (path := dotted(node)):
                        bound.add(path)
            elif cls is ast.AugAssign:
                path = dotted(node.target)  # pyright: ignore[reportAttributeAccessIssue]
                if path:
                    touched[path] = "certain"
                    bound.add(path)
            elif cls in (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
                bound.add(node.name)  # pyright: ignore[reportAttributeAccessIssue]
            elif cls is ast.ExceptHandler or cls is ast.MatchAs or cls is ast.MatchStar:
                if node.name:  # pyright: ignore[reportAttributeAccessIssue]
                    bound.add(node.name)  # pyright: ignore[reportAttributeAccessIssue]
            elif cls is ast.Import or cls is ast.ImportFrom:
                bound.update((a.asname or a.name).partition(".")[0] for a in node.names)  # pyright: ignore[reportAttributeAccessIssue]
            elif cls is ast.Await or cls is ast.Yield or cls is ast.YieldFrom:
                self._calls = True  # others run meanwhile

    def _survey_around(self) -> None:
        """`xs.extend(x for x in ys if x not in xs)`: the list grows while the generator runs."""
        node = self.container
        parent = self.facts.scopes.parent.get(node)
        while isinstance(parent, (ast.expr, ast.keyword)):
            func: Any = getattr(parent, "func", None)
            if isinstance(func, ast.Attribute) and func is not node and func.attr in MUTATING_METHODS:
                path = dotted(func.value)
                if path:
                    self._touched[path] = "certain"
            parent = self.facts.scopes.parent.get(parent)
        if isinstance(parent, ast.AugAssign):
            path = dotted(parent.target)
            if path:
                self._touched[path] = "certain"

    def _survey_call(self, node: Any) -> None:
        touched, func = self._touched, node.func
        if isinstance(func, ast.Attribute):
            path = dotted(func.value)
            receiver = type_of(self.facts, func.value)
            if path and func.attr not in PURE_METHODS.get(receiver.name, ()):
                if func.attr in MUTATING_METHODS:
                    touched[path] = "certain"
                elif func.attr not in METHODS.get(receiver.name, {}) and func.attr not in ("count", "index"):
                    touched.setdefault(path, "possible")
        qualified = qualified_name(self.facts, func)
        if qualified in PURE:
            return
        known_method = isinstance(func, ast.Attribute) and type_of(self.facts, func.value).name in PURE_METHODS
        if not known_method and not (qualified or "").startswith("builtins."):
            self._calls = True
        if known_method and isinstance(func, ast.Attribute) and func.attr not in ("extend", "update"):
            # A builtin container keeps what it is given, but does not change it.
            return
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            path = dotted(argument.value if isinstance(argument, ast.Starred) else argument)
            if path and qualified not in ("builtins.print", "builtins.len", "builtins.isinstance"):
                touched.setdefault(path, "possible")

    @property
    def bound(self) -> set[str]:
        """Names (and dotted attributes) that a pass binds anew, targets included."""
        if self._bound is None:
            self._survey()
        assert self._bound is not None
        return self._bound

    @property
    def has_unknown_calls(self) -> bool:
        """May a pass run code that is not known here?"""
        _ = self.bound
        return self._calls

    def content_change(self, path: str) -> Change:
        """May a pass change the object that `name` or `self.name` refers to, seen through this very path?

        Unknown calls that were not handed the object are not counted: ask `has_unknown_calls` where it is shared.
        """
        _ = self.bound
        result: Change = "none"
        for touched, change in self._touched.items():
            if touched == path or touched.startswith(path + "."):
                if change == "certain":
                    return "certain"
                result = change
            elif path.startswith(touched + ".") and change == "possible":
                result = "possible"  # the owner was handed to unknown code
        return result

    def is_invariant(self, node: ast.AST) -> bool:
        """Does the expression certainly have the same value in each pass (same object contents included)?

        True only for constants, and for pure expressions over names that no pass rebinds or may change.
        """
        for child in ast.walk(node):
            if isinstance(child, ast.Name):
                if child.id in self.bound or not self._steady(child, child.id):
                    return False
            elif isinstance(child, ast.Attribute):
                path = dotted(child)
                if path is None:
                    continue
                if path in self.bound or any(path.startswith(name + ".") for name in self.bound):
                    return False
                if self.content_change(path) != "none":
                    return False
                if self.has_unknown_calls and qualified_name(self.facts, child) is None and "." in path:
                    if not _is_method_callee(self.facts, child):
                        return False
            elif isinstance(child, ast.Call):
                if not _pure_call(self.facts, child):
                    return False
            elif not isinstance(child, _PLAIN):
                return False
        return True

    def keeps(self, node: ast.AST) -> Keeping:
        """Does the expression have the same value in each pass? "likely": nothing in the loop changes it, unless code
        called there does so behind its back (the object is shared), or an attribute is a property.

        Beyond `is_invariant`, comprehensions may occur in the expression.
        """
        if self.is_invariant(node):
            return "certainly"
        own = {
            name.id
            for child in ast.walk(node)
            if isinstance(child, ast.comprehension)
            for name in ast.walk(child.target)
            if isinstance(name, ast.Name)
        }
        for child in ast.walk(node):
            if isinstance(child, (ast.Name, ast.Attribute)):
                path = dotted(child)
                if path is None or path.partition(".")[0] in own:
                    continue
                if any(path == bound or path.startswith(bound + ".") for bound in self.bound):
                    return "no"
                if type_of(self.facts, child).name in IMMUTABLE:
                    continue
                if self.content_change(path) != "none":
                    return "no"
                if isinstance(child, ast.Name) and self.has_unknown_calls and self._is_outer(child):
                    return "no"  # the functions beside this one are made to change it
            elif isinstance(child, ast.Call):
                if not _pure_call(self.facts, child):
                    return "no"
            elif isinstance(child, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Lambda)):
                return "no"
        return "likely"

    def _is_outer(self, name: ast.Name) -> bool:
        """Is it a variable of a function around the loop's own?"""
        here = self.facts.scopes.scope_of.get(name)
        owner = here.owner(name.id) if here is not None else None
        while here is not None and here.kind == "comprehension" and here is not owner:
            here = here.parent
        return owner is not None and owner is not here and owner.kind in ("function", "lambda")

    def _steady(self, name: ast.Name, path: str) -> bool:
        if type_of(self.facts, name).name in IMMUTABLE:
            return True
        if self.content_change(path) != "none":
            return False
        if not self.has_unknown_calls:
            return True
        found = resolve(self.facts, name)
        if found is None or qualified_name(self.facts, name) is not None:
            return True  # a builtin, or a module
        if found[0] is None:
            return all(binding.kind in ("def", "class", "import") for binding, _ in found[1])
        return found[0].kind in ("function", "lambda", "comprehension") and not is_shared(self.facts, found[0], name.id)


_PLAIN = (
    ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.BinOp, ast.UnaryOp, ast.Compare,
    ast.BoolOp, ast.IfExp, ast.Subscript, ast.Slice, ast.Tuple, ast.keyword, ast.JoinedStr, ast.FormattedValue, ast.Starred,
    ast.List, ast.Set, ast.Dict,
)  # fmt: skip


def dotted(node: ast.AST) -> str | None:
    """`self.items` → "self.items"; None for anything but names and attributes of names."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def _is_method_callee(facts: BlockFacts, node: ast.Attribute) -> bool:
    parent = facts.scopes.parent.get(node)
    return isinstance(parent, ast.Call) and parent.func is node and _pure_call(facts, parent)


def is_shared(facts: BlockFacts, scope: Any, name: str) -> bool:
    """Can code elsewhere hold the object of this local name? True for parameters and for whatever came from elsewhere."""
    for binding in scope.bindings_of(name):
        if binding.kind == "parameter":
            return True
        value = binding.value
        if binding.kind not in ("assign", "annotate") or not isinstance(value, (*_FRESH, ast.Call)):
            return True
        if isinstance(value, ast.Call) and not _pure_call(facts, value):
            return True
    for load in scope.loads_of(name):
        here = facts.scopes.scope_of[load]
        while here is not scope and here.kind == "comprehension" and here.parent is not None:
            here = here.parent
        if here is not scope:
            return True  # a function in this one has it
        parent = facts.scopes.parent.get(load)
        if isinstance(
            parent, (ast.Compare, ast.For, ast.AsyncFor, ast.Subscript, ast.comprehension, ast.FormattedValue)
        ):
            continue
        if isinstance(parent, ast.Attribute):
            continue
        if isinstance(parent, ast.Call) and parent.func is not load and _pure_call(facts, parent):
            continue
        if isinstance(parent, ast.Return):
            continue  # then it is over
        return True
    return False


_FRESH = (
    ast.List,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.Constant,
    ast.BinOp,
    ast.JoinedStr,
    ast.Tuple,
)


def _pure_call(facts: BlockFacts, node: ast.Call) -> bool:
    qualified = qualified_name(facts, node.func)
    if qualified is not None:
        if qualified in PURE:
            # key functions are code of the user's
            return all(
                keyword.arg in ("reverse", "default", "strict", "sep") for keyword in node.keywords
            ) or qualified in ("builtins.dict",)
        return False
    if isinstance(node.func, ast.Attribute):
        receiver = type_of(facts, node.func.value)
        return node.func.attr in PURE_METHODS.get(receiver.name, ())
    return False


def is_pure(facts: BlockFacts, node: ast.AST) -> bool:
    """Can the expression be evaluated more or fewer times, or elsewhere, with nobody the wiser?

    Attribute access and operators on unknown objects count as pure (properties and operator methods with effects are
    rare and nobody's intention); calls count only when known; await, yield and walrus never.
    """
    for child in ast.walk(node):
        if isinstance(child, ast.Call):
            if not _pure_call(facts, child):
                return False
        elif isinstance(child, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
            return False
    return True
