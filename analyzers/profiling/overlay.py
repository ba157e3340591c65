"""A run laid over the present text of a file: its figures where they still belong, and nowhere else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ..source import Document
from ..source.functions import MODULE, FunctionText, digest_of, functions_in, functions_of
from ..source.positions import split_lines
from .measured import MeasuredFunction, MeasuredLine, Run, Stretch

__all__ = ["Overlay", "Placed", "overlay"]


class Placed(NamedTuple):
    """A measured function in the present text. Lines count from 0."""

    measured: MeasuredFunction
    first: int
    """That of the first decorator."""
    last: int
    definition: int
    stale: bool
    """The function is not the one that was measured: its figures are of another text, and it has no lines."""
    lines: dict[int, MeasuredLine]
    """By present line. Code of a module keeps the lines whose text is still there."""
    stretches: tuple[Stretch, ...] = ()
    """With present lines: time that is in `lines` where it is most likely, and may belong to others of the stretch."""


class Overlay:
    def __init__(
        self, run: Run, placed: list[Placed], missing: list[MeasuredFunction], functions: Sequence[FunctionText] = ()
    ) -> None:
        self.run = run
        self.placed = placed
        """By first line; `<module>` before all others."""
        self.missing = missing
        """Measured, and not in the text (renamed, removed, or in a part that does not parse now)."""
        self._functions = functions
        """All functions of the text, by first line."""

    def around(self, line: int) -> Placed | None:
        """The innermost function around a line, or the module's code; None where it was not measured."""
        first = -1
        for index in range(bisect_right(self._functions, line, key=_first_line) - 1, -1, -1):
            function = self._functions[index]
            if function.last >= line:
                first = function.line
                break
            if "." not in function.name:
                break  # what stands before a function at the top level does not reach beyond it
        for placed in self.placed:
            if (placed.measured.name == MODULE) == (first < 0) and (first < 0 or placed.first == first):
                return placed
        return None

    def of(self, qualname: str) -> Placed | None:
        """The measured function of a name ("" or `<module>` for module level); the first where there are several."""
        name = qualname or MODULE
        return next((function for function in self.placed if function.measured.name == name), None)


def overlay(
    run: Run, relative_path: str, source: str | Document, within: Sequence[FunctionText] | None = None
) -> Overlay | None:
    """Lay a run over a file's present text; None where nothing was measured in that file.

    The path is relative to the project, with forward slashes. Functions are found by name, and by text where a name
    stands for several. Over a `Document` an edit costs only what it touched; a text that does not parse has no
    functions, a document those of its blocks that parse.

    `within` are functions of a document to which it shall be confined, as `functions_in` lists them: all others count
    as missing, and the module's code too. That costs a small part of the whole.
    """
    measured = [function for function in run.functions if function.path == relative_path]
    if not measured:
        return None
    missing: list[MeasuredFunction] = []
    if within is not None:
        functions, lines = within, ()
        names = {function.name for function in within}
        missing = [function for function in measured if function.name not in names]
        measured = [function for function in measured if function.name in names]
    elif isinstance(source, Document):
        functions, lines = functions_in(source), source.lines
    else:
        lines = split_lines(source)
        functions = [
            found._replace(line=found.line - 1, definition=found.definition - 1, last=found.last - 1)
            for found in functions_of(source)
        ]
    by_name: dict[str, list[FunctionText]] = {}
    wanted = {function.name for function in measured}
    for function in functions:
        if function.name in wanted:
            by_name.setdefault(function.name, []).append(function)
    groups: dict[str, list[MeasuredFunction]] = {}
    for function in measured:
        groups.setdefault(function.name, []).append(function)
    placed: list[Placed] = []
    for name, group in groups.items():
        if name == MODULE:
            placed += [_module(function, functions, lines) for function in group[:1]]
            continue
        group.sort(key=lambda function: function.line)
        for function, place in _paired(group, by_name.get(name, [])):
            if place is None:
                missing.append(function)
            else:
                placed.append(_placed(function, place))
    placed.sort(key=lambda function: (function.first, function.measured.name != MODULE, -function.last))
    return Overlay(run, placed, missing, functions)


def _first_line(function: FunctionText) -> int:
    return function.line


def _placed(function: MeasuredFunction, place: FunctionText) -> Placed:
    stale = not function.digest or function.digest != place.digest
    length = place.last - place.line
    lines = {} if stale else {place.line + line.offset: line for line in function.lines if line.offset <= length}
    stretches = () if stale else _moved(function.stretches, place.line)
    return Placed(function, place.line, place.last, place.definition, stale, lines, stretches)


def _moved(stretches: tuple[Stretch, ...], by: int) -> tuple[Stretch, ...]:
    return tuple(Stretch(by + first, by + last, own) for first, last, own in stretches)


def _paired(
    measured: Sequence[MeasuredFunction], present: Sequence[FunctionText]
) -> list[tuple[MeasuredFunction, FunctionText | None]]:
    """Pair functions of one name: those of the same text first, the rest in their order, where none is in doubt."""
    if len(measured) == 1 and len(present) == 1:
        return [(measured[0], present[0])]
    pairs: dict[int, FunctionText | None] = {}
    left = list(present)
    for index, function in enumerate(measured):
        found = next((place for place in left if function.digest and place.digest == function.digest), None)
        if found is not None:
            left.remove(found)
            pairs[index] = found
    rest = [index for index in range(len(measured)) if index not in pairs]
    if len(left) > len(rest):
        # A property whose setter never ran: the one that is nearest to where it was.
        left = _nearest([measured[index].line - 1 for index in rest], left)
    # As many as there are: overloads that were edited. Fewer: which is which cannot be told.
    pairs.update(zip(rest, left if len(left) == len(rest) else [None] * len(rest), strict=True))
    return [(function, pairs[index]) for index, function in enumerate(measured)]


def _nearest(lines: Sequence[int], places: Sequence[FunctionText]) -> list[FunctionText]:
    """Choose a place for each line, in order; there are more places than lines."""
    chosen: list[FunctionText] = []
    begin = 0
    for number, line in enumerate(lines):
        end = len(places) - (len(lines) - number - 1)
        best = min(range(begin, end), key=lambda index: abs(places[index].line - line))
        chosen.append(places[best])
        begin = best + 1
    return chosen


def _module(function: MeasuredFunction, functions: Sequence[FunctionText], lines: Sequence[str]) -> Placed:
    """Place the code of a module: each line where the same text is, if there is just one such, or it has not moved."""
    found: dict[int, MeasuredLine] = {}
    if function.digest and function.lines:
        inside = bytearray(len(lines))
        for place in functions:
            begin = place.definition + 1
            inside[begin : place.last + 1] = b"\1" * (place.last + 1 - begin)
        wanted = {line.digest for line in function.lines}
        candidates: dict[str, list[int]] = {}
        for number, text in enumerate(lines):
            if not inside[number] and (stripped := text.strip()):
                digest = digest_of([stripped])
                if digest in wanted:
                    candidates.setdefault(digest, []).append(number)
        for line in function.lines:
            same = candidates.get(line.digest, [])
            if len(same) == 1:
                found.setdefault(same[0], line)
            elif line.offset in same:
                found[line.offset] = line
    stale = not function.digest or (bool(function.lines) and not found)
    moved = any(line.offset not in found for line in function.lines)
    stretches = () if stale or moved else function.stretches
    return Placed(function, 0, max(len(lines) - 1, 0), 0, stale, {} if stale else found, stretches)
