"""What builtins do with values: their functions, the methods of their types, and the standard library's callers."""

from __future__ import annotations

from collections.abc import Callable

from .callsite import Call, hand_over
from .folding import ordered
from .values import NOTHING, Value, Values

__all__ = ["BUILTINS", "FUNCTIONS", "builtin_method"]

_INT: Values = {("T", "int")}
_FLOAT: Values = {("T", "float")}
_BOOL: Values = {("T", "bool")}
_STR: Values = {("S",)}


# -- methods of builtin types


def builtin_method(made: Call, base: Value, name: str) -> Values:
    flow = made.flow
    made.flow.outside[(made.function, made.index)] = f".{name}"
    if base[0] == "S" or base[1] == "str":
        return {base} if name == "format" and len(base) > 1 else _string_method(made, name)
    if base[0] != "A":
        return _INT if base[1] == "int" and name.startswith("bit") else NOTHING
    first = made.argument(0)
    if name in ("append", "add", "appendleft", "push", "put", "put_nowait"):
        flow.add(("e", base, "*"), first)
        flow.grow(base, made.site.context)
        if name == "add":
            _hash(made, first)
        return NOTHING
    if name == "insert":
        flow.add(("e", base, "*"), made.argument(1))
        flow.grow(base, made.site.context)
        return NOTHING
    if name in ("extend", "update", "extendleft", "union", "__iadd__", "difference", "intersection"):
        for value in ordered(first):
            if value[0] == "A":
                flow.add(("e", base, "*"), flow.contents(value))
                if value[3] == "dict" and base[3] == "dict":
                    flow.add(("e", base, "key"), flow.read(("e", value, "key")))
                flow.size(base, ("same", value))
            else:
                flow.add(("e", base, "*"), flow.elements(value))
        for each, values in made.keywords.items():
            flow.add(("e", base, "*"), values)
            flow.add(("e", base, each), values)
        return {base}
    if name in ("get", "pop", "setdefault", "popleft", "get_nowait", "__getitem__"):
        _hash(made, first)
        result = flow.contents(base)
        if base[3] == "dict" and len(made.arguments) > 1:
            result = result | made.arguments[1]
            if name == "setdefault":
                flow.add(("e", base, "*"), made.arguments[1])
        return result
    if name in ("values", "copy", "__iter__", "most_common"):
        return {base} if name != "values" else {_derived(made, "list", flow.contents(base), base)}
    if name == "keys":
        return {_derived(made, "list", flow.read(("e", base, "key")), base)}
    if name in ("items", "popitem"):
        pair = made.made("tuple", "p")
        flow.add(("e", pair, 0), flow.read(("e", base, "key")))
        flow.add(("e", pair, 1), flow.contents(base))
        return {pair} if name == "popitem" else {_derived(made, "list", {pair}, base)}
    if name == "sort":
        _ordering(made, flow.contents(base))
        return NOTHING
    if name in ("remove", "index", "count", "discard"):
        for value in ordered(first):
            if value[0] == "I":
                made.method(value[1], ("__eq__",), [{value}], "each")
        return _INT
    if name in ("__next__", "send", "throw"):
        return flow.contents(base)
    return NOTHING


def _string_method(made: Call, name: str) -> Values:
    if name in ("split", "splitlines", "rsplit", "partition", "rpartition"):
        return {_derived(made, "list", _STR, None)}
    if name == "format":
        for values in made.arguments:
            _special(made, values, ("__format__", "__str__", "__repr__"))
    if name == "join":
        made.flow.size(made.made("list"), ("is", 1))
    return _INT if name in ("find", "index", "count", "rfind", "rindex") else _STR


def _derived(made: Call, kind: str, contents: Values, source: Value | None, part: str = "") -> Value:
    """A container that a call makes of another one."""
    value = made.made(kind, part)
    made.flow.add(("e", value, "*"), contents)
    if source is not None:
        made.flow.size(value, ("same", source))
    return value


def _hash(made: Call, values: Values) -> None:
    for value in ordered(values):
        if value[0] == "I":
            made.method(value[1], ("__hash__",), [])
            made.method(value[1], ("__eq__",), [{value}])


