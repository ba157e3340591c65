"""Stacks as a profiler would record them: frames of programs that really run, at the places where they ask for it."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from slowspot.analyzers.profiling.attributing.attribution import attribute
from slowspot.analyzers.profiling.measured import MeasuredFunction, Run
from slowspot.analyzers.profiling.profile import Frame, Profile, StackTree

__all__ = ["Project", "add"]


def add(tree: StackTree, stack: Sequence[Frame], weight: float = 1.0, *, waiting: bool = False) -> None:
    """Count one sample, outermost frame first."""
    node = -1
    for frame in stack:
        node = tree.node(node, tree.frame_number(frame))
    tree.add(node, weight, waiting=waiting)


class Project:
    """A folder of files, and what was recorded of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tree = StackTree()
        self.profile = Profile("test", stacks=self.tree)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        os.utime(file, (1_000_000_000, 1_000_000_000))
        return file

    def execute(self, path: str, **names: object) -> dict[str, object]:
        """Run a file in this process. Each call of `probe()` in it, or below it, is a sample of weight 1."""
        file = self.root / path
        space: dict[str, object] = {"__name__": path, "probe": self.probe(sys._getframe()), **names}
        exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), space)
        return space

    def probe(self, bottom: FrameType) -> Callable[..., None]:
        def probe(weight: float = 1.0, *_: object) -> None:
            stack: list[Frame] = []
            frame = sys._getframe(1)
            while frame is not None and frame is not bottom:
                code = frame.f_code
                stack.append(Frame(code.co_name, code.co_filename, code.co_firstlineno, frame.f_lineno or 0))
                frame = frame.f_back
            add(self.tree, stack[::-1], weight)

        return probe

    def run(self, profile: Profile | None = None) -> Run:
        return attribute(profile or self.profile, str(self.root), run_id="20260101-000000-1")

    def measured(self, name: str, run: Run | None = None) -> MeasuredFunction:
        (found,) = [function for function in (run or self.run()).functions if function.name == name]
        return found
