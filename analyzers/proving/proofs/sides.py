"""One side of a proof: a child process that has the function loaded, from one text or another."""

from __future__ import annotations

import os
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ..children import Child, ChildDied
from ..interpreters import Interpreter
from ..sandbox import Sandbox

__all__ = ["Side", "SideLost", "Target", "target_of"]

_OPENING_SECONDS = 30.0
"""For importing the module, with all that it imports."""
_MOST_SEARCHED = 12


@dataclass(frozen=True, slots=True)
class Target:
    """Where the function stands: its file, the dotted name of its module, and what goes first on `sys.path`."""

    path: str
    module: str
    search: tuple[str, ...]
    function: str
    root: str
    """The project's folder: what code under proof may read."""


class SideLost(Exception):  # noqa: N818 - what happened
    """A side gave no answer: "timeout", "crash", "memory", "not-loaded" or "error", and a message."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def target_of(path: str, function: str, root: str) -> Target:
    """Find how the project imports a file: from the folder above its outermost package."""
    path = os.path.realpath(path)
    folder, name = os.path.split(path)
    parts = [] if name == "__init__.py" else [name.removesuffix(".py")]
    for _ in range(_MOST_SEARCHED):
        if not os.path.isfile(os.path.join(folder, "__init__.py")):
            break
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    root = os.path.realpath(root)
    search = [folder, *(each for each in (root, os.path.join(root, "src")) if os.path.isdir(each))]
    module = ".".join(parts)
    if not all(part.isidentifier() for part in parts):
        module = "slowspot_subject"  # a script: nobody imports it by name
    return Target(path, module, tuple(dict.fromkeys(search)), function.partition(".<locals>")[0], root)


class Side:
    """A process with one text loaded at a time. After a loss the next job starts a fresh process with the same text."""

    def __init__(self, target: Target, interpreter: Interpreter, hash_seed: int, sandbox: Sandbox) -> None:
        self.target = target
        self._interpreter = interpreter
        self._hash_seed = hash_seed
        self._sandbox = sandbox
        self._child: Child | None = None
        self._text = ""
        self._opened: str | None = None

    def __enter__(self) -> Side:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open(self, text: str) -> None:
        """Load a text. Raises SideLost, and where the interpreter does not start UnusableInterpreter."""
        self._text = text
        self._load()

    def ask(self, job: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Have a job done on the text that is open. Raises SideLost."""
        if self._child is None or self._opened != self._text:
            self._load()
        return self._asked(job, timeout)

    def processor_seconds(self) -> float | None:
        """What its process has used of the processor so far, counted from outside; None where that is not known."""
        return None if self._child is None else self._child.processor_seconds()

    def close(self) -> None:
        """End the process, and all that it started."""
        if self._child is not None:
            self._child.close()
        self._child = self._opened = None

    def _load(self) -> None:
        job = {
            "kind": "open", "path": self.target.path, "module": self.target.module,
            "search": list(self.target.search), "function": self.target.function, "text": self._text,
        }  # fmt: skip
        self._opened = None
        self._asked(job, _OPENING_SECONDS)
        self._opened = self._text

    def _asked(self, job: dict[str, Any], timeout: float) -> dict[str, Any]:
        if self._child is None:
            self._child = Child(
                self._interpreter, self._hash_seed,
                desk="inside.desk", sandbox=self._sandbox, readable=(self.target.root, *self.target.search),
            )  # fmt: skip
        try:
            answer = self._child.ask({**job, "timeout": timeout}, timeout)
        except ChildDied as died:
            self.close()
            raise SideLost(died.reason, died.message) from None
        if type(answer) is not dict:  # it comes from code under proof
            self.close()
            raise SideLost("error", "the answer is none")
        if "reason" in answer:
            raise SideLost(str(answer["reason"]), str(answer.get("message", "")))
        return answer
