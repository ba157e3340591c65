"""Builtin functions and types."""

from __future__ import annotations

RETURNS = {
    f"builtins.{name}": type_
    for name, type_ in {
        "len": "int", "abs": "", "all": "bool", "any": "bool", "ascii": "str", "bin": "str", "bool": "bool",
        "bytearray": "bytearray", "bytes": "bytes", "callable": "bool", "chr": "str", "complex": "complex",
        "dict": "dict", "dir": "list[str]", "divmod": "tuple", "float": "float", "format": "str",
        "frozenset": "frozenset", "getattr": "", "globals": "dict[str, Any]", "hasattr": "bool", "hash": "int",
        "hex": "str", "id": "int", "input": "str", "int": "int", "isinstance": "bool", "issubclass": "bool",
        "list": "list", "locals": "dict[str, Any]", "memoryview": "memoryview", "oct": "str", "open": "file",
        "ord": "int", "print": "None", "range": "range", "repr": "str", "set": "set", "sorted": "list", "str": "str",
        "tuple": "tuple",
        "filter": "iterator", "map": "iterator", "zip": "iterator", "enumerate": "iterator", "reversed": "iterator",
        "iter": "iterator",
    }.items()
    if type_
}  # fmt: skip

SAME_AS_ARGUMENT = {
    "builtins.sorted": "list",
    "builtins.list": "list",
    "builtins.set": "set",
    "builtins.frozenset": "frozenset",
    "builtins.tuple": "tuple",
    "builtins.reversed": "iterator",
    "builtins.iter": "iterator",
    "collections.deque": "collections.deque",
    "collections.Counter": "collections.Counter",
    "heapq.nsmallest": "",
}

_STR = {
    "capitalize": "str", "casefold": "str", "center": "str", "count": "int", "encode": "bytes", "endswith": "bool",
    "expandtabs": "str", "find": "int", "format": "str", "format_map": "str", "index": "int", "isalnum": "bool",
    "isalpha": "bool", "isascii": "bool", "isdecimal": "bool", "isdigit": "bool", "isidentifier": "bool",
    "islower": "bool", "isnumeric": "bool", "isprintable": "bool", "isspace": "bool", "istitle": "bool",
    "isupper": "bool", "join": "str", "ljust": "str", "lower": "str", "lstrip": "str",
    "partition": "tuple[str, str, str]", "removeprefix": "str", "removesuffix": "str", "replace": "str",
    "rfind": "int", "rindex": "int", "rjust": "str", "rpartition": "tuple[str, str, str]", "rsplit": "list[str]",
    "rstrip": "str", "split": "list[str]", "splitlines": "list[str]", "startswith": "bool", "strip": "str",
    "swapcase": "str", "title": "str", "translate": "str", "upper": "str", "zfill": "str",
}  # fmt: skip
_BYTES = {
    name: type_.replace("str", "bytes")
    for name, type_ in _STR.items()
    if name not in ("encode", "format", "format_map")
} | {"decode": "str", "hex": "str"}
_LIST = {"copy": "list", "count": "int", "index": "int", "append": "None", "extend": "None", "insert": "None",
         "remove": "None", "clear": "None", "reverse": "None", "sort": "None"}  # fmt: skip
_DICT = {"copy": "dict", "keys": "dict_keys", "values": "dict_values", "items": "dict_items", "update": "None",
         "clear": "None", "popitem": "tuple"}  # fmt: skip
_SET = {"copy": "set", "union": "set", "intersection": "set", "difference": "set", "symmetric_difference": "set",
        "isdisjoint": "bool", "issubset": "bool", "issuperset": "bool", "add": "None", "discard": "None",
        "remove": "None", "update": "None", "clear": "None"}  # fmt: skip

METHODS = {
    "str": _STR,
    "bytes": _BYTES,
    "bytearray": {**_BYTES, "append": "None", "extend": "None", "clear": "None"},
    "list": _LIST,
    "tuple": {"count": "int", "index": "int"},
    "dict": _DICT,
    "set": _SET,
    "frozenset": {name: type_.replace("set", "frozenset") for name, type_ in _SET.items() if type_ != "None"},
    "int": {"bit_length": "int", "bit_count": "int", "to_bytes": "bytes"},
    "float": {"is_integer": "bool", "hex": "str"},
    "file": {"close": "None", "flush": "None", "write": "int"},
    "bool": {},
}

_DICT_LOOKS = frozenset({"copy", "get", "items", "keys", "values"})

PURE_METHODS = {
    "str": frozenset(_STR),
    "bytes": frozenset(_BYTES),
    "list": frozenset({"copy", "count", "index"}),
    "tuple": frozenset({"count", "index"}),
    "dict": _DICT_LOOKS,
    "collections.defaultdict": _DICT_LOOKS,
    "collections.OrderedDict": _DICT_LOOKS,
    "collections.Counter": _DICT_LOOKS | {"elements", "most_common"},
    "collections.deque": frozenset({"copy", "count", "index"}),
    "set": frozenset(name for name, type_ in _SET.items() if type_ != "None"),
    "frozenset": frozenset(name for name, type_ in _SET.items() if type_ != "None"),
    "int": frozenset({"bit_length", "bit_count", "to_bytes"}),
    "float": frozenset({"is_integer", "hex"}),
    "range": frozenset({"count", "index"}),
}

MUTATING_METHODS = frozenset({
    "add", "append", "appendleft", "clear", "discard", "difference_update", "extend", "extendleft", "fill", "insert",
    "intersection_update", "move_to_end", "pop", "popitem", "popleft", "remove", "reverse", "rotate", "setdefault",
    "sort", "subtract", "symmetric_difference_update", "update", "__setitem__", "__delitem__", "write", "writelines",
})  # fmt: skip

IMMUTABLE = frozenset({"str", "bytes", "int", "float", "complex", "bool", "None", "range", "frozenset", "type",
                       "function", "re.Pattern", "datetime.datetime", "datetime.date", "datetime.timedelta",
                       "decimal.Decimal",
                       "fractions.Fraction", "uuid.UUID", "pathlib.Path"})  # fmt: skip

PURE = frozenset(
    f"builtins.{name}"
    for name in (
        "abs", "all", "any", "ascii", "bin", "bool", "bytes", "chr", "complex", "dict", "divmod", "enumerate", "float",
        "format", "frozenset", "hash", "hex", "int", "isinstance", "issubclass", "len", "list", "max", "min", "oct",
        "ord", "pow", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple", "type",
        "zip",
    )
)  # fmt: skip
