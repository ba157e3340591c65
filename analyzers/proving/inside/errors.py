"""What an exception is: its type, and the class of its message where code of the program chose it.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import dis
import re
from typing import Any

from .forms import Former, Shape, mro_of, name_of
from .forms.objects import attributes_of

__all__ = ["error_shape", "masked"]

_RAISE = dis.opmap["RAISE_VARARGS"]
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_DIGITS = re.compile(r"\d+")
_FOREIGN = re.compile(r"[/\\](?:site-packages|dist-packages|lib[/\\](?:python|pypy)[^/\\]*)[/\\]|^<frozen")
_OWN_ATTRIBUTES = frozenset({"__notes__"})


def masked(text: str) -> str:
    """Return the class of a message: numbers and what is quoted differ from one call to the next."""
    return _DIGITS.sub("0", _QUOTED.sub("''", text))


def error_shape(error: BaseException, path: str, depth: int = 0) -> Shape:
    """Return what of an exception counts; its context does not. `path` is the file of the function under proof."""
    kind = type(error)
    shape: list[Shape] = ["exception", name_of(kind)]
    if SystemExit in mro_of(kind):
        shape.append(["code", _formed(BaseException.args.__get__(error))])  # pyright: ignore[reportAttributeAccessIssue]
    elif _was_raised_by_code(error, path):
        args = BaseException.args.__get__(error)  # pyright: ignore[reportAttributeAccessIssue]
        shape.append(["message", *[masked(part) if type(part) is str else _formed(part) for part in args]])
        own = sorted((name, part) for name, part in _named(error) if name not in _OWN_ATTRIBUTES)
        shape += [["attribute", name, _formed(part)] for name, part in own]
    cause = error.__cause__
    if cause is not None and depth < 3:
        shape.append(["cause", name_of(type(cause))])
    group: Any = getattr(error, "exceptions", None) if name_of(kind).endswith("ExceptionGroup") else None
    if type(group) is tuple and depth < 5:
        shape.append(["group", *[error_shape(each, path, depth + 1) for each in group]])
    notes = [masked(str(note)) for name, part in _named(error) if name == "__notes__" for note in part]
    if notes:
        shape.append(["notes", *notes])
    return shape


def _named(error: BaseException) -> list[tuple[str, Any]]:
    builtin = {name for base in mro_of(type(error)) if base.__module__ == "builtins" for name in vars(base)}
    return [(name, part) for name, part in attributes_of(error) if name not in builtin]


def _formed(value: Any) -> Shape:
    return Former(most=1000).shape(value)


def _was_raised_by_code(error: BaseException, path: str) -> bool:
    """Tell whether a `raise` of the program made it, rather than the interpreter or a library."""
    trace = error.__traceback__
    if trace is None:
        return False
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    if code.co_filename != path and _FOREIGN.search(code.co_filename):
        return False
    return 0 <= trace.tb_lasti < len(code.co_code) and code.co_code[trace.tb_lasti] == _RAISE
