"""A rewriting that several rules share: a call that blocks is made in a thread."""

from __future__ import annotations

import ast

from ..findings import Safety
from ..semantics.site import Site
from .declaration import Rewrite

__all__ = ["move_to_thread", "thread_safety"]

_OTHER_LOOPS = ("trio", "curio", "anyio")


def thread_safety(call: ast.Call, at: Site) -> Safety | None:
    """May `await asyncio.to_thread(…)` stand for the call? For review: other code runs meanwhile, on another thread."""
    if at.imports(*_OTHER_LOOPS) or any(isinstance(parent, ast.GeneratorExp) for parent in at.parents(call)):
        return None
    return "review"


def move_to_thread(call: ast.Call, edit: Rewrite) -> None:
    """`f(x, y=z)` → `await asyncio.to_thread(f, x, y=z)`"""
    arguments = "".join(f", {edit.text(argument)}" for argument in (*call.args, *call.keywords))
    edit.replace(
        call,
        "await {thread}({function}{arguments})",
        thread=edit.imported("asyncio.to_thread", call),
        function=call.func,
        arguments=arguments,
    )
