"""The project's own tests that reach the function: run on the old text, then those on the new one, and compared."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..children import ANALYZERS, STARTING
from ..interpreters import Interpreter
from ..sandbox import Sandbox, reach_of
from .proof import Input, Rewrite, TestsRun
from .sides import Target

__all__ = ["BeforeTests", "after_tests", "before_tests"]

_IGNORED = {".git", ".hg", ".tox", ".nox", ".venv", "venv", "node_modules", "site-packages", "build", "dist"}
_MOST_FILES = 8
_MOST_LOOKED_AT = 2_000
_LARGEST = 400_000


@dataclass(frozen=True, slots=True)
class BeforeTests:
    """What the tests did with the function as it is."""

    passed: tuple[str, ...] = ()
    """Ids of the tests that reach it and pass."""
    inputs: list[Input] = field(default_factory=list[Input])
    """What they called it with."""
    note: str = ""
    """Why there are none."""


def before_tests(
    rewrite: Rewrite, target: Target, interpreter: Interpreter, sandbox: Sandbox, *, seconds: float
) -> BeforeTests:
    """Run the test files that name the function or its module, and keep the tests that reach it and pass.

    Costs a run of these files, at most `seconds`.
    """
    files = list(_test_files(target))
    if not files:
        return BeforeTests(note="no test file names the function")
    answer = _ran(files, rewrite.before, target, interpreter, sandbox, seconds, record=True)
    if answer.get("note"):
        return BeforeTests(note=str(answer["note"]))
    outcomes = answer.get("outcomes", {})
    passed = tuple(test for test in answer.get("reached", ()) if outcomes.get(test) == "passed")
    inputs = [Input("replayed", pickled=str(data), about="from the tests") for data in answer.get("calls", ())]
    return BeforeTests(passed, inputs, "" if passed else "no test that passes reaches the function")


def after_tests(
    before: BeforeTests, rewrite: Rewrite, target: Target, interpreter: Interpreter, sandbox: Sandbox, *, seconds: float
) -> TestsRun:
    """Run the same tests on the rewrite. One that fails counts only if it passes once more on the old text."""
    if not before.passed:
        return TestsRun(note=before.note)
    answer = _ran(list(before.passed), rewrite.after, target, interpreter, sandbox, seconds)
    if answer.get("note"):
        return TestsRun(ran=len(before.passed), failing=before.passed[:1], note=str(answer["note"]))
    outcomes = answer.get("outcomes", {})
    failing = [test for test in before.passed if outcomes.get(test) != "passed"]
    if failing:
        again = _ran(failing, rewrite.before, target, interpreter, sandbox, seconds).get("outcomes", {})
        failing = [test for test in failing if again.get(test) == "passed"]
    ran = len(before.passed)
    return TestsRun(ran=ran, same=ran - len(failing), failing=tuple(failing))


def _test_files(target: Target) -> Iterator[str]:
    """Test files of the project that name the function and its module or class; those that name both come first."""
    module, name = target.module.rpartition(".")[2], target.function.rpartition(".")[2]
    owner = target.function.rpartition(".")[0]
    found: list[tuple[int, str]] = []
    for path in _python_files(target.root):
        if path == target.path:
            continue
        try:
            text = Path(path).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        words = {word for word in (module, name, owner) if word and re.search(rf"\b{re.escape(word)}\b", text)}
        if module in words or name in words:
            found.append((-len(words), path))
    yield from (path for _, path in sorted(found)[:_MOST_FILES])


def _python_files(root: str) -> Iterator[str]:
    looked_at = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if each not in _IGNORED and not each.startswith("."))
        for name in sorted(names):
            if re.fullmatch(r"test_.*\.py|.*_test\.py", name):
                looked_at += 1
                path = os.path.join(folder, name)
                if looked_at > _MOST_LOOKED_AT:
                    return
                if os.path.getsize(path) <= _LARGEST:
                    yield path


def _ran(
    tests: list[str], text: str, target: Target, interpreter: Interpreter, sandbox: Sandbox, seconds: float,
    *, record: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Run tests on a text; "note" in the answer says why there is none."""
    reach = reach_of(interpreter.executable, os.environ.get("PYTHONPATH", ""))
    with tempfile.TemporaryDirectory(prefix="slowspot-", ignore_cleanup_errors=True) as folder:
        home = sandbox.home(folder, True)
        job = {
            "tests": tests, "text": text, "path": target.path, "function": target.function, "root": target.root,
            "search": list(target.search), "record": record,
            "result": os.path.join(home, "result.json"),
        }  # fmt: skip
        Path(folder, "job.json").write_text(json.dumps(job), encoding="utf-8")
        ended = sandbox.run(
            [reach.executable, "-c", STARTING, ANALYZERS, "inside.testing", os.path.join(home, "job.json")],
            folder, seconds, readable=[*reach.paths, ANALYZERS, target.root, *target.search],
        )  # fmt: skip
        try:
            answer = json.loads(Path(folder, "result.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {"note": f"the tests gave no result: {ended.message or f'exit code {ended.code}'}"}
    if type(answer) is not dict:
        return {"note": "the tests gave no result"}
    return answer
