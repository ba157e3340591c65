"""One quick pass over a block's tree: finds the nodes that rules asked for, with loops and functions around them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

__all__ = ["CLASS", "COMPREHENSION", "FOR", "FUNCTION", "LAMBDA", "MODULE", "WHILE", "Candidate", "Frame", "Walker"]

MODULE: Final = "module"
CLASS: Final = "class"
FUNCTION: Final = "function"
LAMBDA: Final = "lambda"
FOR: Final = "for"
WHILE: Final = "while"
COMPREHENSION: Final = "comprehension"


class Frame:
    """A region of code that runs as a unit: module, class, function, or one pass of a loop. Linked to the outer one."""

    __slots__ = ("in_async", "in_loop", "kind", "node", "parent")

    def __init__(self, kind: str, node: Any, parent: Frame | None) -> None:
        self.kind = kind
        self.node: Any = node
        self.parent = parent
        if kind == FOR or kind == WHILE or kind == COMPREHENSION:
            assert parent is not None
            self.in_loop = True
            self.in_async: bool = parent.in_async
        else:
            self.in_loop = False
            self.in_async = kind == FUNCTION and node.__class__ is ast.AsyncFunctionDef

    @property
    def loop(self) -> Frame | None:
        """The innermost loop of the same function: the frame itself, if it is one."""
        return self if self.in_loop else None

    @property
    def function(self) -> Frame | None:
        """The innermost function's frame."""
        frame: Frame | None = self
        while frame is not None and frame.kind != FUNCTION and frame.kind != LAMBDA:
            frame = frame.parent
        return frame


Candidate = tuple[Any, ast.AST, Frame]
"""(rule, node, innermost frame that evaluates the node)"""

_LEAVES = {ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal, ast.alias}
_SKIPPED_FIELDS = {
    "ctx",
    "op",
    "ops",
    "type_comment",
    "type_params",
    "conversion",
    "kind",
    "level",
    "simple",
    "is_async",
    "str",  # of an interpolation in a template string: its source text
}


def _child_fields() -> dict[type, tuple[str, ...]]:
    table: dict[type, tuple[str, ...]] = {}
    for value in vars(ast).values():
        if isinstance(value, type) and issubclass(value, ast.AST):
            table[value] = () if value in _LEAVES else tuple(f for f in value._fields if f not in _SKIPPED_FIELDS)
    # Identifiers are strings: nothing to visit.
    for cls, names in (
        (ast.Attribute, ("value",)),
        (ast.keyword, ("value",)),
        (ast.arg, ("annotation",)),
        (ast.ImportFrom, ()),
        (ast.Import, ()),
        (ast.ExceptHandler, ("type", "body")),
        (ast.MatchAs, ("pattern",)),
        (ast.MatchStar, ()),
        (ast.MatchMapping, ("keys", "patterns")),
        (ast.MatchClass, ("cls", "patterns", "kwd_patterns")),
        (ast.MatchSingleton, ()),
        (ast.Compare, ("left", "comparators")),
        (ast.FunctionDef, ("args", "body", "decorator_list", "returns")),
        (ast.AsyncFunctionDef, ("args", "body", "decorator_list", "returns")),
        (ast.ClassDef, ("bases", "keywords", "body", "decorator_list")),
    ):
        table[cls] = names
    return table


CHILD_FIELDS: Final = _child_fields()
_SPECIAL = {
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
}  # fmt: skip

# What the walk does at a node: nothing below it, its fields in order, or a frame of its own.
_KIND: Final[dict[type, tuple[str, ...] | None]] = {
    cls: None if cls in _SPECIAL else fields for cls, fields in CHILD_FIELDS.items()
}


