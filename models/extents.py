"""How many elements an expression has, or how large a number is, as an order of growth in the sizes of what came in.

Sizes are named as a reader would: "len(items)" of a parameter, of what a loop yields or of an attribute, "n" for a
parameter that is a number. None: nothing is known.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ..analyzers.semantics.inference import type_of
from ..analyzers.semantics.names import dotted, resolve
from ..analyzers.semantics.sizes import size_of
from .orders import ONE, Order, size

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts
    from ..analyzers.semantics.scopes import Binding

__all__ = ["Extents", "OrderOf"]

OrderOf = Callable[[ast.AST], "Order | None"]

_DEEPEST = 14
_NUMBERS = ("int", "float", "bool", "complex")
_SAME = frozenset({
    "enumerate", "reversed", "sorted", "list", "tuple", "iter", "set", "frozenset", "dict", "filter", "deque",
    "Counter", "OrderedDict", "bytes", "bytearray", "array", "asarray", "pairwise", "accumulate", "groupby", "unique",
    "cumsum", "Series", "fromkeys", "memoryview", "fromiter", "str", "repr", "heapify",
})  # fmt: skip
_SAME_METHODS = frozenset({
    "copy", "items", "keys", "values", "strip", "lstrip", "rstrip", "lower", "upper", "title", "replace", "encode",
    "decode", "tolist", "casefold", "split", "rsplit", "splitlines", "most_common", "elements", "difference",
    "intersection", "readlines", "sort_values", "iterrows", "itertuples", "translate", "flatten", "ravel",
})  # fmt: skip
_SUMS = frozenset({"union", "symmetric_difference"})
_SAME_NUMBER = frozenset({"int", "abs", "round", "floor", "ceil", "trunc", "float"})


class Extents:
    """Answers for one function. `passes` and `times` come from whoever walks its body."""

    def __init__(
        self,
        facts: BlockFacts,
        passes: OrderOf,
        grown: Callable[[str, ast.AST | None], Order | None],
        steps: Callable[[ast.AST], Order | None],
        result: Callable[[ast.Call], Order | None],
    ) -> None:
        self._facts = facts
        self._passes = passes
        """Of a loop: how often it runs."""
        self._grown = grown
        """Of a local container bound at a node: how many elements the body puts into it."""
        self._steps = steps
        """Of a statement `x += …`: how much that adds in all."""
        self._result = result
        """Of a call of a function that is not known here: how many elements it gives."""
        self._asked: set[ast.AST] = set()

    # -- elements

    def elements(self, node: Any, depth: int = 0) -> Order | None:
        if depth > _DEEPEST or node in self._asked:
            return None
        known = size_of(self._facts, node)
        if known is not None:
            return ONE
        return self._ask(_ELEMENTS.get(node.__class__), node, depth)

    def _ask(self, handler: Callable[[Extents, Any, int], Order | None] | None, node: Any, depth: int) -> Order | None:
        """Ask about a node, which cannot be asked about again before the answer."""
        if handler is None:
            return None
        self._asked.add(node)
        try:
            return handler(self, node, depth + 1)
        finally:
            self._asked.discard(node)

    def _one(self, node: Any, depth: int) -> Order | None:
        return ONE

    def _display(self, node: Any, depth: int) -> Order | None:
        found: Order | None = ONE
        for element in node.elts:
            if isinstance(element, ast.Starred):
                found = _sum(found, self.elements(element.value, depth))
        return found

    def _inside(self, node: Any, depth: int) -> Order | None:
        return self.elements(node.value, depth)

    def _name(self, node: ast.Name, depth: int) -> Order | None:
        kind = type_of(self._facts, node)
        if kind.name in _NUMBERS:
            return None
        if kind.name == "tuple" and len(kind.args) > 1:
            return ONE
        found = resolve(self._facts, node)
        if found is None:
            return None
        owner, bindings = found
        if owner is None:
            return (
                size(f"len({node.id})") if bindings and bindings[0][0].kind not in ("def", "class", "import") else None
            )
        result: Order | None = ONE
        for binding, _ in bindings:
            result = _sum(result, self._bound(binding, depth))
            if binding.kind in ("assign", "annotate", "walrus", "unpack"):
                result = _sum(result, self._grown(node.id, binding.node))
        return result

    def _bound(self, binding: Binding, depth: int) -> Order | None:
        own = size(f"len({binding.name})")
        if binding.kind in ("parameter", "with"):
            return own
        if binding.kind in ("for", "comprehension"):
            return None if _is_call(binding.value, "range") else own
        if binding.kind == "augment":
            return ONE  # what it adds is counted as growth
        value: Any = binding.value
        if binding.kind == "unpack" and binding.path is not None:
            if len(binding.path) == 1 and isinstance(value, ast.Tuple | ast.List) and binding.path[0] >= 0:
                place = binding.path[0]
                return self.elements(value.elts[place], depth) if place < len(value.elts) else None
            return self.elements(value, depth) if binding.path == (-1,) else None
        if binding.kind in ("assign", "annotate", "walrus") and isinstance(value, ast.expr):
            if not _mentions(value, binding.name):
                return self.elements(value, depth)
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and _is_name(value.left, binding.name):
                return ONE  # what it adds is counted as growth
            if _no_larger(value, binding.name):
                return ONE  # what it was before is counted by what it was made of first
        return None

    def _attribute(self, node: ast.Attribute, depth: int) -> Order | None:
        path = dotted(node)
        return size(f"len({path})") if path is not None and type_of(self._facts, node).name not in _NUMBERS else None

    def _subscript(self, node: ast.Subscript, depth: int) -> Order | None:
        part = node.slice
        if isinstance(part, ast.Slice):
            return self._slice(node, part, depth)
        if type_of(self._facts, node.value).name == "pandas.DataFrame":
            return self.elements(node.value, depth)  # a column
        path = dotted(node.value)
        return size(f"len({path}[…])") if path is not None else None

    def _slice(self, node: ast.Subscript, part: ast.Slice, depth: int) -> Order | None:
        lower, upper = part.lower, part.upper
        if (_is_number(upper) and not _is_negative(upper)) or (upper is None and _is_negative(lower)):
            return ONE
        if isinstance(upper, ast.BinOp) and isinstance(upper.op, ast.Add) and lower is not None:  # xs[i:i + k]
            for one, other in ((upper.left, upper.right), (upper.right, upper.left)):
                if ast.dump(one) == ast.dump(lower):
                    return self.number(other, depth)
        bound = self.number(upper, depth) if lower is None and upper is not None and not _is_negative(upper) else None
        return bound if bound is not None else self.elements(node.value, depth)

    def _binary(self, node: ast.BinOp, depth: int) -> Order | None:
        left = self.elements(node.left, depth)
        if isinstance(node.op, ast.Mult):
            if left is not None:
                return _product(left, self.number(node.right, depth))
            return _product(self.elements(node.right, depth), self.number(node.left, depth))
        if isinstance(node.op, ast.Add | ast.BitOr | ast.BitXor):
            return _sum(left, self.elements(node.right, depth))
        return left if isinstance(node.op, ast.Sub | ast.BitAnd) else None

    def _comprehension(self, node: Any, depth: int) -> Order | None:
        found: Order | None = ONE
        for generator in node.generators:
            found = _product(found, self._passes(generator))
        return found

    def _choice(self, node: ast.IfExp, depth: int) -> Order | None:
        return _sum(self.elements(node.body, depth), self.elements(node.orelse, depth))

    def _either(self, node: ast.BoolOp, depth: int) -> Order | None:
        found: Order | None = ONE
        for value in node.values:
            found = _sum(found, self.elements(value, depth))
        return found

    def _call(self, node: ast.Call, depth: int) -> Order | None:
        func, arguments = node.func, node.args
        if isinstance(func, ast.Attribute) and (func.attr in _SAME_METHODS or func.attr in _SUMS):
            if func.attr == "most_common" and arguments:
                return self.number(arguments[0], depth)
            found = self.elements(func.value, depth)
            for argument in arguments if func.attr in _SUMS else ():
                found = _sum(found, self.elements(argument, depth))
            return found
        name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
        if not arguments:
            return ONE if name in _SAME or name == "defaultdict" else None
        if name == "range":
            return self._range(arguments, depth)
        if name == "zip":
            return next((found for each in arguments if (found := self.elements(each, depth)) is not None), None)
        if name == "defaultdict":
            return self.elements(arguments[1], depth) if len(arguments) > 1 else ONE
        if name in ("chain", "merge"):
            return self._either(ast.BoolOp(ast.Or(), arguments), depth)
        if name == "map" and len(arguments) > 1:
            return self.elements(arguments[1], depth)
        if name == "filter" and len(arguments) > 1:
            return self.elements(arguments[1], depth)
        if name == "islice" and len(arguments) == 2:
            return self.number(arguments[1], depth)
        if name in ("combinations", "combinations_with_replacement") and len(arguments) == 2:
            taken: Any = getattr(arguments[1], "value", None)
            found = self.elements(arguments[0], depth)
            return found.power(taken) if found is not None and isinstance(taken, int) and 0 < taken < 6 else None
        if name == "product":
            found: Order | None = ONE
            for argument in arguments:
                found = _product(found, self.elements(argument, depth))
            return found if not node.keywords else None
        if name in ("arange", "zeros", "ones", "linspace"):
            return self.number(arguments[-1] if name == "linspace" else arguments[0], depth)
        if name == "join":
            return self.elements(arguments[0], depth)
        if name == "open":
            return size("the lines of the file")
        if name in _SAME:
            return self.elements(arguments[0], depth)
        return self._result(node)

    def _range(self, arguments: list[ast.expr], depth: int) -> Order | None:
        backwards = len(arguments) == 3 and _is_negative(arguments[2])
        return self.number(arguments[0 if len(arguments) == 1 or backwards else 1], depth)

    # -- numbers

    def number(self, node: Any, depth: int = 0) -> Order | None:
        """The most that a whole number can be."""
        if depth > _DEEPEST or node in self._asked:
            return None
        return self._ask(_NUMBER.get(node.__class__), node, depth)

    def first_number(self, node: ast.Name, loop: ast.AST) -> Order | None:
        """The most that a number can be when a loop begins: what the loop itself makes of it does not count."""
        found = resolve(self._facts, node)
        if found is None or found[0] is None:
            return self.number(node)
        result: Order | None = ONE
        for binding, _ in found[1]:
            around: ast.AST | None = binding.node
            while around is not None and around is not loop:
                around = self._facts.scopes.parent.get(around)
            if around is None:
                result = _sum(result, self._number_bound(binding, 0))
        return result

    def _number_name(self, node: ast.Name, depth: int) -> Order | None:
        found = resolve(self._facts, node)
        if found is None:
            return None
        if found[0] is None:
            return ONE if all(_is_number(binding.value) for binding, _ in found[1]) else size(node.id)
        result: Order | None = ONE
        for binding, _ in found[1]:
            result = _sum(result, self._number_bound(binding, depth))
        return result

    def _number_bound(self, binding: Binding, depth: int) -> Order | None:
        value: Any = binding.value
        if binding.kind == "parameter":
            return size(binding.name)
        if binding.kind in ("for", "comprehension") and isinstance(value, ast.Call):
            if _is_call(value, "range") and binding.path is None:
                return self._range(value.args, depth)
            if _is_call(value, "enumerate") and binding.path == (0,) and value.args:
                return self.elements(value.args[0], depth)
            return None
        if binding.kind == "augment":
            return self._steps(binding.node)
        if binding.kind == "unpack" and binding.path is not None:
            place = binding.path[0]
            if len(binding.path) == 1 and isinstance(value, ast.Tuple) and 0 <= place < len(value.elts):
                return self.number(value.elts[place], depth)
            return None
        if binding.kind in ("assign", "annotate", "walrus") and isinstance(value, ast.expr):
            if any(isinstance(name, ast.Name) and name.id == binding.name for name in ast.walk(value)):
                return self._again(binding, value)
            return self.number(value, depth)
        return None

    def _again(self, binding: Binding, value: Any) -> Order | None:
        """`x = x // 2`, `x = x - 1` make it no larger; what others do is not known."""
        shrinks = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub | ast.FloorDiv | ast.RShift | ast.Mod)
        return ONE if shrinks or _is_halving(value) else None

    def _number_attribute(self, node: ast.Attribute, depth: int) -> Order | None:
        path = dotted(node)
        return size(path) if path is not None else None

    def _number_binary(self, node: ast.BinOp, depth: int) -> Order | None:
        left = self.number(node.left, depth)
        op = node.op
        if isinstance(op, ast.Add):
            return _sum(left, self.number(node.right, depth))
        if isinstance(op, ast.Mult):
            return _product(left, self.number(node.right, depth))
        if isinstance(op, ast.Mod):
            return self.number(node.right, depth)
        if isinstance(op, ast.Pow):
            exponent: Any = getattr(node.right, "value", None)
            known = isinstance(exponent, int | float) and 0 < exponent < 6
            return left.power(exponent) if left is not None and known else None
        return left if isinstance(op, ast.Sub | ast.FloorDiv | ast.Div | ast.RShift) else None

    def _number_subscript(self, node: ast.Subscript, depth: int) -> Order | None:
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            return self.elements(node.value.value, depth)
        return None

    def _number_call(self, node: ast.Call, depth: int) -> Order | None:
        func, arguments = node.func, node.args
        name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
        if name == "bit_length" and isinstance(func, ast.Attribute):
            return _log(self.number(func.value, depth))
        if not arguments:
            return None
        if name == "len":
            return self.elements(arguments[0], depth)
        if name in _SAME_NUMBER:
            return self.number(arguments[0], depth)
        if name in ("sqrt", "isqrt"):
            found = self.number(arguments[0], depth)
            return found.power(0.5) if found is not None else None
        if name in ("log", "log2", "log10"):
            return _log(self.number(arguments[0], depth))
        if name in ("min", "max") and len(arguments) > 1:
            found = [self.number(argument, depth) for argument in arguments]
            if name == "min":
                known = [each for each in found if each is not None]
                return ONE if ONE in known else known[0] if known else None
            result: Order | None = ONE
            for each in found:
                result = _sum(result, each)
            return result
        return None

    def _number_choice(self, node: ast.IfExp, depth: int) -> Order | None:
        return _sum(self.number(node.body, depth), self.number(node.orelse, depth))

    def _number_sign(self, node: ast.UnaryOp, depth: int) -> Order | None:
        return self.number(node.operand, depth)


def _sum(left: Order | None, right: Order | None) -> Order | None:
    return left.plus(right) if left is not None and right is not None else None


def _product(left: Order | None, right: Order | None) -> Order | None:
    return left.times(right) if left is not None and right is not None else None


def _log(order: Order | None) -> Order | None:
    return order.log if order is not None else None


def _is_call(node: Any, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _is_name(node: Any, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _mentions(node: ast.AST, name: str) -> bool:
    return any(_is_name(each, name) for each in ast.walk(node))


def _no_larger(value: Any, name: str) -> bool:
    """Is what is made of a name no larger than it: `list(xs)`, `xs[1:]`, `[x for x in xs if x]`, `xs or []`?"""
    if _is_name(value, name) or not _mentions(value, name):
        return True
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        return _is_name(value.value, name)
    if isinstance(value, ast.Call):
        called = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
        own = value.func.value if isinstance(value.func, ast.Attribute) else (value.args or [None])[0]
        return called in (_SAME | _SAME_METHODS) and own is not None and _no_larger(own, name)
    if isinstance(value, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        return len(value.generators) == 1 and _no_larger(value.generators[0].iter, name)
    if isinstance(value, ast.IfExp):
        return _no_larger(value.body, name) and _no_larger(value.orelse, name)
    if isinstance(value, ast.BoolOp):
        return all(_no_larger(each, name) for each in value.values)
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub | ast.BitAnd) and _no_larger(value.left, name)


def _is_number(node: Any) -> bool:
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _is_negative(node: Any) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and _is_number(node)


def _is_halving(node: Any) -> bool:
    """`x // 2`, `(low + high) // 2`, `low + (high - low) // 2`, `x >> 1`"""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.RShift):
        by: Any = getattr(node.right, "value", None)
        return isinstance(by, int) and by >= (2 if isinstance(node.op, ast.FloorDiv) else 1)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and _is_halving(node.right)


_ELEMENTS: Final[dict[type, Callable[[Extents, Any, int], Order | None]]] = {
    ast.Constant: Extents._one, ast.JoinedStr: Extents._one, ast.Dict: Extents._one,
    ast.List: Extents._display, ast.Tuple: Extents._display, ast.Set: Extents._display,
    ast.Starred: Extents._inside, ast.Await: Extents._inside, ast.NamedExpr: Extents._inside,
    ast.Name: Extents._name, ast.Attribute: Extents._attribute, ast.Subscript: Extents._subscript,
    ast.BinOp: Extents._binary, ast.IfExp: Extents._choice, ast.BoolOp: Extents._either, ast.Call: Extents._call,
    ast.ListComp: Extents._comprehension, ast.SetComp: Extents._comprehension,
    ast.DictComp: Extents._comprehension, ast.GeneratorExp: Extents._comprehension,
}  # fmt: skip
_NUMBER: Final[dict[type, Callable[[Extents, Any, int], Order | None]]] = {
    ast.Constant: Extents._one, ast.Name: Extents._number_name, ast.Attribute: Extents._number_attribute,
    ast.BinOp: Extents._number_binary, ast.Call: Extents._number_call, ast.IfExp: Extents._number_choice,
    ast.UnaryOp: Extents._number_sign, ast.Subscript: Extents._number_subscript,
    ast.NamedExpr: lambda self, node, depth: self.number(node.value, depth),
}  # fmt: skip
