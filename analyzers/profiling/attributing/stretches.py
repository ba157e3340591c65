"""Where the time was spent that a profiler charged to the line of the next call.

Profilers of the kind of pyinstrument look at a program when a call begins or ends. A loop without calls is charged to
the line of the call that comes after it, which may be far below. Which lines can have run before a call since the one
before it can be told from the source: they are its stretch.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..measured import Stretch

__all__ = ["Spread", "Spreads", "spread", "spread_passes"]

_CERTAIN = 0.75
"""A line that is expected to have this part of its stretch keeps all of it."""
_LOOP = 10.0
"""Passes of a loop, and elements of a collection, where nothing is known of them."""
_SKIPPED = 0.5
_NO_CALL = frozenset({
    "bool", "bytearray", "bytes", "complex", "dict", "enumerate", "filter", "float", "frozenset", "int", "list", "map",
    "memoryview", "object", "range", "reversed", "set", "slice", "str", "super", "tuple", "type", "zip",
})  # fmt: skip
"""Calls of these are not seen: types of C. So are some others, wherefore no capitalized name counts as a call."""
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Spread(NamedTuple):
    lines: dict[int, float]
    """What to add to each line's time; adds up to nothing."""
    stretches: tuple[Stretch, ...]
    """Those with time that may belong to several lines. Lines count as in what was given."""


Spreads = Callable[[Sequence[ast.stmt], Mapping[int, float]], Spread]
"""Statements of a function, or of a module, and the time by line in which it was at work itself, to where that was."""


def spread(body: Sequence[ast.stmt], alone: Mapping[int, float]) -> Spread:
    """Move time from the lines of calls to where it was spent most likely.

    `body` are the statements of a function, or of a module; `alone` is the time by line (as in `body`) in which the
    function itself was at work, and nothing that it called.
    """
    return _spread(body, alone, _before_the_call)


def spread_passes(body: Sequence[ast.stmt], alone: Mapping[int, float]) -> Spread:
    """As `spread`, for a profiler that sees calls and ends of passes: time of a loop goes to all lines of the pass."""
    return _spread(body, alone, _end_of_the_pass)


def _before_the_call(place: _Place, line: int) -> tuple[set[int], set[int]]:
    around = _Before()
    around.collect(place)
    return set(_lines_of(_heads(place.statement))), around.lines


def _end_of_the_pass(place: _Place, line: int) -> tuple[set[int], set[int]] | None:
    loop: _Place | None = place
    while loop is not None and not isinstance(loop.statement, _LOOPS):
        loop = loop.outer
    if loop is None or place.calls:
        return None
    passed = _Pass()
    passed.collect(loop)
    return {line}, passed.lines


def _spread(
    body: Sequence[ast.stmt],
    alone: Mapping[int, float],
    run_before: Callable[[_Place, int], tuple[set[int], set[int]] | None],
) -> Spread:
    """Divide each line's time by what lines are expected to cost: its own ones, and those that may have run before.

    `run_before` tells both; None where the time stays.
    """
    places = _places(body)
    weights = _Weights(body)
    moved: dict[int, float] = {}
    found: dict[tuple[int, int], float] = {}
    for line, time in alone.items():
        place = places.get(line)
        told = run_before(place, line) if place is not None and time > 0 else None
        if told is None:
            continue
        own, lines = told
        # What a line with a call did before it was charged to itself.
        others = {each for each in lines - own if each in places and not places[each].calls}
        expected = {each: weights.of(each) for each in sorted(others | own)}
        whole = sum(expected.values())
        if sum(weight for each, weight in expected.items() if each in own) >= _CERTAIN * whole:
            continue
        moved[line] = moved.get(line, 0.0) - time
        for each, weight in expected.items():
            if weight:
                moved[each] = moved.get(each, 0.0) + time * weight / whole
        ends = min(expected), max(expected)
        found[ends] = found.get(ends, 0.0) + time
    return Spread(moved, tuple(Stretch(first, last, time) for (first, last), time in sorted(found.items())))


