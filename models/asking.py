"""What the walk over a body asks of the analysis: how many elements, what type, what a called function costs.

Sizes here are estimates, where those of `semantics/sizes.py` are promises that rules rely on.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from ..analyzers.semantics.inference import type_of
from ..analyzers.semantics.model import FileModel
from ..analyzers.semantics.names import resolve
from ..analyzers.semantics.sizes import size_of
from .bodies import body_of, functions_in

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts
    from ..analyzers.source import Block

__all__ = ["Questions"]

_LONGEST: Final = 12
"""Steps from a name to what it was made of."""
_WORD: Final = 5
"""Characters of a word with the blank after it."""
_SAME: Final = {"list", "tuple", "sorted", "set", "frozenset", "dict", "enumerate", "reversed", "iter", "str", "filter",
                "zip", "map", "bytes", "bytearray", "deque", "Counter", "array", "Series"}  # fmt: skip
_SAME_METHODS: Final = {"copy", "items", "keys", "values", "strip", "lstrip", "rstrip", "lower", "upper", "title",
                        "replace", "encode", "decode", "tolist", "casefold"}  # fmt: skip
_CALL: Final = 40.0
"""Nanoseconds of a call with nothing in it."""
_FEW: Final = 10


class Questions:
    """Answers for one block. What took a search is kept with the facts of the block."""

    __slots__ = ("facts",)

    def __init__(self, facts: BlockFacts) -> None:
        self.facts = facts

    def kind_of(self, node: ast.AST) -> str:
        """The name of an expression's type, "" where it is not known."""
        return type_of(self.facts, node).name

    # -- how many

    def size_of(self, node: ast.AST) -> int | None:
        """How many elements an expression has, or how many passes a `while` makes, as far as the source tells."""
        cache = self.facts.usage_cache
        key = ("extent", node)
        if key not in cache:
            cache[key] = self._passes(node) if isinstance(node, ast.While) else self._extent(node, 0)
        return cache[key]

    def _extent(self, node: Any, depth: int) -> int | None:
        if depth > _LONGEST:
            return None
        handler = _EXTENTS.get(node.__class__)
        found = handler(self, node, depth + 1) if handler is not None else None
        return found if found is not None or depth else size_of(self.facts, node)

    def _constant(self, node: ast.Constant, depth: int) -> int | None:
        return len(node.value) if isinstance(node.value, str | bytes) else None

    def _display(self, node: Any, depth: int) -> int | None:
        return len(node.elts)

    def _dict(self, node: ast.Dict, depth: int) -> int | None:
        return len(node.keys)

    def _name(self, node: ast.Name, depth: int) -> int | None:
        found = resolve(self.facts, node)
        if found is None or not found[1] or len(found[1]) > 4:
            return None
        sizes: list[int] = []
        for binding, where in found[1]:
            value: Any = binding.value
            size: int | None = None
            asked = self if where is self.facts else Questions(where)
            if binding.path is None and isinstance(value, ast.expr):
                if binding.kind in ("assign", "annotate", "walrus"):
                    size = asked._extent(value, depth)
                elif binding.kind in ("for", "comprehension"):
                    size = asked._extent_of_element(value, depth)
            if not size:
                return None
            sizes.append(size)
        return max(sizes)

    def _extent_of_element(self, node: Any, depth: int) -> int | None:
        """Of what a loop over the expression yields: of its first element."""
        if depth > _LONGEST:
            return None
        if isinstance(node, ast.List | ast.Tuple | ast.Set) and node.elts:
            return self._extent(node.elts[0], depth + 1)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            return self._extent(node.elt, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            return self._extent_of_element(node.left, depth + 1)
        if isinstance(node, ast.Name):
            found = resolve(self.facts, node)
            if found is not None and len(found[1]) == 1:
                binding, where = found[1][0]
                if binding.path is None and binding.kind in ("assign", "annotate"):
                    asked = self if where is self.facts else Questions(where)
                    return asked._extent_of_element(binding.value, depth + 1)
        return None

    def _binary(self, node: ast.BinOp, depth: int) -> int | None:
        if isinstance(node.op, ast.Add):
            left, right = self._extent(node.left, depth), self._extent(node.right, depth)
            return left + right if left is not None and right is not None else None
        if isinstance(node.op, ast.Mult):
            for times, made in ((node.right, node.left), (node.left, node.right)):
                number = self._number(times, depth)
                if number is not None:
                    size = self._extent(made, depth)
                    return size * max(number, 0) if size is not None else None
        return None

    def _comprehension(self, node: Any, depth: int) -> int | None:
        size = 1
        for generator in node.generators:
            passes = self._extent(generator.iter, depth)
            if passes is None:
                return None
            size *= passes
        return size

    def _subscript(self, node: ast.Subscript, depth: int) -> int | None:
        if isinstance(node.slice, ast.Slice):
            return self._extent(node.value, depth)
        return self._extent_of_element(node.value, depth)

    def _choice(self, node: ast.IfExp, depth: int) -> int | None:
        sizes = [size for size in (self._extent(node.body, depth), self._extent(node.orelse, depth)) if size]
        return max(sizes, default=None)

    def _call(self, node: ast.Call, depth: int) -> int | None:
        func, arguments = node.func, node.args
        name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
        if name == "range" and isinstance(func, ast.Name):
            return self._range([self._number(argument, depth) for argument in arguments])
        if isinstance(func, ast.Attribute) and name not in _SAME:
            size = self._extent(func.value, depth) if name in _SAME_METHODS or "split" in name else None
            if size is not None and "split" in name:
                return max(size // _WORD, 1)
            if name == "join" and arguments:
                size = self._extent(arguments[0], depth)
                return size * _WORD if size is not None else None
            if name == "fromkeys" and arguments:
                return self._extent(arguments[0], depth)
            return size
        if name in _SAME and arguments:
            return self._extent(arguments[-1] if name in ("map", "filter") else arguments[0], depth)
        return None

    def _range(self, numbers: list[int | None]) -> int | None:
        match numbers:
            case [int(stop)]:
                return max(stop, 0)
            case [int(start), int(stop)]:
                return max(stop - start, 0)
            case [int(start), int(stop), int(step)] if step:
                return max(-((start - stop) // step), 0)
            case _:
                return None

    def _number(self, node: Any, depth: int) -> int | None:
        """The value of a whole number, or of `len(…)`."""
        if depth > _LONGEST:
            return None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, int) and abs(node.value) < 1 << 40 else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv):
            left, right = self._number(node.left, depth + 1), self._number(node.right, depth + 1)
            if left is None or right is None:
                return None
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Sub):
                return left - right
            return left * right if isinstance(node.op, ast.Mult) else left // right if right else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and node.args:
            return self._extent(node.args[0], depth + 1)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            number = self._number(node.operand, depth + 1)
            return -number if number is not None else None
        if isinstance(node, ast.Name):
            found = resolve(self.facts, node)
            if found is not None and len(found[1]) == 1:
                binding, where = found[1][0]
                if binding.kind in ("assign", "annotate") and binding.path is None:
                    return (self if where is self.facts else Questions(where))._number(binding.value, depth + 1)
        return None

    def _passes(self, node: ast.While) -> int | None:
        """`left = 16` … `while left: left -= 1`, `i = 0` … `while i < len(xs): i += 1`"""
        test: Any = node.test
        bound = 0
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            number = self._number(test.comparators[0], 0)
            if number is None:
                return None
            bound, test = number, test.left
        found = resolve(self.facts, test) if isinstance(test, ast.Name) else None
        if found is None:
            return None
        start: int | None = None
        step = 0
        for binding, _ in found[1]:
            if binding.kind in ("assign", "annotate") and binding.path is None and start is None:
                start = self._number(binding.value, 0)
            elif binding.kind == "augment":
                statement = self.facts.scopes.parent.get(binding.node)
                number = self._number(getattr(statement, "value", None), 0)
                step = number or 0
        return max(abs(bound - start) // abs(step), 1) if start is not None and step else None

    # -- what a call runs

    def cost_of_call(self, name: str) -> float | None:
        """Nanoseconds of one call of the file's only function of that name; None where there is none.

        Loops of unknown length count as short: nobody knows what the caller hands over.
        """
        costs = _functions_of(self.facts.model)
        found = costs.get(name)
        if not isinstance(found, ast.AST):
            return found
        costs[name] = _CALL  # in case that it calls itself
        cost = costs[name] = _CALL + body_of(found, cost_of_call=self.cost_of_call).cost(_FEW)
        return cost


def _functions_of(model: FileModel) -> dict[str, ast.AST | float | None]:
    """The functions of a file by name, or what a call costs where that is known; None for one of several."""
    blocks = tuple(model.document.leaves())
    kept = _KNOWN.get(model)
    if kept is None or kept[0] != blocks:
        functions: dict[str, ast.AST | float | None] = {}
        for block in blocks:
            for function in functions_in(block.nodes):
                functions[function.name] = None if function.name in functions else function
        kept = _KNOWN[model] = blocks, functions
    return kept[1]


_KNOWN: Final[WeakKeyDictionary[FileModel, tuple[tuple[Block, ...], dict[str, ast.AST | float | None]]]] = (
    WeakKeyDictionary()
)


_EXTENTS: Final[dict[type, Callable[[Questions, Any, int], int | None]]] = {
    ast.Constant: Questions._constant,
    ast.List: Questions._display,
    ast.Tuple: Questions._display,
    ast.Set: Questions._display,
    ast.Dict: Questions._dict,
    ast.Name: Questions._name,
    ast.BinOp: Questions._binary,
    ast.ListComp: Questions._comprehension,
    ast.SetComp: Questions._comprehension,
    ast.DictComp: Questions._comprehension,
    ast.GeneratorExp: Questions._comprehension,
    ast.Subscript: Questions._subscript,
    ast.IfExp: Questions._choice,
    ast.Call: Questions._call,
}
