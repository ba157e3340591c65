"""What part of a recorded program's time each function takes on the wall: in the main thread, where others wait for it.

Shares of a run are of all that ran in all threads and processes. Making a thread faster that runs beside the main one
makes no program end sooner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..profiling.measured import MeasuredFunction, Run
from ..source.functions import MODULE

__all__ = ["Hot", "Shares"]

_IMPORTING = "importlib."
_BESIDE = 0.2
"""A function of which less than this runs in the main thread runs beside it."""


@dataclass(frozen=True, slots=True)
class Hot:
    """A function that takes time, with its parts of the program's time on the wall, 0 to 1."""

    measured: MeasuredFunction
    own: float
    """By itself and in library code."""
    total: float
    library: float
    """Part of its own time, 0 to 1, that is spent in library code and C."""
    beside: bool
    """Runs in another thread or process than the main one."""


class Shares:
    """The functions of a run by what they take on the wall."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.seconds = run.duration if run.unit == "seconds" and run.duration > 0 else 0.0
        """Of the program; 0.0: not known."""
        self.whole = self.seconds or run.total
        """What shares are parts of: on the wall, where that is known."""
        self._main = self._mains()

    def hot(self, least: float) -> list[Hot]:
        """Functions that take at least so much by themselves, the hottest first. Imports are no part of it."""
        found = [hot for function in self.run.functions if (hot := self.of(function)).own >= least]
        return sorted(found, key=lambda hot: (-hot.own, hot.measured.path, hot.measured.name))

    def of(self, function: MeasuredFunction) -> Hot:
        main = self._main.get((function.path, function.name), 1.0)
        importing = _importing(function)
        own = max(function.own - importing, 0.0) * main
        library = max(function.library - importing, 0.0)
        return Hot(
            function,
            self._part(own),
            self._part(function.total * main),
            min(library / (function.own - importing), 1.0) if function.own > importing else 0.0,
            main < _BESIDE,
        )

    @property
    def importing(self) -> float:
        """Part of the program's time that goes to imports, as far as they were recorded."""
        return self._part(sum(map(_importing, self.run.functions)))

    def importers(self) -> list[MeasuredFunction]:
        """Those that import, the one that takes most first."""
        found = [function for function in self.run.functions if _importing(function) > 0]
        return sorted(found, key=lambda function: (-_importing(function), function.path))

    @property
    def pure(self) -> float:
        """Part of the program's time that its own Python takes, library code and C apart."""
        hot = [self.of(function) for function in self.run.functions]
        return min(sum(each.own * (1 - each.library) for each in hot if not each.beside), 1.0)

    def callers(self, function: MeasuredFunction, most: float = 0.6) -> Iterator[MeasuredFunction]:
        """From whom most of its time comes, upwards: the caller, its caller, as long as there is one in the project."""
        seen = {(function.path, function.name)}
        while True:
            whole = sum(call.weight for call in function.callers)
            best = max(function.callers, key=lambda call: call.weight, default=None)
            if best is None or not best.path or whole <= 0 or best.weight < most * whole:
                return
            key = (best.path, best.name)
            found = next((each for each in self.run.functions if (each.path, each.name) == key), None)
            if found is None or key in seen:
                return
            seen.add(key)
            yield found
            function = found

    def _part(self, weight: float) -> float:
        return min(weight / self.whole, 1.0) if self.whole > 0 else 0.0

    def _mains(self) -> dict[tuple[str, str], float]:
        """The part of each function's time that the main thread of the first process spent in it, where others did."""
        flame = self.run.flame
        roots: list[int] = []
        for number, node in enumerate(flame):
            roots.append(number if node.parent < 0 else roots[node.parent])
        threads = [number for number, node in enumerate(flame) if node.parent < 0 and not node.path]
        if len(threads) < 2:
            return {}
        main = next((number for number in threads if flame[number].name.startswith("MainThread")), threads[0])
        everywhere: dict[tuple[str, str], float] = {}
        there: dict[tuple[str, str], float] = {}
        for number, node in enumerate(flame):
            if node.path and not self._recursive(number):
                key = (node.path, node.name)
                everywhere[key] = everywhere.get(key, 0.0) + node.total
                if roots[number] == main:
                    there[key] = there.get(key, 0.0) + node.total
        return {key: there.get(key, 0.0) / weight for key, weight in everywhere.items() if weight > 0}

    def _recursive(self, number: int) -> bool:
        flame = self.run.flame
        node = flame[number]
        at = node.parent
        while at >= 0:
            if (flame[at].path, flame[at].name) == (node.path, node.name):
                return True
            at = flame[at].parent
        return False


def _importing(function: MeasuredFunction) -> float:
    """The time that a module's code, or a function, spends in imports."""
    spent = sum(call.weight for call in function.callees if not call.path and call.name.startswith(_IMPORTING))
    return min(spent, function.own) if function.name == MODULE or spent else 0.0
