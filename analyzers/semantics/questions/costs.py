"""Questions about what a call goes through to the end, as linking told it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..names import dotted
from ..outside import Called, Hop

__all__ = ["Scan", "scans_of"]


class Scan(NamedTuple):
    """One thing that a call goes through."""

    given: ast.expr
    """The argument, or the object whose method is called."""
    subject: str
    """What of it, as written here: "products", "index.words"."""
    does: str
    """ "searches", "adds up", "sorts" …"""
    hops: tuple[Hop, ...]
    """The calls on the way in the function that is called; the last one is the place of the scan, and has no name."""


def scans_of(call: ast.Call, called: Called) -> Iterator[Scan]:
    """What a call certainly goes through, of what is handed over by a name."""
    for given, name, rest, does, hops in called.more.get("cost", ()):
        expression = _argument(call, given, name)
        subject = dotted(expression) if expression is not None else None
        if expression is not None and subject is not None:
            yield Scan(expression, subject + rest, does, tuple(Hop(*hop) for hop in hops))


def _argument(call: ast.Call, given: Any, name: str) -> ast.expr | None:
    if given == -1:
        return call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(given, int) and given < len(call.args):
        before = call.args[: given + 1]
        return None if any(isinstance(each, ast.Starred) for each in before) else call.args[given]
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
