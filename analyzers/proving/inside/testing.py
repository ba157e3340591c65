"""The project's own tests, run on one text: which of them reach the function, with what, and how they end.

Runs on the child side, so it must be valid Python 3.9; it imports pytest, which is the project's.
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
import sys
from collections.abc import Callable
from typing import Any

from ..scaling_calls import Wrapping

__all__ = ["main"]

_HOOK = "__slowspot_noted__"
_MOST_CALLS = 400
"""Calls whose arguments are looked at; later ones only count as reached."""
_MOST_KEPT = 60
_LARGEST = 100_000
"""Bytes of the pickled arguments of one call."""


class _Watch:
    """A plugin of pytest: notes which test is running, how each ends, and the calls that it makes."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.outcomes: dict[str, str] = {}
        self.reached: dict[str, None] = {}
        self.calls: dict[str, str] = {}
        """Pickled arguments by their digest."""
        self._record = bool(job["record"])
        self._seen = 0
        self._test = ""

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        del location
        self._test = nodeid

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.nodeid] = str(report.outcome)

    def decorate(self, function: Any) -> Any:
        """Note each call of the function, and the test that makes it."""

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                self._note(args, kwargs)
                return await function(*args, **kwargs)

            return awaited

        @functools.wraps(function)
        def noted(*args: Any, **kwargs: Any) -> Any:
            self._note(args, kwargs)
            return function(*args, **kwargs)

        return noted

    def _note(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if self._test:
            self.reached.setdefault(self._test)
        self._seen += 1
        if not self._record or self._seen > _MOST_CALLS or len(self.calls) >= _MOST_KEPT:
            return
        try:
            data = pickle.dumps((args, kwargs), protocol=4)
        except Exception:  # noqa: BLE001 - whatever the user's classes do when they are pickled
            return
        if len(data) <= _LARGEST:
            digest = hashlib.sha256(data).hexdigest()
            self.calls.setdefault(digest, base64.b64encode(data).decode("ascii"))


def main() -> None:
    """Run the tests of the job in the file that the command line names; write what came of them beside it."""
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    del sys.argv[1:]
    result: dict[str, Any] = {"note": ""}
    try:
        # Late: the project's, which may not have it.
        import pytest
    except ImportError:
        result["note"] = "pytest is not installed for that interpreter"
    else:
        os.chdir(job["root"])
        sys.path[:0] = [folder for folder in job["search"] if folder not in sys.path]
        watch = _Watch(job)
        _hook_imports(job, watch.decorate)
        options = ["-q", "-p", "no:cacheprovider", "--no-header"]
        code = pytest.main([*job["tests"], *options], plugins=[watch])
        result.update(
            code=int(code), outcomes=watch.outcomes, reached=list(watch.reached), calls=list(watch.calls.values())
        )
    with open(job["result"], "w", encoding="utf-8") as file:
        json.dump(result, file)


def _hook_imports(job: dict[str, Any], decorate: Callable[[Any], Any]) -> None:
    """Have the text stand in for the file, with the function decorated."""
    setattr(builtins, _HOOK, decorate)
    loader: Any = importlib.machinery.SourceFileLoader
    original: Callable[..., Any] = loader.get_code

    def get_code(this: Any, fullname: str) -> Any:
        path = this.get_filename(fullname)
        if os.path.realpath(path) != job["path"]:
            return original(this, fullname)
        tree = Wrapping(job["function"], _HOOK).visit(ast.parse(job["text"], path))
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)

    loader.get_code = get_code
