"""Loops: how they nest, what each pass changes, what stays the same, how often they run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from .frames import COMPREHENSION, WHILE, Frame
from .inference import type_of
from .knowledge import IMMUTABLE
from .model import BlockFacts
from .names import dotted, qualified_name, resolve
from .purity import is_pure, is_pure_call, runs_out
from .sharing import is_shared, may_be_same, may_hold
from .sizes import FEW, size_of
from .survey import Survey

__all__ = ["Keeping", "Loop", "dotted", "is_pure", "is_shared"]

Change = Literal["none", "possible", "certain"]
Keeping = Literal["certainly", "likely", "no"]


class Loop:
    """One loop statement or one `for` of a comprehension."""

    __slots__ = ("_survey", "facts", "frame", "kind", "node")

    def __init__(self, facts: BlockFacts, frame: Frame) -> None:
        self.facts = facts
        self.frame = frame
        self.kind: Final = frame.kind
        """"for", "while" or "comprehension"."""
        self.node: Any = frame.node
        """ast.For, ast.AsyncFor, ast.While, or ast.comprehension."""
        self._survey: Survey | None = None

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

    @property
    def survey(self) -> Survey:
        """What a pass binds, changes and calls."""
        if self._survey is None:
            target = () if self.target is None else ast.walk(self.target)
            self._survey = Survey(self.facts, self.node, self.container, target, self.walk())
        return self._survey

    @property
    def bound(self) -> set[str]:
        """Names (and dotted attributes) that a pass binds anew, targets included."""
        return self.survey.bound

    @property
    def has_unknown_calls(self) -> bool:
        """May a pass run code that is not known here?"""
        return self.survey.calls

    def content_change(self, path: str) -> Change:
        """May a pass change the object that `name` or `self.name` refers to, seen through this very path?

        Unknown calls that were not handed the object are not counted: ask `has_unknown_calls` where it is shared.
        """
        survey = self.survey
        below = path + "."
        if any(changed == path or changed.startswith(below) for changed in (*survey.changed, *survey.given)):
            return "certain"
        for handed in survey.handed:
            # The object itself, one that it holds, or the one that holds it was handed to unknown code.
            if handed == path or handed.startswith(below) or path.startswith(handed + "."):
                return "possible"
        return "none"

    def is_invariant(self, node: ast.AST) -> bool:
        """Does the expression certainly have the same value in each pass (same object contents included)?

        True only for constants, and for pure expressions over names and attributes that no pass rebinds or may change.
        """
        if isinstance(node, (ast.Name, ast.Attribute)) and (path := dotted(node)) is not None:
            return self._steady(node, path)
        if isinstance(node, ast.Call):
            if not is_pure_call(self.facts, node) or runs_out(self.facts, node):
                return False
            if type_of(self.facts, node).name == "iterator" and not isinstance(
                self.facts.scopes.parent.get(node), ast.Call
            ):
                return False  # each pass gets a new one
            func = node.func
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
            if isinstance(func, ast.Attribute) and qualified_name(self.facts, func) is None:
                parts.append(func.value)
            return all(self.is_invariant(part) for part in parts)
        if not isinstance(node, _PLAIN) or runs_out(self.facts, node):
            return False
        return all(self.is_invariant(child) for child in ast.iter_child_nodes(node))

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
                if path is None or path.partition(".")[0] in own or self._is_prefix(child):
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
                if not is_pure_call(self.facts, child):
                    return "no"
            elif isinstance(child, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Lambda)):
                return "no"
        return "likely"

    def _is_prefix(self, node: ast.expr) -> bool:
        """Is it `self` of `self.items`? Not so `self.items` of `self.items.count(x)`."""
        parents = self.facts.scopes.parent
        parent = parents.get(node)
        if not isinstance(parent, ast.Attribute):
            return False
        call = parents.get(parent)
        return not (isinstance(call, ast.Call) and call.func is parent)

    def _is_outer(self, name: ast.Name) -> bool:
        """Is it a variable of a function around the loop's own?"""
        here = self.facts.scopes.scope_of.get(name)
        owner = here.owner(name.id) if here is not None else None
        while here is not None and here.kind == "comprehension" and here is not owner:
            here = here.parent
        return owner is not None and owner is not here and owner.kind in ("function", "lambda")

    def _steady(self, node: ast.expr, path: str) -> bool:
        """Is a name or dotted attribute neither bound anew nor its object changed, by whatever a pass does?"""
        facts, survey = self.facts, self.survey
        if any(path == bound or path.startswith(bound + ".") for bound in survey.bound):
            return False
        if qualified_name(facts, node) is not None:
            return True  # a builtin, or what a module holds
        kind = type_of(facts, node)
        found = resolve(facts, node) if isinstance(node, ast.Name) else None
        if isinstance(node, ast.Name):
            if found is None or (survey.calls and self._bound_elsewhere(found)):
                return False
        elif survey.calls or any(bound.endswith("." + path.rpartition(".")[2]) for bound in survey.bound):
            return False  # set by code called here, or through another name of the object
        if kind.name in IMMUTABLE:
            return True
        if kind.name in ("iterator", "file") or self.content_change(path) != "none":
            return False
        if any(path == deep or deep.startswith(path + ".") for deep in survey.deep):
            return False
        if survey.calls:
            if found is None or not isinstance(node, ast.Name):
                return False
            if found[0] is None:
                return all(binding.kind in ("def", "class", "import") for binding, _ in found[1])
            return found[0].kind in ("function", "lambda") and not is_shared(facts, found[0], node.id)
        if any(may_hold(facts, holder, node) for where, holder in survey.deep.items() if where != path):
            return False
        others = [*survey.changed.items(), *survey.handed.items(), *survey.deep.items()]
        return not any(may_be_same(facts, other, node) for where, other in others if where != path)

    def _bound_elsewhere(self, found: Any) -> bool:
        """Does another function bind the name too (`nonlocal`, `global`)?"""
        owner, bindings = found
        return any(binding.scope is not owner or binding.kind == "global" for binding, _ in bindings)


_PLAIN = (
    ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop, ast.BinOp, ast.UnaryOp,
    ast.Compare, ast.BoolOp, ast.IfExp, ast.Subscript, ast.Slice, ast.Tuple, ast.keyword, ast.JoinedStr,
    ast.FormattedValue, ast.Starred, ast.List, ast.Set, ast.Dict,
)  # fmt: skip
