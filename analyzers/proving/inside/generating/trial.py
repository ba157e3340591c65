"""What the original does on an input that was drawn: which of its lines it reaches, whether it returns, how long.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import ast
import asyncio
import collections
import contextlib
import inspect
import io
import itertools
import signal
import sys
import threading
import time
import warnings
from collections.abc import Generator
from typing import Any

from ...sampling import kind_of
from ..loading import Subject

__all__ = ["Outcome", "Trial"]

_MOST_ITEMS = 2_000
"""Taken of an iterator that is returned: it may be without end."""


class TooLong(BaseException):
    """The call is ended."""


class Outcome:
    """What came of one call: "returned", "raised", "refused" (the wrong type), "unmade" or "slow"."""

    def __init__(self, outcome: str, features: frozenset[Any], seconds: float, steps: int, told: str = "") -> None:
        self.outcome = outcome
        self.features = features
        """What a choice of inputs should have of every kind: steps between lines, and how it ended."""
        self.seconds = seconds
        self.steps = steps
        """Lines that ran."""
        self.told = told


class Trial:
    """Calls the function under a tracer, each call for a limited time."""

    def __init__(self, subject: Subject, seconds: float = 0.4) -> None:
        self._subject = subject
        self._seconds = seconds
        code = getattr(inspect.unwrap(subject.function), "__code__", None)
        self._file = code.co_filename if code is not None else subject.path
        self._raising = _raising_lines(subject.text)
        self._depth = sys.getrecursionlimit()

    def of(self, code: str) -> Outcome:
        """Call the function on arguments of this code."""
        try:
            with _limit(self._seconds):
                args, kwargs = self._subject.arguments({"code": code})
        except (Exception, TooLong) as error:  # noqa: BLE001 - classes of the user raise what they like
            return Outcome("unmade", frozenset(), 0.0, 0, f"{type(error).__name__}: {error}"[:200])
        return self.called(args, kwargs)

    def called(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call the function on these arguments."""
        steps: collections.Counter[tuple[int, int]] = collections.Counter()
        file = self._file
        ended = time.perf_counter() + self._seconds

        def tracer(frame: Any, event: str, argument: Any) -> Any:
            del event, argument
            if frame.f_code.co_filename != file:
                return None
            before = 0

            def line(frame: Any, event: str, argument: Any) -> Any:
                nonlocal before
                del argument
                if event == "line":
                    steps[before, frame.f_lineno] += 1
                    before = frame.f_lineno
                    if time.perf_counter() > ended:
                        raise TooLong
                return line

            return line

        outcome, told = "returned", ""
        ending: tuple[Any, ...] = ()
        began = time.perf_counter()
        earlier = sys.gettrace()
        try:
            with _limit(self._seconds), _quiet():
                sys.settrace(tracer)
                try:
                    result = self._subject.function(*args, **kwargs)
                    result = _used_up(result)
                finally:
                    sys.settrace(earlier)
            ending = ("returned", _looks(result))
        except TooLong:
            outcome = "slow"
        except RecursionError:
            outcome, ending = "raised", ("raised", "RecursionError")
        except (KeyboardInterrupt, GeneratorExit, SystemExit, Exception) as error:  # noqa: BLE001 - it is what it does
            line_number = _last_line(error, file)
            told = f"{type(error).__name__}: {error}"[:200]
            wrong = isinstance(error, (TypeError, AttributeError)) and line_number not in self._raising
            outcome = "refused" if wrong else "raised"
            ending = ("raised", type(error).__name__, line_number)
        seconds = time.perf_counter() - began
        found = {(step, _bucket(count)) for step, count in steps.items()}
        return Outcome(outcome, frozenset([*found, ending]), seconds, sum(steps.values()), told)


def _bucket(count: int) -> int:
    return count if count < 4 else 3 + count.bit_length()


def _looks(value: Any) -> tuple[Any, ...]:
    """A rough picture of a result."""
    kind = type(value)
    if kind in (list, tuple, set, dict, str, bytes, frozenset):
        inner = ""
        if kind in (list, tuple) and value:
            inner = type(value[0]).__name__
        return (kind.__name__, _bucket(len(value)), inner)
    if kind in (int, float):
        return (
            kind.__name__,
            (value > 0) - (value < 0),
            min(8, int(abs(value)).bit_length()) if value - value == 0 else -1,
        )
    if kind is bool or value is None:
        return (repr(value),)
    return (kind.__name__,)


def _used_up(result: Any) -> Any:
    kind = kind_of(result)
    if kind == "coroutine":
        return asyncio.run(asyncio.wait_for(result, 1.0))
    if kind == "async generator":
        return asyncio.run(_collected(result))
    if kind == "iterator":
        return list(itertools.islice(result, _MOST_ITEMS))
    return result


async def _collected(result: Any) -> list[Any]:
    found: list[Any] = []
    async for item in result:
        found.append(item)
        if len(found) >= _MOST_ITEMS:
            break
    return found


@contextlib.contextmanager
def _limit(seconds: float) -> Generator[None, None, None]:
    """End what is within after so many seconds, where the system has timers; what runs in C is not ended."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: Any) -> None:
        del number, frame
        raise TooLong

    began = time.monotonic()
    handler = signal.signal(signal.SIGALRM, end)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler if handler is not None else signal.SIG_DFL)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(0.1, left - (time.monotonic() - began)))


@contextlib.contextmanager
def _quiet() -> Generator[None, None, None]:
    output, errors = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.stdout, sys.stderr = output, errors


def _last_line(error: BaseException, file: str) -> int:
    """The line of the file in which an exception was raised; 0 where that is not in it."""
    trace = error.__traceback__
    found = 0
    while trace is not None:
        found = trace.tb_lineno if trace.tb_frame.f_code.co_filename == file else 0
        trace = trace.tb_next
    return found


def _raising_lines(text: str) -> frozenset[int]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return frozenset()
    return frozenset(
        line
        for node in ast.walk(tree)
        if isinstance(node, (ast.Raise, ast.Assert))
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )
