"""What functions do, their callees included: worked out from the calls of libraries upwards, by the shortest way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..semantics.knowledge.django import QUERYSET
from ..semantics.knowledge.effects import EFFECTS, LAST_NAMES, LAZILY, LAZY_NAMES, ROW, ROWS, kind_of
from .files import WIDTH, File, identity
from .flags import ASYNC, AWAITED, CERTAIN, FIELDS, GENERATOR, ITERATED, LOOP_AWARE, NO_WAIT, PROPERTY, TAKES, Expr
from .naming import Naming
from .symbols import last_of
from .values import UNKNOWN, Value, Values, Valuing

__all__ = ["Effects", "Found", "Target"]

_MASK = (1 << WIDTH) - 1
_MOST_CANDIDATES = 8
_HIGHER = {"builtins.map": 0, "builtins.filter": 0, "functools.reduce": 0, "builtins.sorted": "key"}
"""Functions of the library that call what they are given: by position or by name."""
_PREFETCHED = frozenset({"all", "count", "exists"})
"""What prefetch_related() answers, of the rows of a relation."""
_OF_MODELS = ("CharField", "ForeignKey", "IntegerField", "TextField")
"""Calls of a program that has models of Django's."""
_AT_ONCE = frozenset({"functools.reduce", "builtins.sorted"})

Sort = tuple[str, bool]
"""(kind, whether it is certain)"""


class Found(NamedTuple):
    """One effect of a function, as far as the next function on the way."""

    length: int
    """Calls on the way."""
    call: int
    """Number of the call in the function."""
    next: int
    """The function that is called; -1 where it is the library's."""
    sort: Sort
    """Which effect of the next one; (its name, False) where it is the library's."""
    via: tuple[int, int] | None = None
    """(function, call in it) between: the function calls what it is given."""


class Target(NamedTuple):
    """What a call runs."""

    library: tuple[str, ...]
    """Names of libraries' functions that have an effect."""
    functions: tuple[int, ...]
    sure: bool
    """Whether that is all that may be meant."""
    crossed: bool
    """Whether other files had to be asked."""


_NO_TARGET = Target((), (), False, False)


