"""Calls of one function noted while a program runs: the sizes of their arguments, and the time each takes.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
The program's file gets a decorator around the function as it is compiled; nothing else of the program changes.
"""

from __future__ import annotations

import ast
import builtins
import functools
import importlib.machinery
import inspect
import os
import signal
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from typing import Any

from .sampling import Refused, told

__all__ = ["Wrapping", "recorded"]

_HOOK = "__slowspot_noted__"
_MOST_CALLS = 100_000


class _Enough(BaseException):
    """Ends the program: there is no more time, or there are enough calls."""


class _Notebook:
    """What is noted: for each outermost call the sizes of its arguments and its seconds."""

    def __init__(self, until: float) -> None:
        self.calls: list[tuple[dict[str, int], float]] = []
        self.until = until
        self._within = threading.local()
        self._signature: inspect.Signature | None = None

    def decorate(self, function: Any) -> Any:
        """Wrap the function so that calls are noted; of recursive ones the outermost only."""
        self._signature = inspect.signature(function)
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                sizes = self._sizes(args, kwargs)
                return await self._driven(function(*args, **kwargs), sizes)

            return awaited
        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def generated(*args: Any, **kwargs: Any) -> Any:
                return self._stepped(function(*args, **kwargs), self._sizes(args, kwargs))

            return generated

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            within = self._within
            if getattr(within, "depth", 0):
                return function(*args, **kwargs)
            sizes = self._sizes(args, kwargs)
            within.depth = 1
            began = time.perf_counter_ns()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter_ns() - began
                within.depth = 0
                self._note(sizes, took)

        return called

    @types.coroutine
    def _driven(self, coroutine: Any, sizes: dict[str, int]) -> Any:
        """Run a coroutine step by step: the time in which it waits is not its own."""
        took, sent, thrown = 0, None, None
        while True:
            began = time.perf_counter_ns()
            try:
                waits = coroutine.send(sent) if thrown is None else coroutine.throw(thrown)
            except StopIteration as stop:
                self._note(sizes, took + time.perf_counter_ns() - began)
                return stop.value
            took += time.perf_counter_ns() - began
            sent, thrown = None, None
            try:
                sent = yield waits
            except BaseException as error:  # noqa: BLE001 - the coroutine's to handle
                thrown = error

    def _stepped(self, generator: Any, sizes: dict[str, int]) -> Iterator[Any]:
        """Go through a generator: what its reader does between the steps is not its own."""
        took = 0
        while True:
            began = time.perf_counter_ns()
            try:
                item = next(generator)
            except StopIteration as stop:
                self._note(sizes, took + time.perf_counter_ns() - began)
                return stop.value
            took += time.perf_counter_ns() - began
            yield item

    def _sizes(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, int]:
        if time.monotonic() > self.until or len(self.calls) >= _MOST_CALLS:
            raise _Enough
        assert self._signature is not None
        try:
            given = self._signature.bind(*args, **kwargs).arguments
        except TypeError:  # the call fails by itself
            return {}
        sizes: dict[str, int] = {}
        for name, value in given.items():
            if isinstance(value, int) and not isinstance(value, bool):
                sizes[name] = min(value, 1 << 62)
                continue
            size = _length(value)
            if size is not None:
                sizes[name] = size
        return sizes

    def _note(self, sizes: dict[str, int], nanoseconds: int) -> None:
        if sizes:
            self.calls.append((sizes, nanoseconds / 1e9))


def _length(value: Any) -> int | None:
    try:
        return len(value)
    except Exception:  # noqa: BLE001 - `__len__` is the user's
        return None


class Wrapping(ast.NodeTransformer):
    """Puts a decorator next to the function with a qualified name, inside those that it has."""

    def __init__(self, qualname: str, decorator: str) -> None:
        self._decorator = decorator
        self._wanted = qualname.split(".")
        self._at: list[str] = []
        self.found = False

    def _entered(self, node: Any) -> Any:
        self._at.append(node.name)
        if self._at == self._wanted and not isinstance(node, ast.ClassDef):
            hook = ast.copy_location(ast.Name(self._decorator, ast.Load()), node)
            node.decorator_list.append(hook)
            self.found = True
        elif self._at == self._wanted[: len(self._at)]:
            self.generic_visit(node)
        self._at.pop()
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _entered  # noqa: N815 - names that ast asks for


def recorded(job: dict[str, Any]) -> dict[str, Any]:
    """Run a script, and give the calls that were noted, how it ended, and whether it came to its end."""
    os.chdir(job["cwd"])
    target, qualname = os.path.realpath(job["path"]), job["function"]
    notebook = _Notebook(time.monotonic() + job["seconds"])
    setattr(builtins, _HOOK, notebook.decorate)
    wrapped: list[str] = []
    _hook_imports(target, qualname, wrapped)
    ended = _run(job, target, qualname, wrapped, notebook)
    if not wrapped:
        raise Refused("input", f"{job['script']}: never imports {job['path']}, so no call could be noted" + (
            f" (it ended with {ended})" if ended else ""))  # fmt: skip
    return {"calls": notebook.calls, "ended": ended}


def _compiled(source: Any, path: str, qualname: str, wrapped: list[str]) -> types.CodeType:
    tree = ast.parse(source, path)
    wrapping = Wrapping(qualname, _HOOK)
    tree = wrapping.visit(tree)
    if wrapping.found:
        wrapped.append(path)
    return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


def _hook_imports(target: str, qualname: str, wrapped: list[str]) -> None:
    loader: Any = importlib.machinery.SourceFileLoader
    original: Callable[..., Any] = loader.get_code

    def get_code(self: Any, fullname: str) -> Any:
        path = self.get_filename(fullname)
        if os.path.realpath(path) != target:
            return original(self, fullname)
        return _compiled(self.get_data(path), path, qualname, wrapped)

    loader.get_code = get_code


def _run(job: dict[str, Any], target: str, qualname: str, wrapped: list[str], notebook: _Notebook) -> str:
    """Run the script as the program; say how it ended, "" for well."""
    script = os.path.abspath(job["script"])
    sys.argv = [job["script"], *job["words"]]
    sys.path.insert(0, os.path.dirname(script))
    main = types.ModuleType("__main__")
    main.__file__ = script
    main.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main
    before = _stop_in(job["seconds"])
    try:
        with open(script, "rb") as file:
            source = file.read()
        if os.path.realpath(script) == target:
            code = _compiled(source, script, qualname, wrapped)
        else:
            code = compile(source, script, "exec", dont_inherit=True)
        exec(code, main.__dict__)
    except _Enough:
        return "time" if len(notebook.calls) < _MOST_CALLS else "calls"
    except SystemExit as stop:
        return "" if stop.code in (None, 0) else f"exit code {stop.code}"
    except BaseException as error:  # noqa: BLE001 - what was noted until then counts
        return told(error)
    finally:
        if before is not None:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
    return ""


def _stop_in(seconds: float) -> Any:
    """Have the program ended after a time, even where it calls the function no more (not on Windows)."""
    if not hasattr(signal, "SIGALRM"):
        return None

    def stop(*_: object) -> None:
        raise _Enough

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    return before
