"""How long a function takes: passes over inputs of which no two are alike, in a module that was loaded for them.

Whoever remembers results gains nothing here: within a pass no arguments come twice, and where calls leave something
behind in the module, each has a module of its own. What the timed calls returned goes to the parent, so that nobody is
quick by being wrong.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import itertools
import marshal
import pickle
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from ..clock import clock
from ..equality import form_of, plain
from ..sampling import kind_of
from .loading import Arguments, Subject
from .state import State

__all__ = ["sampled"]

_WARMING = 30_000_000 if sys.implementation.name == "pypy" else 1_000_000
"""Nanoseconds for which a newly loaded module runs first: interpreters adapt to what runs."""
_MOST_ITEMS = 1_000_000
"""Of an iterator that a call returns: more are not taken."""
_MOST_ANSWERS = 8
_ANSWERING = 3_000_000
"""Nanoseconds for which results of one sample are digested."""
_SLOW_SHARE = 0.25
"""Of the samples whose results are digested, where a single one takes much longer."""


def sampled(subject: Subject, job: dict[str, Any]) -> dict[str, Any]:
    """Take one sample of the job's `inputs`, or with `trial` find out which of them can be timed.

    A sample has `passes`, and each goes over the inputs `repeat` times. `apart`: the module is loaded anew for each
    call. `warm_on`: inputs on which what was loaded runs for a while first. `how`: what becomes of a result, as
    `kind_of` says. Answers with the `nanoseconds` of each pass, digests of some `answers` by the number of the call,
    and whether the module `keeps` something of its calls; then the sample is worth nothing, and one with `apart` is.
    """
    if type(time.perf_counter_ns) is not type(len) or time.perf_counter_ns.__name__ != "perf_counter_ns":
        return {"reason": "error", "message": "the clock was replaced"}
    if hasattr(gc, "freeze") and not gc.get_freeze_count():  # not in PyPy
        gc.collect()
        gc.freeze()  # what imports have brought stays out of the collections that the function causes
    return _trial(subject, job) if job.get("trial") else _Sample(subject, job).taken()


class _Sample:
    slow = False
    """Whether digesting a single result takes so long that not every sample can have it."""

    def __init__(self, subject: Subject, job: dict[str, Any]) -> None:
        self._subject = subject
        self._inputs: list[dict[str, Any]] = job["inputs"]
        self._how: str = job["how"]
        self._apart: bool = job["apart"]
        self._warm_on: list[dict[str, Any]] = job["warm_on"]
        self._repeat: int = job["repeat"]
        self._passes: int = job["passes"]
        self._random = random.Random(job["seed"])
        self._padding = [bytearray(self._random.randrange(16, 4096)) for _ in range(self._random.randrange(64))]
        """What lies in memory before the module: no lucky placement lasts."""

    def taken(self) -> dict[str, Any]:
        if self._apart:
            return self._one_by_one()
        subject = self._subject
        subject.load()
        _made(subject, self._inputs[0])  # what making arguments imports is no memory of calls
        gc.collect()
        state = self._warmed_up() if self._warm_on else State(subject.module)
        cost = _overhead()
        taken: list[int] = []
        answers: dict[str, str] = {}
        for number in range(self._passes):
            given = [_made(subject, each) for _ in range(self._repeat) for each in self._inputs]
            random.seed(0)
            elapsed, results = _timed(subject.function, self._how, given)
            taken.append(max(elapsed - cost, 1))
            if not number:
                answers = self._answers(results, given)
        keeps = state.differs(State(subject.module))
        return {"nanoseconds": taken, "answers": answers, "keeps": keeps}

    def _warmed_up(self) -> State:
        """Call the function for a while. Returns what the module was like before, or after what it does only once."""
        state = State(self._subject.module)
        until = time.perf_counter_ns() + _WARMING
        calls = 0
        while True:
            for each in self._warm_on:
                _timed(self._subject.function, self._how, [_made(self._subject, each)])
                calls += 1
                if calls == 1 and len(self._warm_on) > 1:
                    state = State(self._subject.module)
                if time.perf_counter_ns() > until:
                    return state

    def _one_by_one(self) -> dict[str, Any]:
        total = 0
        results: list[Any] = []
        left: list[Arguments] = []
        cost = _overhead()
        for each in self._inputs:
            self._subject.load()
            given = [_made(self._subject, each)]  # here, for their classes are that module's
            random.seed(0)
            gc.collect()
            elapsed, result = _timed(self._subject.function, self._how, given)
            total += max(elapsed - cost, 1)
            results += result
            left += given
        return {"nanoseconds": [total], "answers": self._answers(results, left), "keeps": False}

    def _answers(self, results: list[Any], left: list[Arguments]) -> dict[str, str]:
        """Digests of what some calls returned, and of what they left of their arguments."""
        answers: dict[str, str] = {}
        began = time.perf_counter_ns()
        if _Sample.slow and self._random.random() > _SLOW_SHARE:
            return answers
        for number in self._random.sample(range(len(results)), min(len(results), _MOST_ANSWERS)):
            answers[str(number)] = _digest((results[number], left[number]))
            if time.perf_counter_ns() - began > _ANSWERING:
                break
        _Sample.slow = time.perf_counter_ns() - began > 5 * _ANSWERING
        return answers


def _trial(subject: Subject, job: dict[str, Any]) -> dict[str, Any]:
    """Call each input once, for at most `seconds`: which return and are unlike all before, with their nanoseconds."""
    began = time.perf_counter_ns()
    subject.load()
    loading = time.perf_counter_ns() - began
    until = time.perf_counter() + job["seconds"]
    usable: list[list[int]] = []  # number, nanoseconds of the call, of making its arguments
    seen: set[Any] = set()
    how = trouble = ""
    cost = _overhead()
    state: State | None = None
    for number, wanted in enumerate(job["inputs"]):
        try:
            began = time.perf_counter_ns()
            given = _made(subject, wanted)
            making = time.perf_counter_ns() - began
            key = _key(given)
            if key in seen:
                continue
            seen.add(key)
            if not how:
                args, kwargs = given
                result = subject.function(*args, **kwargs)
                how = kind_of(result)
                _used_up(how, result)
                state = State(subject.module)
                given = _made(subject, wanted)
            elapsed, results = _timed(subject.function, how, [given])
            if how == "plain" and kind_of(results[0]) != "plain":
                continue  # of another kind than the first
        except Exception as error:  # noqa: BLE001 - an input on which the function raises is not timed
            trouble = trouble or f"{type(error).__name__}: {error}"[:200]
            continue
        usable.append([number, max(elapsed - cost, 1), making])
        if time.perf_counter() > until:
            break
    keeps = state is not None and state.differs(State(subject.module))
    return {"usable": usable, "how": how, "keeps": keeps, "loading": loading, "trouble": trouble}


def _made(subject: Subject, wanted: dict[str, Any]) -> Arguments:
    random.seed(0)
    return subject.arguments(wanted)


def _key(given: Arguments) -> Any:
    """What equal arguments have in common. What cannot be pickled is taken to be unlike all else."""
    try:
        return pickle.dumps(given, 4)
    except Exception:  # noqa: BLE001 - objects say themselves how they are pickled
        return object()


def _digest(value: Any) -> str:
    """A digest that equal values have in common, however they came about."""
    try:
        # Version 0 knows neither shared objects nor interned text; what it does not take is no plain data.
        data = marshal.dumps(value, 0)
        if sys.version_info < (3, 11) and (b"<" in data or b">" in data):
            raise ValueError("it may hold a set, which is written in the order that it happens to have")
    except ValueError:
        try:
            data = repr(plain(form_of(value).shape)).encode("utf-8", "replace")
        except Exception as error:  # noqa: BLE001 - objects say themselves what they look like
            data = type(error).__name__.encode()
    return hashlib.sha256(data).hexdigest()[:32]


# -- calls


def _used_up(how: str, result: Any) -> Any:
    if how == "iterator":
        return list(itertools.islice(result, _MOST_ITEMS))
    if how == "coroutine":
        return _awaited(lambda: result, [((), {})])[1][0]
    if how == "async generator":
        return _awaited(_items, [((result,), {})])[1][0]
    return result


def _timed(function: Callable[..., Any], how: str, given: list[Arguments]) -> tuple[int, list[Any]]:
    """Nanoseconds that the calls take, and their results: of coroutines what they return, of iterators the items."""
    if how == "iterator":
        return _exhausted(function, given)
    if how == "coroutine":
        return _awaited(function, given)
    if how == "async generator":
        return _awaited(lambda *args, **kwargs: _items(function(*args, **kwargs)), given)
    if any(kwargs for _, kwargs in given):
        return _called_by_name(function, given)
    return _called(function, [args for args, _ in given])


def _called(function: Callable[..., Any], given: list[tuple[Any, ...]]) -> tuple[int, list[Any]]:
    results: list[Any] = []
    keep = results.append
    if all(len(args) == 1 for args in given):  # unpacking costs as much as a small function
        single = [args[0] for args in given]
        started = clock()
        for argument in single:
            keep(function(argument))
        return clock() - started, results
    started = clock()
    for args in given:
        keep(function(*args))
    return clock() - started, results


def _called_by_name(function: Callable[..., Any], given: list[Arguments]) -> tuple[int, list[Any]]:
    results: list[Any] = []
    keep = results.append
    started = clock()
    for args, kwargs in given:
        keep(function(*args, **kwargs))
    return clock() - started, results


def _exhausted(function: Callable[..., Any], given: list[Arguments]) -> tuple[int, list[Any]]:
    results: list[Any] = []
    keep = results.append
    started = clock()
    for args, kwargs in given:
        keep(list(itertools.islice(function(*args, **kwargs), _MOST_ITEMS)))
    return clock() - started, results


def _awaited(function: Callable[..., Any], given: list[Arguments]) -> tuple[int, list[Any]]:
    """In one event loop for all, whose start and end is not timed."""
    results: list[Any] = []

    async def in_turns() -> int:
        keep = results.append
        started = clock()
        for args, kwargs in given:
            keep(await function(*args, **kwargs))
        taken = clock() - started
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        return taken

    return asyncio.run(in_turns()), results


async def _items(result: Any) -> list[Any]:
    return [item async for item in result]


def _nothing(_: object) -> None:
    pass


def _overhead() -> int:
    """Nanoseconds that are counted where nothing is called."""
    return min(_called(_nothing, [])[0] for _ in range(20))
