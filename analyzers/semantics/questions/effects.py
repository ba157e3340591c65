"""Questions about what a function does when it is called, as linking told it."""

from __future__ import annotations

from typing import Final

from ..knowledge.effects import IO_KINDS
from ..outside import Called, Effect

__all__ = ["asking_effect", "blocking_effect"]

_BLOCKING: Final = ("sleep", "http", "database", "subprocess", "network", "input", "computation", "result", "lock")
"""Kinds that hold up the thread, the plainest first."""


def blocking_effect(called: Called) -> Effect | None:
    """What holds up the thread in each call; None for coroutines and generators, whose code runs elsewhere."""
    if called.is_async or called.is_generator or called.guess:
        return None
    certain = {effect.kind: effect for effect in called.effects if effect.certain}
    return next((certain[kind] for kind in _BLOCKING if kind in certain), None)


def asking_effect(called: Called) -> Effect | None:
    """What each call asks of something outside the process: one question for many calls would do."""
    if called.guess:
        return None
    certain = [effect for effect in called.effects if effect.certain and effect.kind in IO_KINDS]
    return min(certain, key=lambda effect: len(effect.hops), default=None)
