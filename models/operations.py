"""Kinds of operations that a function's body is made of, and what each costs on CPython 3.11.

The nanoseconds were measured on CPython 3.11 (x86-64 Linux), each statement 200,000 times in a `for` loop inside a
function, best of five, less the empty loop; what a builtin does per element, over 1,000 elements, divided by them. What
an unknown function, method or library does is a guess between measured ones (`json.dumps` 1.2 µs,
`open` 3.7 µs). They are orders of magnitude to weigh one part of a body against another, not predictions of time.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any, Final

__all__ = ["BUILTINS", "INDEX", "LIBRARY", "LINEAR", "METHODS", "NANOSECONDS", "OPERATIONS", "TEXTS", "method_cost"]

_TABLE: Final[dict[str, float]] = {
    # statements and control
    "assign": 1.0,
    "unpack": 4.0,
    "augment": 8.0,
    "store-attribute": 4.0,
    "store-subscript": 10.0,
    "branch": 4.0,
    "loop-start": 40.0,
    "step": 13.0,
    "while-step": 5.0,
    "try": 1.0,
    "catch": 110.0,
    "with": 125.0,
    "import": 350.0,
    "definition": 45.0,
    "class": 20_000.0,
    "yield": 17.0,
    "await": 160.0,
    # expressions
    "attribute": 4.0,
    "subscript": 9.0,
    "slice": 50.0,
    "arithmetic": 10.0,
    "compare": 5.0,
    "contains": 7.5,
    "boolean": 3.0,
    "display": 22.0,
    "display-item": 5.0,
    "comprehension": 110.0,
    "comprehension-step": 7.0,
    "generator": 250.0,
    "generator-step": 17.0,
    "format": 40.0,
    "format-piece": 25.0,
    "concatenate": 22.0,
    # calls
    "call": 150.0,
    "argument": 5.0,
    "method": 120.0,
    "construct": 250.0,
    "cheap-builtin": 20.0,
    "builtin": 60.0,
    "cheap-method": 10.0,
    "text-method": 45.0,
    "regex": 300.0,
    "library": 1_000.0,
    "slow-library": 4_000.0,
    "blocking": 100_000.0,
    # what builtins do for each element
    "each-compare": 7.0,
    "each-sort": 60.0,
    "each-copy": 1.5,
    "each-move": 0.3,
    "each-hash": 10.0,
    "each-add": 5.0,
    "each-key": 35.0,
    "each-character": 0.5,
    "each-piece": 6.0,
    "each-deep": 130.0,
}

OPERATIONS: Final = tuple(_TABLE)
NANOSECONDS: Final = tuple(_TABLE.values())
INDEX: Final = {name: index for index, name in enumerate(OPERATIONS)}

BUILTINS: Final[dict[str, tuple[str, str]]] = {
    # name → what the call costs, what it does for each element of its first argument ("" for nothing)
    **dict.fromkeys(
        ("len", "isinstance", "abs", "ord", "chr", "id", "hash", "bool", "callable", "getattr", "hasattr", "type",
         "issubclass", "setattr", "iter", "next", "divmod", "super", "object"),
        ("cheap-builtin", ""),
    ),
    **dict.fromkeys(
        ("int", "float", "str", "repr", "round", "pow", "bin", "hex", "oct", "format", "range", "enumerate", "zip",
         "map", "filter", "reversed", "bytes", "bytearray", "vars", "slice", "complex", "locals", "globals"),
        ("builtin", ""),
    ),
    **dict.fromkeys(("list", "tuple"), ("builtin", "each-copy")),
    **dict.fromkeys(("set", "frozenset", "dict"), ("builtin", "each-hash")),
    **dict.fromkeys(("sum",), ("builtin", "each-add")),
    **dict.fromkeys(("min", "max"), ("builtin", "each-compare")),
    **dict.fromkeys(("any", "all"), ("builtin", "each-add")),
    "sorted": ("builtin", "each-sort"),
    "print": ("library", ""),
    "open": ("slow-library", ""),
    "input": ("blocking", ""),
    "eval": ("slow-library", ""),
    "exec": ("slow-library", ""),
    "compile": ("slow-library", ""),
}  # fmt: skip

METHODS: Final[dict[str, tuple[str, str]]] = {
    # name → what the call costs, what it does for each element of the object
    **dict.fromkeys(("append", "get", "add", "discard", "popleft", "appendleft", "items", "keys", "values",
                     "setdefault", "pop", "popitem", "clear"), ("cheap-method", "")),
    **dict.fromkeys(("startswith", "endswith", "strip", "lstrip", "rstrip", "isdigit", "isalpha", "isspace", "isalnum",
                     "isupper", "islower", "lower", "upper", "title", "capitalize", "casefold", "removeprefix",
                     "removesuffix", "zfill", "ljust", "rjust", "center", "bit_length", "partition", "rpartition",
                     "group", "groups", "start", "end", "span"), ("text-method", "")),
    **dict.fromkeys(("format", "encode", "decode", "rsplit", "splitlines", "split", "translate", "expandtabs"),
                    ("text-method", "each-piece")),
    **dict.fromkeys(("replace", "find", "rfind", "rindex"), ("text-method", "each-character")),
    "join": ("text-method", "each-piece"),
    **dict.fromkeys(("index", "count", "remove"), ("cheap-method", "each-compare")),
    **dict.fromkeys(("insert",), ("cheap-method", "each-move")),
    "reverse": ("cheap-method", "each-move"),
    "copy": ("cheap-method", "each-copy"),
    "extend": ("cheap-method", "each-copy"),
    **dict.fromkeys(("update", "union", "intersection", "difference", "symmetric_difference", "issubset",
                     "issuperset", "isdisjoint", "fromkeys", "difference_update", "intersection_update"),
                    ("cheap-method", "each-hash")),
    "sort": ("cheap-method", "each-sort"),
    **dict.fromkeys(("match", "search", "fullmatch"), ("regex", "")),
    **dict.fromkeys(("findall", "finditer", "sub", "subn"), ("regex", "each-piece")),
    **dict.fromkeys(("write", "debug", "info", "warning", "error", "exception", "log", "total_seconds", "strftime",
                     "isoformat", "exists", "is_file", "is_dir", "read", "readline"), ("library", "")),
    **dict.fromkeys(("read_text", "write_text", "read_bytes", "write_bytes", "readlines", "iterdir", "glob", "rglob",
                     "stat", "unlink", "mkdir", "strptime", "dumps", "loads", "dump", "load"), ("slow-library", "")),
    **dict.fromkeys(("execute", "executemany", "fetchone", "fetchall", "commit", "sleep", "urlopen", "request", "send",
                     "recv", "connect", "sendall", "communicate", "Popen", "run", "check_output"), ("blocking", "")),
}  # fmt: skip

LIBRARY: Final[dict[str, tuple[str, str]]] = {
    # the last part of a dotted name of a module, or a name that only modules have → as in `BUILTINS`
    "re": ("regex", ""),
    "math": ("cheap-builtin", ""),
    "cmath": ("cheap-builtin", ""),
    "operator": ("cheap-builtin", ""),
    "itertools": ("builtin", ""),
    "functools": ("builtin", ""),
    "collections": ("builtin", "each-hash"),
    "heapq": ("builtin", "each-compare"),
    "bisect": ("builtin", ""),
    "random": ("builtin", ""),
    "time": ("builtin", ""),
    "copy": ("library", "each-deep"),
    "json": ("slow-library", "each-deep"),
    "pickle": ("slow-library", "each-deep"),
    "datetime": ("builtin", ""),
    "os": ("library", ""),
    "path": ("library", ""),
    "shutil": ("slow-library", ""),
    "subprocess": ("blocking", ""),
    "requests": ("blocking", ""),
    "socket": ("blocking", ""),
    "logging": ("library", ""),
    "np": ("library", "each-move"),
    "numpy": ("library", "each-move"),
    "pd": ("slow-library", "each-piece"),
    "pandas": ("slow-library", "each-piece"),
    "sys": ("cheap-builtin", ""),
    "struct": ("builtin", ""),
    "string": ("builtin", ""),
    "hashlib": ("library", ""),
    "csv": ("library", ""),
    "inspect": ("slow-library", ""),
    "glob": ("slow-library", ""),
    "tempfile": ("slow-library", ""),
    "sqlite3": ("blocking", ""),
}

TEXTS: Final = ("str", "bytes")
LINEAR: Final = ("list", "tuple", "collections.deque", "dict_values")
"""What `in` searches from its start."""


def method_cost(func: ast.Attribute, arguments: Sequence[Any], kind_of: Callable[[Any], str]) -> tuple[str, str, Any]:
    """What calling `func` costs, what it does for each element, and of what."""
    name, value = func.attr, func.value
    last = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    if last in LIBRARY and name not in ("append", "join"):
        cost, each = LIBRARY[last]
        return cost, each, arguments[0] if arguments and each else None
    if name not in METHODS:
        return ("construct" if name[:1].isupper() else "method"), "", None
    cost, each = METHODS[name]
    kind = kind_of(value) if each == "each-compare" or name in ("pop", "insert", "read") else ""
    if each == "each-compare" and kind in TEXTS:
        return "text-method", "each-character", value
    if name == "pop" and kind == "list" and arguments and getattr(arguments[0], "value", None) == 0:
        return cost, "each-move", value
    if each == "each-compare" and kind not in LINEAR and kind and name == "remove":
        return cost, "", None
    if name in ("extend", "update", "join", "union", "intersection", "difference", "issubset", "issuperset",
                "isdisjoint", "difference_update", "intersection_update", "sub", "findall"):  # fmt: skip
        return cost, each, arguments[-1] if arguments else None
    return cost, each, value
