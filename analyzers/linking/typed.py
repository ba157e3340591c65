"""Values by what is known of types: of annotations, of what libraries return, of elements and what `with` enters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..semantics.knowledge import ENTERS, METHODS, RETURNS
from ..semantics.knowledge.blocking import ALIASES, INSIDE
from ..semantics.knowledge.effects import ENTERED
from .flags import Expr

__all__ = ["NOTHING", "ONLY_UNKNOWN", "UNKNOWN", "Typed", "Value", "Values", "of_queryset", "plain"]

Value = tuple[Any, ...]
Values = tuple[Value, ...]
"""Each once, in the order in which they were found."""

UNKNOWN: Value = ("?",)
NOTHING: Values = ()
ONLY_UNKNOWN: Values = (UNKNOWN,)
_CONTAINERS = frozenset({
    "list", "List", "set", "Set", "frozenset", "FrozenSet", "tuple", "Tuple", "Sequence", "MutableSequence", "Iterable",
    "Iterator", "Collection", "Generator", "AsyncIterator", "AsyncIterable", "AsyncGenerator", "deque", "Deque",
    "AbstractSet", "KeysView", "ValuesView",
})  # fmt: skip
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"})
_SAME = frozenset({
    "Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "Awaitable", "Mapped", "ContextManager",
    "AsyncContextManager", "AbstractContextManager", "AbstractAsyncContextManager", "Depends",
})  # fmt: skip
_NO_TYPE = frozenset({"Any", "object", "Callable", "TypeVar", "Literal", "Protocol"})
_COPIES = frozenset({"copy.copy", "copy.deepcopy", "typing.cast", "weakref.proxy", "builtins.next", "builtins.iter"})
_SELECTS = frozenset({"sqlalchemy.select", "sqlalchemy.future.select", "sqlalchemy.sql.select", "sqlmodel.select"})
_READ_THROUGH = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted", "builtins.reversed"})


class Typed:
    """What `Valuing` knows by types; it brings the rest."""

    def value(self, expr: Expr, function: int) -> Values:
        """What an expression in the code of a function stands for."""
        raise NotImplementedError

    def returned(self, function: int, receiver: int = -1) -> Values:
        raise NotImplementedError

    def _together(self, parts: Iterable[Values]) -> Values:
        raise NotImplementedError

    def _of_class(self, value: Value, name: str) -> Values:
        raise NotImplementedError

    def _receiver(self, function: int) -> Values:
        raise NotImplementedError

    def _of_library(self, name: str, first: Expr, function: int) -> Values:
        if name in _SELECTS:
            return self._asked_for(first, function) or ONLY_UNKNOWN
        if name == "functools.partial":
            return self.value(first, function)
        if name in _COPIES:
            if name == "typing.cast":
                return self.instance(first, function)
            return self.value(first, function)
        if name == "builtins.type":
            return tuple(("C", each[1]) if each[0] == "I" else UNKNOWN for each in self.value(first, function))
        if name in _READ_THROUGH:
            inner = self.value(first, function)
            return (("E", self._together(self._elements(each) for each in inner)),)
        told = RETURNS.get(name) or RETURNS.get(ALIASES.get(name, name))
        if told is not None:
            return (("T", plain(told)),)
        last = name.rpartition(".")[2]
        if last[:1].isupper():
            return (("T", ALIASES.get(name, name)),)
        return ONLY_UNKNOWN

    def _asked_for(self, first: Expr, function: int) -> Values:
        """A query of the class that an argument names: `session.query(User)`, `select(User)`."""
        found = self.value(first, function) if first is not None else NOTHING
        return tuple(("Q", value[1], False) for value in found if value[0] in ("C", "Q"))

    def _elements(self, value: Value) -> Values:
        kind = value[0]
        if kind == "E":
            return value[1]
        if kind == "Q":
            return (("I", value[1], False),)
        if kind == "S":
            return (("I", value[1], True),) if value[1] >= 0 else ONLY_UNKNOWN
        if kind == "T":
            inner = INSIDE.get(value[1])
            return (("T", inner),) if inner is not None else ONLY_UNKNOWN
        if kind == "I":
            for name in ("__iter__", "__getitem__"):
                for each in self._of_class(value, name):
                    if each[0] == "B":
                        found = self.returned(each[1])
                        if name == "__getitem__":
                            return found
                        # An iterator gives itself.
                        return self._together(self._elements(e) if e[0] == "E" else ONLY_UNKNOWN for e in found)
        if kind == "G":
            return value[1]
        return ONLY_UNKNOWN

    def _entered(self, value: Value) -> Values:
        kind = value[0]
        if kind == "I":
            for each in self._of_class(value, "__enter__") + self._of_class(value, "__aenter__"):
                if each[0] == "B":
                    return self.returned(each[1], value[1])
            return (value,)
        if kind == "T":
            told = ENTERS.get(value[1]) or ENTERED.get(value[1])
            return (("T", told),) if told is not None else (value,)
        if kind == "E":
            return value[1]
        return ONLY_UNKNOWN

    # -- annotations

    def instance(self, told: Expr, function: int) -> Values:
        """What something is that is annotated so."""
        if told is None:
            return ONLY_UNKNOWN
        if told.__class__ is str:
            last = told.rpartition(".")[2]
            if last == "None":
                return NOTHING
            if last in _NO_TYPE:
                return ONLY_UNKNOWN
            if last == "Self":
                return self._receiver(function)
            found: list[Value] = []
            for value in self.value(told, function):
                kind = value[0]
                if kind == "C":
                    found.append(("I", value[1], False))
                elif kind == "X":
                    found.append(("T", ALIASES.get(value[1], value[1])))
                else:
                    found.append(UNKNOWN)
            return tuple(found) or ONLY_UNKNOWN
        if told[0] == "|":
            return self._together(self.instance(each, function) for each in told[1:])
        if told[0] == "x":
            base, parts = told[1], told[2]
            last = base.rpartition(".")[2]
            if not parts:
                return ONLY_UNKNOWN  # tuple[()]
            if last in _SAME:
                return self.instance(parts[0], function)
            if last == "Union":
                return self._together(self.instance(each, function) for each in parts)
            if last in _CONTAINERS:
                return (("E", self.instance(parts[0], function)),)
            if last in _MAPPINGS:
                return (("E", self.instance(parts[-1], function)),)
            if last in ("type", "Type"):
                return self.value(parts[0], function) if parts[0].__class__ is str else ONLY_UNKNOWN
            if last == "Coroutine":
                return self.instance(parts[-1], function)
            return self.instance(base, function)
        return ONLY_UNKNOWN

    # -- functions


def plain(told: str) -> str:
    """A type without what it holds: "list[tuple]" → "builtins.list"."""
    name = told.partition("[")[0].rstrip("?")
    return name if "." in name else f"builtins.{name}"


def of_queryset(name: str, model: int, source: str = "") -> Values:
    told = METHODS["django.db.models.QuerySet"].get(name)
    if told is None:
        return ONLY_UNKNOWN
    if told.startswith("django.db.models.QuerySet"):
        return (("S", model, source),) if source and name == "all" else (("S", model),)
    if told in ("$", "$?"):
        return (("I", model, True),) if model >= 0 else ONLY_UNKNOWN
    if told == "iterator[$]" or told == "list[$]":
        return (("E", (("I", model, True),)),) if model >= 0 else ONLY_UNKNOWN
    return (("T", plain(told)),)
