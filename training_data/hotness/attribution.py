"""From sampled frames to the functions that are charged for them."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Frame", "Function", "Share", "charged", "shares"]


class Frame(NamedTuple):
    """A code object as samplers name it. `line` is the first of the code, and `name` its last part: `<listcomp>`."""

    path: str
    line: int
    name: str


class Function(NamedTuple):
    """A function as a profile names it; code outside functions is `<module>`."""

    path: str
    qualname: str
    line: int
    """Of the first decorator, where it has one (`co_firstlineno`)."""
    definition: int
    """Of `def`."""


class Share(NamedTuple):
    function: Function
    self: float


_FRAME = re.compile(r"(?P<name>.*?) \((?P<path>.*):(?P<line>\d+)\)")


def charged(stacks: str, paths: Sequence[str], begin: str) -> dict[Frame, int]:
    """Samples per innermost frame in scope, from collapsed stacks: `outer (file:1);inner (file:7) 12`.

    Only what is called by the function `begin` counts. The time of the standard library, of other packages and of C is
    that of the function in scope that called them.
    """
    known: dict[str, Frame | None] = {}

    def frame_of(text: str) -> Frame | None:
        if text not in known:
            known[text] = None
            if match := _FRAME.fullmatch(text):
                # Code that was made at run time has a file as `<string>`: its time is its caller's.
                path = "" if match["path"].startswith("<") else os.path.realpath(match["path"])
                if any(path == place or path.startswith(place + os.sep) for place in paths):
                    known[text] = Frame(path, int(match["line"]), match["name"].rpartition(".")[2])
        return known[text]

    found: dict[Frame, int] = {}
    for line in stacks.splitlines():
        stack, _, count = line.rpartition(" ")
        for text in _inwards(stack, begin):
            if (frame := frame_of(text)) is not None:
                found[frame] = found.get(frame, 0) + int(count)
                break
    return found


def _inwards(stack: str, begin: str) -> Iterator[str]:
    """The frames of a stack that `begin` has called, innermost first."""
    frames = stack.split(";")
    outermost = next((at for at, text in enumerate(frames) if text.startswith(f"{begin} (")), len(frames))
    return reversed(frames[outermost + 1 :])


class _Definitions:
    """The functions of one file by place, so that lambdas, comprehensions and class bodies find theirs."""

    def __init__(self, path: str) -> None:
        self._module = Function(path, "<module>", 1, 1)
        self._found: list[tuple[Function, int]] = []
        """Each with its last line; outer ones first."""
        self._collect(ast.parse(Path(path).read_bytes(), path), "")

    def _collect(self, node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
                function = Function(self._module.path, prefix + child.name, first, child.lineno)
                self._found.append((function, child.end_lineno or child.lineno))
                inner = f"{prefix}{child.name}.<locals>."
            elif isinstance(child, ast.ClassDef):
                inner = f"{prefix}{child.name}."
            self._collect(child, inner)

    def of(self, frame: Frame) -> Function:
        """The function itself, or the one around a lambda, a comprehension or a class body."""
        for function, _ in self._found:
            if function.line == frame.line and function.qualname.rpartition(".")[2] == frame.name:
                return function
        around = [function for function, last in self._found if function.line <= frame.line <= last]
        return around[-1] if around and frame.name != "<module>" else self._module


def shares(found: Iterable[tuple[Frame, float]]) -> list[Share]:
    """Each function's own share of all that was charged, largest first."""
    files: dict[str, _Definitions] = {}
    charges: dict[Function, float] = {}
    for frame, weight in found:
        if frame.path not in files:
            files[frame.path] = _Definitions(frame.path)
        function = files[frame.path].of(frame)
        charges[function] = charges.get(function, 0.0) + weight
    total = sum(charges.values())
    ranked = sorted(charges.items(), key=lambda item: (-item[1], item[0]))
    return [Share(function, round(weight / total, 6)) for function, weight in ranked]
