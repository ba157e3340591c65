"""What calls an expression makes, and under which conditions: the part of collecting below statements."""

from __future__ import annotations

import ast
import builtins
from typing import Any

from .flags import (
    AWAITED,
    CERTAIN,
    GENERATOR,
    ITERATED,
    LAMBDA,
    LOG,
    LOOP,
    LOOP_AWARE,
    NO_WAIT,
    PROPERTY,
    Expr,
)  # fmt: skip
from .scanning import CONSUMING, IN, SEARCHES, SEARCHING, is_list, is_search, may_be_list, subject_of
from .symbols import last_of, sym

__all__ = ["ExpressionReader", "Function"]

_SILENT = frozenset(name for name in dir(builtins) if name not in {"input", "open", "map", "filter", "sorted"})
"""Builtins whose calls say nothing, unless something else has their name."""
_LOOP_AWARE_NAMES = frozenset({"get_running_loop", "get_event_loop", "is_running", "run_in_executor", "get_ident"})
_LOG_METHODS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "warn"})
_CONSUMERS = frozenset({
    "list", "tuple", "set", "sorted", "sum", "max", "min", "any", "all", "dict", "frozenset", "next",
})  # fmt: skip
_NO_EXPRESSIONS = frozenset({"ctx", "op", "ops", "kind", "conversion", "attr", "id", "arg", "is_async", "str"})
_WHETHER = frozenset({"blocking", "block", "wait", "timeout"})


class Function:
    __slots__ = (
        "calls", "cls", "declared", "decorators", "flags", "header", "line", "locals", "names", "parameters", "parent",
        "places", "qualname", "reads", "required", "returns", "scan_places", "scans",
    )  # fmt: skip

    def __init__(self, qualname: str, parent: int, cls: int, line: int, flags: int) -> None:
        self.qualname = qualname
        self.parent = parent
        self.cls = cls
        self.line = line
        self.flags = flags
        self.decorators: list[Expr] = []
        self.parameters: list[str] = []
        self.required: list[str] = []
        """Those that have no default and may be given by position."""
        self.locals: dict[str, list[Expr]] = {}
        self.declared: set[str] = set()
        self.calls: list[list[Any]] = []
        self.places: list[int] = []
        self.names: dict[str, None] = {}
        """Last names of what it calls; behind "(" of what it hands over."""
        self.reads: set[str] = set()
        self.returns: list[Expr] = []
        self.scans: list[tuple[str, str]] = []
        """What of the parameters is gone through in each call, and how."""
        self.scan_places: list[int] = []


