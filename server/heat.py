"""How hot each line of an open document was in the latest run: what an editor colours lines by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..analyzers.source.functions import MODULE
from .features.inlay_hint import FROM_SHARE
from .figures import of_what, percent, summary

if TYPE_CHECKING:
    from ..analyzers.profiling.overlay import Overlay, Placed
    from .documents import OpenDocument
    from .language_server import SlowspotServer

__all__ = ["heat_of"]

JsonObject = dict[str, Any]


def heat_of(ls: SlowspotServer, document: OpenDocument) -> JsonObject | None:
    """Say what lines and functions took; None where no run measured the file.

    `{uri, version, run: {id, of, title}, lines: [{line, share, own, shown}], functions: [{function, line, first, last,
    share, own, shown, stale}]}`. Lines count from 0 in the document's present text, whose version is `version`. Shares
    are parts of the run, 0 to 1: `share` with the project's functions that were called from there, `own` without. What
    took less than a hundredth of the run is left out. A function that was changed since is `stale` and has no lines.
    """
    overlay = ls.overlay_of(document)
    if overlay is None:
        return None
    run = overlay.run
    return {
        "uri": document.uri,
        "version": document.version,
        "run": {"id": run.id, "of": of_what(run), "title": summary(run)},
        "lines": _lines(overlay),
        "functions": [
            _function(overlay, placed)
            for placed in overlay.placed
            if placed.measured.name != MODULE and run.share(placed.measured.total) >= FROM_SHARE
        ],
    }


def _lines(overlay: Overlay) -> list[JsonObject]:
    run = overlay.run
    found: dict[int, JsonObject] = {}
    for placed in overlay.placed:
        for line, measured in placed.lines.items():
            share = run.share(measured.total)
            # A line may belong to two: a decorator is called by the code around, and counts for its function too.
            if share >= FROM_SHARE and (line not in found or found[line]["share"] < share):
                own = run.share(measured.own)
                found[line] = {"line": line, "share": share, "own": own, "shown": percent(share)}
    return [found[line] for line in sorted(found)]


def _function(overlay: Overlay, placed: Placed) -> JsonObject:
    run, measured = overlay.run, placed.measured
    share = run.share(measured.total)
    return {
        "function": measured.name,
        "line": placed.definition,
        "first": placed.first,
        "last": placed.last,
        "share": share,
        "own": run.share(measured.own),
        "shown": percent(share),
        "stale": placed.stale,
    }
