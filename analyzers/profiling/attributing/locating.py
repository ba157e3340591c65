"""Recorded frames tied to the functions of the project's present source."""

from __future__ import annotations

import ast
import os
from bisect import bisect_right
from typing import NamedTuple

from ...source import SourceError
from ...source.encoding import decode
from ...source.functions import MODULE, Definition, definitions_of, digest_of
from ...source.parsing import SyntaxProblem, parse
from ...source.positions import split_lines
from ..profile import PROCESS, THREAD, Frame, Profile
from .places import Places, is_generated

__all__ = ["GENERATED", "LIBRARY", "OUTSIDE", "Locator", "Owner", "SourceFile", "Spot"]

LIBRARY = -1
"""Stands for a function number: code of a library, or C."""
GENERATED = -2
"""Code without a file, which belongs to whoever called it."""
OUTSIDE = -3
"""A thread or process."""

_MOST_CANDIDATES = 20
"""Files of one name that are looked into for the functions of another machine's file."""
_LARGEST = 20_000_000
"""Bytes of a source file that is read."""


class Spot(NamedTuple):
    """A line of a function of the project."""

    owner: int
    """Number in `Locator.owners`, or LIBRARY, GENERATED, OUTSIDE."""
    line: int
    """Counted from 1; 0: not known."""
    entry: bool = True
    """Whether the frame is the function's own, not that of a comprehension, lambda or class body in it."""


class Owner(NamedTuple):
    """A function of the project, or the code of a module outside its functions."""

    path: str
    name: str
    line: int


