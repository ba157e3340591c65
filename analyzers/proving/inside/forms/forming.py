"""The strict form of a value: what it is and what it holds, so that two processes can compare by a digest.

A shape is JSON: None, bool, int, float and str stand for themselves, all else is a list that begins with its kind.
Floats are exact (-0.0 and 0.0 differ, any NaN is NaN), dictionaries keep their order, sets are put into one. A mutable
part that comes a second time is ["same", number]: aliases are part of the form. Code of the value (`__eq__`,
`__hash__`, `__repr__`, `__class__`) does not run. Runs on the child side, so it must be valid Python 3.9 and import
nothing but the standard library and its own package.
"""

from __future__ import annotations

import collections
import hashlib
import itertools
import json
import re
import sys
import types
from collections.abc import Callable, Collection
from typing import Any

__all__ = [
    "Former", "Handler", "Shape", "digest_of", "mro_of", "name_of", "plain_json", "register", "register_named",
    "resolver", "short_ints", "vars_of",
]  # fmt: skip

Shape = Any
"""What JSON can carry, as above."""
Handler = Callable[["Former", Any], Shape]
Resolver = Callable[[type, dict[int, Handler], dict[str, tuple[Handler, bool]]], Handler]

_MOST = 200_000
"""Parts of one form; what comes after is left out, and the length stands for it."""
_DEEPEST = 60
"""Levels of recursion; what lies deeper is formed afterwards, from a list."""

_module_of_kind = type.__dict__["__module__"].__get__
_qualname_of_kind = type.__dict__["__qualname__"].__get__
_mro_of_kind = type.__dict__["__mro__"].__get__
_vars_of_kind = type.__dict__["__dict__"].__get__
_dumps = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_sha256 = hashlib.sha256
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,16}\b")

_ATOMS = (bool, int, float, str, type(None))
# By id: the hash of a class is its metaclass's, which may be anybody's code.
_ATOM_IDS = frozenset(map(id, _ATOMS))
_ATOM_KINDS = frozenset(_ATOMS)
_handlers: dict[int, Handler] = {}
_inherited: dict[int, Handler] = {}
_by_name: dict[str, tuple[Handler, bool]] = {}
_resolvers: list[Resolver] = []
_kept: list[type] = []
"""Classes whose id stands in a table, so that no other gets it."""


def mro_of(kind: type) -> tuple[type, ...]:
    """Return the classes of a class, without running code of its metaclass."""
    return _mro_of_kind(kind)


def vars_of(kind: type) -> Any:
    """Return the names of a class, without running code of its metaclass."""
    return _vars_of_kind(kind)


def name_of(kind: type) -> str:
    """Return the qualified name of a class, without running code of its metaclass."""
    qualname = _qualname_of_kind(kind)
    try:
        module = _module_of_kind(kind)
    except AttributeError:
        module = "?"
    if type(module) is not str:
        module = "?"
    return qualname if module == "builtins" else f"{module}.{qualname}"


def register(*kinds: type, inherited: bool = False) -> Callable[[Handler], Handler]:
    """Have a function make the shapes of these classes; inherited: and the contents of their subclasses."""

    def keep(handler: Handler) -> Handler:
        for kind in kinds:
            _handlers[id(kind)] = handler
            _kept.append(kind)
            if inherited:
                _inherited[id(kind)] = handler
        return handler

    return keep


def register_named(*names: str, whole: bool = False) -> Callable[[Handler], Handler]:
    """Have a function make the shapes of classes whose modules may never be imported, and of their subclasses.

    whole: their attributes do not count, for they are caches or how the class does its work.
    """

    def keep(handler: Handler) -> Handler:
        _by_name.update(dict.fromkeys(names, (handler, whole)))
        return handler

    return keep


def plain_json(shape: Shape) -> str:
    """Return the text of a shape, which the digest is of; addresses are masked, for no two processes share them."""
    try:
        text = _dumps(shape)
    except ValueError:  # an int of more digits than Python turns into text
        text = _dumps(short_ints(shape))
    return _ADDRESS.sub(" at 0x", text) if " at 0x" in text else text


def short_ints(shape: Shape) -> Shape:
    """Return a shape without ints of more digits than Python turns into text."""
    if type(shape) is list:
        return [short_ints(part) for part in shape]
    return ["int", hex(shape)] if type(shape) is int and shape.bit_length() > 4000 else shape


def digest_of(text: str) -> str:
    """Return the digest of a shape's text."""
    return _sha256(text.encode("ascii", "backslashreplace")).hexdigest()[:32]


