"""What is known of each function of a program that bears on its share of the run time: numbers for the trees.

Numbers that would not transfer from one program to another stand as ranks, shares or logarithms against the largest.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log, log10

from ..analyzers.program.frequency import Frequencies, Setting
from ..analyzers.program.graph import CallGraph
from ..analyzers.program.summary import MIX, FunctionSummary
from .hotness_names import stems_of

__all__ = ["LOCAL", "PROGRAM", "Known", "local_features", "program_features"]

_SETTINGS = {
    "usual": Setting(),
    "few": Setting(trips=3.0, while_trips=4.0, recursion=4.0, branching=6.0),
    "many": Setting(trips=30.0, while_trips=30.0, recursion=30.0, branching=30.0),
    "blind": Setting(trips=5.0, while_trips=5.0, recursion=6.0, branching=12.0, known=False),
}
_SUPPOSED = "supposed"
_ARITHMETIC = re.compile(r"__[ri]?(add|sub|mul|truediv|floordiv|mod|pow|and|or|xor|matmul|lshift|rshift|neg|abs)__$")
_ACCESS = frozenset({"__getitem__", "__setitem__", "__contains__", "__len__", "__iter__", "__next__", "__getattr__"})
_COMPARING = frozenset({"__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__ne__", "__hash__", "__bool__"})
_SHOWING = frozenset({"__repr__", "__str__", "__format__", "__del__", "__reduce__", "__getstate__", "__copy__"})
_TEST = re.compile(r"(^|[/_.])(tests?|conftest|testing)([/_.]|$)")
_CLI = re.compile(r"(^|[/_.])(cli|__main__|main|command|commands|setup|scripts?|conf|version)([/_.]|$)")

LOCAL = (
    "statements", "branches", "depth", "parameters", "cost few", "cost usual", "cost once", "loops", "whiles",
    "comprehensions", "sites", "outside sites", "returns", "yields", "allocations", "is method", "is property",
    "is static", "is generator", "is async", "is nested", "kind", "decorated", "cached", "calls itself",
    *(f"{kind} mix" for kind in MIX), *(f"{kind} times" for kind in ("attribute", "subscript", "arithmetic", "call")),
    "name heat",
)  # fmt: skip
_BY_SETTING = ("calls", "score", "rank", "share", "log cost")
PROGRAM = (
    *LOCAL,
    *(f"{part} {setting}" for setting in (*_SETTINGS, _SUPPOSED) for part in _BY_SETTING),
    "reached", "supposed reached", "cycle", "distance", "callers", "callees", "call sites", "site depth",
    "hottest caller", "callers mean", "flow", "flow rank", "named calls", "mentions", "same name", "own in file",
    "is entry file", "near entry", "is test", "is cli", "functions", "reached functions", "size rank",
    "branches rank", "cost rank", "inclusive", "called below",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """A program's functions as far as they are ranked: lambdas and comprehensions count for what they stand in."""

    graph: CallGraph
    functions: list[int] = field(default_factory=list[int])
    rows: list[list[float]] = field(default_factory=list[list[float]])
    calls: list[float] = field(default_factory=list[float])
    scores: list[float] = field(default_factory=list[float])
    """Expected calls × cost, the lambdas' included."""
    usual: Frequencies | None = None


def _log(value: float) -> float:
    return log10(value + 1e-6)


def cost_of(function: FunctionSummary, local: Sequence[float]) -> float:
    return sum(cost * local[at] for (_, at), cost in function.costs.items()) + 4.0


def _default_local(function: FunctionSummary, trips: float) -> list[float]:
    """How often contexts run, by what the function alone says."""
    result: list[float] = []
    for context in function.contexts:
        times = 1.0
        if context.kind == "branch":
            times = context.chance
        elif context.kind in ("for", "comprehension", "while"):
            times = trips
        result.append(times * (result[context.parent] if context.parent >= 0 else 1.0))
    return result