class ExpressionReader:
    """Goes through expressions. Lines of nodes are absolute after `shift`."""

    def __init__(self) -> None:
        self.functions = [Function("", -1, -1, 0, 0)]
        self.patches: list[list[Any]] = []
        self.here = 0
        self.shift = 0
        self.in_class_body = False
        self.until = 0
        """Loops around that end when something has happened: `while` with a question."""

    def bind(self, name: str, value: Expr) -> None:
        """Note what a name is given."""
        raise NotImplementedError

    def assign(self, target: ast.expr, value: Expr) -> None:
        raise NotImplementedError

    def lambda_(self, node: ast.Lambda) -> int:
        raise NotImplementedError

    def value(self, node: ast.expr | None) -> Expr:
        """What an expression is, a lambda included."""
        if node.__class__ is ast.Lambda:
            return ["f", len(self.functions) - 1] if self.functions[-1].flags & LAMBDA else None
        return sym(node)

    def target(self, node: ast.expr, flags: int) -> None:
        """Calls inside a target: `self.rows(x)[0] = 1`."""
        if node.__class__ is ast.Subscript:
            self.expression(node.value, flags)  # pyright: ignore[reportAttributeAccessIssue] - by its class
            self.expression(node.slice, flags)  # pyright: ignore[reportAttributeAccessIssue]

    def expression(self, node: Any, flags: int) -> None:
        kind = node.__class__
        if kind is ast.Name or kind is ast.Constant:
            return
        if kind is ast.Call:
            self.call(node, flags)
            return
        if kind is ast.Attribute:
            self.attribute(node, flags)
            return
        flags &= ~ITERATED
        handler = _EXPRESSIONS.get(kind)
        if handler is not None:
            handler(self, node, flags)
            return
        for field in _FIELDS[kind]:
            child = getattr(node, field)
            if child.__class__ is list:
                for each in child:
                    if each is not None and each.__class__ is not ast.Name and each.__class__ is not ast.Constant:
                        self.expression(each, flags)
            elif child is not None and child.__class__ is not ast.Name and child.__class__ is not ast.Constant:
                self.expression(child, flags)

    def evaluated(self, node: Any, flags: int) -> Expr:
        """Go through an expression, and return what it is."""
        kind = node.__class__
        if kind is ast.Call:
            callee = self.call(node, flags)
            first = node.args[0] if node.args else None
            return ["c", callee, None if first is None or first.__class__ is ast.Starred else sym(first)]
        if kind is ast.Name:
            return node.id
        if kind is not ast.Constant:
            self.expression(node, flags)
        return self.value(node)

    def call(self, node: ast.Call, flags: int) -> Expr:
        """Go through a call, and return its callee."""
        func = node.func
        callee = sym(func)
        inner = flags & ~(ITERATED | AWAITED)
        if callee.__class__ is str:
            last = callee.rpartition(".")[2]
            if callee not in _SILENT:
                self.add(callee, last, node, flags)
            elif callee == "setattr":
                self.replaced(node)
            elif callee in _CONSUMERS:
                inner |= ITERATED
            if callee in CONSUMING and len(node.args) == 1:
                by_key = bool(node.keywords) and callee != "sorted"
                self.scan(node.args[0], SEARCHES if by_key else CONSUMING[callee], node, flags)
            if last in SEARCHING and len(node.args) == 1 and not node.keywords and func.__class__ is ast.Attribute:
                self.find(func.value, node, flags)  # pyright: ignore[reportAttributeAccessIssue]
            if last in _LOOP_AWARE_NAMES:
                self.functions[self.here].flags |= LOOP_AWARE
            elif last in _LOG_METHODS and "." in callee:
                inner |= LOG
        else:
            if callee is not None:
                self.add(callee, last_of(callee), node, flags)
            below = func.value if isinstance(func, ast.Attribute) else func
            self.expression(below, inner & ~ITERATED)
        for argument in node.args:
            if argument.__class__ is not ast.Name and argument.__class__ is not ast.Constant:
                self.expression(argument.value if isinstance(argument, ast.Starred) else argument, inner)
        for keyword in node.keywords:
            given = keyword.value
            if given.__class__ is not ast.Name and given.__class__ is not ast.Constant:
                self.expression(given, inner & ~ITERATED)
        return callee

    def add(self, callee: Expr, last: str, node: ast.Call, flags: int) -> None:
        if last == "wait" and self.until:
            flags &= ~CERTAIN  # `while self.busy: self.changed.wait()` mostly goes on at once
        row: list[Any] = [callee, flags]
        function = self.functions[self.here]
        names = function.names
        names[last] = None
        if node.args:
            arguments: list[Expr] = []
            told = False
            for each in node.args:
                if each.__class__ is ast.Constant:
                    arguments.append(None)
                else:
                    given = sym(each)
                    arguments.append(given)
                    if given is not None:
                        told = True
                        if last := last_of(given):
                            names["(" + last] = None
            if told:
                row.append(arguments)
            first = node.args[0]
            if first.__class__ is ast.Constant and _is_zero(first):
                row[1] |= NO_WAIT
        if node.keywords:
            keywords: dict[str, Expr] = {}
            for keyword in node.keywords:
                name, value = keyword.arg, keyword.value
                if value.__class__ is ast.Constant:
                    if name in _WHETHER and _is_zero(value):
                        row[1] |= NO_WAIT
                elif name is not None and (given := sym(value)) is not None:
                    keywords[name] = given
                    if last := last_of(given):
                        names["(" + last] = None
            if keywords:
                if len(row) == 2:
                    row.append([])
                row.append(keywords)
        function.calls.append(row)
        self.place(function, node)

    def replaced(self, node: ast.Call) -> None:
        """`setattr(module, "function", other)`"""
        match node.args:
            case [ast.Name(id=owner), ast.Constant(value=str(name)), _] if owner not in self._own_names():
                self.patches.append([self.here, owner, name])
            case _:
                pass

    def _own_names(self) -> dict[str, list[Expr]]:
        """The names of the function, those of the module left out."""
        return self.functions[self.here].locals if self.here else {}

    def place(self, function: Function, node: Any) -> None:
        shift = self.shift - function.line
        function.places += (node.lineno + shift, node.col_offset, node.end_lineno + shift, node.end_col_offset)

    def scan(self, node: Any, does: str, at: Any, flags: int) -> None:
        """Note that all of something that hangs on a parameter is gone through, where each call does it."""
        function = self.functions[self.here]
        if not flags & CERTAIN or not function.parameters or (told := subject_of(node)) is None:
            return
        root = told.partition(".")[0]
        if root not in function.parameters:
            return
        values = function.locals[root]
        if len(values) == 1 and (does != IN or "." in told or is_list(values[0])):
            function.scans.append((told, does))
            shift = self.shift - function.line
            function.scan_places += (at.lineno + shift, at.col_offset, at.end_lineno + shift, at.end_col_offset)

    def find(self, node: ast.expr, at: ast.Call, flags: int) -> None:
        """`names.index(name)`, where that may be what lists do."""
        values = self.functions[self.here].locals.get(node.id, ()) if isinstance(node, ast.Name) else ()
        if at.args[0].__class__ is not ast.Starred and (not values or may_be_list(values[0])):
            self.scan(node, SEARCHES if values else IN, at, flags)

    def search(self, loop: Any, tests: list[ast.expr], at: Any, flags: int) -> None:
        """Note a loop that looks for something."""
        parameters = self.functions[self.here].parameters
        told = subject_of(loop.iter) if parameters and tests else None
        if told is not None and told.partition(".")[0] in parameters and is_search(loop.target, tests, parameters):
            self.scan(loop.iter, SEARCHES, at, flags)

    def compared(self, node: ast.Compare, flags: int) -> None:
        for op, right in zip(node.ops, node.comparators, strict=True):
            if op.__class__ is ast.In or op.__class__ is ast.NotIn:
                self.scan(right, IN, node, flags)
        self.expression(node.left, flags)
        for right in node.comparators:
            self.expression(right, flags)

    def implied(self, callee: Expr, node: ast.expr, flags: int) -> None:
        function = self.functions[self.here]
        function.names[last_of(callee)] = None
        function.calls.append([callee, flags])
        self.place(function, node)

    def attribute(self, node: ast.Attribute, flags: int) -> None:
        told = sym(node)
        if told.__class__ is str:
            function = self.functions[self.here]
            if told not in function.reads:
                function.reads.add(told)
                if told.count(".") > 1:
                    function.names[f"[{told.split('.')[-2]}"] = None
                self.implied(told, node, (flags | PROPERTY) & ~(ITERATED | AWAITED))
        else:
            if told is not None:
                self.implied(told, node, (flags | PROPERTY) & ~(ITERATED | AWAITED))
            self.expression(node.value, flags & ~(ITERATED | AWAITED))

    def awaited(self, node: ast.Await, flags: int) -> None:
        inner = node.value
        if inner.__class__ is ast.Call:
            self.call(inner, flags | AWAITED)  # pyright: ignore[reportArgumentType] - by its class
        else:
            self.expression(inner, flags)

    def yielded(self, node: Any, flags: int) -> None:
        self.functions[self.here].flags |= GENERATOR
        if node.value is not None:
            told = sym(node.value)
            self.functions[self.here].returns.append(["e", told] if node.__class__ is ast.Yield else told)
            self.expression(node.value, flags | (ITERATED if node.__class__ is ast.YieldFrom else 0))

    def choice(self, node: ast.IfExp, flags: int) -> None:
        self.expression(node.test, flags)
        self.expression(node.body, flags & ~CERTAIN)
        self.expression(node.orelse, flags & ~CERTAIN)

    def logical(self, node: ast.BoolOp, flags: int) -> None:
        self.expression(node.values[0], flags)
        for value in node.values[1:]:
            self.expression(value, flags & ~CERTAIN)

    def lambda_expression(self, node: ast.Lambda, flags: int) -> None:
        self.lambda_(node)

    def walrus(self, node: ast.NamedExpr, flags: int) -> None:
        self.expression(node.value, flags)
        self.bind(node.target.id, sym(node.value))

    def comprehension(self, node: Any, flags: int) -> None:
        if flags & CERTAIN and node.generators[0].ifs:
            first = node.generators[0]
            self.search(first, first.ifs, node, flags)
        elif flags & CERTAIN and node.__class__ is ast.GeneratorExp:  # any(known == name for known in names)
            self.search(node.generators[0], [node.elt], node, flags)
        for generator in node.generators:
            self.expression(generator.iter, flags | ITERATED)
            flags |= LOOP
            inner, self.in_class_body = self.in_class_body, False
            self.assign(generator.target, ["i", sym(generator.iter)])
            self.in_class_body = inner
            for test in generator.ifs:
                self.expression(test, flags)
        if any(generator.ifs for generator in node.generators):
            flags &= ~CERTAIN
        if node.__class__ is ast.DictComp:
            self.expression(node.key, flags)
            self.expression(node.value, flags)
        else:
            self.expression(node.elt, flags)


_EXPRESSIONS: dict[type, Any] = {
    ast.Compare: ExpressionReader.compared,
    ast.Await: ExpressionReader.awaited,
    ast.Yield: ExpressionReader.yielded,
    ast.YieldFrom: ExpressionReader.yielded,
    ast.IfExp: ExpressionReader.choice,
    ast.BoolOp: ExpressionReader.logical,
    ast.Lambda: ExpressionReader.lambda_expression,
    ast.NamedExpr: ExpressionReader.walrus,
    ast.ListComp: ExpressionReader.comprehension,
    ast.SetComp: ExpressionReader.comprehension,
    ast.DictComp: ExpressionReader.comprehension,
    ast.GeneratorExp: ExpressionReader.comprehension,
}

_FIELDS: dict[type, tuple[str, ...]] = {
    each: tuple(name for name in each._fields if name not in _NO_EXPRESSIONS)
    for each in vars(ast).values()
    if isinstance(each, type) and issubclass(each, ast.AST)
}
"""Fields that hold expressions, or lists of them; of whatever stands in an expression."""


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (bool, int, float) and not node.value
