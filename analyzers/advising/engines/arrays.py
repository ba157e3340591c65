"""For loops over numbers: whole arrays, a compiler, or a device."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...proving.proofs.candidates.changes import numba as numba_change
from ...proving.proofs.candidates.fixes import FixesOfRules
from ...proving.proofs.candidates.located import View
from ...proving.proofs.candidates.transformations import Transformations
from ...proving.proofs.optimizing import Candidate
from ...semantics.inference import type_of
from ..advice import Option, at_most
from ..asking import Asked, percent
from ..candidates import as_change, task_of
from ..sources import Function

__all__ = ["DEVICES", "LIBRARIES", "options"]

LIBRARIES = ("numpy", "numba")
DEVICES = ("cupy", "torch", "jax", "tensorflow")
_ARRAY = "numpy.ndarray"
_NUMBERS = ("int", "float", "complex", "bool", "range")
_FAMILIES = ("np-", "sparse-")
_OUTPAYS = "about a million elements"
"""Below that, copying to a device and back costs more than what NumPy takes."""


def options(asked: Asked) -> Iterator[Option]:
    """NumPy, numba and devices, where the function loops over numbers in Python."""
    function = asked.function
    if function is None or asked.library > 0.5 or asked.waits_mostly:
        return
    loops = list(function.view.loops())
    arrays = sorted(_arrays(function))
    if not loops or not (arrays or _numbers_only(function)):
        return
    line = function.line_of(loops[0])
    over = f"over {', '.join(arrays)}" if arrays else "over numbers"
    part = f"{percent(1 - asked.library)} of its time is Python, in " if asked.whole.recorded else ""
    why = f"{part}a loop {over} (line {line}), one number after the other"
    basis = "recorded" if asked.whole.recorded else "text"
    limit = at_most(asked.share)
    written = _candidates(asked)
    whole = next((each for each in written if each.origin != "numba"), None)
    if whole is not None:
        yield Option(
            "numpy",
            "fits",
            why,
            whole.note or "an expression over whole arrays",
            limit,
            basis,
            as_change(function, whole),
        )
    elif arrays:
        yield Option("numpy", "unknown", f"{why}; no expression over whole arrays is known for it", basis=basis)
    yield from _compiled(asked, function, why, written)
    if arrays:
        yield _on_device(asked, arrays)


def _compiled(asked: Asked, function: Function, why: str, written: list[Candidate]) -> Iterator[Option]:
    view = function.view
    basis = "recorded" if asked.whole.recorded else "text"
    bare = View(view.document, view.block, view.function, view.qualname, view.version, frozenset({"numba"}))
    if not any(True for _ in numba_change.proposals(bare)):
        yield Option(
            "numba", "not", "it uses what numba does not compile in nopython mode (or is a method, or decorated)"
        )
        return
    limit = at_most(asked.share)
    change = "@numba.njit; the first call compiles for a second or so"
    found = next((each for each in written if each.origin == "numba"), None)
    if found is not None:
        yield Option(
            "numba",
            "fits",
            f"{why}; all of it is in what numba compiles",
            change,
            limit,
            basis,
            as_change(function, found),
        )
    else:
        told = f"{why}; read in the text, all of it is in what numba compiles"
        name = asked.whole.around.interpreter.label
        yield Option(
            "numba",
            "unknown",
            told,
            change,
            limit,
            "text",
            missing=f"numba is not installed for Python {name}: not compiled",
        )


def _on_device(asked: Asked, arrays: list[str]) -> Option:
    there = [name for name in DEVICES if asked.whole.around.has(name)]
    why = f"pays where {arrays[0]} has {_OUTPAYS} or more: with less, the copies there and back cost what it gains"
    missing = "not measured: " + (
        f"{', '.join(there)} is there, but no device was asked" if there else "no library for one is installed"
    )
    return Option(
        "accelerator", "unknown", why, "cupy, jax or torch in the place of NumPy", None, "text", missing=missing
    )


def _candidates(asked: Asked) -> list[Candidate]:
    """Texts that work on whole arrays, or compile: the fixes of rules, and changes that a proof must allow."""
    function = asked.function
    assert function is not None
    task = task_of(asked.whole, function)
    found = [each for each in Transformations().candidates(task) if each.origin in ("numpy-elements", "numba")]
    if not any(each.origin == "numpy-elements" for each in found):
        rules = FixesOfRules().candidates(task)
        found += [each for each in rules if each.rules and all(rule.startswith(_FAMILIES) for rule in each.rules)]
    return found


def _arrays(function: Function) -> set[str]:
    """Names of arrays that a loop of the function takes elements of, or runs over."""
    found: set[str] = set()
    for loop in function.view.loops():
        for node in ast.walk(loop):
            value = node.value if isinstance(node, ast.Subscript) else None
            if isinstance(node, ast.For):
                value = node.iter
            if isinstance(value, ast.Name) and type_of(function.facts, value).name == _ARRAY:
                found.add(value.id)
    return found


def _numbers_only(function: Function) -> bool:
    """Are all names in its loops numbers, or lists of them, as far as types are known, and most known?"""
    known = unknown = 0
    for loop in function.view.loops():
        for node in ast.walk(loop):
            if isinstance(node, (ast.Constant, ast.JoinedStr)) and not isinstance(
                getattr(node, "value", None), (int, float)
            ):
                return False
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                kind = type_of(function.facts, node)
                plain = kind.name in _NUMBERS or (kind.name in ("list", "tuple") and kind.element.name in _NUMBERS)
                if kind.known and not plain and kind.name not in ("function", "type"):
                    return False
                known, unknown = known + plain, unknown + (not kind.known)
    return known >= 2 and known >= unknown