class Effects:
    """Effects of all functions that have some, and the targets of the calls that were looked at for it."""

    def __init__(self, valuing: Valuing, index: dict[str, list[int]], aliases: dict[str, set[str]]) -> None:
        self._valuing = valuing
        self._index = index
        self.of: dict[int, dict[Sort, Found]] = {}
        self.targets: dict[int, dict[int, Target]] = {}
        """Function → number of a call → what it runs, of calls that may have an effect."""
        self.handed: dict[int, dict[int, dict[Sort, Found]]] = {}
        """Function → number of a call → what a function does that is handed over there, and is called by the callee."""
        self.hangs_on: dict[int, set[int]] = {}
        """File → functions whose targets were found with its help."""
        self._users: dict[int, dict[tuple[int, str], None]] = {}
        """Function → those that call it or hand it over, each with the last name by which it does."""
        self._name = ""
        """By which calls are being looked at."""
        self._names: set[str] = set(LAST_NAMES)
        """Last names of what may have an effect."""
        if any(name in index for name in _OF_MODELS):
            self._names |= LAZY_NAMES
        self._takers = {name.rpartition(".")[2] for name in _HIGHER}
        """Last names of what may call what it is given."""
        self._naming = Naming(valuing, index, aliases)
        self.names_of = self._naming.names_of

    def start(self) -> None:
        """Work out everything."""
        self._know_takers(
            identity(file.number, each) for file in self._valuing.files.values() for each in range(len(file.heads))
        )
        work: dict[int, set[str]] = {}
        relations = self._valuing.relations.names()
        self._names |= relations | {f"[{name}" for name in relations}
        for name in sorted(self._names):
            for each in self._index.get(name, ()):
                work.setdefault(each, set()).add(name)
            for each in self._index.get(f"({name}", ()):
                work.setdefault(each, set()).add(name)
            for each in self._index.get(f"={name}", ()):
                for user, alias in self._naming.bound(each, name):
                    work.setdefault(user, set()).add(alias)
        self._run(work)

    def again(self, functions: Iterable[int]) -> set[int]:
        """Work these out anew, and what hangs on them; returns all that were looked at."""
        pending, gone = list(functions), set[int]()
        while pending:
            function = pending.pop()
            if function in gone:
                continue
            gone.add(function)
            self.of.pop(function, None)
            pending += [user for user, _ in self._users.pop(function, ())]
        for function in gone:
            self.targets.pop(function, None)
            self.handed.pop(function, None)
            self._naming.forget(function)
        files = self._valuing.files
        self._know_takers(function for function in gone if function >> WIDTH in files)
        work: dict[int, set[str]] = {}
        for function in sorted(gone):
            file = files.get(function >> WIDTH)
            if file is not None:
                body = file.body(function & _MASK)
                local = self._naming.local.get(function, ())
                names = {*body.by_last, *body.handed}
                work[function] = {name for name in names if name in self._names or name in local}
        return gone | self._run(work)

    def _know_takers(self, functions: Iterable[int]) -> None:
        for function in functions:
            head = self._valuing.files[function >> WIDTH].heads[function & _MASK]
            if head[1] & TAKES:
                self._takers.add(head[0].rpartition(".")[2])
                self._takers.update(self._naming.names_of(function))

    # -- one function after the other

    def _run(self, work: dict[int, set[str]]) -> set[int]:
        """Look at calls of these names in these functions, then at those of whatever has an effect by that."""
        queue = deque(work)
        looked: set[int] = set()
        files = self._valuing.files
        while queue:
            function = queue.popleft()
            names = work.pop(function)
            file = files.get(function >> WIDTH)
            if file is None:
                continue
            looked.add(function)
            if self._evaluate(function, file, names):
                users = list(self._users.get(function, ()))
                for name in self._naming.names_of(function):
                    if name not in self._names:
                        # From now on whoever calls it is known by what its calls run.
                        self._names.add(name)
                        users += self._naming.users(name)
                users += self._naming.around(function, file)
                for user, name in users:
                    waiting = work.get(user)
                    if waiting is None:
                        work[user] = {name}
                        queue.append(user)
                    else:
                        waiting.add(name)
        return looked

    def _evaluate(self, function: int, file: File, names: Iterable[str]) -> bool:
        """Look at calls of a function; returns whether it has an effect that it had not."""
        number = function & _MASK
        body = file.body(number)
        mine = self.of.get(function, {})
        before = dict(mine)
        aware = file.heads[number][1] & LOOP_AWARE
        targets = self.targets.setdefault(function, {})
        by_last, handed = body.by_last, body.handed
        outer = self._valuing.begin(function >> WIDTH)
        for name in sorted(names):
            self._name = name
            reads = name.startswith("[")
            for place in by_last.get(name, ()):
                row = body.calls[place]
                flags = row[1]
                known = ~place if reads else place
                target = targets.get(known)
                if target is None:
                    target = targets[known] = self._row_read(function, row[0]) if reads else self._target(function, row)
                if target is not _NO_TARGET:
                    certain = bool(flags & CERTAIN) and not aware and target.sure
                    self._take(function, mine, place, flags, certain, target)
            for place, argument in handed.get(name, ()):
                row = body.calls[place]
                if (last := last_of(row[0])) and last not in self._takers:
                    continue
                given = row[2][argument] if isinstance(argument, int) else row[3][argument]
                certain = bool(row[1] & CERTAIN) and not aware
                self._take_handed(function, mine, place, row, argument, given, certain=certain)
        seen = self._valuing.end(outer)
        if self._valuing.track:
            for each in seen:
                self.hangs_on.setdefault(each, set()).add(function)
        if not targets:
            del self.targets[function]
        if mine == before:
            return False
        self.of[function] = mine
        return True

    def _take(
        self, function: int, mine: dict[Sort, Found], place: int, flags: int, certain: bool, target: Target
    ) -> None:  # fmt: skip
        if flags & NO_WAIT:
            return
        for name in target.library:
            self._note(mine, (kind_of(name), certain), Found(1, place, -1, (name, False)))
        if not target.functions:
            return
        for callee in target.functions:
            decoration = self._valuing.decoration(callee)
            certain = certain and not decoration.cached
            for wrapper, _ in decoration.wrappers:
                if wrapper != function:
                    self._take(function, mine, place, flags, certain, Target((), (wrapper,), target.sure, False))
        # Of several that may be meant, all must have it.
        sorts: dict[Sort, int] = {}
        living = 0
        for callee in target.functions:
            living += 1
            known = self.when_called(callee, flags)
            for sort in known:
                sorts[sort] = sorts.get(sort, 0) + 1
            self._users.setdefault(callee, {})[function, self._name] = None
        for sort, count in sorts.items():
            all_do = count == living or all(
                sort in known or (sort[0], True) in known
                for known in (self.when_called(each, flags) for each in target.functions)
            )
            if not all_do:
                continue
            best = min(
                (each for each in target.functions if sort in self.when_called(each, flags)),
                key=lambda each: self.of[each][sort].length,
            )
            length = self.of[best][sort].length + 1
            self._note(mine, (sort[0], sort[1] and certain), Found(length, place, best, sort))

    def when_called(self, callee: int, flags: int) -> dict[Sort, Found]:
        """The effects that calling a function has there and then: of a coroutine when it is awaited, of a generator
        when it is run through."""
        known = self.of.get(callee)
        if not known:
            return {}
        decoration = self._valuing.decoration(callee)
        kind = self._valuing.head(decoration.wrappers[0][0] if decoration.wrappers else callee)[1]
        if decoration.form == "unknown":
            return {}
        if kind & GENERATOR and decoration.form != "context" and not flags & ITERATED:
            return {}
        if kind & ASYNC and not flags & AWAITED and decoration.form != "context":
            return {}
        if not all(self.calls_own(wrapper, name) for wrapper, name in decoration.wrappers):
            return {}
        return known

    def target_of(self, function: int, place: int, row: list[Any]) -> Target:
        """What a call runs, whether it has an effect or not."""
        known = self.targets.get(function, {}).get(place)
        return known if known is not None else self._target(function, row)

    def calls_own(self, wrapper: int, name: str) -> bool:
        """Does what a decorator makes certainly call the function that it was given, there and then?"""
        file = self._valuing.file(wrapper)
        if file.heads[wrapper & _MASK][1] & LOOP_AWARE:
            return False
        return any(row[0] == name and row[1] & CERTAIN for row in file.body(wrapper & _MASK).calls)

    def _note(self, mine: dict[Sort, Found], sort: Sort, found: Found) -> None:
        old = mine.get(sort)
        if old is None or found.length < old.length:
            mine[sort] = found

    # -- what is handed over

    def _take_handed(
        self,
        function: int,
        mine: dict[Sort, Found],
        place: int,
        row: list[Any],
        argument: int | str,
        given: Expr,
        *,
        certain: bool,
    ) -> None:
        """A function that is given to another one, which calls it."""
        valuing = self._valuing
        found = valuing.value(given, function)
        for value in valuing.value(row[0], function):
            if value[0] == "X" and value[1] in _HIGHER:
                if _HIGHER[value[1]] == argument and (row[1] & ITERATED or value[1] in _AT_ONCE):
                    self._take_given(function, mine, place, found, None, certain=certain)
            elif value[0] in ("F", "B"):
                shift = 1 if value[0] == "B" else 0
                called = self._calls_parameter(value[1], argument + shift if isinstance(argument, int) else argument)
                if called is not None:
                    via = (value[1], called[0])
                    self._take_given(function, mine, place, found, via, certain=certain and called[1])

    def _calls_parameter(self, function: int, parameter: int | str) -> tuple[int, bool] | None:
        body = self._valuing.file(function).body(function & _MASK)
        if self._valuing.head(function)[1] & (ASYNC | GENERATOR):
            return None
        if isinstance(parameter, int):
            if parameter >= len(body.parameters):
                return None
            parameter = body.parameters[parameter]
        for place, row in enumerate(body.calls):
            if row[0] == parameter and not row[1] & PROPERTY:
                return place, bool(row[1] & CERTAIN)
        return None

    def _take_given(
        self,
        function: int,
        mine: dict[Sort, Found],
        place: int,
        given: Values,
        via: tuple[int, int] | None,
        *,
        certain: bool,
    ) -> None:
        certain = certain and len(given) == 1
        more = 2 if via is not None else 1
        found: list[tuple[Sort, Found]] = []
        for value in given:
            if value[0] in ("F", "B"):
                self._users.setdefault(value[1], {})[function, self._name] = None
                found += [
                    ((kind, sure and certain), Found(known.length + more, place, value[1], (kind, sure), via))
                    for (kind, sure), known in self.when_called(value[1], 0).items()
                ]
            elif (name := library_name(value)) in EFFECTS:
                found.append(((kind_of(name), certain), Found(more, place, -1, (name, False), via)))
        if found:
            here = self.handed.setdefault(function, {}).setdefault(place, {})
            for sort, each in found:
                self._note(here, sort, each)
                self._note(mine, sort, each)

    # -- what a call runs

    def _target(self, function: int, row: list[Any]) -> Target:
        valuing = self._valuing
        outer = valuing.begin(function >> WIDTH)
        target = self._resolved(function, row)
        seen = valuing.end(outer)
        if target is not _NO_TARGET and len(seen) > 1:
            target = target._replace(crossed=True)
        return target

    def _resolved(self, function: int, row: list[Any]) -> Target:
        valuing = self._valuing
        callee, flags = row[0], row[1]
        if flags & PROPERTY:
            base, name = (
                (callee.rpartition(".")[0], callee.rpartition(".")[2]) if isinstance(callee, str) else callee[1:]
            )
            if not base:
                return _NO_TARGET
            owners = valuing.value(base, function)
            run = valuing.property_at(owners, name)
            return Target((), tuple(run), len(run) == 1, False) if run else self._rows(owners, name)
        values = valuing.value(callee, function)
        if isinstance(callee, list) and callee[0] == "a" and callee[2] == "__enter__":
            # `with connection:` enters an object; what a function decorated as a context manager does is its call's.
            values = tuple(value for value in values if value[0] == "B")
        return self._of_values(values, row)

    def _row_read(self, function: int, callee: str) -> Target:
        """What `order.customer.name` asks by reading `order.customer`."""
        base, name, last = callee.rsplit(".", 2)
        if last in ("id", "pk"):
            return _NO_TARGET
        return self._rows(self._valuing.value(base, function), name)

    def _rows(self, owners: Values, name: str) -> Target:
        """What reading a relation asks."""
        relations = self._valuing.relations
        found = [relations.of(value[1], name) for value in owners if value[0] == "I"]
        asking = [
            f"{LAZILY if each.is_lazy else ROW}{relations.name_of(each)}"
            for each in found
            if each is not None and each.asks_when_read
        ]
        return Target(tuple(dict.fromkeys(asking)), (), len(asking) == len(owners), False) if asking else _NO_TARGET

    def _of_values(self, values: Values, row: list[Any]) -> Target:
        flags = row[1]
        library: list[str] = []
        functions: dict[int, None] = {}
        sure = bool(values)
        for value in values:
            kind = value[0]
            if kind in ("X", "A"):
                name = library_name(value)
                if (relation := value[4:]) and relation[0] and value[2] in _PREFETCHED:
                    # Fetched along, perhaps, with the row that it is a relation of.
                    if flags & ITERATED or value[2] != "all":
                        library.append(f"{ROWS}{relation[0]}")
                    else:
                        sure = False
                    continue
                if flags & ITERATED and value[:2] == ("A", QUERYSET) and name.rpartition(".")[2] in LAZY_NAMES:
                    name = f"{QUERYSET}.iterator"  # a queryset that is run through there and then
                effect = EFFECTS.get(name)
                if effect is None or (effect.startswith("awaited") and not flags & AWAITED):
                    sure = False
                elif kind == "A" and flags & AWAITED and not effect.startswith("awaited"):
                    sure = False  # the object is not of the type that an annotation claims
                else:
                    library.append(name)
            elif kind in ("F", "B"):
                functions.update(dict.fromkeys(self._candidates(value)))
            elif kind == "C":
                functions.update(dict.fromkeys(self._constructors(value[1], row)))
            elif kind == "I":
                called = [each for each in self._valuing.attribute((value,), "__call__") if each[0] == "B"]
                for each in called:
                    functions.update(dict.fromkeys(self._candidates(each)))
                sure = sure and bool(called)
            else:
                sure = False
        if not library and not functions:
            return _NO_TARGET
        if len(functions) > _MOST_CANDIDATES:
            return _NO_TARGET
        return Target(tuple(library), tuple(functions), sure and UNKNOWN not in values, False)

    def _candidates(self, value: Value) -> Iterable[int]:
        """The function itself, and those that override it, where the object may be of a class below."""
        function = value[1]
        if value[0] == "F":
            return (function,)
        head = self._valuing.head(function)
        name = head[0].rpartition(".")[2]
        found = [function]
        if name != "__init__" and not value[3]:
            found += self._valuing.hierarchy.overriding(value[2], name)
        if len(found) > 1:
            real = [each for each in found if not self._valuing.hierarchy.is_abstract(each)]
            found = real or found
        return found

    def _constructors(self, owner: int, row: list[Any]) -> Iterable[int]:
        valuing = self._valuing
        for name in ("__init__", "__new__", "__post_init__"):
            for each in valuing.hierarchy.line(owner):
                methods = valuing.class_row(each)[4].get(name)
                if methods:
                    function = identity(each >> WIDTH, methods[-1])
                    if not self._valuing.head(function)[1] & FIELDS or self._makes_fields(function, row):
                        yield function
                    break

    def _makes_fields(self, function: int, row: list[Any]) -> bool:
        """Does a call leave all those fields to their defaults that are made?"""
        body = self._valuing.file(function).body(function & _MASK)
        given = {*body.parameters[1 : len(row[2]) + 1], *(row[3] if len(row) > 3 else ())} if len(row) > 2 else set()
        return given.isdisjoint(body.returns)


def library_name(value: Value) -> str:
    """What a library's function is called in the tables."""
    if value[0] == "A":
        return f"{value[1]}.{value[2]}"
    return value[1] if value[0] == "X" else ""
