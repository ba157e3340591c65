"""Expressions of a function brought down to values, calls and counts of operations."""

from __future__ import annotations

import ast
import re
from typing import Any

from .scopes import Scope, target_names
from .summary import MIX, Alloc, Context, Expr, FileSummary, FunctionSummary, Site, Store

__all__ = ["Expressions"]

(LOAD, ATTRIBUTE, SUBSCRIPT, ARITHMETIC, COMPARE, CALL, ALLOCATE, STORE, BRANCH, ITERATE, STRING, YIELD) = range(
    len(MIX)
)
_COSTS = (1.0, 3.0, 4.0, 4.0, 4.0, 10.0, 8.0, 1.0, 2.0, 3.0, 12.0, 6.0)
"""Rough times of operations against each other, in units of a few nanoseconds."""
_OPERATORS = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.LShift: "lshift", ast.RShift: "rshift", ast.BitAnd: "and", ast.BitOr: "or",
    ast.BitXor: "xor", ast.MatMult: "matmul",
}  # fmt: skip
_COMPARISONS = {
    ast.Eq: ("__eq__",), ast.NotEq: ("__ne__", "__eq__"), ast.Lt: ("__lt__",), ast.LtE: ("__le__",),
    ast.Gt: ("__gt__",), ast.GtE: ("__ge__",),
}  # fmt: skip
_PLAIN = (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_BOOL = ("T", "bool")
_WRAPPERS = frozenset({"Optional", "Union", "Annotated", "ClassVar", "Final", "Type", "Awaitable", "Coroutine"})
_HOLDERS = frozenset({
    "list", "List", "Sequence", "MutableSequence", "Iterable", "Iterator", "Collection", "set", "Set", "frozenset",
    "FrozenSet", "AbstractSet", "MutableSet", "deque", "Deque", "Generator", "AsyncIterator", "AsyncIterable",
})  # fmt: skip
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"})


class Expressions:
    """Lowers the expressions of the function that is current; `Lowering` adds statements."""

    def __init__(self) -> None:
        self.file = FileSummary()
        self.function: FunctionSummary
        self.index = 0
        self.scope: Scope

    # -- bookkeeping

    def variable(self, name: str, scope: Scope) -> int:
        self.file.variables.append((scope.function, name))
        scope.names[name] = number = len(self.file.variables) - 1
        return number

    def context(self, parent: int, kind: str, chance: float, source: Any, line: int) -> int:
        function = self.function
        function.contexts.append(Context(parent, kind, chance, source, line))
        function.mixes.append([0.0] * len(MIX))
        if kind in ("for", "while", "comprehension"):
            depth, at = 0, len(function.contexts) - 1
            while at > 0:
                depth += function.contexts[at].kind in ("for", "while", "comprehension")
                at = function.contexts[at].parent
            function.depth = max(function.depth, depth)
        return len(function.contexts) - 1

    def branch(self, parent: int, chance: float, line: int) -> int:
        return parent if chance >= 1.0 else self.context(parent, "branch", chance, None, line)

    def count(self, kind: int, node: Any, at: int, times: float = 1.0) -> None:
        function = self.function
        function.mixes[at][kind] += times
        key = (node.lineno, at)
        function.costs[key] = function.costs.get(key, 0.0) + _COSTS[kind] * times

    def site(
        self,
        at: int,
        line: int,
        callee: Expr,
        arguments: tuple[Expr, ...] = (),
        keywords: tuple[tuple[str, Expr], ...] = (),
        starred: int = -1,
    ) -> int:
        self.function.sites.append(Site(at, line, callee, arguments, keywords, starred))
        return len(self.function.sites) - 1

    def implied(self, at: int, line: int, names: tuple[str, ...], base: Expr, *arguments: Expr) -> int:
        """Note the call of a special method on what `base` is; -1 where that is nothing of the program's."""
        if base is None or base[0] in ("#", "S", "T", "L"):
            return -1
        return self.site(at, line, ("d", ((base, names),)), arguments)

    def allocate(self, kind: str, contents: tuple[tuple[Any, Expr], ...], size: Any) -> Expr:
        self.function.allocations.append(Alloc(kind, contents, size))
        return ("L", len(self.function.allocations) - 1)

    def store(self, at: int, target: tuple[Any, ...], value: Expr) -> None:
        if value is not None:
            self.function.stores.append(Store(at, target, value))

    # -- expressions

    def lower(self, node: ast.expr | None, at: int) -> Expr:
        if node is None:
            return None
        handler = _HANDLERS.get(node.__class__)
        if handler is None:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.lower(child, at)
            return None
        return handler(self, node, at)

    def _name(self, node: ast.Name, at: int) -> Expr:
        self.count(LOAD, node, at)
        found = self.scope.lookup(node.id)
        return ("g", node.id) if found is None else ("v", found)

    def _constant(self, node: ast.Constant, at: int) -> Expr:
        value: Any = node.value
        kind = value.__class__
        if kind is int:
            return ("#", value) if abs(value) < 10**12 else ("T", "int")
        if kind is str:
            return text_value(value)
        return None if value is None else ("T", kind.__name__)

    def _attribute(self, node: ast.Attribute, at: int) -> Expr:
        base = self.lower(node.value, at)
        self.count(ATTRIBUTE, node, at)
        if base is not None:
            self.function.attributes.append((at, node.lineno, base, node.attr))
        return ("a", base, node.attr)

    def _call(self, node: ast.Call, at: int) -> Expr:
        func = node.func
        if isinstance(func, ast.Name) and func.id == "super":
            return self._super(node, at)
        if isinstance(func, ast.Attribute):
            base = self.lower(func.value, at)
            self.count(ATTRIBUTE, func, at)
            callee: Expr = ("a", base, func.attr)
        else:
            callee = self.lower(func, at)
        arguments: list[Expr] = []
        starred = -1
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                starred = len(arguments) if starred < 0 else starred
                arguments.append(self.lower(argument.value, at))
            else:
                arguments.append(self.lower(argument, at))
        keywords = tuple((keyword.arg or "**", self.lower(keyword.value, at)) for keyword in node.keywords)
        self.count(CALL, node, at)
        if callee == ("g", "getattr") and len(node.args) > 1:
            found: Expr = ("p", arguments[0], arguments[1])
            return ("u", (found, arguments[2])) if len(arguments) > 2 and arguments[2] is not None else found
        return ("c", self.site(at, node.lineno, callee, tuple(arguments), keywords, starred))

    def _super(self, node: ast.Call, at: int) -> Expr:
        self.count(CALL, node, at)
        function: FunctionSummary | None = self.function
        while function is not None and function.owner < 0:
            function = self.file.functions[function.parent] if function.parent >= 0 else None
        if function is None or not function.parameters:
            return None
        return ("super", function.owner, function.parameters[0])

    def _binary(self, node: ast.BinOp, at: int) -> Expr:
        left, right = self.lower(node.left, at), self.lower(node.right, at)
        if isinstance(node.op, ast.Mod) and left is not None and left[0] == "S":
            self.count(STRING, node, at)
            self._formatted(node.right, right, at)
            return left
        self.count(ARITHMETIC, node, at)
        return self._operated(node, node.op, left, right, at)

    def _operated(self, node: Any, operator: ast.operator, left: Expr, right: Expr, at: int, prefix: str = "") -> Expr:
        name = _OPERATORS[operator.__class__]
        names = ("__i" + name + "__", "__" + name + "__") if prefix else ("__" + name + "__",)
        site = -1
        receivers = tuple(
            (base, methods)
            for base, methods in ((left, names), (right, ("__r" + name + "__",)))
            if base is not None and base[0] not in ("#", "S", "T", "L")
        )
        if receivers:
            site = self.site(at, node.lineno, ("d", receivers), (right if receivers[0][0] is left else left,))
        return ("o", name, left, right, site)

    def _formatted(
        self, node: ast.expr, value: Expr, at: int, names: tuple[str, ...] = ("__str__", "__repr__")
    ) -> None:
        if isinstance(node, ast.Tuple):
            for alloc in self.function.allocations[-1].contents:
                self.implied(at, node.lineno, names, alloc[1])
        else:
            self.implied(at, node.lineno, names, value)

    def _unary(self, node: ast.UnaryOp, at: int) -> Expr:
        value = self.lower(node.operand, at)
        self.count(ARITHMETIC, node, at, 0.7)
        if isinstance(node.op, ast.Not):
            return _BOOL
        if isinstance(node.op, ast.USub):
            if value is not None and value[0] == "#":
                return ("#", -value[1])
            site = self.implied(at, node.lineno, ("__neg__",), value)
            return value if site < 0 else ("u", (("c", site), value))
        return value

    def _boolean(self, node: ast.BoolOp, at: int) -> Expr:
        parts = [self.lower(node.values[0], at)]
        for value in node.values[1:]:
            self.function.branches += 1
            self.count(BRANCH, node, at)
            simple = isinstance(value, (ast.Name, ast.Constant))
            at = at if simple else self.branch(at, 0.5, value.lineno)
            parts.append(self.lower(value, at))
        return ("u", tuple(part for part in parts if part is not None))

    def _compare(self, node: ast.Compare, at: int) -> Expr:
        left = self.lower(node.left, at)
        for operator, comparator in zip(node.ops, node.comparators, strict=True):
            right = self.lower(comparator, at)
            self.count(COMPARE, node, at)
            if isinstance(operator, (ast.In, ast.NotIn)):
                self.implied(at, node.lineno, ("__contains__",), right, left)
            elif isinstance(operator, (ast.Is, ast.IsNot)):
                pass
            elif not isinstance(comparator, ast.Constant) or isinstance(comparator.value, (int, float)):
                self.implied(at, node.lineno, _COMPARISONS[operator.__class__], left, right)
            left = right
        return _BOOL

    def _conditional(self, node: ast.IfExp, at: int) -> Expr:
        self.lower(node.test, at)
        self.function.branches += 1
        self.count(BRANCH, node, at)
        body = self.lower(node.body, self.branch(at, 0.5, node.lineno))
        other = self.lower(node.orelse, self.branch(at, 0.5, node.lineno))
        return ("u", tuple(part for part in (body, other) if part is not None))

    def _subscript(self, node: ast.Subscript, at: int) -> Expr:
        base = self.lower(node.value, at)
        index = self.lower(node.slice, at)
        self.count(SUBSCRIPT, node, at)
        if isinstance(node.slice, ast.Slice):
            return base
        site = self.implied(at, node.lineno, ("__getitem__",), base, index)
        return ("s", base, index[1] if index is not None and index[0] == "#" else None, site)

    def _slice(self, node: ast.Slice, at: int) -> Expr:
        for part in (node.lower, node.upper, node.step):
            if part is not None:
                self.lower(part, at)
        return ("T", "slice")

    def _display(self, node: Any, at: int) -> Expr:
        kind = node.__class__.__name__.lower()
        contents: list[tuple[Any, Expr]] = []
        constant = True
        for position, element in enumerate(node.elts):
            constant = constant and isinstance(element, ast.Constant)
            if isinstance(element, ast.Starred):
                contents.append(("*", ("i", self.lower(element.value, at))))
            else:
                value = self.lower(element, at)
                if value is not None and (position < 8 or value[0] not in ("#", "S", "T")):
                    contents.append((position if kind == "tuple" and position < 12 else "*", value))
        if not constant or not node.elts or kind != "tuple":
            self.count(ALLOCATE, node, at, 1.0 + len(node.elts) / 8)
        return self.allocate(kind, tuple(contents[:400]), len(node.elts))

    def _dict(self, node: ast.Dict, at: int) -> Expr:
        contents: list[tuple[Any, Expr]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                contents.append(("key", self.lower(key, at)))
            contents.append(("*" if key is not None else "**", self.lower(value, at)))
        self.count(ALLOCATE, node, at, 1.5 + len(node.keys) / 6)
        kept = dict.fromkeys(item for item in contents if item[1] is not None)
        return self.allocate("dict", tuple(kept)[:800], len(node.keys))

    def _comprehension(self, node: Any, at: int) -> Expr:
        outer, scope = at, self.scope
        names: dict[str, int] = {}
        self.scope = Scope("comprehension", self.index, names, scope)
        for position, generator in enumerate(node.generators):
            if position == 0:
                self.scope = scope
            iterable = self.lower(generator.iter, at)
            self.scope = Scope("comprehension", self.index, names, scope)
            for name in target_names(generator.target):
                self.variable(name, self.scope)
            at = self.loop(generator.iter, iterable, at, "comprehension", node.lineno)
            self.assign(generator.target, ("i", iterable), at)
            self.count(ITERATE, node, at)
            for test in generator.ifs:
                self.lower(test, at)
                self.function.branches += 1
                self.count(BRANCH, node, at)
                at = self.branch(at, 0.5, node.lineno)
        if isinstance(node, ast.DictComp):
            contents = (("key", self.lower(node.key, at)), ("*", self.lower(node.value, at)))
        else:
            contents = (("*", self.lower(node.elt, at)),)
        self.scope = scope
        self.count(ALLOCATE, node, outer, 2.0)
        self.count(STORE, node, at, 2.0)
        kind = {"ListComp": "list", "SetComp": "set", "DictComp": "dict"}.get(node.__class__.__name__, "iterator")
        return self.allocate(kind, contents, (outer, at))

    def loop(self, node: ast.expr, iterable: Expr, at: int, kind: str, line: int) -> int:
        """Enter a loop over an iterable; its `__iter__` and `__next__` are calls."""
        inner = self.context(at, kind, 1.0, iterable, line)
        self.function.branches += 1
        if not isinstance(node, _PLAIN) and not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("range", "enumerate")
        ):
            site = self.implied(at, line, ("__iter__",), iterable)
            if site >= 0:
                self.implied(inner, line, ("__next__",), ("c", site))
        return inner

    def assign(self, target: Any, value: Expr, at: int) -> None:
        """Store a value where an assignment target says."""
        kind = target.__class__
        if kind is ast.Name:
            self.count(STORE, target, at)
            self.bind(target.id, value, at)
        elif kind is ast.Attribute:
            base = self.lower(target.value, at)
            self.count(ATTRIBUTE, target, at)
            self.store(at, ("a", base, target.attr), value)
            if base is not None:
                self.function.attributes.append((at, target.lineno, base, target.attr + "="))
        elif kind is ast.Subscript:
            base = self.lower(target.value, at)
            index = self.lower(target.slice, at)
            self.count(SUBSCRIPT, target, at)
            self.implied(at, target.lineno, ("__setitem__",), base, index, value)
            position = index[1] if index is not None and index[0] == "#" else None
            self.store(at, ("s", base, position), value)
            self.store(at, ("s", base, "key"), index)
        elif kind in (ast.Tuple, ast.List):
            for position, element in enumerate(target.elts):
                self.assign(element, ("s", value, position, -1) if value is not None else None, at)
        elif kind is ast.Starred:
            inner = value[1] if value is not None and value[0] == "s" else value
            self.assign(target.value, inner, at)

    def bind(self, name: str, value: Expr, at: int) -> None:
        """Store a value under a name of the current scope."""
        found = self.scope.lookup(name)
        if found is not None:
            self.store(at, ("v", found), value)

    def _lambda(self, node: ast.Lambda, at: int) -> Expr:
        self.count(ALLOCATE, node, at)
        return ("f", self.lambda_function(node, at))

    def lambda_function(self, node: ast.Lambda, at: int) -> int:
        raise NotImplementedError

    def _joined(self, node: ast.JoinedStr, at: int) -> Expr:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self.lower(part.value, at)
                if part.format_spec is not None:
                    self.lower(part.format_spec, at)
                self.count(STRING, node, at, 0.6)
                names = ("__repr__",) if part.conversion == 114 else ("__format__", "__str__", "__repr__")
                self._formatted(part.value, value, at, names)
        first = node.values[0] if node.values else None
        if isinstance(first, ast.Constant) and _NAME.fullmatch(str(first.value)):
            return ("S", first.value, "*")
        return ("S",)

    def _walrus(self, node: ast.NamedExpr, at: int) -> Expr:
        value = self.lower(node.value, at)
        scope = self.scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        if scope.lookup(node.target.id) is None:
            self.variable(node.target.id, scope)
        self.assign(node.target, value, at)
        return value

    def _await(self, node: ast.Await, at: int) -> Expr:
        return self.lower(node.value, at)

    def _yield(self, node: ast.Yield, at: int) -> Expr:
        self.function.is_generator = True
        self.count(YIELD, node, at)
        self.function.yields.append((at, self.lower(node.value, at)))
        return None

    def _yield_from(self, node: ast.YieldFrom, at: int) -> Expr:
        self.function.is_generator = True
        value = self.lower(node.value, at)
        inner = self.loop(node.value, value, at, "for", node.lineno)
        self.count(YIELD, node, inner, 0.5)
        self.function.yields.append((inner, ("i", value)))
        return ("r", value)

    def _starred(self, node: ast.Starred, at: int) -> Expr:
        return ("i", self.lower(node.value, at))

    # -- annotations

    def annotation(self, node: ast.expr | None) -> Expr:
        """Return what an annotation says of a value; nothing is counted for it."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = ast.parse(node.value, mode="eval").body
            except (SyntaxError, ValueError):
                return None
        if isinstance(node, ast.Name):
            found = self.scope.lookup(node.id)
            return ("N", ("g", node.id) if found is None else ("v", found))
        if isinstance(node, ast.Attribute):
            base = self.annotation(node.value)
            return None if base is None or base[0] != "N" else ("N", ("a", base[1], node.attr))
        if isinstance(node, ast.BinOp):
            parts = (self.annotation(node.left), self.annotation(node.right))
            return ("u", tuple(part for part in parts if part is not None))
        if isinstance(node, ast.Subscript):
            return self._generic(node)
        return None

    def _generic(self, node: ast.Subscript) -> Expr:
        name = getattr(node.value, "attr", getattr(node.value, "id", ""))
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        parts = [self.annotation(part) for part in inner]
        if name in _WRAPPERS:
            return ("u", tuple(part for part in parts if part is not None))
        if name in _HOLDERS:
            return self.allocate("list", (("*", parts[0]),), None)
        if name in _MAPPINGS and len(parts) == 2:
            return self.allocate("dict", (("key", parts[0]), ("*", parts[1])), None)
        if name in ("tuple", "Tuple"):
            if len(inner) == 2 and isinstance(inner[1], ast.Constant) and inner[1].value is ...:
                return self.allocate("tuple", (("*", parts[0]),), None)
            return self.allocate("tuple", tuple(enumerate(parts)), len(parts))
        return self.annotation(node.value)


_NAME = re.compile(r"[A-Za-z_]\w{1,40}")
_PREFIX = re.compile(r"([A-Za-z_]\w+)[%{]")


def text_value(text: str) -> tuple[Any, ...]:
    """A string as far as it may name an attribute: all of it, or what a format begins with."""
    if len(text) < 60:
        if _NAME.fullmatch(text):
            return ("S", text)
        if (found := _PREFIX.match(text)) is not None:
            return ("S", found[1], "*")
    return ("S",)


_HANDLERS: dict[type, Any] = {
    ast.Name: Expressions._name, ast.Constant: Expressions._constant, ast.Attribute: Expressions._attribute,
    ast.Call: Expressions._call, ast.BinOp: Expressions._binary, ast.UnaryOp: Expressions._unary,
    ast.BoolOp: Expressions._boolean, ast.Compare: Expressions._compare, ast.IfExp: Expressions._conditional,
    ast.Subscript: Expressions._subscript, ast.Slice: Expressions._slice, ast.List: Expressions._display,
    ast.Tuple: Expressions._display, ast.Set: Expressions._display, ast.Dict: Expressions._dict,
    ast.ListComp: Expressions._comprehension, ast.SetComp: Expressions._comprehension,
    ast.DictComp: Expressions._comprehension, ast.GeneratorExp: Expressions._comprehension,
    ast.Lambda: Expressions._lambda, ast.JoinedStr: Expressions._joined, ast.NamedExpr: Expressions._walrus,
    ast.Await: Expressions._await, ast.Yield: Expressions._yield, ast.YieldFrom: Expressions._yield_from,
    ast.Starred: Expressions._starred,
}  # fmt: skip
