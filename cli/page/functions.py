"""The hot functions as rows: their shares, the heat map of their lines, who called them and whom they called."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...analyzers.profiling.compiles import compile_summary, compiled_in
from ...analyzers.profiling.measured import Call, MeasuredFunction, MeasuredLine, Run, Stretch
from ...analyzers.source import Document, SourceError
from ..terminal import escaped
from .numbers import amount, count_of, percent
from .source import SourceLine, heat_map

if TYPE_CHECKING:
    from ...analyzers.profiling.overlay import Overlay

__all__ = ["Sources", "anchors_of", "function_rows", "hot_functions"]

_BY_OWN = 30
_BY_TOTAL = 12
_BY_WAITING = 5
_LEAST_OWN = 0.003
_LEAST_TOTAL = 0.05
"""Parts of the run below which a function is not shown."""
_CALLS = 8
_LEAST_CALL = 0.0005
_GUESSED_FROM = 0.1
_GUESSED = (
    "≈: the recorder looks at calls and returns. Lines between two calls share their time, and how they do is guessed "
    "from what stands in them."
)
_IMPORTING = "importlib._bootstrap._find_and_load"
_IMPORT = "importing modules"


class Sources:
    """The project's files as they are now, with the run laid over them. Each is read once."""

    def __init__(self, root: str, run: Run) -> None:
        self._root = root
        self._run = run
        self._read: dict[str, Document | str] = {}
        self._laid: dict[str, Overlay | None] = {}

    def document(self, path: str) -> Document | str:
        """Return a file of the run as a document, or in words why there is none."""
        found = self._read.get(path)
        if found is None:
            found = self._read[path] = self._open(path)
        return found

    def _open(self, path: str) -> Document | str:
        full = os.path.join(self._root, *path.split("/"))
        try:
            if not os.path.isfile(full):
                return "is not there any more"
            with open(full, "rb") as file:
                return Document.from_bytes(file.read())
        except OSError as error:
            return f"cannot be read: {error.strerror or error}"
        except SourceError as error:
            return f"cannot be decoded: {error}"

    def overlay(self, path: str) -> Overlay | None:
        if path not in self._laid:
            # Late: a page without functions needs none.
            from ...analyzers.profiling.overlay import overlay

            document = self.document(path)
            self._laid[path] = None if isinstance(document, str) else overlay(self._run, path, document)
        return self._laid[path]


def hot_functions(run: Run) -> list[MeasuredFunction]:
    """Return the functions that the page shows: the first by own time, by total time and by waiting."""
    own = sorted(run.functions, key=lambda function: (-function.own, -function.total, function.path, function.line))
    total = sorted(run.functions, key=lambda function: -function.total)
    chosen = {id(function) for function in own[:_BY_OWN] if run.share(function.own) >= _LEAST_OWN}
    chosen |= {id(function) for function in total[:_BY_TOTAL] if run.share(function.total) >= _LEAST_TOTAL}
    waiting = sorted(run.functions, key=lambda function: -function.waiting)
    least = _LEAST_TOTAL * (run.total + run.waiting)
    chosen |= {id(function) for function in waiting[:_BY_WAITING] if function.waiting > 0 and function.waiting >= least}
    return [function for function in own if id(function) in chosen]


def anchors_of(functions: Sequence[MeasuredFunction]) -> Callable[[str, str], str]:
    """Return what gives a function's id on the page, "" for one that has none."""
    ids = {(function.path, function.name): f"function-{number}" for number, function in enumerate(functions, 1)}
    return lambda path, name: ids.get((path, name), "")


def function_rows(
    run: Run,
    functions: Sequence[MeasuredFunction],
    sources: Sources,
    anchor: Callable[[str, str], str],
    hot: Mapping[tuple[str, str], str],
) -> list[dict[str, Any]]:
    """Return the functions as rows. `hot` says what some of them do with their time, by path and name."""
    return [_row(run, it, sources, anchor, hot.get((it.path, it.name), "")) for it in functions]


