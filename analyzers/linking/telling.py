"""What a file is told: for calls in places where a rule may ask, what the function that is called does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..semantics.knowledge.effects import INSTEAD, LAZILY, ROW, ROWS, kind_of
from ..semantics.outside import Called, Effect, Hop, Key, Outside
from .effects import Effects, Found, Sort, Target
from .files import WIDTH, Body
from .flags import ASYNC, GENERATOR, INTERESTING, ITERATED, LAMBDA, LOOP, PROPERTY, Expr

if TYPE_CHECKING:
    from .costs import Costs
    from .values import Valuing

__all__ = ["Teller", "written_as"]

_MASK = (1 << WIDTH) - 1
_LONGEST = 40
"""Calls on a way that are told; of longer ones the first and the last."""
_MOST = 100_000
"""Calls on a way, if it is none in a circle."""


class Teller:
    def __init__(self, valuing: Valuing, effects: Effects, costs: Costs | None = None) -> None:
        self._valuing = valuing
        self._effects = effects
        self._costs = costs
        self._path = ""

    def outside(self, functions: Iterable[int]) -> tuple[Outside, set[str]]:
        """What a file is told, by its functions that call something; and the other files that the ways lead through."""
        calls: dict[Key, Called | None] = {}
        fields: dict[str, str] = {}
        through: set[str] = set()
        for function in functions:
            file = self._valuing.file(function)
            self._path = file.path
            number = function & _MASK
            head = file.heads[number]
            everywhere = head[1] & ASYNC or number == 0
            body = file.body(number)
            targets = self._effects.targets.get(function, {})
            handed = self._effects.handed.get(function, {})
            twice = _written_twice(body, targets)
            for place in (*targets, *(each for each in handed if each not in targets)):
                row = body.calls[place if place >= 0 else ~place]
                if row[1] & LOOP and place in targets:
                    self._tell_relation(function, row[0], place, targets[place], fields)
                if place < 0:
                    read = self._called(targets[place], row[1] | PROPERTY) if row[1] & LOOP else None
                    if read is not None and targets[place].library[0].startswith(LAZILY):
                        key = (self._around(function), row[0].rpartition(".")[0])
                        calls[key] = read if calls.get(key, read) == read else None
                    continue
                runs = place in handed and row[1] & ITERATED
                if not (everywhere or row[1] & INTERESTING or runs or place in twice):
                    continue
                called = self._called(targets[place], row[1]) if place in targets else None
                if called is None and place in handed:
                    called = self._handed(function, handed[place])
                if called is None:
                    continue
                key = (self._around(function), written_as(row[0]))
                known = calls.get(key, called)
                # Two calls that are written alike and mean different things: neither is told.
                calls[key] = called if known == called else None
        told = {key: called for key, called in calls.items() if called is not None}
        for called in told.values():
            through.update(hop.path for effect in called.effects for hop in effect.hops)
        if self._costs is not None:
            self._tell_costs(functions, told, self._costs, through)
        if "" in through:
            through.remove("")
            through.add(self._path)
        return Outside(told, {"fields": fields} if fields else {}), through

    def _tell_costs(self, functions: Iterable[int], told: dict[Key, Called], costs: Costs, through: set[str]) -> None:
        """Tell what calls in loops go through."""
        found: dict[Key, tuple[int, list[Any]] | None] = {}
        for function in functions:
            body = self._valuing.file(function).body(function & _MASK)
            self._path = self._valuing.file(function).path
            for place, callee in costs.calls.get(function, {}).items():
                row = body.calls[place]
                rows = costs.rows(callee, row)
                key = (self._around(function), written_as(row[0]))
                known = found.get(key, (callee, rows))
                found[key] = known if known == (callee, rows) else None
        for key, told_of in found.items():
            if told_of is None or not told_of[1]:
                continue
            callee, rows = told_of
            told_rows: list[Any] = []
            for given, name, rest, does, steps in rows:
                hops = [self._hop(function, place, self._name(to) if to >= 0 else "") for function, place, to in steps]
                through.update(hop.path or self._path for hop in hops)
                told_rows.append([given, name, rest, does, [list(hop) for hop in hops]])
            called = told.get(key) or Called(
                self._name(callee),
                is_async=bool(self._valuing.head(callee)[1] & ASYNC),
                is_property=self._valuing.decoration(callee).form == "property",
            )
            told[key] = replace(called, more={**called.more, "cost": told_rows})

    def _tell_relation(
        self, function: int, callee: Expr, place: int, target: Target, fields: dict[str, str]
    ) -> None:  # fmt: skip
        """Tell the class of the field that `order.customer` is, where a loop reads it and another file declares it."""
        if (
            not target.library
            or not target.library[0].startswith(ROW)
            or not target.sure
            or callee.__class__ is not str
        ):
            return
        read = callee.rpartition(".")[0] if place < 0 else callee
        base, _, name = read.rpartition(".")
        for value in self._valuing.value(base, function):
            relation = self._valuing.relations.of(value[1], name) if value[0] == "I" else None
            if relation is not None:
                fields[f"{self._around(function)} {read}"] = relation.field

    def _around(self, function: int) -> str:
        """The name of the function around, as a rule's site has it: a lambda has none of its own."""
        head = self._valuing.head(function)
        while head[1] & LAMBDA and head[2] >= 0:
            head = self._valuing.files[function >> WIDTH].heads[head[2]]
        return head[0]

    def _called(self, target: Target, flags: int) -> Called | None:
        if not target.functions:
            # What a library's function does is seen in the file itself, where its object is known there.
            if not target.library or not (target.crossed or target.library[0].startswith(LAZILY)):
                return None
            effects = tuple(
                Effect(kind_of(name), target.sure, shown(name), INSTEAD.get(name, ""), ())
                for name in dict.fromkeys(target.library)
            )
            read = bool(flags & PROPERTY)
            return Called(shown(target.library[0]), effects, is_property=read, guess=not target.sure)
        if target.library:
            return None
        first = target.functions[0]
        found: dict[Sort, tuple[int, Found]] = {}
        for callee in target.functions:
            known = self._effects.when_called(callee, flags | _ANYWAY)
            for sort, each in known.items():
                if sort not in found or each.length < found[sort][1].length:
                    found[sort] = (callee, each)
        for callee in target.functions:
            known = self._effects.when_called(callee, flags | _ANYWAY)
            for sort in [*found]:
                if sort not in known and (sort[0], True) not in known:
                    del found[sort]
        if not found:
            return None
        decoration = self._valuing.decoration(first)
        head = self._valuing.head(decoration.wrappers[0][0] if decoration.wrappers else first)
        effects = tuple(
            effect
            for (kind, certain), (callee, each) in sorted(found.items())
            if not (not certain and (kind, True) in found)
            and (effect := self._effect(kind, certain=certain and not decoration.cached, function=callee, found=each))
        )
        if not effects:
            return None
        return Called(
            name_of(self._valuing.head(first)[0]),
            effects,
            is_async=bool(head[1] & ASYNC),
            is_generator=bool(head[1] & GENERATOR) and decoration.form != "context",
            cached=decoration.cached,
            is_property=bool(flags & PROPERTY),
            guess=len(target.functions) > 1 or not target.sure,
        )

    def _handed(self, function: int, found: dict[Sort, Found]) -> Called | None:
        """A call that runs what it is given: `logged(checkout)`, `map(load, keys)`."""
        effects = [
            effect
            for (kind, certain), each in sorted(found.items())
            if not (not certain and (kind, True) in found)
            and (effect := self._effect(kind, certain=certain, function=function, found=each))
        ]
        if not effects:
            return None
        # The first hop is the call itself.
        return Called(effects[0].hops[0].name, tuple(each._replace(hops=each.hops[1:]) for each in effects))

    def _effect(self, kind: str, *, certain: bool, function: int, found: Found) -> Effect | None:
        hops: list[Hop] = []
        while len(hops) < _MOST:
            if found.via is not None:
                hops.append(self._hop(function, found.call, self._name(found.via[0])))
                place = found.via
            else:
                place = (function, found.call)
            if found.next < 0:
                source = shown(found.sort[0])
                hops.append(self._hop(*place, source))
                if len(hops) > _LONGEST:
                    hops[_LONGEST // 2 : -_LONGEST // 2] = []
                return Effect(kind, certain, source, INSTEAD.get(source, ""), tuple(hops))
            hops.append(self._hop(*place, self._name(found.next)))
            function = found.next
            known = self._effects.of.get(function, {})
            following = known.get(found.sort) or known.get((found.sort[0], not found.sort[1]))
            if following is None:
                return None
            found = following
        return None

    def _name(self, function: int) -> str:
        return name_of(self._valuing.head(function)[0])

    def _hop(self, function: int, call: int, name: str) -> Hop:
        file = self._valuing.files[function >> WIDTH]
        return Hop("" if file.path == self._path else file.path, *file.place(function & _MASK, call), name)


_ANYWAY = 2 | 4
"""AWAITED and ITERATED: a rule decides itself whether what is made is run."""


def shown(name: str) -> str:
    """The name of a library's function, or of a relation, as it is told."""
    return name.removeprefix(ROW).removeprefix(ROWS).removeprefix(LAZILY)


def name_of(qualname: str) -> str:
    """A function's name as it is told: without the functions around, and a class for its constructor."""
    name = qualname.rpartition("<locals>.")[2]
    for constructor in (".__init__", ".__new__", ".__post_init__"):
        name = name.removesuffix(constructor)
    return name


def _written_twice(body: Body, places: Iterable[int]) -> set[int]:
    """Those of a function's calls that are written alike, with the same arguments as far as they are known."""
    alike: dict[str, list[int]] = {}
    for place in places:
        row = body.calls[place] if place >= 0 else ()
        if len(row) > 2:
            alike.setdefault(repr((row[0], row[2:])), []).append(place)
    return {place for many in alike.values() if len(many) > 1 for place in many}


def written_as(callee: Expr) -> str:
    """A callee as `semantics.outside.written` writes it."""
    if callee.__class__ is str:
        return callee
    if callee.__class__ is list:
        kind = callee[0]
        if kind == "a":
            return f"{written_as(callee[1])}.{callee[2]}"
        if kind == "c":
            return f"{written_as(callee[1])}()"
        if kind == "s":
            return f"{written_as(callee[1])}[]"
        if kind == "y":
            return written_as(callee[1])
    return "?"
