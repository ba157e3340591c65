"""The walk of `counting.py` over a body, which also notes loops and hidden loops with their places."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

from .asking import Questions
from .counting import Counter
from .operations import TEXTS
from .orders import Order
from .tallies import Body, Place

__all__ = ["FILLING", "LOGARITHMIC", "Event", "Found", "GrowthWalk", "Reason", "brief", "loop_told", "name_of"]

LOGARITHMIC = frozenset({"heappush", "heappop", "heapreplace", "heappushpop", "bisect", "bisect_left", "bisect_right"})
FILLING = {"append": 0, "add": 0, "appendleft": 0, "insert": 0, "heappush": 0, "setdefault": 0, "extend": 1,
            "update": 1, "extendleft": 1}  # fmt: skip
"""Methods that put something into a container: one thing, or all of the argument."""
_TEXT_METHODS = frozenset({
    "upper", "lower", "title", "swapcase", "casefold", "capitalize", "strip", "lstrip", "rstrip", "isalpha", "isdigit",
    "isalnum", "isspace", "zfill", "partition", "rpartition",
})  # fmt: skip
_SETS = ("set", "frozenset")
_BISECTING = frozenset({"bisect", "bisect_left", "bisect_right", "insort", "insort_left", "insort_right"})
_SEARCHES = {"match": 1, "search": 1, "fullmatch": 1, "findall": 1, "finditer": 1, "split": 1, "sub": 2, "subn": 2}
"""Functions of `re`, with the place of the text among their arguments."""
_TABLES = ("numpy.ndarray", "pandas.Series", "pandas.DataFrame")


@dataclass(frozen=True, slots=True)
class Reason:
    """A line that the claim rests on."""

    line: int
    """From 1."""
    text: str
    path: str = ""
    """The file, where it is not the function's own."""
    callee: str = ""
    """The function that the line is of, where that is one that is called."""
    loop: bool = False
    """Whether it is a loop that stands there."""


@dataclass(slots=True)
class Event:
    """Work on all elements of something."""

    kind: str
    over: Any
    place: Place
    line: int
    order: Order | None = None


@dataclass(slots=True)
class Found:
    """What the walk over one function brought."""

    events: list[Event] = field(default_factory=list[Event])
    loops: list[tuple[Place, Any, int]] = field(default_factory=list[tuple[Place, Any, int]])
    filled: dict[str, list[tuple[Place, Any]]] = field(default_factory=dict[str, list[tuple[Place, Any]]])
    steps: dict[ast.AST, tuple[Place, Any]] = field(default_factory=dict[ast.AST, tuple[Place, Any]])
    calls: list[tuple[ast.Call, Place]] = field(default_factory=list[tuple[ast.Call, Place]])
    doubts: list[tuple[ast.Compare, Any, Place]] = field(default_factory=list[tuple[ast.Compare, Any, Place]])
    reads: list[tuple[ast.Attribute, Place]] = field(default_factory=list[tuple[ast.Attribute, Place]])
    """Attributes with the name of a property."""
    returns: list[Any] = field(default_factory=list[Any])
    yields: list[tuple[Place, Any]] = field(default_factory=list[tuple[Place, Any]])
    """With what `yield from` goes through."""
    attributes: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    """What is assigned to an attribute of the first parameter, or of another name."""