def _kind(name: str) -> float:
    """Special methods by their use; 0 for other functions."""
    if not (name.startswith("__") and name.endswith("__")):
        return 0.0
    if name in ("__init__", "__new__", "__post_init__"):
        return 1.0
    if name in _SHOWING:
        return 2.0
    if name in _COMPARING:
        return 3.0
    if name in _ACCESS:
        return 4.0
    if _ARITHMETIC.match(name):
        return 5.0
    return 6.0


def local_features(function: FunctionSummary, heat: dict[str, float]) -> list[float]:
    """What a function says by itself, in the order of `LOCAL`. `heat` are the weights of word stems."""
    few, usual = _default_local(function, 4.0), _default_local(function, 12.0)
    name = function.qualname.rpartition(".")[2]
    mix = [0.0] * len(MIX)
    for at, counts in enumerate(function.mixes):
        times = few[at]
        for index, count in enumerate(counts):
            mix[index] += count * times
    total = sum(mix) or 1.0
    kinds = [context.kind for context in function.contexts]
    simple = function.qualname.rpartition(".")[2]
    own = sum(
        1 for site in function.sites if site.callee is not None and site.callee[0] == "a" and site.callee[2] == simple
    )
    return [
        log(1 + function.statements), float(function.branches), float(function.depth),
        float(len(function.parameters)), _log(cost_of(function, few)), _log(cost_of(function, usual)),
        _log(sum(function.costs.values()) + 4.0), float(kinds.count("for")), float(kinds.count("while")),
        float(kinds.count("comprehension")), log(1 + len(function.sites)),
        log(1 + sum(1 for site in function.sites if site.callee is not None and site.callee[0] == "g")),
        float(len(function.returns)), float(len(function.yields)), log(1 + len(function.allocations)),
        float(function.owner >= 0), float(function.form == "property"), float(function.form in ("static", "class")),
        float(function.is_generator), float(function.is_async), float("<locals>" in function.qualname), _kind(name),
        float(len(function.decorator_names)),
        float(any("cache" in decorator for decorator in function.decorator_names)), float(own),
        *(value / total for value in mix), *(_log(mix[index]) for index in (1, 2, 3, 5)),
        sum(heat.get(stem, 0.0) for stem in stems_of(name)),
    ]  # fmt: skip


def _ranks(values: Sequence[float]) -> list[float]:
    """Places from 0 (the largest), as a logarithm; equal values share one."""
    order = sorted(range(len(values)), key=lambda index: -values[index])
    result = [0.0] * len(values)
    place = 0
    for position, index in enumerate(order):
        if position and values[index] < values[order[position - 1]]:
            place = position
        result[index] = log(1 + place)
    return result


