"""A command as each side runs it: in its own tree, with the tree's modules before installed ones."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..project.worktrees import SIDES, Side, Trees

__all__ = ["Command", "Missing", "PythonCommand"]


class Missing(Exception):  # noqa: N818 - what is the matter
    """The command names what a side does not have: the message says what, and where."""


@dataclass(frozen=True, slots=True)
class PythonCommand:
    """A command that is a Python program: the interpreter, and what stands after `python`."""

    executable: str
    arguments: tuple[str, ...]


@dataclass(slots=True)
class Command:
    """What is measured, and where. Both sides see the same words, folder and environment."""

    given: tuple[str, ...]
    top: str
    """The repository."""
    folder: str
    """The user's current folder, in the repository."""
    trees: Trees
    roots: list[str] = field(default_factory=list[str])
    """Folders, relative to the repository, whose modules come before installed ones."""

    def __str__(self) -> str:
        return shlex.join(self.given)

    @property
    def inside(self) -> str:
        """Where it runs: the current folder as the tree has it."""
        return os.path.normpath(os.path.join(self.trees.path, os.path.relpath(self.folder, self.top)))

    def words(self) -> list[str]:
        """The words as the side that is in place takes them."""
        first, *rest = map(self._mapped, self.given)
        if os.sep in first and not os.path.isabs(first) and not os.path.exists(os.path.join(self.inside, first)):
            # A virtual environment in the repository, which git does not know.
            outside = os.path.join(self.folder, first)
            first = outside if os.path.exists(outside) else first
        return [first, *rest]

    def environment(self, cache: str) -> dict[str, str]:
        """The user's, but for where modules are found. `cache`: a folder of the side that is in place."""
        environment = dict(os.environ)
        paths = [os.path.normpath(os.path.join(self.trees.path, root)) for root in self.roots]
        paths += [self._mapped(path) for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
        environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
        environment["PWD"] = self.inside
        if "PYTHONPYCACHEPREFIX" in environment:  # it goes by path, and both sides have the same
            environment["PYTHONPYCACHEPREFIX"] = cache
        return environment

    def check(self, side: Side) -> None:
        """Raise Missing where files that the command names are in the user's folder, but not in this side's tree."""
        tree = self.trees.of(side)
        inside = os.path.normpath(os.path.join(tree, os.path.relpath(self.folder, self.top)))
        if not os.path.isdir(inside):
            raise Missing(f"has no folder {os.path.relpath(inside, tree)}")
        other = self.trees.of("head" if side == "base" else "base")
        for word in self.given:
            name = self._relative(word.partition("::")[0])
            if name is None or os.path.exists(os.path.join(tree, name)):
                continue
            if os.path.exists(os.path.join(other, name)):
                raise Missing(f"has no {name}, which the other side has")

    def as_python(self) -> PythonCommand | None:
        """The Python program that the command is, on the side that is in place; None where it is something else."""
        first, *rest = self.words()
        path = shutil.which(first) or os.path.join(self.inside, first)
        if os.path.basename(path).lower().startswith(("python", "pypy")):
            arguments = _after_flags(rest)
            return PythonCommand(path, arguments) if arguments else None
        interpreter = _interpreter_of(path)
        return None if interpreter is None else PythonCommand(interpreter, (path, *rest))

    def _mapped(self, word: str) -> str:
        """An absolute path into the repository, as the tree has it."""
        if not os.path.isabs(word):
            return word
        name = self._relative(word)
        if name is not None and any(os.path.exists(os.path.join(self.trees.of(side), name)) for side in SIDES):
            return os.path.join(self.trees.path, name)
        return word

    def _relative(self, word: str) -> str | None:
        """A word as a path relative to the repository; None where it is none."""
        if not word or word.startswith("-"):
            return None
        path = os.path.relpath(os.path.normpath(os.path.join(self.folder, word)), self.top)
        return None if path.startswith(os.pardir) else path


def _after_flags(words: Sequence[str]) -> tuple[str, ...]:
    """What stands after `python` and its own flags, such as -X and -W with their values."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at][:2] not in ("-m", "-c") and words[at] != "-":
        at += 2 if words[at] in ("-X", "-W") else 1
    rest = list(words[at:])
    if rest and rest[0][:2] in ("-m", "-c") and len(rest[0]) > 2:
        rest[:1] = [rest[0][:2], rest[0][2:]]
    return tuple(rest) if rest and rest[0] != "-" else ()


def _interpreter_of(path: str) -> str | None:
    """The Python that a script names in its first line."""
    try:
        with open(path, "rb") as file:
            line = file.readline(500)
    except OSError:
        return None
    if not line.startswith(b"#!"):
        return None
    words = os.fsdecode(line[2:]).split()
    if words and os.path.basename(words[0]) == "env":
        words = words[1:]
    if not words or not os.path.basename(words[0]).startswith(("python", "pypy")):
        return None
    return shutil.which(words[0])
