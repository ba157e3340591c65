"""Arguments of a given size, made from type hints: the same for the same seed, with distinct elements.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library; numpy, pandas and
hypothesis only where a hint asks for them.
"""

from __future__ import annotations

import array
import collections
import collections.abc
import copy
import dataclasses
import datetime as dt
import enum
import importlib
import inspect
import itertools
import random
import sys
import typing
from collections.abc import Callable
from typing import Any

__all__ = ["INNER", "NoValues", "Values", "values_for"]

INNER = 5
"""Elements of a container within a container: it does not grow."""
_DEEPEST = 6
_EXAMPLES = 50


class NoValues(Exception):  # noqa: N818 - what there is of them
    """Nothing can be made for a hint; the message says why, and what to do."""


class Values:
    """How values of one type are made."""

    def __init__(
        self,
        told: str,
        pool: Callable[[int, random.Random], list[Any]],
        grown: Callable[[int, random.Random], Any] | None = None,
        *,
        told_grown: str = "",
        again: Callable[[Any], Any] | None = None,
        number: bool = False,
    ) -> None:
        self.told = told
        """Of several, in plain words: "distinct whole numbers"."""
        self.pool = pool
        """So many values, distinct where the type has as many."""
        self.grown = grown
        """One value of size n; None where the type has no size."""
        self.told_grown = told_grown or told
        self.again = again
        """Another value equal to one; None where nothing can change it."""
        self.number = number
        """Whether the value itself is the size."""


def values_for(hint: Any, depth: int = 0) -> Values:
    """How values of a type are made. Raises NoValues."""
    if depth > _DEEPEST:
        raise NoValues("it is nested too deep")
    if isinstance(hint, typing.TypeVar):
        hint = hint.__constraints__[0] if hint.__constraints__ else hint.__bound__ or int
    hint = getattr(hint, "__supertype__", hint)  # NewType
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is getattr(typing, "Annotated", None):
        return values_for(arguments[0], depth)
    if _is_union(origin):
        first = next((argument for argument in arguments if argument is not type(None)), int)
        return values_for(first, depth + 1)
    if origin is typing.Literal:
        return Values("its literals", lambda k, rng: list(itertools.islice(itertools.cycle(arguments), k)))
    kind = origin or hint
    if kind in _SIMPLE:
        return _SIMPLE[kind]()
    if kind in _MAPPINGS:
        return _mapping(kind, arguments, depth)
    if kind is tuple and arguments and arguments[-1] is not Ellipsis:
        return _fixed_tuple([values_for(argument, depth + 1) for argument in arguments])
    if kind in _CONTAINERS:
        return _container(kind, values_for(arguments[0] if arguments else int, depth + 1))
    found = _library(hint, kind, arguments)
    if found is None and isinstance(kind, type):
        found = _class(kind, depth)
    return found or _examples(hint)


def _is_union(origin: Any) -> bool:
    return getattr(origin, "_name", None) == "Union" or getattr(origin, "__name__", "") in ("Union", "UnionType")


# -- values without parts


def _integers() -> Values:
    return Values(
        "distinct whole numbers", _distinct, lambda n, rng: n,
        told_grown="n itself", number=True,
    )  # fmt: skip


def _floats() -> Values:
    return Values("distinct floats", lambda k, rng: [rng.random() * (k + 1) for _ in range(k)])


def _booleans() -> Values:
    return Values("booleans", lambda k, rng: [bool(rng.getrandbits(1)) for _ in range(k)])


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HEX = str.maketrans("0123456789", "ghijklmnop")
_BLANKS = bytes(ord((_LETTERS * 2 + "     \n")[code % 58]) for code in range(256))