class Walker:
    """Collects candidates for a set of rules.

    `nodes`: node type → entries, `calls`: last name of a callee → entries; an entry is (rule, needs loop, needs async).
    `aliases`: local name → last part of what it was imported as, where the two differ; set by the caller before a walk,
    replaced (never changed in place) by imports that the walk meets.
    """

    __slots__ = ("aliases", "calls", "found", "nodes")

    def __init__(
        self,
        nodes: Mapping[type, Sequence[tuple[Any, bool, bool]]],
        calls: Mapping[str, Sequence[tuple[Any, bool, bool]]],
    ) -> None:
        self.nodes = nodes
        self.calls = calls
        self.aliases: Mapping[str, str] = {}
        self.found: list[Candidate] = []

    def walk(self, roots: Iterable[ast.AST | None], frame: Frame) -> None:
        """Visit everything below `roots`, except that a bare Name or Constant never triggers."""
        node_rules, call_rules, kinds = self.nodes, self.calls, _KIND
        call_type, attribute, name_type, list_type = ast.Call, ast.Attribute, ast.Name, list
        constant = ast.Constant
        stack: list[Any] = [root for root in roots if root is not None]
        stack.reverse()
        pop, push = stack.pop, stack.append
        while stack:
            node = pop()
            cls = node.__class__
            if cls in node_rules:
                self._offer(node_rules[cls], node, frame)
            if cls is call_type:
                func = node.func
                callee = func.__class__
                if callee is attribute:
                    name = func.attr
                    push(func.value)
                elif callee is name_type:
                    name = func.id
                    if name in self.aliases:
                        name = self.aliases[name]
                else:
                    name = ""
                    push(func)
                if name in call_rules:
                    self._offer(call_rules[name], node, frame)
                for child in node.args:
                    if child.__class__ is not name_type and child.__class__ is not constant:
                        push(child)
                for child in node.keywords:
                    value = child.value
                    if value.__class__ is not name_type and value.__class__ is not constant:
                        push(value)
                continue
            fields = kinds[cls]
            if fields is None:
                self._enter(node, cls, frame)
                continue
            for field in fields:
                value = getattr(node, field)
                if value.__class__ is list_type:
                    for child in value:
                        if child is not None and child.__class__ is not name_type and child.__class__ is not constant:
                            push(child)
                elif value is not None and value.__class__ is not name_type and value.__class__ is not constant:
                    push(value)
            if cls is ast.ImportFrom:
                renamed = {a.asname: a.name for a in node.names if a.asname and a.asname != a.name}
                if renamed:
                    self.aliases = {**self.aliases, **renamed}

    def _offer(self, entries: Sequence[tuple[Any, bool, bool]], node: ast.AST, frame: Frame) -> None:
        for rule, needs_loop, needs_async in entries:
            if (not needs_loop or frame.in_loop) and (not needs_async or frame.in_async):
                self.found.append((rule, node, frame))

    def _outside(self, decorators: Sequence[ast.AST], arguments: ast.arguments, frame: Frame) -> None:
        """Walk what a function definition evaluates where it stands."""
        if decorators:
            self.walk(decorators, frame)
        if arguments.defaults:
            self.walk(arguments.defaults, frame)
        if arguments.kw_defaults:
            self.walk(arguments.kw_defaults, frame)

    def _enter(self, node: Any, cls: type, frame: Frame) -> None:
        if cls is ast.FunctionDef or cls is ast.AsyncFunctionDef:
            self._outside(node.decorator_list, node.args, frame)
            self.walk(node.body, Frame(FUNCTION, node, frame))
        elif cls is ast.For or cls is ast.AsyncFor:
            self.walk((node.iter,), frame)
            inner = Frame(FOR, node, frame)
            self.walk((node.target,), inner)
            self.walk(node.body, inner)
            if node.orelse:
                self.walk(node.orelse, frame)
        elif cls is ast.While:
            inner = Frame(WHILE, node, frame)
            self.walk((node.test,), inner)
            self.walk(node.body, inner)
            if node.orelse:
                self.walk(node.orelse, frame)
        elif cls is ast.ClassDef:
            for outside in (node.decorator_list, node.bases, node.keywords):
                if outside:
                    self.walk(outside, frame)
            if node.body:
                self.walk(node.body, Frame(CLASS, node, frame))
        elif cls is ast.Lambda:
            self._outside((), node.args, frame)
            self.walk((node.body,), Frame(LAMBDA, node, frame))
        else:  # comprehensions: the first iterable is evaluated outside, each further one in a pass of the one before
            inner = frame
            for generator in node.generators:
                self.walk((generator.iter,), inner)
                inner = Frame(COMPREHENSION, generator, inner)
                self.walk((generator.target,), inner)
                self.walk(generator.ifs, inner)
            if cls is ast.DictComp:
                self.walk((node.key, node.value), inner)
            else:
                self.walk((node.elt,), inner)
