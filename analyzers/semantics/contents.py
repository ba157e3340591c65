"""What a local container holds that starts empty and is filled: the join over all that is put into it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .elements import adds, elements_declared, only_looks, without_inner
from .model import BlockFacts
from .names import qualified_name
from .scopes import Scope
from .types import UNKNOWN, Type, join
from .usages import Usage, usages

__all__ = ["filled"]

TypeOf = Callable[[BlockFacts, ast.AST | None], Type]

_MANY = 12
"""Of a container filled in more places nothing is said."""
_ONE_BY_ONE = {"append": 0, "add": 0, "appendleft": 0, "insert": 1}
_ALL_OF = {"extend", "extendleft", "update"}
_DICTS = ("dict", "collections.defaultdict", "collections.OrderedDict")
_SEQUENCES = ("list", "set", "collections.deque")
_MAKERS = ("builtins.list", "builtins.set", "builtins.dict", "collections.deque", "collections.defaultdict",
           "collections.OrderedDict")  # fmt: skip
_STAYING = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)


def filled(facts: BlockFacts, owner: Scope, name: str, kind: Type, values: Sequence[Any], type_of: TypeOf) -> Type:
    """The type of a local variable with element types, where all that is put into it is known.

    `kind` is what is known without them; `values` are all that is assigned to it.
    """
    if kind.declared or kind.optional or kind.name not in (*_DICTS, *_SEQUENCES):
        return kind
    uses = usages(facts, owner, name)
    missing = "subscript" if kind.name == "collections.defaultdict" else ""  # reading adds the key
    adding = [usage for usage in uses if adds(usage) or usage.kind == missing]
    if not 0 < len(adding) <= _MANY:
        return kind
    parts: list[tuple[Type, ...]] = []
    for value in values:
        if not _is_empty(facts, value):
            made = type_of(facts, value)
            parts.append(made.args if len(made.args) == _width(kind) else (UNKNOWN,))
        elif kind.name == "collections.defaultdict":
            made = type_of(facts, value).args
            parts.append((_ANY, made[1] if len(made) == 2 else UNKNOWN))
    for usage in adding:
        parts.append(_added(facts, usage, kind, type_of))
        if not any(part.known for part in parts[-1]):
            return kind
    args = tuple(_joined(part[i] for part in parts if len(part) > i) for i in range(_width(kind)))
    if any(len(part) != _width(kind) for part in parts) or not any(part.known for part in args):
        return kind
    result = without_inner(Type(kind.name, args))
    return result if all(adds(usage) or only_looks(usage, kind) for usage in uses) else elements_declared(result)


def _width(kind: Type) -> int:
    return 2 if kind.name in _DICTS else 1


def _joined(kinds: Iterable[Type]) -> Type:
    result: Type | None = None
    for kind in kinds:
        result = kind if result is None or result == _ANY else result if kind == _ANY else join(result, kind)
    return UNKNOWN if result is None or result == _ANY else result


_ANY = Type("no element at all")


def _is_empty(facts: BlockFacts, value: ast.AST) -> bool:
    if isinstance(value, (ast.List, ast.Set)):
        return not value.elts
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.Call) and not value.keywords:
        called = qualified_name(facts, value.func)
        return called in _MAKERS and len(value.args) == (called == "collections.defaultdict")
    return False


def _added(facts: BlockFacts, usage: Usage, kind: Type, type_of: TypeOf) -> tuple[Type, ...]:
    """Types of what one use puts in: of elements, or of key and value."""
    around: Any = usage.around
    if usage.kind == "subscript":
        return type_of(facts, around.slice), _ANY
    nothing = (UNKNOWN,) * _width(kind)
    if usage.kind == "method":
        arguments = around.args
        if around.keywords or not arguments or any(isinstance(argument, ast.Starred) for argument in arguments):
            return nothing
        if kind.name in _DICTS:
            if usage.detail == "setdefault" and len(arguments) == 2:
                return type_of(facts, arguments[0]), type_of(facts, arguments[1])
            given = type_of(facts, arguments[0]) if usage.detail == "update" else UNKNOWN
            return given.args if given.name in _DICTS and len(given.args) == 2 else nothing
        if usage.detail in _ONE_BY_ONE and len(arguments) == _ONE_BY_ONE[usage.detail] + 1:
            return (type_of(facts, arguments[-1]),)
        return (type_of(facts, arguments[0]).element,) if usage.detail in _ALL_OF and len(arguments) == 1 else nothing
    if usage.kind == "augment":
        given = type_of(facts, around.value)
        if kind.name in _DICTS:
            return given.args if given.name in _DICTS and len(given.args) == 2 else nothing
        return (given.element,)
    return _stored(facts, around, kind, type_of)


def _stored(facts: BlockFacts, target: ast.Subscript, kind: Type, type_of: TypeOf) -> tuple[Type, ...]:
    """`xs[i] = value`, `d[key] = value`, `d[key] += value`"""
    nothing = (UNKNOWN,) * _width(kind)
    statement: Any = facts.scopes.parent.get(target)
    if isinstance(target.ctx, ast.Del):
        return (_ANY,) * _width(kind)
    stays = isinstance(statement, ast.AugAssign) and isinstance(statement.op, _STAYING)
    if not (stays or (isinstance(statement, ast.Assign) and target in statement.targets)):
        return nothing
    value = type_of(facts, statement.value)
    if stays and value.name not in ("int", "str"):
        return nothing
    if kind.name in _DICTS:
        return type_of(facts, target.slice), value
    return (value,) if type_of(facts, target.slice).name == "int" else nothing
