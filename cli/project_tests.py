"""A project's own tests, run as its people run them: the command that they gave, or pytest where it is at home."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import NamedTuple

from ..analyzers.proving.interpreters import Interpreter
from ..analyzers.proving.running import run

__all__ = ["Failure", "Tests", "tests_of"]

_SECONDS = 3600.0
_SHOWN = 40
"""Lines of what failing tests print."""
_SIGNS = ("pytest.ini", "conftest.py", "tests", "test", "tox.ini")
_NONE_COLLECTED = 5


class Failure(NamedTuple):
    """How tests failed."""

    output: str
    """The last lines."""
    none_found: bool = False


@dataclass(frozen=True, slots=True)
class Tests:
    command: tuple[str, ...]
    folder: str
    told: str
    """As a person would type it."""
    found: bool = False
    """Whether we chose it: then no tests at all are no failure."""

    def run(self) -> Failure | None:
        """Run them, an hour at most; None where they pass."""
        try:
            ended = run(self.command, timeout=_SECONDS, folder=self.folder)
        except OSError as error:
            return Failure(f"{self.told}: does not start: {error.strerror or error}\n")
        if ended.code == 0:
            return None
        lines = (ended.stdout + ended.stderr).splitlines()[-_SHOWN:]
        if ended.code is None:
            lines.append(f"{self.told}: stopped after {_SECONDS:.0f} s")
        none_found = self.found and ended.code == _NONE_COLLECTED
        return Failure("".join(f"{line}\n" for line in lines), none_found)


def tests_of(given: str | None, root: str, interpreter: Interpreter) -> Tests | None:
    """What `--tests` says, in the current folder; else pytest at the project's root, where it seems to be used.

    None: there are none that anybody knows of, or an empty command says that none shall run.
    """
    if given is not None:
        if not given.strip():
            return None
        return Tests(_shell(given), os.getcwd(), given)
    if not any(os.path.exists(os.path.join(root, sign)) for sign in _SIGNS) and not _configured(root):
        return None
    command = (interpreter.executable, "-m", "pytest", "-q", "-x")
    if run((interpreter.executable, "-c", "import pytest"), timeout=60).code != 0:
        return None
    return Tests(command, root, "python -m pytest -q -x", found=True)


def _shell(command: str) -> tuple[str, ...]:
    if os.name == "nt":
        return (os.environ.get("COMSPEC", "cmd.exe"), "/c", command)
    return ("/bin/sh", "-c", command)


def _configured(root: str) -> bool:
    try:
        with open(os.path.join(root, "pyproject.toml"), "rb") as file:
            return b"[tool.pytest" in file.read()
    except OSError:
        return False