class _Place:
    """A statement in its block, and the place of the statement that the block belongs to."""

    __slots__ = ("block", "calls", "index", "outer", "statement")

    def __init__(self, block: Sequence[ast.stmt], index: int, outer: _Place | None) -> None:
        self.block = block
        self.index = index
        self.outer = outer
        self.statement = block[index]
        self.calls = any(_calls(head) for head in _heads(self.statement))


def _places(body: Sequence[ast.stmt]) -> dict[int, _Place]:
    """The statement of each line: the innermost whose own lines, its body's left out, hold it."""
    found: dict[int, _Place] = {}
    pending: list[tuple[Sequence[ast.stmt], _Place | None]] = [(body, None)]
    while pending:
        block, outer = pending.pop()
        for index, statement in enumerate(block):
            place = _Place(block, index, outer)
            for line in _lines_of(_heads(statement)):
                found.setdefault(line, place)
            if not isinstance(statement, (*_Function, ast.ClassDef)):
                pending += [(inner, place) for inner in _blocks(statement)]
    return found


class _Before:
    """Gathers the lines that may have run since the last call before a place."""

    def __init__(self) -> None:
        self.lines: set[int] = set()

    def collect(self, place: _Place) -> None:
        if isinstance(place.statement, _LOOPS):
            self._back(place.statement.body)  # what it goes over may be asked again after each pass
        at: _Place | None = place
        while at is not None:
            if self._back(at.block[: at.index]) or at.outer is None:
                return
            if self._leave(at.outer.statement, at):
                return
            at = at.outer

    def _leave(self, outer: ast.stmt, at: _Place) -> bool:
        """Go from the start of a block to what ran before it; True where that was surely a call."""
        self._add(_heads(outer))
        if isinstance(outer, _LOOPS):
            if at.block is outer.body:
                self._back(at.block[at.index + 1 :])  # in the pass before
                if isinstance(outer, ast.While):
                    return _calls(outer.test)
            else:
                self._back(outer.body)
        elif isinstance(outer, ast.Try) and at.block is not outer.body:
            for part in (outer.body, outer.orelse if at.block is outer.finalbody else ()):
                for statement in part:
                    self._add([statement])
            return False
        return any(_calls(head) for head in _heads(outer))

    def _back(self, block: Sequence[ast.stmt]) -> bool:
        """Go backwards through a block; True where a call was surely met."""
        return any(self._through(statement) for statement in reversed(block))

    def _through(self, statement: ast.stmt) -> bool:
        heads = _heads(statement)
        if isinstance(statement, ast.While):
            self._add(heads)
            if _calls(statement.test):
                return True
            self._back(statement.body)
            return False
        if isinstance(statement, ast.If):
            branches = [self._back(statement.body), bool(statement.orelse) and self._back(statement.orelse)]
            if all(branches):
                return True
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            if self._back(statement.body):
                return True
        elif isinstance(statement, ast.ClassDef):
            return True
        elif not isinstance(statement, _Function):
            for block in _blocks(statement):
                self._back(block)
        self._add(heads)
        return any(_calls(head) for head in heads)

    def _add(self, nodes: Iterable[ast.AST]) -> None:
        self.lines.update(_lines_of(nodes))


class _Pass(_Before):
    """Gathers the lines that may have run at the end of a pass since a call in it, or since a loop inside."""

    def collect(self, place: _Place) -> None:
        self._add(_heads(place.statement))
        self._back(place.statement.body)  # pyright: ignore[reportAttributeAccessIssue] - a loop

    def _through(self, statement: ast.stmt) -> bool:
        if isinstance(statement, _LOOPS):
            self._add(_heads(statement))
            return True  # the end of its last pass was seen
        return super()._through(statement)


