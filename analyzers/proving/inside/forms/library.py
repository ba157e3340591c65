"""The forms of the standard library's values: by what they are worth, wherever they keep it.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import array
import collections
import io
import re
import sys
import threading
import types
import weakref
from typing import Any

from .forming import Former, Shape, mro_of, name_of, register, register_named
from .objects import attributes_of, object_shape

__all__ = ["REGISTERED"]

REGISTERED = True
"""There is nothing to call here: the forms are known once this is imported."""


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


@register(BaseException, inherited=True)
def _exception(former: Former, value: Any) -> Shape:
    return former.met(value) or ["exception", former.of(BaseException.args.__get__(value))]  # pyright: ignore[reportAttributeAccessIssue]


_FIELD = type(vars(collections.namedtuple("_One", "a"))["a"])
"""Of a named tuple; in PyPy a property."""


def _field(former: Former, value: Any) -> Shape:
    return ["field", former.of(value.__reduce__()[1])]


if _FIELD is not property:
    register(_FIELD)(_field)


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
    return object_shape(former, value)


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
