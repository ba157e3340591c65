"""Loops that look again and again whether something has happened."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ..knowledge.blocking import ALIASES
from ..site import Site
from .concurrency import pauses

__all__ = ["Polled", "polled", "seconds_between"]

# Type → question → what is answered while there is something to wait for, and what waits for it.
_WAITS: dict[str, dict[str, tuple[object, str]]] = {
    "threading.Event": {"is_set": (False, "wait()")},
    "multiprocessing.Event": {"is_set": (False, "wait()")},
    "threading.Thread": {"is_alive": (True, "join()")},
    "multiprocessing.Process": {"is_alive": (True, "join()")},
    "subprocess.Popen": {"poll": (None, "wait()")},
    "concurrent.futures.Future": {"done": (False, "result()"), "running": (True, "result()")},
    **{f"queue.{kind}": {"empty": (True, "get()"), "qsize": (0, "get()")} for kind in (
        "Queue", "LifoQueue", "PriorityQueue", "SimpleQueue",
    )},
    "multiprocessing.Queue": {"empty": (True, "get()")},
    "multiprocessing.pool.AsyncResult": {"ready": (False, "wait()")},
    "asyncio.Event": {"is_set": (False, "wait()")},
    "asyncio.Queue": {"empty": (True, "get()"), "qsize": (0, "get()")},
    "asyncio.Lock": {"locked": (True, "acquire()")},
    "asyncio.Task": {"done": (False, "await")},
    "asyncio.Future": {"done": (False, "await")},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Polled:
    target: ast.expr
    """The object that is asked."""
    waits: str
    """What waits instead of asking: "wait()", "result()" …"""
    plain: bool
    """Does `target.wait()` alone do what the loop does? (It gives no value, and no coroutine has to await it.)"""


def polled(at: Site, loop: ast.While) -> Polled | None:
    """Of `while not done.is_set(): sleep(…)`: what is asked for, and how to wait for it.

    The body does nothing but sleep.
    """
    if len(loop.body) != 1 or pauses(at, loop.body[0]) is None:
        return None
    question, answer = _asked(loop.test)
    if not (isinstance(question, ast.Call) and isinstance(question.func, ast.Attribute)):
        return None
    kind = at.type(question.func.value).name
    while_waiting, waits = _WAITS.get(ALIASES.get(kind, kind), {}).get(question.func.attr, (..., ""))
    if type(answer) is not type(while_waiting) or answer != while_waiting:
        return None
    return Polled(question.func.value, waits, waits in ("wait()", "join()") and not at.in_async)


def _asked(test: ast.expr) -> tuple[ast.expr, object]:
    """The question that a condition asks, and the answer with which it holds; `...` where that cannot be told."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        question, answer = _asked(test.operand)
        return question, (not answer if isinstance(answer, bool) else ...)
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Is, ast.Eq)) and len(test.ops) == 1:
        other = test.comparators[0]
        return test.left, other.value if isinstance(other, ast.Constant) else ...
    return test, ... if isinstance(test, ast.Compare) else True


def seconds_between(at: Site, loop: ast.While) -> float | None:
    """How long the loop sleeps in each pass, where that is all it does and a number says it."""
    pause = pauses(at, loop.body[0]) if len(loop.body) == 1 else None
    seconds = at.constant(pause.args[0]) if pause is not None and pause.args else None
    return float(seconds) if isinstance(seconds, (int, float)) else None
