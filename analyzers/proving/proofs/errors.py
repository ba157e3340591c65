"""The errors that people make when they rewrite code, as changes of source: what `mutants` plants."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Planted", "planted_in"]


@dataclass(frozen=True, slots=True)
class Planted:
    """One error: the part of the text (in UTF-8 bytes) that becomes another."""

    kind: str
    line: int
    start: int
    end: int
    put: str
    told: str

    def applied(self, text: str) -> str:
        """Return the text with this error in it."""
        data = text.encode("utf-8")
        return (data[: self.start] + self.put.encode("utf-8") + data[self.end :]).decode("utf-8")


def planted_in(function: ast.AST, text: str, lines: set[int]) -> Iterator[Planted]:
    """Yield the errors that fit on these lines of a function."""
    yield from _Planting(text, lines).found(function)


_Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
Changed = tuple[str, ast.AST, str]
"""A kind of error, what stands there instead, and what to tell ("" for both sources)."""

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.FloorDiv, ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr, ast.MatMult: ast.Mult,
}  # fmt: skip
_SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
    ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not", ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
    ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&",
    ast.BitOr: "|", ast.BitXor: "^", ast.MatMult: "@", ast.And: "and", ast.Or: "or",
}  # fmt: skip
_FUNCTIONS = {
    "min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list", "tuple": "list", "frozenset": "set",
    "OrderedDict": "dict", "ceil": "floor", "floor": "ceil", "reversed": "iter", "round": "int", "abs": "float",
    "bisect_left": "bisect_right", "bisect_right": "bisect_left", "bisect": "bisect_left",
}  # fmt: skip
_METHODS = {
    "append": "appendleft", "appendleft": "append", "strip": "lstrip", "lstrip": "rstrip", "rstrip": "lstrip",
    "startswith": "endswith", "endswith": "startswith", "lower": "upper", "upper": "lower", "casefold": "lower",
    "find": "rfind", "rfind": "find", "index": "count", "split": "rsplit", "rsplit": "split", "partition": "rpartition",
    "rpartition": "partition", "keys": "values", "values": "keys", "union": "intersection", "intersection": "union",
    "difference": "intersection", "issubset": "issuperset", "update": "setdefault", "add": "discard", "popleft": "pop",
    "extend": "append", "bisect_left": "bisect_right", "bisect_right": "bisect_left", "ceil": "floor",
    "floor": "ceil", "isdigit": "isalpha", "isalpha": "isdigit", "sum": "mean", "mean": "sum", "min": "max",
    "max": "min", "any": "all", "all": "any", "cumsum": "cumprod", "argmin": "argmax", "argmax": "argmin",
}  # fmt: skip
_NORMALISING = ("copy", "lower", "strip", "upper", "casefold")
_CONSUMERS = {
    "sum", "len", "min", "max", "set", "frozenset", "list", "tuple", "sorted", "any", "all", "dict", "enumerate", "zip",
    "map", "filter", "join", "extend", "update", "Counter", "fromkeys", "deque", "array", "iter",
}  # fmt: skip
"""Calls that take any iterable: a copy more or less before them changes nothing."""
_IN_ANY_ORDER = {"sum", "len", "min", "max", "set", "frozenset", "any", "all", "Counter", "sorted"}


class _Planting:
    def __init__(self, text: str, lines: set[int]) -> None:
        self._lines = lines
        self._starts = [0]
        for line in text.encode("utf-8").split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._parents: dict[ast.AST, ast.AST] = {}

    def found(self, function: ast.AST) -> Iterator[Planted]:
        body: list[ast.stmt] = getattr(function, "body", [])
        for statement in body:
            for parent in ast.walk(statement):
                for child in ast.iter_child_nodes(parent):
                    self._parents[child] = parent
        for statement in body:
            yield from self._visited(statement)

    def _visited(self, node: ast.AST) -> Iterator[Planted]:
        if isinstance(node, ast.JoinedStr) or _is_docstring(node):
            return  # positions within f-strings are wrong before Python 3.12
        if isinstance(node, ast.AnnAssign):
            if node.value is not None:
                yield from self._visited(node.value)
            return
        if isinstance(node, (ast.expr, ast.stmt)) and node.lineno in self._lines:
            for kind, put, told in self._changes(node):
                yield self._made(kind, node, put, told)
        for child in ast.iter_child_nodes(node):
            yield from self._visited(child)

    def _made(self, kind: str, node: ast.expr | ast.stmt, put: ast.AST, told: str) -> Planted:
        old, new = ast.unparse(node), ast.unparse(put)
        end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        return Planted(
            kind, node.lineno, self._starts[node.lineno - 1] + node.col_offset, self._starts[end_line - 1] + end,
            f"({new})" if isinstance(put, ast.expr) else new, told or f"{_short(old)} became {_short(new)}",
        )  # fmt: skip

    # -- what becomes of a node

    def _changes(self, node: ast.AST) -> Iterator[Changed]:
        if isinstance(node, ast.Compare):
            yield from self._of_comparison(node)
        elif isinstance(node, ast.BoolOp):
            put = copy.copy(node)
            put.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "and/or", put, f"{_SIGNS[type(node.op)]} became {_SIGNS[type(put.op)]}"
        elif isinstance(node, (ast.BinOp, ast.AugAssign)):
            yield from self._of_operator(node)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
            if not isinstance(node.operand, ast.Constant):
                yield "sign", node.operand, ""
        elif isinstance(node, ast.Constant):
            yield from self._of_constant(node)
        elif isinstance(node, ast.IfExp):
            put = copy.copy(node)
            put.body, put.orelse = node.orelse, node.body
            yield "branches", put, "the branches of a conditional expression changed places"
        elif isinstance(node, ast.Subscript):
            yield from self._of_subscript(node)
        elif isinstance(node, ast.Call):
            yield from self._of_call(node)
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            yield from self._of_comprehension(node)
        elif isinstance(node, ast.stmt):
            yield from self._of_statement(node)
        if isinstance(node, ast.expr):
            parent = self._parents.get(node)
            if isinstance(parent, (ast.If, ast.IfExp)) and node is parent.test and not isinstance(node, ast.Compare):
                yield "condition", ast.UnaryOp(ast.Not(), node), ""

    def _of_comparison(self, node: ast.Compare) -> Iterator[Changed]:
        for number, op in enumerate(node.ops):
            for other in _COMPARISONS[type(op)]:
                bound = {type(op), other} in ({ast.Lt, ast.LtE}, {ast.Gt, ast.GtE})
                if bound and self._keeps_the_better(node):
                    continue  # which of two equal ones is kept
                put = copy.copy(node)
                put.ops = [*node.ops[:number], other(), *node.ops[number + 1 :]]
                kind = "tie" if bound else "comparison"
                yield kind, put, f"{_SIGNS[type(op)]} became {_SIGNS[other]}"

    def _keeps_the_better(self, node: ast.Compare) -> bool:
        """Whether it is the test of `if x > best: best = x`."""
        parent = self._parents.get(node)
        if not isinstance(parent, ast.If) or len(parent.body) != 1 or not isinstance(parent.body[0], ast.Assign):
            return False
        sides = {ast.unparse(node.left), *map(ast.unparse, node.comparators)}
        assigned = parent.body[0]
        return {ast.unparse(assigned.targets[0]), ast.unparse(assigned.value)} == sides

    def _of_operator(self, node: ast.BinOp | ast.AugAssign) -> Iterator[Changed]:
        literal = node.left if isinstance(node, ast.BinOp) else node.value
        if isinstance(literal, (ast.List, ast.JoinedStr)) or _is_text(literal):
            return  # formatting, repetition, joining: the other operator raises at once
        other = _OPERATORS[type(node.op)]
        put = copy.copy(node)
        put.op = other()
        yield "operator", put, f"{_SIGNS[type(node.op)]} became {_SIGNS[other]}"
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)):
            swapped = copy.copy(node)
            swapped.left, swapped.right = node.right, node.left
            yield "order", swapped, ""

    def _of_constant(self, node: ast.Constant) -> Iterator[Changed]:
        value = node.value
        parent = self._parents.get(node)
        if isinstance(parent, (ast.Expr, ast.FormattedValue)):
            return
        if isinstance(value, bool):
            yield "constant", ast.Constant(not value), ""
        elif isinstance(value, int):
            yield "off by one", ast.Constant(value + 1), ""
            if value > 0:
                yield "off by one", ast.Constant(value - 1), ""
        elif isinstance(value, float):
            yield "constant", ast.Constant(value + 1.0), ""
        elif isinstance(value, str) and not isinstance(parent, ast.keyword):
            yield "text", ast.Constant(value + "_" if value else "_"), ""

    def _of_subscript(self, node: ast.Subscript) -> Iterator[Changed]:
        if isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Load):
            where = node.slice
            for name in ("lower", "upper", "step"):
                if getattr(where, name) is not None:
                    part = copy.copy(where)
                    setattr(part, name, None)
                    put = copy.copy(node)
                    put.slice = part
                    yield "slice", put, ""
            if where.lower is where.upper is where.step is None and self._is_kept(node):
                yield "copy", node.value, ""
        elif isinstance(node.slice, ast.BinOp) and isinstance(node.ctx, ast.Load):
            put = copy.copy(node)
            put.slice = node.slice.left
            yield "off by one", put, ""

    def _of_call(self, node: ast.Call) -> Iterator[Changed]:
        yield from self._renamed(node)
        for keyword in node.keywords:
            if keyword.arg in ("key", "reverse", "default", "start", "maxsplit", "strict", "sep", "axis"):
                put = copy.copy(node)
                put.keywords = [each for each in node.keywords if each is not keyword]
                yield "argument", put, ""
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name == "range":
            longer, later = copy.copy(node), copy.copy(node)
            last = 0 if len(node.args) == 1 else 1
            if len(node.args) in (1, 2):
                longer.args = [*node.args]
                longer.args[last] = ast.BinOp(node.args[last], ast.Sub(), ast.Constant(1))
                yield "off by one", longer, ""
            if len(node.args) == 1:
                later.args = [ast.Constant(1), *node.args]
                yield "off by one", later, ""
        elif name == "len":
            yield "off by one", ast.BinOp(node, ast.Sub(), ast.Constant(1)), ""
        elif name in ("get", "pop", "enumerate", "sum", "split", "replace") and len(node.args) == 2:
            if not isinstance(node.args[1], ast.Constant) or node.args[1].value not in (None, 0):
                put = copy.copy(node)
                put.args = node.args[:1]
                yield "argument", put, ""
        elif name == "zip" and len(node.args) == 2:
            put = copy.copy(node)
            put.args = node.args[::-1]
            yield "order", put, ""
        if node.keywords or not self._is_kept(node):
            return
        if name in ("list", "dict", "set", "sorted", "str", "abs") and len(node.args) == 1:
            if not isinstance(node.args[0], ast.Starred):
                yield "copy", node.args[0], ""
        elif name in _NORMALISING and not node.args and isinstance(node.func, ast.Attribute):
            yield "copy", node.func.value, ""

    def _renamed(self, node: ast.Call) -> Iterator[Changed]:
        if isinstance(node.func, ast.Name):
            other = _FUNCTIONS.get(node.func.id)
            if other is None or (node.func.id == "sorted" and self._consumer(node) in _IN_ANY_ORDER):
                return
            put = copy.copy(node)
            put.func = ast.Name(other, ast.Load())
            if node.func.id == "sorted":
                put.keywords = []
            yield "function", put, f"{node.func.id} became {other}"
        elif isinstance(node.func, ast.Attribute):
            other = _METHODS.get(node.func.attr)
            if other is None or other == "appendleft":
                return
            put = copy.copy(node)
            put.func = ast.Attribute(node.func.value, other, ast.Load())
            yield "method", put, f"{node.func.attr} became {other}"

    def _of_comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Iterator[Changed]:
        for number, generator in enumerate(node.generators):
            for condition in generator.ifs:
                part = copy.copy(generator)
                part.ifs = [each for each in generator.ifs if each is not condition]
                put = copy.copy(node)
                put.generators = [*node.generators[:number], part, *node.generators[number + 1 :]]
                if not isinstance(put, ast.GeneratorExp):
                    yield "condition", put, f"the condition {_short(ast.unparse(condition))} is gone"
        if isinstance(node, ast.ListComp) and self._consumer(node) not in _IN_ANY_ORDER:
            yield "order", ast.Subscript(node, ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1)))), ""
        if isinstance(node, ast.ListComp):
            yield "lost item", ast.Subscript(node, ast.Slice(ast.Constant(1), None, None)), ""

    def _of_statement(self, node: ast.stmt) -> Iterator[Changed]:
        if isinstance(node, ast.Return) and node.value is not None:
            if not isinstance(node.value, ast.Constant) or node.value.value is not None:
                yield "result", ast.Return(ast.Constant(None)), f"{_short(ast.unparse(node))} became return None"
        elif isinstance(node, ast.Continue):
            yield "jump", ast.Break(), "continue became break"
        elif isinstance(node, ast.Break):
            yield "jump", ast.Continue(), "break became continue"
        elif (
            isinstance(node, (ast.Delete, ast.Raise))
            or (isinstance(node, ast.Expr) and isinstance(node.value, (ast.Call, ast.Yield, ast.Await, ast.YieldFrom)))
            or (isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Subscript, ast.Attribute)))
        ):
            yield "left out", ast.Pass(), f"{_short(ast.unparse(node))} is gone"
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            put = copy.copy(node)
            put.exc = ast.Call(ast.Name("RuntimeError", ast.Load()), node.exc.args, [])
            yield "exception", put, ""

    # -- where a node stands

    def _consumer(self, node: ast.expr) -> str:
        """The name of what is called with this alone, "" for none."""
        parent = self._parents.get(node)
        if isinstance(parent, ast.Call) and node in parent.args:
            return parent.func.id if isinstance(parent.func, ast.Name) else getattr(parent.func, "attr", "")
        return ""

    def _is_kept(self, node: ast.expr) -> bool:
        """Whether the value is more than gone through: else a copy of it is as good as itself."""
        parent = self._parents.get(node)
        if isinstance(parent, (ast.For, ast.AsyncFor, ast.comprehension, ast.Compare, ast.Starred)):
            return False
        return self._consumer(node) not in _CONSUMERS


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:37] + "..."
