"""Puts the engines of a hot function in order, and says what to do: the one that gains most, or nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..profiling.measured import Run
from ..profiling.overlay import Overlay, overlay
from ..source.functions import MODULE
from .advice import Advice, Engine, Option
from .asking import Asked, Found, Whole, percent
from .engines import arrays, code, processes, pypy, startup, waiting
from .imported import compiled_packages, reached
from .installed import Surroundings
from .shares import Hot, Shares
from .sources import Sources
from .suspended import suspended, waited

__all__ = ["HOT", "Predicted", "advise_prediction", "advise_run", "ranked"]

HOT = 0.05
"""Part of the program's time that a function must take by itself to be worth an engine."""
_TIMES: dict[Engine, float] = {"numpy": 30, "numba": 30, "threads": 12, "asyncio": 14, "pypy": 4, "lazy-imports": 20}
"""How much faster what it takes usually becomes; it only puts engines in order, and is never told."""
_ORDER: tuple[Engine, ...] = (
    "code", "numpy", "threads", "asyncio", "processes", "numba", "pypy", "lazy-imports", "free-threading",
    "accelerator",
)  # fmt: skip
_SOURCES: tuple[Callable[[Asked], Iterable[Option]], ...] = (
    code.options, waiting.options, arrays.options, processes.options, pypy.options,
)  # fmt: skip

FindingsOf = Mapping[tuple[str, str], Sequence[Found]]


def advise_run(
    run: Run,
    sources: Sources,
    around: Surroundings,
    findings: FindingsOf,
    *,
    limit: int = 10,
    within: Callable[[str], bool],
) -> list[Advice]:
    """Advice on a recorded program, the hottest first; `within` says which files (relative) are asked about."""
    shares = Shares(run)
    files = sorted({function.path for function in run.functions})
    compiled = compiled_packages(sources, files, around)
    whole = Whole(sources, around, shares.seconds, shares.pure, files, compiled)
    found: list[Advice] = []
    start = startup.advice(shares, whole)
    if start is not None and within(start.path):
        found.append(start)
    overlays: dict[str, Overlay | None] = {}
    idle = suspended(shares, sources, HOT)
    for hot in [*shares.hot(HOT), *idle]:
        measured = hot.measured
        if measured.name == MODULE or not within(measured.path):
            continue
        if measured.path not in overlays:
            source = sources.of(measured.path)
            overlays[measured.path] = overlay(run, measured.path, source.document) if source is not None else None
        share = waited(measured, shares) if hot in idle else hot.own
        asked = _asked(hot, share, shares, whole, overlays[measured.path], findings)
        found.append(_beside(asked) if hot.beside else ranked(asked, "recorded"))
    found.sort(key=lambda advice: -advice.share)
    return _joined(found)[:limit]


class Predicted:
    """A function that is predicted to be hot."""

    def __init__(self, path: str, name: str, share: float, callers: Sequence[str] = ()) -> None:
        self.path = path
        self.name = name
        self.share = share
        self.callers = callers


def advise_prediction(
    hot: Sequence[Predicted], sources: Sources, around: Surroundings, findings: FindingsOf, *, limit: int = 10
) -> list[Advice]:
    """Advice on functions that are predicted to be hot: what the text says, and nothing of times."""
    found: list[Advice] = []
    for each in hot:
        function = sources.function(each.path, each.name)
        if function is None or len(found) >= limit or each.share < HOT:
            continue
        files = reached(sources, each.path)
        compiled = compiled_packages(sources, files, around)
        whole = Whole(sources, around, files=files, compiled=compiled, recorded=False)
        asked = Asked(
            whole, each.path, each.name, each.share, function,
            callers=_callers_in(sources, each.path, each.name, each.share),
            findings=findings.get((each.path, each.name), ()),
            total=each.share,
        )  # fmt: skip
        found.append(ranked(asked, "predicted"))
    return _joined(found)


def ranked(asked: Asked, basis: str) -> Advice:
    """Look at every engine for a function, and put them in order."""
    options = [option for source in _SOURCES for option in source(asked)]
    advice = Advice(
        asked.path, asked.name, asked.function.line if asked.function is not None else 1, asked.share,
        "recorded" if basis == "recorded" else "predicted", stale=asked.stale,
    )  # fmt: skip
    if asked.mapped is not None and asked.mapped[0].owner.name != asked.name:
        advice.place = asked.mapped[0].owner.name
    advice.options = in_order(options, asked.share)
    if not advice.options or advice.best.verdict != "fits":
        advice.options.insert(0, _stay(asked, advice.options))
    return advice


