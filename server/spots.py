"""One entry of the list of hot spots: a finding, or a function that took much of a run, and its place among others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..analyzers.scoring import in_words
from ..models.profiled import hot_functions
from .convert import hot_to_client, range_to_client
from .figures import of_what, percent, seconds

if TYPE_CHECKING:
    from ..analyzers.findings import Finding, Score, Share, Span
    from ..analyzers.profiling.measured import Run
    from ..analyzers.profiling.overlay import Overlay
    from .convert import Columns

__all__ = ["FUNCTIONS_FROM", "Spot", "spot_of_finding", "spots_of_functions"]

JsonObject = dict[str, Any]

FUNCTIONS_FROM = 0.02
"""A function that takes less of the run by itself than this is no hot spot."""


class Spot(NamedTuple):
    """A place that costs time, and how it compares with others."""

    measured: bool
    weight: float
    """The part of the run that there is to gain: of a finding its gain, of a function what no finding explains."""
    json: JsonObject
    """As the command `slowspot.hotspots` tells it."""

    @property
    def order(self) -> tuple[bool, float, str, int]:
        """Sorts what was measured before what is predicted, and within each the larger gain first."""
        return not self.measured, -self.weight, self.json["uri"], self.json["range"]["start"]["line"]


def spot_of_finding(
    finding: Finding, uri: str, lines: Sequence[str], columns: Columns, run: Run | None = None
) -> Spot | None:
    """Make a finding's entry; None where it is no hot spot: cold code, and folklore. `run` is its profile's."""
    score = finding.score
    if score is None or score.cold or finding.rule.family == "folklore":
        return None
    share = score.share
    measured = share is not None and share.basis == "profiled"
    stalled = 0.0 if share is None or run is None else share.stalled / ((run.duration or run.total) or 1.0)
    return Spot(
        measured,
        max(score.gain or 0.0, min(stalled, 1.0)),
        {
            "kind": "finding",
            "uri": uri,
            "range": _range(lines, finding.span, columns),
            "title": finding.message,
            "detail": in_words(score),
            "rule": finding.rule.slug,
            "function": finding.function,
            "gain": score.gain,
            "share": share.value if share is not None else None,
            "basis": "profiled" if measured else "predicted",
            "shown": _worth(score, share, run if measured else None),
            "fix": finding.safety,
            "stale": share is not None and share.stale,
        },
    )


def _worth(score: Score, share: Share | None, run: Run | None) -> str:
    """What there is to gain in a few words; "" where nothing is known."""
    if score.gain:
        return f"saves {percent(score.gain)}"
    if share is None or run is None:
        return ""
    if share.stalled:
        return f"held the event loop up for {seconds(share.stalled)}"
    return f"{percent(share.value if share.lines is None else share.lines)} {of_what(run)}"


def spots_of_functions(
    placed: Overlay, findings: Iterable[Finding], uri: str, lines: Sequence[str], columns: Columns
) -> Iterator[Spot]:
    """Make the entries of functions that took much of the run by themselves, which the findings do not explain."""
    for hot in hot_functions(placed, findings, least=FUNCTIONS_FROM):
        diagnostic = hot_to_client(hot, lines, columns)
        in_module = hot.function == "<module>"
        yield Spot(
            True,
            hot.own - hot.explained,
            {
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
                "shown": f"{percent(hot.own)} {of_what(placed.run)}",
                "fix": None,
                "stale": hot.stale,
            },
        )


def _range(lines: Sequence[str], span: Span, columns: Columns) -> JsonObject:
    area = range_to_client(lines, span, columns)
    return {
        "start": {"line": area.start.line, "character": area.start.character},
        "end": {"line": area.end.line, "character": area.end.character},
    }
