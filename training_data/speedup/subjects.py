"""The examples that rows are made of: those of every rule with a rewrite that can be run at a given size."""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ...analyzers.rules.declaration import Example, Rule
from ...analyzers.rules.registry import own_rules

__all__ = ["SizedArgument", "Subject", "example_hash", "subject", "subjects"]

_OPEN, _CLOSE = "«", "»"
_PLAIN_CALLS = {"range", "list", "tuple", "set", "dict", "str", "min", "max", "float", "int", "frozenset", "bytes"}


@dataclass(frozen=True, slots=True)
class SizedArgument:
    """One argument of a workload as an expression in source, with the places where its size stands."""

    text: str
    places: tuple[int, ...]
    """Offsets of `n` in the text."""

    def at(self, n: int) -> str:
        """The expression with a number in place of the size."""
        text = self.text
        for place in reversed(self.places):
            text = f"{text[:place]}{n}{text[place + 1 :]}"
        return text


@dataclass(frozen=True, slots=True)
class Subject:
    """An example of a rule, ready to be embedded."""

    rule: Rule
    index: int
    example: Example
    source: str
    """`before` without its marks."""
    lines: tuple[int, ...]
    """Lines (from 0) on which the marks begin."""
    loops: frozenset[int]
    """Those of them on which the mark is a whole loop."""
    arguments: tuple[SizedArgument, ...] | None
    """The workload's arguments, where all of them can be written down in the program itself."""
    sized: bool
    """Whether the workload depends on the size at all."""

    @property
    def hash(self) -> str:
        return example_hash(self.example)


def example_hash(example: Example) -> str:
    """Tell one state of an example from another: rows of an example that has changed since are stale."""
    return hashlib.sha256((example.before + example.after).encode()).hexdigest()[:12]


@cache
def subjects() -> Mapping[tuple[str, int], Subject]:
    """All examples with a fix and a workload, by slug and index, in the order of the catalogue."""
    return {(found.rule.slug, found.index): found for found in _subjects()}


def subject(slug: str, index: int) -> Subject:
    return subjects()[slug, index]


def _subjects() -> Iterator[Subject]:
    for rule in own_rules():
        if rule.rewrite is None or rule.stage == "retired":
            continue
        workloads = _workloads(rule)
        for index, example in enumerate(rule.examples):
            if example.workload is None or not example.after:
                continue
            source, lines, whole = _unmarked(example.before)
            text, workload = workloads.get(example.before, ("", None))
            sized = workload is None or _is_sized(workload)
            arguments = _arguments(text, workload) if _in_entry(source, lines) else None
            yield Subject(rule, index, example, source, lines, whole, arguments, sized)


def _unmarked(marked: str) -> tuple[str, tuple[int, ...], frozenset[int]]:
    """Take the marks out of a source; return the text, the lines on which marks begin, and those of marked loops."""
    lines = tuple(number for number, line in enumerate(marked.split("\n")) for _ in range(line.count(_OPEN)))
    loops = [found.start() for found in re.finditer(rf"{_OPEN}(?:for|while)\b[^{_CLOSE}]*\n", marked, re.MULTILINE)]
    whole = frozenset(marked.count("\n", 0, start) for start in loops)
    return marked.replace(_OPEN, "").replace(_CLOSE, ""), lines, whole


def _in_entry(source: str, lines: Sequence[int]) -> bool:
    """Are all marks in the function that is called?"""
    entry = [node for node in ast.parse(source).body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))][-1]
    inner = [
        node
        for node in ast.walk(entry)
        if node is not entry and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]
    return all(
        entry.lineno <= line < (entry.end_lineno or 0)
        and not any(node.lineno - 1 <= line < (node.end_lineno or 0) for node in inner)
        for line in lines
    )


def _workloads(rule: Rule) -> dict[str, tuple[str, ast.Lambda]]:
    """The workloads of a rule's examples as they are written in its file, by `before`."""
    text = inspect.getsource(sys.modules[rule.check.__module__])
    found: dict[str, tuple[str, ast.Lambda]] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Example"):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            before, workload = given.get("before") or (node.args[0] if node.args else None), given.get("workload")
            if isinstance(before, ast.Constant) and isinstance(workload, ast.Lambda):
                found[str(before.value)] = text, workload
    return found


def _is_sized(workload: ast.Lambda) -> bool:
    size = workload.args.args[0].arg
    return any(isinstance(node, ast.Name) and node.id == size for node in ast.walk(workload.body))


def _arguments(text: str, workload: ast.Lambda | None) -> tuple[SizedArgument, ...] | None:
    if workload is None or not isinstance(workload.body, ast.Tuple) or not workload.body.elts:
        return None
    size = workload.args.args[0].arg
    found = [_argument(text, element, size) for element in workload.body.elts]
    arguments = tuple(argument for argument in found if argument is not None)
    return arguments if len(arguments) == len(found) and any(argument.places for argument in arguments) else None


def _argument(text: str, node: ast.expr, size: str) -> SizedArgument | None:
    bound = {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
    for name in ast.walk(node):
        if isinstance(name, ast.Lambda) or (
            isinstance(name, ast.Name) and name.id not in bound | _PLAIN_CALLS | {size, "abs", "len"}
        ):
            return None
    written = ast.get_source_segment(text, node)
    if written is None or "\n" in written or len(size) != 1:
        return None
    if any(isinstance(part, ast.JoinedStr) and _mentions(part, size) for part in ast.walk(node)):
        return None  # places inside f-strings are not told by every Python
    places = sorted(
        _offset(name) - _offset(node)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and name.id == size and name.lineno == node.lineno
    )
    # Columns count bytes.
    return SizedArgument(written, tuple(places)) if written.isascii() else None


def _offset(node: ast.expr) -> int:
    return node.col_offset


def _mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))