def _heads(statement: ast.stmt) -> list[ast.AST]:
    """What a statement runs itself: of a compound one what stands before its blocks, else all."""
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return [statement.target, statement.iter]
    if isinstance(statement, (ast.If, ast.While)):
        return [statement.test]
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [part for item in statement.items for part in (item.context_expr, item.optional_vars) if part]
    if isinstance(statement, ast.Match):
        return [statement.subject]
    if isinstance(statement, (*_Function, ast.ClassDef)):
        return list(statement.decorator_list)
    return [] if _blocks(statement) else [statement]


def _blocks(statement: ast.stmt) -> list[Sequence[ast.stmt]]:
    parts = (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ()))
    own = [getattr(statement, name, None) for name in ("body", "orelse", "finalbody")]
    return [block for block in (*own, *(part.body for part in parts)) if block]


def _lines_of(nodes: Iterable[ast.AST]) -> Iterable[int]:
    for node in nodes:
        first: int | None = getattr(node, "lineno", None)
        if first is not None:
            yield from range(first, (getattr(node, "end_lineno", None) or first) + 1)


def _calls(node: ast.AST) -> bool:
    """Whether running this surely makes a call that is seen."""
    pending = [node]
    while pending:
        here = pending.pop()
        if isinstance(here, (ast.Await, ast.Yield, ast.YieldFrom)):
            return True
        if isinstance(here, ast.Call):
            name = getattr(here.func, "attr", None) or getattr(here.func, "id", "")
            if not name[:1].isupper() and not (isinstance(here.func, ast.Name) and name in _NO_CALL):
                return True
        if isinstance(here, ast.BoolOp):
            pending.append(here.values[0])
        elif isinstance(here, ast.IfExp):
            pending.append(here.test)
        elif isinstance(here, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            pending.append(here.generators[0].iter)
        elif not isinstance(here, ast.Lambda):
            pending += ast.iter_child_nodes(here)
    return False


class _Weights:
    """Guesses what lines cost apart from calls, which are seen: more in loops, and where collections are searched."""

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        self._of: dict[int, float] = {}
        pending: list[tuple[ast.AST, float]] = [(statement, 1.0) for statement in body]
        while pending:
            node, times = pending.pop()
            line: int | None = getattr(node, "lineno", None)
            if line is not None:
                self._of[line] = self._of.get(line, 0.0) + times * _cost(node)
            if isinstance(node, (*_Function, ast.ClassDef, ast.Lambda)):
                continue
            inner = _times_inside(node)
            for name, value in ast.iter_fields(node):
                more = inner.get(name, 1.0) * times
                parts = value if isinstance(value, list) else [value]
                pending += [(part, more) for part in parts if isinstance(part, ast.AST)]

    def of(self, line: int) -> float:
        return self._of.get(line, 0.0)


_PASSES: dict[type, dict[str, float]] = {
    ast.For: {"body": _LOOP, "target": _LOOP},
    ast.AsyncFor: {"body": _LOOP, "target": _LOOP},
    ast.While: {"body": _LOOP, "test": _LOOP},
    ast.If: {"body": _SKIPPED, "orelse": _SKIPPED},
    ast.Try: {"handlers": 0.1},
    ast.ListComp: {"elt": _LOOP},
    ast.SetComp: {"elt": _LOOP},
    ast.GeneratorExp: {"elt": _LOOP},
    ast.DictComp: {"key": _LOOP, "value": _LOOP},
    ast.comprehension: {"target": _LOOP, "ifs": _LOOP},
}


def _times_inside(node: ast.AST) -> Mapping[str, float]:
    return _PASSES.get(type(node), {})


def _cost(node: ast.AST) -> float:
    if isinstance(node, ast.Call):
        return 1.0 if _calls(node) else 20.0
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
        return 2.0 if isinstance(node.comparators[0], (ast.Constant, ast.Tuple, ast.Set, ast.Dict)) else 3 * _LOOP
    if isinstance(node, (ast.Slice, ast.Starred)):
        return _LOOP
    if isinstance(node, (ast.BinOp, ast.Compare, ast.AugAssign, ast.Subscript, ast.Attribute, ast.JoinedStr)):
        return 3.0
    return 0.5 if isinstance(node, ast.expr) else 0.0
