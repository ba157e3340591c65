"""Where suspended tasks of an event loop wait, as chains of frames: a sample of them each time it is asked."""

from __future__ import annotations

import gc
import random
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

__all__ = ["Suspended", "chain"]

SAMPLED = 50
"""So many tasks, picked at random, stand for all."""
CHAINS = 5_000
"""Most chains told apart; the time of more goes to none."""

_LONGEST = 100

_WRAPPERS = frozenset(["coroutine_wrapper", "async_generator_asend", "async_generator_athrow", "anext_awaitable"])
"""Types between an `await` and what runs it, which do not tell what they hold."""


class Suspended:
    """Seconds that tasks were suspended, by chain of frames, outermost first. A task counts at each look."""

    def __init__(self) -> None:
        self.seconds: defaultdict[tuple[str, ...], float] = defaultdict(float)
        # A stream of its own: the program's random numbers stay the same.
        self._random = random.Random(1)

    def add(self, tasks: Iterable[Any], seconds: float) -> None:
        """Count `seconds` for each task, all of them suspended now."""
        every = list(tasks)
        if len(every) > SAMPLED:
            seconds *= len(every) / SAMPLED
            every = self._random.sample(every, SAMPLED)
        for task in every:
            frames = chain(task)
            if frames and (frames in self.seconds or len(self.seconds) < CHAINS):
                self.seconds[frames] += seconds


def chain(task: Any) -> tuple[str, ...]:
    """The frames that a suspended task hangs on, outermost first, as pyinstrument spells frames."""
    frames: list[str] = []
    awaited: Any = task.get_coro() if hasattr(task, "get_coro") else None
    while awaited is not None and len(frames) < _LONGEST:
        frame, following = _look_into(awaited)
        if frame is not None:
            code = frame.f_code
            frames.append(f"{code.co_name}\0{code.co_filename}\0{code.co_firstlineno}\1l{frame.f_lineno or 0}")
        awaited = following
    return tuple(frames)


def _look_into(awaited: Any) -> tuple[Any, Any]:
    """The frame of something that is awaited, and what that awaits in turn."""
    for prefix in ("cr", "gi", "ag"):
        frame = getattr(awaited, prefix + "_frame", None)
        if frame is not None:
            return frame, getattr(awaited, "gi_yieldfrom" if prefix == "gi" else prefix + "_await", None)
    if type(awaited).__name__ in _WRAPPERS:
        for held in gc.get_referents(awaited):
            if any(hasattr(held, name) for name in ("cr_frame", "ag_frame", "gi_frame")):
                return None, held
    return None, None
