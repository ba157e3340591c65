"""Loops that look again and again whether something has happened."""

from __future__ import annotations

import ast

from .concurrency import pauses
from .knowledge.blocking import ALIASES
from .site import Site

__all__ = ["polled", "seconds_between"]

# What a question about an object is called, by the object's type, and what waits for the answer.
_WAITS = {
    "threading.Event": {"is_set": "wait()"},
    "multiprocessing.Event": {"is_set": "wait()"},
    "threading.Thread": {"is_alive": "join()"},
    "multiprocessing.Process": {"is_alive": "join()"},
    "subprocess.Popen": {"poll": "wait()"},
    "concurrent.futures.Future": {"done": "result()", "running": "result()"},
    "queue.Queue": {"empty": "get()", "qsize": "get()"},
    "queue.LifoQueue": {"empty": "get()"},
    "queue.PriorityQueue": {"empty": "get()"},
    "queue.SimpleQueue": {"empty": "get()"},
    "multiprocessing.Queue": {"empty": "get()"},
    "multiprocessing.pool.AsyncResult": {"ready": "wait()"},
    "asyncio.Event": {"is_set": "wait()"},
    "asyncio.Queue": {"empty": "get()", "qsize": "get()"},
    "asyncio.Lock": {"locked": "acquire()"},
    "asyncio.Task": {"done": "await task"},
    "asyncio.Future": {"done": "await future"},
    "asyncio.subprocess.Process": {"returncode": "wait()"},
}


def polled(at: Site, loop: ast.While) -> tuple[ast.expr, str] | None:
    """Of `while not done.is_set(): sleep(…)`: the object that is asked and the method that waits instead of asking.

    The body does nothing but sleep.
    """
    if len(loop.body) != 1 or pauses(at, loop.body[0]) is None:
        return None
    question = loop.test
    while isinstance(question, ast.UnaryOp) and isinstance(question.op, ast.Not):
        question = question.operand
    if isinstance(question, ast.Compare):
        question = question.left
    if isinstance(question, ast.Call):
        question = question.func
    if not isinstance(question, ast.Attribute):
        return None
    kind = at.type(question.value).name
    waits = _WAITS.get(ALIASES.get(kind, kind), {}).get(question.attr)
    return (question.value, waits) if waits is not None else None


def seconds_between(at: Site, loop: ast.While) -> float | None:
    """How long the loop sleeps in each pass, where that is all it does and a number says it."""
    pause = pauses(at, loop.body[0]) if len(loop.body) == 1 else None
    seconds = at.constant(pause.args[0]) if pause is not None and pause.args else None
    return float(seconds) if isinstance(seconds, (int, float)) else None
