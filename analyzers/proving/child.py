"""The child side of timing: takes jobs as JSON lines, runs both programs in turns, answers with samples.

It runs under the interpreter that is measured, so it must be valid Python 3.9 and import nothing but the standard
library and its own package. A rule's workload, imported on demand, takes Python 3.10.
"""

from __future__ import annotations

import asyncio
import base64
import collections
import collections.abc
import contextlib
import gc
import importlib
import inspect
import io
import json
import os
import pickle
import pkgutil
import random
import signal
import sys
import time
import types
from collections.abc import Callable
from typing import Any

from .equality import Form, differing, form_of

__all__ = ["main"]

_PYPY = sys.implementation.name == "pypy"
_WARM_UP = 0.15 if _PYPY else 0.0
"""Seconds for which each side runs first, so that a compiler has seen it."""
_MOST_BUILDING = 10
"""Times as long as a sample: what building arguments anew may take for one."""


class Refused(Exception):  # noqa: N818 - an outcome, not a fault
    """The pair cannot be timed: a reason of `Dropped`, and a message."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def main() -> None:
    """Answer jobs until standard input ends. What is measured finds an empty input, and output that goes nowhere."""
    jobs = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    _limit_resources(int(os.environ.pop("SLOWSPOT_CHILD_MEMORY", "0")))
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    for line in jobs:
        answer = _answer(json.loads(line))
        print(json.dumps(answer), file=answers, flush=True)


def _limit_resources(memory: int) -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 1 << 30), (resource.RLIMIT_CORE, 0)):
        if what == resource.RLIMIT_CORE or most:
            with contextlib.suppress(ValueError, OSError):  # a lower limit is in force, or the system has none
                resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    _alarm(int(job["timeout"]) + 5)  # the end of a child whose parent is gone
    try:
        with _Loop() as loop:
            return {"samples": _Measurement(job, loop).samples()}
    except Refused as refused:
        return {"reason": refused.reason, "message": refused.message}
    except MemoryError:
        return {"reason": "memory", "message": "out of memory"}
    except ImportError as error:
        return {"reason": "missing-package", "message": str(error)}
    except RecursionError:
        return {"reason": "error", "message": "RecursionError: a result or its arguments are nested too deep"}
    except BaseException as error:  # noqa: BLE001 - whatever measured code raises is an answer
        return {"reason": "error", "message": _told(error)}
    finally:
        _alarm(0)


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)


def _told(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300].rstrip(": ")


class _Loop:
    """One event loop for all coroutines of a pair, made when the first is run."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> _Loop:
        return self

    def run(self, coroutine: Any) -> Any:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        return self._loop.run_until_complete(coroutine)

    def cancel_rest(self) -> None:
        """Cancel tasks that a call left behind, so that the next sample does not pay for them."""
        if self._loop is not None and not self._loop.is_closed():
            rest = asyncio.all_tasks(self._loop)
            for task in rest:
                task.cancel()
            if rest:
                self._loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self.cancel_rest()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
            asyncio.set_event_loop(None)


class _Side:
    """One of the two programs, loaded: what is called, and how its result is used up."""

    def __init__(self, name: str, text: str, entry: str | None) -> None:
        self.name = name
        self.code = compile(text, "<" + name + ">", "exec", dont_inherit=True)
        self.entry = entry
        self.kind = "plain"
        self.calls = 1
        self.function: Callable[..., Any] = self.run_module
        self.module: types.ModuleType | None = None

    def load(self) -> None:
        """Make a new instance of the module: another place in memory, no cache filled."""
        if self.entry is None:
            return
        self.module = module = types.ModuleType("__measured__")
        sys.modules["__measured__"] = module  # dataclasses and pickle look there
        exec(self.code, module.__dict__)
        if self.entry:
            found = module.__dict__.get(self.entry)
            if not callable(found):
                raise Refused("error", f"{self.name}: no function {self.entry!r}")
        else:
            functions = [
                value
                for value in module.__dict__.values()
                if callable(value) and not isinstance(value, type) and _defined_in(value) == "__measured__"
            ]
            if not functions:
                raise Refused("error", f"{self.name}: defines no function")
            found = functions[-1]
        self.function = found

    def run_module(self) -> None:
        with contextlib.suppress(SystemExit):
            exec(self.code, {"__name__": "__main__", "__builtins__": __builtins__})


def _defined_in(value: Any) -> str | None:
    return getattr(value, "__module__", None)


