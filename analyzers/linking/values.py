"""What expressions of a program stand for: functions, classes and instances of its own, and what libraries are called.

A value is a tuple, first its kind: ("F", function) · ("B", function, class, exactly): bound to an instance or class ·
("C", class) · ("I", class, exactly): an instance, of a subclass perhaps · ("M", file) · ("X", "requests.get"): of a
library · ("T", "requests.Session"): an instance of a library's class · ("A", "requests.Session", "get"): an attribute
of one · ("E", values): a container of such elements · ("G", values, name): an attribute of a container ·
("U", class): `super()` · ("S", class, relation): a queryset of Django, of the related rows of a row perhaps ·
("Q", class, lazily): a query of SQLAlchemy, or its result · ("P", function, number): what a parameter was given.
`UNKNOWN` among several values says that there may be others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..semantics.knowledge import METHODS, RETURNS
from ..semantics.knowledge.blocking import INSIDE
from ..semantics.knowledge.django import MANAGERS
from ..semantics.knowledge.effects import ATTRIBUTES, CALLED
from .decorations import Decoration, decoration_of
from .files import WIDTH, File, identity
from .flags import ASYNC, GENERATOR, LAMBDA, Expr
from .hierarchy import Hierarchy
from .modules import Modules
from .relations import Relations
from .typed import NOTHING, ONLY_UNKNOWN, UNKNOWN, Typed, Value, Values, of_queryset, plain

__all__ = ["NOTHING", "NO_FILE", "UNKNOWN", "Value", "Values", "Valuing"]

NO_FILE = -1
"""In place of the number of a file that says nothing."""
_DEEPEST = 24
_MOST = 8
"""More values than this are no knowledge."""
_MASK = (1 << WIDTH) - 1
_ELEMENTS = frozenset({"pop", "popleft", "get", "setdefault", "popitem"})


class Valuing(Typed):
    """Follows names through a program, on demand; what was found is kept, with the files that it hangs on."""

    def __init__(self, files: dict[int, File], modules: Modules, numbers: list[int], *, track: bool = False) -> None:
        self.files = files
        self._modules = modules
        self._numbers = numbers
        """Place in `modules` → number of the file."""
        self._place = {number: place for place, number in enumerate(numbers)}
        self.hierarchy = Hierarchy(self)
        self.relations = Relations(self)
        self.track = track
        """Whether it is noted which files an answer hangs on; else only that there are some besides its own."""
        self.seen: set[int] = set()
        """Files that what is being worked out hangs on; where that is not noted, two at most."""
        self._known: dict[tuple[int, str], tuple[Values, frozenset[int]]] = {}
        self._hanging: dict[int, list[tuple[int, str]]] = {}
        """By file the keys of what is known with its help; where that is noted."""
        self._alone: dict[int, frozenset[int]] = {}
        self._decorations: dict[int, tuple[Decoration, frozenset[int]]] = {}
        self._patched: set[tuple[Any, ...]] = set()
        self._busy: set[Any] = set()
        self._circles = 0
        """How often the value being worked out was asked for on the way to itself, or another one around."""
        self._depth = 0

    def forget(self, file: int) -> None:
        """Forget what hangs on a file."""
        for key in self._hanging.pop(file, ()):
            self._known.pop(key, None)
        self._decorations.clear()
        self.hierarchy.forget()
        self.relations.forget()

    def replace(self, old: int, new: int) -> None:
        """Take over that a file has another number."""
        place = self._place.pop(old)
        self._place[new] = place
        self._numbers[place] = new

    def begin(self, file: int) -> set[int]:
        """Start to note what an answer of a file hangs on; returns what was noted for another one."""
        outer, self.seen = self.seen, {file}
        return outer

    def end(self, outer: set[int]) -> frozenset[int]:
        """Return what was noted, and go on with the other answer, which hangs on all that, too."""
        seen = self.seen
        if self.track:
            outer |= seen
        elif len(outer) < 2:
            outer.update(seen)
        self.seen = outer
        if len(seen) == 1:
            (file,) = seen
            kept = self._alone.get(file)
            if kept is None:
                kept = self._alone[file] = frozenset(seen)
            return kept
        return frozenset(seen)

    # -- files

    def file(self, function: int) -> File:
        number = function >> WIDTH
        self.seen.add(number)
        return self.files[number]

    def head(self, function: int) -> list[Any]:
        return self.file(function).heads[function & _MASK]

    def class_row(self, owner: int) -> list[Any]:
        return self.file(owner).classes[owner & _MASK]

    def find_module(self, file: int, module: str, level: int) -> int | None:
        return self._at(self._modules.find(self._place[file], module, level))

    def _at(self, place: int | None) -> int | None:
        """The file at a place; an answer that names it hangs on it."""
        if place is None or self._numbers[place] == NO_FILE:
            return None
        self.seen.add(self._numbers[place])
        return self._numbers[place]

    def replace_at_run_time(self, replaced: set[tuple[Any, ...]]) -> None:
        """Take over what other modules replace (`module.function = other`): what that is then is not known."""
        self._patched = replaced
        self._known.clear()

    def member(self, file: int, name: str, depth: int = 0) -> Values | None:
        """What a module calls by a name; None where it has none such."""
        self.seen.add(file)
        if ("M", file, name) in self._patched:
            return ONLY_UNKNOWN
        module = identity(file, 0)
        found = self._lookup_here(module, name)
        if found is not None:
            return found
        inner = self._at(self._modules.submodule(self._place[file], name))
        if inner is not None:
            return (("M", inner),)
        if depth < 5:
            for star, level in self.files[file].stars:
                target = self.find_module(file, star, level)
                if (
                    target is not None
                    and target != file
                    and (found := self.member(target, name, depth + 1)) is not None
                ):
                    return found
        return None

    # -- names

    def name(self, function: int, name: str) -> Values:
        """What a name stands for in the code of a function."""
        around = function
        while True:
            found = self._lookup_here(around, name)
            if found is not None:
                return found
            if not around & _MASK:
                break
            around = identity(around >> WIDTH, self.head(around)[2])
        file = function >> WIDTH
        for star, level in self.files[file].stars:
            target = self.find_module(file, star, level)
            if target is not None and (found := self.member(target, name)) is not None:
                return found
        return (("X", f"builtins.{name}"),)

    def _lookup_here(self, function: int, name: str) -> Values | None:
        key = (function, name)
        known = self._known.get(key)
        if known is not None:
            if self.track or len(self.seen) < 2:
                self.seen |= known[1]
            return known[0]
        bindings = self.file(function).body(function & _MASK).locals.get(name)
        if bindings is None:
            return None
        if key in self._busy or len(bindings) > 2 * _MOST:
            if key not in self._busy:
                return ONLY_UNKNOWN
            self._circles += 1
            return NOTHING
        self._busy.add(key)
        outer = self.begin(function >> WIDTH)
        circles, self._circles = self._circles, 0
        found = self._together(self.value(each, function) for each in bindings)
        seen = self.end(outer)
        self._busy.discard(key)
        if not self._circles or not self._busy:
            # Inside a circle the answer is of a part of it only.
            self._known[key] = (found, seen)
            if self.track:
                for file in seen:
                    self._hanging.setdefault(file, []).append(key)
        self._circles += circles
        return found

    def _together(self, parts: Iterable[Values]) -> Values:
        found: dict[Value, None] = {}
        for part in parts:
            found.update(dict.fromkeys(part))
        return tuple(found) if len(found) <= _MOST else ONLY_UNKNOWN

    # -- expressions

    def value(self, expr: Expr, function: int) -> Values:
        """What an expression in the code of a function stands for."""
        if expr is None:
            return ONLY_UNKNOWN
        if self._depth > _DEEPEST:
            return ONLY_UNKNOWN
        self._depth += 1
        try:
            if expr.__class__ is str:
                first, *rest = expr.split(".")
                if not rest and first == "None":
                    return NOTHING
                found = self.name(function, first)
                if rest and found == (("X", first),) and self._modules.has_part(first):
                    found, rest = self._inside(found, rest, function)
                for attribute in rest:
                    found = self.attribute(found, attribute)
                return found
            return self._listed(expr, function)
        finally:
            self._depth -= 1

    def _listed(self, expr: list[Any], function: int) -> Values:
        kind = expr[0]
        if kind == "a":
            return self.attribute(self.value(expr[1], function), expr[2])
        if kind == "c":
            return self._result(expr, function)
        if kind == "y":
            return self.value(expr[1], function)
        if kind == "n":
            return self.instance(expr[1], function)
        if kind == "|":
            return self._together(self.value(each, function) for each in expr[1:])
        if kind == "f":
            return (("F", identity(function >> WIDTH, expr[1])),)
        if kind == "k":
            return (("C", identity(function >> WIDTH, expr[1])),)
        if kind == "m":
            return self._imported(function >> WIDTH, *expr[1:])
        if kind == "self":
            return self._receiver(function)
        if kind in ("i", "s"):
            return self._together(self._elements(each) for each in self.value(expr[1], function))
        if kind == "e":
            return (("E", self.value(expr[1], function)),)
        if kind == "w":
            return self._together(self._entered(each) for each in self.value(expr[1], function))
        if kind == "t":
            return (("T", f"builtins.{expr[1]}"),)
        if kind == "p":
            return (("P", function, expr[1]),)
        return ONLY_UNKNOWN

    def _inside(self, found: Values, rest: list[str], function: int) -> tuple[Values, list[str]]:
        """`shop.db.rows.load` after `import shop.db.rows`, where `shop` is a folder without a module of its own."""
        for end in range(len(rest), 0, -1):
            target = self.find_module(function >> WIDTH, ".".join([found[0][1], *rest[:end]]), 0)
            if target is not None:
                return (("M", target),), rest[end:]
        return found, rest

    def _imported(self, file: int, module: str, level: int, name: str | None) -> Values:
        target = self.find_module(file, module, level)
        if name is None:
            return (("M", target),) if target is not None else (("X", module),)
        if target is not None and not (target == file and not level):
            found = self.member(target, name)
            return found if found is not None else ONLY_UNKNOWN
        inner = self.find_module(file, f"{module}.{name}" if module else name, level)
        if inner is not None:
            return (("M", inner),)
        return (("X", f"{module}.{name}"),) if not level else ONLY_UNKNOWN

    def _receiver(self, function: int) -> Values:
        head = self.head(function)
        if head[3] < 0:
            return ONLY_UNKNOWN
        owner = identity(function >> WIDTH, head[3])
        if self.decoration(function).form == "class" or head[0].endswith((".__new__", ".__init_subclass__")):
            return (("C", owner),)
        return (("I", owner, False),)

    # -- attributes

    def attribute(self, values: Values, name: str) -> Values:
        if values == ONLY_UNKNOWN or not values:
            return values
        return self._together(self._attribute(each, name) for each in values)

    def _attribute(self, value: Value, name: str) -> Values:
        kind = value[0]
        if kind == "M":
            found = self.member(value[1], name)
            return found if found is not None else ONLY_UNKNOWN
        if kind == "X":
            return (("X", f"{value[1]}.{name}"),) if (*value[:2], name) not in self._patched else ONLY_UNKNOWN
        if kind == "I" or kind == "C":
            return self._of_class(value, name)
        if kind == "T":
            type_name = value[1]
            inner = ATTRIBUTES.get(type_name, {}).get(name)
            if inner is None and type_name in INSIDE and f"{type_name}.{name}" not in METHODS.get(type_name, {}):
                inner = INSIDE[type_name]
            return (("T", inner),) if inner is not None else (("A", type_name, name),)
        if kind == "A":
            return (("A", f"{value[1]}.{value[2]}", name),)
        if kind == "E":
            return (("G", value[1], name),)
        if kind == "U":
            for owner in self.hierarchy.line(value[1])[1:]:
                if (found := self._own(owner, name, value[1], exactly=True)) is not None:
                    return found
            return tuple(("A", base, name) for base in self.hierarchy.outside(value[1]))
        if kind == "S":
            return (("A", "django.db.models.QuerySet", name, *value[1:]),)
        if kind == "Q":
            return (("A", _QUERY if value[2] else _RESULT, name, value[1]),)
        return ONLY_UNKNOWN

    def _of_class(self, value: Value, name: str) -> Values:
        owner = value[1]
        if value[0] == "I" and (relation := self.relations.of(owner, name)) is not None:
            return self.relations.rows_of(relation)
        for each in self.hierarchy.line(owner):
            found = self._own(each, name, owner, instance=value[0] == "I", exactly=value[0] == "I" and value[2])
            if found is not None:
                return found
        if name in MANAGERS and self.hierarchy.is_model(owner):
            return (("S", owner),)
        if value[0] == "I" and self.hierarchy.is_queryset(owner):
            return (("A", "django.db.models.QuerySet", name, -1),)
        outside = self.hierarchy.outside(owner)
        if not outside:
            return ONLY_UNKNOWN
        return tuple(("A" if value[0] == "I" else "X", *((base, name) if value[0] == "I" else (f"{base}.{name}",)))
                     for base in outside)  # fmt: skip

    def _own(
        self, owner: int, name: str, receiver: int, *, instance: bool = True, exactly: bool = False
    ) -> Values | None:
        """What a class itself says of an attribute; None where it says nothing."""
        if ("C", owner, name) in self._patched:
            return ONLY_UNKNOWN
        row = self.class_row(owner)
        file = owner >> WIDTH
        methods = row[4].get(name)
        if methods:
            function = identity(file, methods[-1])
            form = self.decoration(function).form
            if form == "property":
                return self.returned(function) if instance else ONLY_UNKNOWN
            if form == "static" or (not instance and form != "class"):
                return (("F", function),)
            return (("B", function, receiver, exactly),)
        given = row[3].get(name)
        if given:
            key = ("attribute", owner, name)
            if key in self._busy:
                self._circles += 1
                return NOTHING
            self._busy.add(key)
            try:
                return self._together(self.value(expr, identity(file, around)) for around, expr in given[: 2 * _MOST])
            finally:
                self._busy.discard(key)
        return None

    def property_at(self, values: Values, name: str) -> list[int]:
        """The functions that reading an attribute runs."""
        found: list[int] = []
        for value in values:
            if value[0] != "I":
                continue
            for owner in self.hierarchy.line(value[1]):
                row = self.class_row(owner)
                methods = row[4].get(name)
                if methods:
                    function = identity(owner >> WIDTH, methods[0])
                    if self.decoration(function).form == "property":
                        found.append(function)
                    break
                if name in row[3]:
                    break
        return found

    # -- calls

    def _result(self, expr: list[Any], function: int) -> Values:
        """What a call returns."""
        if expr[1] == "super":
            head = self.head(function)
            while head[3] < 0 <= head[2] and head[0]:
                function = identity(function >> WIDTH, head[2])
                head = self.head(function)
            return (("U", identity(function >> WIDTH, head[3])),) if head[3] >= 0 else ONLY_UNKNOWN
        return self._together(self.result(each, expr[2], function) for each in self.value(expr[1], function))

    def result(self, value: Value, first: Expr, function: int) -> Values:
        """What calling a value returns; `first` is the first argument, in the code of `function`."""
        kind = value[0]
        if kind == "C":
            return (("I", value[1], True),)
        if kind == "F" or kind == "B":
            if self.decoration(value[1]).form == "unknown":
                return ONLY_UNKNOWN
            return self.returned(value[1], value[2] if kind == "B" else -1)
        if kind == "X":
            return self._of_library(value[1], first, function)
        if kind == "A":
            owner, name = value[1], value[2]
            if owner == "django.db.models.QuerySet" and len(value) > 3:
                return of_queryset(name, *value[3:])
            if owner in (_QUERY, _RESULT) and len(value) > 3:
                return (("I", value[3], False),) if name in _ONE_ROW else (("Q", value[3], owner == _QUERY),)
            if name in _ASKS_FOR and owner in _SESSIONS:
                asked = self._asked_for(first, function)
                if asked:
                    return tuple((*each[:2], name == "query") for each in asked)
            told = METHODS.get(owner, {}).get(name) or RETURNS.get(f"{owner}.{name}")
            return (("T", plain(told)),) if told is not None else ONLY_UNKNOWN
        if kind == "T":
            told = CALLED.get(value[1])
            return (("T", told),) if told is not None else ONLY_UNKNOWN
        if kind == "I":
            return self._together(
                self.result(each, first, function) for each in self._of_class(value, "__call__") if each[0] == "B"
            )
        if kind == "G":
            if value[2] in _ELEMENTS:
                return value[1]
            return (("E", value[1]),)
        return ONLY_UNKNOWN

    def returned(self, function: int, receiver: int = -1) -> Values:
        """What a function returns, awaited where it is a coroutine; of a generator a container of what it yields."""
        key = ("returns", function)
        if key in self._busy:
            self._circles += 1
            return NOTHING
        self._busy.add(key)
        try:
            body = self.file(function).body(function & _MASK)
            told = body.returns
            if told and told[0].__class__ is list and told[0][0] == "n":
                found = self.value(told[0], function)
                if found and UNKNOWN not in found:
                    if receiver >= 0 and told[0][1] == "Self":
                        return (("I", receiver, False),)
                    return found
                told = told[1:]
            return self._together(self.value(each, function) for each in told[: 2 * _MOST])
        finally:
            self._busy.discard(key)

    def decoration(self, function: int) -> Decoration:
        known = self._decorations.get(function)
        if known is not None:
            if self.track or len(self.seen) < 2:
                self.seen |= known[1]
            return known[0]
        if ("decoration", function) in self._busy:
            return Decoration("unknown")
        self._busy.add(("decoration", function))
        outer = self.begin(function >> WIDTH)
        found = decoration_of(self, function)
        self._decorations[function] = found, self.end(outer)
        self._busy.discard(("decoration", function))
        return found

    def isplain(self, function: int) -> bool:
        return not self.head(function)[1] & (ASYNC | GENERATOR | LAMBDA)


_SESSIONS = frozenset(
    {"sqlalchemy.orm.Session", "sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.orm.scoped_session"}
)
_QUERY = "sqlalchemy.orm.Query"
_RESULT = "sqlalchemy.Result"
"""Of a statement that has been executed: its rows are there, or on their way."""
_ASKS_FOR = frozenset({"query", "scalars", "execute", "scalar", "get"})
_ONE_ROW = frozenset({"first", "one", "one_or_none", "get", "scalar", "scalar_one", "scalar_one_or_none"})
