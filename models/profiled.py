"""What a recorded run says of one document: the share of its time behind a finding, and hot code without findings."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..analyzers.findings import Share
from ..analyzers.profiling.measured import AT_CALLS
from ..analyzers.scoring import percent
from .extent import extent_of, statements_around

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer
    from ..analyzers.findings import Finding
    from ..analyzers.profiling.measured import MeasuredFunction, Run
    from ..analyzers.profiling.overlay import Overlay, Placed
    from ..analyzers.profiling.stalls import Confirmations

__all__ = ["COLD_BELOW", "HOT_FROM", "Hot", "Part", "ProfiledShares", "done_in", "hot_functions", "library_calls"]

COLD_BELOW = 0.005
"""Default of the setting `profile-threshold`: findings in code that took a smaller part of the run are cold."""
HOT_FROM = 0.05
"""A function that takes this part of the run by itself is worth a word, even where no rule has anything to say."""

_ENOUGH = 2.3
"""So many samples a share at the threshold has to stand for: what was then never seen is below it, 90 % certain."""
_AWAY = frozenset({"asyncio"})
_AWAY_IN_COROUTINES = frozenset({"asyncio", "database", "network"})
"""Families whose findings make a function wait, which is no time of the run: that it took little says nothing."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_EXPLAINS = 0.1
"""A finding that saves this part of a function explains it, where it is not known what its lines took."""


class ProfiledShares:
    """A `ShareSource` for the one document that the overlay was made for; None where the run tells nothing."""

    def __init__(self, overlay: Overlay, threshold: float = COLD_BELOW) -> None:
        self._overlay = overlay
        self._run = overlay.run
        self._threshold = threshold
        functions = [*(placed.measured for placed in overlay.placed), *overlay.missing]
        self._path = functions[0].path if functions else ""
        self._called = any(function.name != "<module>" for function in functions)
        self._samples = _samples(self._run)
        self._fine = self._samples * threshold >= _ENOUGH
        self._stalls = _confirmations(self._run) if self._run.stalls else None

    def share_of(self, analyzer: Analyzer, finding: Finding) -> Share | None:
        """Say what the run tells of a finding.

        A function that was changed since keeps its share, `stale`: nothing better is known, and who edits a hot
        function edits it because it is hot. One that was never seen has a share of 0, where the run saw others of the
        file, knew this one, and had samples enough to see whatever matters.
        """
        latency = finding.rule.gains == "latency"
        if (self._run.unit == "bytes") != (finding.rule.gains == "memory"):
            return None
        if self._run.total <= 0:
            return None
        block = analyzer.document.block_at(finding.span.start.line)
        chain = statements_around(block.nodes, finding.match.node)
        placed = self._placed(finding, chain)
        if placed is None:
            unknown = latency or not self._fine or not self._was_there(finding, chain) or _waits(finding, chain)
            return None if unknown else Share(0.0, "profiled", 0.0, cold=True)
        value = self._run.share(placed.measured.total)
        lines, unsure = self._lines_share(analyzer, finding, placed) or (None, False)
        cold = self._fine and (value if lines is None else min(value, lines)) < self._threshold
        stalled = self._stalled(finding, placed)
        compiled = self._compiled(finding, placed)
        if cold and not stalled and not compiled and (_waits(finding, chain) or _defines(chain)):
            return None
        cold = cold and not latency and not stalled and not compiled
        return Share(value, "profiled", lines, unsure, placed.stale, cold, stalled, compiled)

    def _placed(self, finding: Finding, chain: Sequence[ast.stmt]) -> Placed | None:
        line, name = finding.span.start.line, finding.function or "<module>"
        around = self._overlay.around(line)
        if around is not None and (around.measured.name == name or (chain and isinstance(chain[-1], _FUNCTIONS))):
            return around  # the second: its decorator or header is marked
        return self._overlay.of(name)

    def _was_there(self, finding: Finding, chain: Sequence[ast.stmt]) -> bool:
        """Whether the run had the chance to see the finding's function; a file that is only imported gives it none."""
        if not self._called or (chain and isinstance(chain[-1], _FUNCTIONS)) or _defines(chain):
            return False
        known = self._run.unseen.get(self._path)
        return known is not None and (finding.function or "<module>") in (*known, "<module>")

    def _lines_share(self, analyzer: Analyzer, finding: Finding, placed: Placed) -> tuple[float, bool] | None:
        """The share of the finding's lines, the largest that it can be, and whether it may be less."""
        lines = placed.lines
        if placed.stale or not lines or self._samples <= 0:
            return None
        if placed.measured.name == "<module>" and len(lines) < len(placed.measured.lines):
            return None  # some were changed since, and which cannot be told
        extent = extent_of(analyzer, finding)
        near = [stretch for stretch in placed.stretches if any(stretch.first <= at <= stretch.last for at in extent)]
        around = {line for stretch in near for line in range(stretch.first, stretch.last + 1)} - extent
        weight = sum(lines[line].total for line in extent if line in lines)
        more = min(sum(stretch.own for stretch in near), sum(lines[line].own for line in around if line in lines))
        unknown = max(placed.measured.own - sum(line.own for line in placed.measured.lines), 0.0)
        share = self._run.share(weight + more + unknown)
        # Few samples may have missed some of it: Poisson's upper bound, about 95 %.
        chance = 0.0 if self._fine else (2 * (share * self._samples) ** 0.5 + _ENOUGH) / self._samples
        most = min(share + chance, self._run.share(placed.measured.total))
        return most, most > self._run.share(weight) * 1.2

    def _stalled(self, finding: Finding, placed: Placed) -> float:
        if self._stalls is None or placed.stale:
            return 0.0
        found = self._stalls.of(finding, self._path, placed.first + 1 - placed.measured.line)
        return 0.0 if found is None else found.longest.seconds

    def _compiled(self, finding: Finding, placed: Placed) -> int:
        if not self._run.compiled or placed.stale:
            return 0
        # Late: few runs have any.
        from ..analyzers.profiling.compiles import confirmed_times

        return confirmed_times(self._run, finding, self._path, placed.first + 1 - placed.measured.line)


