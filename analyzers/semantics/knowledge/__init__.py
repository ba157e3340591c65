"""What is known about libraries, as data: one table per library. Rules and inference ask; nothing here runs code."""

from __future__ import annotations

from collections.abc import Mapping

from . import (
    asynchronous,
    blocking,
    builtins,
    cupy,
    database,
    django,
    jax,
    numpy,
    pandas,
    polars,
    stdlib,
    tensorflow,
    torch,
)

__all__ = [
    "ATTRIBUTES",
    "BLOCKING",
    "CALLED",
    "CALLED_PACKAGES",
    "ENTERS",
    "FOLLOWS_ARRAY",
    "FOLLOWS_TEXT",
    "IMMUTABLE",
    "METHODS",
    "MUTATING_METHODS",
    "OTHERWISE",
    "PURE",
    "PURE_METHODS",
    "RETURNS",
    "SAME_AS_ARGUMENT",
    "SIZED",
    "TENSORS",
    "UFUNCS",
    "VALUES",
]


def _joined(*tables: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Of tables that know several things of one type each, all."""
    whole: dict[str, dict[str, str]] = {}
    for table in tables:
        for name, entries in table.items():
            whole.setdefault(name, {}).update(entries)
    return whole


RETURNS: dict[str, str] = {
    **builtins.RETURNS,
    **stdlib.RETURNS,
    **numpy.RETURNS,
    **pandas.RETURNS,
    **polars.RETURNS,
    **asynchronous.RETURNS,
    **blocking.RETURNS,
    **django.RETURNS,
    **database.RETURNS,
    **tensorflow.RETURNS,
    **jax.RETURNS,
    **cupy.RETURNS,
    **torch.RETURNS,
}
"""Qualified name of a callable → type of what it returns, as `types.parse` reads it."""

FOLLOWS_TEXT: frozenset[str] = stdlib.FOLLOWS_TEXT
"""Callables of RETURNS that return bytes for bytes."""

FOLLOWS_ARRAY: frozenset[str] = numpy.FOLLOWS_ARRAY
"""Callables of RETURNS that return a Series for a Series."""

OTHERWISE: frozenset[str] = numpy.OTHERWISE | pandas.OTHERWISE
"""Keyword arguments by which functions of NumPy and pandas return something else than RETURNS says."""

SIZED: dict[str, int] = numpy.SIZED
"""Callables of RETURNS that return a number without a `size`: with fewer positional arguments than this."""

METHODS: dict[str, dict[str, str]] = _joined(
    builtins.METHODS,
    stdlib.METHODS,
    numpy.METHODS,
    pandas.METHODS,
    polars.METHODS,
    asynchronous.METHODS,
    blocking.METHODS,
    django.METHODS,
    database.METHODS,
    tensorflow.METHODS,
    jax.METHODS,
    cupy.METHODS,
    torch.METHODS,
)
"""Type → method → type of what it returns; `$` in it is the element type of the receiver."""

ATTRIBUTES: dict[str, dict[str, str]] = {**pandas.ATTRIBUTES, **torch.ATTRIBUTES}
"""Type → attribute → its type."""

TENSORS: frozenset[str] = jax.ARRAYS | {tensorflow.TENSOR, torch.TENSOR, cupy.ARRAY}
"""Arrays on accelerators: what an operation with one gives, and an item or a slice of one, is one."""

CALLED: dict[str, str] = torch.CALLED
"""Type of an object → type of what calling it returns: layers are objects that are called."""

CALLED_PACKAGES = ("torch",)
"""The packages that these come from: in a file that imports none of them, no type of a callee is asked for."""

UFUNCS: frozenset[str] = numpy.UFUNCS
"""Functions of NumPy that work element by element: "sqrt"."""

SAME_AS_ARGUMENT: dict[str, str] = builtins.SAME_AS_ARGUMENT
"""Callables that return a container of what their first argument yields: "builtins.sorted" → "list"."""

ENTERS: dict[str, str] = {**stdlib.ENTERS, **asynchronous.ENTERS, **blocking.ENTERS, **database.ENTERS}
"""Type of a context manager → type of what `with … as` binds."""

VALUES: dict[str, str] = stdlib.VALUES
"""Qualified names of values → their type."""

PURE: frozenset[str] = builtins.PURE | stdlib.PURE | numpy.PURE | cupy.PURE
"""Callables without side effects whose result depends on their arguments alone (given arguments of builtin types)."""

PURE_METHODS: dict[str, frozenset[str]] = builtins.PURE_METHODS
"""Methods of builtin types that change nothing."""

MUTATING_METHODS: frozenset[str] = builtins.MUTATING_METHODS
"""Names of methods that change their object on some builtin container."""

IMMUTABLE: frozenset[str] = builtins.IMMUTABLE

BLOCKING: dict[str, str] = blocking.LONG
"""Callables that block the thread → what to use in a coroutine."""
