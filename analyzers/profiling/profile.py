"""What a profiler recorded, as it spells it: stacks or functions with their time, not yet tied to any source."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

__all__ = [
    "PROCESS",
    "THREAD",
    "Compiled",
    "Frame",
    "FunctionTimes",
    "Profile",
    "StackTree",
    "Stall",
    "TooManyStacks",
    "Unit",
]

Unit = Literal["seconds", "samples", "bytes"]
"""What weights count. "samples": what time a sample stands for is not known, so only shares mean anything."""

THREAD = "<thread>"
"""`Frame.path` of the frame that stands for a thread: below it are the stacks of the thread."""
PROCESS = "<process>"
"""`Frame.path` of the frame that stands for a process; its `name` tells which. Below it are its threads."""


class Frame(NamedTuple):
    """One level of a stack."""

    name: str
    """As the tool spells it: `load`, `Store.load`, `<module>`, `<listcomp>`; of C code what it says, `time.sleep`."""
    path: str
    """As recorded, often absolute and of another machine; "" where there is no source, as in C."""
    first: int = 0
    """Line of the code's first line (`co_firstlineno`), counted from 1; 0: not known."""
    line: int = 0
    """The line that ran, or that called the frame below it, counted from 1; 0: not known."""


_FRAMES = 1 << 32
"""More than there are frames: a node's number times this, plus a frame's number, names one child."""


class TooManyStacks(Exception):  # noqa: N818 - what the matter is
    """A tree was to grow beyond what its maker allowed."""


class StackTree:
    """Stacks that share their beginnings. Node `i` is `frames[frame[i]]`, called by node `parent[i]` (-1: none).

    A node's parent has a smaller number. Weights are the node's own: of samples that ended there. `most`: nodes and
    frames beyond which TooManyStacks is raised, where stacks come from somebody else.
    """

    __slots__ = ("_frames", "_nodes", "count", "frame", "frames", "most", "own", "parent", "waiting")

    def __init__(self, most: int = sys.maxsize) -> None:
        self.most = most
        self.frames: list[Frame] = []
        self.frame = array("q")
        self.parent = array("q")
        self.own = array("d")
        """Weight, in the profile's unit, of what ran (or blocked) in the node itself."""
        self.waiting = array("d")
        """Weight of samples in which nothing ran and nothing was held up: an idle loop or pool."""
        self.count = array("q")
        """Samples behind `own`; 0 where the tool does not count them."""
        self._frames: dict[Frame, int] = {}
        self._nodes: dict[int, int] | None = {}

    def frame_number(self, frame: Frame) -> int:
        number = self._frames.get(frame)
        if number is None:
            if len(self.frames) >= self.most:
                raise TooManyStacks(self.most)
            number = self._frames[frame] = len(self.frames)
            self.frames.append(frame)
        return number

    def node(self, parent: int, frame: int) -> int:
        """The node of a frame (by number) below a node (-1: at the root), made where it is new."""
        return self.descend(parent, (frame,))

    def descend(self, node: int, frames: Iterable[int]) -> int:
        """The node at the end of a stack (numbers of frames, outermost first) that begins below `node`, -1: the root.

        Nodes are made where they are new. Empty stacks end where they begin.
        """
        nodes = self._index()
        for frame in frames:
            key = node * _FRAMES + frame
            below = nodes.get(key)
            if below is None:
                if len(self.frame) >= self.most:
                    raise TooManyStacks(self.most)
                below = nodes[key] = len(self.frame)
                self.frame.append(frame)
                self.parent.append(node)
                self.own.append(0.0)
                self.waiting.append(0.0)
                self.count.append(0)
            node = below
        return node

    def rename(self, frames: Mapping[int, Frame]) -> None:
        """Say which frames stand at the nodes that were made with numbers of the caller's own, ahead of the frames.

        Such numbers lie between -(2**31) and 2**31. Raises KeyError for one that is not told, and then changes nothing.
        """
        fresh = {number: frames[number] for number in set(self.frame)}
        self.frames, self._frames = [], {}
        numbers = {number: self.frame_number(frame) for number, frame in fresh.items()}
        self.frame = array("q", [numbers[number] for number in self.frame])
        self._nodes = None

    def _index(self) -> dict[int, int]:
        nodes = self._nodes
        if nodes is None:
            nodes = self._nodes = {}
            # Two numbers may have had one frame: the first node of such twins stands for both from now on.
            for node, (parent, frame) in enumerate(zip(self.parent, self.frame, strict=True)):
                nodes.setdefault(parent * _FRAMES + frame, node)
        return nodes

    def add(self, node: int, weight: float, count: int = 1, *, waiting: bool = False) -> None:
        if waiting:
            self.waiting[node] += weight
        else:
            self.own[node] += weight
            self.count[node] += count


@dataclass(slots=True)
class FunctionTimes:
    """One function of a profiler that keeps no stacks (cProfile), or no more than lines (Scalene)."""

    frame: Frame
    own: float
    total: float | None = None
    """With what it calls; None: not known."""
    calls: int | None = None
    callers: dict[int, float] = field(default_factory=dict[int, float])
    """Weight of the calls from each caller, by its place in `Profile.functions`."""
    lines: dict[int, float] = field(default_factory=dict[int, float])
    """Own weight by line, counted from 1."""


@dataclass(frozen=True, slots=True)
class Stall:
    """A time in which an event loop could not go on."""

    at: float
    """Seconds since the recording began."""
    seconds: float
    stack: tuple[Frame, ...]
    """What held the loop for most of it, outermost first; the last is the blocking call (often C: no path)."""
    part: float = 1.0
    """The part of the stall, 0 to 1, that this stack held it. Small: the loop was busy with many short callbacks."""
    thread: str = ""
    """Name of the loop's thread."""
    task: str = ""
    holder: str = ""
    """Name of another thread, whose stack it is: its C call kept the interpreter's lock. "": the loop's own thread."""


class Compiled(NamedTuple):
    """A function that a framework compiled while it was recorded, from one line of the program."""

    engine: str
    """"jax", "numba", "tensorflow" or "torch"."""
    name: str
    """As the framework calls it: `step`, `<lambda>`, an operation of its own."""
    code: Frame | None
    """The function, where it is known."""
    caller: Frame | None
    """The line that led to it."""
    times: int
    seconds: float


@dataclass(slots=True)
class Profile:
    """One recording. It has `stacks` or `functions`."""

    tool: str
    """What recorded it: "slowspot", "pyinstrument", "py-spy", "cProfile" …"""
    unit: Unit = "seconds"
    stacks: StackTree | None = None
    functions: list[FunctionTimes] | None = None
    command: str = ""
    python: str = ""
    interval: float = 0.0
    """Seconds between samples; 0: not sampled, or not known."""
    duration: float = 0.0
    """Seconds of wall clock; 0: not known."""
    began: float | None = None
    """Seconds since 1970."""
    stalls: list[Stall] = field(default_factory=list[Stall])
    awaited: dict[tuple[Frame, ...], float] = field(default_factory=dict[tuple[Frame, ...], float])
    """Task-seconds that coroutines were suspended, by their chain of awaits, outermost first."""
    compiled: list[Compiled] = field(default_factory=list[Compiled])
    """What frameworks compiled, as far as they tell."""
    notes: list[str] = field(default_factory=list[str])
    """What the reader of the figures must know: processes not seen, samples dropped. Whole sentences, no full stop."""
