"""Coroutines that a program waits for: what they took is no time of their own, and none at all in some recordings."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..profiling.measured import MeasuredFunction
from ..source.functions import MODULE
from .mapped import mapped_loops
from .shares import Hot, Shares
from .sources import Function, Sources

__all__ = ["suspended", "waited"]

_LONG = 0.1
"""Part of the program's time that a coroutine must be suspended to be asked about."""


def waited(function: MeasuredFunction, shares: Shares) -> float:
    """The part of the program's time that a function was suspended or idle."""
    return min(function.waiting / shares.whole, 1.0) if shares.whole > 0 else 0.0


def suspended(shares: Shares, sources: Sources, hot: float) -> list[Hot]:
    """Coroutines that were suspended for long, and are not hot by what they do: those with a loop that awaits one call
    after the other, else the innermost.

    A recording that does not follow event loops tells only that they were idle: then it is the coroutine with such a
    loop, where the files that ran have just one.
    """
    long = [function for function in shares.run.functions if waited(function, shares) >= _LONG]
    if not long:
        return []
    coroutines = [function for function in long if _coroutine(sources, function) is not None]
    if not coroutines:
        return _by_text(shares, sources, max(function.waiting for function in long))
    looping = [function for function in coroutines if _loops(_coroutine(sources, function))]
    inner = {(call.path, call.name) for function in coroutines for call in function.callers}
    chosen = looping or [function for function in coroutines if (function.path, function.name) not in inner]
    return [found for function in chosen if (found := shares.of(function)).own < hot]


def _coroutine(sources: Sources, function: MeasuredFunction) -> Function | None:
    if function.name == MODULE:
        return None
    found = sources.function(function.path, function.name)
    return found if found is not None and isinstance(found.node, ast.AsyncFunctionDef) else None


def _loops(function: Function | None) -> bool:
    return function is not None and any(each.is_awaited and each.way for each in mapped_loops(function))


def _by_text(shares: Shares, sources: Sources, waiting: float) -> list[Hot]:
    paths = sorted({function.path for function in shares.run.functions})
    found = [function for path in paths for function in _looping(sources, path)]
    if len(found) != 1:
        return []
    path, name = found[0].source.path, found[0].name
    known = next((each for each in shares.run.functions if (each.path, each.name) == (path, name)), None)
    function = MeasuredFunction(path, name, found[0].line, known.digest if known else "", 0.0, 0.0, 0.0, waiting)
    return [shares.of(function)]


def _looping(sources: Sources, path: str) -> Iterator[Function]:
    source = sources.of(path)
    if source is None:
        return
    for block in source.document.leaves():
        for node in block.nodes:
            if isinstance(node, ast.AsyncFunctionDef) and block.parent is None:
                found = source.function(node.name)
                if _loops(found) and found is not None:
                    yield found
