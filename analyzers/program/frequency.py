"""How often each function is expected to be called when the program runs once.

Branches count by their chances, loops by their trips where the source tells and by a default where it does not, as Wu
and Larus do; cycles of calls are damped, so that recursion multiplies by a bounded factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

from .flow import Flow
from .folding import ordered
from .summary import Context
from .values import Value

__all__ = ["Frequencies", "Setting"]

_DEPTH = 12
_MOST_TRIPS = 1e7
_WARM_UP, _MEASURED = 12, 60


@dataclass(frozen=True, slots=True)
class Setting:
    """What is assumed where the source does not tell."""

    trips: float = 20.0
    """Passes of a loop."""
    while_trips: float = 20.0
    recursion: float = 6.0
    """How many calls one call of a recursive function brings, that in all."""
    branching: float = 12.0
    """The same where it calls itself more than once on average."""
    guess: float = 0.5
    """What a call that was only guessed counts."""
    known: bool = True
    """Whether trips that the source tells are used."""


@dataclass(slots=True)
class Frequencies:
    """Expected numbers, made by `run`."""

    flow: Flow
    setting: Setting = field(default_factory=Setting)
    calls: list[float] = field(default_factory=list[float])
    """Expected calls by function."""
    edges: list[dict[int, float]] = field(default_factory=list[dict[int, float]])
    """By caller: callee → expected calls in one call of the caller."""
    cycle: list[int] = field(default_factory=list[int])
    """By function: how many functions its cycle of calls has; 0 where it is not recursive."""
    _local: dict[int, list[float]] = field(default_factory=dict[int, list[float]])
    _partial: dict[int, list[float]] = field(default_factory=dict[int, "list[float]"])
    _sizes: dict[Value, float | None] = field(default_factory=dict[Value, "float | None"])
    _pending: set[Any] = field(default_factory=set[Any])

    def run(self, roots: dict[int, float]) -> Frequencies:
        self._connect()
        self._propagate(roots)
        return self

    # -- within a function

    def local(self, function: int) -> list[float]:
        """How often each context of a function runs in one call."""
        found = self._local.get(function)
        if found is not None:
            return found
        contexts = self.flow.functions[function].contexts
        known = self._partial.get(function)
        if known is not None:  # asked for while it is made: what stands further up is known, the rest by default
            return known
        result = self._partial[function] = self._default(contexts)
        for index, context in enumerate(contexts):
            times = 1.0
            if context.kind == "branch":
                times = context.chance
            elif context.kind in ("for", "comprehension"):
                times = self.trips(function, context.source)
            elif context.kind == "while":
                times = self._while_trips(function, context.source or ())
            result[index] = min(times * (result[context.parent] if context.parent >= 0 else 1.0), 1e12)
        del self._partial[function]
        self._local[function] = result
        return result

    def _default(self, contexts: Sequence[Context]) -> list[float]:
        result: list[float] = []
        for context in contexts:
            times = context.chance if context.kind == "branch" else 1.0
            if context.kind in ("for", "comprehension", "while"):
                times = self.setting.trips
            result.append(times * (result[context.parent] if context.parent >= 0 else 1.0))
        return result

    def trips(self, function: int, source: Any) -> float:
        sizes = [size for value in self._values(function, source) if (size := self.size(value)) is not None]
        return max(sizes) if sizes else self.setting.trips

    def _while_trips(self, function: int, sources: Sequence[Any]) -> float:
        best = 0.0
        if self.setting.known:
            for source in sources:
                for value in self._values(function, source):
                    if value[0] == "#" and value[1] > 2:
                        best = max(best, min(float(value[1]), _MOST_TRIPS))
                    elif value[0] == "len" and (size := self.size(value[1])) is not None:
                        best = max(best, size)
        return best or self.setting.while_trips

    def _values(self, function: int, source: Any) -> Sequence[Value]:
        return ordered(self.flow.look_up(function, source)) if source is not None else ()

    def size(self, value: Value) -> float | None:
        """How many elements a container has; None where nothing tells."""
        if value[0] != "A" or not self.setting.known:
            return None
        if value in self._sizes:
            return self._sizes[value]
        if value in self._pending or len(self._pending) > _DEPTH:
            return None
        self._pending.add(value)
        best: float | None = None
        if value[3] == "generator":
            function = self.flow.functions[value[1]]
            local = self.local(value[1])
            best = sum(local[at] for at, _ in function.yields)
        for entry in self.flow.sizes.get(value, ()):
            size = self._size_by(entry)
            if size is not None:
                best = size if best is None else max(best, size)
        self._pending.discard(value)
        if best is not None:
            best = min(best, _MOST_TRIPS)
        self._sizes[value] = best
        return best

    def _size_by(self, entry: Any) -> float | None:
        kind = entry[0]
        if kind in ("is", "about"):
            return float(entry[1])
        if kind == "same":
            return self.size(entry[1])
        if kind == "loop":
            local = self.local(entry[1])
            return local[entry[3]] / max(local[entry[2]], 1e-9)
        if kind == "grow":
            return max(self.local(entry[1])[entry[2]], 1.0 if entry[2] else self.setting.trips)
        return None

    # -- between functions

    def _connect(self) -> None:
        flow, setting = self.flow, self.setting
        self.edges = [{} for _ in flow.functions]
        for (caller, index), targets in flow.targets.items():
            if caller < 0:
                continue
            site = flow.functions[caller].sites[index]
            times = self.local(caller)[site.context] / len(targets)
            for target, how in targets.items():
                each = times
                if how == "each":
                    each *= self._each(caller, site)
                elif how == "guess":
                    each *= setting.guess
                edges = self.edges[caller]
                edges[target] = edges.get(target, 0.0) + each
        for (caller, at, _), targets in flow.accesses.items():
            times = self.local(caller)[at] / len(targets)
            for target in targets:
                self.edges[caller][target] = self.edges[caller].get(target, 0.0) + times

    def _each(self, caller: int, site: Any) -> float:
        sizes = [
            size
            for argument in (site.arguments[-1:] if site.callee != ("g", "sorted") else site.arguments[:1])
            for value in self._values(caller, argument)
            if (size := self.size(value)) is not None
        ]
        return max(sizes) if sizes else self.setting.trips

    def _propagate(self, roots: dict[int, float]) -> None:
        self.calls = [0.0] * len(self.edges)
        self.cycle = [0] * len(self.edges)
        for function, times in roots.items():
            self.calls[function] += times
        for component in _components(self.edges, self.flow.reached):
            if len(component) > 1 or component[0] in self.edges[component[0]]:
                self._solve(component)
            for function in component:
                calls = self.calls[function]
                inside = set(component) if len(component) > 1 else {function}
                for target, times in self.edges[function].items():
                    if target not in inside:
                        self.calls[target] = min(self.calls[target] + calls * times, 1e15)

    def _solve(self, component: list[int]) -> None:
        """Solve calls = inflow + transposed edges × calls within a cycle, edges scaled down until that converges."""
        inside = set(component)
        for function in component:
            self.cycle[function] = len(component)
        edges = [
            (source, target, times)
            for source in component
            for target, times in self.edges[source].items()
            if target in inside
        ]
        radius = _radius(component, edges)
        factor = self.setting.branching if radius > 1.01 else self.setting.recursion
        scale = (1.0 - 1.0 / factor) / radius if radius > 0 else 0.0
        inflow = {function: self.calls[function] for function in component}
        calls = dict(inflow)
        for _ in range(int(2.5 * factor)):
            following = dict(inflow)
            for source, target, times in edges:
                following[target] += scale * times * calls[source]
            calls = following
        for function in component:
            self.calls[function] = min(calls[function], 1e15)


def _radius(component: list[int], edges: list[tuple[int, int, float]]) -> float:
    """The growth per round of calls within a cycle: spectral radius, by power iteration."""
    vector = dict.fromkeys(component, 1.0)
    grown = 0.0
    for turn in range(_WARM_UP + _MEASURED):
        following = dict.fromkeys(component, 1e-12)
        for source, target, times in edges:
            following[target] += times * vector[source]
        total = sum(following.values())
        # The mean growth of many rounds: in a cycle of several functions each round grows by another factor.
        grown += log(total / len(component)) if turn >= _WARM_UP else 0.0
        vector = {function: value / total * len(component) for function, value in following.items()}
    return exp(grown / _MEASURED)


def _components(edges: Sequence[dict[int, float]], reached: dict[int, None]) -> list[list[int]]:
    """Strongly connected components, callers before callees (Tarjan, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for start in reached:
        if start in index:
            continue
        work: list[tuple[int, Any]] = [(start, iter(edges[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            function, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(edges[target])))
                    break
                if target in on_stack:
                    low[function] = min(low[function], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[function])
                if low[function] == index[function]:
                    component: list[int] = []
                    while True:
                        each = stack.pop()
                        on_stack.discard(each)
                        component.append(each)
                        if each == function:
                            break
                    found.append(component)
    found.reverse()
    return found