def _confirmations(run: Run) -> Confirmations:
    # Late: few runs have stalls.
    from ..analyzers.profiling.stalls import Confirmations

    return Confirmations(run)


def _samples(run: Run) -> float:
    """Samples of the whole run; as many as one likes where every call was timed.

    A tool that looks at calls has one sample of a call into C that lasts a second, and all of its time.
    """
    timed = run.total / run.interval if run.interval and run.unit == "seconds" else 0.0
    if run.samples:
        return max(run.samples, timed) if run.tool in AT_CALLS else run.samples
    return timed or float("inf")


def _waits(finding: Finding, chain: Sequence[ast.stmt]) -> bool:
    """Whether what the finding costs is time that its function waits."""
    if finding.rule.family in _AWAY:
        return True
    functions = [statement for statement in chain if isinstance(statement, _FUNCTIONS)]
    in_coroutine = bool(functions) and isinstance(functions[-1], ast.AsyncFunctionDef)
    return in_coroutine and finding.rule.family in _AWAY_IN_COROUTINES


def _defines(chain: Sequence[ast.stmt]) -> bool:
    """Whether what is marked is given a name at module or class level: it is paid for where that is used."""
    bound = (ast.Assign, ast.AnnAssign, ast.ClassDef)
    return bool(chain) and all(isinstance(statement, bound) for statement in chain)


# -- hot functions


