"""Putting ballast into the function that holds a finding: around the pattern, in its loop, in a loop around it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from .ballast import Ballast, indented
from .chance import Chance

__all__ = ["Line", "Place", "embed", "place"]

Line = tuple[str, int]
"""A line of the program with the line of the example that it came from, or -1."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Loop = ast.For | ast.While
_LEAVING = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a program the pattern stands."""

    function: _Function
    statement: int
    """Number of the statement of the function's body that holds the pattern."""
    loops: tuple[_Loop, ...]
    """Loops around the pattern (or that are it), outermost first."""
    line: int


def place(tree: ast.Module, line: int, *, whole: bool = False) -> Place | None:
    """Find the innermost function whose body holds a line; None at module level, or where a body shares a line.

    With `whole` the loop that begins on the line is the pattern itself, and nothing goes into it.
    """
    function = None
    for node in ast.walk(tree):
        if isinstance(node, _Function) and node.body[0].lineno - 1 <= line < (node.end_lineno or 0):
            function = node  # breadth first: the innermost comes last
    if function is None or function.body[0].lineno == function.lineno:
        return None
    number = next((i for i, found in enumerate(function.body) if line < (found.end_lineno or 0)), None)
    if number is None:
        return None
    loops = [
        node
        for node in ast.walk(function.body[number])
        if isinstance(node, _Loop) and node.lineno - 1 <= line - whole and line < (node.end_lineno or 0)
    ]
    return Place(function, number, tuple(loops), line)


def embed(
    source: str,
    at: Place,
    ballast: Ballast,
    containers: Sequence[str],
    chance: Chance,
    *,
    scale: float = 1.0,
    opening: Sequence[str] = (),
) -> list[Line]:
    """Extend the body of the function by what the chance decides.

    `containers` are names with a length; `opening` are statements to begin with. What is added weighs from next to
    nothing to many times an ordinary pattern, times `scale`.
    """
    lines: list[Line] = [(line, number) for number, line in enumerate(source.split("\n"))]
    body = at.function.body
    margin = body[0].col_offset
    starts = [min([part.lineno, *(d.lineno for d in getattr(part, "decorator_list", ()))]) - 1 for part in body]
    ends = [part.end_lineno or part.lineno for part in body]
    chunks = [lines[(starts[0] if i == 0 else ends[i - 1]) : ends[i]] for i in range(len(body))]
    writer = _Writer(ballast, tuple(containers), chance, scale, margin)

    pattern = at.statement
    if at.loops and chance.happens(0.55):
        chunks[pattern] = writer.in_loop(
            chunks[pattern], chance.one_of(at.loops), starts[0] if not pattern else ends[pattern - 1]
        )
    statements: list[list[ast.stmt]] = [[part] for part in body]
    if isinstance(last := body[pattern], ast.Return) and last.value is not None and chance.happens(0.5):
        found = ballast.fresh(chance.one_of(["found", "answer", "outcome"]))
        bound, leaving = _bound(chunks[pattern], found, margin)
        chunks[pattern : pattern + 1] = [bound, leaving]
        statements[pattern : pattern + 1] = [[ast.Expr(last.value)], [last]]
    if chance.happens(0.3):
        first = _repeated(statements, pattern, chance)
        if first is not None:
            wrapped = [line for chunk in chunks[first : pattern + 1] for line in chunk]
            chunks[first : pattern + 1] = [writer.repeated(wrapped)]
            statements[first : pattern + 1] = [[part for group in statements[first : pattern + 1] for part in group]]
            pattern = first
    before = writer.beside() if chance.happens(0.5) else None
    gap = chance.below(pattern + 1)
    latest = len(chunks) - isinstance(statements[-1][-1], (ast.Return, ast.Raise))
    if latest > pattern and chance.happens(0.4):
        chunks.insert(pattern + 1 + chance.below(latest - pattern), writer.beside())
    if before is not None:
        chunks.insert(gap, before)
    chunks.insert(0, [(" " * margin + line, -1) for line in (*opening, *ballast.beginning)])
    return [*lines[: starts[0]], *(line for chunk in chunks for line in chunk), *lines[ends[-1] :]]


