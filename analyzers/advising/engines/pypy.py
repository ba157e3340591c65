"""For long-running pure Python: PyPy, which compiles all of it while it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..advice import Option, at_most
from ..asking import Asked, Whole, percent

__all__ = ["blockers", "options"]

_LONG = 1.0
"""Seconds below which PyPy has hardly begun to compile."""
_MOSTLY = 0.6


def options(asked: Asked) -> Iterator[Option]:
    """PyPy, for a function that spends its time in Python."""
    whole = asked.whole
    if asked.function is None or asked.waits_mostly or asked.library > 0.5 or asked.own_mapped is not None:
        return
    basis = "recorded" if whole.recorded else "text"
    against = blockers(whole)
    if against:
        yield Option("pypy", "not", against, basis="text")
        return
    if whole.pure is not None and whole.pure < _MOSTLY:
        yield Option("pypy", "not", f"only {percent(whole.pure)} of the run is Python of its own", basis=basis)
        return
    if whole.recorded and whole.seconds < _LONG:
        yield Option(
            "pypy",
            "not",
            f"the run takes {whole.seconds:.2g} s, too short for a compiler that works as it runs",
            basis=basis,
        )
        return
    part = (
        f"{percent(whole.pure)} of the run of {whole.seconds:.2g} s is pure Python; " if whole.pure is not None else ""
    )
    why = f"{part}nothing it imports has extension modules"
    change = "run it with pypy3; no line changes"
    missing = "" if whole.around.pypy is not None else "PyPy is not installed here: not measured"
    verdict = "fits" if whole.recorded else "unknown"
    yield Option(
        "pypy", verdict, why, change, at_most(whole.pure) if whole.pure is not None else None, basis, missing=missing
    )


def blockers(whole: Whole) -> str:
    """What keeps the program from PyPy, in words; "" for nothing that is known."""
    if whole.compiled:
        name, path = next(iter(sorted(whole.compiled.items())))
        return f"the program imports {name} ({path}), whose extension modules are slow or missing in PyPy"
    pypy = whole.around.pypy
    if pypy is not None:
        for path in whole.files:
            source = whole.sources.of(path)
            if source is None:
                continue
            try:
                ast.parse(source.text, feature_version=pypy.version)
            except SyntaxError as error:
                return f"{path}, line {error.lineno}, is newer than what {pypy.label} reads"
            except (ValueError, RecursionError):
                continue
    return ""