class Former:
    """Makes the shapes of values that belong together: an object that comes again is known by its number.

    `ignored` are names of attributes that do not count. `consume` is called with an iterator, and makes its shape.
    """

    def __init__(
        self,
        *,
        ignored: Collection[str] = frozenset(),
        consume: Callable[[Former, Any], Shape] | None = None,
        call: Callable[[Former, Any], Shape] | None = None,
        most: int = _MOST,
        whole: bool = False,
    ) -> None:
        """whole: large arrays by their values, so that they can be compared to a tolerance."""
        self.whole = whole
        self.ignored = ignored
        self.consume = consume
        self.call = call
        self.opaque: list[str] = []
        """Classes of values that cannot be looked into."""
        self.numbers: dict[int, int] = {}
        """Of the mutable parts met, by id."""
        self.memory: dict[int, int] = {}
        """Of the first array met that looks at some memory, by the id of what owns that."""
        self.left = most
        self.under_way: set[tuple[str, int]] = set()
        self._kept: list[Any] = []
        self._depth = 0
        self._later: list[Any] = []

    def shape(self, value: Any) -> Shape:
        """Return the shape of a value."""
        first = self.of(value)
        if not self._later:
            return first
        more: list[Shape] = []
        depth, self._depth = self._depth, 0
        for part in self._later:
            more.append(self.of(part))  # noqa: PERF401 - a comprehension would hide that the list grows
        self._depth = depth
        self._later = []
        return ["deep", first, *more]

    def of(self, value: Any) -> Shape:
        """Return the shape of a part."""
        kind = type(value)
        if id(kind) in _ATOM_IDS:
            return value
        if self._depth >= _DEEPEST:
            self._later.append(value)
            return ["later", len(self._later)]
        self._depth += 1
        try:
            return (_handlers.get(id(kind)) or _handler_of(kind))(self, value)
        finally:
            self._depth -= 1

    def met(self, value: Any) -> Shape | None:
        """Return what stands for a mutable part that was formed before, or None, and know it from now on."""
        number = self.numbers.get(id(value))
        if number is not None:
            return ["same", number]
        self.numbers[id(value)] = len(self.numbers)
        self._kept.append(value)
        return None

    def item(self, value: Any) -> Shape:
        """Return the shape of what has come out of an iterator: by itself, for the same object may come out changed."""
        if id(type(value)) in _ATOM_IDS:
            return value
        alone = Former(ignored=self.ignored, consume=self.consume, call=self.call, most=self.left, whole=self.whole)
        shape = alone.shape(value)
        self.left = alone.left
        self.opaque += alone.opaque
        again = [[number, self.numbers[key]] for key, number in alone.numbers.items() if key in self.numbers]
        for key in alone.numbers:
            self.numbers.setdefault(key, len(self.numbers))
        self._kept += alone._kept
        return ["again", again, shape] if again else shape

    def items(self, values: Collection[Any]) -> list[Shape]:
        """Return the shapes of the items, in their order."""
        if _are_atoms(values):
            return list(values)
        room = max(0, self.left)
        self.left -= len(values)
        if self.left >= 0:
            return [self.of(value) for value in values]
        self.opaque.append(f"more than {_MOST} parts")
        return [*[self.of(value) for value in itertools.islice(values, room)], ["cut", len(values)]]

    def unordered(self, values: list[Any]) -> list[Shape]:
        """Return the shapes of the items of a set, in an order that depends on nothing but the items."""
        kinds = set(map(id, map(type, values)))
        if len(kinds) == 1 and kinds <= {id(int), id(str)}:
            return sorted(values)
        if kinds <= _ATOM_IDS:
            return sorted(values, key=_order)
        self.left -= len(values)
        if self.left < 0:
            self.opaque.append(f"more than {_MOST} parts")
            return [["cut", len(values)]]
        numbers, kept = dict(self.numbers), len(self._kept)
        formed = [(_order(shape), shape, value) for value in values for shape in [self.of(value)]]
        formed.sort(key=_first)
        if len(numbers) == len(self.numbers):
            return [shape for _, shape, _ in formed]
        # Numbers were given in the order of the set: give them again in the order of the shapes.
        order: list[tuple[str, Any]] = []
        for value in values:
            self.numbers = dict(numbers)
            order.append((_order(self.of(value)), value))
        order.sort(key=_first)
        self.numbers = numbers
        del self._kept[kept:]
        return [self.of(value) for _, value in order]

    def pairs(self, items: Collection[tuple[Any, Any]]) -> list[Shape]:
        """Return keys and values in turns."""
        return self.items(list(itertools.chain.from_iterable(items)))


def _order(shape: Shape) -> str:
    return _dumps(shape) if type(shape) is not int or shape.bit_length() < 4000 else hex(shape)


def _first(pair: tuple[Any, ...]) -> str:
    return pair[0]


