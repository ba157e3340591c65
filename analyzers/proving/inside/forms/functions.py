"""The forms of functions: by name where they have a place in a module, else by what they do when they are called.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import functools
import operator
import types
from typing import Any

from ..clock import TimeUp
from .forming import Former, Shape, register

__all__ = ["Probing", "code_shape"]

_NOWHERE = object()
_DEEPEST_CALL = 3
"""A function that makes a function that makes a function: decorators with arguments."""


def _probes() -> list[Any]:
    return [1, 0, -2, "a b", "", 1.5, None, [3, 1, 2], [], {"a": 1}, ("b", 2), True]


class Probing:
    """Calls functions that a call has made, with values of several types, in the order and number of their parameters.

    What they raise is not told apart: the values are nobody's idea of good arguments.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._depth = 0

    def __call__(self, former: Former, value: types.FunctionType) -> Shape | None:
        """Return what comes of the calls, or None for a function that the file under proof has not made."""
        if value.__code__.co_filename != self._path or self._depth >= _DEEPEST_CALL:
            return None
        needed = value.__code__.co_argcount - len(value.__defaults__ or ())
        keywords = value.__code__.co_kwonlyargcount - len(value.__kwdefaults__ or {})
        names = value.__code__.co_varnames[value.__code__.co_argcount :][: max(0, keywords)]
        counts = [needed, *[needed + 1] * bool(value.__code__.co_flags & 4)]
        calls = [(count, number) for count in counts for number in range(len(_probes()) if count else 2)]
        self._depth += 1
        try:
            shapes = [self._called(former, value, count, number, names) for count, number in calls]
        finally:
            self._depth -= 1
        if not any(type(shape) is list and shape[0] == "returned" for shape in shapes):
            former.opaque.append("a function that the call made")
        flags = value.__code__.co_flags & 0x2A8  # generator, coroutine, asynchronous generator
        return [needed, flags, former.of(value.__defaults__), *shapes]

    def _called(self, former: Former, value: Any, count: int, number: int, names: tuple[str, ...]) -> Shape:
        probes = _probes()
        # Of several parameters some are alike and some are not.
        step = number % 2
        args = [probes[(number + step * place) % len(probes)] for place in range(count)]
        try:
            result = value(*args, **dict.fromkeys(names, probes[number]))
        except TimeUp:
            raise
        except BaseException:  # noqa: BLE001 - anything may be wrong with the values
            return ["raised"]
        return ["returned", former.item(result), former.item(args)]


# In PyPy these are functions and methods like any other, which have their forms below.
@register(types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType,
          types.MemberDescriptorType, types.GetSetDescriptorType)  # fmt: skip
def _descriptor(former: Former, value: Any) -> Shape:
    return ["function", value.__qualname__]


@register(types.MethodWrapperType)
def _wrapper(former: Former, value: Any) -> Shape:
    return ["bound", value.__qualname__, former.of(value.__self__)]


@register(types.FunctionType)
def _function(former: Former, value: Any) -> Shape:
    qualname = value.__qualname__
    name = f"{value.__module__}.{qualname}"
    if "<" not in qualname:
        return ["function", name]
    known = former.met(value)
    if known is not None:
        return known
    if former.call is not None:
        shape = former.call(former, value)
        if shape is not None:
            return ["function", "<local>", shape]
    cells = [_content_of(cell) for cell in value.__closure__ or ()]
    kept = [["empty"] if part is _NOWHERE else former.of(part) for part in cells]
    return ["function", name, code_shape(value.__code__), kept, former.of(value.__defaults__)]


def _content_of(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # an empty one
        return _NOWHERE


@register(types.CellType)
def _cell(former: Former, value: Any) -> Shape:
    content = _content_of(value)
    return former.met(value) or ["cell", None if content is _NOWHERE else former.of(content)]


def code_shape(code: types.CodeType) -> Shape:
    """Return what a code object does, but not where it stands."""
    constants = [code_shape(part) if type(part) is types.CodeType else repr(part) for part in code.co_consts]
    return [
        code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags, code.co_code.hex(),
        list(code.co_names), list(code.co_varnames), constants,
    ]  # fmt: skip


@register(types.BuiltinFunctionType)
def _builtin(former: Former, value: Any) -> Shape:
    owner = value.__self__
    if owner is None or type(owner) is types.ModuleType:
        return ["function", f"{value.__module__}.{value.__qualname__}"]
    return ["bound", value.__qualname__, former.of(owner)]


@register(types.MethodType)
def _method(former: Former, value: Any) -> Shape:
    return ["bound", former.of(value.__func__), former.of(value.__self__)]


@register(functools.partial)
def _partial(former: Former, value: Any) -> Shape:
    known = former.met(value)
    return known or ["partial", former.of(value.func), former.of(value.args), former.of(value.keywords)]


@register(functools._lru_cache_wrapper)
def _cached(former: Former, value: Any) -> Shape:
    # What it holds is no state that a caller sees.
    return former.of(value.__wrapped__)


@register(operator.itemgetter, operator.attrgetter, operator.methodcaller)
def _getter(former: Former, value: Any) -> Shape:
    return ["getter", type(value).__name__, former.of(value.__reduce__()[1])]


@register(property, classmethod, staticmethod)
def _property(former: Former, value: Any) -> Shape:
    inner = (value.fget, value.fset, value.fdel) if type(value) is property else value.__func__
    return former.met(value) or [type(value).__name__, former.of(inner)]


@register(types.CodeType)
def _code(former: Former, value: Any) -> Shape:
    return ["code", code_shape(value)]
