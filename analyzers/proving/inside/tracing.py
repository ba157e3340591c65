"""Which lines of a file a call reaches.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import sys
from types import FrameType, TracebackType
from typing import Any

__all__ = ["Lines"]

_settrace = sys.settrace


class Lines:
    """Collects the lines of one file that run within the context, from 1."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.reached: set[int] = set()
        self._files: dict[str, bool] = {}

    def __enter__(self) -> Lines:
        self._before = sys.gettrace()
        _settrace(self._called)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _settrace(self._before)

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        del event, argument
        return self._line if frame.f_code.co_filename == self.path else None

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        del argument
        if event == "line":
            self.reached.add(frame.f_lineno)
        return self._line
