"""What a name holds at one place, where that is more than what holds of all its values: behind `isinstance(x, C)`,
`x is not None`, `if not x: return`, `assert x`, `x = list(x)`.

Only what dominates the place in its own function counts, and only until the name may be bound anew.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .annotations import annotation_type
from .bodies import falls_through
from .elements import lasting_in_name
from .model import BlockFacts
from .names import qualified_name
from .scopes import Binding, Scope
from .types import UNKNOWN, Type, join

__all__ = ["narrowed"]

TypeOf = Callable[[BlockFacts, ast.AST | None], Type]

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_REBINDING = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)
Position = tuple[int, int]
_LATER: Position = (1 << 60, 0)


def narrowed(
    facts: BlockFacts,
    node: ast.Name,
    owner: Scope,
    bindings: Sequence[Binding],
    everywhere: Callable[[], Type],
    type_of: TypeOf,
) -> Type:
    """The type of a load of a local name; `everywhere` tells what holds of all its values."""
    if any(binding.scope is not owner for binding in bindings):
        return everywhere()  # a nested function binds it, whenever it is called
    place = _Place(facts, node, owner, bindings, type_of)
    kind = _given(place) if len(bindings) > 1 else None
    kind = everywhere() if kind is None else kind
    if not kind.optional and (kind.known or not _tested(facts, node, owner)):
        return kind
    for test, truth, around in _tests(place):
        found = _says(facts, test, node.id, truth)
        if found is not None and place.still_holds(_end(test), around):
            if found.known and found.name != kind.name:
                return found
            if kind.known:
                return replace(kind, optional=False)
    if kind.known and place.repaired:
        return replace(kind, optional=False)
    return kind


def _tested(facts: BlockFacts, node: ast.Name, owner: Scope) -> bool:
    """Is there an isinstance() of the name at all? Costs a look per name and scope."""
    names: set[str] = set()
    scope: Scope | None = facts.scopes.scope_of[node]
    while scope is not None:
        for test in ("isinstance", "type"):
            for load in scope.loads.get(test, ()):
                call: Any = facts.scopes.parent.get(load)
                for argument in call.args[:1] if isinstance(call, ast.Call) else ():  # not so `lambda: type`
                    argument = argument.target if isinstance(argument, ast.NamedExpr) else argument
                    if isinstance(argument, ast.Name):
                        names.add(argument.id)
        if scope is owner:
            break
        scope = scope.parent
    return node.id in names


@dataclass(slots=True)
class _Place:
    """A load of a name, and what is known while one climbs from it to the function around."""

    facts: BlockFacts
    node: ast.Name
    owner: Scope
    bindings: Sequence[Binding]
    type_of: TypeOf
    repaired: bool = False
    """Has `if x is None: x = []` made up for a missing value?"""

    def still_holds(self, since: Position, around: Sequence[ast.AST]) -> bool:
        """Is the name not bound between a position and the place, nor in the passes of loops around the place?"""
        until = _LATER if any(isinstance(loop, ast.GeneratorExp) for loop in around) else _start(self.node)
        for binding in self.bindings:
            at = _start(binding.node)
            if since <= at < until and not self.comes_after(binding):
                return False
            if any(_start(loop) <= at < _end(loop) for loop in around):
                return False
        return True

    def comes_after(self, binding: Binding) -> bool:
        """Is the place in the value that is assigned: `x = x.strip()`?"""
        parents = self.facts.scopes.parent
        value = binding.value
        if not isinstance(value, ast.AST) or binding.kind not in ("assign", "annotate", "augment", "walrus", "unpack"):
            return False
        node: ast.AST | None = self.node
        while node is not None and node is not value and not isinstance(node, ast.stmt):
            node = parents.get(node)
        return node is value


def _start(node: Any) -> Position:
    return node.lineno, node.col_offset


def _end(node: Any) -> Position:
    return node.end_lineno, node.end_col_offset


def _tests(place: _Place) -> Iterator[tuple[ast.expr, bool, Sequence[ast.AST]]]:
    """Tests that have come out true or false when control reaches the place, innermost first, with the loops between
    test and place."""
    parents = place.facts.scopes.parent
    around: list[ast.AST] = []
    child: ast.AST = place.node
    while child is not place.owner.node:
        parent: Any = parents.get(child)
        if parent is None or (isinstance(child, _FUNCTIONS) and child is not place.node):
            return
        if isinstance(parent, ast.BoolOp):
            for value in parent.values[: parent.values.index(child)]:  # pyright: ignore[reportArgumentType]
                yield value, isinstance(parent.op, ast.And), around
        elif isinstance(parent, ast.IfExp):
            if child is not parent.test:
                yield parent.test, child is parent.body, around
        elif isinstance(parent, ast.comprehension):
            if child in parent.ifs:
                for test in parent.ifs[: parent.ifs.index(child)]:  # pyright: ignore[reportArgumentType]
                    yield test, True, around
        elif isinstance(parent, _COMPREHENSIONS):
            for generator in parent.generators:
                if generator is child:
                    break
                for test in generator.ifs:
                    yield test, True, around
            if child is not parent.generators[0] or not _in_first_iterable(place, parent):
                around.append(parent)
        if isinstance(child, ast.stmt):
            yield from _before(place, child, parent, around)
            if isinstance(parent, (ast.If, ast.While)) and child in parent.body:
                yield parent.test, True, around
            elif isinstance(parent, ast.If):
                yield parent.test, False, around
        if isinstance(parent, _LOOPS) and child is not getattr(parent, "iter", None):
            around.append(parent)
        child = parent


def _in_first_iterable(place: _Place, comprehension: Any) -> bool:
    """It is evaluated at once, in the scope around."""
    scope_of = place.facts.scopes.scope_of
    return scope_of.get(place.node) is not scope_of.get(comprehension)


def _before(
    place: _Place, child: ast.stmt, parent: Any, around: Sequence[ast.AST]
) -> Iterator[tuple[ast.expr, bool, Sequence[ast.AST]]]:
    """What the statements before, in the same body, leave behind."""
    body = _body(parent, child)
    for statement in reversed(body[: body.index(child)]):
        if isinstance(statement, ast.Assert):
            yield statement.test, True, around
        elif isinstance(statement, ast.If):
            if not falls_through(statement.body, trusting=False):
                yield statement.test, False, around
            elif statement.orelse and not falls_through(statement.orelse, trusting=False):
                yield statement.test, True, around
            elif _repairs(place, statement, around):
                place.repaired = True


def _body(parent: Any, child: ast.stmt) -> Sequence[ast.stmt]:
    for name in ("body", "orelse", "finalbody"):
        body = getattr(parent, name, None)
        if isinstance(body, list) and child in body:
            return body
    return (child,)


def _given(place: _Place) -> Type | None:
    """What the last assignment before gave the name, where it certainly comes before; None where there is none."""
    parents, here = place.facts.scopes.parent, _start(place.node)
    last: Binding | None = None
    for binding in place.bindings:
        nearer = _start(binding.node) < here and (last is None or _start(binding.node) > _start(last.node))
        if nearer and not place.comes_after(binding):
            last = binding
    if last is None or last.kind != "assign" or last.path is not None:
        return None
    statement: Any = parents.get(last.node)
    within: Any = parents.get(statement)
    around: list[ast.AST] = []
    child: ast.AST = place.node
    while child is not place.owner.node:
        parent: Any = parents.get(child)
        if parent is within:
            break
        if parent is None or isinstance(parent, _FUNCTIONS):
            return None
        if isinstance(parent, (*_LOOPS, *_COMPREHENSIONS)):
            around.append(parent)
        child = parent
    if not isinstance(child, ast.stmt) or statement not in _body(within, child):
        return None
    if not place.still_holds(_end(statement), around):
        return None
    value = place.type_of(place.facts, statement.value)
    return None if value.name == "None" else lasting_in_name(place.facts, place.owner, place.node.id, value)


def _repairs(place: _Place, statement: ast.If, around: Sequence[ast.AST]) -> bool:
    """`if x is None: x = []`"""
    name = place.node.id
    if statement.orelse or _says(place.facts, statement.test, name, truth=False) is None:
        return False
    for inner in reversed(statement.body):
        if isinstance(inner, ast.Assign) and any(_is(target, name) for target in inner.targets):
            value = place.type_of(place.facts, inner.value)
            if value.known and not value.optional and value.name != "None":
                return place.still_holds(_end(inner), around)
            return False
    return False


def _says(facts: BlockFacts, test: ast.expr, name: str, truth: bool) -> Type | None:
    """What `test` being true (or false) says of the name: its class, or UNKNOWN where only that it is not None."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _says(facts, test.operand, name, not truth)
    if isinstance(test, ast.BoolOp):
        if isinstance(test.op, ast.And) is not truth:
            return None
        said: list[Type] = []
        for value in test.values:
            if _binds(value, name):
                said.clear()
            if (found := _says(facts, value, name, truth)) is not None:
                said.append(found)
        return next((kind for kind in said if kind.known), said[0] if said else None)
    if _is(test, name):
        return UNKNOWN if truth else None
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        left, right, op = test.left, test.comparators[0], test.ops[0]
        if isinstance(right, ast.Constant) and right.value is None and _is(left, name):
            return UNKNOWN if isinstance(op, ast.IsNot if truth else ast.Is) else None
        if truth and isinstance(op, (ast.Is, ast.Eq)) and _asks(facts, left, name, "builtins.type"):
            exact = annotation_type(facts, right) if isinstance(right, (ast.Name, ast.Attribute)) else UNKNOWN
            return replace(exact, declared=False) if exact.known else None
    if truth and isinstance(test, ast.Call) and len(test.args) == 2 and _asks(facts, test, name, "builtins.isinstance"):
        classes = test.args[1].elts if isinstance(test.args[1], ast.Tuple) else [test.args[1]]
        kinds = [annotation_type(facts, c) if isinstance(c, (ast.Name, ast.Attribute)) else UNKNOWN for c in classes]
        result = kinds[0] if kinds else UNKNOWN
        for kind in kinds[1:]:
            result = join(result, kind)
        return replace(result, declared=True) if result.known else UNKNOWN
    return None


def _binds(test: ast.expr, name: str) -> bool:
    return any(isinstance(node, ast.NamedExpr) and node.target.id == name for node in ast.walk(test))


def _is(node: ast.expr, name: str) -> bool:
    node = node.target if isinstance(node, ast.NamedExpr) else node
    return isinstance(node, ast.Name) and node.id == name


def _asks(facts: BlockFacts, call: ast.expr, name: str, function: str) -> bool:
    return (
        isinstance(call, ast.Call)
        and bool(call.args)
        and _is(call.args[0], name)
        and qualified_name(facts, call.func) == function
    )
