"""The walk over a body that counts its operations, with the passes of the loops around each."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from ..analyzers.semantics.frames import CHILD_FIELDS
from .operations import BUILTINS, INDEX, LINEAR, NANOSECONDS, TEXTS, method_cost
from .passes import (
    BRANCH,
    DEPENDENT,
    DISPLAYS,
    HELD,
    MAX_DEGREE,
    RARE,
    CostOf,
    KindOf,
    SizeOf,
    depends_on,
    is_small_text,
    names_in,
    size_in_source,
)
from .tallies import Body, Place, Tally

__all__ = ["Counter"]

_ASSIGN, _UNPACK, _AUGMENT = INDEX["assign"], INDEX["unpack"], INDEX["augment"]
_STORE_ATTRIBUTE, _STORE_SUBSCRIPT = INDEX["store-attribute"], INDEX["store-subscript"]
_BRANCH, _START, _STEP, _WHILE = INDEX["branch"], INDEX["loop-start"], INDEX["step"], INDEX["while-step"]
_TRY, _CATCH, _WITH, _IMPORT = INDEX["try"], INDEX["catch"], INDEX["with"], INDEX["import"]
_ATTRIBUTE, _SUBSCRIPT, _SLICE = INDEX["attribute"], INDEX["subscript"], INDEX["slice"]
_ARITHMETIC, _COMPARE, _CONTAINS = INDEX["arithmetic"], INDEX["compare"], INDEX["contains"]
_DEFINITION, _CLASS, _DISPLAY, _ITEM = (INDEX[kind] for kind in ("definition", "class", "display", "display-item"))
_COMPREHENSION, _PASS = INDEX["comprehension"], INDEX["comprehension-step"]
_GENERATOR, _NEXT = INDEX["generator"], INDEX["generator-step"]
_FORMAT, _PIECE, _CONCATENATE = INDEX["format"], INDEX["format-piece"], INDEX["concatenate"]
_CALL, _ARGUMENT, _AWAIT = INDEX["call"], INDEX["argument"], INDEX["await"]
_UNKNOWN = ("call", "method", "cheap-method")

# What needs no more than a count and a walk over the children.
_SIMPLE: Final[dict[type, int]] = {
    **dict.fromkeys((ast.BoolOp, ast.UnaryOp), INDEX["boolean"]),
    **dict.fromkeys((ast.Yield, ast.YieldFrom), INDEX["yield"]),
    ast.match_case: _COMPARE, ast.Await: _AWAIT, ast.Delete: _STORE_SUBSCRIPT, ast.Assert: _BRANCH, ast.Raise: _CATCH,
    ast.NamedExpr: _ASSIGN, ast.FormattedValue: _PIECE,
}  # fmt: skip


class Counter:
    """The walk. `factor` and `degree` say how often what is visited runs."""

    __slots__ = (
        "body", "bound", "cost_of_call", "degree", "factor", "kind_of", "place", "row", "size_of", "sizes", "tally",
    )  # fmt: skip

    def __init__(
        self,
        tally: Tally,
        body: Body | None,
        size_of: SizeOf | None,
        kind_of: KindOf | None,
        cost_of_call: CostOf | None,
    ) -> None:
        self.tally = tally
        self.body = body
        self.size_of = size_of
        self.kind_of = kind_of
        self.cost_of_call = cost_of_call
        self.factor = 1.0
        self.degree = 0
        self.row = tally.rows[0]
        self.place = Place(1.0, 0, 0, None)
        self.sizes: list[int] = []
        """Numbers of passes and elements that the source told."""
        self.bound: set[str] = set()
        """Names that the loops around bind."""

    def visit(self, node: Any) -> None:
        cls = node.__class__
        if cls is ast.Name or cls is ast.Constant:
            return
        if self.body is not None:
            self.body.places[node] = self.place
            self.body.size += 1
        handler = _HANDLERS.get(cls)
        if handler is not None:
            handler(self, node)
            return
        kind = _SIMPLE.get(cls)
        if kind is not None:
            self.row[kind] += self.factor
        self.children(node)

    def children(self, node: Any) -> None:
        for field in CHILD_FIELDS.get(node.__class__, ()):
            value = getattr(node, field, None)
            if value.__class__ is list:
                for child in value:  # pyright: ignore[reportOptionalIterable]
                    if child is not None:
                        self.visit(child)
            elif value is not None:
                self.visit(value)

    def block(self, statements: Iterable[ast.AST]) -> None:
        for statement in statements:
            self.visit(statement)

    # -- how often

    def enter(self, factor: float, degree: int) -> tuple[Any, ...]:
        """Begin what runs `factor` × n ** `degree` times as often; give what comes back to `leave`."""
        before = (self.factor, self.degree, self.row, self.place)
        self.factor *= factor
        if degree:
            self.degree = min(MAX_DEGREE, self.degree + degree)
            self.row = self.tally.row(self.degree)
        at = self.place
        self.place = Place(self.factor, self.degree, at.depth, at.owner, at.known, at.size, at.outer)
        return before

    def enter_loop(self, owner: ast.AST, iterable: Any) -> tuple[Any, ...]:
        """Begin the passes of a loop over `iterable`; None stands for a `while`."""
        size = size_in_source(owner if iterable is None else iterable, self.size_of)
        before = self.enter(*self.passes(iterable, size))
        outer: Place = before[3]
        depth = outer.depth + 1
        self.place = Place(self.factor, self.degree, depth, owner, outer.known and size is not None, size, outer)
        body = self.body
        if body is not None:
            body.loops += 1
            body.unknown_loops += self.degree > outer.degree
            body.depth = max(body.depth, depth)
        return before

    def enter_each(self, elements: Any) -> tuple[Any, ...]:
        """Begin what a builtin does for each element of a container; None stands for one pass."""
        return self.enter(*self.elements(elements)) if elements is not None else self.enter(1.0, 0)

    def leave(self, before: tuple[Any, ...]) -> None:
        self.factor, self.degree, self.row, self.place = before

    def passes(self, iterable: Any, size: int | None) -> tuple[float, int]:
        """How many elements there are: (factor, degree)."""
        if size is not None:
            self.sizes.append(size)
            return float(size), 0
        return (
            (float(DEPENDENT), 0)
            if iterable is not None and self.bound and depends_on(iterable, self.bound)
            else (1.0, 1)
        )

    def elements(self, node: Any) -> tuple[float, int]:
        return self.passes(node, size_in_source(node, self.size_of))

    def each(self, kind: str, elements: Any) -> None:
        """Count what is done for each element of a container."""
        factor, degree = self.elements(elements)
        if degree and is_small_text(elements):
            factor, degree = float(HELD), 0
        row = self.tally.row(min(MAX_DEGREE, self.degree + degree))
        row[INDEX[kind]] += self.factor * factor

    def kind(self, node: Any) -> str:
        cls = node.__class__
        if cls is ast.Constant:
            return type(node.value).__name__
        if cls in DISPLAYS:
            return DISPLAYS[cls]
        return self.kind_of(node) if self.kind_of is not None else ""

    # -- statements

    def function(self, node: Any) -> None:
        self.row[_DEFINITION] += self.factor
        self.block(node.decorator_list)
        self.block(node.args.defaults)

    def class_(self, node: Any) -> None:
        self.row[_CLASS] += self.factor
        self.block(node.body)

    def lambda_(self, node: Any) -> None:
        self.row[_DEFINITION] += self.factor
        self.visit(node.body)

    def store(self, target: Any) -> None:
        cls = target.__class__
        if cls is ast.Name:
            self.row[_ASSIGN] += self.factor
        elif cls is ast.Attribute:
            self._note(target)
            self.row[_STORE_ATTRIBUTE] += self.factor
            self.visit(target.value)
        elif cls is ast.Subscript:
            self._note(target)
            self.row[_STORE_SUBSCRIPT] += self.factor
            self.visit(target.value)
            self.visit(target.slice)
        elif cls is ast.Starred:
            self.store(target.value)
        else:
            self._note(target)
            self.row[_UNPACK] += self.factor
            for element in target.elts:
                self.store(element)

    def _note(self, node: ast.AST) -> None:
        if self.body is not None:
            self.body.places[node] = self.place

    def assign(self, node: Any) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.store(target)

    def annotated(self, node: Any) -> None:
        if node.value is not None:
            self.visit(node.value)
            self.store(node.target)

    def augmented(self, node: Any) -> None:
        self.visit(node.value)
        self.store(node.target)
        if node.op.__class__ is ast.Add:
            self._add(node.target, node.value)
        self.row[_AUGMENT] += self.factor

    def if_(self, node: Any) -> None:
        self.visit(node.test)
        self.row[_BRANCH] += self.factor
        rare = node.body[-1].__class__ is ast.Raise
        before = self.enter(RARE if rare else BRANCH, 0)
        self.block(node.body)
        self.leave(before)
        if node.orelse:
            if rare:
                self.block(node.orelse)
            else:
                before = self.enter(1 - BRANCH, 0)
                self.block(node.orelse)
                self.leave(before)

    def if_expression(self, node: Any) -> None:
        self.visit(node.test)
        self.row[_BRANCH] += self.factor
        before = self.enter(BRANCH, 0)
        self.visit(node.body)
        self.visit(node.orelse)
        self.leave(before)

    def for_(self, node: Any) -> None:
        self.visit(node.iter)
        self.row[_START] += self.factor
        before = self.enter_loop(node, node.iter)
        added = names_in(node.target) - self.bound
        self.bound |= added
        self.row[_AWAIT if node.__class__ is ast.AsyncFor else _STEP] += self.factor
        if node.target.__class__ is not ast.Name:
            self.store(node.target)
        self.block(node.body)
        self.bound -= added
        self.leave(before)
        self.block(node.orelse)

    def while_(self, node: Any) -> None:
        before = self.enter_loop(node, None)
        self.visit(node.test)
        self.row[_WHILE] += self.factor
        self.block(node.body)
        self.leave(before)
        self.block(node.orelse)

    def try_(self, node: Any) -> None:
        self.row[_TRY] += self.factor
        self.block(node.body)
        before = self.enter(RARE, 0)
        for handler in node.handlers:
            self._note(handler)
            self.row[_CATCH] += self.factor
            self.block(handler.body)
        self.leave(before)
        self.block(node.orelse)
        self.block(node.finalbody)

    def with_(self, node: Any) -> None:
        self.row[_WITH] += self.factor * len(node.items)
        for item in node.items:
            self.visit(item.context_expr)
        self.block(node.body)

    def match(self, node: Any) -> None:
        self.visit(node.subject)
        before = self.enter(1 / max(len(node.cases), 1), 0)
        for case in node.cases:
            self._note(case)
            self.row[_COMPARE] += self.factor
            if case.guard is not None:
                self.visit(case.guard)
            self.block(case.body)
        self.leave(before)

    def import_(self, node: Any) -> None:
        self.row[_IMPORT] += self.factor

    # -- expressions

    def attribute(self, node: Any) -> None:
        self.row[_ATTRIBUTE] += self.factor
        self.visit(node.value)

    def subscript(self, node: Any) -> None:
        part = node.slice
        self.visit(node.value)
        if part.__class__ is ast.Slice:
            self.row[_SLICE] += self.factor
            self.children(part)
            known = [bound for bound in (part.lower, part.upper) if bound.__class__ is ast.Constant]
            if not (part.upper is not None and known) and self.kind(node.value) not in TEXTS:
                self.each("each-copy", node.value)
        else:
            self.row[_SUBSCRIPT] += self.factor
            self.visit(part)

    def binary(self, node: Any) -> None:
        left, right = node.left, node.right
        self.visit(left)
        self.visit(right)
        op = node.op.__class__
        if op is ast.Add:
            self._add(left, right)
        elif op is ast.Mod and (left.__class__ is ast.JoinedStr or self.kind(left) in TEXTS):
            self.row[_FORMAT] += self.factor
            self.row[_PIECE] += self.factor * (len(right.elts) if right.__class__ is ast.Tuple else 1)
        else:
            self.row[_ARITHMETIC] += self.factor

    def _add(self, left: Any, right: Any) -> None:
        kinds = (self.kind(left), self.kind(right))
        if "str" in kinds or "bytes" in kinds:
            self.row[_CONCATENATE] += self.factor
        elif "list" in kinds or "tuple" in kinds:
            self.row[_DISPLAY] += self.factor
            self.each("each-copy", left if left.__class__ is not ast.List else right)
        else:
            self.row[_ARITHMETIC] += self.factor

    def compare(self, node: Any) -> None:
        self.visit(node.left)
        for op, right in zip(node.ops, node.comparators, strict=True):
            self.visit(right)
            if op.__class__ is ast.In or op.__class__ is ast.NotIn:
                self.row[_CONTAINS] += self.factor
                kind = self.kind(right)
                if kind in LINEAR:
                    self.each("each-compare", right)
                elif kind in TEXTS:
                    self.each("each-character", right)
            else:
                self.row[_COMPARE] += self.factor

    def display(self, node: Any) -> None:
        row, factor = self.row, self.factor
        row[_DISPLAY] += factor
        elements = node.keys if node.__class__ is ast.Dict else node.elts
        row[_ITEM] += factor * len(elements) * (2 if node.__class__ is ast.Dict else 1)
        for element in elements:
            if element is not None:
                if element.__class__ is ast.Starred:
                    self.each("each-copy", element.value)
                self.visit(element)
        if node.__class__ is ast.Dict:
            self.block(node.values)

    def joined(self, node: Any) -> None:
        self.row[_FORMAT] += self.factor
        self.children(node)

    def comprehension(self, node: Any) -> None:
        lazy = node.__class__ is ast.GeneratorExp
        self.row[_GENERATOR if lazy else _COMPREHENSION] += self.factor
        outer: tuple[Any, ...] | None = None
        added: set[str] = set()
        for generator in node.generators:
            self.visit(generator.iter)
            before = self.enter_loop(generator, generator.iter)
            outer = outer or before
            self._note(generator)
            names = names_in(generator.target) - self.bound
            self.bound |= names
            added |= names
            self.row[_NEXT if lazy else _PASS] += self.factor
            if generator.target.__class__ is not ast.Name:
                self.store(generator.target)
            for condition in generator.ifs:
                self.visit(condition)
                self.row[_BRANCH] += self.factor
                self.enter(BRANCH, 0)
        if node.__class__ is ast.DictComp:
            self.row[_STORE_SUBSCRIPT] += self.factor
            self.visit(node.key)
            self.visit(node.value)
        else:
            if node.__class__ is ast.SetComp:
                self.row[_STORE_SUBSCRIPT] += self.factor
            self.visit(node.elt)
        self.bound -= added
        if outer is not None:
            self.leave(outer)

    def call(self, node: Any) -> None:
        func, arguments, factor, row = node.func, node.args, self.factor, self.row
        cost = each = ""
        over: Any = None
        name = func.id if func.__class__ is ast.Name else func.attr if func.__class__ is ast.Attribute else ""
        if func.__class__ is ast.Name:
            if name in BUILTINS:
                cost, each = BUILTINS[name]
                over = arguments[0] if len(arguments) == 1 else None
            else:
                cost = "construct" if name[:1].isupper() and not name.isupper() else "call"
        elif func.__class__ is ast.Attribute:
            cost, each, over = method_cost(func, arguments, self.kind)
            self.visit(func.value)
        else:
            cost = "call"
            self.visit(func)
        known = self.cost_of_call(name) if self.cost_of_call is not None and cost in _UNKNOWN else None
        if known is None:
            row[INDEX[cost]] += factor
        else:
            row[_CALL] += factor * known / NANOSECONDS[_CALL]
        row[_ARGUMENT] += factor * (len(arguments) + len(node.keywords))
        lazy: list[Any] = []
        for argument in arguments:
            if argument.__class__ is ast.Lambda:
                lazy.append(argument)
            else:
                self.visit(argument)
        for keyword in node.keywords:
            if keyword.value.__class__ is ast.Lambda:
                lazy.append(keyword.value)
            else:
                self.visit(keyword.value)
        if each and over is not None and over.__class__ is not ast.GeneratorExp:
            self.each(each, over)
        if lazy or (func.__class__ is ast.Name and func.id in ("map", "filter") and len(arguments) > 1):
            self._applied(func, arguments, node.keywords, lazy)
        elif each == "each-sort" and node.keywords:
            self.each("each-key", over)

    def _applied(self, func: Any, arguments: Sequence[Any], keywords: Sequence[Any], lazy: Sequence[Any]) -> None:
        """A function that a builtin calls for each element: `sorted(xs, key=lambda x: x.name)`, `map(str, xs)`."""
        over: Any = None
        if func.__class__ is ast.Attribute:
            over = func.value if func.attr == "sort" else next((a for a in arguments if a not in lazy), None)
        elif func.__class__ is ast.Name and func.id in ("map", "filter"):
            over = arguments[1] if len(arguments) > 1 else None
        elif arguments and arguments[0] not in lazy:
            over = arguments[0]
        before = self.enter_each(over)
        for function in lazy:
            self._note(function)
            self.row[INDEX["each-key"]] += self.factor
            self.visit(function.body)
        if not lazy and arguments[0].__class__ is ast.Name:
            kind = BUILTINS.get(arguments[0].id, ("call", ""))[0]
            self.row[INDEX[kind]] += self.factor
        self.leave(before)


_HANDLERS: Final[dict[type, Callable[[Counter, Any], None]]] = {
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), Counter.comprehension),
    **dict.fromkeys((ast.List, ast.Tuple, ast.Set, ast.Dict), Counter.display),
    **dict.fromkeys((ast.Import, ast.ImportFrom), Counter.import_),
    **dict.fromkeys((ast.With, ast.AsyncWith), Counter.with_),
    **dict.fromkeys((ast.For, ast.AsyncFor), Counter.for_),
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef), Counter.function),
    ast.ClassDef: Counter.class_,
    ast.Lambda: Counter.lambda_,
    ast.Assign: Counter.assign,
    ast.AnnAssign: Counter.annotated,
    ast.AugAssign: Counter.augmented,
    ast.If: Counter.if_,
    ast.IfExp: Counter.if_expression,
    ast.While: Counter.while_,
    ast.Try: Counter.try_,
    ast.Match: Counter.match,
    ast.Attribute: Counter.attribute,
    ast.Subscript: Counter.subscript,
    ast.BinOp: Counter.binary,
    ast.Compare: Counter.compare,
    ast.JoinedStr: Counter.joined,
    ast.Call: Counter.call,
}
if hasattr(ast, "TryStar"):
    _HANDLERS[ast.TryStar] = Counter.try_  # pyright: ignore[reportAttributeAccessIssue]