@dataclass(slots=True)
class _Writer:
    ballast: Ballast
    containers: tuple[str, ...]
    chance: Chance
    scale: float
    margin: int

    def _weight(self, low: float, high: float) -> float:
        return self.scale * self.chance.log_uniform(low, high)

    def beside(self) -> list[Line]:
        """Statements before or after the pattern: nothing much, a loop of their own, or one over what was given."""
        chance = self.chance
        if self.containers and chance.happens(0.5):
            container = chance.one_of(self.containers)
            written = self.ballast.over(container, self._weight(20, 900))
            if chance.happens(0.05):
                written = [f"for _ in {container}:", *indented(written)]
        else:
            written = self.ballast.inline(self._weight(60, 60_000))
        return self._placed(written, self.margin)

    def in_loop(self, chunk: Sequence[Line], loop: _Loop, first: int) -> list[Line]:
        chance = self.chance
        variable = (
            loop.target.id
            if isinstance(loop, ast.For) and _counts(loop) and isinstance(loop.target, ast.Name)
            else None
        )
        if self.containers and chance.happens(0.2):
            written = self.ballast.over(chance.one_of(self.containers), self._weight(20, 200))
        else:
            written = self.ballast.inline(self._weight(35, 6000), variable)
        inner = loop.body
        if inner[0].lineno == loop.lineno:
            return list(chunk)
        leaves = isinstance(inner[-1], (ast.Return, ast.Raise, ast.Break, ast.Continue))
        where = 0 if leaves or chance.happens(0.5) else len(inner)
        line = (inner[0].lineno - 1 if where == 0 else inner[-1].end_lineno or 0) - first
        return [*chunk[:line], *self._placed(written, inner[0].col_offset), *chunk[line:]]

    def repeated(self, wrapped: Sequence[Line]) -> list[Line]:
        chance = self.chance
        if self.containers and chance.happens(0.12):
            header = f"for _ in {chance.one_of(self.containers)}:"
        else:
            header = f"for _ in range({chance.one_of([2, 3, 4, 5, 8, 10, 16, 25, 50, 100])}):"
        before = self.ballast.inline(self._weight(40, 20_000)) if chance.happens(0.4) else []
        after = self.ballast.inline(self._weight(40, 20_000)) if chance.happens(0.3) else []
        inside = [*self._placed(before, self.margin), *wrapped, *self._placed(after, self.margin)]
        return [(" " * self.margin + header, -1), *((f"    {text}" if text else text, line) for text, line in inside)]

    def _placed(self, written: Sequence[str], margin: int) -> list[Line]:
        return [(line, -1) for line in indented(written, margin)]


def _counts(loop: ast.For) -> bool:
    """Is the loop's variable a number for sure?"""
    return isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id == "range"


def _bound(chunk: Sequence[Line], name: str, margin: int) -> tuple[list[Line], list[Line]]:
    """`return x` → `name = x`, `return name`."""
    bound: list[Line] = []
    done = False
    for text, line in chunk:
        if not done and text.startswith(" " * margin + "return "):
            value = text[margin + len("return ") :]
            text, done = f"{' ' * margin}{name} = {value}", True
        bound.append((text, line))
    return bound, [(f"{' ' * margin}return {name}", -1)]


def _repeated(statements: Sequence[Sequence[ast.stmt]], pattern: int, chance: Chance) -> int | None:
    """From which statement on a loop may go around the pattern: its own, or one further up; None where it may not."""
    if not _repeatable(statements[pattern]):
        return None
    first = pattern
    wanted = chance.below(pattern + 1) if chance.happens(0.6) else 0
    while first > 0 and pattern - first < wanted and _repeatable(statements[first - 1]):
        first -= 1
    return first


def _repeatable(group: Sequence[ast.stmt]) -> bool:
    todo: list[ast.AST] = list(group)
    while todo:
        node = todo.pop()
        if isinstance(node, _LEAVING) or (isinstance(node, ast.comprehension) and node.is_async):
            return False
        if isinstance(node, (_Function, ast.Lambda, ast.ClassDef)):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)) and node in group:
            return False
        todo += ast.iter_child_nodes(node)
    return True
