"""Types that calls of known functions return, from the types of their arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from .knowledge import FOLLOWS_ARRAY, FOLLOWS_TEXT, METHODS, OTHERWISE, RETURNS, SAME_AS_ARGUMENT, SIZED, UFUNCS
from .knowledge.torch import MODULE_ITSELF
from .types import BYTES, DICT, FLOAT, INT, LIST, NONE, SET, STR, UNKNOWN, Type, join, parse

__all__ = ["method_type", "returned_type", "wrap"]

_COPIED = ("list", "dict", "set")
_DICTS = ("dict", "collections.defaultdict", "collections.OrderedDict", "collections.Counter")


def wrap(name: str, element: Type) -> Type:
    return Type(name, (element,)) if element.known else Type(name)


def returned_type(qualified: str, call: ast.Call, arguments: Sequence[Type]) -> Type | None:
    """What `qualified(…)` returns; `arguments` are the types of the positional ones, unknown from a starred one on.

    None where the table does not have it. A name written like a class counts as one, declared only.
    """
    same = SAME_AS_ARGUMENT.get(qualified)
    if same:
        kind = wrap(same, _at(arguments, 0).element)
        given = _at(arguments, 0).name
        own = qualified == "builtins.reversed" and (not given or given.startswith("."))
        return kind.as_declared() if own else kind
    special = _SPECIAL.get(qualified)
    if special is not None:
        return special(call, arguments)
    if qualified.startswith("numpy.") and qualified[6:] in UFUNCS:
        return _elementwise(arguments)
    returned = RETURNS.get(qualified)
    if returned is not None:
        kind = parse(returned)
        if qualified in _BY_METHOD and _at(arguments, 0).name not in ("int", "float", "bool"):
            return kind.as_declared()
        if _otherwise(qualified, call):
            return UNKNOWN
        if qualified in FOLLOWS_TEXT:
            # With bytes they return bytes.
            if any(argument.name == "bytes" for argument in arguments):
                return UNKNOWN
            return (
                kind
                if any(argument.is_("str") and not argument.declared for argument in arguments)
                else (kind.as_declared())
            )
        if qualified in FOLLOWS_ARRAY:
            first = _at(arguments, 0)
            return (
                kind
                if first.name in ("numpy.ndarray", "list", "tuple") and not first.declared
                else (kind.as_declared())
            )
        return kind
    module, _, name = qualified.rpartition(".")
    if name[:1].isupper() and any(char.islower() for char in name) and module not in ("", "builtins", "typing"):
        return Type(qualified, declared=True)
    return None


_BY_METHOD = ("math.floor", "math.ceil", "math.trunc")
"""What they return is told by a method of the argument."""


def _otherwise(qualified: str, call: ast.Call) -> bool:
    """Do the arguments make it return something else than the table says?"""
    if qualified in SIZED:
        count = sum(not isinstance(argument, ast.Starred) for argument in call.args)
        return count < SIZED[qualified] and not any(keyword.arg == "size" for keyword in call.keywords)
    return qualified.startswith(("numpy.", "pandas.")) and any(
        keyword.arg is None or keyword.arg in OTHERWISE for keyword in call.keywords
    )


def method_type(receiver: Type, method: str, call: ast.Call, arguments: Sequence[Type] = ()) -> Type:
    """What `receiver.method(…)` returns; `arguments` are the types of the positional ones."""
    kind = _method_type(receiver, method, call, arguments)
    return kind.as_declared() if receiver.declared else kind


def _method_type(receiver: Type, method: str, call: ast.Call, arguments: Sequence[Type]) -> Type:
    name, args = receiver.name, receiver.args
    if method == "copy" and name in _COPIED:
        return Type(name, args)
    if name == "collections.Counter" and args:
        args = (args[0], INT.as_declared())  # a count may be any number
        if method == "most_common":
            return Type("list", (Type("tuple", args),))
    if name in _DICTS and len(args) == 2:
        if method == "items":
            return Type("dict_items", (Type("tuple", args),))
        if method == "keys":
            return wrap("dict_keys", args[0])
        if method == "values":
            return wrap("dict_values", args[1])
        if method in ("get", "pop", "setdefault") and _plain(call):
            if len(arguments) == 2:
                return join(args[1], arguments[1])
            if len(arguments) == 1 and method != "setdefault":
                return args[1] if method == "pop" else join(args[1], NONE)
        if method == "popitem":
            return Type("tuple", args)
    if method in ("pop", "popleft") and name in ("list", "set", "collections.deque"):
        return receiver.element
    if name.startswith("torch.nn.") and method in MODULE_ITSELF:
        return receiver
    if name == "file" and args and method in ("read", "readline", "readlines"):
        return Type("list", args) if method == "readlines" else args[0]
    if name.startswith("pandas.") and any(keyword.arg is None or keyword.arg == "inplace" for keyword in call.keywords):
        return UNKNOWN
    kind = parse(METHODS.get(name, {}).get(method, ""))
    return _filled(kind, receiver.element) if name.startswith("django.") else kind


def _filled(kind: Type, element: Type) -> Type:
    """The type with the receiver's element type in place of `$`."""
    if kind.name == "$":
        return replace(element, optional=kind.optional)
    return replace(kind, args=tuple(_filled(argument, element) for argument in kind.args)) if kind.args else kind


# -- calls whose result depends on their arguments

_Arguments = Sequence[Type]


