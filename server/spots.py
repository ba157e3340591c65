"""One entry of the list of hot spots: a finding, or a function that took much of a run, and its place among others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..analyzers.scoring import in_words
from ..models.profiled import hot_functions
from .convert import hot_to_client, range_to_client
from .figures import of_what, percent, seconds

if TYPE_CHECKING:
    from ..analyzers.findings import Finding, Score, Share, Span
    from ..analyzers.profiling.measured import Run
    from ..analyzers.profiling.overlay import Overlay
    from ..models.profiled import Hot
    from .convert import Columns

__all__ = ["FUNCTIONS_FROM", "JsonObject", "Rank", "Spot", "finding_to_json", "rank_of", "spots_of_functions"]

JsonObject = dict[str, Any]

FUNCTIONS_FROM = 0.02
"""A function that takes less of the run by itself than this is no hot spot."""


class Rank(NamedTuple):
    """Where a spot stands among others."""

    measured: bool
    """What was measured stands before what is predicted."""
    weight: float
    """The part of the run that there is to gain: of a finding its gain, of a function what no finding explains."""
    line: int


class Spot(NamedTuple):
    """A place that costs time. Most are never shown: what is told of one is made when it is."""

    rank: Rank
    uri: str
    to_json: Callable[[], JsonObject | None]
    """As the command `slowspot.hotspots` tells it; None where it has gone meanwhile."""

    @property
    def order(self) -> tuple[bool, float, str, int]:
        """Sorts the best to the front."""
        return not self.rank.measured, -self.rank.weight, self.uri, self.rank.line


def rank_of(finding: Finding, run: Run | None) -> Rank | None:
    """Rank a finding; None where it is no hot spot: cold code, and folklore. `run` is that of its profile."""
    score = finding.score
    if score is None or score.cold or finding.rule.family == "folklore":
        return None
    share, weight = score.share, score.gain or 0.0
    if share is not None and share.stalled and run is not None:
        weight = max(weight, min(share.stalled / (run.duration or run.total or share.stalled), 1.0))
    return Rank(share is not None and share.basis == "profiled", weight, finding.span.start.line)


def finding_to_json(finding: Finding, uri: str, lines: Sequence[str], columns: Columns, run: Run | None) -> JsonObject:
    score = finding.score
    share = score.share if score is not None else None
    measured = share is not None and share.basis == "profiled"
    return {
        "kind": "finding",
        "uri": uri,
        "range": _range(lines, finding.span, columns),
        "title": finding.message,
        "detail": in_words(score) if score is not None else "",
        "rule": finding.rule.slug,
        "function": finding.function,
        "gain": score.gain if score is not None else None,
        "share": share.value if share is not None else None,
        "basis": "profiled" if measured else "predicted",
        **_worth(score, share, run if measured else None),
        "fix": finding.safety,
        "stale": share is not None and share.stale,
    }


def _worth(score: Score | None, share: Share | None, run: Run | None) -> JsonObject:
    """What there is to gain, as a figure and in a few words; "" where nothing is known."""
    if score is not None and score.gain:
        return {"figure": _figure(score.gain), "shown": f"saves {percent(score.gain)}"}
    if share is None or run is None:
        return {"figure": "", "shown": ""}
    if share.stalled:
        length = seconds(share.stalled)
        return {"figure": length, "shown": f"held the event loop up for {length}"}
    if share.compiled:
        return {"figure": f"{share.compiled:,} ×", "shown": f"was compiled {share.compiled:,} times"}
    return _part(share.value if share.lines is None else share.lines, run)


def _part(share: float, run: Run) -> JsonObject:
    return {"figure": _figure(share), "shown": f"{percent(share)} {of_what(run)}"}


def _figure(part: float) -> str:
    return percent(part).replace("less than ", "< ")


def spots_of_functions(
    placed: Overlay, findings: Iterable[Finding], uri: str, lines: Sequence[str], columns: Columns
) -> Iterator[Spot]:
    """The functions that took much of the run by themselves, which the findings do not explain."""
    for hot in hot_functions(placed, findings, least=FUNCTIONS_FROM):
        to_json = partial(_function_to_json, hot, uri, lines, columns, placed.run)
        yield Spot(Rank(True, hot.own - hot.explained, hot.line), uri, to_json)


def _function_to_json(hot: Hot, uri: str, lines: Sequence[str], columns: Columns, run: Run) -> JsonObject:
    diagnostic = hot_to_client(hot, lines, columns)
    in_module = hot.function == "<module>"
    return {
        "kind": "function",
        "uri": uri,
        "range": diagnostic["range"],
        "title": "module level" if in_module else hot.function,
        "detail": diagnostic["message"],
        "rule": None,
        "function": "" if in_module else hot.function,
        "gain": None,
        "share": hot.own,
        "basis": "profiled",
        **_part(hot.own, run),
        "fix": None,
        "stale": hot.stale,
    }


def _range(lines: Sequence[str], span: Span, columns: Columns) -> JsonObject:
    area = range_to_client(lines, span, columns)
    return {
        "start": {"line": area.start.line, "character": area.start.character},
        "end": {"line": area.end.line, "character": area.end.character},
    }
