"""What a module keeps (its variables, those of its classes, the defaults of its functions), and what a call changed.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import itertools
import operator
import types
from collections.abc import Collection, Iterator
from typing import Any

from .clock import TimeUp
from .forms import Former, Shape, digest_of, mro_of, plain_json, vars_of

__all__ = ["ModuleState"]

_MOST_PARTS = 3000
"""Of one variable; of larger ones the length counts, and the beginning."""
_MOST_QUICK = 20_000
_MISSING = object()
_UNWATCHED = frozenset(map(id, (types.ModuleType, types.FunctionType, types.BuiltinFunctionType)))
_ATOMS = frozenset(map(id, (bool, int, float, str, bytes, complex, type(None), range, type(Ellipsis))))
_NEVER = frozenset({
    "__builtins__", "__cached__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__spec__",
    "__dict__",
    "__weakref__", "__annotations__", "__warningregistry__", "__module__", "__abstractmethods__", "_abc_impl",
    "__firstlineno__", "__static_attributes__",
})  # fmt: skip


class _Variable:
    """One variable, as it was when the module was loaded."""

    __slots__ = ("digest", "former", "items", "label", "name", "value", "where")

    def __init__(self, label: str, where: Any, name: str, value: Any, ignored: Collection[str]) -> None:
        self.label = label
        self.where = where
        self.name = name
        self.value = value
        kind = type(value)
        self.digest: str | None = None
        self.items: list[Any] | None = None
        if id(kind) in _ATOMS or id(kind) in _UNWATCHED or type in mro_of(kind):
            return
        self.digest = digest_of(plain_json(_formed(value, ignored)))
        self.items = _items_of(value)

    def changed(self, ignored: Collection[str]) -> Shape:
        """Return the shape that the variable has now, or `_MISSING` where it is as it was."""
        now = self.where.get(self.name, _MISSING)
        if now is self.value:
            if self.digest is None:
                return _MISSING
            if self.items is not None:
                items = _items_of(now)
                if items is not None and len(items) == len(self.items) and all(map(operator.is_, items, self.items)):
                    return _MISSING
            shape = _formed(now, ignored)
            return _MISSING if digest_of(plain_json(shape)) == self.digest else shape
        if now is _MISSING:
            return ["deleted"]
        shape = _formed(now, ignored)
        if (
            self.digest is None
            and id(type(self.value)) in _ATOMS
            and type(now) is type(self.value)
            and now == self.value
        ):
            return _MISSING
        return _MISSING if digest_of(plain_json(shape)) == self.digest else shape

    def restore(self) -> bool:
        """Put the variable back, and tell whether that could be done."""
        if self.where.get(self.name, _MISSING) is not self.value:
            if type(self.where) is not dict:
                return False
            self.where[self.name] = self.value
        if self.digest is None:
            return True
        if self.items is None:
            return False
        value = self.value
        if type(value) is list:
            value[:] = self.items
        elif type(value) is dict:
            value.clear()
            value.update(zip(self.items[::2], self.items[1::2]))  # noqa: B905 - Python 3.9
        elif type(value) is set:
            value.clear()
            value.update(self.items)
        return True


def _items_of(value: Any) -> list[Any] | None:
    """Return what a plain container holds, if that are atoms only."""
    kind = type(value)
    if kind is list or kind is tuple or kind is set or kind is frozenset:
        items = list(value)
    elif kind is dict:
        items = list(itertools.chain.from_iterable(value.items()))
    else:
        return None
    if len(items) > _MOST_QUICK or not _ATOMS.issuperset(map(id, map(type, items))):
        return None
    return items


def _formed(value: Any, ignored: Collection[str]) -> Shape:
    try:
        return Former(ignored=ignored, most=_MOST_PARTS).shape(value)
    except TimeUp:
        raise
    except Exception as error:  # noqa: BLE001 - the value's own code may come to run, and raise
        return ["unformed", type(value).__name__, type(error).__name__]


class ModuleState:
    """What the variables of a module were when it was loaded."""

    def __init__(self, module: types.ModuleType, variables: Collection[str], attributes: Collection[str]) -> None:
        """Leave out these variables of the module, and these attributes of all objects."""
        self._left_out = variables
        self._ignored = attributes
        self._variables: list[_Variable] = []
        self._spaces: list[tuple[str, Any, set[str]]] = []
        for label, where in _spaces(module):
            self._spaces.append((label, where, set(where)))
            self._variables += [
                _Variable(label + name, where, name, value, attributes)
                for name, value in list(where.items())
                if type(name) is str and not self._is_left_out(label, name)
            ]
        self.watched = sorted(
            {each.label for each in self._variables if id(type(each.value)) not in _UNWATCHED}
            - {label.rstrip(".") for label, _, _ in self._spaces}
        )
        """Names of variables: what changes on one side only counts where the other has that name, too."""

    def _is_left_out(self, label: str, name: str) -> bool:
        return name in _NEVER or (name in self._ignored if label else name in self._left_out)

    def changes(self) -> dict[str, Shape]:
        """Return the variables that are not as they were, by qualified name."""
        found: dict[str, Shape] = {}
        for variable in self._variables:
            shape = variable.changed(self._ignored)
            if shape is not _MISSING:
                found[variable.label] = shape
        for label, where, names in self._spaces:
            if len(where) > len(names):
                for name in [each for each in where if each not in names]:
                    if not self._is_left_out(label, name):
                        found[f"{label}{name}"] = _formed(where[name], self._ignored)
        return found

    def restore(self, changed: Collection[str]) -> bool:
        """Put back what is changed, and tell whether that could be done; else the module must be loaded anew."""
        done = True
        known = {variable.label: variable for variable in self._variables}
        for name in changed:
            variable = known.get(name)
            if variable is not None:
                done = variable.restore() and done
                continue
            for label, where, _ in self._spaces:
                if name.startswith(label) and name[len(label) :] in where:
                    if type(where) is not dict:
                        return False
                    del where[name[len(label) :]]
        return done and not any(name in self.changes() for name in changed)


def _spaces(module: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """Give the module's variables, those of its classes, and what its functions keep."""
    yield "", vars(module)
    for name, value in list(vars(module).items()):
        if type in mro_of(type(value)) and vars_of(value).get("__module__") == module.__name__:
            yield f"{name}.", vars_of(value)
            for inner, member in list(vars_of(value).items()):
                function = (
                    getattr(member, "__func__", member) if type(member) in (classmethod, staticmethod) else member
                )
                yield from _function_space(f"{name}.{inner}.", function)
        else:
            yield from _function_space(f"{name}.", value, module.__name__)


def _function_space(label: str, value: Any, module: str | None = None) -> Iterator[tuple[str, Any]]:
    if type(value) is not types.FunctionType or (module is not None and value.__module__ != module):
        return
    held = (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())
    if any(id(type(part)) not in _ATOMS for part in held):
        # The values themselves stay, so a mapping of what is there now is enough.
        yield label, {"__defaults__": value.__defaults__, "__kwdefaults__": value.__kwdefaults__}
    yield label, value.__dict__