def _are_atoms(values: Collection[Any]) -> bool:
    try:
        return _ATOM_KINDS.issuperset(set(map(type, values)))
    except Exception:  # noqa: BLE001 - the hash of a class is its metaclass's, which may be anybody's code
        return False


def resolver(find: Resolver) -> Resolver:
    """Have a function find the handlers of classes that have none yet."""
    _resolvers.append(find)
    return find


def _handler_of(kind: type) -> Handler:
    handler = _resolvers[0](kind, _inherited, _by_name)
    _handlers[id(kind)] = handler
    _kept.append(kind)
    return handler


def of_family(kind: type, family: type) -> bool:
    """Tell whether a class is another or inherits from it, without running code of its metaclass."""
    return any(each is family for each in _mro_of_kind(kind))


@register(list, inherited=True)
def _list(former: Former, value: Any) -> Shape:
    return former.met(value) or ["list", *former.items(list(list.__iter__(value)))]


@register(tuple, inherited=True)
def _tuple(former: Former, value: Any) -> Shape:
    return ["tuple", *former.items(list(tuple.__iter__(value)))]


@register(dict, inherited=True)
def _dict(former: Former, value: Any) -> Shape:
    return former.met(value) or ["dict", *former.pairs(list(dict.items(value)))]


@register(collections.OrderedDict, inherited=True)
def _ordered(former: Former, value: Any) -> Shape:
    # A dictionary's own items do not know of move_to_end.
    pairs = list(collections.OrderedDict.items(value))
    return former.met(value) or ["collections.OrderedDict", *former.pairs(pairs)]


@register(collections.defaultdict, inherited=True)
def _default(former: Former, value: Any) -> Shape:
    factory = collections.defaultdict.default_factory.__get__(value)  # pyright: ignore[reportAttributeAccessIssue]
    return former.met(value) or ["collections.defaultdict", former.of(factory), *former.pairs(list(dict.items(value)))]


@register(set, inherited=True)
def _set(former: Former, value: Any) -> Shape:
    return former.met(value) or ["set", *former.unordered(list(set.__iter__(value)))]


@register(frozenset, inherited=True)
def _frozenset(former: Former, value: Any) -> Shape:
    return ["frozenset", *former.unordered(list(frozenset.__iter__(value)))]


@register(collections.deque, inherited=True)
def _deque(former: Former, value: Any) -> Shape:
    items = list(collections.deque.__iter__(value))
    return former.met(value) or ["collections.deque", collections.deque.maxlen.__get__(value), *former.items(items)]


@register(bytes, inherited=True)
def _bytes(former: Former, value: Any) -> Shape:
    return ["bytes", bytes.decode(value, "latin-1")]


@register(bytearray, inherited=True)
def _bytearray(former: Former, value: Any) -> Shape:
    return former.met(value) or ["bytearray", bytearray.decode(value, "latin-1")]


@register(complex, inherited=True)
def _complex(former: Former, value: Any) -> Shape:
    return ["complex", complex.real.__get__(value), complex.imag.__get__(value)]


# Only the contents of subclasses come here: of themselves, these stand for themselves.
@register(str, inherited=True)
def _str(former: Former, value: Any) -> Shape:
    return str.__str__(value)


@register(int, inherited=True)
def _int(former: Former, value: Any) -> Shape:
    return int.__int__(value)


@register(float, inherited=True)
def _float(former: Former, value: Any) -> Shape:
    return float.__float__(value)


@register(range)
def _range(former: Former, value: Any) -> Shape:
    return ["range", value.start, value.stop, value.step]


@register(slice)
def _slice(former: Former, value: Any) -> Shape:
    return ["slice", former.of(value.start), former.of(value.stop), former.of(value.step)]


@register(type(Ellipsis), type(NotImplemented))
def _constant(former: Former, value: Any) -> Shape:
    return ["constant", type(value).__name__]


@register(type({}.keys()), type({}.values()), type({}.items()), type(collections.OrderedDict().keys()),
          type(collections.OrderedDict().values()), type(collections.OrderedDict().items()))  # fmt: skip
def _view(former: Former, value: Any) -> Shape:
    return [type(value).__name__, *former.items(list(value))]


@register(types.MappingProxyType)
def _proxy(former: Former, value: Any) -> Shape:
    return former.met(value) or ["mappingproxy", *former.pairs(list(value.items()))]


@register(types.ModuleType, inherited=True)
def _module(former: Former, value: Any) -> Shape:
    name = types.ModuleType.__getattribute__(value, "__dict__").get("__name__")
    return ["module", name if type(name) is str else "?", sys.modules.get(str(name)) is value]


@register(type, inherited=True)
def _class(former: Former, value: Any) -> Shape:
    return ["class", name_of(value)]
