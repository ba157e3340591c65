"""Runs a program as `python` would, and notes with what it calls one function, for the calls to be replayed.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
The function gets a decorator as its file is compiled; nothing else of the program changes.
"""

from __future__ import annotations

import ast
import base64
import builtins
import functools
import hashlib
import importlib.machinery
import inspect
import json
import os
import pickle
import random
import runpy
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

from ..scaling_calls import Wrapping

__all__ = ["main"]

_HOOK = "__slowspot_noted__"


class _Notebook:
    """Keeps up to `most` calls that differ: the first half as they come, then each of the later ones as likely."""

    def __init__(self, job: dict[str, Any]) -> None:
        self._file = open(job["result"], "a", encoding="utf-8")  # noqa: SIM115 - as long as the program runs
        self._most: int = job["most"]
        self._largest: int = job["largest"]
        self._random = random.Random(0)
        self._lock = threading.Lock()
        self._within = threading.local()
        self._digests: set[str] = set()
        self._seen = 0
        self._refused = 0
        self._process = os.getpid()

    def decorate(self, function: Any) -> Any:
        """Wrap the function so that calls are noted; of recursive ones the outermost only."""
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                self._note(args, kwargs)
                return await function(*args, **kwargs)

            return awaited

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            if getattr(self._within, "depth", 0):
                return function(*args, **kwargs)
            self._note(args, kwargs)
            self._within.depth = 1
            try:
                return function(*args, **kwargs)
            finally:
                self._within.depth = 0

        return called

    def _note(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if os.getpid() != self._process:  # a fork: its calls would be written between the others
            return
        with self._lock:
            self._seen += 1
            at = len(self._digests)
            if at >= self._most:
                at = self._random.randrange(self._seen)
                if at < self._most // 2 or at >= self._most:
                    return
            self._keep(at, args, kwargs)

    def _keep(self, at: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        try:
            data = pickle.dumps((args, kwargs), protocol=4)
        except Exception as error:  # noqa: BLE001 - whatever the program's classes do when they are pickled
            self._refuse(f"{type(error).__name__}: {error}"[:200])
            return
        if len(data) > self._largest:
            self._refuse(f"the arguments take {len(data):,} bytes")
            return
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._digests:
            self._digests.add(digest)
            self._write({"at": at, "pickled": base64.b64encode(data).decode("ascii")})

    def _refuse(self, why: str) -> None:
        self._refused += 1
        if self._refused <= 3:
            self._write({"refused": why})

    def _write(self, record: dict[str, Any]) -> None:
        # At once: the program may end without a word.
        self._file.write(json.dumps(record) + "\n")
        self._file.flush()


def main() -> None:
    """Run the program of the job in the file that the command line names; its exit code is the program's."""
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    setattr(builtins, _HOOK, _Notebook(job).decorate)
    _hook_imports(job)
    for name in [name for name in sys.modules if name == "slowspot" or name.startswith("slowspot.")]:
        del sys.modules[name]  # the program may have its own
    _run(job, job["arguments"])


def _compiled(job: dict[str, Any], source: Any, path: str) -> types.CodeType:
    tree = Wrapping(job["function"], _HOOK).visit(ast.parse(source, path))
    return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


def _hook_imports(job: dict[str, Any]) -> None:
    loader: Any = importlib.machinery.SourceFileLoader
    original: Callable[..., Any] = loader.get_code

    def get_code(this: Any, fullname: str) -> Any:
        path = this.get_filename(fullname)
        if os.path.realpath(path) != job["path"]:
            return original(this, fullname)
        return _compiled(job, this.get_data(path), path)

    loader.get_code = get_code


def _run(job: dict[str, Any], words: list[str]) -> None:
    if words[0] == "-m":
        sys.argv = ["-m", *words[2:]]
        sys.path.insert(0, os.getcwd())
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        return
    main_module = types.ModuleType("__main__")
    main_module.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main_module
    if words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        sys.path.insert(0, os.getcwd())
        code = compile(words[1], "<string>", "exec", dont_inherit=True)
    else:
        sys.argv = list(words)
        sys.path.insert(0, os.path.dirname(os.path.abspath(words[0])))
        main_module.__file__ = words[0]
        with open(words[0], "rb") as file:
            source = file.read()
        script = os.path.realpath(words[0])
        code = _compiled(job, source, words[0]) if script == job["path"] else compile(source, words[0], "exec")
    exec(code, main_module.__dict__)