def _special(made: Call, values: Values, names: tuple[str, ...]) -> Values:
    result: Values = set()
    for value in ordered(values):
        if value[0] == "I":
            result |= made.method(value[1], names, [])
    return result


# -- builtin functions and those of the standard library that call back or hand values through


def _copying(kind: str) -> Callable[[Call], Values]:
    def copy(made: Call) -> Values:
        flow = made.flow
        if not made.arguments:
            return {made.made(kind)}
        contents: Values = set()
        source: Value | None = None
        for value in ordered(made.arguments[0]):
            contents |= flow.elements(value)
            source = value if value[0] == "A" else source
            _iterated(made, value)
        return {_derived(made, kind, contents, source)}

    return copy


def _iterated(made: Call, value: Value) -> None:
    """Iterating over an instance calls its `__iter__` and `__next__`."""
    if value[0] == "I":
        for inner in ordered(made.method(value[1], ("__iter__",), [])):
            if inner[0] == "I":
                made.method(inner[1], ("__next__",), [], "each")


def _ordering(made: Call, contents: Values) -> None:
    key = made.keywords.get("key", NOTHING)
    if key:
        contents = made.run(key, [contents], "each")
    for value in ordered(contents):
        if value[0] == "I":
            made.method(value[1], ("__lt__", "__gt__"), [contents], "each")


def _sorted(made: Call) -> Values:
    result = _copying("list")(made)
    for value in result:
        _ordering(made, made.flow.contents(value))
    return result


def _extreme(made: Call) -> Values:
    contents: Values = set()
    if len(made.arguments) == 1:
        for value in ordered(made.arguments[0]):
            contents |= made.flow.elements(value)
            _iterated(made, value)
    else:
        for values in made.arguments:
            contents |= values
    _ordering(made, contents)
    return contents


def _sum(made: Call) -> Values:
    contents: Values = set()
    for value in ordered(made.argument(0)):
        contents |= made.flow.elements(value)
        _iterated(made, value)
    for value in ordered(contents):
        if value[0] == "I":
            contents |= made.method(value[1], ("__radd__", "__add__"), [contents], "each")
    return contents


def _dict(made: Call) -> Values:
    value = made.made("dict")
    flow = made.flow
    for source in ordered(made.argument(0)):
        if source[0] == "A" and source[3] == "dict":
            flow.add(("e", value, "key"), flow.read(("e", source, "key")))
            flow.add(("e", value, "*"), flow.contents(source))
        else:
            for pair in ordered(flow.elements(source)):
                if pair[0] == "A" and pair[3] == "tuple":
                    flow.add(("e", value, "key"), flow.read(("e", pair, 0)))
                    flow.add(("e", value, "*"), flow.read(("e", pair, 1)))
        if source[0] == "A":
            flow.size(value, ("same", source))
    for name, values in made.keywords.items():
        flow.add(("e", value, "*"), values)
        flow.add(("e", value, name), values)
    return {value}


def _default_dict(made: Call) -> Values:
    value = made.made("dict")
    made.flow.add(("e", value, "*"), made.run(made.argument(0), []))
    for factory in ordered(made.argument(0)):
        if factory[0] == "x" and factory[1] in ("list", "set", "dict", "collections.deque"):
            made.flow.add(("e", value, "*"), {made.made(factory[1].rpartition(".")[2], "d")})
    return {value}


def _enumerate(made: Call) -> Values:
    flow = made.flow
    pair = made.made("tuple", "p")
    flow.add(("e", pair, 0), _INT)
    source: Value | None = None
    for value in ordered(made.argument(0)):
        flow.add(("e", pair, 1), flow.elements(value))
        source = value if value[0] == "A" else source
        _iterated(made, value)
    return {_derived(made, "list", {pair}, source)}


def _zip(made: Call) -> Values:
    flow = made.flow
    row = made.made("tuple", "p")
    source: Value | None = None
    for position, values in enumerate(made.arguments):
        for value in ordered(values):
            flow.add(("e", row, min(position, 11)), flow.elements(value))
            source = value if value[0] == "A" else source
            _iterated(made, value)
    return {_derived(made, "list", {row}, source)}


