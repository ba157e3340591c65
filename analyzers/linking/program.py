"""The files of a program, and what each is told of the others."""

from __future__ import annotations

from .codec import encoded
from .costs import Costs
from .effects import Effects
from .files import WIDTH, File, Shelf, UnreadableError, core_of, file_of, identity, parts_of
from .modules import Modules
from .patching import replaced_in
from .relations import shapes
from .telling import Teller
from .values import NO_FILE, Valuing

__all__ = ["Program", "UnreadableError"]


class Program:
    """Summaries come in, tables go out: `codec.decoded` makes an `Outside` of one.

    Linking anew after a change costs what hangs on it; after one of files or base classes it costs the whole.
    """

    def __init__(self, *, changes: bool = False, costs: bool = True) -> None:
        """`changes`: whether `link` will be called again and again; then it is noted what hangs on what.

        `costs`: whether calls in loops are told what they go through, which only rules that are not on by default ask.
        """
        self._changes = changes
        self._with_costs = costs
        self._costs: Costs | None = None
        self._files: dict[int, File] = {}
        self._numbers: dict[str, int] = {}
        self._bare: dict[str, None] = {}
        """Paths of files that say nothing: an empty `__init__.py` still makes a package of its folder."""
        self._next = 0
        self._index: dict[str, list[int]] = {}
        self._aliases: dict[str, set[str]] = {}
        self._shelf = Shelf()
        self._stale: dict[int, int] = {}
        """Numbers of files that were replaced, and of their functions, which may still stand in the index."""
        self._changed: set[int] = set()
        """Files whose functions are new."""
        self._moved: set[str] = set()
        """Paths of files in which code was only moved."""
        self._whole = True
        """Whether everything is to be linked."""
        self._valuing: Valuing | None = None
        self._effects: Effects | None = None
        self._tables: dict[str, bytes] = {}
        self._ways: dict[str, set[str]] = {}
        """Path → the files that ways in its table lead through, itself perhaps among them."""

    def tell_costs(self, wanted: bool) -> None:
        """Have calls in loops told what they go through from the next link on, or no longer."""
        if wanted is not self._with_costs:
            self._with_costs, self._costs, self._whole = wanted, None, True

    def put(self, path: str, summary: bytes) -> None:
        """Add a file, or replace what it says. `path` is absolute, or relative to one folder for all, with `/`.

        Raises UnreadableError.
        """
        old = self._numbers.get(path)
        if not summary:
            if path not in self._bare:
                self.remove(path)
                self._bare[path] = None
                self._whole = True
            return
        self._bare.pop(path, None)
        if old is not None:
            known = self._files[old]
            core, tail = parts_of(summary)
            if core_of(core) == known.core:
                if tail != known.tail:
                    known.moved(tail)
                    self._moved.add(path)
                return
        number = self._next
        file = file_of(number, path, summary, self._shelf)
        self._next += 1
        if old is None:
            self._whole = True
        else:
            before = self._files.pop(old)
            self._stale[old] = len(before.heads)
            self._whole = self._whole or shapes(before) != shapes(file)
            if not self._whole and self._valuing is not None:
                self._valuing.replace(old, number)
        self._files[number] = file
        self._numbers[path] = number
        self._changed.add(number)
        self._changed.discard(old if old is not None else -1)
        for name, functions in file.names.items():
            self._index.setdefault(name, []).extend([identity(number, each) for each in functions])
        for name, others in file.aliases.items():
            self._aliases.setdefault(name, set()).update(others)
        file.release_names()

    def remove(self, path: str) -> None:
        """Take a file out; one that is not there is no error."""
        number = self._numbers.pop(path, None)
        if number is not None:
            self._stale[number] = len(self._files.pop(number).heads)
            self._changed.discard(number)
            self._whole = True
        if path in self._bare:
            del self._bare[path]
            self._whole = True

    def release(self) -> None:
        """Break the circles of what is known, so that its memory is free at once. Not to be used afterwards."""
        for part in (self._costs, self._effects, self._valuing, self):
            if part is not None:
                part.__dict__.clear()

    def link(self) -> dict[str, bytes]:
        """Return the tables that have changed since the last time, by path; b"" where a file is told nothing any more.

        The first time all that are not empty. Costs what the changed summaries reach.
        """
        if self._whole or self._valuing is None or self._effects is None or (self._changed and not self._changes):
            paths = self._link_all()
        elif self._changed:
            paths = self._link_changed(self._valuing, self._effects)
        else:
            paths = {path for path, through in self._ways.items() if not through.isdisjoint(self._moved)}
        if self._with_costs and (self._changed or self._costs is None or len(paths) >= len(self._tables)):
            paths |= self._cost()
        self._changed.clear()
        self._moved.clear()
        return self._told(paths)

    def _cost(self) -> set[str]:
        """Work out anew what calls go through; returns the files with such calls, now or before."""
        assert self._valuing is not None
        assert self._effects is not None
        before = self._costs.calls if self._costs is not None else {}
        self._costs = Costs(self._valuing, self._effects, self._index)
        self._costs.start()
        numbers = {each >> WIDTH for each in (*before, *self._costs.calls)}
        return {self._files[number].path for number in numbers if number in self._files}

    def _link_all(self) -> set[str]:
        if self._stale:
            self._index = {
                name: left
                for name, functions in self._index.items()
                if (left := [each for each in functions if each >> WIDTH in self._files])
            }
            self._stale.clear()
        numbers = [*self._numbers.values(), *[NO_FILE] * len(self._bare)]
        parts = [tuple(part for part in path.split("/") if part) for path in (*self._numbers, *self._bare)]
        self._valuing = Valuing(self._files, Modules(parts), numbers, track=self._changes)
        self._valuing.replace_at_run_time(replaced_in(self._valuing))
        self._effects = Effects(self._valuing, self._index, self._aliases)
        self._effects.start()
        self._whole = False
        return {*self._numbers, *self._tables}

    def _link_changed(self, valuing: Valuing, effects: Effects) -> set[str]:
        concerned: set[int] = set()
        for number in self._changed:
            concerned.update(identity(number, each) for each in range(len(self._files[number].heads)))
        for number, count in self._stale.items():
            concerned |= effects.hangs_on.pop(number, set())
            concerned.update(identity(number, each) for each in range(count))
            valuing.forget(number)
        self._stale = {}
        looked = effects.again(concerned)
        paths = {self._files[each >> WIDTH].path for each in looked if each >> WIDTH in self._files}
        return paths | {path for path, through in self._ways.items() if not through.isdisjoint(self._moved)}

    def _told(self, paths: set[str]) -> dict[str, bytes]:
        assert self._valuing is not None
        assert self._effects is not None
        teller = Teller(self._valuing, self._effects, self._costs)
        found: dict[str, bytes] = {}
        wanted = {number for path in paths if (number := self._numbers.get(path)) is not None}
        by_file: dict[int, list[int]] = {}
        for function in dict.fromkeys(
            (*self._effects.targets, *self._effects.handed, *(self._costs.calls if self._costs is not None else ()))
        ):
            if function >> WIDTH in wanted:
                by_file.setdefault(function >> WIDTH, []).append(function)
        for path in sorted(paths):
            number = self._numbers.get(path)
            outside, through = teller.outside(by_file.get(number, ())) if number is not None else (None, set[str]())
            table = encoded(outside) if outside is not None else b""
            if table != self._tables.get(path, b""):
                found[path] = table
                if table:
                    self._tables[path] = table
                else:
                    del self._tables[path]
            if through:
                self._ways[path] = through
            else:
                self._ways.pop(path, None)
        return found