def _distinct(k: int, rng: random.Random) -> list[int]:
    """Numbers below 10·k in random order. Made from bytes, as a million of them should not take a second."""
    found: dict[int, None] = {}
    while len(found) < k:
        drawn = array.array("Q", rng.randbytes(8 * (k + k // 8 + 4)))
        found.update(dict.fromkeys([number % (10 * k) for number in drawn]))
    return list(itertools.islice(found, k))


def _words(k: int, rng: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < k:
        letters = rng.randbytes(4 * k + 4).hex().translate(_HEX)
        found.update(dict.fromkeys([letters[at : at + 8] for at in range(0, 8 * k, 8)]))
    return list(itertools.islice(found, k))


def _text(n: int, rng: random.Random) -> str:
    return rng.randbytes(n).translate(_BLANKS).decode("ascii")


def _strings() -> Values:
    return Values("distinct words of 8 letters", _words, _text, told_grown="n characters, letters and blanks")


def _bytes() -> Values:
    return Values(
        "distinct words of 8 bytes", lambda k, rng: [word.encode() for word in _words(k, rng)],
        lambda n, rng: _text(n, rng).encode(), told_grown="n bytes, letters and blanks",
    )  # fmt: skip


def _bytearrays() -> Values:
    made = _bytes()
    grown = made.grown
    assert grown is not None
    return Values(
        made.told, lambda k, rng: [bytearray(each) for each in made.pool(k, rng)],
        lambda n, rng: bytearray(grown(n, rng)), told_grown=made.told_grown, again=bytearray,
    )  # fmt: skip


def _dates() -> Values:
    start = dt.date(2000, 1, 1).toordinal()
    return Values(
        "dates",
        lambda k, rng: [dt.date.fromordinal(start + number % 1_000_000) for number in rng.sample(range(k), k)],
    )


def _times() -> Values:
    start = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the hint does not say which zone
    return Values(
        "times", lambda k, rng: [start + dt.timedelta(minutes=number) for number in rng.sample(range(10 * k), k)]
    )


_SIMPLE: dict[Any, Callable[[], Values]] = {
    int: _integers, float: _floats, bool: _booleans, str: _strings, bytes: _bytes, bytearray: _bytearrays,
    complex: lambda: Values("complex numbers", lambda k, rng: [complex(rng.random(), rng.random()) for _ in range(k)]),
    object: _integers, Any: _integers, collections.abc.Hashable: _integers,
    dt.date: _dates, dt.datetime: _times,
    None: lambda: Values("None", lambda k, rng: [None] * k),
    type(None): lambda: Values("None", lambda k, rng: [None] * k),
}  # fmt: skip


# -- containers

_CONTAINERS: dict[Any, Callable[[Any], Any]] = {
    list: list, set: set, frozenset: frozenset, tuple: tuple, collections.deque: collections.deque,
    collections.abc.Sequence: list, collections.abc.MutableSequence: list, collections.abc.Iterable: list,
    collections.abc.Collection: list, collections.abc.Reversible: list, collections.abc.Container: list,
    collections.abc.Sized: list, collections.abc.Set: set, collections.abc.MutableSet: set,
    collections.abc.Iterator: iter, collections.abc.Generator: iter,
}  # fmt: skip
_MAPPINGS: dict[Any, Callable[[Any], Any]] = {
    dict: dict, collections.OrderedDict: collections.OrderedDict, collections.Counter: collections.Counter,
    collections.abc.Mapping: dict, collections.abc.MutableMapping: dict,
    collections.defaultdict: lambda made: collections.defaultdict(type(next(iter(made.values()), None)), made),
}  # fmt: skip


def _container(kind: Any, element: Values) -> Values:
    make = _CONTAINERS[kind]

    def grown(n: int, rng: random.Random) -> Any:
        return make(element.pool(n, rng))

    def pool(k: int, rng: random.Random) -> list[Any]:
        parts = element.pool(INNER * k, rng)
        return [make(parts[at : at + INNER]) for at in range(0, INNER * k, INNER)]

    order = "" if make in (set, frozenset) else " in random order"
    again: Callable[[Any], Any] | None
    if make is iter:
        again = copy.copy  # an iterator over a list is copied where it stands
    elif element.again is not None:
        again = copy.deepcopy
    else:
        again = None if make in (tuple, frozenset) else make
    return Values(
        f"{getattr(make, '__name__', 'container')}s of {INNER} {element.told}", pool, grown,
        told_grown=f"n {element.told}{order}", again=again,
    )  # fmt: skip


def _mapping(kind: Any, arguments: tuple[Any, ...], depth: int) -> Values:
    if kind is collections.Counter:
        arguments = (*arguments[:1], int)
    key, value = (values_for(each, depth + 1) for each in (arguments if len(arguments) == 2 else (str, int)))
    make = _MAPPINGS[kind]

    def grown(n: int, rng: random.Random) -> Any:
        return make(dict(zip(key.pool(n, rng), value.pool(n, rng))))  # noqa: B905 - Python 3.9

    def pool(k: int, rng: random.Random) -> list[Any]:
        return [grown(INNER, rng) for _ in range(k)]

    return Values(
        f"dictionaries of {INNER} entries", pool, grown,
        told_grown=f"n entries, keys {key.told}, values {value.told}",
        again=copy.copy if value.again is None else copy.deepcopy,
    )  # fmt: skip


def _fixed_tuple(parts: list[Values]) -> Values:
    def pool(k: int, rng: random.Random) -> list[Any]:
        return list(zip(*(part.pool(k, rng) for part in parts)))  # noqa: B905 - Python 3.9

    again = None if all(part.again is None for part in parts) else copy.deepcopy
    return Values(f"tuples of {', '.join(part.told for part in parts)}", pool, again=again)


# -- classes


def _class(kind: type, depth: int) -> Values | None:
    """Instances of an enumeration, or of a class whose constructor has hints for all that it needs."""
    if issubclass(kind, enum.Enum):
        members = list(kind)
        return Values(f"members of {kind.__name__}", lambda k, rng: rng.choices(members, k=k)) if members else None
    own = dataclasses.is_dataclass(kind) or hasattr(kind, "_fields") or "__init__" in vars(kind)
    if not own or inspect.isabstract(kind):
        return None
    try:
        signature = inspect.signature(kind)
        hints = typing.get_type_hints(kind if "__init__" not in vars(kind) else kind.__init__)
    except (NameError, TypeError, ValueError, AttributeError):
        return None
    needed = [
        parameter
        for parameter in signature.parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    if any(parameter.name not in hints for parameter in needed):
        return None
    fields = {parameter.name: values_for(hints[parameter.name], depth + 1) for parameter in needed}

    def pool(k: int, rng: random.Random) -> list[Any]:
        columns = {name: field.pool(k, rng) for name, field in fields.items()}
        return [kind(**{name: column[at] for name, column in columns.items()}) for at in range(k)]

    return Values(f"instances of {kind.__name__}", pool, again=copy.deepcopy)


# -- numpy, pandas, hypothesis


def _library(hint: Any, kind: Any, arguments: tuple[Any, ...]) -> Values | None:
    name = f"{getattr(kind, '__module__', '').partition('.')[0]}.{getattr(kind, '__name__', '')}"
    if name == "numpy.ndarray":
        dtype = typing.get_args(arguments[1])[0] if len(arguments) == 2 and typing.get_args(arguments[1]) else float
        return _array(dtype)
    if name == "pandas.Series":
        return _series(kind)
    if name == "pandas.DataFrame":
        return _frame(kind)
    return None


def _array(dtype: Any) -> Values:
    numpy: Any = sys.modules["numpy"]  # a hint names it, so the file has imported it
    kind = numpy.dtype(dtype if isinstance(dtype, type) else float).kind

    def grown(n: int, rng: random.Random) -> Any:
        maker = numpy.random.default_rng(rng.getrandbits(32))
        if kind in "iu":
            return maker.permutation(n).astype(dtype)
        return maker.random(n) > 0.5 if kind == "b" else maker.random(n).astype(dtype if kind in "fc" else float)

    told = {"i": "whole numbers from 0 to n - 1 in random order", "b": "booleans"}.get(kind.replace("u", "i"), "floats")
    return Values(
        "arrays", lambda k, rng: [grown(INNER, rng) for _ in range(k)], grown,
        told_grown=f"a one-dimensional array of n {told}", again=lambda made: made.copy(),
    )  # fmt: skip


def _series(kind: Any) -> Values:
    def grown(n: int, rng: random.Random) -> Any:
        return kind([rng.random() for _ in range(n)])

    return Values(
        "series", lambda k, rng: [grown(INNER, rng) for _ in range(k)], grown,
        told_grown="a series of n floats", again=lambda made: made.copy(),
    )  # fmt: skip


def _frame(kind: Any) -> Values:
    def grown(n: int, rng: random.Random) -> Any:
        return kind({
            "a": [rng.random() for _ in range(n)],
            "b": _distinct(n, rng),
            "c": _words(n, rng),
        })  # fmt: skip

    return Values(
        "frames", lambda k, rng: [grown(INNER, rng) for _ in range(k)], grown,
        told_grown="a frame of n rows and the columns a (floats), b (whole numbers), c (words)",
        again=lambda made: made.copy(),
    )  # fmt: skip


def _examples(hint: Any) -> Values:
    """Values that hypothesis knows how to make: a few, repeated."""
    try:
        hypothesis: Any = importlib.import_module("hypothesis")  # the user's: it may not be there
    except ImportError:
        raise NoValues(
            "Slowspot itself makes no values of this type; hypothesis may (install it for that interpreter)"
        ) from None
    found: list[Any] = []

    @hypothesis.settings(
        max_examples=_EXAMPLES, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate],
    )  # fmt: skip
    @hypothesis.given(hypothesis.strategies.from_type(hint))
    def collect(value: Any) -> None:
        found.append(value)

    try:
        collect()
    except Exception as error:
        raise NoValues(f"hypothesis makes no values of it ({type(error).__name__}: {str(error)[:120]})") from error
    if not found:
        raise NoValues("hypothesis makes no values of it")

    def pool(k: int, rng: random.Random) -> list[Any]:
        return [copy.deepcopy(value) for value in itertools.islice(itertools.cycle(found), k)]

    return Values(f"{len(found)} examples of hypothesis in turns", pool, again=copy.deepcopy)