def program_features(graph: CallGraph, paths: Sequence[str], heat: dict[str, float]) -> Known:
    """Features of all functions, in the order of `PROGRAM`. Goes on to what is only supposed to be called."""
    flow = graph.flow
    known = Known(graph)
    listed = [number for number, function in enumerate(flow.functions) if not function.is_lambda]
    known.functions = listed
    place = {number: index for index, number in enumerate(listed)}
    home = [_home(flow.functions, number, flow.function_id(file, 0)) for number, file in enumerate(flow.file_of)]
    found = {name: graph.frequencies(setting) for name, setting in _SETTINGS.items()}
    usual = known.usual = found["usual"]
    precise = frozenset(flow.reached)
    around = _surroundings(graph, usual, listed)
    graph.suppose()
    found[_SUPPOSED] = graph.frequencies(_SETTINGS["usual"])
    columns: dict[str, list[float]] = {}
    costs: dict[str, list[float]] = {}
    for name, frequencies in found.items():
        calls = [frequencies.calls[number] for number in listed]
        cost = [0.0] * len(listed)
        scores = [0.0] * len(listed)
        for number, function in enumerate(flow.functions):
            each = cost_of(function, frequencies.local(number))
            index = place[home[number]]
            scores[index] += each * frequencies.calls[number]
            if number in place:
                cost[index] = each
        if name == "usual":
            known.calls, known.scores = calls, scores
        costs[name] = cost
        total = sum(scores) or 1.0
        most = max(calls, default=0.0) or 1.0
        best = max(scores, default=0.0) or 1.0
        columns[f"calls {name}"] = [_log(value / most) for value in calls]
        columns[f"score {name}"] = [_log(value / best) for value in scores]
        columns[f"rank {name}"] = _ranks(scores)
        columns[f"share {name}"] = [value / total for value in scores]
        columns[f"log cost {name}"] = [_log(value) for value in cost]
    functions = [flow.functions[number] for number in listed]
    columns["reached"] = [float(number in precise) for number in listed]
    columns["supposed reached"] = [float(number in flow.reached) for number in listed]
    columns["cycle"] = [log(1 + usual.cycle[number]) for number in listed]
    columns |= around
    columns["own in file"] = [log(1 + len(flow.files[flow.file_of[number]].functions)) for number in listed]
    columns["is entry file"] = [float(flow.file_of[number] == graph.entry) for number in listed]
    columns["near entry"] = _near(graph, paths, listed)
    columns["is test"] = [
        float(bool(_TEST.search(paths[flow.file_of[number]].lower()[-60:])) or function.qualname.startswith("test"))
        for number, function in zip(listed, functions, strict=True)
    ]
    columns["is cli"] = [float(bool(_CLI.search(paths[flow.file_of[number]].lower()[-40:]))) for number in listed]
    columns["functions"] = [log(1 + len(listed))] * len(listed)
    columns["reached functions"] = [log(1 + len(precise))] * len(listed)
    columns["size rank"] = _ranks([float(function.statements) for function in functions])
    columns["branches rank"] = _ranks([float(function.branches) for function in functions])
    columns["cost rank"] = _ranks(costs["few"])
    local = [local_features(function, heat) for function in functions]
    parts = [columns[name] for name in PROGRAM[len(LOCAL) :]]
    known.rows = [[*first, *(round(column[index], 5) for column in parts)] for index, first in enumerate(local)]
    return known


def _home(functions: Sequence[FunctionSummary], number: int, base: int) -> int:
    """The function that a lambda's time is counted for."""
    while functions[number].is_lambda:
        number = base + functions[number].parent
    return number


def _near(graph: CallGraph, paths: Sequence[str], listed: Sequence[int]) -> list[float]:
    """How many folders a function's file shares with the entry's, of all that the entry's has."""
    if graph.entry is None:
        return [-1.0] * len(listed)
    entry = re.split(r"[\\/]", paths[graph.entry])[:-1]
    shared: list[float] = []
    for path in paths:
        same = 0
        for ours, theirs in zip(entry, re.split(r"[\\/]", path)[:-1], strict=False):
            if ours != theirs:
                break
            same += 1
        shared.append(same / max(len(entry), 1))
    return [shared[graph.flow.file_of[number]] for number in listed]