class GrowthWalk(Counter):
    """The walk, which also notes the loops and hidden loops with where they stand."""

    __slots__ = ("_calling", "_extended", "_properties", "_sliced", "found")

    def __init__(self, body: Body, asked: Questions, properties: Collection[str] = ()) -> None:
        super().__init__(body.tally, body, asked.size_of, asked.kind_of, None)
        self._properties = properties
        self.found = Found()
        self._calling: list[str] = []
        self._sliced: Any = None
        """The slice that is looked at, which copies a part of what it is taken from."""
        self._extended: Any = None
        """The list that `+=` extends."""

    def visit(self, node: Any) -> None:
        cls = node.__class__
        if cls is ast.Call:
            self._calling.append(name_of(node))
            super().visit(node)
            self._calling.pop()
            self.found.calls.append((node, self.place))
            self._fills(node)
            self._goes_through_text(node)
            self._bisects(node)
            return
        if cls is ast.Subscript and isinstance(node.slice, ast.Slice):
            self._sliced = node
        elif cls is ast.AugAssign and self.kind(node.target) == "list":
            self._extended = node.target
        super().visit(node)
        other = _NOTED.get(cls)
        if other is not None:
            other(self, node)
        if cls is ast.Compare:
            for op, right in zip(node.ops, node.comparators, strict=True):
                if isinstance(op, ast.In | ast.NotIn) and not self.kind(right):
                    self.found.doubts.append((node, right, self.place))
        elif cls is ast.Subscript and isinstance(node.slice, ast.Slice) and self.kind(node.value) in TEXTS:
            self.each("each-copy", node)
        elif cls is ast.BinOp:
            table = next((side for side in (node.left, node.right) if self.kind(side) in _TABLES), None)
            if table is not None:
                self.each("each-move", table)
            elif isinstance(node.op, ast.BitOr | ast.BitXor | ast.BitAnd | ast.Sub) and self.kind(node.left) in _SETS:
                self.each("each-hash", node.left)
                if isinstance(node.op, ast.BitOr | ast.BitXor):
                    self.each("each-hash", node.right)
        elif cls is ast.Delete:
            for target in node.targets:
                if isinstance(target, ast.Subscript) and self.kind(target.value) == "list":
                    self.each("each-move", target.value)
        elif cls is ast.AugAssign:
            self.found.steps[node] = self.place, node
            if isinstance(node.target, ast.Name) and isinstance(node.op, ast.Add | ast.BitOr):
                self.found.filled.setdefault(node.target.id, []).append((self.place, node.value))

    def _add(self, left: Any, right: Any) -> None:
        kind = self.kind(left)
        if left is self._extended:
            self.each("each-copy", right)  # `xs += ys` appends in place
        elif kind == "bytes" or kind == "tuple":
            self.each("each-copy", left)
        elif kind == "list":
            super()._add(left, right)
        # `text += piece` is lengthened in place by CPython, while nothing else refers to the text.

    def _return(self, node: Any) -> None:
        if node.value is not None:
            self.found.returns.append(node.value)

    def _yield(self, node: Any) -> None:
        self.found.yields.append((self.place, None))

    def _yield_from(self, node: Any) -> None:
        self.found.yields.append((self.place, node.value))
        self.each("each-piece", node.value)

    def _read(self, node: Any) -> None:
        if node.attr in self._properties and isinstance(node.ctx, ast.Load):
            self.found.reads.append((node, self.place))

    def _assigned(self, node: Any) -> None:
        """`self.words = list(words)`, `out = out + [x]`"""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        target, value = targets[0], node.value
        if isinstance(target, ast.Attribute) and value is not None:
            self.found.attributes.setdefault(target.attr, []).append(value)
        elif (
            isinstance(target, ast.Name)
            and isinstance(value, ast.BinOp)
            and isinstance(value.op, ast.Add)
            and isinstance(value.left, ast.Name)
            and value.left.id == target.id
        ):
            self.found.filled.setdefault(target.id, []).append((self.place, value.right))

    def _bisects(self, node: ast.Call) -> None:
        """`bisect(xs, x)`, `heappush(heap, x)` and `re.findall(pattern, text)`, which the table of methods has not."""
        func, name = node.func, name_of(node)
        if not node.args:
            return
        if name in _BISECTING or (name in LOGARITHMIC and isinstance(func, ast.Name)):
            self.found.events.append(Event("log", node.args[0], self.place, node.lineno))
        if name in ("insort", "insort_left", "insort_right"):
            self.each("each-move", node.args[0])
        if name in _SEARCHES and isinstance(func, ast.Attribute) and getattr(func.value, "id", "") == "re":
            text = node.args[_SEARCHES[name] : _SEARCHES[name] + 1]
            if text:
                self.each("each-character", text[0])

    def _goes_through_text(self, node: ast.Call) -> None:
        """`text.upper()` makes another text of it."""
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr in _TEXT_METHODS and self.kind(func.value) in TEXTS:
            self.each("each-character", func.value)

    def enter_each(self, elements: Any) -> tuple[Any, ...]:
        if elements is None:
            return super().enter_each(elements)
        # As a loop that stands in the source: for … in elements.
        loop = ast.comprehension(ast.Name("each", ast.Store()), elements, [], 0)
        return self.enter_loop(loop, elements)

    def _fills(self, node: ast.Call) -> None:
        func = node.func
        name = name_of(node)
        if name not in FILLING:
            return
        into: Any = node.args[0] if name == "heappush" and node.args else getattr(func, "value", None)
        if isinstance(into, ast.Subscript):
            into = into.value
        if isinstance(into, ast.Name):
            amount = node.args[0] if FILLING[name] and node.args else None
            self.found.filled.setdefault(into.id, []).append((self.place, amount))

    def store(self, target: Any) -> None:
        container = target.value if isinstance(target, ast.Subscript) else None
        if isinstance(container, ast.Name) and self.kind(container) != "list":
            self.found.filled.setdefault(container.id, []).append((self.place, None))
        super().store(target)

    def each(self, kind: str, elements: Any) -> None:
        if self._calling and self._calling[-1] in LOGARITHMIC:
            kind = "log"
        if kind != "log":
            super().each(kind, elements)
        if kind == "each-copy" and self.kind(elements) in _TABLES:
            return  # a view
        line = getattr(elements, "lineno", 1)
        if kind == "each-copy" and self._sliced is not None and self._sliced.value is elements:
            elements = self._sliced
        self.found.events.append(Event(kind, elements, self.place, line))

    def enter_loop(self, owner: ast.AST, iterable: Any) -> tuple[Any, ...]:
        before = super().enter_loop(owner, iterable)
        line = getattr(owner, "lineno", 0) or getattr(iterable, "lineno", 1)
        self.found.loops.append((self.place, owner, line))
        return before


_NOTED: Final[dict[type, Callable[[GrowthWalk, Any], None]]] = {
    ast.Return: GrowthWalk._return, ast.Yield: GrowthWalk._yield, ast.YieldFrom: GrowthWalk._yield_from,
    ast.Attribute: GrowthWalk._read, ast.Assign: GrowthWalk._assigned, ast.AnnAssign: GrowthWalk._assigned,
}  # fmt: skip


def name_of(node: ast.Call) -> str:
    func = node.func
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def brief(node: Any) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 40 else text[:39] + "…"


def loop_told(owner: Any) -> str:
    if isinstance(owner, ast.While):
        return f"`while {brief(owner.test)}`"
    target = brief(owner.target)
    return f"`for {target[1:-1] if target.startswith('(') else target} in {brief(owner.iter)}`"
