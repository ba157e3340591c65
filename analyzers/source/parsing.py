"""`ast.parse` that never raises: whatever the text is, the answer is statements or one problem."""

from __future__ import annotations

import ast
import warnings
from typing import NamedTuple

__all__ = ["SyntaxProblem", "parse"]

_FILENAME = "<slowspot>"
_FILTER: list[object] = []


class SyntaxProblem(NamedTuple):
    """Why a text does not parse; `line` counts from the block's (or text's) first line."""

    message: str
    line: int


def _silence() -> None:
    """Ignore the warnings that the parser gives about user code (invalid escapes): they name our file name only.

    A filter instead of `catch_warnings`, which is neither thread-safe nor free; put back in front whenever somebody
    put another one before it (with `-W error` a warning would turn into a syntax error).
    """
    warnings.filterwarnings("ignore", module=_FILENAME + r"\Z")
    _FILTER[:] = [warnings.filters[0]]


def parse(text: str) -> list[ast.stmt] | SyntaxProblem:
    """Parse a module's text to its statements."""
    filters = warnings.filters
    if not (filters and _FILTER and filters[0] is _FILTER[0]):
        _silence()
    if text.startswith("\ufeff"):
        # Allowed in a file, not in a string. A form feed is one character wide, too, and means nothing there.
        text = "\f" + text[1:]
    try:
        return ast.parse(text, _FILENAME).body
    except SyntaxError as error:
        if "\0" in text:
            return _nul(text)
        return SyntaxProblem(error.msg or "invalid syntax", max(0, (error.lineno or 1) - 1))
    except RecursionError:
        return SyntaxProblem("nested too deeply to parse", 0)
    except MemoryError:
        return SyntaxProblem("nested too deeply to parse", 0)
    except ValueError as error:
        # NUL characters (before Python 3.12), lone surrogates, integers with too many digits.
        return _nul(text) if "\0" in text else SyntaxProblem(str(error), 0)


def _nul(text: str) -> SyntaxProblem:
    head = text[: text.find("\0")].replace("\r\n", "\n").replace("\r", "\n")
    return SyntaxProblem("contains a NUL character", head.count("\n"))
