"""Both sides loaded in one process, checked against each other, and timed in turns; or one side, on demand.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
A rule's workload, imported on demand, takes Python 3.10.
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
import os
import pickle
import pkgutil
import random
import sys
import time
import types
from collections.abc import Callable
from typing import Any

from .clock import clock
from .equality import Form, differing, form_of, plain

__all__ = ["Loop", "Measurement", "OneSide", "Refused", "kind_of", "settle", "timed", "told", "used_up"]

_PYPY = sys.implementation.name == "pypy"
_WARM_UP = 0.15 if _PYPY else 0.0
"""Seconds for which each side runs first, so that a compiler has seen it."""
_COMPILERS = ("numba", "jax", "tensorflow", "torch")
"""Packages whose functions may be compiled at their first call, which is then no measure of the others."""
_MOST_BUILDING = 10
"""Times as long as a sample: what building arguments anew may take for one."""


class Refused(Exception):  # noqa: N818 - an outcome, not a fault
    """The pair cannot be timed: a reason of `Dropped`, and a message."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def told(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300].rstrip(": ")


class Loop:
    """One event loop for all coroutines of a pair, made when the first is run."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Loop:
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
    """One of the programs, loaded: what is called, and how its result is used up."""

    def __init__(self, name: str, text: str, entry: str | None, path: str = "") -> None:
        self.name = name
        self.code = compile(text, path or "<" + name + ">", "exec", dont_inherit=True)
        self.path = path
        self.entry = entry
        self.kind = "plain"
        self.calls = 1
        self.function: Callable[..., Any] = self.run_module
        self.module = types.ModuleType("__measured__")

    def load(self) -> None:
        """Make a new instance of the module: another place in memory, no cache filled."""
        if self.entry is None:
            return
        self.module = module = types.ModuleType("__measured__")
        if self.path:
            module.__file__ = self.path
        sys.modules["__measured__"] = module  # dataclasses and pickle look there
        exec(self.code, module.__dict__)
        if self.entry:
            found: Any = module
            for part in self.entry.split("."):
                found = getattr(found, part, None)
            if not callable(found):
                raise Refused("error", f"{self.name}: no function {self.entry!r}".lstrip(": "))
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


class _Outcome:
    """What the first call of a side came to."""

    def __init__(self, result: Form, given: Form, left: Form, printed: str, error: BaseException | None) -> None:
        self.result = result
        self.left = left
        self.printed = printed
        self.error = error
        self.elapsed = 0.0
        self.reusable = not given.opaque and not left.opaque and differing(given.shape, left.shape) is None
        """Whether the same arguments may be given again: they are what they were."""


class _Sampler:
    """How a side is run: its arguments, its first call, the calls of a sample."""

    def __init__(self, job: dict[str, Any], loop: Loop) -> None:
        self._loop = loop
        self._until = time.perf_counter() + 0.8 * job["timeout"]
        self._sample_ns = int(job["sample_seconds"] * 1e9)
        self._random = random.Random(job["seed"])
        self._make: Callable[[], tuple[Any, ...]] = tuple
        self._kept: tuple[Any, ...] | None = None

    def _tried(self, side: _Side) -> _Outcome:
        """Load a side and run it once, on arguments of its own."""
        side.load()
        arguments = self._make()
        given = form_of(arguments)
        printed = io.StringIO()
        error = None
        result: Any = None
        started = time.perf_counter()
        with contextlib.redirect_stdout(printed):
            try:
                result = side.function(*arguments)
                side.kind = kind_of(result)
                result = self._use_up(side.kind, result)
            except (ImportError, MemoryError):
                raise
            except (Exception, SystemExit) as raised:  # noqa: BLE001 - compared with what the other raises
                error = raised
        elapsed = time.perf_counter() - started
        outcome = _Outcome(form_of(result), given, form_of(arguments), printed.getvalue(), error)
        outcome.elapsed = elapsed
        self._loop.cancel_rest()
        return outcome

    def _check_time(self, elapsed: float, what: str) -> None:
        left = self._until - time.perf_counter()
        if elapsed * 4 > left:
            message = f"{what} takes {elapsed:.1f} s, and {max(left, 0):.1f} s are left: too long for repeated samples"
            raise Refused("timeout", message)

    def _use_up(self, kind: str, result: Any) -> Any:
        return used_up(kind, result, self._loop)

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
        return timed(side.function, side.kind, given, self._loop)


class Measurement(_Sampler):
    """Two sides in one process."""

    def __init__(self, job: dict[str, Any], loop: Loop) -> None:
        super().__init__(job, loop)
        self._rounds: int = job["rounds"]
        self._sides = [_Side(name, job[name], job["entry"]) for name in ("before", "after")]
        self._make = self._maker(job)
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
        settle()
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
        """Run each side once and compare what came of it."""
        a, b = (self._tried(side) for side in self._sides)
        errors = [None if outcome.error is None else told(outcome.error) for outcome in (a, b)]
        if type(a.error).__name__ != type(b.error).__name__:
            raise Refused("disagree", f"before: {errors[0] or 'no exception'}; after: {errors[1] or 'no exception'}")
        if errors[0] is not None:
            raise Refused("error", errors[0])
        for what, one, other in (("result", a.result, b.result), ("arguments after the call", a.left, b.left)):
            found = differing(one.shape, other.shape)
            if found is not None:
                raise Refused("disagree", f"{what}: {found}")
        if a.printed != b.printed:
            raise Refused("disagree", "the output printed differs")
        if a.reusable and b.reusable:
            self._kept = self._make()
        elapsed = a.elapsed + b.elapsed
        if _compiles():
            elapsed = sum(self._timed(side, self._arguments(1)) for side in self._sides) / 1e9
        self._check_time(elapsed, "one call of each side")

    def _lay_out_anew(self, sides: list[_Side]) -> None:
        """Load both modules again in this order, apart by a random distance, so that no placement lasts.

        Not where a compiler would have to begin again.
        """
        if _compiles() or self._sides[0].entry is None:
            return
        self._padding = [bytearray(self._random.randrange(16, 512)) for _ in range(self._random.randrange(64))]
        for side in sides:
            side.load()
            self._padding.append(bytearray(self._random.randrange(16, 4096)))
            if side.calls > 4:
                self._timed(side, self._arguments(min(side.calls // 4, 8)))


class OneSide(_Sampler):
    """A function of a file, in a process that it has for itself; the parent compares and takes turns."""

    def __init__(self, job: dict[str, Any], loop: Loop) -> None:
        super().__init__(job, loop)
        os.chdir(job["cwd"])
        sys.path.insert(0, os.path.dirname(job["path"]))
        sys.argv = [job["path"]]
        self._side = side = _Side(job["name"], job["text"], job["entry"], job["path"])
        expression, n = job["arguments"], job["n"]

        def evaluated() -> tuple[Any, ...]:
            return eval(code, side.module.__dict__)

        def worked_out() -> tuple[Any, ...]:
            random.seed(0)
            workload = side.module.__dict__.get("workload")
            if not callable(workload):
                raise Refused("error", f"{side.name}: has no function workload(n), which --n calls for its arguments")
            made = workload(n)
            return made if isinstance(made, tuple) else (made,)

        if expression is not None:
            code = compile("(" + expression.strip().rstrip(",") + ",)", "<arguments>", "eval")
            self._make = evaluated
        elif n is not None:
            self._make = worked_out

    def opened(self) -> dict[str, Any]:
        """Make the first call: what came of it, for the parent to compare."""
        outcome = self._tried(self._side)
        if outcome.error is None:
            self._check_time(outcome.elapsed, "one call")
            if outcome.reusable:
                self._kept = self._make()
            settle()
            self._calibrate(self._side)
        return {
            "result": plain(outcome.result.shape),
            "left": plain(outcome.left.shape),
            "printed": outcome.printed,
            "error": None if outcome.error is None else told(outcome.error),
        }

    def sampled(self) -> dict[str, Any]:
        gc.collect()
        elapsed, calls = self._sample(self._side)
        self._loop.cancel_rest()
        return {"sample": elapsed / calls}


def _compiles() -> bool:
    """Would a module that is loaded again have to be compiled again?"""
    return _PYPY or any(name in sys.modules for name in _COMPILERS)


def used_up(kind: str, result: Any, loop: Loop) -> Any:
    """What a call comes to: what its coroutine returns, all that its iterator gives."""
    if kind == "coroutine":
        return loop.run(result)
    if kind == "async generator":
        return loop.run(_collected(result))
    return list(result) if kind == "iterator" else result


def timed(function: Callable[..., Any], kind: str, given: list[tuple[Any, ...]], loop: Loop) -> int:
    """Nanoseconds that calls take, one for each tuple of arguments; coroutines are awaited and iterators exhausted."""
    if kind == "coroutine":
        return loop.run(_awaited(function, given))
    if kind == "async generator":
        return loop.run(_walked(function, given))
    if kind == "iterator":
        return _exhausted(function, given)
    return _called(function, given)


def settle() -> None:
    """Keep what imports have brought out of the collections that the measured code causes."""
    if hasattr(gc, "freeze"):  # not in PyPy
        gc.collect()
        gc.freeze()


def kind_of(result: Any) -> str:
    if inspect.iscoroutine(result):
        return "coroutine"
    if inspect.isasyncgen(result):
        return "async generator"
    if isinstance(result, collections.abc.Iterator) and not isinstance(result, io.IOBase):
        return "iterator"
    return "plain"


def _called(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> int:
    started = clock()
    for arguments in given:
        function(*arguments)
    return clock() - started


def _exhausted(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> int:
    exhaust = collections.deque(maxlen=0).extend
    started = clock()
    for arguments in given:
        exhaust(function(*arguments))
    return clock() - started


async def _awaited(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> int:
    started = clock()
    for arguments in given:
        await function(*arguments)
    return clock() - started


async def _walked(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> int:
    started = clock()
    for arguments in given:
        async for _ in function(*arguments):
            pass
    return clock() - started


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
