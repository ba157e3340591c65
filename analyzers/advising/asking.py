"""What an engine is asked about: one hot function, what was recorded of it, and where it runs."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ..profiling.measured import MeasuredLine
from .installed import Surroundings
from .mapped import Mapped, changes_elsewhere, mapped_loops
from .sources import Function, Source, Sources
from .waits import Wait, waiting_part, waits_of

__all__ = ["Asked", "Found", "Whole", "percent"]


class Found(NamedTuple):
    """What `analyze` finds in a function."""

    rule: str
    line: int
    """From 1."""
    gain: float
    """Part of the program's time that its fix is expected to save."""
    family: str = ""


@dataclass(frozen=True, eq=False)
class Whole:
    """The program that functions are part of."""

    sources: Sources
    around: Surroundings
    seconds: float = 0.0
    """On the wall; 0.0: not recorded."""
    pure: float | None = None
    """Part of its time that its own Python takes; None: not recorded."""
    files: Sequence[str] = ()
    """Its files, relative to the project."""
    compiled: Mapping[str, str] = field(default_factory=dict[str, str])
    """Packages with extension modules that it imports → the file that does."""
    recorded: bool = True


@dataclass(frozen=True, eq=False)
class Asked:
    """One hot function."""

    whole: Whole
    path: str
    name: str
    share: float
    """By itself, of the program's time."""
    function: Function | None
    """None: it is gone, or code of a module."""
    library: float = 0.0
    """Part of its own time that is spent in library code and C."""
    callees: Sequence[tuple[str, float]] = ()
    """Library functions with their part of its own time, the largest first."""
    lines: Mapping[int, MeasuredLine] = field(default_factory=dict[int, MeasuredLine])
    """Its own time by line, from 0; empty where that is not known of the present text."""
    own: float = 0.0
    """Its own time in the unit of `lines`."""
    waited: float = 0.0
    """Part of the program's time that it was suspended, as coroutines are."""
    callers: Sequence[tuple[str, str, float]] = ()
    """Who calls it, outwards: path, name, and the part of the program's time that is spent below."""
    findings: Sequence[Found] = ()
    total: float = 0.0
    """With what it calls, of the program's time."""
    stale: bool = False
    """Whether it was changed since it was recorded."""

    @cached_property
    def waits(self) -> list[Wait]:
        return [] if self.function is None else waits_of(self.function)

    @cached_property
    def waiting(self) -> float:
        """Part of its own time that it waits for something outside the process."""
        if self.function is None or not self.waits:
            return 0.0
        if self.lines:
            return waiting_part(self.function, self.waits, self.lines, self.own)
        return self.library if self.whole.recorded else 1.0

    @property
    def waits_mostly(self) -> bool:
        return self.waiting >= 0.5

    @cached_property
    def mapped(self) -> tuple[Mapped, float] | None:
        """The loop, in itself or in one of its callers, that calls a function for each of many items, with the part of
        the program's time that goes there. The nearest one whose way of collecting is understood."""
        below = self.function
        for path, name, share in self.callers:
            caller = self.whole.sources.function(path, name)
            if caller is None or below is None:
                return None
            for mapped in mapped_loops(caller, below.name.rpartition(".")[2]):
                if mapped.way:
                    return mapped, share
            below = caller
        return None

    @cached_property
    def own_mapped(self) -> Mapped | None:
        """A loop in the function itself that awaits a call for each item."""
        if self.function is None or not isinstance(self.function.node, ast.AsyncFunctionDef):
            return None
        return next((each for each in mapped_loops(self.function) if each.is_awaited and each.way), None)

    @cached_property
    def changes(self) -> str:
        """What keeps the passes of that loop from running at once; "" for nothing that can be seen."""
        if self.mapped is None:
            return ""
        mapped = self.mapped[0]
        below = self._called(mapped)
        return (
            f"what {mapped.owner.text_of(mapped.call.func)} does is not known"
            if below is None
            else changes_elsewhere(self.whole.sources, below)
        )

    def _called(self, mapped: Mapped) -> Function | None:
        """The function that the loop calls: the hot one, or the caller of it that is nearest to the loop."""
        below = self.function
        for path, name, _ in self.callers:
            if mapped.owner.source.path == path and mapped.owner.name == name:
                return below
            below = self.whole.sources.function(path, name)
        return None

    def place(self, mapped: Mapped) -> str:
        """Where the loop is: "the loop at line 25 of levels"."""
        return f"the loop at line {mapped.line} of {mapped.owner.name}"

    @property
    def source(self) -> Source | None:
        return self.whole.sources.of(self.path)


def percent(part: float) -> str:
    return f"{part:.0%}".replace("%", " %")