class SourceFile:
    """A file of the project as it is now, and whether it can be what was recorded."""

    def __init__(self, full: str, relative: str, *, newest: float | None) -> None:
        self.relative = relative
        self.lines: list[str] = []
        self.readable = False
        self.changed = False
        """Whether it was written after the recording began (`newest`, in seconds since 1970; None: not asked)."""
        self.mismatched = False
        """Whether a recorded frame does not stand where it stood."""
        self._functions: list[Definition] = []
        self._by_name: dict[str, list[Definition]] = {}
        self._bodies: dict[int, list[ast.stmt]] | None = None
        """By first line, negative; 1: the module's."""
        try:
            status = os.stat(full)
            if not os.path.isfile(full) or status.st_size > _LARGEST:
                return
            with open(full, "rb") as file:
                text = decode(file.read())[0]
        except (OSError, SourceError):
            return
        definitions = definitions_of(text)
        if definitions is None:
            return
        self.changed = newest is not None and status.st_mtime > newest
        self.readable = True
        self.lines = split_lines(text)
        self._functions = [found for found in definitions if not found.is_class]
        self._starts = [found.line for found in self._functions]
        for found in definitions:
            self._by_name.setdefault(found.name.rpartition(".")[2], []).append(found)

    @property
    def sure(self) -> bool:
        """Whether this is the text that was recorded, as far as times, names and lines tell."""
        return self.readable and not self.changed and not self.mismatched

    @property
    def names(self) -> list[str]:
        """Of its functions, in the order of the text."""
        return [found.name for found in self._functions]

    def body_of(self, owner: Owner) -> list[ast.stmt]:
        """The statements of a function, or of the module. The first call for a file parses it again."""
        if self._bodies is None:
            statements = parse("".join(self.lines))
            module = [] if isinstance(statements, SyntaxProblem) else statements
            self._bodies = {1: module}
            for statement in module:
                for node in ast.walk(statement):
                    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
                        self._bodies[-first] = node.body
        return self._bodies.get(1 if owner.name == MODULE else -owner.line, [])

    def digest(self, owner: Owner) -> str:
        if owner.name == MODULE:
            inside: set[int] = set()
            for found in self._functions:
                inside.update(range(found.definition, found.last))
            return digest_of([line for number, line in enumerate(self.lines) if number not in inside])
        found = next(
            (found for found in self._functions if found.line == owner.line and found.name == owner.name), None
        )
        return "" if found is None else digest_of(self.lines[found.line - 1 : found.last])

    def line_digest(self, line: int) -> str:
        return digest_of([self.lines[line - 1].strip()]) if 0 < line <= len(self.lines) else ""

    def around(self, line: int) -> Definition | None:
        """The innermost function around a line, decorators included; None at module level."""
        for index in range(bisect_right(self._starts, line) - 1, -1, -1):
            found = self._functions[index]
            if found.last >= line:
                return found
            if "." not in found.name:
                # What stands before a function at the top level does not reach beyond it.
                break
        return None

    def locate(self, frame: Frame) -> tuple[str, int, int, bool]:
        """Find a frame's function: its name and first line, the frame's line (0: not known), and if it is its own."""
        simple = frame.name.rpartition(".")[2]
        at = frame.first or frame.line
        if not self.readable:
            return frame.name or MODULE, frame.first, 0, True
        if simple == MODULE or (not simple and not at):
            return MODULE, 1, self._checked(frame.line, 1, len(self.lines)), True
        if not simple or simple.startswith("<"):  # a comprehension, lambda, type parameters; or lines without a name
            if at > len(self.lines):
                self.mismatched = True
                at = 0
            around = self.around(at) if at else None
            return self._in(around, frame.line, entry=not simple)
        same = self._by_name.get(simple, [])
        if "." in frame.name:
            same = [found for found in same if found.name.endswith(frame.name)] or same
        fitting = self._fitting(same, frame)
        if fitting is not None:
            if fitting.is_class:
                return self._in(self.around(at) if at else None, frame.line, entry=False)
            return self._in(fitting, frame.line, entry=True)
        if at or not same:
            self.mismatched = True
        functions = [found for found in same if not found.is_class]
        if not functions:
            return frame.name, frame.first, 0, True
        nearest = min(functions, key=lambda found: abs(found.line - at))
        return nearest.name, nearest.line, 0, True

    def _fitting(self, same: list[Definition], frame: Frame) -> Definition | None:
        first, line = frame.first, frame.line
        if first:
            return next((found for found in same if found.line <= first <= found.definition), None)
        if line:
            around = [found for found in same if found.line <= line <= found.last]
            return max(around, key=lambda found: found.line, default=None)
        return same[0] if len(same) == 1 else None

    def _in(self, function: Definition | None, line: int, *, entry: bool) -> tuple[str, int, int, bool]:
        if function is None:
            return MODULE, 1, self._checked(line, 1, len(self.lines)), entry
        return function.name, function.line, self._checked(line, function.line, function.last), entry

    def _checked(self, line: int, first: int, last: int) -> int:
        if line and not first <= line <= last:
            self.mismatched = True
            return 0
        return line

    def fits(self, frame: Frame, *, exactly: bool) -> bool:
        """Tell whether a function of the frame's name is in the file; exactly: at the frame's line."""
        simple = frame.name.rpartition(".")[2]
        same = self._by_name.get(simple, [])
        if not exactly:
            return bool(same)
        return bool(frame.first or frame.line) and self._fitting(same, frame) is not None


