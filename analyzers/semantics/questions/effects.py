"""Questions about what a function does when it is called, as linking told it."""

from __future__ import annotations

import ast
from typing import Final

from ..knowledge.effects import IO_KINDS
from ..outside import Called, Effect, Hop
from ..site import Site

__all__ = ["asking_effect", "blocking_effect", "given_to", "is_run", "steps_of", "way_of"]

_BLOCKING: Final = ("sleep", "http", "database", "subprocess", "network", "computation")
"""Kinds that hold up the thread, the plainest first. A lock that is free and a thread that has ended do not; and who
asks a person at the terminal serves nobody else."""


def is_run(at: Site, node: ast.expr, called: Called) -> bool:
    """Does the code of the function run there and then? Of a coroutine where it is awaited, of a generator where it is
    run through to its end."""
    around = at.parent(node)
    if called.is_async:
        return isinstance(around, ast.Await)
    if not called.is_generator:
        return True
    loop = at.loop_over(node)
    if loop is not None:
        return not isinstance(loop.container, ast.GeneratorExp)
    return at.is_call(around, *_RUN_THROUGH) and isinstance(around, ast.Call) and node in around.args


_RUN_THROUGH = tuple(f"builtins.{name}" for name in ("list", "tuple", "set", "sorted", "sum", "max", "min", "dict"))


def blocking_effect(called: Called) -> Effect | None:
    """What holds up the thread in each call that runs the function's own code; None for coroutines."""
    if called.is_async or called.guess:
        return None
    certain = {effect.kind: effect for effect in called.effects if effect.certain}
    return next((certain[kind] for kind in _BLOCKING if kind in certain), None)


def asking_effect(called: Called) -> Effect | None:
    """What each call asks of something outside the process: one question for many calls would do."""
    if called.guess:
        return None
    certain = [effect for effect in called.effects if effect.certain and effect.kind in IO_KINDS]
    return min(certain, key=lambda effect: len(effect.hops), default=None)


def way_of(called: Called, effect: Effect) -> str:
    """The calls from the one that is found to the one that has the effect: "Prices.load() → requests.get()"."""
    first = called.name if called.is_property else f"{called.name}()"
    return " → ".join((first, *(f"{hop.name}()" for hop in effect.hops)))


def steps_of(effect: Effect) -> list[tuple[Hop, str]]:
    """The places of these calls, each with what to say of it."""
    return [(hop, f"calls {hop.name}()") for hop in effect.hops]


def given_to(node: ast.Call | ast.Attribute) -> list[ast.expr]:
    """What a function may look at: the object that it is asked of, and the arguments."""
    if isinstance(node, ast.Attribute):
        return [node.value]
    owner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    return [*owner, *node.args, *(keyword.value for keyword in node.keywords)]
