"""What is added up for one function while a recording is attributed."""

from __future__ import annotations

from collections import defaultdict

__all__ = ["Tallies", "Tally"]


class Tally:
    __slots__ = ("callees", "callers", "calls", "library", "lines", "own", "samples", "total", "waiting")

    def __init__(self) -> None:
        self.own = 0.0
        self.library = 0.0
        self.total = 0.0
        self.waiting = 0.0
        self.samples = 0
        self.calls: int | None = None
        self.lines: dict[int, list[float]] = {}
        """Own, total and in libraries, by line; 0 for what no line is known of."""
        self.callers: dict[int | str, float] = defaultdict(float)
        """By number of the function, or by name of a library's."""
        self.callees: dict[int | str, float] = defaultdict(float)

    def line(self, line: int) -> list[float]:
        found = self.lines.get(line)
        if found is None:
            found = self.lines[line] = [0.0, 0.0, 0.0]
        return found


class Tallies(dict[int, Tally]):
    """By number of the function."""

    def __missing__(self, owner: int) -> Tally:
        tally = self[owner] = Tally()
        return tally