class Locator:
    """Ties the frames of one profile to functions of the project; reads each file once."""

    def __init__(self, profile: Profile, root: str) -> None:
        self.places = Places(root)
        self.owners: list[Owner] = []
        self.files: dict[str, SourceFile] = {}
        self._numbers: dict[Owner, int] = {}
        self._newest = profile.began
        self._paths: dict[str, str | None] = {}
        self._mapped: dict[str, str] = {}
        self._ambiguous: dict[str, int] = {}
        self._frames: dict[str, list[Frame]] = {}
        self._spots: dict[Frame, Spot] = {}

    def look_at(self, frames: list[Frame]) -> None:
        """Learn which functions each path has: what another machine's paths mean is decided by them."""
        for frame in frames:
            self._frames.setdefault(frame.path, []).append(frame)

    def spot(self, frame: Frame) -> Spot:
        found = self._spots.get(frame)
        if found is None:
            found = self._spots[frame] = self._locate(frame)
        return found

    def _locate(self, frame: Frame) -> Spot:
        path = frame.path
        if path in (THREAD, PROCESS):
            return Spot(OUTSIDE, 0)
        relative = self.relative(path)
        if relative is None:
            return Spot(GENERATED if is_generated(path) else LIBRARY, 0)
        name, first, line, entry = self.files[relative].locate(frame)
        return Spot(self._number(Owner(relative, name, first)), line, entry)

    def relative(self, path: str) -> str | None:
        """The file of the project that a recorded path means; None: it is none of the project's."""
        if path not in self._paths:
            self._paths[path] = self._place(path)
        return self._paths[path]

    def at_line(self, relative: str, line: int) -> Spot:
        """The function around a line of one of the files."""
        return self._locate(Frame("", os.path.join(self.places.root, relative), line, line))

    def _number(self, owner: Owner) -> int:
        number = self._numbers.get(owner)
        if number is None:
            number = self._numbers[owner] = len(self.owners)
            self.owners.append(owner)
        return number

    def _place(self, path: str) -> str | None:
        relative = self.places.below(path)
        if relative is not None:
            self._read(relative, newest=self._newest)
            return relative
        candidates = self.places.foreign(path)
        if len(candidates) > 1:
            return self._only_fitting(path, candidates)
        if not candidates:
            return None
        relative = candidates[0]
        # When a copy on this machine was written says nothing of what ran on the other.
        source = self._read(relative, newest=None)
        exactly = (
            "/" not in relative
            or path.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]
            != (relative.rpartition("/")[0].rpartition("/")[2])
        )
        named = [frame for frame in self._frames.get(path, ()) if frame.name and not frame.name.startswith("<")]
        if any(source.fits(frame, exactly=exactly) for frame in named) or (not named and not exactly):
            self._mapped[path] = relative
            return relative
        return None

    def _only_fitting(self, path: str, candidates: list[str]) -> str | None:
        """The one file among several with that end in which recorded functions stand where they stood."""
        frames = [frame for frame in self._frames.get(path, ()) if not frame.name.startswith("<")]
        fitting = [
            relative
            for relative in candidates[:_MOST_CANDIDATES]
            if any(self._read(relative, newest=None).fits(frame, exactly=True) for frame in frames)
        ]
        if len(fitting) == 1 and len(candidates) <= _MOST_CANDIDATES:
            self._mapped[path] = fitting[0]
            return fitting[0]
        self._ambiguous[path] = len(candidates)
        return None

    def _read(self, relative: str, *, newest: float | None) -> SourceFile:
        source = self.files.get(relative)
        if source is None:
            full = os.path.join(self.places.root, *relative.split("/"))
            source = self.files[relative] = SourceFile(full, relative, newest=newest)
        return source

    def notes(self) -> list[str]:
        """What the reader of the figures must know of the paths and texts. After all frames were located."""
        found: list[str] = []
        if self._mapped:
            path, relative = min(self._mapped.items())
            more = f" and {len(self._mapped) - 1} more paths likewise" if len(self._mapped) > 1 else ""
            found.append(f"Recorded elsewhere: {path} was read as {relative}{more}, by the equal end of the path")
        for path, count in sorted(self._ambiguous.items())[:3]:
            found.append(f"{path} was recorded elsewhere and could be {count} files here; it counts as library code")
        used = {owner.path for owner in self.owners}
        files = [source for name, source in sorted(self.files.items()) if name in used]
        other = [source.relative for source in files if source.readable and source.mismatched]
        if other:
            found.append(
                f"Recorded from another version of {_listed(other)}: functions were found by name, lines are left out"
            )
        changed = [source.relative for source in files if source.readable and source.changed and not source.mismatched]
        if changed:
            found.append(f"Changed since the recording began: {_listed(changed)}; times of lines are left out")
        missing = [source.relative for source in files if not source.readable]
        if missing:
            found.append(f"Not there any more, or not to be parsed: {_listed(missing)}")
        return found


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
