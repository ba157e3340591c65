"""A recording tied to source: what each function and line of a project took in one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from .profile import Unit

__all__ = [
    "AT_CALLS",
    "AT_PASSES",
    "Call",
    "FlameNode",
    "MeasuredCompile",
    "MeasuredFunction",
    "MeasuredLine",
    "MeasuredStall",
    "Run",
    "Stretch",
]


AT_CALLS = frozenset({"pyinstrument", "slowspot (pyinstrument)"})
"""Tools that look at calls and returns only."""

AT_PASSES = frozenset({"slowspot"})
"""Tools that see a program where it lets go of the interpreter: at calls, and at the end of each pass of a loop."""


class MeasuredLine(NamedTuple):
    """A line of a function, in the run's unit."""

    offset: int
    """Lines below the function's first line (that of its first decorator); of a module: its line, counted from 0."""
    own: float
    """Spent in the line itself, library code that it called included."""
    total: float
    """With the project's functions that it called."""
    digest: str = ""
    """Of the line's text, at module level only, where no function's digest tells whether it is still the same."""


class Stretch(NamedTuple):
    """Time that a function spent in some lines by itself, of which the profiler does not tell in which of them.

    `MeasuredFunction.lines` has it where it is most likely.
    """

    first: int
    """Offset, as in `MeasuredLine`."""
    last: int
    own: float


class Call(NamedTuple):
    """Who called a function, or whom it called, and how much time went there."""

    path: str
    """Relative to the project, with forward slashes; "" for library code, whose name has its module: `json.loads`."""
    name: str
    weight: float


@dataclass(slots=True)
class MeasuredFunction:
    """A function of the project, or the code of a module outside functions (`<module>`), in one run."""

    path: str
    """Relative to the project's root, with forward slashes."""
    name: str
    """Qualified, as `Finding.function`; `<module>` at module level. Comprehensions and lambdas count for its owner."""
    line: int
    """First line (of the first decorator), counted from 1, in the source that was recorded."""
    digest: str
    """Of the function's text as recorded; "" where that was not at hand. Other text than that now: stale."""
    own: float
    """Time of its own, and of library code and C that it called."""
    library: float
    """The part of `own` that was spent in library code and C."""
    total: float
    """With the project's functions that it called; recursion counts once."""
    waiting: float = 0.0
    """Spent suspended or idle below it: no part of `total`."""
    samples: int = 0
    """Samples behind `total`; 0 where they were not counted."""
    calls: int | None = None
    lines: tuple[MeasuredLine, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    callers: tuple[Call, ...] = ()
    callees: tuple[Call, ...] = ()


class FlameNode(NamedTuple):
    """A frame of the pruned call tree, for a flame graph."""

    path: str
    """As in `Call`."""
    name: str
    line: int
    parent: int
    """Number of the caller's node, -1 at the root; smaller than the node's own."""
    total: float


class MeasuredStall(NamedTuple):
    """A stall of an event loop, tied to source."""

    at: float
    seconds: float
    path: str
    """Of the innermost project function in the stack; "" where there is none."""
    function: str
    line: int
    """The line of that function that was running, counted from 1, in the source that was recorded."""
    call: str
    """The blocking call: `requests.api.get`, `time.sleep`; "" where the function itself was at work."""
    stack: tuple[tuple[str, str, int], ...]
    """Path, name and line of each level, outermost first."""
    part: float = 1.0
    holder: str = ""
    """As in `Stall`."""


class MeasuredCompile(NamedTuple):
    """A function that a framework compiled, from one line of the program, tied to source."""

    engine: str
    """"jax", "numba", "tensorflow" or "torch"."""
    name: str
    path: str
    """Of the function that was compiled; "" where it is none of the project's, or not known."""
    function: str
    line: int
    caller_path: str
    """Of the line that led to it; "" where it is none of the project's."""
    caller: str
    caller_line: int
    times: int
    seconds: float


@dataclass(slots=True)
class Run:
    """What the store keeps of one recording."""

    id: str
    """Sorts by time: `20261122-183000-1`."""
    tool: str
    unit: Unit
    total: float
    """All that ran, in `unit`: what shares are parts of. Waiting is not in it."""
    functions: list[MeasuredFunction]
    command: str = ""
    python: str = ""
    began: float = 0.0
    """Seconds since 1970."""
    duration: float = 0.0
    interval: float = 0.0
    samples: int = 0
    waiting: float = 0.0
    outside: float = 0.0
    """The part of `total` that no function of the project had called: start-up, the test runner, other threads."""
    stalls: list[MeasuredStall] = field(default_factory=list[MeasuredStall])
    compiled: list[MeasuredCompile] = field(default_factory=list[MeasuredCompile])
    flame: list[FlameNode] = field(default_factory=list[FlameNode])
    notes: list[str] = field(default_factory=list[str])
    unseen: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Of each file with measured functions: the names of those that the run never saw, or hardly. A function that is in
    neither was written after the recording; a file that is missing here was another one then than it is now."""

    def share(self, weight: float) -> float:
        """The part, 0 to 1, that a weight is of the whole run."""
        return min(weight / self.total, 1.0) if self.total > 0 else 0.0
