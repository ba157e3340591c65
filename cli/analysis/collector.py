"""When Python's cyclic garbage collector runs: seldom, for all that an analysis makes is reached from its trees."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["collect_after", "collector_paused"]

_COLLECT_AFTER = 3_000_000
"""Bytes of source after which the garbage of cyclic structures is collected; between, the collector is off."""


@contextmanager
def collector_paused() -> Generator[None]:
    """Keep the cyclic garbage collector off: it would go through all syntax trees again and again."""
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # both: what is left counts as old, and is not gone through at once
        if was_on:
            gc.enable()


@dataclass(slots=True)
class _Garbage:
    pending: int = 0


_garbage = _Garbage()


def collect_after(size: int) -> None:
    """Count the bytes of source that were analyzed, and collect garbage now and then."""
    gc.disable()  # again: where processes are spawned, they start with the collector on
    _garbage.pending += size
    if _garbage.pending > _COLLECT_AFTER:
        _garbage.pending = 0
        gc.collect()
