"""Which calls go through all of something that they are given: the scans of functions, carried up to their callers."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from .files import WIDTH
from .flags import ASYNC, AWAITED, CERTAIN, GENERATOR, LOOP, PROPERTY, Expr
from .scanning import IN, SEARCHES, is_list

if TYPE_CHECKING:
    from .effects import Effects
    from .files import Body, File
    from .values import Valuing

__all__ = ["Cost", "Costs"]

_MASK = (1 << WIDTH) - 1
_MOST_HOPS = 12


class Cost(NamedTuple):
    """One scan of a function: its own, or by a call."""

    length: int
    """Calls on the way."""
    place: int
    """Number of the place in the function."""
    next: int
    """The function that is called; -1 where the scan is its own."""
    subject: str
    """What it goes through: of the next function."""
    does: str


class Costs:
    """Scans by function, and the calls in loops whose functions scan something."""

    def __init__(self, valuing: Valuing, effects: Effects, index: dict[str, list[int]]) -> None:
        self._valuing = valuing
        self._effects = effects
        self._index = index
        self.of: dict[int, dict[str, Cost]] = {}
        """Function → what of its parameters is gone through: "names", "self.words"."""
        self.calls: dict[int, dict[int, int]] = {}
        """Function → number of a call in a loop → the function that it surely runs."""
        self._named: dict[str, list[tuple[int, int]]] = {}
        self._targets: dict[tuple[int, int], int] = {}
        """(function, number of a call) → the function that it surely runs, -1 for none."""

    def start(self) -> None:
        """Work out everything."""
        queue: deque[int] = deque()
        for number, file in self._valuing.files.items():
            for function in file.scans:
                own = self._own(file, function)
                if own:
                    identity = (number << WIDTH) + function
                    self.of[identity] = own
                    queue.append(identity)
        while queue:
            for user in self._carried(queue.popleft()):
                if user not in queue:
                    queue.append(user)

    def _own(self, file: File, function: int) -> dict[str, Cost]:
        found: dict[str, Cost] = {}
        head, body = file.heads[function], file.body(function)
        for number, (subject, does) in enumerate(file.scans[function]):
            if does == IN:
                root, _, attribute = subject.partition(".")
                if attribute:
                    values = file.classes[head[3]][3].get(attribute, ()) if head[3] >= 0 else ()
                    if body.parameters[:1] != [root] or not values or not all(is_list(value) for _, value in values):
                        continue
                does = SEARCHES
            found.setdefault(subject, Cost(0, len(body.calls) + number, -1, subject, does))
        return found

    # -- upwards

    def _carried(self, callee: int) -> Iterator[int]:
        """Look at who calls a function; gives those of which something new is known by that."""
        flags = self._valuing.head(callee)[1]
        if not self._is_run(callee) or flags & GENERATOR:
            return
        subjects = self.of[callee]
        reads = PROPERTY if self._valuing.decoration(callee).form == "property" else 0
        files = self._valuing.files
        for name in self._effects.names_of(callee):
            for user, place in self._calls_of(name):
                if user == callee or self._targets.get((user, place), callee) != callee:
                    continue
                body = files[user >> WIDTH].body(user & _MASK)
                row = body.calls[place]
                if row[1] & PROPERTY != reads or (flags & ASYNC and not row[1] & AWAITED):
                    continue
                if self._looked_at(callee, subjects, user, body, place, row):
                    yield user

    def _calls_of(self, name: str) -> list[tuple[int, int]]:
        """The calls by a last name that may matter: in a loop, or given something of the caller's own."""
        found = self._named.get(name)
        if found is None:
            found = self._named[name] = []
            for user in self._index.get(name, ()):
                file = self._valuing.files.get(user >> WIDTH)
                if file is None:
                    continue
                body = file.body(user & _MASK)
                for place in body.by_last.get(name, ()):
                    row = body.calls[place]
                    carries = row[1] & CERTAIN and not row[1] & PROPERTY and _may_carry(row, body)
                    if row[1] & LOOP or carries:
                        found.append((user, place))
        return found

    def _looked_at(
        self, callee: int, subjects: dict[str, Cost], user: int, body: Body, place: int, row: list[Any]
    ) -> bool:
        in_loop, certain = row[1] & LOOP, row[1] & CERTAIN
        known = self.of.get(user, {})
        carried = {
            told: Cost(cost.length + 1, place, callee, subject, cost.does)
            for subject, cost in (subjects.items() if certain else ())
            if (told := self._here(callee, subject, user, body, row)) is not None
            and cost.length < _MOST_HOPS
            and (told not in known or known[told].length > cost.length + 1)
        }
        if not carried and not in_loop:
            return False
        if in_loop and self.calls.get(user, {}).get(place) == callee and not carried:
            return False
        key = (user, place)
        if key not in self._targets:
            target = self._effects.target_of(user, place, row)
            self._targets[key] = target.functions[0] if target.sure and len(target.functions) == 1 else -1
        if self._targets[key] != callee:
            return False
        if in_loop:
            self.calls.setdefault(user, {})[place] = callee
        if carried:
            self.of.setdefault(user, {}).update(carried)
        return bool(carried)

    def _is_run(self, callee: int) -> bool:
        """Does each call run its body?"""
        decoration = self._valuing.decoration(callee)
        if decoration.cached or decoration.form in ("context", "unknown"):
            return False
        return all(self._effects.calls_own(wrapper, name) for wrapper, name in decoration.wrappers)

    def rows(self, callee: int, row: list[Any]) -> list[Any]:
        """What a call goes through: [argument by position or name, -1 for the receiver; the parameter; what of it; how;
        the calls on the way and the place of the scan, as (function, place, what is called there or -1)]."""
        found: list[Any] = []
        for subject, cost in sorted(self.of.get(callee, {}).items()):
            given = self.given(callee, subject, row)
            if given is not None:
                name = subject.partition(".")[0]
                found.append([given[0], name, given[1], cost.does, self._steps(callee, cost)])
        return found

    def _steps(self, function: int, cost: Cost) -> list[tuple[int, int, int]]:
        steps: list[tuple[int, int, int]] = []
        while len(steps) <= _MOST_HOPS:
            steps.append((function, cost.place, cost.next))
            if cost.next < 0:
                break
            function, cost = cost.next, self.of[cost.next][cost.subject]
        return steps

    # -- whose

    def given(self, callee: int, subject: str, row: list[Any]) -> tuple[int | str, str] | None:
        """Which argument of a call is gone through, by position or name, -1 for the receiver; and what of it."""
        root, dot, rest = subject.partition(".")
        parameters = self._valuing.file(callee).body(callee & _MASK).parameters
        if root not in parameters:
            return None
        position = parameters.index(root)
        if self._is_method(callee):
            if position == 0:
                return (-1, dot + rest) if _receiver(row[0]) else None
            position -= 1
        keywords = row[3] if len(row) > 3 else {}
        return (root if root in keywords else position), dot + rest

    def _is_method(self, callee: int) -> bool:
        head = self._valuing.head(callee)
        return head[3] >= 0 and self._valuing.decoration(callee).form != "static"

    def _here(self, callee: int, subject: str, user: int, body: Body, row: list[Any]) -> str | None:
        """What the caller calls it, where that is a parameter of its own, or hangs on one."""
        found = self.given(callee, subject, row)
        if found is None or _is_partial(row[0], body):
            return None
        given: Expr = None
        if found[0] == -1:
            given = _receiver(row[0])
            if given == "super()":
                given = body.parameters[0] if body.parameters else None
        elif isinstance(found[0], str):
            given = row[3][found[0]]
        elif len(row) > 2 and found[0] < len(row[2]):
            given = row[2][found[0]]
        if given.__class__ is not str:
            return None
        root = given.partition(".")[0]
        if root not in body.parameters or len(body.locals.get(root, (0,))) > 1:
            return None
        return given + found[1]


def _may_carry(row: list[Any], body: Body) -> bool:
    """Is a parameter of the caller, or something of one, given to the callee?"""
    if not body.parameters:
        return False
    given = [_receiver(row[0]), *(row[2] if len(row) > 2 else ()), *(row[3].values() if len(row) > 3 else ())]
    roots = {each.partition(".")[0] for each in given if isinstance(each, str)}
    return "super()" in roots or not roots.isdisjoint(body.parameters)


def _receiver(callee: Expr) -> str | None:
    """The object whose method is called; None where it is not written as a dotted name, or for a constructor."""
    if callee.__class__ is str:
        return callee.rpartition(".")[0] or None
    if callee.__class__ is list and callee[0] == "a":
        base = callee[1]
        return "super()" if base.__class__ is list and base[:2] == ["c", "super"] else None
    return None


def _is_partial(callee: Expr, body: Body) -> bool:
    """Is it a name for something that was given arguments before?"""
    if callee.__class__ is not str or "." in callee:
        return False
    return any(
        value.__class__ is list and value[0] == "c" and str(value[1]).rpartition(".")[2] == "partial"
        for value in body.locals.get(callee, ())
    )