class Part(NamedTuple):
    """What a function spends its own time on."""

    name: str
    """A library function with its module: `pandas.merge`."""
    part: float
    """Of the function's own time, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Hot:
    """A function that takes much of the run by itself, and what it spends that on. Lines count from 0."""

    function: str
    line: int
    """Of its `def`; of a module, 0."""
    own: float
    """Part of the run, 0 to 1, that it takes by itself, library code that it calls included."""
    total: float
    """The same with the functions of the project that it calls."""
    library: float
    """The part of the run that goes to library code that it calls."""
    weight: float
    """`own`, in the unit of the run."""
    samples: int
    stale: bool
    calls: tuple[Part, ...]
    """The library functions that took most, largest first."""
    lines: tuple[tuple[int, float], ...]
    """(line, part of the function's own time), largest first; empty where the function was changed since."""

    explained: float = 0.0
    """The part of the run that the lines of its findings took."""

    def in_words(self) -> str:
        """What it does with its time: "62 % in pandas.merge, line 41"; lines count from 1 here. "" if not known."""
        if self.calls and self.calls[0].part >= self.library / self.own / 3 and self.calls[0].part >= 0.2:
            said = [f"{percent(part)} {done_in(name)}" for name, part in self.calls[:2] if part >= 0.2]
        elif self.library >= self.own / 2:
            said = [f"{percent(self.library / self.own)} in library code"]
        else:
            said = []
        if self.lines:
            line, part = self.lines[0]
            where = f"line {line + 1}"
            said.append(where if said else f"{percent(part)} in {where}")
        return ", ".join(said)


def done_in(name: str) -> str:
    """Say that time went to a library function."""
    return "importing" if name.startswith("importlib.") else f"in {name}"


def hot_functions(overlay: Overlay, findings: Iterable[Finding], *, least: float = HOT_FROM) -> list[Hot]:
    """Functions of the document that are hot, where scored findings explain less than half of that; hottest first."""
    run = overlay.run
    if run.unit == "bytes":
        return []
    explained: dict[str, dict[int, float]] = {}
    for finding in findings:
        worth = _worth(finding)
        places = (overlay.around(related.span.start.line) for related in finding.related if not related.path)
        for name in {finding.function or "<module>", *(place.measured.name for place in places if place is not None)}:
            by_line = explained.setdefault(name, {})
            line = finding.span.start.line
            by_line[line] = max(by_line.get(line, 0.0), worth)
    found: list[Hot] = []
    for placed in overlay.placed:
        own = run.share(placed.measured.own)
        lines = explained.get(placed.measured.name, {})
        part = sum(lines.values())
        if own >= least and own - part >= max(least, own / 2):
            found.append(_hot(run, placed, part, {line for line, worth in lines.items() if worth}))
    return sorted(found, key=lambda hot: -hot.own)


def _worth(finding: Finding) -> float:
    """The part of the run that a finding explains: what its lines took, or all where that is not known."""
    score = finding.score
    if score is None or score.cold or finding.rule.family == "folklore":
        return 0.0
    share = score.share
    if share is not None and share.basis == "profiled" and share.lines is not None:
        return share.lines
    return 1.0 if score.gain is None or share is None or score.gain >= _EXPLAINS * share.value else score.gain


def _hot(run: Run, placed: Placed, explained: float, besides: set[int]) -> Hot:
    function = placed.measured
    lines = sorted((item for item in placed.lines.items() if item[0] not in besides), key=lambda item: -item[1].own)
    return Hot(
        function=function.name,
        line=placed.definition,
        own=run.share(function.own),
        total=run.share(function.total),
        library=run.share(function.library),
        weight=function.own,
        samples=function.samples,
        stale=placed.stale,
        calls=library_calls(function),
        lines=tuple((line, min(took.own / function.own, 1.0)) for line, took in lines[:3] if took.own),
        explained=explained,
    )


def library_calls(function: MeasuredFunction) -> tuple[Part, ...]:
    """What a function calls outside the project, by the part of its own time that goes there."""
    if not function.own:
        return ()
    outside = sorted((call for call in function.callees if not call.path), key=lambda call: -call.weight)
    return tuple(Part(call.name, min(call.weight / function.own, 1.0)) for call in outside[:5] if call.weight)