def _surroundings(graph: CallGraph, usual: Frequencies, listed: Sequence[int]) -> dict[str, list[float]]:
    """Who calls a function, from where, how deep in loops; and how much of the flow of calls passes it."""
    flow, edges = graph.flow, usual.edges
    callers: dict[int, list[int]] = {}
    for caller, targets in enumerate(edges):
        for target in targets:
            callers.setdefault(target, []).append(caller)
    sites: dict[int, int] = {}
    depths: dict[int, int] = {}
    named: dict[str, float] = {}
    mentions: dict[str, int] = {}
    for number, function in enumerate(flow.functions):
        local = usual.local(number)
        nested = _depths(function)
        for index, site in enumerate(function.sites):
            for target in flow.targets.get((number, index), ()):
                sites[target] = sites.get(target, 0) + 1
                depths[target] = max(depths.get(target, 0), nested[site.context])
            callee = site.callee
            if callee is not None and callee[0] == "a":
                name = callee[2]
                mentions[name] = mentions.get(name, 0) + 1
                named[name] = named.get(name, 0.0) + usual.calls[number] * local[site.context]
        for _, _, _, name in function.attributes:
            mentions[name] = mentions.get(name, 0) + 1
    same: dict[str, int] = {}
    for function in flow.functions:
        name = function.qualname.rpartition(".")[2]
        same[name] = same.get(name, 0) + 1
    distance = _distances(edges, graph.roots)
    flows = _flow(edges, graph.roots, len(flow.functions))
    most = max(flows, default=0.0) or 1.0
    inclusive = _inclusive(usual)
    whole = max(inclusive, default=0.0) or 1.0
    names = [flow.functions[number].qualname.rpartition(".")[2] for number in listed]
    loudest = max(named.values(), default=1.0) or 1.0
    costs = [usual.calls[number] * cost_of(flow.functions[number], usual.local(number)) for number in range(len(edges))]
    peak = max(costs, default=0.0) or 1.0
    return {
        "distance": [float(distance.get(number, 30)) for number in listed],
        "callers": [float(len(callers.get(number, ()))) for number in listed],
        "callees": [float(len(edges[number])) for number in listed],
        "call sites": [log(1 + sites.get(number, 0)) for number in listed],
        "site depth": [float(depths.get(number, -1)) for number in listed],
        "hottest caller": [
            max((_log(costs[caller] / peak) for caller in callers.get(number, ())), default=-7.0) for number in listed
        ],
        "callers mean": [
            _log(usual.calls[number] / (sum(usual.calls[caller] for caller in callers.get(number, ())) + 1e-3))
            for number in listed
        ],
        "flow": [_log(flows[number] / most) for number in listed],
        "flow rank": _ranks([flows[number] for number in listed]),
        "named calls": [_log(named.get(name, 0.0) / loudest) for name in names],
        "mentions": [log(1 + mentions.get(name, 0)) for name in names],
        "same name": [log(same[name]) for name in names],
        "inclusive": [_log(inclusive[number] / whole) for number in listed],
        "called below": [_log(inclusive[number] / (costs[number] + 1e-3)) for number in listed],
    }


def _depths(function: FunctionSummary) -> list[int]:
    depths: list[int] = []
    for context in function.contexts:
        above = depths[context.parent] if context.parent >= 0 else 0
        depths.append(above + (context.kind in ("for", "while", "comprehension")))
    return depths


def _distances(edges: Sequence[dict[int, float]], roots: dict[int, float]) -> dict[int, int]:
    found = dict.fromkeys(roots, 0)
    queue = deque(roots)
    while queue:
        number = queue.popleft()
        for target in edges[number]:
            if target not in found:
                found[target] = found[number] + 1
                queue.append(target)
    return found


def _flow(edges: Sequence[dict[int, float]], roots: dict[int, float], count: int) -> list[float]:
    """A walk from the entry along calls, by their frequency, that starts again with a chance of 15 %."""
    start = 1.0 / max(len(roots), 1)
    values = [0.0] * count
    for number in roots:
        values[number] = start
    totals = [sum(targets.values()) for targets in edges]
    for _ in range(25):
        following = [0.0] * count
        lost = 0.0
        for number, targets in enumerate(edges):
            value = values[number]
            if not value:
                continue
            if not totals[number]:
                lost += value
                continue
            lost += 0.15 * value
            for target, times in targets.items():
                following[target] += 0.85 * value * times / totals[number]
        for number in roots:
            following[number] += lost * start
        values = following
    return values


def _inclusive(usual: Frequencies) -> list[float]:
    """Expected cost of a function and of what it calls: calls handed down by share, callees before callers."""
    flow = usual.flow
    own = [calls * cost_of(flow.functions[number], usual.local(number)) for number, calls in enumerate(usual.calls)]
    whole = list(own)
    for _ in range(6):
        following = list(own)
        for number, targets in enumerate(usual.edges):
            calls = usual.calls[number]
            for target, times in targets.items():
                if target != number and usual.calls[target]:
                    following[number] += whole[target] * min(calls * times / usual.calls[target], 1.0)
        whole = following
    return whole
