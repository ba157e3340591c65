"""The code of a notebook's cell as Python: IPython's magics stand aside, and nothing else moves by a column."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from .lexing import LogicalLine, Scanner, State, logical_lines
from .parsing import SyntaxProblem, parse
from .positions import split_lines

__all__ = ["STAND_IN", "WHOLE_LINE", "CellCode", "python_of"]

STAND_IN = "get_ipython"
"""What stands for a magic is a call of this, with the names that the magic mentions: whatever it does with them."""

WHOLE_LINE = sys.maxsize

_PYTHON_CELLS = frozenset({"capture", "debug", "memit", "mprun", "prun", "pyinstrument", "snakeviz", "time", "timeit"})
"""Cell magics whose cell is Python that runs in the notebook's own names."""
_PYTHON_LINES = frozenset({"time", "prun", "memit", "pyinstrument", "snakeviz"})
"""Line magics that run a statement in the notebook's own names, and keep what it binds."""

_STARTS = tuple("%!?;,/")
"""No line of Python begins so."""
_ANY_MAGIC = re.compile(r"^[ \t]*[%!?;,/]|\?[ \t]*$|=[ \t]*[!%]", re.MULTILINE)
_HELP = re.compile(r"[ \t]*%{0,2}[\w.*\[\]'\"]+\?\??[ \t]*$")
_CELL_MAGIC = re.compile(r"%%(\w+)(.*)", re.DOTALL)
_ASSIGNED = re.compile(r"([ \t]*[\w.,* \t\[\]'\"]+?[ \t]*=[ \t]*)(?:!|%(?=[A-Za-z_]))(.*)", re.DOTALL)
_LINE_MAGIC = re.compile(r"([ \t]*)%(\w+)([ \t]+(?:-\w+(?:[ \t]+\d+)?[ \t]+)*)(.*)", re.DOTALL)
_OWN_NAME = re.compile(r"%{1,2}\w+")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_IN_SHELL = re.compile(r"\{([^{}]*)\}|\$(\w+)")


@dataclass(slots=True)
class CellCode:
    """Line by line what stands in the module for the lines of a cell; each ends in a line ending."""

    lines: list[str]
    foreign: dict[int, int] = field(default_factory=dict[int, int])
    """By line, the columns that are not the cell's own text; `WHOLE_LINE` for the whole of it."""
    closing: str = ""
    """What a text that does not parse leaves open would need: the text after it is then not taken for a part of it."""
    problem: SyntaxProblem | None = None
    """Why it does not parse, if it does not."""
    indented: bool = False
    """Whether it begins with blanks before a statement, which IPython takes away."""


def python_of(text: str) -> CellCode:
    """Turn a cell's text into Python. Costs a parse of the cell; of one with magics, or that is broken, also a scan."""
    lines = split_lines(text)
    lines[-1] += "\n"
    code = CellCode(lines)
    if _ANY_MAGIC.search(text):
        _translate(code)
    parsed = parse("".join(code.lines))
    if isinstance(parsed, SyntaxProblem):
        code.problem = parsed
        logical, state, _ = logical_lines(code.lines, 0, len(code.lines))
        code.indented = bool(logical) and bool(logical[0].indent)
        code.closing = _closing(logical, state)
    return code


def _translate(code: CellCode) -> None:
    first = 0
    while (start := _cell_magic(code, first)) is not None:
        if start < 0:
            return
        first = start
    lines = code.lines
    scanner = Scanner()
    continued = False
    number = first
    while number < len(lines):
        line = lines[number]
        if not continued and not scanner.stack and _is_magic(line):
            number = _stand_in(code, number)
            continue
        continued = scanner.feed(line)
        number += 1


def _cell_magic(code: CellCode, first: int) -> int | None:
    """Take the magic that a cell begins with; returns where its Python begins, -1 where it is none, None: no magic."""
    lines = code.lines
    first = next((number for number in range(first, len(lines)) if lines[number].strip()), len(lines))
    match = _CELL_MAGIC.match(lines[first]) if first < len(lines) else None
    if match is None:
        return None
    name, arguments = match[1], match[2]
    if name in _PYTHON_CELLS:
        _replace(code, first, _call(_names_in(arguments)))
        return first + 1
    body = "".join(lines[first + 1 :])
    _replace(code, first, _call(dict.fromkeys([*_names_in(arguments), *_names_in_shell(body)])))
    for number in range(first + 1, len(lines)):
        _replace(code, number, "")
    return -1


def _is_magic(line: str) -> bool:
    body = line.lstrip(" \t")
    if body.startswith(_STARTS):
        return True
    if "?" in line and _HELP.match(line.rstrip("\r\n")):
        return True
    return ("!" in line or "%" in line) and _ASSIGNED.match(line) is not None


def _stand_in(code: CellCode, number: int) -> int:
    """Replace the magic on a line, with the lines that it goes on in; returns the line after it."""
    lines = code.lines
    last = number
    while lines[last].rstrip("\r\n").endswith("\\") and last + 1 < len(lines):
        last += 1
    line = lines[number]
    statement = _run_statement(line) if last == number else None
    if statement is not None:
        column, text = statement
        lines[number] = text
        code.foreign[number] = column
        return number + 1
    whole = "".join(lines[number : last + 1])
    assigned = _ASSIGNED.match(whole)
    if assigned is not None:
        head, told = assigned[1], whole[assigned.start(2) - 1 :]
    else:
        head, told = line[: len(line) - len(line.lstrip(" \t"))], whole.strip()
    names = _names_in_shell(told) if told.startswith("!") else _names_in(told)
    _replace(code, number, head + _call(names))
    for rest in range(number + 1, last + 1):
        _replace(code, rest, "")
    return last + 1


def _run_statement(line: str) -> tuple[int, str] | None:
    """`%time total = sum(xs)` as `pass; total = sum(xs)`, every column where it was; None where that is no Python."""
    match = _LINE_MAGIC.match(line)
    if match is None or match[2] not in _PYTHON_LINES:
        return None
    indent, statement = match[1], match[4]
    column = match.start(4)
    head = "pass;"
    if not statement.strip() or column - len(indent) < len(head):
        return None
    text = indent + head.ljust(column - len(indent)) + statement
    return None if isinstance(parse(text.lstrip(" \t")), SyntaxProblem) else (column, text)


def _replace(code: CellCode, number: int, text: str) -> None:
    line = code.lines[number]
    code.lines[number] = text + line[len(line.rstrip("\r\n")) :]
    code.foreign[number] = WHOLE_LINE


def _call(names: Sequence[str] | dict[str, None]) -> str:
    return f"{STAND_IN}({', '.join(names)})"


def _names_in(text: str) -> list[str]:
    """The names that a magic's arguments may mean; those that are none of the notebook's do no harm."""
    return list(dict.fromkeys(name for name in _NAME.findall(_OWN_NAME.sub("", text)) if not keyword.iskeyword(name)))


def _names_in_shell(text: str) -> list[str]:
    """The names that IPython puts into a command, as `{name}` or `$name`."""
    return list(dict.fromkeys(name for match in _IN_SHELL.finditer(text) for name in _names_in(match[1] or match[2])))


def _closing(logical: Sequence[LogicalLine], state: State) -> str:
    """Close what a broken text leaves open, in a way that leaves it broken."""
    if not state:
        return "$" if logical and logical[-1].word == "@" else ""
    ends = {"(": ")", "[": "]", "{": "}", "n": "}", "c": "}", "\\": ""}
    return "".join(ends.get(frame.kind, frame.quote) for frame in reversed(state)) + "$"