def _row(
    run: Run, function: MeasuredFunction, sources: Sources, anchor: Callable[[str, str], str], spent: str
) -> dict[str, Any]:
    own, total, library = run.share(function.own), run.share(function.total), run.share(function.library)
    line, heat, remark = _heat(run, function, sources)
    return {
        "id": anchor(function.path, function.name),
        "name": escaped(function.name),
        "place": escaped(f"{function.path}:{line}"),
        "own": own,
        "total": max(total, own),
        "python": max(own - library, 0.0),
        "library": min(library, own),
        "below": max(total - own, 0.0),
        "waited": function.waiting,
        "waited_words": f"waited {amount(function.waiting, run.unit)}" if function.waiting > 0 else "",
        "amount": amount(function.own, run.unit),
        "facts": _facts(run, function),
        "spent": f"No finding explains it: {escaped(spent).replace(_IMPORTING, _IMPORT)}." if spent else "",
        "heat": heat,
        "remark": remark,
        "callers": _calls(run, function.callers, anchor),
        "callees": _calls(run, function.callees, anchor),
    }


def _facts(run: Run, function: MeasuredFunction) -> list[str]:
    facts = [f"{amount(function.total, run.unit)} in it and in what it calls, {amount(function.own, run.unit)} its own"]
    if function.own > 0 and function.library / function.own >= 0.005:
        facts.append(f"{percent(min(function.library / function.own, 1.0))} of its own in library code")
    if function.waiting > 0:
        facts.append(f"waited {amount(function.waiting, run.unit)}, which is in no share")
    if function.samples and run.unit != "samples":
        facts.append(count_of(function.samples, "sample"))
    if function.calls is not None:
        facts.append(count_of(function.calls, "call"))
    facts += filter(None, [escaped(compile_summary(compiled_in(run, function.path, function.name), function.name))])
    return facts


def _heat(run: Run, function: MeasuredFunction, sources: Sources) -> tuple[int, list[Any], str]:
    """Return the function's present line, its lines, and what to say where they cannot be shown."""
    document = sources.document(function.path)
    if isinstance(document, str):
        return function.line, [], f"Its lines are not shown: the file {document}."
    laid = sources.overlay(function.path)
    placed = next((it for it in laid.placed if it.measured is function), None) if laid else None
    if placed is None:
        return function.line, [], "Its lines are not shown: the file has no such function any more."
    if placed.stale:
        return (
            placed.first + 1,
            [],
            (
                "Its lines are not shown: the function has changed since the run, and their figures would stand on "
                "wrong lines. Record again to see them."
            ),
        )
    spent = {
        number: SourceLine(run.share(line.own), run.share(line.total), _is_guessed(number, line, placed.stretches))
        for number, line in placed.lines.items()
    }
    if not spent:
        return placed.first + 1, [], "This recording has no times of single lines."
    # Of a module only what took time is of interest, not all functions in it.
    whole = function.name != "<module>"
    remark = _GUESSED if any(line.guessed for line in spent.values()) else ""
    return placed.first + 1, heat_map(document.lines, placed.first, placed.last, spent, whole=whole), remark


def _is_guessed(number: int, line: MeasuredLine, stretches: Sequence[Stretch]) -> bool:
    near = sum(stretch.own for stretch in stretches if stretch.first <= number <= stretch.last)
    return near > _GUESSED_FROM * line.own


def _calls(run: Run, calls: Sequence[Call], anchor: Callable[[str, str], str]) -> list[dict[str, Any]]:
    largest = sorted(calls, key=lambda call: -call.weight)[:_CALLS]
    return [
        {
            "name": _IMPORT if call.name == _IMPORTING else escaped(call.name),
            "place": escaped(call.path) or "library",
            "share": run.share(call.weight),
            "id": anchor(call.path, call.name) if call.path else "",
        }
        for call in largest
        if run.share(call.weight) >= _LEAST_CALL
    ]