def _at(arguments: _Arguments, index: int) -> Type:
    return arguments[index] if len(arguments) > index else UNKNOWN


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _plain(call: ast.Call) -> bool:
    return not call.keywords and not any(isinstance(argument, ast.Starred) for argument in call.args)


def _enumerate(call: ast.Call, arguments: _Arguments) -> Type:
    return Type("iterator", (Type("tuple", (INT, _at(arguments, 0).element)),))


def _zip(call: ast.Call, arguments: _Arguments) -> Type:
    if len(arguments) < 2 or any(isinstance(argument, ast.Starred) for argument in call.args):
        return Type("iterator")
    return Type("iterator", (Type("tuple", tuple(argument.element for argument in arguments)),))


def _min_max(call: ast.Call, arguments: _Arguments) -> Type:
    if any(keyword.arg != "key" for keyword in call.keywords) or not 0 < len(arguments) == len(call.args):
        return UNKNOWN
    if len(call.args) == 1:
        return arguments[0].element
    result = arguments[0]
    for argument in arguments[1:]:
        result = join(result, argument)
    return result


def _sum(call: ast.Call, arguments: _Arguments) -> Type:
    if not _plain(call):
        return UNKNOWN
    element = _at(arguments, 0).element
    start = arguments[1] if len(arguments) > 1 else INT
    if element.name in ("bool", "int") and start.name in ("bool", "int"):
        return INT.as_declared() if element.declared or start.declared else INT
    # The sum of nothing is the start: of floats, that is an int unless a float is given.
    return join(element, start)


def _round(call: ast.Call, arguments: _Arguments) -> Type:
    number = _at(arguments, 0)
    if not _plain(call) or number.name not in ("int", "float") or (len(arguments) > 1 and arguments[1].name != "int"):
        return UNKNOWN
    kind = number if len(arguments) > 1 else INT
    return kind.as_declared() if number.declared else kind


def _absolute(call: ast.Call, arguments: _Arguments) -> Type:
    number = _at(arguments, 0)
    return Type(number.name, declared=number.declared) if number.name in ("int", "float", "numpy.ndarray") else UNKNOWN


def _elementwise(arguments: _Arguments) -> Type:
    """`np.exp(a)`: an array where one is given, or a list; of a number a number of NumPy's own."""
    for kind in ("numpy.ndarray", "list", "tuple"):
        found = [argument for argument in arguments if argument.is_(kind)]
        if found and all(argument.name in _PLAIN_OPERANDS for argument in arguments):
            return Type("numpy.ndarray", declared=any(argument.declared for argument in arguments))
    for argument in arguments:
        if argument.is_("pandas.Series", "pandas.DataFrame"):
            return Type(argument.name, declared=argument.declared)
    return UNKNOWN


_PLAIN_OPERANDS = ("numpy.ndarray", "list", "tuple", "int", "float", "bool", "complex")


def _product(call: ast.Call, arguments: _Arguments) -> Type:
    """Of two vectors it is a number, of all else an array."""
    return Type("numpy.ndarray", declared=True)


def _where(call: ast.Call, arguments: _Arguments) -> Type:
    if not _plain(call):
        return UNKNOWN
    array = Type("numpy.ndarray")
    return array if len(call.args) == 3 else Type("tuple", (array,)) if len(call.args) == 1 else UNKNOWN


def _filter(call: ast.Call, arguments: _Arguments) -> Type:
    return wrap("iterator", _at(arguments, 1).element)


def _make_dict(call: ast.Call, arguments: _Arguments) -> Type:
    source = _at(arguments, 0)
    return Type("dict", source.args) if source.name == "dict" and _plain(call) else DICT


_FACTORIES = {"list": LIST, "set": SET, "dict": DICT, "int": INT, "float": FLOAT, "str": STR}


def _defaultdict(call: ast.Call, arguments: _Arguments) -> Type:
    factory = call.args[0] if len(call.args) == 1 and not call.keywords else None
    made = _FACTORIES.get(factory.id, UNKNOWN) if isinstance(factory, ast.Name) else UNKNOWN
    return Type("collections.defaultdict", (UNKNOWN, made)) if made.known else Type("collections.defaultdict")


def _open(call: ast.Call, arguments: _Arguments) -> Type:
    mode = call.args[1] if len(call.args) > 1 else _keyword(call, "mode")
    known = all(keyword.arg is not None for keyword in call.keywords)
    if any(isinstance(argument, ast.Starred) for argument in call.args) or not known:
        return Type("file")
    if mode is None:
        return Type("file", (STR,))
    if isinstance(mode, ast.Constant) and isinstance(mode.value, str):
        return Type("file", (BYTES if "b" in mode.value else STR,))
    return Type("file")


def _getenv(call: ast.Call, arguments: _Arguments) -> Type:
    if not _plain(call):
        return UNKNOWN
    return join(STR, arguments[1]) if len(arguments) > 1 else parse("str?")


_SPECIAL: dict[str, Callable[[ast.Call, _Arguments], Type]] = {
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.min": _min_max,
    "builtins.max": _min_max,
    "builtins.sum": _sum,
    "builtins.round": _round,
    "builtins.abs": _absolute,
    "builtins.filter": _filter,
    "builtins.dict": _make_dict,
    "builtins.open": _open,
    "io.open": _open,
    "os.getenv": _getenv,
    "collections.defaultdict": _defaultdict,
    "numpy.where": _where,
    "numpy.dot": _product,
    "numpy.matmul": _product,
}