def _map(made: Call) -> Values:
    flow = made.flow
    handed: list[Values] = []
    source: Value | None = None
    for values in made.arguments[1:]:
        contents: Values = set()
        for value in ordered(values):
            contents |= flow.elements(value)
            source = value if value[0] == "A" else source
        handed.append(contents)
    return {_derived(made, "list", made.run(made.argument(0), handed, "each"), source)}


def _filter(made: Call) -> Values:
    flow = made.flow
    contents: Values = set()
    source: Value | None = None
    for value in ordered(made.argument(1)):
        contents |= flow.elements(value)
        source = value if value[0] == "A" else source
    made.run(made.argument(0), [contents], "each")
    return {_derived(made, "list", contents, source)}


def _reduce(made: Call) -> Values:
    contents: Values = set()
    for value in ordered(made.argument(1)):
        contents |= made.flow.elements(value)
    return made.run(made.argument(0), [contents | made.argument(2), contents], "each") | made.argument(2)


def _range(made: Call) -> Values:
    value = made.made("range")
    made.flow.add(("e", value, "*"), _INT)
    numbers = [max((v[1] for v in values if v[0] == "#"), default=None) for values in made.arguments]
    if numbers and len(numbers) == 1 and numbers[0] is not None:
        made.flow.size(value, ("is", max(numbers[0], 0)))
    elif len(numbers) > 1 and numbers[0] is not None and numbers[1] is not None:
        step = numbers[2] if len(numbers) > 2 and numbers[2] else 1
        made.flow.size(value, ("is", max((numbers[1] - numbers[0]) // step, 0)))
    elif len(numbers) > 1 and numbers[1] is not None:
        made.flow.size(value, ("about", max(numbers[1], 0)))
    for values in made.arguments:
        for length in ordered(values):
            if length[0] == "len":
                made.flow.size(value, ("same", length[1]))
    return {value}


def _len(made: Call) -> Values:
    result: Values = {("T", "int")}
    for value in ordered(made.argument(0)):
        if value[0] == "A":
            result.add(("len", value))
        elif value[0] == "I":
            made.method(value[1], ("__len__",), [])
    return result


def _number(made: Call) -> Values:
    numbers = {value for value in made.argument(0) if value[0] in ("#", "len")}
    _special(made, made.argument(0), ("__int__", "__float__", "__index__", "__abs__"))
    return numbers or _INT


def _text(*names: str) -> Callable[[Call], Values]:
    def text(made: Call) -> Values:
        for values in made.arguments:
            _special(made, values, names)
        return _STR

    return text


def _asking(*names: str) -> Callable[[Call], Values]:
    def ask(made: Call) -> Values:
        result = _special(made, made.argument(0), names)
        return result or _INT

    return ask


def _next(made: Call) -> Values:
    result: Values = set(made.argument(1))
    for value in ordered(made.argument(0)):
        if value[0] == "A":
            result |= made.flow.contents(value)
        elif value[0] == "I":
            result |= made.method(value[1], ("__next__",), [])
    return result


def _iter(made: Call) -> Values:
    result: Values = set()
    for value in ordered(made.argument(0)):
        if value[0] == "I":
            result |= made.method(value[1], ("__iter__",), [])
        else:
            result.add(value)
    return result


def _chain(made: Call) -> Values:
    flow = made.flow
    contents: Values = set()
    for values in made.arguments:
        for value in ordered(values):
            contents |= flow.elements(value)
    hand_over(made)
    return {_derived(made, "list", contents, None)}


def _rows(made: Call) -> Values:
    """`product`, `combinations` …: tuples of the elements."""
    flow = made.flow
    row = made.made("tuple", "p")
    for values in made.arguments:
        for value in ordered(values):
            flow.add(("e", row, "*"), flow.elements(value))
    return {_derived(made, "list", {row}, None)}


def _through(made: Call) -> Values:
    """Gives back what it is handed: `copy.copy`, `cast(T, x)`, `functools.lru_cache(f)`."""
    return made.argument(len(made.arguments) - 1) if made.arguments else NOTHING


def _partial(made: Call) -> Values:
    result: Values = set()
    for value in ordered(made.argument(0)):
        if value[0] in ("F", "B", "C"):
            partial: Value = ("P", value, made.function, made.index)
            for position, values in enumerate(made.arguments[1:8]):
                made.flow.add(("p", partial, position), values)
            result.add(partial)
            for name, values in made.keywords.items():
                if value[0] in ("F", "B"):
                    target = made.flow.functions[value[1]]
                    variable = target.names.get(name)
                    if variable is not None:
                        file = made.flow.file_of[value[1]]
                        made.flow.add(made.flow.variable_id(file, variable), values)
    return result


def _push(made: Call) -> Values:
    """`heapq.heappush(heap, item)` and its kin."""
    flow = made.flow
    contents = set(made.argument(1))
    for value in ordered(made.argument(0)):
        if value[0] == "A":
            flow.add(("e", value, "*"), contents)
            flow.grow(value, made.site.context)
            contents |= flow.contents(value)
    compared: Values = set(contents)
    for value in ordered(contents):
        if value[0] == "A" and value[3] == "tuple":
            compared |= flow.contents(value)
    for value in ordered(compared):
        if value[0] == "I":
            made.method(value[1], ("__lt__",), [compared], "each")
    return contents


def _type(made: Call) -> Values:
    return {("C", value[1]) for value in made.argument(0) if value[0] == "I"}


def _set_attribute(made: Call) -> Values:
    return NOTHING


def _open(made: Call) -> Values:
    return {("T", "file")}


FUNCTIONS: dict[str, Callable[[Call], Values]] = {
    "list": _copying("list"), "tuple": _copying("list"), "set": _copying("set"), "frozenset": _copying("set"),
    "reversed": _copying("list"), "deque": _copying("list"), "sorted": _sorted, "min": _extreme, "max": _extreme,
    "sum": _sum, "any": _sum, "all": _sum, "dict": _dict, "OrderedDict": _dict, "Counter": _dict,
    "ChainMap": _dict, "defaultdict": _default_dict, "enumerate": _enumerate, "zip": _zip, "zip_longest": _zip,
    "map": _map, "starmap": _map, "imap": _map, "filter": _filter, "filterfalse": _filter, "takewhile": _filter,
    "dropwhile": _filter, "reduce": _reduce, "accumulate": _chain, "range": _range, "len": _len, "int": _number,
    "abs": _number, "round": _number, "float": _number, "str": _text("__str__", "__repr__"),
    "repr": _text("__repr__"), "print": _text("__str__", "__repr__"), "format": _text("__format__", "__str__"),
    "hash": _asking("__hash__"), "bool": _asking("__bool__", "__len__"), "divmod": _asking("__divmod__"),
    "next": _next, "iter": _iter, "aiter": _iter, "anext": _next, "chain": _chain, "from_iterable": _chain,
    "islice": _chain, "cycle": _chain, "tee": _chain, "groupby": _chain, "product": _rows, "permutations": _rows,
    "combinations": _rows, "combinations_with_replacement": _rows, "copy": _through, "deepcopy": _through,
    "cast": _through, "lru_cache": _through, "cache": _through, "wraps": _through, "partial": _partial,
    "heappush": _push, "heappop": _push, "heapreplace": _push, "heappushpop": _push, "insort": _push,
    "type": _type, "setattr": _set_attribute, "open": _open, "isinstance": lambda made: _BOOL,
    "perf_counter": lambda made: _FLOAT, "time": lambda made: _FLOAT,
}  # fmt: skip
BUILTINS = frozenset({
    "list", "tuple", "set", "frozenset", "reversed", "sorted", "min", "max", "sum", "any", "all", "dict", "enumerate",
    "zip", "map", "filter", "range", "len", "int", "abs", "round", "float", "str", "repr", "print", "format", "hash",
    "bool", "divmod", "next", "iter", "aiter", "anext", "type", "setattr", "open", "isinstance",
})  # fmt: skip
