"""Classes of a program: what a class inherits, from which classes of libraries, and who overrides its methods."""

# pyright: reportImportCycles=false
# The cycle is one of types only.

from __future__ import annotations

from typing import TYPE_CHECKING

from .files import WIDTH, identity
from .symbols import last_of

if TYPE_CHECKING:
    from .values import Valuing

__all__ = ["Hierarchy"]

_MODELS = ("django.db.models.Model", "django.db.models.base.Model", "django.contrib.gis.db.models.Model")
_QUERYSETS = frozenset({
    "django.db.models.Manager", "django.db.models.QuerySet", "django.db.models.query.QuerySet",
    "django.db.models.manager.Manager", "django.contrib.auth.models.UserManager",
    "django.contrib.auth.models.BaseUserManager",
})  # fmt: skip
_MODEL_CLASSES = frozenset({
    *_MODELS, "django.contrib.auth.models.AbstractUser", "django.contrib.auth.models.AbstractBaseUser",
    "django.contrib.auth.models.User", "model_utils.models.TimeStampedModel", "mptt.models.MPTTModel",
    "polymorphic.models.PolymorphicModel", "wagtail.models.Page",
})  # fmt: skip
_DEEPEST = 20


class Hierarchy:
    """Answers are kept until `forget`."""

    def __init__(self, valuing: Valuing) -> None:
        self._valuing = valuing
        self._lines: dict[int, tuple[tuple[int, ...], tuple[str, ...], frozenset[int]]] = {}
        self._below: dict[str, list[int]] | None = None
        self._busy: set[int] = set()

    def forget(self) -> None:
        self._lines.clear()
        self._below = None

    def line(self, owner: int) -> tuple[int, ...]:
        """A class and those of the program that it inherits from, itself first, roughly in the order of lookup."""
        return self._of(owner)[0]

    def outside(self, owner: int) -> tuple[str, ...]:
        """The classes of libraries that it inherits from; "?" where a base is not known."""
        return self._of(owner)[1]

    def is_model(self, owner: int) -> bool:
        return not _MODEL_CLASSES.isdisjoint(self.outside(owner))

    def is_queryset(self, owner: int) -> bool:
        return not _QUERYSETS.isdisjoint(self.outside(owner))

    def _of(self, owner: int) -> tuple[tuple[int, ...], tuple[str, ...], frozenset[int]]:
        valuing = self._valuing
        known = self._lines.get(owner)
        if known is not None:
            if valuing.track or len(valuing.seen) < 2:
                valuing.seen |= known[2]
            return known
        if owner in self._busy or len(self._busy) > _DEEPEST:
            return (owner,), ("?",), frozenset()
        self._busy.add(owner)
        outer = valuing.begin(owner >> WIDTH)
        row = valuing.class_row(owner)
        around = identity(owner >> WIDTH, row[5])
        line: dict[int, None] = {owner: None}
        outside: dict[str, None] = {}
        for base in row[1]:
            if base.__class__ is list and base[0] == "s":  # Repository[Order]
                base = base[1]
            for value in valuing.value(base, around):
                if value[0] == "C" and value[1] != owner:
                    inherited = self._of(value[1])
                    line.update(dict.fromkeys(inherited[0]))
                    outside.update(dict.fromkeys(inherited[1]))
                elif value[0] == "X":
                    if value[1] not in ("builtins.object", "typing.Generic", "typing.Protocol", "abc.ABC"):
                        outside[value[1]] = None
                else:
                    outside["?"] = None
        found = tuple(line), tuple(outside), valuing.end(outer)
        self._busy.discard(owner)
        if not self._busy:
            self._lines[owner] = found
        return found

    def overriding(self, owner: int, name: str) -> list[int]:
        """The methods of that name in classes below a class."""
        found: list[int] = []
        pending, seen = [owner], {owner}
        while pending:
            above = pending.pop()
            for below in self.directly_below(above):
                if below in seen:
                    continue
                seen.add(below)
                pending.append(below)
                methods = self._valuing.class_row(below)[4].get(name)
                if methods:
                    found.append(identity(below >> WIDTH, methods[-1]))
        return found

    def directly_below(self, owner: int) -> list[int]:
        """The classes that name a class as their base."""
        if self._below is None:
            self._below = {}
            for number, file in self._valuing.files.items():
                for each, row in enumerate(file.classes):
                    for base in row[1]:
                        if base.__class__ is list and base[0] == "s":
                            base = base[1]
                        if last := last_of(base):
                            self._below.setdefault(last, []).append(identity(number, each))
        name = self._valuing.class_row(owner)[0].rpartition(".")[2]
        return [each for each in self._below.get(name, ()) if each != owner and owner in self.line(each)]

    def is_abstract(self, function: int) -> bool:
        """Does a method only say that others have it: no calls, nothing returned?"""
        body = self._valuing.file(function).body(function & ((1 << WIDTH) - 1))
        returned = [each for each in body.returns if not (each.__class__ is list and each[0] == "n")]
        return not returned and all(last_of(call[0]) == "NotImplementedError" for call in body.calls)
