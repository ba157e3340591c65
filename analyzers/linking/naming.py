"""By which names functions are known where they are called: their own, of classes, other ones, those in functions."""

from __future__ import annotations

from collections.abc import Iterable

from .files import WIDTH, File, identity
from .values import Valuing
from .writing import local_aliases

__all__ = ["Naming"]

_MASK = (1 << WIDTH) - 1


class Naming:
    """`index` has the functions that call something, by its last name, and `aliases` other names of a last name."""

    def __init__(self, valuing: Valuing, index: dict[str, list[int]], aliases: dict[str, set[str]]) -> None:
        self._valuing = valuing
        self._index = index
        self._aliases = aliases
        self._named: dict[int, tuple[str, ...]] = {}
        self.local: dict[int, set[str]] = {}
        """Function → names of its own, or of one around it, for what may have an effect."""

    def forget(self, function: int) -> None:
        self._named.pop(function, None)

    def names_of(self, function: int) -> tuple[str, ...]:
        known = self._named.get(function)
        if known is not None:
            return known
        head = self._valuing.head(function)
        *_, name = head[0].rpartition(".")
        names = {name}
        if head[3] >= 0 and name in ("__init__", "__new__", "__post_init__", "__call__"):
            owner = identity(function >> WIDTH, head[3])
            row = self._valuing.class_row(owner)
            classes = {row[0].rpartition(".")[2], *self._names_below(owner)}
            if name == "__call__":
                names = {alias for each in classes for alias in self._aliases.get(f"{each}()", ())}
            else:
                names |= classes | {"cls"}
        elif name == "__aenter__":
            names.add("__enter__")
        elif name == "<lambda>":
            names = set(self._aliases.get("<lambda>", ()))
        elif head[2] > 0 and head[3] < 0:
            # Known by its name in the function around only, but for what that stores or returns.
            names = set(self._valuing.file(function).aliases.get(name, ()))
        around = head[2]
        while around > 0:
            # It may be what a decorator makes; those that it decorates are aliases of its name.
            outer = self._valuing.head(identity(function >> WIDTH, around))
            names.add(outer[0].rpartition(".")[2])
            around = outer[2]
        pending = list(names)
        while pending:
            for alias in self._aliases.get(pending.pop(), ()):
                if alias not in names:
                    names.add(alias)
                    pending.append(alias)
        self._named[function] = found = tuple(sorted(names))
        return found

    def users(self, name: str) -> Iterable[tuple[int, str]]:
        """The functions that call something of a name, hand it over or give it another one, and by which name."""
        yield from ((user, name) for user in self._index.get(name, ()))
        yield from ((user, name) for user in self._index.get(f"({name}", ()))
        for function in self._index.get(f"={name}", ()):
            yield from self.bound(function, name)

    def bound(self, function: int, name: str) -> Iterable[tuple[int, str]]:
        """The names that a function gives something, and those in it, which know them as well."""
        file = self._valuing.files.get(function >> WIDTH)
        if file is None:
            return
        pairs = list(local_aliases(file.body(function & _MASK).locals))
        known = {name}
        pending = [name]
        while pending:
            now = pending.pop()
            for other, alias in pairs:
                if other == now and alias not in known:
                    known.add(alias)
                    pending.append(alias)
        known.discard(name)
        if known:
            yield from self._inside(function, file, known)

    def around(self, function: int, file: File) -> Iterable[tuple[int, str]]:
        """The functions that know a nested function by its own name."""
        head = file.heads[function & _MASK]
        if head[2] <= 0 or head[3] >= 0:
            return
        name = head[0].rpartition(".")[2]
        if name in self.local.get(function, ()):
            return
        outer = identity(function >> WIDTH, head[2])
        yield from self._inside(outer, file, {name})
        for each in file.within(head[2]):
            yield from self.bound(identity(function >> WIDTH, each), name)

    def _inside(self, function: int, file: File, names: set[str]) -> Iterable[tuple[int, str]]:
        for each in file.within(function & _MASK):
            user = identity(function >> WIDTH, each)
            self.local.setdefault(user, set()).update(names)
            yield from ((user, name) for name in names)

    def _names_below(self, owner: int) -> Iterable[str]:
        hierarchy = self._valuing.hierarchy
        pending, seen = [owner], {owner}
        while pending:
            for below in hierarchy.directly_below(pending.pop()):
                if below not in seen:
                    seen.add(below)
                    pending.append(below)
                    yield self._valuing.class_row(below)[0].rpartition(".")[2]