class _Measurement:
    def __init__(self, job: dict[str, Any], loop: _Loop) -> None:
        self._loop = loop
        self._until = time.perf_counter() + 0.8 * job["timeout"]
        self._rounds: int = job["rounds"]
        self._sample_ns = int(job["sample_seconds"] * 1e9)
        self._random = random.Random(job["seed"])
        self._sides = [_Side(name, job[name], job["entry"]) for name in ("before", "after")]
        self._make = self._maker(job)
        self._kept: tuple[Any, ...] | None = None
        self._padding: list[Any] = []

    @staticmethod
    def _maker(job: dict[str, Any]) -> Callable[[], tuple[Any, ...]]:
        if job.get("workload") is not None:
            slug, example, n = job["workload"]
            workload = _workload(slug, example)

            def make() -> tuple[Any, ...]:
                random.seed(0)
                return workload(n)

            return make
        if job.get("pickled") is not None:
            data = base64.b64decode(job["pickled"])
            return lambda: pickle.loads(data)
        return tuple

    def samples(self) -> dict[str, Any]:
        """Check that both sides agree, calibrate, and take the samples: nanoseconds a call, by side."""
        gc.collect()
        self._check()
        if hasattr(gc, "freeze"):
            # What imports have brought stays: the collections of the measured code need not look at it each time.
            gc.collect()
            gc.freeze()
        for side in self._sides:
            self._calibrate(side)
        taken: dict[str, list[Any]] = {side.name: [] for side in self._sides}
        for number in range(self._rounds):
            if number >= 3 and time.perf_counter() > self._until:
                break
            turn = self._random.sample(self._sides, 2)
            self._lay_out_anew(turn)
            gc.collect()
            for side in self._random.sample(self._sides, 2):
                elapsed, calls = self._sample(side)
                taken[side.name].append(elapsed / calls)
            self._loop.cancel_rest()
        return taken

    def _check(self) -> None:
        """Run each side once on arguments of its own and compare what came of it."""
        outcomes = []
        for side in self._sides:
            arguments = self._make()
            given = form_of(arguments)
            side.load()
            printed = io.StringIO()
            error = None
            result: Any = None
            started = time.perf_counter()
            with contextlib.redirect_stdout(printed):
                try:
                    result = side.function(*arguments)
                    side.kind = _kind_of(result)
                    result = self._use_up(side.kind, result)
                except ImportError:
                    raise
                except (Exception, SystemExit) as raised:  # noqa: BLE001 - compared with what the other raises
                    error = raised
            elapsed = time.perf_counter() - started
            left = form_of(arguments)
            reusable = not given.opaque and not left.opaque and differing(given.shape, left.shape) is None
            outcomes.append((form_of(result), left, printed.getvalue(), error, elapsed, reusable))
            self._loop.cancel_rest()
        self._compare(*outcomes)
        slowest = sum(outcome[4] for outcome in outcomes)
        if slowest * 4 > self._until - time.perf_counter():
            raise Refused("timeout", f"one call of each side takes {slowest:.1f} s: too long for repeated samples")
        if all(outcome[5] for outcome in outcomes):
            self._kept = self._make()

    def _compare(self, a: tuple[Any, ...], b: tuple[Any, ...]) -> None:
        errors = [None if error is None else _told(error) for error in (a[3], b[3])]
        if any(isinstance(error, MemoryError) for error in (a[3], b[3])):
            raise MemoryError
        if type(a[3]) is not type(b[3]):
            raise Refused("disagree", f"before: {errors[0] or 'no exception'}; after: {errors[1] or 'no exception'}")
        if errors[0] is not None:
            raise Refused("error", errors[0])
        forms: list[tuple[str, Form, Form]] = [("result", a[0], b[0]), ("arguments after the call", a[1], b[1])]
        for what, one, other in forms:
            found = differing(one.shape, other.shape)
            if found is not None:
                raise Refused("disagree", f"{what}: {found}")
        if a[2] != b[2]:
            raise Refused("disagree", "the output printed differs")

    def _use_up(self, kind: str, result: Any) -> Any:
        if kind == "coroutine":
            return self._loop.run(result)
        if kind == "async generator":
            return self._loop.run(_collected(result))
        return list(result) if kind == "iterator" else result

    def _calibrate(self, side: _Side) -> None:
        """Find how many calls a sample takes to last long enough."""
        warm = time.perf_counter() + _WARM_UP
        while time.perf_counter() < warm:
            self._sample(side)
        while True:
            elapsed, calls = self._sample(side)
            if elapsed * 2 >= self._sample_ns or calls < side.calls:
                break
            side.calls *= 2 if elapsed * 16 > self._sample_ns else 8
        if calls == side.calls:
            side.calls = max(1, -(-self._sample_ns * calls // max(elapsed, 1)))

    def _lay_out_anew(self, sides: list[_Side]) -> None:
        """Load both modules again in this order, apart by a random distance, so that no placement lasts.

        Not where a compiler would have to begin again, and not where single calls outlast a sample.
        """
        if _PYPY or self._sides[0].entry is None:
            return
        self._padding = [bytearray(self._random.randrange(16, 512)) for _ in range(self._random.randrange(64))]
        for side in sides:
            side.load()
            self._padding.append(bytearray(self._random.randrange(16, 4096)))
            if side.calls > 4:
                self._timed(side, self._arguments(min(side.calls // 4, 8)))

    def _arguments(self, calls: int) -> list[tuple[Any, ...]]:
        if self._kept is not None:
            return [self._kept] * calls
        made = []
        building = time.perf_counter_ns() + _MOST_BUILDING * self._sample_ns
        while len(made) < calls and (not made or time.perf_counter_ns() < building):
            made.append(self._make())
        return made

    def _sample(self, side: _Side) -> tuple[int, int]:
        """Run one sample: its nanoseconds, and the number of calls (fewer where building arguments is slow)."""
        given = self._arguments(side.calls)
        return self._timed(side, given), len(given)

    def _timed(self, side: _Side, given: list[tuple[Any, ...]]) -> int:
        function = side.function
        if side.kind == "coroutine":
            return self._loop.run(_awaited(function, given))
        if side.kind == "async generator":
            return self._loop.run(_walked(function, given))
        if side.kind == "iterator":
            return _exhausted(function, given)
        return _called(function, given)


def _kind_of(result: Any) -> str:
    if inspect.iscoroutine(result):
        return "coroutine"
    if inspect.isasyncgen(result):
        return "async generator"
    if isinstance(result, collections.abc.Iterator) and not isinstance(result, io.IOBase):
        return "iterator"
    return "plain"


def _called(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> int:
    started = _clock()
    for arguments in given:
        function(*arguments)
    return _clock() - started


def _exhausted(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> int:
    exhaust = collections.deque(maxlen=0).extend
    started = _clock()
    for arguments in given:
        exhaust(function(*arguments))
    return _clock() - started


async def _awaited(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> int:
    started = _clock()
    for arguments in given:
        await function(*arguments)
    return _clock() - started


async def _walked(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> int:
    started = _clock()
    for arguments in given:
        async for _ in function(*arguments):
            pass
    return _clock() - started


def _clock() -> int:
    """Nanoseconds of wall time, less those for which this thread was ready but another process had the core."""
    now = time.perf_counter_ns()
    if _SCHEDULER is None:
        return now
    while True:
        waited = int(os.pread(_SCHEDULER, 64, 0).split()[1])
        then, now = now, time.perf_counter_ns()
        if now - then < 50_000:  # else it may have lost the core between the two readings
            return then - waited


def _scheduler() -> int | None:
    """Open the kernel's account of this thread (Linux): time on a core, time waiting for one, turns."""
    try:
        account = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        int(os.pread(account, 64, 0).split()[1])
    except (AttributeError, IndexError, OSError, ValueError):
        return None
    return account


_SCHEDULER = _scheduler()


async def _collected(result: Any) -> list[Any]:
    return [item async for item in result]


def _workload(slug: str, example: int) -> Callable[[int], tuple[Any, ...]]:
    """Import the file of one rule, found by its name in the families' folders, and return an example's workload."""
    name = slug.replace("-", "_")
    rules = importlib.import_module("..rules", __package__)
    for family in pkgutil.iter_modules(rules.__path__):
        package = rules.__name__ + "." + family.name
        if family.ispkg and any(
            module.name == name for module in pkgutil.iter_modules(importlib.import_module(package).__path__)
        ):
            examples = importlib.import_module(package + "." + name).RULE.examples
            if example >= len(examples) or examples[example].workload is None:
                raise Refused("error", f"{slug}: example {example} has no workload")
            return examples[example].workload
    raise Refused("error", f"no rule {slug!r}")
