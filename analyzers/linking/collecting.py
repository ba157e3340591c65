"""What one file says of its functions, from its text alone: plain data that may be kept by content.

The places of all calls stand apart from the rest, so that an edit that only moves code says nothing new.

An expression is written as far as values are followed through it: a dotted name as a string; else a list, first its
kind: ["a", base, attribute], ["c", callee, first argument or null], ["y", awaited], ["s", subscripted],
["i", iterated], ["w", entered by `with`], ["|", either, or], ["e", an element of it], ["f", function], ["k", class],
["m", module, level, name or null] (imported), ["n", annotation], ["p", number] (a parameter that says nothing of
itself), ["t", builtin type], ["x", annotation, its parameters]. null: nothing is known.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from ..source import Block, Document
from .flags import ASYNC, AWAITED, CERTAIN, ENTERED, FIELDS, ITERATED, LAMBDA, LOOP, WITH, Expr
from .reading import ExpressionReader, Function
from .symbols import ann, declared, sym
from .writing import FORM, written

__all__ = ["FORM", "summary_of"]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def summary_of(document: Document) -> bytes:
    """Summarize a document; b"" for one that says nothing."""
    collector = _Collector()
    for block in document.blocks:
        collector.block(block)
    return written(collector.functions, collector.classes, collector.stars, collector.patches)


class _Collector(ExpressionReader):
    """Goes through the statements once."""

    def __init__(self) -> None:
        super().__init__()
        self.classes: list[list[Any]] = []
        self.makers: dict[int, list[tuple[str, Expr, ast.expr, int]]] = {}
        """Class → (field, what makes its default, node, line of its statement's text) of a dataclass or its like."""
        self.stars: list[list[Any]] = []
        self.cls = -1
        self.prefix = ""

    # -- blocks and definitions

    def block(self, block: Block) -> None:
        self.shift = block.start - block.base - 1
        if block.members:
            node: Any = block.nodes[0]
            outer = self.enter_class(node)
            for member in block.members:
                self.block(member)
            self.leave_class(outer)
        elif block.nodes:
            self.statements(block.nodes, CERTAIN)

    def enter_class(self, node: ast.ClassDef) -> tuple[int, bool, str]:
        number = len(self.classes)
        name = node.name
        bases = [sym(base) for base in node.bases]
        decorators = [sym(each) for each in node.decorator_list]
        self.bind(name, ["k", number])
        for each in (*node.bases, *node.decorator_list):
            self.expression(each, CERTAIN)
        outer = (self.cls, self.in_class_body, self.prefix)
        # [qualified name, bases, decorators, attributes, methods, function around, names of fields in order]
        self.classes.append([self.prefix + name, bases, decorators, {}, {}, self.here, []])
        self.cls, self.in_class_body = number, True
        self.prefix += f"{name}."
        return outer

    def leave_class(self, outer: tuple[int, bool, str]) -> None:
        if (makers := self.makers.pop(self.cls, None)) is not None and "__init__" not in self.classes[self.cls][4]:
            self.fields(makers)
        self.cls, self.in_class_body, self.prefix = outer

    def fields(self, makers: list[tuple[str, Expr, ast.expr, int]]) -> None:
        """Write down the constructor that calls what makes the defaults of fields."""
        row = self.classes[self.cls]
        number, around, shift = len(self.functions), self.here, self.shift
        first = makers[0][2].lineno + makers[0][3]
        function = Function(f"{row[0]}.__init__", around, self.cls, first, FIELDS)
        function.parameters = ["self", *row[6]]
        self.functions.append(function)
        row[4]["__init__"] = [number]
        self.here = number
        for name, maker, node, self.shift in makers:
            function.returns.append(name)
            self.implied(maker, node, CERTAIN)
        self.here, self.shift = around, shift

    def function(self, node: Any) -> None:
        for each in node.decorator_list:
            self.expression(each, CERTAIN)
        self.defaults(node.args)
        number = len(self.functions)
        name = node.name
        flags = ASYNC if node.__class__ is ast.AsyncFunctionDef else 0
        line = node.lineno + self.shift
        function = Function(self.prefix + name, self.here, self.cls if self.in_class_body else -1, line, flags)
        function.decorators = [sym(each) for each in node.decorator_list]
        self.functions.append(function)
        if self.in_class_body:
            self.classes[self.cls][4].setdefault(name, []).append(number)
        else:
            self.bind(name, ["f", number])
        self.parameters(function, node.args, node.decorator_list)
        outer = (self.here, self.in_class_body, self.prefix)
        self.here, self.in_class_body, self.prefix = number, False, f"{self.prefix}{name}.<locals>."
        self.statements(node.body, CERTAIN)
        if node.returns is not None and (told := ann(node.returns)) is not None:
            function.returns.insert(0, ["n", told])
        self.here, self.in_class_body, self.prefix = outer

    def parameters(self, function: Function, arguments: ast.arguments, decorators: Sequence[ast.expr]) -> None:
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        positional = len(arguments.posonlyargs) + len(arguments.args)
        function.required = [each.arg for each in every[: positional - len(arguments.defaults)]]
        static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in decorators)
        for number, each in enumerate(every):
            name = each.arg
            function.parameters.append(name)
            if number == 0 and function.cls >= 0 and not static:
                function.locals[name] = [["self"]]
            elif each.annotation is not None and (told := ann(each.annotation)) is not None:
                function.locals[name] = [["n", told]]
            else:
                function.locals[name] = [["p", number]]
        for rest in (arguments.vararg, arguments.kwarg):
            if rest is not None:
                function.locals[rest.arg] = [None]

    def defaults(self, arguments: ast.arguments) -> None:
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None and default.__class__ is not ast.Constant:
                self.expression(default, CERTAIN)

    def lambda_(self, node: ast.Lambda) -> int:
        number = len(self.functions)
        self.defaults(node.args)
        line = node.lineno + self.shift
        function = Function(f"{self.prefix}<lambda>", self.here, -1, line, LAMBDA)
        self.functions.append(function)
        self.parameters(function, node.args, ())
        outer = (self.here, self.in_class_body)
        self.here, self.in_class_body = number, False
        function.returns.append(sym(node.body))
        self.expression(node.body, CERTAIN)
        self.here, self.in_class_body = outer
        return number

    # -- names

    def bind(self, name: str, value: Expr) -> None:
        if self.in_class_body:
            self.classes[self.cls][3].setdefault(name, []).append([self.here, value])
            return
        function = self.functions[self.here]
        if name in function.declared:
            function = self.functions[0]
        function.locals.setdefault(name, []).append(value)

    def assign(self, target: ast.expr, value: Expr) -> None:
        kind = target.__class__
        if kind is ast.Name:
            self.bind(target.id, value)  # pyright: ignore[reportAttributeAccessIssue] - by its class
        elif kind is ast.Tuple or kind is ast.List:
            elements: list[ast.expr] = target.elts  # pyright: ignore[reportAttributeAccessIssue]
            inner: Expr = None
            if len(elements) == 2 and _is_enumerated(value):
                self.assign(elements[0], ["t", "int"])
                self.assign(elements[1], ["i", value[1][2]])
                return
            for element in elements:
                self.assign(element, inner)
        elif kind is ast.Attribute:
            owner = target.value  # pyright: ignore[reportAttributeAccessIssue]
            function = self.functions[self.here]
            if isinstance(owner, ast.Name) and function.cls >= 0 and function.locals.get(owner.id) == [["self"]]:
                table = self.classes[function.cls][3]
                table.setdefault(target.attr, []).append([self.here, value])  # pyright: ignore[reportAttributeAccessIssue]
            elif isinstance(owner, ast.Name) and owner.id not in self._own_names():
                self.patches.append([self.here, owner.id, target.attr])  # pyright: ignore[reportAttributeAccessIssue]
        elif kind is ast.Starred:
            self.assign(target.value, None)  # pyright: ignore[reportAttributeAccessIssue]

    # -- statements

    def statements(self, body: Sequence[ast.stmt], flags: int) -> int:
        """Go through statements; returns the flags that hold after them."""
        for node in body:
            kind = node.__class__
            if kind is ast.Expr:
                self.expression(node.value, flags)  # pyright: ignore[reportAttributeAccessIssue] - by its class
            else:
                flags = _STATEMENTS.get(kind, _Collector.other)(self, node, flags)
        return flags

    def other(self, node: Any, flags: int) -> int:
        for name in node._fields:
            child = getattr(node, name)
            if isinstance(child, ast.expr):
                self.expression(child, flags)
            elif child.__class__ is list:  # the targets of `del`
                for each in child:
                    if isinstance(each, ast.expr):
                        self.expression(each, flags)
        return flags

    def nothing(self, node: Any, flags: int) -> int:
        return flags

    def define(self, node: Any, flags: int) -> int:
        self.function(node)
        return flags

    def define_class(self, node: Any, flags: int) -> int:
        outer = self.enter_class(node)
        self.statements(node.body, flags)
        self.leave_class(outer)
        return flags

    def assignment(self, node: Any, flags: int) -> int:
        value = node.value
        told = self.evaluated(value, flags)
        if self.in_class_body and isinstance(value, ast.Call):
            told = declared(told, value)
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
                for each, given in zip(target.elts, value.elts, strict=True):
                    self.assign(each, sym(given))
            else:
                self.assign(target, told)
            if target.__class__ is not ast.Name:
                self.target(target, flags)
        return flags

    def annotated(self, node: Any, flags: int) -> int:
        if node.value is not None:
            self.expression(node.value, flags)
        told = ann(node.annotation)
        if self.in_class_body and isinstance(node.target, ast.Name):
            self.classes[self.cls][6].append(node.target.id)
            if isinstance(node.value, ast.Call):
                self.field(node.target.id, node.value)
                made = declared(sym(node.value), node.value)
                if made is not None and len(made) > 3:
                    self.bind(node.target.id, made)
        self.assign(node.target, ["n", told] if told is not None else sym(node.value))
        return flags

    def field(self, name: str, made: ast.Call) -> None:
        for keyword in made.keywords:
            if keyword.arg in ("default_factory", "factory") and (maker := self.value(keyword.value)) is not None:
                self.makers.setdefault(self.cls, []).append((name, maker, made, self.shift))

    def augmented(self, node: Any, flags: int) -> int:
        self.expression(node.value, flags)
        if isinstance(node.target, ast.Name):
            self.bind(node.target.id, None)
        return flags

    def returned(self, node: Any, flags: int) -> int:
        if node.value is not None:
            self.functions[self.here].returns.append(self.evaluated(node.value, flags))
        return flags

    def if_(self, node: Any, flags: int) -> int:
        self.expression(node.test, flags)
        self.statements(node.body, flags & ~CERTAIN)
        if node.orelse:
            self.statements(node.orelse, flags & ~CERTAIN)
        if (
            flags & CERTAIN
            and (_leaves(node.body) or _leaves(node.orelse))
            # Behind `if not items: return` nearly each call goes on; behind `if self._kept: return` it is not known.
            and (flags & LOOP or not _asks_if_any(node.test, self.functions[self.here].required))
        ):
            flags &= ~CERTAIN
        return flags

    def for_(self, node: Any, flags: int) -> int:
        self.assign(node.target, ["i", self.evaluated(node.iter, flags | ITERATED)])
        if flags & CERTAIN:
            tests = [each.test for each in node.body if each.__class__ is ast.If]
            self.search(node, tests, node.iter, flags)
        self.statements(node.body, flags | LOOP)
        if node.orelse:
            self.statements(node.orelse, flags)
        return flags

    def while_(self, node: Any, flags: int) -> int:
        self.expression(node.test, flags | LOOP)
        asks = node.test.__class__ is not ast.Constant
        self.until += asks
        self.statements(node.body, flags | LOOP)
        self.until -= asks
        if node.orelse:
            self.statements(node.orelse, flags)
        return flags

    def with_(self, node: Any, flags: int) -> int:
        asynchronous = node.__class__ is ast.AsyncWith
        for item in node.items:
            entered = item.context_expr
            told = self.evaluated(entered, flags | AWAITED if asynchronous else flags)
            if told is not None and not asynchronous:
                self.implied(["a", told, "__enter__"], entered, flags | ENTERED)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, ["w", told])
        after = self.statements(node.body, flags | WITH)
        return flags & (after | ~CERTAIN)

    def try_(self, node: Any, flags: int) -> int:
        after = self.statements(node.body, flags)
        for handler in node.handlers:
            if handler.name:
                self.bind(handler.name, None)
            self.statements(handler.body, flags & ~CERTAIN)
        if node.orelse:
            after &= self.statements(node.orelse, after)
        if _leaves(node.body) or _leaves(node.orelse):
            after &= ~CERTAIN  # only after an error does it go on
        if node.finalbody:
            self.statements(node.finalbody, flags)
        return flags & (after | ~CERTAIN)

    def match_(self, node: Any, flags: int) -> int:
        self.expression(node.subject, flags)
        for case in node.cases:
            for pattern in ast.walk(case.pattern):
                name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
                if isinstance(name, str):
                    self.bind(name, None)
            if case.guard is not None:
                self.expression(case.guard, flags & ~CERTAIN)
            self.statements(case.body, flags & ~CERTAIN)
        return flags

    def global_(self, node: Any, flags: int) -> int:
        if node.__class__ is ast.Global:
            self.functions[self.here].declared.update(node.names)
        return flags

    def import_(self, node: ast.Import, flags: int) -> int:
        for alias in node.names:
            if alias.asname:
                self.bind(alias.asname, ["m", alias.name, 0, None])
            else:
                self.bind(alias.name.partition(".")[0], ["m", alias.name.partition(".")[0], 0, None])
        return flags

    def import_from(self, node: ast.ImportFrom, flags: int) -> int:
        module, level = node.module or "", node.level
        for alias in node.names:
            if alias.name == "*":
                self.stars.append([module, level])
            else:
                self.bind(alias.asname or alias.name, ["m", module, level, alias.name])
        return flags


def _is_enumerated(value: Expr) -> bool:
    """Is it what a pass over `enumerate(items)` gives?"""
    if not isinstance(value, list) or value[0] != "i":
        return False
    return isinstance(value[1], list) and value[1][:2] == ["c", "enumerate"]


_LEAVE = (ast.Return, ast.Continue, ast.Break)


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Does a branch leave the function or the pass, other than by an error?"""
    for node in body:
        kind = node.__class__
        if kind in _LEAVE:
            return True
        if kind is ast.If:
            if _leaves(node.body) or _leaves(node.orelse):  # pyright: ignore[reportAttributeAccessIssue]
                return True
        elif (kind is ast.With or kind is ast.Try) and _leaves(node.body):  # pyright: ignore[reportAttributeAccessIssue]
            return True
    return False


def _asks_if_any(test: ast.expr, required: Sequence[str]) -> bool:
    """Is it the question whether a caller gave anything at all: `not urls`, `url is None`, `len(rows) == 0`?

    Not of a parameter that has a default: that is mostly what it is.
    """
    if isinstance(test, ast.BoolOp):
        return all(_asks_if_any(each, required) for each in test.values)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    elif isinstance(test, ast.Compare):
        if not isinstance(test.comparators[0], ast.Constant) or test.comparators[0].value not in (None, 0, ""):
            return False
        test = test.left
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "len" and test.args:
        test = test.args[0]
    return isinstance(test, ast.Name) and test.id in required


_STATEMENTS: dict[type, Any] = {
    ast.FunctionDef: _Collector.define,
    ast.AsyncFunctionDef: _Collector.define,
    ast.ClassDef: _Collector.define_class,
    ast.Assign: _Collector.assignment,
    ast.AnnAssign: _Collector.annotated,
    ast.AugAssign: _Collector.augmented,
    ast.Return: _Collector.returned,
    ast.If: _Collector.if_,
    ast.For: _Collector.for_,
    ast.AsyncFor: _Collector.for_,
    ast.While: _Collector.while_,
    ast.With: _Collector.with_,
    ast.AsyncWith: _Collector.with_,
    ast.Try: _Collector.try_,
    ast.Match: _Collector.match_,
    ast.Global: _Collector.global_,
    ast.Nonlocal: _Collector.nothing,
    ast.Pass: _Collector.nothing,
    ast.Break: _Collector.nothing,
    ast.Continue: _Collector.nothing,
    ast.Import: _Collector.import_,
    ast.ImportFrom: _Collector.import_from,
}
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = _Collector.try_  # pyright: ignore[reportAttributeAccessIssue] - since 3.11
