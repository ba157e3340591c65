"""Could a list be a `collections.deque`? Only where every use of it means the same on both."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..scopes import Binding
from ..usages import Usage

if TYPE_CHECKING:
    from ..site import Site

__all__ = ["Queue", "bounded", "counted", "queue_of"]

_SAME = {"append", "extend", "remove", "clear", "reverse", "count", "index"}
"""Methods that take and give the same on both."""
_READERS = {f"builtins.{name}" for name in (
    "len", "bool", "list", "tuple", "set", "frozenset", "sorted", "sum", "min", "max", "any", "all",
)}  # fmt: skip
_LAZY_READERS = {"builtins.enumerate", "builtins.reversed", "builtins.zip"}
_TAKERS = {"extend": ("list", "collections.deque"), "update": ("set",), "join": ("str", "bytes")}
_FEW = 64
_UP_TO = (ast.Eq, ast.Lt, ast.LtE)


@dataclass(slots=True)
class Queue:
    """A local list that could be a deque, and what would have to be written otherwise."""

    name: str
    values: list[ast.expr] = field(default_factory=list[ast.expr])
    """What it is bound to: a new list each."""
    annotations: list[ast.expr] = field(default_factory=list[ast.expr])
    """The `list` of `list[int]` in its annotations."""
    pops: list[ast.Call] = field(default_factory=list[ast.Call])
    """`q.pop(0)`"""
    inserts: list[ast.Call] = field(default_factory=list[ast.Call])
    """`q.insert(0, x)`"""
    deletions: list[ast.Delete] = field(default_factory=list[ast.Delete])
    """`del q[0]`"""


def queue_of(at: Site, name: ast.expr) -> Queue | None:
    """How a list that is local to a function and never leaves it would be as a deque; None where it must be a list."""
    owner = at.owner(name) if isinstance(name, ast.Name) else None
    if not isinstance(name, ast.Name) or owner is None or owner.kind != "function":
        return None
    queue = Queue(name.id)
    fits = all(_binds(at, binding, queue) for binding in owner.bindings_of(name.id))
    return queue if fits and all(_fits(at, usage, queue) for usage in at.usages(name)) else None


def _binds(at: Site, binding: Binding, queue: Queue) -> bool:
    value = binding.value
    if binding.kind == "augment":
        return isinstance(binding.node.op, ast.Add)
    if binding.kind not in ("assign", "annotate") or value is None or binding.path is not None:
        return False
    statement = at.parent(value)
    if isinstance(statement, ast.Assign) and len(statement.targets) != 1:
        return False
    if not at.type(value).is_("list") or not _is_new(at, value):
        return False
    if binding.annotation is not None:
        written = binding.annotation.value if isinstance(binding.annotation, ast.Subscript) else binding.annotation
        if at.qualified(written) not in ("builtins.list", "typing.List"):
            return False
        queue.annotations.append(written)
    queue.values.append(value)
    return True


def _is_new(at: Site, value: ast.expr) -> bool:
    if isinstance(value, (ast.List, ast.ListComp)):
        return True
    if isinstance(value, (ast.Subscript, ast.BinOp)) and at.type(value).declared:
        return False  # of something else than a list it would be no list
    if isinstance(value, ast.Subscript):
        return isinstance(value.slice, ast.Slice)
    if isinstance(value, ast.BinOp):
        return True
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        return at.type(value.func.value).is_("list", "str", "bytes") and value.func.attr in (
            "copy",
            "split",
            "splitlines",
        )
    return at.is_call(value, "builtins.list", "builtins.sorted")


def _fits(at: Site, usage: Usage, queue: Queue) -> bool:
    around: Any = usage.around
    match usage.kind:
        case "method":
            return _method(at, usage.detail, around, queue)
        case "subscript":
            return at.constant(around.slice) in (0, -1, 1, -2)
        case "store-subscript":
            statement = at.parent(around)
            if isinstance(statement, ast.Delete) and len(statement.targets) == 1 and at.constant(around.slice) == 0:
                queue.deletions.append(statement)
                return True
            return isinstance(statement, ast.Assign) and at.constant(around.slice) in (0, -1)
        case "argument":
            if usage.detail in _LAZY_READERS:
                return _stays_during(at, at.parent(around), around, queue)
            if isinstance(at.parent(usage.node), ast.Starred):
                return True
            if usage.detail in _READERS:
                return isinstance(around, ast.Call) and around.args == [usage.node]  # not as `sum(xs, q)`
            func = around.func if isinstance(around, ast.Call) else None
            return isinstance(func, ast.Attribute) and at.type(func.value).is_(*_TAKERS.get(func.attr, ()))
        case "iterate":
            return isinstance(around, ast.Starred) or _stays_during(at, around, usage.node, queue)
        case "truth" | "membership":
            return True
        case "augment":
            return isinstance(around.op, ast.Add)
        case "other":
            return _is_test(at, usage.node)
        case _:
            return False


def _stays_during(at: Site, loop: ast.AST, iterable: ast.expr, queue: Queue) -> bool:
    """Is it a loop over the container during which this does not change? A deque raises if it changes meanwhile."""
    if not isinstance(loop, (ast.For, ast.AsyncFor, ast.comprehension)):
        return False
    if isinstance(loop, ast.comprehension):
        whole = at.parent(loop)
        if isinstance(whole, ast.GeneratorExp) and not _runs_at_once(at, whole):
            return False  # runs who knows when
    if loop.iter is not iterable:
        return True  # asked for in a condition
    facts = at.loop_of(loop)
    return queue.name not in facts.bound and facts.content_change(queue.name) == "none"


def _runs_at_once(at: Site, whole: ast.GeneratorExp) -> bool:
    """Is it run through by the call that it is handed to?"""
    call = at.parent(whole)
    if not isinstance(call, ast.Call):
        return False
    if at.is_call(call, *_READERS):
        return True
    return isinstance(call.func, ast.Attribute) and at.type(call.func.value).is_(*_TAKERS.get(call.func.attr, ()))


def _method(at: Site, name: str, call: ast.Call, queue: Queue) -> bool:
    if call.keywords or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    if name == "pop":
        if not call.args or at.constant(call.args[0]) == -1:
            return not call.args
        if at.constant(call.args[0]) == 0:
            queue.pops.append(call)
            return True
        return False
    if name == "insert" and len(call.args) == 2 and at.constant(call.args[0]) == 0:
        queue.inserts.append(call)
        return True
    return name in _SAME


def _is_test(at: Site, node: ast.AST) -> bool:
    """`while q and …`: is only its truth asked for?"""
    parent = at.parent(node)
    while isinstance(parent, ast.BoolOp) or (isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)):
        node, parent = parent, at.parent(parent)
    return isinstance(parent, (ast.If, ast.While, ast.IfExp, ast.Assert, ast.comprehension)) and (
        isinstance(parent, ast.comprehension) or parent.test is node
    )


def bounded(at: Site, path: str) -> bool:
    """Is the place guarded by `if len(q) > 10:`, which keeps the container short?"""
    for parent in at.parents(at.node):
        if isinstance(parent, (ast.If, ast.While)):
            for compare in ast.walk(parent.test):
                if isinstance(compare, ast.Compare) and len(compare.ops) == 1:
                    sides = (compare.left, compare.comparators[0])
                    asks = any(at.is_call(side, "builtins.len") and _length_of(side) == path for side in sides)
                    limits = [at.constant(side) for side in sides]
                    if asks and any(isinstance(limit, int) and limit <= _FEW for limit in limits):
                        return not isinstance(compare.ops[0], ast.NotEq) and not _is_emptiness(limits)
    return False


def counted(at: Site, path: str) -> bool:
    """Is the place reached only where `len(xs) == 3`, or less than some small number?"""
    below: ast.AST = at.node
    for parent in at.parents(at.node):
        tests: list[ast.expr] = []
        if isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.And):
            tests = parent.values
        elif isinstance(parent, ast.If) and below in parent.body:
            tests = parent.test.values if isinstance(parent.test, ast.BoolOp) else [parent.test]
            if isinstance(parent.test, ast.BoolOp) and isinstance(parent.test.op, ast.Or):
                tests = []
        for test in tests:
            if isinstance(test, ast.Compare) and isinstance(test.ops[0], _UP_TO) and len(test.ops) == 1:
                limit = at.constant(test.comparators[0])
                asks = at.is_call(test.left, "builtins.len") and _length_of(test.left) == path
                if asks and isinstance(limit, int) and limit <= _FEW:
                    return True
        below = parent
    return False


def _length_of(call: Any) -> str | None:
    argument = call.args[0] if call.args else None
    parts: list[str] = []
    while isinstance(argument, ast.Attribute):
        parts.append(argument.attr)
        argument = argument.value
    return ".".join([argument.id, *reversed(parts)]) if isinstance(argument, ast.Name) else None


def _is_emptiness(limits: list[Any]) -> bool:
    """`while len(q) > 0` says nothing of how long it is."""
    return any(isinstance(limit, int) and limit <= 1 for limit in limits)
