"""Where a program spends its time, from its source alone: functions ranked by predicted share of the run time.

Two forests, trained by `training_data/fitting/hotness.py`: "hotness" sees the whole program (call graph, expected
calls), "hotness_local" one function only, for findings, where nothing else is known. Without model files functions are
ranked by expected calls × estimated cost, and have no share.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from ..analyzers.linking.modules import Parts
from ..analyzers.program.graph import link
from ..analyzers.program.lowering import summarize_function
from ..analyzers.program.summary import MIX, FileSummary, FunctionSummary
from .hotness_features import LOCAL, PROGRAM, Known, local_features, program_features
from .trees import Forest, shipped

__all__ = ["HotFunction", "HotnessModel", "ProgramFile"]

_EXPLAINED = 60
"""Functions from the top whose reasons name what moved the model."""


@dataclass(frozen=True, slots=True)
class ProgramFile:
    """A file of a program to rank."""

    path: str
    """As shown."""
    parts: Parts
    """The parts of its absolute path."""
    summary: FileSummary


@dataclass(frozen=True, slots=True)
class HotFunction:
    path: str
    qualname: str
    line: int
    """Of the `def`, from 1."""
    first_line: int
    """Of its first decorator."""
    score: float
    """Falls from first to last; compares functions of one program."""
    share: float | None
    """Predicted part of the run time, its callees' left out; None where no model is there."""
    calls: float
    """Expected calls in one run."""
    reasons: tuple[str, ...]
    lines: tuple[tuple[int, float], ...]
    """(line, part of the function's own estimated cost), the most expensive first."""


class HotnessModel:
    """The shipped forests; either may be missing."""

    def __init__(self, program: Forest | None, local: Forest | None) -> None:
        self._program = program if program is not None and program.features == PROGRAM else None
        self._local = local if local is not None and local.features == LOCAL else None

    @classmethod
    def load(cls) -> HotnessModel:
        return cls(shipped("hotness"), shipped("hotness_local"))

    @property
    def scores(self) -> bool:
        """Whether programs get shares, and not just an order."""
        return self._program is not None

    def rank(
        self, files: Sequence[ProgramFile], entry: int | None = None, *, limit: int | None = None
    ) -> list[HotFunction]:
        """Rank all functions of a program, the hottest first. `entry` is the number of the file that is run.

        Takes about as long as parsing the files; `limit` only saves making the records of the rest.
        """
        graph = link([(file.parts, file.summary) for file in files], entry)
        forest = self._program
        known = program_features(graph, ["/".join(file.parts) for file in files], heat_of(forest))
        if forest is None:
            total = sum(known.scores) or 1.0
            scores = [score / total for score in known.scores]
            shares = None
        else:
            predicted = [max(forest.predict(row), 0.0) for row in known.rows]
            scores = predicted
            shares = _normalised([value**2 for value in predicted])
        estimated = known.scores
        order = sorted(
            range(len(known.functions)), key=lambda index: (-scores[index], -estimated[index], known.functions[index])
        )
        return [
            _record(files, known, index, scores[index], None if shares is None else shares[index], forest, position)
            for position, index in enumerate(order[:limit])
        ]

    def share_of(self, node: ast.AST, qualname: str = "", *, is_method: bool | None = None) -> float | None:
        """Predict the share of the run time that one function takes, of which only its own tree is known.

        None without model, and for what is no function. Takes under a millisecond for 50 lines; nothing is kept.
        """
        forest = self._local
        if forest is None or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return None
        name = qualname or node.name
        if is_method is None:
            first = next(iter((*node.args.posonlyargs, *node.args.args)), None)
            is_method = first is not None and first.arg in ("self", "cls")
        try:
            function = summarize_function(node, name, is_method=is_method)
        except RecursionError:
            return None
        row = local_features(function, heat_of(forest))
        return min(max(forest.predict(row), 0.0) ** 2 * float(forest.extra.get("scale", 1.0)), 1.0)


def heat_of(forest: Forest | None) -> dict[str, float]:
    """The learned weights of word stems."""
    return forest.extra.get("stems", {}) if forest is not None else {}


def _normalised(values: Sequence[float]) -> list[float]:
    total = sum(values)
    return [value / total if total else 0.0 for value in values]


# -- records and their reasons


def _record(
    files: Sequence[ProgramFile],
    known: Known,
    index: int,
    score: float,
    share: float | None,
    forest: Forest | None,
    position: int,
) -> HotFunction:
    flow = known.graph.flow
    number = known.functions[index]
    function = flow.functions[number]
    explained = position < _EXPLAINED
    return HotFunction(
        path=files[flow.file_of[number]].path,
        qualname=function.qualname,
        line=function.line,
        first_line=function.first_line,
        score=score,
        share=share,
        calls=known.calls[index],
        reasons=tuple(_reasons(known, index, forest)) if explained else (),
        lines=_lines(known, number) if explained else (),
    )


def _lines(known: Known, number: int) -> tuple[tuple[int, float], ...]:
    assert known.usual is not None
    function = known.graph.flow.functions[number]
    local = known.usual.local(number)
    costs: dict[int, float] = {}
    for (line, at), cost in function.costs.items():
        costs[line] = costs.get(line, 0.0) + cost * local[at]
    total = sum(costs.values()) or 1.0
    ordered = sorted(costs.items(), key=lambda item: (-item[1], item[0]))
    return tuple((line, cost / total) for line, cost in ordered[:5])


