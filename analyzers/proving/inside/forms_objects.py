"""The forms of objects: by class and attributes, and of the standard library's values by what they are worth.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import array
import collections
import functools
import io
import operator
import re
import sys
import threading
import types
import weakref
from collections.abc import Iterator, Mapping
from typing import Any

from .forms import Former, Handler, Shape, mro_of, name_of, register, register_named, resolver, vars_of

__all__ = ["attributes_of", "handler_for", "is_frozen"]

_TABLES = ("numpy", "pandas", "polars")
_NOWHERE = object()
_SKIPPED = frozenset({"__dict__", "__weakref__", "__suppress_context__"})


@resolver
def handler_for(kind: type, inherited: Mapping[int, Handler], by_name: Mapping[str, tuple[Handler, bool]]) -> Handler:
    """Return what makes the shape of values of a class that has no handler yet."""
    mro = mro_of(kind)
    for base in mro:
        package = str(vars_of(base).get("__module__", "")).partition(".")[0]
        if package in _TABLES and package in sys.modules:
            # Late: only where there are such values.
            from .forms_tables import table_handler

            found = table_handler(base, package)
            if found is not None:
                return found if base is kind else functools.partial(_extended, found)
    for base in mro:
        named = by_name.get(name_of(base))
        if named is not None and _genuine(base):
            found, whole = named
            return found if base is kind or whole else functools.partial(_extended, found)
    for base in mro[1:]:
        found = inherited.get(id(base))
        if found is not None:
            return found if found is inherited.get(id(type)) else functools.partial(_extended, found)
    names = {name for base in mro[:-1] for name in ("__next__", "__anext__", "__await__") if name in vars_of(base)}
    if names:
        return _stream
    if _slots_of(kind) or _dict_of(kind) is not None:
        return _object
    return _reduced


def _genuine(kind: type) -> bool:
    module, _, name = name_of(kind).rpartition(".")
    return getattr(sys.modules.get(module), name, None) is kind or module.startswith("pathlib")


# --- objects ---


@functools.lru_cache(maxsize=1000)
def _layout(held: _Held) -> tuple[Any, tuple[tuple[str, Any], ...]]:
    kind = held.kind
    found = None
    slots: dict[str, Any] = {}
    for base in reversed(mro_of(kind)):
        for name, member in vars_of(base).items():
            if type(member) is types.MemberDescriptorType and name not in _SKIPPED:
                slots[name] = member
            elif name == "__dict__" and type(member) is types.GetSetDescriptorType:
                found = member
    return found, tuple(sorted(slots.items(), key=operator.itemgetter(0)))


class _Held:
    """A class as the key of a cache: compared by id, whatever its metaclass says."""

    __slots__ = ("kind",)

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        return type(other) is _Held and other.kind is self.kind

    def __hash__(self) -> int:
        return id(self.kind)


def _dict_of(kind: type) -> Any:
    return _layout(_Held(kind))[0]


def _slots_of(kind: type) -> tuple[tuple[str, Any], ...]:
    return _layout(_Held(kind))[1]


def _is_python(kind: type) -> bool:
    """Tell whether a class whose instances have no dictionary was written in Python: then it has slots."""
    return any("__slots__" in vars_of(base) for base in mro_of(kind))


def attributes_of(value: Any) -> Iterator[tuple[str, Any]]:
    """Give the attributes of an instance, those in slots first, without running code of its class."""
    kind = type(value)
    found, slots = _layout(_Held(kind))
    for name, member in slots:
        try:
            yield name, member.__get__(value)
        except AttributeError:  # a slot that is empty
            continue
    if found is not None:
        held = found.__get__(value)
        if held:
            yield from list(dict.items(held))


def is_frozen(kind: type) -> bool:
    """Tell whether instances are values: frozen dataclasses, whose aliases nobody can tell."""
    parameters = vars_of(kind).get("__dataclass_params__")
    return parameters is not None and getattr(parameters, "frozen", False) is True


def _attributes(former: Former, value: Any) -> list[Shape]:
    """Return names and shapes, by name: their order tells nothing but when they were set."""
    kind = type(value)
    found: list[tuple[str, Any]] = []
    for name, part in attributes_of(value):
        if type(name) is not str:
            name = f"?{name_of(type(name))}"
        if name in former.ignored or _is_cached(kind, name):
            continue
        found.append((name, part))
    found.sort(key=operator.itemgetter(0))
    former.left -= len(found)
    if former.left < 0:
        return [["cut", len(found)]]
    return [item for name, part in found for item in (name, former.of(part))]


def _is_cached(kind: type, name: str) -> bool:
    """Tell whether an attribute is what a cached_property has kept: filled or not, it is the same object."""
    for base in mro_of(kind):
        member = vars_of(base).get(name)
        if member is not None:
            return type(member) is functools.cached_property or name_of(type(member)).endswith(".cached_property")
    return False


def _object(former: Former, value: Any) -> Shape:
    kind = type(value)
    if not is_frozen(kind):
        known = former.met(value)
        if known is not None:
            return known
        return ["object", name_of(kind), *_attributes(former, value)]
    if ("frozen", id(value)) in former.under_way:
        return ["cycle", name_of(kind)]
    former.under_way.add(("frozen", id(value)))
    try:
        return ["object", name_of(kind), *_attributes(former, value)]
    finally:
        former.under_way.discard(("frozen", id(value)))


def _extended(content: Handler, former: Former, value: Any) -> Shape:
    """Return the shape of an instance of a subclass: its class, its content, and its own attributes."""
    inner = content(former, value)
    if type(inner) is list and inner and inner[0] == "same":
        return inner
    return ["sub", name_of(type(value)), inner, *_attributes(former, value)]


def _reduced(former: Former, value: Any) -> Shape:
    """Return the shape of a value that keeps itself in C: as its pickle would have it, or else by its class alone."""
    kind = type(value)
    name = name_of(kind)
    if kind is object:
        return former.met(value) or ["object", "object"]
    known = former.met(value)
    if known is not None:
        return known
    if _is_python(kind):
        return ["object", name]  # with empty slots
    try:
        parts = value.__reduce_ex__(2)
    except Exception:  # noqa: BLE001 - an object that cannot be pickled says so in many ways
        parts = None
    if type(parts) is str:
        return ["constant", name, parts]
    if type(parts) is tuple and len(parts) >= 2:
        state = parts[2] if len(parts) > 2 else None
        return ["reduced", name, former.of(parts[0]), former.of(parts[1]), former.of(state)]
    former.opaque.append(name)
    return ["opaque", name]


def _stream(former: Former, value: Any) -> Shape:
    """Return the shape of an iterator or of something that is awaited: what comes out of it, if asked for."""
    known = former.met(value)
    if known is not None:
        return known
    kind = type(value)
    own = _attributes(former, value) if _dict_of(kind) is not None or _is_python(kind) else []
    if former.consume is None:
        former.opaque.append(name_of(kind))
        return ["stream", name_of(kind), *own]
    return ["stream", former.consume(former, value), *own]


# --- functions ---


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
    cells = [cell.cell_contents if _filled(cell) else _NOWHERE for cell in value.__closure__ or ()]
    kept = [["empty"] if part is _NOWHERE else former.of(part) for part in cells]
    return ["function", name, code_shape(value.__code__), kept, former.of(value.__defaults__)]


def _filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - an empty one raises
    except ValueError:
        return False
    return True


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


@register(types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType,
          types.MemberDescriptorType, types.GetSetDescriptorType)  # fmt: skip
def _descriptor(former: Former, value: Any) -> Shape:
    return ["function", value.__qualname__]


@register(types.MethodWrapperType)
def _wrapper(former: Former, value: Any) -> Shape:
    return ["bound", value.__qualname__, former.of(value.__self__)]


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


# --- values of the standard library ---


@register(re.Pattern)
def _pattern(former: Former, value: Any) -> Shape:
    return ["pattern", former.of(value.pattern), value.flags]


@register(re.Match)
def _match(former: Former, value: Any) -> Shape:
    return ["match", former.of(value.re), former.of(value.string), [list(pair) for pair in value.regs]]


@register(array.array, inherited=True)
def _array(former: Former, value: Any) -> Shape:
    return former.met(value) or ["array", value.typecode, *array.array.tolist(value)]


@register(memoryview)
def _memory(former: Former, value: Any) -> Shape:
    known = former.met(value)
    return known or [
        "memoryview",
        value.format,
        list(value.shape or ()),
        value.readonly,
        bytes(value).decode("latin-1"),
    ]


@register(io.StringIO, inherited=True)
def _text_buffer(former: Former, value: Any) -> Shape:
    known = former.met(value)
    if known is not None or value.closed:
        return known or ["StringIO", "closed"]
    return ["StringIO", io.StringIO.getvalue(value), io.StringIO.tell(value)]


@register(io.BytesIO, inherited=True)
def _bytes_buffer(former: Former, value: Any) -> Shape:
    known = former.met(value)
    if known is not None or value.closed:
        return known or ["BytesIO", "closed"]
    return ["BytesIO", io.BytesIO.getvalue(value).decode("latin-1"), io.BytesIO.tell(value)]


@register(io.TextIOWrapper, io.BufferedReader, io.BufferedWriter, io.BufferedRandom, io.FileIO)
def _file(former: Former, value: Any) -> Shape:
    known = former.met(value)
    if known is not None:
        return known
    position = None if value.closed or not value.seekable() else _position(value)
    return [
        "file",
        type(value).__name__,
        former.of(getattr(value, "name", None)),
        str(value.mode),
        value.closed,
        position,
    ]


def _position(value: Any) -> int | None:
    try:
        return value.tell()
    except OSError:  # within an iteration
        return None


@register(weakref.ref)
def _weak(former: Former, value: Any) -> Shape:
    return ["weakref", former.of(value())]


@register(types.CellType)
def _cell(former: Former, value: Any) -> Shape:
    return former.met(value) or ["cell", former.of(value.cell_contents) if _filled(value) else None]


@register(BaseException, inherited=True)
def _exception(former: Former, value: Any) -> Shape:
    return former.met(value) or ["exception", former.of(BaseException.args.__get__(value))]  # pyright: ignore[reportAttributeAccessIssue]


@register(type(collections.namedtuple("_Pair", "a").a))  # pyright: ignore[reportAttributeAccessIssue]
def _field(former: Former, value: Any) -> Shape:
    return ["field", former.of(value.__reduce__()[1])]


@register(types.GenericAlias)
def _alias(former: Former, value: Any) -> Shape:
    return ["alias", former.of(value.__origin__), former.of(value.__args__)]


@register(type(threading.Lock()))
def _lock(former: Former, value: Any) -> Shape:
    return former.met(value) or ["lock", value.locked()]


@register(types.FrameType, types.TracebackType)
def _frame(former: Former, value: Any) -> Shape:
    return [type(value).__name__]


@register(types.SimpleNamespace)
def _namespace(former: Former, value: Any) -> Shape:
    return _object(former, value)


@register_named("enum.Enum", whole=True)
def _enum(former: Former, value: Any) -> Shape:
    held = dict(attributes_of(value))
    return ["enum", name_of(type(value)), former.of(held.get("_name_")), former.of(held.get("_value_"))]


@register_named("decimal.Decimal")
def _decimal(former: Former, value: Any) -> Shape:
    return ["Decimal", sys.modules["decimal"].Decimal.__str__(value)]


@register_named("fractions.Fraction")
def _fraction(former: Former, value: Any) -> Shape:
    return ["Fraction", former.of(value._numerator), former.of(value._denominator)]


@register_named("datetime.datetime", "datetime.time")
def _datetime(former: Former, value: Any) -> Shape:
    kind: Any = sys.modules["datetime"]
    kind = kind.datetime if kind.datetime in mro_of(type(value)) else kind.time
    return [kind.__name__, kind.isoformat(kind.replace(value, tzinfo=None)), value.fold, former.of(value.tzinfo)]


@register_named("datetime.date")
def _date(former: Former, value: Any) -> Shape:
    return ["date", value.year, value.month, value.day]


@register_named("datetime.timedelta")
def _timedelta(former: Former, value: Any) -> Shape:
    return ["timedelta", value.days, value.seconds, value.microseconds]


@register_named("zoneinfo.ZoneInfo")
def _zone(former: Former, value: Any) -> Shape:
    return ["ZoneInfo", value.key]


@register_named("uuid.UUID")
def _uuid(former: Former, value: Any) -> Shape:
    return ["UUID", value.int]


@register_named("pathlib.PurePath", "pathlib._local.PurePath", "pathlib.Path", whole=True)
def _path(former: Former, value: Any) -> Shape:
    return ["path", name_of(type(value)), sys.modules["pathlib"].PurePath.__str__(value)]


@register_named("random.Random", whole=True)
def _random(former: Former, value: Any) -> Shape:
    return former.met(value) or ["Random", former.of(value.getstate())]


@register_named("logging.Logger", "logging.Handler", whole=True)
def _logger(former: Former, value: Any) -> Shape:
    return ["logger", str(getattr(value, "name", ""))]


@register_named("threading.Thread", whole=True)
def _thread(former: Former, value: Any) -> Shape:
    return former.met(value) or ["thread", value.is_alive()]


@register_named("_thread.RLock", whole=True)
def _rlock(former: Former, value: Any) -> Shape:
    return former.met(value) or ["rlock"]