def in_order(options: Iterable[Option], share: float) -> list[Option]:
    """Best first: what fits before what may, and that by what it gains, measured gains before expected ones."""
    verdicts = ("fits", "unknown", "not")

    def key(option: Option) -> tuple[int, float, int]:
        return verdicts.index(option.verdict), -_gain(option, share), _ORDER.index(option.engine)

    return sorted(options, key=key)


def _gain(option: Option, share: float) -> float:
    """How many times as fast the whole is expected to become."""
    trial = option.trial
    if trial is not None:
        return trial.times if trial.whole else 1 / (1 - share + share / max(trial.times, 1e-3))
    most = option.at_most if option.at_most is not None else 50.0
    if option.engine in ("processes", "code", "free-threading"):
        return most
    part = 1 - 1 / most
    return 1 / (1 - part + part / _TIMES.get(option.engine, 10))


def _stay(asked: Asked, options: Sequence[Option]) -> Option:
    """Why nothing pays."""
    if asked.function is None:
        return Option("stay", "fits", "it is not in the files as they are now: record anew")
    if asked.waited and asked.waited >= asked.share:
        why = "it is suspended meanwhile, and no loop in it awaits one call after the other"
        return Option("stay", "fits", why, basis="recorded")
    if asked.library > 0.5 and not asked.waits_mostly:
        name = asked.callees[0][0] if asked.callees else "library code"
        why = f"{percent(asked.library)} of its time is in {name}, which is compiled already, or not yours"
        return Option("stay", "fits", why, basis="recorded")
    if asked.waits_mostly:
        return Option(
            "stay", "fits", "it waits for one thing, and nothing else is there to be done meanwhile", basis="recorded"
        )
    against = next((option for option in options if option.verdict == "not"), None)
    if against is None and not asked.whole.recorded:
        why = "the text alone does not say that another engine pays; a recorded run would"
    else:
        why = "no engine is known to make it faster" if against is None else f"not {against.engine}: {against.why}"
    return Option("stay", "fits", why, basis=against.basis if against is not None else "text")


def _beside(asked: Asked) -> Advice:
    """A function that others do not wait for."""
    advice = ranked(asked, "recorded")
    why = "it runs in a thread of its own, beside the main one, which does not wait for it"
    advice.options.insert(0, Option("stay", "fits", why, basis="recorded", final=True))
    return advice


def _joined(found: Sequence[Advice]) -> list[Advice]:
    """Name a whole program's engine once: the other functions that it takes in are told with the hottest."""
    first = next((advice for advice in found if advice.best.engine == "pypy"), None)
    kept: list[Advice] = []
    for advice in found:
        if advice is not first and first is not None and advice.best.engine == "pypy":
            first.also.append(advice.function)
        else:
            kept.append(advice)
    return kept


def _asked(hot: Hot, share: float, shares: Shares, whole: Whole, laid: Overlay | None, findings: FindingsOf) -> Asked:
    measured = hot.measured
    placed = next((each for each in laid.placed if each.measured is measured), None) if laid is not None else None
    # A coroutine that was always suspended is in no sample.
    there = placed is not None or not measured.total
    function = whole.sources.function(measured.path, measured.name) if there else None
    outside = sorted((call for call in measured.callees if not call.path), key=lambda call: -call.weight)
    callees = [(call.name, min(call.weight / measured.own, 1.0)) for call in outside[:5] if measured.own > 0]
    callers: list[tuple[str, str, float]] = []
    below = hot.total
    for caller in shares.callers(measured):
        callers.append((caller.path, caller.name, below))
        below = shares.of(caller).total
    return Asked(
        whole, measured.path, measured.name, share, function, hot.library, callees,
        placed.lines if placed is not None and not placed.stale else {}, measured.own,
        waited(measured, shares),
        callers, findings.get((measured.path, measured.name), ()), hot.total, placed is not None and placed.stale,
    )  # fmt: skip


def _callers_in(sources: Sources, path: str, name: str, share: float) -> list[tuple[str, str, float]]:
    """Functions of the same file that call one in a loop: all that a text tells of callers."""
    source = sources.of(path)
    if source is None:
        return []
    last = name.rpartition(".")[2]
    found: list[tuple[str, str, float]] = []
    for block in source.document.leaves():
        for node in block.nodes:
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or block.parent is not None:
                continue
            if node.name != last:
                found += [(path, node.name, share)] * any(_is_name(each, last) for each in ast.walk(node))
    return found[:1] if len(found) == 1 else []


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
