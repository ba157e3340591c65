"""How often `while` loops and recursions run, as orders of growth: halving, counting, going through parts."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..analyzers.semantics.names import resolve
from .extents import Extents
from .orders import Order, size, together

if TYPE_CHECKING:
    from ..analyzers.semantics.model import BlockFacts

__all__ = [
    "SelfCall",
    "Shrinking",
    "calls_on_a_path",
    "end_of",
    "leaves_at_once",
    "passes_of_while",
    "recursion_order",
    "way_of",
]

Shrinking = Literal["half", "less", "part", "same", "up", "unknown"]
"""What becomes of an argument from one call to the next."""


# -- while


def passes_of_while(node: ast.While, extents: Extents) -> Order | None:
    """`while n: n //= 2`, `while low < high: middle = …`, `while i < len(xs): i += 1`, `while xs: xs.pop()`."""
    names = [name for name in ast.walk(node.test) if isinstance(name, ast.Name)]
    tested = {name.id for name in names}
    if not names or any(isinstance(part, ast.Call) and not _is_len(part) for part in ast.walk(node.test)):
        return None
    steps = [statement for statement in _statements(node.body) if _target(statement) in tested]
    rest = _remainder(node, tested)
    if rest is not None:
        bound = extents.first_number(rest, node)
        return bound.log if bound is not None and not bound.constant else None
    divides = any(_divides(statement) for statement in steps)
    if divides or _halves_a_range(node, tested):
        bounds = [bound for name in names if (bound := extents.first_number(name, node)) is not None]
        largest = together(bounds)
        return largest.log if not largest.constant else None
    if _always(node.body, tested):
        return _counted(node, extents)
    return _emptied(node, extents)


def leaves_at_once(loop: ast.AST) -> bool:
    """Does a `for` end with its first pass?"""
    if not isinstance(loop, ast.For | ast.AsyncFor):
        return False
    if not isinstance(loop.body[-1], ast.Return | ast.Break | ast.Raise):
        return False
    return not any(isinstance(each, ast.Continue) for part in loop.body for each in ast.walk(part))


def _remainder(node: ast.While, tested: set[str]) -> ast.Name | None:
    """`while b: a, b = b, a % b`"""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple):
            values = statement.value.elts if isinstance(statement.value, ast.Tuple) else ()
            for target, value in zip(statement.targets[0].elts, values, strict=False):
                if not isinstance(target, ast.Name) or target.id not in tested or not isinstance(value, ast.BinOp):
                    continue
                if isinstance(value.op, ast.Mod) and _is_name(value.right, target.id):
                    return target
    return None


def _statements(body: Sequence[ast.stmt]) -> Iterator[Any]:
    pending: list[Any] = list(body)
    while pending:
        node = pending.pop()
        yield node
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending += getattr(node, field, ())


def _target(statement: Any) -> str | None:
    """The name that a statement gives a value."""
    target: Any = None
    if isinstance(statement, ast.AugAssign):
        target = statement.target
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    return target.id if isinstance(target, ast.Name) else None


def _divides(statement: Any) -> bool:
    """`n //= 2`, `n >>= 1`, `i *= 2`, `n = n // 10`"""
    if isinstance(statement, ast.AugAssign):
        by: Any = getattr(statement.value, "value", None)
        least = 1 if isinstance(statement.op, ast.RShift | ast.LShift) else 2
        return (
            isinstance(statement.op, ast.FloorDiv | ast.Div | ast.RShift | ast.LShift | ast.Mult)
            and isinstance(by, int | float)
            and by >= least
        )
    value = getattr(statement, "value", None)
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.FloorDiv | ast.RShift | ast.Mult):
        return False
    by = getattr(value.right, "value", None)
    own = isinstance(value.left, ast.Name) and value.left.id == _target(statement)
    return own and isinstance(by, int) and by >= (1 if isinstance(value.op, ast.RShift) else 2)


def _halves_a_range(node: ast.While, tested: set[str]) -> bool:
    """`middle = (low + high) // 2`, then `low` or `high` from `middle`."""
    middles: set[str | None] = set()
    for statement in _statements(node.body):
        value: Any = getattr(statement, "value", None)
        if isinstance(statement, ast.Assign) and _is_middle(value, tested):
            middles.add(_target(statement))
    middles.discard(None)
    if not middles:
        return False
    moved = 0
    for statement in _statements(node.body):
        if isinstance(statement, ast.Assign) and _target(statement) in tested:
            moved += any(isinstance(name, ast.Name) and name.id in middles for name in ast.walk(statement.value))
    return moved > 0


def _is_middle(value: Any, tested: set[str]) -> bool:
    if not isinstance(value, ast.BinOp):
        return False
    halved = any(
        isinstance(part, ast.BinOp)
        and isinstance(part.op, ast.FloorDiv | ast.RShift)
        and isinstance(part.right, ast.Constant)
        for part in ast.walk(value)
    )
    named = {name.id for name in ast.walk(value) if isinstance(name, ast.Name)}
    return halved and len(named & tested) > 1


def _always(body: Sequence[ast.stmt], tested: set[str]) -> bool:
    """Does each pass move one of the tested names by a constant step?"""
    for statement in body:
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add | ast.Sub):
            if isinstance(statement.target, ast.Name) and statement.target.id in tested and _is_step(statement.value):
                return True
        elif isinstance(statement, ast.If) and statement.orelse:
            if _always(statement.body, tested) and _always(statement.orelse, tested):
                return True
        elif isinstance(statement, ast.Continue):
            return False
        if isinstance(statement, ast.If) and any(isinstance(part, ast.Continue) for part in ast.walk(statement)):
            return False
    return False


def _is_step(value: Any) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, int) and value.value > 0


def _counted(node: ast.While, extents: Extents) -> Order | None:
    """The sum of all that the test compares with, and of where the names begin; one known part of an `and` will do."""
    test: Any = node.test
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    found: list[Order] = []
    for part in parts:
        if isinstance(part, ast.Compare) and len(part.ops) == 1 and _is_square(part.left):
            bound = extents.number(part.comparators[0])
            if bound is not None:
                found.append(bound.power(0.5))
            continue
        sides = [part.left, *part.comparators] if isinstance(part, ast.Compare) else [part]
        bounds = [extents.first_number(s, node) if isinstance(s, ast.Name) else extents.number(s) for s in sides]
        if None not in bounds:
            found += [bound for bound in bounds if bound is not None]
    return together(found) if found else None


def _is_square(node: Any) -> bool:
    """`i * i`, `i ** 2`"""
    if not isinstance(node, ast.BinOp) or not isinstance(node.left, ast.Name):
        return False
    if isinstance(node.op, ast.Mult):
        return _is_name(node.right, node.left.id)
    return isinstance(node.op, ast.Pow) and getattr(node.right, "value", None) == 2


def _emptied(node: ast.While, extents: Extents) -> Order | None:
    """`while xs: xs.pop()` with nothing put in."""
    test: Any = node.test
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Call):
        test = test.left
    if isinstance(test, ast.Call) and _is_len(test):
        test = test.args[0]
    if not isinstance(test, ast.Name):
        return None
    takes = any(_cuts(statement, test.id) for statement in node.body)
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and _is_name(part.args[0] if part.args else None, test.id):
            takes = takes or (getattr(part.func, "attr", getattr(part.func, "id", "")) == "heappop")
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            receiver = part.func.value
            if isinstance(receiver, ast.Name) and receiver.id == test.id:
                takes = takes or part.func.attr in ("pop", "popleft", "popitem")
                if part.func.attr not in ("pop", "popleft", "popitem", "index", "count"):
                    return None
    return extents.elements(test) if takes else None


def _cuts(statement: Any, name: str) -> bool:
    """`text = text[1:]`"""
    value: Any = getattr(statement, "value", None)
    if _target(statement) != name or not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Slice):
        return False
    return _is_name(value.value, name) and value.slice.upper is None and _is_step(value.slice.lower)


def _is_len(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "len" and len(node.args) == 1


# -- recursion


class SelfCall(NamedTuple):
    """A call of a function in its own body."""

    node: ast.Call
    parameters: tuple[str, ...]
    repeated: Order | None
    """How often the loops around run; None: not known."""


def shrinking(argument: Any, parameter: str, bindings: dict[str, ast.expr]) -> Shrinking:
    """What becomes of a parameter in a call of the function by itself. `bindings`: names bound once, to what."""
    if isinstance(argument, ast.Name):
        if argument.id == parameter:
            return "same"
        bound = bindings.get(argument.id)
        return (
            shrinking(bound, parameter, {**bindings, argument.id: ast.Constant(0)}) if bound is not None else "unknown"
        )
    if isinstance(argument, ast.BinOp) and _is_name(argument.left, parameter):
        by: Any = getattr(argument.right, "value", None)
        if isinstance(by, int):
            if isinstance(argument.op, ast.FloorDiv) and by > 1:
                return "half"
            if isinstance(argument.op, ast.RShift) and by > 0:
                return "half"
            if isinstance(argument.op, ast.Sub) and by > 0:
                return "less"
    if isinstance(argument, ast.Subscript) and _is_name(argument.value, parameter):
        part = argument.slice
        if not isinstance(part, ast.Slice):
            return "part"
        ends = [end for end in (part.lower, part.upper) if end is not None]
        if ends and part.step is None and all(_is_constant(end) for end in ends):
            return "less"
        if len(ends) == 1 and part.step is None and _is_middle_of(ends[0], parameter, bindings):
            return "half"
        return "unknown"
    root = argument
    while isinstance(root, ast.Attribute):
        root = root.value
    return "part" if root is not argument and _is_name(root, parameter) else "unknown"


def _is_name(node: Any, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_constant(node: Any) -> bool:
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant)


def _is_middle_of(node: Any, parameter: str, bindings: dict[str, ast.expr]) -> bool:
    """`len(xs) // 2`, or a name bound to it."""
    node = bindings.get(node.id) if isinstance(node, ast.Name) else node
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.FloorDiv | ast.RShift)
        and isinstance(node.left, ast.Call)
        and _is_len(node.left)
        and _is_name(node.left.args[0], parameter)
    )


def calls_on_a_path(body: Sequence[ast.stmt], calls: set[ast.AST]) -> int:
    """How many of these calls a single run makes at most, loops taken once."""
    total = 0
    for index, statement in enumerate(body):
        if isinstance(statement, ast.If):
            rest = list(body[index + 1 :])
            ends = isinstance(statement.body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)
            other = [*statement.orelse, *rest] if ends else statement.orelse
            return_or_on = max(calls_on_a_path(statement.body, calls), calls_on_a_path(other, calls))
            total += _calls_in(statement.test, calls) + return_or_on
            if ends:
                return total
        elif isinstance(statement, ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try):
            for field in ("body", "orelse", "finalbody"):
                total += calls_on_a_path(getattr(statement, field, ()), calls)
            for field in ("iter", "test", "items"):
                part = getattr(statement, field, None)
                total += sum(_calls_in(each, calls) for each in (part if isinstance(part, list) else [part]) if each)
        else:
            total += _calls_in(statement, calls)
    return total


def _calls_in(node: Any, calls: set[ast.AST]) -> int:
    if isinstance(node, ast.IfExp):
        sides = max(_calls_in(node.body, calls), _calls_in(node.orelse, calls))
        return _calls_in(node.test, calls) + sides
    return (node in calls) + sum(_calls_in(child, calls) for child in ast.iter_child_nodes(node))


def way_of(
    argument: Any, name: str, bindings: dict[str, ast.expr], facts: BlockFacts, function: Any = None
) -> Shrinking:
    """What becomes of a parameter; "up": it grows by a step, towards what the function compares it with."""
    way = shrinking(argument, name, bindings)
    if way == "unknown" and isinstance(argument, ast.Name):
        found = resolve(facts, argument)
        for binding, _ in found[1] if found is not None else ():
            if binding.kind in ("for", "comprehension"):
                root: Any = binding.value
                while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
                    root = root.func if isinstance(root, ast.Call) else root.value
                if isinstance(root, ast.Name) and root.id == name:
                    return "part"
    if way != "unknown" or not isinstance(argument, ast.BinOp) or not isinstance(argument.op, ast.Add):
        return way
    if _is_name(argument.left, name) and _is_step(argument.right) and _compared(function, name) is not None:
        return "up"
    return way


def _compared(function: Any, name: str) -> Any:
    """What a function compares a parameter with: the end, where the parameter counts up."""
    for statement in getattr(function, "body", ()):
        test = statement.test if isinstance(statement, ast.If) else None
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and _is_name(test.left, name):
            return test.comparators[0]
    return None


def recursion_order(
    own: Order,
    ways: Sequence[Mapping[str, Shrinking]],
    calls: int,
    *,
    looped: bool,
    kept: bool,
    end: Callable[[str], Order | None],
) -> Order | Literal["exponential"] | None:
    """The order of a recursive function: `own` is that of its body; `ways` is how each call shrinks the parameters;
    `end` tells what one that counts up counts to; None: unknown."""
    kinds: dict[str, set[Shrinking]] = {name: {way.get(name, "same") for way in ways} for each in ways for name in each}
    if kept:
        return _kept(own, kinds, end)
    shrinks = [name for name, found in kinds.items() if found.isdisjoint(("same", "unknown"))]
    if not shrinks:
        return None
    name = next((each for each in shrinks if len(kinds[each]) == 1), shrinks[0])
    way = "less" if "less" in kinds[name] else "part" if "part" in kinds[name] else next(iter(kinds[name]))
    changed = {each for each, found in kinds.items() if "unknown" in found}
    if any(_root(each) in changed for each in own.sizes):
        return None
    if way == "part":
        small = own.degree()[0] <= 1 and all(_root(each) == name for each in own.sizes)
        parts = size(f"the parts of {name}")
        return parts if small else own.times(parts)
    grows = end(name) if way == "up" else size(_variable(own, name))
    if grows is None:
        return None
    if way in ("less", "up"):
        return own.times(grows) if calls == 1 and not looped else "exponential"
    degree, _ = own.degree({name, f"len({name})"})
    if looped:
        return None
    if calls == 1:
        return own if degree > 0 else own.times(grows.log)
    if calls == 2:
        if degree > 1:
            return own
        return own.times(grows.log) if degree == 1 else grows
    return None


def _kept(own: Order, kinds: Mapping[str, set[Shrinking]], end: Callable[[str], Order | None]) -> Order | None:
    """With its results kept it runs once for each of the arguments that occur."""
    result = own
    for name, found in kinds.items():
        if found == {"same"}:
            continue
        if not found <= {"same", "less", "half", "up"}:
            return None
        grows = end(name) if "up" in found else size(_variable(own, name))
        if grows is None:
            return None
        result = result.times(grows.log if found == {"half"} else grows)
    return result


def _variable(own: Order, name: str) -> str:
    return next((each for each in own.sizes if each in (name, f"len({name})")), name)


def _root(name: str) -> str:
    found = re.match(r"(?:len\(|the parts of )?(\w+)", name)
    return found[1] if found is not None else ""


def end_of(function: Any, name: str, extents: Extents) -> Order | None:
    """What a parameter that counts up counts to."""
    return extents.number(_compared(function, name))