_SAID = {
    "attribute": "attribute loads", "subscript": "subscripts", "arithmetic": "arithmetic operations",
    "compare": "comparisons", "call": "calls", "allocate": "new containers", "string": "strings built",
}  # fmt: skip
_TOPICS = {
    "calls": ("calls", "score", "rank", "share", "reached", "supposed", "flow", "inclusive", "named", "mentions"),
    "place": ("call sites", "site depth", "callers", "hottest", "distance", "cycle", "called below", "callees"),
    "work": ("cost", "log cost", "depth", "loops", "whiles", "comprehensions", "attribute", "subscript", "arithmetic",
             "compare", "call", "allocate", "store", "branch", "iterate", "string", "yield", "load"),
    "size": ("statements", "branches", "size", "sites", "outside", "returns", "allocations", "parameters"),
    "name": ("name", "kind", "is"),
}  # fmt: skip


def _reasons(known: Known, index: int, forest: Forest | None) -> list[str]:
    """What speaks for a function's place, in words; first what moved the model most."""
    texts = {"calls": _calls_text(known, index), "work": _work_text(known, index), "place": _place_text(known, index)}
    order = ["calls", "work", "place"]
    if forest is not None:
        moved = dict.fromkeys(_TOPICS, 0.0)
        for name, effect in forest.effects(known.rows[index]).items():
            moved[_topic(name)] += effect
        order.sort(key=lambda topic: -abs(moved[topic]))
        function = known.graph.flow.functions[known.functions[index]]
        name = function.qualname.rpartition(".")[2]
        strongest = max(moved, key=lambda topic: abs(moved[topic]))
        if strongest == "name":
            texts["name"] = f"functions with names like {name} are {'often' if moved['name'] > 0 else 'seldom'} hot"
            order.insert(0, "name")
        elif strongest == "size":
            texts["size"] = f"has {function.statements} statements, {function.branches} branches"
            order.insert(0, "size")
    return [texts[topic] for topic in order if texts[topic]][:3]


def _topic(feature: str) -> str:
    first = feature.partition(" ")[0]
    for topic, words in _TOPICS.items():
        if feature in words or first in words:
            return topic
    return "work"


def _about(number: float) -> str:
    """A rounded number: one figure is as much as an estimate deserves."""
    if number < 1.5:
        return "once" if number > 0.5 else "seldom"
    if number >= 1e9:
        return "more than a billion times"
    digits = int(log10(number))
    return f"about {round(number / 10**digits) * 10**digits:,} times"


def _calls_text(known: Known, index: int) -> str:
    number = known.functions[index]
    function = known.graph.flow.functions[number]
    if function.qualname == "<module>":
        return "runs once, when run or imported" if known.calls[index] else "is never imported from the entry"
    if not known.calls[index]:
        return "nothing was seen that calls it"
    assert known.usual is not None
    usual = known.usual
    best, caller = 0.0, -1
    for other, targets in enumerate(usual.edges):
        if other != number and (times := targets.get(number)) and usual.calls[other] * times > best:
            best, caller = usual.calls[other] * times, other
    text = f"called {_about(known.calls[index])}"
    if caller >= 0:
        name = known.graph.flow.functions[caller].qualname
        text += f", mostly from {name}()" if name != "<module>" else ", from a module's own code"
    return text


def _work_text(known: Known, index: int) -> str:
    assert known.usual is not None
    number = known.functions[index]
    function = known.graph.flow.functions[number]
    local = known.usual.local(number)
    mix = [sum(counts[kind] * local[at] for at, counts in enumerate(function.mixes)) for kind in range(len(MIX))]
    done = sorted(((mix[MIX.index(kind)], text) for kind, text in _SAID.items()), reverse=True)[:2]
    parts = [f"{_count(number)} {text}" for number, text in done if number >= 1]
    loops = f"in loops {function.depth} deep, " if function.depth > 1 else "in a loop, " if function.depth else ""
    return f"{loops}does {' and '.join(parts)} per call" if parts else ""


def _count(number: float) -> str:
    digits = max(int(log10(number)), 0)
    return f"{round(number / 10**digits) * 10**digits:,}" if number < 1e9 else "over a billion"


def _place_text(known: Known, index: int) -> str:
    assert known.usual is not None
    number = known.functions[index]
    size = known.usual.cycle[number]
    if size == 1:
        return "calls itself"
    if size > 1:
        return f"is one of {size} functions that call each other in a circle"
    return "is called inside a loop" if _called_in_loop(known, number) else ""


def _called_in_loop(known: Known, number: int) -> bool:
    flow = known.graph.flow
    return any(
        number in targets and _in_loop(flow.functions[caller], flow.functions[caller].sites[site].context)
        for (caller, site), targets in flow.targets.items()
        if caller >= 0
    )


def _in_loop(function: FunctionSummary, at: int) -> bool:
    while at >= 0:
        context: Any = function.contexts[at]
        if context.kind in ("for", "while", "comprehension"):
            return True
        at = context.parent
    return False
